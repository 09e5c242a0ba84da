r"""Words beside a formula that leave it what it is: sentences of a small vocabulary, and nothing else.

What is left out of an answer must be harmless for certain.  A list of dangerous words would never be complete («cubed», «is a mistake»,
«averaged over words»), so the lists here are of words that are known to change nothing; with any other word the text stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

NAME = (
    r"(?<![A-Za-z\\])(?:\$\s*)?(?:\\(?:mathbf|boldsymbol|bm|vec|mathrm|hat)\s*\{?\s*)*\\?(?:[A-Za-z]|theta|delta|sigma|alpha|beta|gamma)(?![A-Za-z])[}\s]*"
    r"(?:[_^]\s*(?:\{[^{}=]*(?:\{[^{}]*\})?[^{}=]*\}|[A-Za-z0-9]+))*['′}]*(?:\s*\$)?"
)
"""u_o, $\\mathbf{u}_o$, \theta."""
MARKUP = re.compile(r"\\(?:text|mbox|textrm|textbf|textit|emph)\s*\{|\\q?quad(?![A-Za-z])|\\[,;:! ]|\\\\")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
SIZE = r"(?:\d|[dDVNnmMKkhHTC](?:_[a-z])?|\|[A-Za-z]+\|)"
LETTER = r"[dDVNnmMKkhHTC\d]"
BY = rf"{SIZE}\s*(?:\\times|×|(?<=\s)x(?=\s)|(?<={LETTER})x(?={LETTER}))\s*{SIZE}"
"""d × V."""
SHAPE = re.compile(rf"(?:an? )?\(?\$?\s*{BY}\s*\$?\)?(?=[\s,.)]|$)(?:[- ](?:matrix|vector|row|column))?")
"""«a d × V matrix»."""
NO_SIGNS = re.compile(r"[\s.,;:。，；：、(){}$\[\]’]")
PIECE = re.compile(r"(?<=[,.;，。；])\s|\s{3,}")
DESCRIBING = ("where", "wobei", "où", "donde", "其中", "这里")
"""Behind these stands what a name is."""
GIVING_REASONS = ("since", "because", "weil", "porque", "因为", "由于")
"""And behind these a reason."""


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of some words; a word of letters begins and ends there."""
    return "(?:" + "|".join(rf"\b{w}\b" if not CHINESE.match(w) else w for w in words) + ")"


