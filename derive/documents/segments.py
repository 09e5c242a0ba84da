"""A formula cut at its relations, separators and words into chains.

The cutting is done on the text, not on a tree: it must hold for formulas that cannot be read, and part those that can.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .placed import Placed
from .words import is_prose

TOKEN = re.compile(
    r"(?P<begin>\\begin\s*\{(?P<b>[A-Za-z]+\*?)\}(?:\s*\[[tbc]\]|\s*\{\d+\})?)"
    r"|(?P<end>\\end\s*\{(?P<e>[A-Za-z]+\*?)\})"
    r"|(?P<row>\\\\\*?(?:\s*\[\s*-?[\d.]+\s*[a-z]{2}\s*\])?|\\(?:newline|cr)(?![A-Za-z]))"
    r"|(?P<text>\\(?:text|mbox|textrm|textit|textbf|textnormal|textsf|mathrm|intertext|shortintertext|hbox)\*?\s*\{)"
    r"|(?P<arrow>\\(?:Rightarrow|implies|iff|Longrightarrow|Leftrightarrow|Longleftrightarrow|therefore|because|Leftarrow|impliedby)(?![A-Za-z])|[⇒⟹⇔∴∵]|=>)"
    r"|(?P<forall>\\forall(?![A-Za-z])|∀)"
    r"|(?P<quad>\\q?quad(?![A-Za-z])|\\hspace\*?\s*\{[^{}]*\}|\\hfill(?![A-Za-z]))"
    r"|(?P<relation>\\(?:stackrel|overset|underset)\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*(?:\{\s*=\s*\}|=)|\\x(?:long)?equal\s*(?:\[[^\]]*\])?\s*\{[^{}]*\}"
    r"|\\mathrel\s*\{\s*=\s*\}|\\doteq(?![A-Za-z])|\\not\s*=|\\not\s*\\in(?![A-Za-z])|\\(?:neq?|leq?|leqslant|geq?|geqslant|in|notin|approx|propto|sim|simeq|cong|to|rightarrow|longrightarrow|mapsto"
    r"|triangleq|coloneqq|equiv|lt|gt|leftarrow|gets)(?![A-Za-z])|:=|≔|==?|!\s?=|<\s?=|>\s?=|[≠≤≥∈∉→≈∝≡≜∼←<>])"
    r"|(?P<open>\\\{|\\lbrace\b|\\langle\b|[({\[⟨])|(?P<close>\\\}|\\rbrace\b|\\rangle\b|[)}\]⟩])"
    r"|(?P<skip>\\(?:left|right|"
    r"[bB]igg?[lrm]?|displaystyle|nonumber|notag|qed|square|blacksquare|checkmark|hline)(?![A-Za-z])\.?|\\[,;:! ]|~)"
    r"|(?P<command>\\[A-Za-z]+|\\.)"
    r"|(?P<word>(?<![A-Za-z\\_])(?:if|when|otherwise|else|where|with|for|and|so|then|hence|thus|therefore|since)(?![A-Za-z_(]))"
    r"|(?P<colon>[:：](?!=))"
    r"|(?P<amp>&)|(?P<comma>[,;，；])|(?P<space>\s+)|(?P<other>.)",
    re.DOTALL,
)
BRACED = re.compile(r"[^{}]*")
REASON = re.compile(
    r"\s*(?:\\[,;:! ]|\s)*(?:\\because(?![A-Za-z])|∵"
    r"|(?:\\(?:text|mbox|textrm|mathrm)\s*\{\s*)?(?:because|since|as|by|using|due to|from)\b)"
)
RELATIONS = {
    **dict.fromkeys(["=", "\\mathrel{=}", "\\doteq", "==", ":=", "≔", "\\equiv", "≡", "≜", "\\triangleq", "\\coloneqq"], "="),
    **dict.fromkeys(["\\ne", "\\neq", "≠", "!="], "≠"),
    **dict.fromkeys(["\\ge", "\\geq", "\\geqslant", ">=", "≥"], "≥"),
    **dict.fromkeys(["\\le", "\\leq", "\\leqslant", "<=", "≤"], "≤"),
    **dict.fromkeys(["\\gt", ">"], ">"),
    **dict.fromkeys(["\\lt", "<"], "<"),
    **dict.fromkeys(["\\in", "∈"], "∈"),
    **dict.fromkeys(["\\to", "\\rightarrow", "\\longrightarrow", "→", "\\mapsto", "\\leftarrow", "←", "\\gets"], "→"),
}
BECAUSE = frozenset(["\\because", "∵"])
ASSIGNMENTS = frozenset({":=", "≔", "\\coloneqq", "\\leftarrow", "\\gets", "←", "\\triangleq", "≜"})
NAMES = "aligned|alignedat|align|alignat|flalign|split|gathered|gather|equation|displaymath|math|eqnarray|multline|dmath|IEEEeqnarray"
DISPLAYS = re.compile(f"({NAMES})\\*?$")
ROWS_OF_THEIR_OWN = re.compile(r"gather")
OPERATORS = re.compile(r"\\(?:cdot|cdotp|times|odot|circ|otimes|ast|div|bullet|over|left\s*[(\[]|pm)(?![A-Za-z])|[+\-−·×∘⊙*/÷^_|)\]}]")
ENDS_OPEN = re.compile(r"(\\(?:cdot|cdotp|times|odot|circ|otimes|ast|div|left)|[+\-−·×∘⊙*/÷(\[{=])\s*$")
LABEL = re.compile(
    r"^\s*(?:\\text(?:bf|rm|it)?\s*\{\s*)?"
    r"(?:\(?(?:[a-h]|[ivx]{1,4}|\d{1,2})\)\.?:?(?:\s*\(\s*(?:[ivx]{1,4}|\d{1,2})\.?\s*\))?|\(\s*(?:[ivx]{1,4}|\d{1,2})\.\s*\)|\d{1,2}\.(?!\d))"
    r"\s*\}?(?=\s*(?:\\q?quad|\\[,;: ]|\s|&|\\[A-Za-z]|[A-Z∂∇\-−]))(?!\s*[=^_*/+·)])(?:\s*\\q?quad(?![A-Za-z])|\\ |\s*&)*"
)
SPACES = r"\\q?quad(?![A-Za-z])|\\[,;:!]|\\\\(?:\s*\[[^\]\n]*\])?|&|~"
NOTHINGS = r"\\(?:nonumber|notag|qed|square|blacksquare|checkmark|displaystyle)(?![A-Za-z])"
HEAD = re.compile(rf"^(?:\s|[,;，；]|\\ |{SPACES}|{NOTHINGS}|\\begin\s*\{{(?:{NAMES})\*?\}}(?:\{{\d+\}}|\[[tbc]\])?)+")
TAIL = re.compile(rf"(?:{SPACES}|{NOTHINGS}|\\end\s*\{{(?:{NAMES})\*?\}}|[,;，；。、:]|(?<!\\right)(?<!\\left)\.|(?<!\\)\\)$")
LONGEST_EDGE = 60
"""A piece of the layout at the end of a member is not longer."""
MAX_FORMULA = 50_000
"""Longer formulas are not cut; they are no formulas."""
LONGEST_REASON = 300
"""So many symbols are looked through for the end of a reason in brackets."""
AHEAD = 300
"""So many symbols are looked ahead for what a row or comma begins."""


def without_tail(piece: Placed) -> Placed:
    """A member without the points, spaces, row ends and environments' ends after it."""
    end = len(piece.text.rstrip())
    while match := TAIL.search(piece.text[max(0, end - LONGEST_EDGE) : end]):
        end -= match.end() - match.start()
        while end and piece.text[end - 1].isspace():
            end -= 1
    return piece[:end]


