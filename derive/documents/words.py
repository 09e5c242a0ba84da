"""The words between formulas that say what a formula is for: definitions, conditions, cases, new parts; English and Chinese."""

from __future__ import annotations

import re

DEFINING = frozenset("let where with define redefine redefining defining denote denoting set write writing call put setting".split())
DEFINING_CJK = ("令", "设", "記", "记", "其中", "定义", "定義", "記作", "记作", "这里", "表示")
SUPPOSING = frozenset(
    "if when whenever fix fixing assume assuming suppose supposing provided unless iff characterised characterized condition optimum"
    " optimality requirement".split()
)
CASING = frozenset("case for given forall once while which whose".split())
"""Words that make a case of «w ≠ o», and nothing of other formulas."""
SUPPOSING_CJK = ("当", "當", "若", "如果", "假设", "假設", "对于", "對於")
CASING_CJK = ("情况", "情形")
SETTLING = frozenset("so then thus hence therefore we get have obtain gives yields becomes is equals".split())
ELSE = frozenset({"otherwise", "else"})
ELSE_CJK = ("否则", "否則", "其他", "其它", "其余")
SUMMING_UP = re.compile(
    r"\b(?:all|every|each|any|arbitrary|including|generally?|whatever|whichever|irrespective|no matter|whether)\b"
    r"(?! (?:other|remaining|such)\b)"
    r"|^\W*(?:now|next|finally|similarly|likewise)\b"
    r"|\b(?:summar|combin|together|overall|in general|in total|both cases|all cases|altogether|vectori[sz]|compact|in either case)"
    r"|\b(?:putting|in one|regardless|conclu|full|whole|entire|shown|case (?:\d|[ivx]+|[a-d])\b)"
    r"|the true (?:outside )?word\b|情况|任意|任何|所有|每个|每一|一般|不论|无论|综上|總之|总之|合并|合起来|统一|因此可以写|综合",
    re.IGNORECASE,
)
"""Words after which the case of a heading is over."""
ZERO_WHEN = re.compile(
    r"(?:zero|vanish\w*|\b0|零)[^.!?。]{0,40}\b(?:when|if|iff|only if|where)\W*(?:\d+[.)]\s*)?$"
    r"|(?:为零|等于零)[^。]{0,6}(?:当|若|如果)\W*$",
    re.IGNORECASE,
)
ASKS_WHEN_ZERO = re.compile(
    r"\b(?:when|where|for (?:which|what))\b[^.!?]{0,80}\b(?:zero|vanish\w*|\$?0\$?)\s*\?|何时[^。？]{0,20}(?:为零|等于零|为0)",
    re.IGNORECASE,
)
"""«When is the gradient equal to zero?»: the answer sets an equation up."""
SPEAKS_OF_ZERO = re.compile(
    r"\b(?:gradients?|derivatives?|Gradienten?)\b[^.!?]{0,60}\b(?:zero|null|vanish\w*)\b[^.!]{0,40}(?:\b(?:when|where|if|wenn|falls)\b|\?)"
    r"|\b(?:when|where|wann|wo)\b[^.!?]{0,60}\b(?:gradients?|derivatives?|Gradienten?)\b[^.!?]{0,60}\b(?:zero|null|vanish\w*)\b"
    r"|\bzero gradients?\b|梯度[^。]{0,12}(?:为零|等于零|为0)",
    re.IGNORECASE,
)
"""Words about where the gradient is 0: an equation beside them says where."""
JOINING = re.compile(r"^[\s,;:、，；]*(and|or|和|与|及|以及|,)?[\s,;:、，；]*$", re.IGNORECASE)
PART = re.compile(
    r"^[\s*_>#-]*(?:\d{1,2}[.)]?\**\s|\(?(?:[a-z]|[ivx]{1,4})[).](?:\s|$)|(?:question|problem|part|exercise|q)\s*\.?\s*\w{1,3}\b|\d+(?:\.\d+)+\s|\d+\.?\s+[A-Z])",
    re.IGNORECASE,
)
CJK = re.compile(r"[\u3400-\u9fff]")
MARKER = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*+•–]|\(?(?:[a-z]|[ivx]{1,4})\))\s+")
"""What begins an item of a list."""
QUESTION = re.compile(r"^[^.!。！]*[?？]")
"""The sentence that goes on after a formula is a question."""
AT_SOME = re.compile(r"^\s*(?:at|on|elsewhere|except|and 0|position|index|if|when|for|where|unless)\b", re.IGNORECASE)
"""After a formula: it is said of some entries only."""
IN_THIS_CASE = re.compile(
    r"^\W*(?:in|for|under|with) (?:this|that|which|such a) case\b|^\W*(?:then|we have|we get)\b|^\W*此时|^\W*这时", re.IGNORECASE
)
FUNCTION = re.compile(r"(?<![A-Za-z])(softmax|sigmoid|tanh|relu|log|exp)\s*$", re.IGNORECASE)
HYPOTHESIS = re.compile(r"\b(?:set|setting|solv\w+|requir\w+|equat\w+)\b|令|求解", re.IGNORECASE)
"""Words that set an equation up, to be solved."""
REQUIRES = re.compile(
    r"\b(?:(?:chosen|choose|chose|pick(?:ed)?|select\w*|want\w*|need\w*|must|should) [^.!?]{0,60}?(?:such|so) that"
    r"|we want|must equal|if (?:desired|preferred|needed|(?:we|you|one) (?:want|wish|prefer|like)\w*))\b|使得",
    re.IGNORECASE,
)
"""Words before an equation that must hold, and need not: γ is chosen such that …, if one wants the sum: …"""
ZERO_GRADIENT = re.compile(
    r"\W*(?:(?:so|thus|hence|therefore|then|and|now)\b\W*)?(?:the|this|our) (?:gradient|derivative) "
    r"(?:(?:is|becomes|equals|will be|is equal to) (?:zero|0)|vanishes) "
    r"(?:exactly |precisely |only |just )?(?:when|if|iff|where|if and only if)\W*",
    re.IGNORECASE,
)
"""All words of a sentence before an equation, and nothing else in them: of which gradient is not said, nor that it is none."""
AT_VALUES = re.compile(
    r"\b(?:at|before|upon) (?:the )?(?:(?:very )?start|beginning|(?:random )?initiali[sz]ation|init|chance level)\b"
    r"|\b(?:initially|untrained)\b"
    r"|\b(?:when|if|once|assum\w*|suppos\w*)\b[^.!?;:$]{0,50}"
    r"\b(?:zeros?|equal|equally|uniform\w*|identical|orthogonal|tiny|untrained|the same)\b"
    r"|初始化|初始时|(?:都|全)(?:为|是)(?:零|0)|相互?正交",
    re.IGNORECASE,
)
"""Words that say of which values a sentence speaks: «at the start, when everything is zero»."""
IN_VECTORS = (
    r"(?<!not )(?<!n't )(?<!of )(?<!than )\b(?:us(?:e|es|ing)|adopt(?:s|ing)?|work(?:s|ing)? with)\s+(?:\w+\s+)?%s[- ]?vectors?\b"
    r"|\ball (?:\w+ )?vectors are %s(?:s| vectors)?\b|\b%s[- ]?vector convention\b"
    r"|\$(?:,| and|, and) \$[^$\n]{1,60}\$ are (?:all |both )?(?:treated as |taken as )?%s(?:s| vectors)\b(?! of\b)"
)
ROW_VECTORS, COLUMN_VECTORS = (re.compile(IN_VECTORS.replace("%s", word), re.IGNORECASE) for word in ("row", "column"))
"""Words that say how all vectors of a text stand; of one vector alone they say nothing."""
IN_A_ROW = re.compile(r"(?:\\in|∈)\s*(?:\\mathbb\s*\{?\s*R\s*\}?|\\R\b|ℝ|R)\s*\^\s*\{?\s*\(?1\s*(?:\\times|×|x)")
"""v_c ∈ ℝ^{1×d}."""
SAYS_WHAT = re.compile(r"\b(?:let|where|with|say|here)\s+([a-z])\s+(?:be|is|denotes?|stands? for|(?:=\s*)?the)\b", re.IGNORECASE)
"""«let k be the position of o», without dollars: words say which index a letter is."""
END_OF_SENTENCE = re.compile(r"[.!?。！？](?=\s|$|[\u3400-\u9fff])")