CHINESE = re.compile(r"[\u3400-\u9fff]+")
DIVIDES = re.compile(rf"(.*?)(?:({any_of((*DESCRIBING, *GIVING_REASONS, 'due to', 'as'))})(.*))?$", re.DOTALL | re.IGNORECASE)
OF_DERIVATIVES = re.compile(r"gradient|derivative|derivada|dérivée|ableitung|梯度|导", re.IGNORECASE)
OPEN = re.compile(r"\b(?:of|from|von|de|del|du|des)\s*\$?\s*$|的\s*\$?\s*$", re.IGNORECASE)
"""What governs the formula behind it: the derivative of U(ŷ − y) is something else."""
LABEL = re.compile(
    r"^\s*(?:\(?(?:q|question|ex|exercise|part|problem|task|no\.?)?\s*\(?\d{0,2}\s*[a-k]?\)?\s*(?:\([ivx]+\)\s*)?[.:)]\s*)?", re.IGNORECASE
)
PHRASES = re.compile(
    r"\b(?:chain|product|quotient|sum|power|log)[- ]rule\b|\bi\.\s?e\.|\bwith respect to\b|\bthe naive[- ]softmax loss\b"
    r"|\b(?:gradient|derivative)s? (?:of|for) (?:the |our )?(?:loss|cost|objective)(?: function)?\b|\bthe same as (?:that )?for\b",
    re.IGNORECASE,
)
"""Words that change nothing together."""
REASONING = re.compile(
    r"\b(?:do(?:es)?(?: not|n['’]t)|don['’]t) (?:\S+ )?(?:depend|contain|involve|include)\b"
    r"|\b(?:contains?|involves?|includes?|has|have) no\b|\bas well as\b"
    rf"|\ball (?:the )?others? (?:entries|{NAME})?\s*(?:is|are) (?:0|zero)\b|\bnumber of times\b|\bsums? to (?:one|1)\b|\bno other\b",
    re.IGNORECASE,
)
"""And those that do so in a reason."""
ABOUT = re.compile(
    r"(?:\b(?:with respect to|w\.?\s?r\.?\s?t\.?|respect to|of|by|for)\s+|对\s*|关于\s*)(?:the\s+)?(?!a\s|i\s)"
    rf"(?:(?:cent(?:er|re)|outside|context|input|hidden|output|target|word|embedding|score|weight|bias|parameter|vector|matrix|row)s?\s+){{0,4}}(?P<name>{NAME})",
    re.IGNORECASE,
)
"""«with respect to $v_c$», «for the scores θ»: what one differentiates by, which is held against the question."""
ENGLISH = frozenset(
    "an the this that these those it its we our us i you is are was be being have has get got gives give given obtain obtained obtains "
    "follow follows becomes become yields yield therefore thus hence so then finally now here also and as by of for from with "
    "to in on at into which where since because due let define denote note using use used apply applying via definition gradient "
    "gradients derivative derivatives answer ans result solution sol expression formula simplified simplify "
    "simplifying simplifies rewriting rewrite substitution substituting plugging compute computed calculate calculated above "
    "below namely say taking looks like know known if when proof qed ok hey think believe be "
    "writing written show shown see find found want wanted required "
    "asked desired yes well vectorised vectorized "
    "backprop backpropagation backpropagating linearity collecting combining together "
    "both case cases elementwise observe recall hold holds "
    "entrywise just simply exactly directly immediately still again afterwards".split()
)
"""Words of a lead-in, and between formulas."""
REASONS = ENGLISH | frozenset(
    "a vector matrix column row each every any all one only step previous part differentiation y hot "
    "one-hot onehot encoded encoding label labels softmax sigmoid logistic loss cost sum sums function functions other others term "
    "terms depend depends contain contains index indices constant constants word words true entries entry equal nonzero survives survive "
    "remain minimise minimize minimising minimizing samples sample n_k number how often count counts vocabulary independent linear "
    "differentiation same position positions window windows context contexts "
    "center centre outside input hidden layer output appear appears "
    "contribute contributes contributed contribution separately only first second third log-sum-exp numerator denominator normaliser "
    "normalizer normalisation normalization expected observed error prediction predictions sampled distinct symmetry symmetric over runs "
    "run inner dot dimension hence vanish vanishes drop drops out derived scores score logits probabilities probability distribution "
    "embedding embeddings vectors matrices parameters weights bias layers rows batch example examples".split()
)
"""Words of a reason, too."""
OF_PROGRAMS = frozenset("shape dim dims same hidden forward backward delta signal vocab grad yhat one".split())
"""Words of a program's comments, too."""
ABROAD = frozenset(
    "der die das ist also somit daher ergibt sich wir erhalten erhält man ableitung lösung antwort ergebnis nach kettenregel mit und für "
    "von des folgt aus gilt damit dabei nun hier wort einsetzen "
    "la le les est donc ainsi dérivée réponse solution résultat on obtient "
    "trouve alors avec par règle de chaîne et pour du "
    "el es por lo tanto entonces derivada respuesta solución resultado obtenemos obtiene "
    "gradiente regla cadena para del se tiene luego como donde".split()
)
IN_CHINESE = re.compile(
    "反向传播|无关|线性|损失与|所以|因此|于是|因为|由于|得到|可得|可知|我们|那么|答案|结果|梯度|导数|偏导数?|求导|关于|根据|最后|化简|计算|链式法则|独热|向量|其中|这里|对于|如果|的时候"
    "|表示|[对的为是即由则有得故其该中当若时]"
)
IS = r"\s*(?:is|are|being|denotes?|是|为)\s*"
PLACE = r"(?:\s*(?:of|for|at|with (?:a )?(?:1|one) (?:at|in))\s*(?P<place>\$?[^\s$,;]+\$?(?:\s*\+\s*j)?\}?))?"
LABELLED = (
    r"(?:\\(?:mathbf|boldsymbol|bm|vec|mathrm)\s*\{?\s*)*[yt](?![A-Za-z])[}\s]*"
    r"(?:[_^]\s*(?:\{[^{}=]*(?:\{[^{}]*\})?[^{}=]*\}|[A-Za-z0-9]+))*[}\s]*"
)
COUNTED = r"[nNmc](?:_\{?\w\}?)?\s*(?:is|denotes?|counts?|=)\s*(?:the )?number of times (?:the )?[\w\s\\{}^$]{0,60}"
DESCRIBED = tuple(
    re.compile(row)
    for row in (
        rf"(?P<name>{LABELLED}){IS}(?:an? |the |its |our )?(?:usual |corresponding |standard )?(?:one[- ]?hot|onehot|独热)"
        rf"(?:[- ](?:encoded|label|target))?(?: ?(?:vector|encoding|向量))?{PLACE}",
        rf"\\?(?:sigma|σ){IS}the (?:logistic |standard |usual )?(?:sigmoid|logistic)(?: function)?",
        rf"(?:\\hat\s*\{{?\s*y\s*\}}?|yhat|y_hat|ŷ){IS}the softmax(?: vector| probabilities)?",
        rf"(?:\\mathbb\s*\{{?\s*)?[1I](?:\s*\}})?\s*(?:\{{.{{0,20}}\}}|\[.{{0,20}}\]|\(.{{0,20}}\))?{IS}(?:the|an) indicator(?: function)?",
        COUNTED,
    )
)
"""What a clause may say of a name: what it is in every sheet."""


