"""Words around an answer: lead-ins, conditions and remarks, in English and Chinese, and formulas in dollars.

What is taken away is kept apart: `prose` says whether it may be left out; if not, the text stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .prose import ABROAD as ABROAD_WORDS
from .prose import BY, CHINESE, DESCRIBING, ENGLISH, GIVING_REASONS, any_of, describes, is_remark_of_program, understand

CASES_IN_CHINESE = re.compile("[当若对时]|如果|对于|所以|因此|的时候")
"""Words around a condition; the condition itself stays."""
DOLLARS = re.compile(r"(?<!\\)(\$\$?)(?P<inside>[^$]+)\1")
LEAD_IN = re.compile(
    r"^\s*(?:\\(?:text|mbox|textrm|mathrm)\s*\{\s*(?:so|thus|hence|then|therefore|finally|and|answer|solution"
    r"|we (?:get|have|obtain|find)|which gives)[\s,:]*\}(?:\\[,;: ]|\\q?quad|\s)*"
    r"|(?:[A-Za-z][A-Za-z’'-]*[,;]?\s+){2,12}(?:is|are|gives?|get|have|be|equals?|becomes|yields|follows|that)\s*[:,]?"
    r"|(?:Answer|Ans|Solution|Sol|Proof|Thus|Hence|Therefore|So|Result|Finally|We (?:get|have|obtain))\s*[:.,]"
    r"|(?:[A-Za-z][A-Za-z’'-]*[,;]?\s+){0,12}[A-Za-z’'-]+\s*:(?!=)"
    r"|(?=(?:[A-Za-z][\w’'-]*[,;]?\s+){0,12}?(?:the|this|it|we|so|thus|hence)\s)"
    r"(?:[A-Za-z][\w’'-]*[,;]?\s+){2,12}(?:i\.\s?e\.|namely|that is)[,:]?"
    r")(?=\s*\S)",
    re.IGNORECASE,
)
"""«The gradient is», «Answer:», \\text{So, } before the formula."""
LEAD_IN_CHINESE = re.compile(r"^[^\\$=∂∇Σ∑]*[\u3400-\u9fff][\s，。：:,.、]*")
A_SHAPE = re.compile(rf"\s*{BY}\s*")
REMARK = re.compile(
    r"(?<![,;\s])[,;]?(?:\\q?quad|\\,|\s)*+(?:\\text\s*\{\s*)?\(?\s*(?:"
    rf"(?:of|with|which has|has)\s+(?:the\s+)?(?:shape|size|dimensions?)\s*:?\s*\}}?\s*\$?[(\[]?\s*{BY}\s*[)\]]?\$?"
    rf"|[(\[]\s*(?:(?:shape|size|dims?|dimensions?)\s*:?\s*)?{BY}\s*[)\]]"
    r"|(?:(?:\\forall|∀)\s*(?P<any>[a-z])(?:_[a-z])?\s*(?:∈|\\in)\s*(?:\\?\{\s*1\s*,[^{}]{1,30}\}|\[\s*1\s*,\s*[A-Z]\s*\]))"
    r"|(?P<every>\bfor\s+(?:all|every|each|any)\s*\}?\s*\$?(?P<letter>[a-z])(?:_[a-z])?"
    r"(?:\s*(?:=|∈|\\in)[^$=]{1,30})?\$?(?: in the vocabulary)?\.?))\s*$",
    re.IGNORECASE,
)
"""A shape, «for every w» at the end."""
IN_BRACKETS = re.compile(r"\((?=[^()$=≠<>∈]*\)\s*$)\s*(?:all other|by (?:the|def\w*)|using|via)\s+[A-Za-z][^()]*\)\s*$")
"""Words in brackets at the end: (by the chain rule)."""
ONE_NAME = re.compile(
    r"^\s*(?:\\(?:mathbf|boldsymbol|bm|vec|mathrm|hat)\s+)*\\?[A-Za-z]+(?:\s*\{[A-Za-z]\})?(?:\s*[_^]\s*(?:\{[^{}=]*(?:\{[^{}]*\})?\}|\S))*['′]*\s*$"
)
"""u_o, \\mathbf{u}_o, w_{t+j}: a name that words speak of."""
JOINS = re.compile(r"[\s,]*(?:which\s+)?(?:is|equals|becomes|simplifies to|reduces to|gives|yields|i\.e\.|that is)[\s,:]*", re.IGNORECASE)
"""Words between two formulas that say that they are equal."""
NOT_WORDS = frozenset({"np", "exp", "log", "sigma", "softmax", "tanh", "sigmoid", "sum", "yhat", "U", "y", "dJ", "grad"})
"""With these a formula has begun."""
FOR_ALL = re.compile(r"(\bfor )(?:all|any|every|each) (?=\$?[a-z]\$?\s*(?:≠|\\neq?\b|!=))")
"""«for all w ≠ c», which is «for w ≠ c»."""
DIFFERS = re.compile(r"\b(?:other than|different from|distinct from)\b(?=\s+\$?[a-z]\b)")
"""«for every w other than o»."""
CAPITAL = re.compile(r"^\s*(?:For|If|When)(?= [a-z]\b)")
CASE_FIRST = re.compile(r"^\s*(?:for|if|when|case)\b[^:=≠]{1,12}(?:=|≠|\\neq?\b|!=)[^:=≠,]{1,8}(?P<colon>:)(?!=)", re.IGNORECASE)
"""«for w = o: …», a condition before the answer."""
RETURNS = re.compile(
    r"^\s*def\s+(?:[fg]|grad\w*|d_?[A-Za-z]{1,2}\d?|backward|(?:sigmoid|softmax|tanh|relu|loss|naive_?softmax|skipgram|ce)_(?:grad\w*|derivative|prime))\s*\([^()=]*\)\s*:\s*return\b"
)
"""What a program has before the value of a function."""
COMMENT = re.compile(r"(?<!\\)#+(?=\s)(?P<says>[^#\n]*)$", re.MULTILINE)
"""What a program's line says of itself: # p = softmax(z)."""
REASON_FIRST = re.compile(
    rf"^\s*{any_of((*GIVING_REASONS, 'as', 'da', 'como', 'puisque', 'comme'))}(?P<clause>[^,，;:]*)[,，;:]", re.IGNORECASE
)
"""«Since y is one-hot, …»."""
CLAUSE = re.compile(r"(?:^|(?<=[,;:.\n]))\s*(?P<words>(?:\([a-z]\)\s+)?(?:[A-Za-z][A-Za-z’'-]+[,:]?\s+|a\s+)+)(?=[^\s=,])", re.MULTILINE)
"""The words at the start of a clause."""
GOVERNS = re.compile(r"\b(?:where|since|because|as|if|for|when|with|let|using|use|by|from|of|put|set|define)\b", re.IGNORECASE)
"""Words with which something else begins than the formula."""
TAIL = re.compile(
    r"(?<![,;.，；。\s])(?:[,;.，；。\s]|\\q?quad(?![A-Za-z])|\\[,;])*+(?:[(\[]\s*)?(?:\\(?:text|mbox|textrm)\s*\{\s*(?:[(\[]\s*)?)?"
    rf"(?P<word>{any_of((*DESCRIBING, *GIVING_REASONS))}|\bas\b(?=\s+\$?\S{{1,12}}\s*(?:is|are|=)\b))(?P<clause>.*)$",
    re.DOTALL | re.IGNORECASE,
)
"""A clause behind the formula: what a name is, a reason."""
RELATES = re.compile(r"=|≠|<|>|\\(?:neq?|leq?|geq?|in|approx|equiv)(?![A-Za-z])|≤|≥|∈")
LETS = r"^\s*(?:\\(?:text|mbox|textrm)\s*\{\s*)?(?:let(?:\s+us)?(?:\s+(?:define|denote|write|set))?|set|define|denote|put|with"
LET = re.compile(
    LETS + r"|if we (?:let|set|write)|suppose(?: that)?)(?:\s*\}\s*|\s+)"
    r"(?=[^=]{1,40}=)(?P<what>.*?)(?P<then>[,;.:]?\s*(?:,\s*)?\b"
    r"(?:then|so|thus|hence|therefore|(?:we|it) (?:get|have|obtain|gives)|this gives)\b"
    r"(?:\s+(?:that|we (?:get|have|obtain)))?\s*[,:]?|:(?=\s))",
    re.IGNORECASE | re.DOTALL,
)
"""«Let z = Uᵀv_c, then»: what z is, before the answer."""
DEFINED_FIRST = re.compile(LETS + r")(?:\s*\}\s*|\s+)(?=[^=,]{1,40}=(?!=)[^=]*[,;.\n])", re.IGNORECASE)
"""«Let z = Uᵀv_c, ∂J/∂v_c = …»: the word before what z is."""
SENTENCE = re.compile(r"\.(?=\s*\\q?quad(?![A-Za-z]))")
"""A full stop between two formulas."""
AND = re.compile(r"\\(?:text|mbox|textrm)\s*\{\s*,?\s*(?:and|und|et|且)\s*\}")
ABROAD = {"für": "for", "pour": "for", "para": "for", "falls": "if", "wenn": "if", "si": "if", "sonst": "else", "sinon": "else"}
"""German, French and Spanish words in \\text{…} before a condition."""
WORD_ABROAD = re.compile(rf"(\\(?:text|mbox|textrm)\s*\{{\s*,?\s*)({'|'.join(ABROAD)})(?=[\s}}])")
LONGEST = 6_000
"""In longer texts no words are looked for."""
ASIDE = "the words around the formula are left aside"