def last_sentence(text: str) -> str:
    """What stands after the last full stop."""
    ends = [m.end() for m in END_OF_SENTENCE.finditer(text.rstrip())]
    return text[ends[-1] :].strip(" \n") and text[ends[-1] :] if ends else text


def words_of(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def polarity(text: str) -> str:
    """What words do to a condition: "is", "not" («unless», «not if»), or "open" («not only for», «even if»)."""
    words = words_of(last_sentence(text))[-5:]
    if ("only" in words and "not" in words) or "even" in words or "regardless" in words or "whether" in words:
        return "open"
    return "not" if "unless" in words or "not" in words or "except" in words else "is"


FAR = 2
"""With more words between them and a formula, «let», «when» say something of a condition on indices only."""


def role_of(text: str) -> str:
    """What words right before a formula make of it: "definition", "condition", "case", "else" or nothing; "far …" where
    other words stand between."""
    sentence = last_sentence(text)
    if CJK.search(sentence):
        tail = sentence[-14:]
        places = [(tail.rfind(w), "definition") for w in DEFINING_CJK] + [(tail.rfind(w), "condition") for w in SUPPOSING_CJK]
        places += [(tail.rfind(w), "case") for w in CASING_CJK]
        places += [(tail.rfind(w), "else") for w in ELSE_CJK]
        best = max(places)
        clause_ended = best[1] == "condition" and re.search(r"[时時]", tail[best[0] :])
        return best[1] if best[0] >= 0 and not clause_ended else ""
    for distance, word in enumerate(reversed(words_of(sentence)[-7:])):
        if word in SETTLING:
            return ""
        if distance > FAR and word in DEFINING | SUPPOSING:
            return "far " + ("definition" if word in DEFINING else "condition")
        if word in DEFINING:
            return "definition"
        if word in SUPPOSING:
            return "condition"
        if word in CASING:
            return "case"
        if word in ELSE:
            return "else"
    return ""


IN_ENGLISH = (
    (re.compile(r"\\text\w*\s*\{\s*(?:当|當|若|如果|对于|對於)\s*\}|(?:当|當|若|如果)"), r"\\text{if }"),
    (re.compile(r"\\text\w*\s*\{\s*(?:否则|否則|其他|其它|其余|其他情况)\s*[,，.。]?\s*\}|(?:否则|否則|其他情况)"), r"\\text{otherwise}"),
    (re.compile(r"[,，]?\s*\\text\w*\s*\{\s*(?:时|時|的时候|情况下)\s*[,，.。]?\s*\}|(?:时|時)(?=\s*(?:$|\\|&|[,，]))"), " "),
)
"""Chinese words of cases, inside formulas."""


def begins_part(text: str) -> bool:
    """(b), ii), «Question 3», 1.4: another part of the write-up."""
    return bool(PART.match(text))


def differentiates(text: str) -> bool:
    """Whether a formula has a derivative in it, as it was typed."""
    return any(mark in text for mark in ("\\partial", "\\nabla", "∂", "∇"))


def is_prose(text: str) -> bool:
    """Whether the content of \\text{…} is words, not a name."""
    return bool(CJK.search(text)) or len(words_of(text)) >= 2 or set(words_of(text)) & WORDS != set() or text.strip().endswith((":", "."))


WORDS = (
    DEFINING
    | SUPPOSING
    | CASING
    | ELSE
    | frozenset(
        "so then thus hence therefore and or since because as by from using also but which that this the is are note recall here note"
        " finally similarly likewise respectively chain rule result proved qed done step follows have get obtain we our of in on to at"
        " or only not both all any every each vector scalar matrix true false impossible constant gives yields implies means".split()
    )
)


KNOWN_WORDS = frozenset("softmax sigmoid vocab vocabulary diag onehot tanh relu naive loss when otherwise else if for and".split())
COMMANDS = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}|\\[A-Za-z]+")


def is_words(text: str) -> bool:
    """Words in mathematics: mostly nothing that a formula would hold."""
    bare = re.sub(r"_\{?[A-Za-z]+\}?", " ", COMMANDS.sub(" ", text))  # p_{drop} is a name
    words = [w for w in re.findall(r"[A-Za-z]{4,}", bare) if w.lower() not in KNOWN_WORDS]
    return bool(words) and 2 * sum(map(len, words)) >= len(re.sub(r"[^A-Za-z]", "", bare))


def has_else(text: str) -> bool:
    """«Otherwise:», «else», 否则 where a case begins."""
    words = words_of(last_sentence(text))
    return (
        (bool(words) and words[-1] in ELSE)
        or (words[:1] != [] and words[0] in ELSE)
        or any(text.rstrip(" :：,，\n").endswith(w) for w in ELSE_CJK)
    )