@dataclass(frozen=True, slots=True)
class Said:
    """What words beside a formula say."""

    harmless: bool
    about: tuple[str, ...] = ()
    """The names with respect to which they say that something is differentiated."""
    of_derivatives: bool = False
    """Whether they call the formula a gradient or a derivative."""


def understand(words: str) -> Said:
    """Whether words left out of an answer change nothing, and what they say that it is about."""
    about: list[str] = []
    pieces = PIECE.split(LABEL.sub("", words, count=1))
    harmless = not [piece for piece in pieces if not says_nothing(piece, about)]  # all of them, for what they are about
    return Said(harmless, tuple(about), OF_DERIVATIVES.search(words) is not None)


def says_nothing(piece: str, about: list[str]) -> bool:
    """One sentence, or the words between two formulas: before «since» plain words, behind it reasons, behind «where» descriptions."""
    piece = SHAPE.sub(" ", piece)
    piece = re.sub(r"(?<=\s)\}", " ", MARKUP.sub(" ", piece))
    lead, word, clause = DIVIDES.match(piece).groups()  # type: ignore[union-attr]
    clause = clause or ""
    if describes(piece):
        return True
    bracketed = lead.lstrip(" $,").startswith("(")
    for said in (lead, clause if OF_DERIVATIVES.search(clause) else ""):
        about += [m["name"].strip(" ${}") for m in ABOUT.finditer(said)]
    plain = PHRASES.sub(" ", ABOUT.sub(" ", lead))
    if len(OF_DERIVATIVES.findall(plain)) > 1 or OPEN.search(piece):
        return False  # the derivative of the derivative
    if not are_known(re.sub(NAME, " ", REASONING.sub(" ", plain)) if bracketed else plain, REASONS if bracketed else ENGLISH):
        return False
    if not clause.strip(" .,;:$})(。"):
        return True
    if word.lower() in DESCRIBING or re.search("hot|独热", clause):
        return describes(clause)
    return are_known(re.sub(NAME, " ", REASONING.sub(" ", PHRASES.sub(" ", clause))), REASONS)


def are_known(text: str, words: frozenset[str]) -> bool:
    """Whether a text consists of such words, in English or another language, and no sign."""
    chinese = IN_CHINESE.sub("", "".join(CHINESE.findall(text)))
    plain = CHINESE.sub(" ", text)
    spoken = {w.lower() for w in WORD.findall(plain)}
    return not chinese and not NO_SIGNS.sub("", WORD.sub("", plain)) and spoken <= words | ABROAD


def is_remark_of_program(comment: str) -> bool:
    """Whether a comment says nothing that could make something else of its line: known words, shapes, names, entries."""
    if OF_DERIVATIVES.search(comment) and re.search(r"\b(?:of|for|wrt|vectors?|second)\b", comment):
        return False
    spoken = {w.lower() for w in re.findall(r"[^\W\d_]{3,}", re.sub(r"\w+(?:_\w+|\[[^\]]*\])+", " ", comment))}
    return spoken <= REASONS | OF_PROGRAMS


def describes(clause: str) -> bool:
    """Whether «where y is one-hot and σ is the sigmoid» says only what is so in every sheet."""
    plain = re.sub(r"(?<=\s)\}", " ", MARKUP.sub(" ", clause)).replace("$", "")
    parts = [p for p in re.split(r"[,;，；]|\band\b|和", plain) if p.strip(" .$})(。")]
    return bool(parts) and all(any(fits(row, part) for row in DESCRIBED) for part in parts)


def fits(row: re.Pattern[str], part: str) -> bool:
    """Whether a part is such a description; «one-hot at …» must name o, or the place that the name itself has."""
    found = row.fullmatch(part.strip(" .$})(。"))
    place = found.groupdict().get("place") if found is not None else None
    if found is None or not place:
        return found is not None
    place = re.sub(r"^w_|[${}.()\s]", "", place)
    said = re.split(r"[_^]", re.sub(r"w_|[{}()\s]", "", found["name"]))
    return place == "o" or place in said[1:]
