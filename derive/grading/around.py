"""Words around an answer: lead-ins, conditions and remarks, in English and Chinese, and formulas in dollars."""

from __future__ import annotations

import re

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
CHINESE = re.compile(r"[\u3400-\u9fff]")
LEAD_IN_CHINESE = re.compile(r"^[^\\$=∂∇Σ∑]*[\u3400-\u9fff][\s，。：:,.、]*")
REMARK = re.compile(
    r"[,;]?(?:\\q?quad|\\,|\s)*(?:\\text\s*\{\s*)?\(?\s*(?:"
    r"(?:of|with|which has|has)\s+(?:the\s+)?(?:shape|size|dimensions?)\b[^$]*"
    r"|[(\[]\s*(?:(?:shape|size|dims?|dimensions?)\s*:?\s*)?(?:\d|[dDVNnmMKkhH]|\|[A-Za-z]+\|)"
    r"\s*(?:\\times|×|(?<=\s)x(?=\s)|(?<=[dDVNnmMKkhH\d])x(?=[dDVNnmMKkhH\d]))\s*(?:\d|[dDVNnmMKkhH]|\|[A-Za-z]+\|)\s*[)\]]"
    r"|(?:\\forall|∀)\s*[a-z](?:_[a-z])?\s*(?:∈|\\in)\s*\\?\{\s*1\s*,[^{}]{1,30}\}"
    r"|\((?=[^()$=≠<>∈]*\)\s*$)(?![^()]*\b(?:if|for|when|where|case)\b)\s*(?:all other|by (?:the|def\w*)|using|via)\s+[A-Za-z][^()]*\)"
    r"|(?P<every>\bfor\s+(?:all|every|each|any)\s*\}?\s*\$?[a-z](?:_[a-z])?(?:\s*(?:=|∈|\\in)[^$=]{1,30})?\$?))\s*$",
    re.IGNORECASE,
)
"""A shape, «for every w», or words in brackets at the end."""
NEGATION = re.compile(
    r"\b(?:not|no|never|none|nor|neither|without|false|wrong|incorrect|unlike|except|but|minus|negative|opposite|plus|times|twice|half"
    r"|double|squared?|cube[ds]?|roots?|mean|averaged?|norm|trace|transposed?|inverse|log|exp|product|difference|ratio|quotient|sums? (?:of|and|with)|multipl\w+|divid\w+"
    r"|add(?:s|ed|ing)?|subtract\w*|scal(?:e|es|ed|ing)|appl(?:y|ies|ied|ying) (?:to|on)|either|or)\b|\bover\s*\$|n't\b|[不非没無无错]",
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
ONE_NAME = re.compile(
    r"^\s*(?:\\(?:mathbf|boldsymbol|bm|vec|mathrm|hat)\s+)*\\?[A-Za-z]+(?:\s*\{[A-Za-z]\})?(?:\s*[_^]\s*(?:\{[^{}=]*(?:\{[^{}]*\})?\}|\S))*['′]*\s*$"
)
"""u_o, \\mathbf{u}_o, w_{t+j}: a name that words speak of."""
INTRODUCES = re.compile(r"\b(?:let(?: us)?|with|where|define|set|put|write|denote|using|for)\s*$", re.IGNORECASE)
DEFINES = re.compile(r"^\s*\\?[A-Za-z]+(?:[_^]\S{1,6})?\s*=(?!=)")
CONDITION = re.compile(r"^\s*[a-z](?:_[a-z])?\s*(?:\\neq?|\\ne|!=|≠|=|\\in|∈)\s*\S{1,14}\s*$")
NOT_WORDS = frozenset({"np", "exp", "log", "sigma", "softmax", "tanh", "sigmoid", "sum", "yhat", "U", "y", "dJ", "grad"})
"""With these a formula has begun."""
FOR_ALL = re.compile(r"(\bfor )(?:all|any|every|each) (?=\$?[a-z]\$?\s*(?:≠|\\neq?\b|!=))")
"""«for all w ≠ c», which is «for w ≠ c»."""
DIFFERS = re.compile(r"\b(?:other than|different from|distinct from)\b(?=\s+\$?[a-z]\b)")
"""«for every w other than o»."""
CASE_FIRST = re.compile(r"^\s*(?:for|if|when|case)\b[^:=≠]{1,12}(?:=|≠|\\neq?\b|!=)[^:=≠,]{1,8}(?P<colon>:)(?!=)", re.IGNORECASE)
"""«for w = o: …», a condition before the answer."""
RETURNS = re.compile(r"^\s*def\s+\w+\s*\([^()]*\)\s*:\s*return\b")
"""What a program has before the value of a function."""
COMMENT = re.compile(r"(?<!\\)#+(?=\s)(?P<says>[^#\n]*)$")
"""What a program's line says of itself: # p = softmax(z)."""
OF_SHAPE = re.compile(r"\s*(?:shape\s*:?\s*)?[(\[]?\s*[A-Za-z0-9]\w?\s*(?:[x×*,]\s*[A-Za-z0-9]\w?)?\s*,?[)\]]?\s*", re.IGNORECASE)
TAIL = re.compile(
    r"(?:[,;.，；。\s]|\\q?quad(?![A-Za-z])|\\[,;])*(?:[(\[]\s*)?(?:\\(?:text|mbox|textrm)\s*\{\s*(?:[(\[]\s*)?)?"
    r"(?P<word>\b(?:where|since|because|wobei|où|donde|weil|porque|as(?=\s+\$?\S{1,12}\s*(?:is|are|=)\b))\b|因为|由于|其中|这里)(?P<clause>.*)$",
    re.DOTALL | re.IGNORECASE,
)
"""A clause behind the formula: what a name is, a reason."""
DESCRIBING = frozenset({"where", "wobei", "où", "donde", "其中", "这里"})
ROLES = re.compile(r"predict|estimat|output|\b(?:true|truth|target|labels?|gold|ground)\b", re.IGNORECASE)
"""Words that say which of ŷ and y is meant: what they say is not left out."""
HARMLESS = re.compile(
    r"\bnumber of times\b|\b(?:does not|doesn['’]t|do not|don['’]t) (?:\S+\s+)?(?:depend|contain|involve|include)\b"
    r"|\b(?:contains?|involves?|includes?) no\b|\b(?:product|quotient|sum|power|log) rule\b",
    re.IGNORECASE,
)
DESCRIBES = re.compile(
    r"\b(?:is|are|denotes?)\b[\s}]*(?:\\text\s*\{\s*)?(?:a |an |the |its |our )?(?:usual |corresponding |standard )?"
    r"(?:one[- ]?hot|onehot|indicator|softmax|sigmoid|logistic|index|vocabulary|embedding|vectors?\b|unit vector|number of|word)",
    re.IGNORECASE,
)
"""What a clause may say of a name and leave a formula what it is."""
TURNS = re.compile(r"sign|reverse|opposite|minus|negativ|times|twice|half|double|flip|swap", re.IGNORECASE)
"""Words that may turn an answer into another one: they are never left aside."""
LET = re.compile(
    r"^\s*(?:\\(?:text|mbox|textrm)\s*\{\s*)?"
    r"(?:let(?:\s+us)?(?:\s+(?:define|denote|write|set))?|set|define|denote|put|with|if we (?:let|set|write)|suppose(?: that)?)"
    r"(?:\s*\}\s*|\s+)"
    r"(?=[^=]{1,40}=)(?P<what>.*?)(?P<then>[,;.:]?\s*(?:,\s*)?\b"
    r"(?:then|so|thus|hence|therefore|(?:we|it) (?:get|have|obtain|gives)|this gives)\b"
    r"(?:\s+(?:that|we (?:get|have|obtain)))?\s*[,:]?|:(?=\s))",
    re.IGNORECASE | re.DOTALL,
)
"""«Let z = Uᵀv_c, then»: what z is, before the answer."""
DEFINED_FIRST = re.compile(
    r"^\s*(?:\\(?:text|mbox|textrm)\s*\{\s*)?(?:let(?:\s+us)?(?:\s+(?:define|denote|write|set))?|set|define|denote|put|with)"
    r"(?:\s*\}\s*|\s+)(?=[^=,]{1,40}=(?!=)[^=]*[,;.\n])",
    re.IGNORECASE,
)
"""«Let z = Uᵀv_c, ∂J/∂v_c = …»: the word before what z is."""
SENTENCE = re.compile(r"\.(?=\s*\\q?quad(?![A-Za-z]))")
"""A full stop between two formulas."""
AND = re.compile(r"\\(?:text|mbox|textrm)\s*\{\s*,?\s*(?:and|und|et|且)\s*\}")
ABROAD = {"für": "for", "pour": "for", "para": "for", "falls": "if", "wenn": "if", "si": "if", "sonst": "else", "sinon": "else"}
"""German, French and Spanish words in \\text{…} before a condition."""
WORD_ABROAD = re.compile(rf"(\\(?:text|mbox|textrm)\s*\{{\s*,?\s*)({'|'.join(ABROAD)})(?=[\s}}])")
ASIDE = "the words around the formula are left aside"


def without_words(text: str, for_all: bool = True) -> tuple[str, str]:
    """The text with blanks for the words around its formula, and a remark; the text itself where that could turn its sense.

    `for_all` says whether «for every w» at the end changes nothing.
    """
    new = in_dollars(text) if "$" in text else text
    new = SENTENCE.sub(",", AND.sub(lambda m: ",".ljust(len(m[0])), new))
    new = WORD_ABROAD.sub(lambda m: m[1] + ABROAD[m[2]].ljust(len(m[2])), new)
    if (comment := COMMENT.search(new)) is not None:
        new = without_comment(new, comment)
    if (returns := RETURNS.match(new)) is not None:
        new = blank(new, 0, returns.end())
    if (first := CASE_FIRST.match(new)) is not None:
        new = f"{new[: first.start('colon')]},{new[first.end('colon') :]}"
    new = DIFFERS.sub(lambda m: "≠".ljust(len(m[0])), new)
    if (let := LET.match(new)) is not None:
        new = blank(blank(new, 0, let.start("what")), let.start("then"), let.end("then"))
        new = f"{new[: let.start('then')]},{new[let.start('then') + 1 :]}"
    elif (first := DEFINED_FIRST.match(new)) is not None:
        new = blank(new, 0, first.end())
    if CHINESE.search(new):
        new = CASES_IN_CHINESE.sub(lambda m: " " * len(m[0]), new)
        if (lead := LEAD_IN_CHINESE.match(new)) is not None:
            new = blank(new, 0, lead.end())
    elif (lead := LEAD_IN.match(new)) is not None and not set(re.findall(r"[A-Za-z]+", lead[0])) & NOT_WORDS:
        new = blank(new, 0, lead.end())
    new = FOR_ALL.sub(lambda m: m[1] + " " * (len(m[0]) - len(m[1])), new)
    if (tail := TAIL.search(new)) is not None:
        new = without_tail(new, tail)
    elif (remark := REMARK.search(new)) is not None and (for_all or remark["every"] is None):
        new = blank(new, remark.start(), len(new))
    left_out = "".join(a if a != b and b == " " else " " for a, b in zip(text, new, strict=True))
    if not left_out.strip(" $\t\n"):
        return new, ""
    return (text, "") if turns(left_out) else (new, ASIDE)


def turns(words: str) -> bool:
    """Whether words may make something else of the formula that they stand beside."""
    plain = HARMLESS.sub(" ", words)
    return NEGATION.search(plain) is not None or TURNS.search(plain) is not None


def without_comment(text: str, comment: re.Match[str]) -> str:
    """A program's line without its comment; one that says what a name is stays, behind a comma."""
    about = re.match(r"\s*(?P<name>[A-Za-z_]+)\s*(?P<sign>=(?!=))?", comment["says"])
    plain = OF_SHAPE.fullmatch(comment["says"]) is not None or not SIGNS.search(comment["says"])
    if about is not None and about["sign"]:
        return f"{text[: comment.start()]},{blank(text, comment.start() + 1, comment.start('says'))[comment.start() + 1 :]}"
    if about is not None and re.search(rf"(?<![A-Za-z_]){about['name']}(?![A-Za-z_])", text[: comment.start()]):
        return text  # U_neg: the samples' columns
    return blank(text, comment.start(), len(text)) if plain else text


def without_tail(text: str, tail: re.Match[str]) -> str:
    """The text without a reason behind its formula, or a clause of words; of «where n_k = … is the number of …» the words behind go."""
    clause = tail["clause"]
    if turns(clause) or ROLES.search(HARMLESS.sub("", clause)):
        return text
    if tail["word"].lower() not in DESCRIBING:
        return blank(text, tail.start(), len(text))
    if "=" not in clause.replace("\\neq", "").replace("!=", ""):
        return blank(text, tail.start(), len(text)) if DESCRIBES.search(clause) else text
    if tail["word"].lower() != "where":  # a definition behind a comma
        closes = re.match(r"\s*\}", clause) if "{" in text[tail.start() : tail.start("word")] else None
        new = blank(text, tail.start(), tail.start("clause") + (closes.end() if closes is not None else 0))
        return f"{new[: tail.start('word')]},{new[tail.start('word') + 1 :]}"
    words = re.search(r"\\text\s*\{\s*(?:is|are|denotes?|counts?)\b", clause)
    return blank(text, tail.start("clause") + words.start(), len(text)) if words is not None else text


def in_dollars(text: str) -> str:
    """Of words with formulas in dollars the last formula; conditions and shorter formulas before it are left out."""
    found = list(DOLLARS.finditer(text))
    words = DOLLARS.sub("", text).strip(" \t\n.,;:。，；：")
    if not found or (not words and len(found) == 1) or SIGNS.search(DOLLARS.sub(" ", text)):
        return text
    answers = [m for m in found if not CONDITION.match(m["inside"])]
    formulas = [m for m in answers if not ONE_NAME.match(m["inside"])]
    answers = formulas or answers
    if not words or not answers or OPERAND.search(text[: answers[-1].start()]):
        return text
    if len(formulas) == 2 and (let := next((m for m in formulas if INTRODUCES.search(text[: m.start()])), None)) is not None:
        (first, second) = formulas
        if DEFINES.match(let["inside"]) and not OPERAND.search(text[: first.start()]):
            new = blank(blank(text, 0, first.start("inside")), first.end("inside"), second.start("inside"))
            new = f"{new[: first.end('inside')]},{new[first.end('inside') + 1 :]}"
            return blank(new, second.end("inside"), len(text))
    if any(len(m["inside"]) > len(answers[-1]["inside"]) for m in answers[:-1]):
        return text  # several formulas of which none is plainly the last word
    start, end = answers[-1].span("inside")
    return blank(blank(text, 0, start), end, len(text))


def blank(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]