@dataclass(frozen=True, slots=True)
class Around:
    """A text without the words around its formula, and what these say."""

    formula: str
    """As long as the text, blanks for what is left out."""
    aside: str = ""
    """What is told of it."""
    about: tuple[str, ...] = ()
    """The names by which, as the words say, one differentiates."""
    of_derivatives: bool = False
    """Whether they call it a gradient or a derivative."""
    bare: str = ""
    """The formula alone, where the words are not understood and the text stays whole."""
    words: str = ""
    """These words."""


def without_words(text: str, assumed: Callable[[str], bool] = lambda letter: False) -> Around:
    """The text without the words around its formula; whole, where they may say more than that.

    `assumed` says of an index whether «for every w» would say more than is asked.
    """
    if len(text) > LONGEST:
        return Around(text)
    plain, comments = without_marks(text, assumed)
    new = without_lead(in_dollars(plain) if "$" in plain else plain)
    if (tail := TAIL.search(new)) is not None and new[: tail.start()].strip():
        new = without_tail(new, tail)
    elif (remark := IN_BRACKETS.search(new)) is not None:
        new = blank(new, remark.start(), len(new))
    words = "".join(a if a != b else " " for a, b in zip(plain, new, strict=True))
    said = understand(words)
    if not said.harmless:
        return Around(plain, bare=new, words=" ".join(words.replace("$", " ").split()))
    changed = "".join(a for a, b in zip(text, new, strict=True) if a != b)
    noted = understand(comments)
    about = (*said.about, *(noted.about if noted.of_derivatives else ()))
    return Around(new, ASIDE if changed.strip(" $\t\n") else "", about, said.of_derivatives)


