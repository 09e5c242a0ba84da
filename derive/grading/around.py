"""Words around an answer: lead-ins, conditions and remarks, in English and Chinese, and formulas in dollars."""

from __future__ import annotations

import re

CASES_IN_CHINESE = re.compile("[当若对时]|如果|对于|所以|因此|的时候")
"""Words around a condition; the condition itself stays."""
DOLLARS = re.compile(r"(?<!\\)(\$\$?)(?P<inside>[^$]+)\1")
LEAD_IN = re.compile(
    r"^\s*(?:(?:[A-Za-z][A-Za-z’'-]*[,;]?\s+){2,12}(?:is|are|gives?|get|have|be|equals?|becomes|yields|follows|that)\s*[:,]?"
    r"|(?:Answer|Ans|Solution|Sol|Proof|Thus|Hence|Therefore|So|Result|Finally|We (?:get|have|obtain))\s*[:.,]"
    r"|(?:[A-Za-z][A-Za-z’'-]*[,;]?\s+){0,12}[A-Za-z’'-]+\s*:(?!=))(?=\s*\S)",
    re.IGNORECASE,
)
CHINESE = re.compile(r"[\u3400-\u9fff]")
LEAD_IN_CHINESE = re.compile(r"^[^\\$=∂∇Σ∑]*[\u3400-\u9fff][\s，。：:,.、]*")
REMARK = re.compile(
    r"[,;]?(?:\\q?quad|\\,|\s)*(?:\\text\s*\{\s*)?\(?\s*(?:"
    r"(?:of|with|which has|has)\s+(?:the\s+)?(?:shape|size|dimensions?)\b[^$]*"
    r"|[(\[]\s*(?:(?:shape|size|dims?|dimensions?)\s*:?\s*)?(?:\d|[dDVNnmMKkhH]|\|[A-Za-z]+\|)"
    r"\s*(?:\\times|×|(?<=\s)x(?=\s)|(?<=[dDVNnmMKkhH\d])x(?=[dDVNnmMKkhH\d]))\s*(?:\d|[dDVNnmMKkhH]|\|[A-Za-z]+\|)\s*[)\]]"
    r"|where\s+\$?y\$?\s+is\s+(?:a |the )?(?:one[- ]hot|true|target|label|ground)[\w \t-]*?(?:\s+(?:of|for)\s+\$?o\$?)?\s*[.]?"
    r"|(?P<every>\bfor\s+(?:all|every|each|any)\s*\}?\s*\$?[a-z](?:_[a-z])?(?:\s*(?:=|∈|\\in)[^$=]{1,30})?\$?))\s*$",
    re.IGNORECASE,
)
"""A shape or «for every w» at the end."""
NEGATION = re.compile(
    r"\b(?:not|no|never|none|nor|neither|without|false|wrong|incorrect|unlike|except|but|minus|negative|opposite|plus|times|twice|half"
    r"|double|squared?|transposed?|inverse|log|exp)\b|n't\b|[不非没無无错]",
    re.IGNORECASE,
)
"""Words that turn what stands beside them into something else: with them nothing is left out."""
OPERAND = re.compile(
    r"\b(?!(?:value|result)\b)[A-Za-z]+\s+of"
    r"(?:\s+(?!(?:is|are|be|equals?|gives?|get|got|have|obtain|becomes|yields|so|thus|hence|that|we|i)\b)[A-Za-z-]+){0,4}\s*$",
    re.IGNORECASE,
)
"""«the square root of», «the norm of the vector» right before a formula, which is then only a part of what is said."""
SIGNS = re.compile(r"[+*/=^_\\\\<>(){}\[\]−∂∇Σσ]|(?<![A-Za-z])-|-(?![A-Za-z])|[0-9]")
"""What no words around a formula in dollars hold."""
CONDITION = re.compile(r"^\s*[a-z](?:_[a-z])?\s*(?:\\neq?|\\ne|!=|≠|=|\\in|∈)\s*\S{1,14}\s*$")
NOT_WORDS = frozenset({"np", "exp", "log", "sigma", "softmax", "tanh", "sigmoid", "sum", "yhat", "U", "y", "dJ", "grad"})
"""With these a formula has begun."""
ASIDE = "the words around the formula are left aside"


def without_words(text: str, for_all: bool = True) -> tuple[str, str]:
    """The text with blanks for the words around its formula, and a remark; the text itself where that could turn its sense.

    `for_all` says whether «for every w» at the end changes nothing.
    """
    new = in_dollars(text) if "$" in text else text
    if CHINESE.search(new):
        new = CASES_IN_CHINESE.sub(lambda m: " " * len(m[0]), new)
        if (lead := LEAD_IN_CHINESE.match(new)) is not None:
            new = blank(new, 0, lead.end())
    elif (lead := LEAD_IN.match(new)) is not None and not set(re.findall(r"[A-Za-z]+", lead[0])) & NOT_WORDS:
        new = blank(new, 0, lead.end())
    if (remark := REMARK.search(new)) is not None and (for_all or remark["every"] is None):
        new = blank(new, remark.start(), len(new))
    left_out = "".join(a for a, b in zip(text, new, strict=True) if a != b)
    kept = " ".join(w for w in re.split(r"[\s$]+", left_out) if w)
    if not kept or new == text:
        return new, ""
    if NEGATION.search("".join(a if a != b else " " for a, b in zip(text, new, strict=True))):
        return text, ""
    return new, ASIDE


def in_dollars(text: str) -> str:
    """Of words with formulas in dollars the last formula; conditions and shorter formulas before it are left out."""
    found = list(DOLLARS.finditer(text))
    words = DOLLARS.sub("", text).strip(" \t\n.,;:。，；：")
    if not found or (not words and len(found) == 1) or SIGNS.search(DOLLARS.sub(" ", text)):
        return text
    answers = [m for m in found if not CONDITION.match(m["inside"])]
    if not words or not answers or OPERAND.search(text[: answers[-1].start()]):
        return text
    if any(len(m["inside"]) > len(answers[-1]["inside"]) for m in answers[:-1]):
        return text  # several formulas of which none is plainly the last word
    start, end = answers[-1].span("inside")
    return blank(blank(text, 0, start), end, len(text))


def blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