def closed_before(text: str, at: int, bracket: str) -> bool:
    """Whether a bracket that was opened before `at` is closed in its row."""
    opened = {")": "(", "]": "["}[bracket]
    depth = 1
    for n in range(at, min(len(text), at + LONGEST_REASON)):
        depth += (text[n] == opened) - (text[n] == bracket)
        if not depth:
            return True
        if text.startswith("\\\\", n):
            return False
    return False


@dataclass(slots=True)
class Segment:
    """A chain: its members and the relations between them; a first member that is empty stands elsewhere."""

    members: list[Placed]
    relations: list[str]
    words: str = ""
    """The words before it."""
    joint: str = ""
    """What parts it from the one before: "" (the first), ",", ";", "⇒", "∵", "row", "quad", "words"."""
    assigned: bool = False
    """Its first relation is := or ←."""
    labelled: bool = False
    """It begins with a label, b) or (ii)."""
    too_long: str = ""
    """Why it was not cut."""

    @property
    def start(self) -> int:
        return next((m.start for m in self.members if m), 0)

    @property
    def end(self) -> int:
        return next((m.end for m in reversed(self.members) if m), self.start)

    @property
    def text(self) -> str:
        return " ".join(m.text for m in self.members)


class Cutter:
    """One pass over a formula."""

    def __init__(self, formula: Placed, environment: str) -> None:
        self.formula, self.text = formula, formula.text
        self.tokens = list(TOKEN.finditer(self.text))
        self.asides: dict[int, str] = {}
        """The brackets around reasons, (∵ ln 1 = 0), and what each waits for: they part what stands in them from what stands before."""
        self.tops = self.depths()
        self.separate_rows = bool(ROWS_OF_THEIR_OWN.match(environment))
        self.out: list[Segment] = []
        self.members: list[tuple[int, int]] = []
        self.relations: list[str] = []
        self.from_ = 0
        self.words = ""
        self.joint = ""
        self.assigned = False

    def depths(self) -> list[bool]:
        """For each token whether it stands outside all brackets and grids; a row that goes on with a relation closes (…"""
        out: list[bool] = []
        stack: list[str] = []
        for n, token in enumerate(self.tokens):
            kind, text = token.lastgroup, token.group()
            if not stack and self.is_aside(n):
                out.append(True)
                continue
            if token.group("b"):
                inner = not DISPLAYS.match(token.group("b"))
                out.append(not stack)
                if inner:
                    stack.append("grid")
                continue
            if token.group("e"):
                if not DISPLAYS.match(token.group("e")):
                    while stack and stack.pop() != "grid":
                        pass
                out.append(not stack)
                continue
            if kind == "close":
                if text in ("}", "\\}"):
                    if text in stack:
                        while stack and stack.pop() != text:
                            pass
                elif (stack and stack[-1] == text) or (stack and stack[-1] in ")]⟩"):
                    stack.pop()
                out.append(not stack)
                continue
            if kind == "row" and stack and "grid" not in stack and "}" not in stack and self.kind_after(n) == "relation":
                stack.clear()
            out.append(not stack)
            if kind == "open":
                stack.append({"(": ")", "[": "]", "{": "}", "\\{": "\\}", "⟨": "⟩"}.get(text, "\\}" if "brace" in text else "⟩"))
            elif kind == "text":
                stack.append("}")
        return out

    def is_aside(self, n: int) -> bool:
        """Whether a token is a bracket around a reason."""
        kind, text = self.tokens[n].lastgroup, self.tokens[n].group()
        last = next(reversed(self.asides.values()), "")
        if kind == "open" and self.gives_reason(n):
            self.asides[n] = {"(": ")", "[": "]"}[text]
        elif kind == "close" and text == last:
            self.asides[n] = ""
        return n in self.asides

    # ------------------------------------------------------------------------------------------ looking ahead
    def gives_reason(self, n: int) -> bool:
        """Whether a bracket begins with ∵, or with words of which «since» or the like is the first, and is closed."""
        if self.tokens[n].group() not in "([" or not (reason := REASON.match(self.text, self.tokens[n].end())):
            return False
        return closed_before(self.text, reason.end(), {"(": ")", "[": "]"}[self.tokens[n].group()])

    def kind_after(self, n: int) -> str:
        """What follows a token: "relation", "operator", "arrow", "text", "end" or "other"."""
        for token in self.tokens[n + 1 : n + AHEAD]:
            kind = token.lastgroup
            if kind in ("space", "amp", "skip", "row", "quad") and not token.group().startswith("\\left"):
                continue
            if token.group("b") and DISPLAYS.match(token.group("b")):
                continue
            if token.group("e") and DISPLAYS.match(token.group("e")):
                continue
            if kind == "text":
                return "text" if is_prose(BRACED.match(self.text, token.end())[0]) else "other"  # type: ignore[index]
            if kind in ("relation", "arrow", "word", "comma"):
                return str(kind)
            return "operator" if OPERATORS.match(token.group()) and token.group() != "|" else "other"
        return "end"

    def relation_ahead(self, n: int, stops: tuple[str, ...]) -> bool:
        """Whether a relation stands at the top before the next of the stops."""
        for k in range(n + 1, min(n + AHEAD, len(self.tokens))):
            kind = self.tokens[k].lastgroup
            if not self.tops[k]:
                continue
            if kind == "relation":
                return True
            if kind in stops:
                return False
        return False

    # ------------------------------------------------------------------------------------------ the pass
    def run(self) -> list[Segment]:
        skip_to = -1
        for n, token in enumerate(self.tokens):
            if token.start() < skip_to or not self.tops[n]:
                continue
            match token.lastgroup:
                case "open" | "close" if n in self.asides:
                    self.close(token.start(), token.end(), "∵" if token.lastgroup == "open" else "row")
                case "begin" | "end":
                    if DISPLAYS.match(token.group("b") or token.group("e")):
                        self.gap(token.start(), token.end())
                case "relation":
                    self.relation(token)
                case "arrow":
                    self.close(token.start(), token.end(), "∵" if token.group() in BECAUSE else "⇒")
                case "text":
                    skip_to = self.text_token(n, token)
                case "forall":
                    self.close(token.start(), token.end(), ",")
                    self.words = token.group()
                case "word":
                    self.word(token)
                case "row":
                    self.row(n, token)
                case "quad" | "amp":
                    self.space(n, token)
                case "colon":
                    self.colon(token)
                case "comma":
                    self.comma(n, token)
        self.close(len(self.text), len(self.text), "")
        return self.out

    def complete(self, at: int) -> bool:
        """Whether the chain could end here."""
        member = TAIL_SPACE.sub("", self.text[self.from_ : at]).strip()
        return bool(self.relations) and bool(member) and not ENDS_OPEN.search(member)

    def relation(self, token: re.Match[str]) -> None:
        text = re.sub(r"\s", "", token.group())
        if not HEAD.sub("", self.text[self.from_ : token.start()]).strip() and self.relations and self.members:
            self.from_ = token.end()  # = = : one sign too many
            return
        self.members.append((self.from_, token.start()))
        self.assigned = self.assigned or (not self.relations and text in ASSIGNMENTS)
        asked = bool(re.match(r"\\(?:stackrel|overset)\{[!?]\}", text))
        name = (
            "≟"
            if asked
            else RELATIONS.get(
                text,
                "=" if ("=" in text or "equal" in text) and text.startswith(("\\stackrel", "\\overset", "\\underset", "\\x")) else text,
            )
        )
        self.relations.append("≠" if text.startswith("\\not=") else name)
        self.from_ = token.end()

    def text_token(self, n: int, token: re.Match[str]) -> int:
        """\\text{…}: words that part statements, or a name, which stays."""
        end = self.closing(n)
        if (
            not self.text[self.from_ : token.start()].strip()
            and re.match(r"\s*\\q?quad(?![A-Za-z])", self.text[end:])
            and not self.relations
        ):
            self.from_ = end  # \text{SGD} \quad θ = …: a label
            return end
        content = self.text[token.end() : end - 1]
        is_script = self.text[self.from_ : token.start()].rstrip()[-1:] in ("_", "^")  # J_\text{naive softmax}
        if is_prose(content) and not is_script and not re.match(r"\s*[_^]", self.text[end : end + 3]):
            self.close(token.start(), end, "words")
            self.words = f"{self.words} {content}".strip()
        return end

    def closing(self, n: int) -> int:
        """Where the brace of the \\text at token n closes."""
        for k in range(n + 1, len(self.tokens)):
            if self.tops[k] and self.tokens[k].lastgroup == "close":
                return self.tokens[k].end()
        return len(self.text)

    def word(self, token: re.Match[str]) -> None:
        if self.cuts_at_word(token):
            self.close(token.start(), token.end(), "words")
            self.words = f"{self.words} {token.group()}".strip()

    def space(self, n: int, token: re.Match[str]) -> None:
        """\\quad or &: it parts chains if the next one is stated before the row, or whatever else stops it, ends."""
        amp = token.lastgroup == "amp"
        begins, stops = (("other",), ("row",)) if amp else (("other", "text"), ("quad", "row", "arrow", "text"))
        if self.complete(token.start()) and self.kind_after(n) in begins and self.relation_ahead(n, stops):
            self.close(token.start(), token.end(), "quad")

    def colon(self, token: re.Match[str]) -> None:
        if self.relations:
            self.close(token.start(), token.end(), ":")
        else:
            self.from_ = token.end()  # a label

    def comma(self, n: int, token: re.Match[str]) -> None:
        if token.group() in ";；":
            self.close(token.start(), token.end(), ";")
        elif self.relations and self.relation_ahead(n, ("comma", "row", "arrow")):
            self.close(token.start(), token.end(), ",")

    def cuts_at_word(self, token: re.Match[str]) -> bool:
        word = token.group()
        return word not in ("and", "for") or bool(self.relations)

    def row(self, n: int, token: re.Match[str]) -> None:
        following = self.kind_after(n)
        if following in ("relation", "arrow", "end", "text", "word", "comma"):
            if self.joint == "∵" and self.relations:
                self.close(token.start(), token.end(), "row")  # a reason ends with its row
            return
        open_ended = bool(ENDS_OPEN.search(TAIL_SPACE.sub("", self.text[self.from_ : token.start()])))
        states = self.relation_ahead(n, ("row",)) or self.begins_chain(n)
        if following == "operator":
            amp = bool(re.match(r"\s*(?:&|\\q?quad)", self.text[token.end() :]))
            minus = bool(re.match(r"[\s&]*[-−]", self.text[token.end() :]))
            if not minus or amp or not states or open_ended or not self.relations:
                return
        elif open_ended or (not states and not self.separate_rows and self.relations):
            return
        self.close(token.start(), token.end(), "row")

    def begins_chain(self, n: int) -> bool:
        """Whether the row after token n is a derivative by itself, which the next row goes on from with =."""
        if not DERIVATIVE.match(self.text, self.tokens[n].end()):
            return False
        following = next((k for k in range(n + 1, len(self.tokens)) if self.tops[k] and self.tokens[k].lastgroup == "row"), None)
        return following is not None and self.kind_after(following) == "relation"

    def gap(self, start: int, end: int) -> None:
        """Something that is no part of a member: cut out where it stands at an edge, left to the reader elsewhere."""
        if not self.text[self.from_ : start].strip():
            self.from_ = end

    def close(self, end: int, after: int, joint: str) -> None:
        self.members.append((self.from_, end))
        placed = [self.trimmed(a, b) for a, b in self.members]
        labelled = False
        if placed and (label := LABEL.match(placed[0].text)) and len(placed[0]) > label.end():
            placed[0] = placed[0][label.end() :].strip()
            labelled = True
        while len(placed) > 1 and not placed[-1]:
            placed.pop()
            self.relations.pop()
        if any(placed):
            self.out.append(Segment(placed, [*self.relations], self.words, self.joint, self.assigned, labelled))
            self.words = ""
        self.members, self.relations, self.from_, self.assigned = [], [], after, False
        self.joint = joint if any(placed) or joint in ("⇒", "∵") else self.joint or joint

    def trimmed(self, start: int, end: int) -> Placed:
        piece = self.formula[start:end]
        head = HEAD.match(piece.text)
        piece = piece[head.end() :] if head else piece
        return without_tail(piece)


DERIVATIVE = re.compile(r"[\s&]*(?:\\d?frac\s*\{\s*(?:\\partial|d)|\\nabla|∂|∇)")
TAIL_SPACE = re.compile(r"(?:\s|&|\\q?quad(?![A-Za-z])|\\[,;:! ])+$")