# ---------------------------------------------------------------------------------------------- marks that say nothing
def without_marks(text: str, assumed: Callable[[str], bool]) -> tuple[str, str]:
    """The text without what only a pattern can be: shapes, «for every w», comments; and these comments."""
    new = SENTENCE.sub(",", AND.sub(lambda m: ",".ljust(len(m[0])), text))
    new = WORD_ABROAD.sub(lambda m: m[1] + ABROAD[m[2]].ljust(len(m[2])), new)
    new = DIFFERS.sub(lambda m: "≠".ljust(len(m[0])), new)
    new = FOR_ALL.sub(lambda m: m[1] + " " * (len(m[0]) - len(m[1])), new)
    comments = list(COMMENT.finditer(new))
    for comment in comments:
        new = without_comment(new, comment)
    if (returns := RETURNS.match(new)) is not None:
        new = blank(new, 0, returns.end())
    new = CAPITAL.sub(lambda m: m[0].lower(), new)
    if (first := CASE_FIRST.match(new)) is not None:
        new = f"{new[: first.start('colon')]},{new[first.end('colon') :]}"
    if (remark := REMARK.search(new)) is not None:
        letter = remark["letter"] or remark["any"]
        if letter is None or not (assumed(letter) or re.search(rf"(?:sum|Σ|∑)\s*(?:\\limits\s*)?_\s*\{{?\s*{letter}(?![A-Za-z])", new)):
            new = blank(new, remark.start(), len(new))
    return new, " ".join(c["says"] for c in comments)


def without_comment(text: str, comment: re.Match[str]) -> str:
    """A program's line without its comment; one that says what a name is stays, behind a comma."""
    about = re.match(r"\s*(?P<name>[A-Za-z_]+)\s*(?P<sign>=(?!=))?", comment["says"])
    plain = is_remark_of_program(comment["says"]) and not re.match(r"\s*[-+*/@]", comment["says"])
    if about is not None and about["sign"]:
        new = blank(text, comment.start(), comment.start("says"))
        return f"{new[: comment.start()]},{new[comment.start() + 1 :]}"
    if about is not None and re.search(rf"(?<![A-Za-z_]){about['name']}(?![A-Za-z_])", text[: comment.start()]):
        return text  # U_neg: the samples' columns
    return blank(text, comment.start(), comment.end()) if plain else text


# ---------------------------------------------------------------------------------------------- words
def without_lead(text: str) -> str:
    """The text without the words before its formula; definitions there stay, a comma behind them."""
    new = text
    if (let := LET.match(new)) is not None:
        new = blank(blank(new, 0, let.start("what")), let.start("then"), let.end("then"))
        new = f"{new[: let.start('then')]},{new[let.start('then') + 1 :]}"
    elif (first := DEFINED_FIRST.match(new)) is not None:
        new = blank(new, 0, first.end())
    if (reason := REASON_FIRST.match(new)) is not None:
        end = reason.start("clause") if RELATES.search(reason["clause"]) else reason.end()
        new = blank(new, 0, end)
    if CHINESE.search(new):
        new = CASES_IN_CHINESE.sub(lambda m: " " * len(m[0]), new)
        lead = LEAD_IN_CHINESE.match(new)
    else:
        lead = LEAD_IN.match(new)
    if lead is not None and not set(re.findall(r"[A-Za-z]+", lead[0])) & NOT_WORDS:
        new = blank(new, 0, lead.end())
    return without_clause_leads(new)


def without_clause_leads(text: str) -> str:
    """«we have J = a, so ∂J/∂v_c = b» as J = a, ∂J/∂v_c = b: words known to say nothing go at the start of every clause."""
    new = text
    for lead in CLAUSE.finditer(text):
        words = GOVERNS.split(lead["words"], maxsplit=1)[0]
        if all(w.lower() in ENGLISH | ABROAD_WORDS for w in re.findall(r"[^\W\d_]+", words)) and not set(words.split()) & NOT_WORDS:
            new = blank(new, lead.start("words"), lead.start("words") + len(words))
    return new


def without_tail(text: str, tail: re.Match[str]) -> str:
    """The text without a reason in words, or what a name is in every sheet; a reason that is a formula stays, behind a comma."""
    clause, word = tail["clause"], tail["word"].lower()
    if not RELATES.search(clause):
        return blank(text, tail.start(), len(text)) if word not in DESCRIBING or describes(clause) else text
    if word == "where":
        words = re.search(r"\\text\s*\{\s*(?:is|are|denotes?|counts?)\b", clause)
        return blank(text, tail.start("clause") + words.start(), len(text)) if words is not None else text
    opened = text[tail.start() : tail.start("word")]
    closes = re.match(r"\s*\}", clause) if "{" in opened else None
    new = blank(text, tail.start(), tail.start("clause") + (closes.end() if closes is not None else 0))
    if "(" in opened and (end := re.search(r"\)\s*\}?\s*$", new)) is not None:
        new = blank(new, end.start(), len(new))
    return f"{new[: tail.start('word')]},{new[tail.start('word') + 1 :]}"


def in_dollars(text: str) -> str:
    """Of words with formulas in dollars the formulas, commas between them; a name that words speak of goes with them."""
    found = list(DOLLARS.finditer(text))
    outside = DOLLARS.sub(lambda m: " " * len(m[0]), text)
    words = outside.strip(" \t\n.,;:。，；：")
    if not found or not words or RELATES.search(outside):
        return text
    kept = [m for m in found if not ONE_NAME.match(m["inside"]) and not A_SHAPE.fullmatch(m["inside"])] or found[-1:]
    new = " " * len(text)
    for before, m in zip([None, *kept], kept, strict=False):
        new = new[: m.start("inside")] + m["inside"] + new[m.end("inside") :]
        if before is not None:
            sign = "=" if JOINS.fullmatch(text[before.end() : m.start()]) and "=" not in m["inside"] else ","
            new = f"{new[: m.start()]}{sign}{new[m.start() + 1 :]}"
    return new


def blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
