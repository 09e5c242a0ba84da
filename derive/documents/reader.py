"""The statements of a document in order: chains with what they continue, the conditions they stand under, what words make of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .beside import BESIDE, condition, is_cell, is_condition, is_display, is_heading, is_remark, rest_of_paragraph, split_condition
from .damage import mended
from .formats import Block
from .layout import segments
from .mathematics import Break, Formula, Piece, Prose, pieces
from .placed import Placed
from .segments import Segment
from .statements import Condition, Statement
from .words import (
    ASKS_WHEN_ZERO,
    FUNCTION,
    HYPOTHESIS,
    JOINING,
    MARKER,
    QUESTION,
    REQUIRES,
    SAYS_WHAT,
    SETTLING,
    SPEAKS_OF_ZERO,
    SUMMING_UP,
    ZERO_GRADIENT,
    ZERO_WHEN,
    begins_part,
    differentiates,
    has_else,
    last_sentence,
    polarity,
    role_of,
    words_of,
)

MAX_STATEMENTS = 20_000
LATER = 8
"""So many pieces of a document are looked ahead."""
SHORT = 24
"""Longer formulas are not taken for alternatives, d_i = 0 or d_i = 1."""
LONGEST_SENTENCE = 2_000
"""Of the words before a formula no more than so many characters are kept, the last."""
FOR_ALL = ("\\forall", "∀")
LEADS_ON = re.compile(r"\s*(?:[:：]|(?:时|時|的时候|的時候|的情况下)\s*(?:[:：,，□]|$))")
"""What makes a condition one of what comes after it: «当 w ≠ o 时：»."""
LEADS_TO = re.compile(r"\s*(?:,|,?\s*(?:we (?:have|get|find|obtain)|then|it (?:is|holds that)|gives?|yields?))\s*□", re.IGNORECASE)
"""«for z > 0 …, for z ≤ 0, …»: the second of two cases, said before what holds in it."""
LEADS_IN = re.compile(r"\s*,?\s*(?!(?:and|or|while|but|whereas|in|is|are|as)\b)[a-z][a-z' -]{4,70}[:,]?\s*□", re.IGNORECASE)
"""«… for w ≠ o the first term drops out □»: said of the display that follows, not of the one before."""
OR = re.compile(r"(?:\bor|或)\s*$")


@dataclass(slots=True)
class Around:
    """What the words around a formula say of it."""

    formula: Formula
    later: list[Piece]
    role: str
    far: bool
    """Other words stand between those that give it its role and the formula."""
    bearing: str
    settles: bool
    sets_up: bool
    requires: bool
    zero_when: bool
    zero_gradient: bool
    alternative: bool
    remark: bool
    asked: bool


def reach_of(stated: Statement) -> tuple[int, int]:
    """From where to where in the file a statement stands."""
    places = [place for m in stated.members if m for place in (m.at[0], m.at[-1])]
    return (min(places), max(places)) if places else (0, -1)


class Reader:
    """Walks over the pieces of a document."""

    def __init__(self) -> None:
        self.out: list[Statement] = []
        self.pieces: list[Piece | int] = []
        """All that was walked over; a number where a notebook's cell begins."""
        self.case: list[Condition] = []
        self.last_case: list[Condition] = []
        self.case_within = False
        """The case was set within a paragraph: «if $w = o$, then $…$.» ends with its sentence."""
        self.tail: Placed | None = None
        """What a display that begins with = continues."""
        self.tail_case: list[Condition] = []
        self.trunk: Placed | None = None
        """What stood last before the first case: each further case goes on from it."""
        self.head: Placed | None = None
        """What the chain of the last case began with, where nothing stood before that case."""
        self.before = ""
        """The words since the last formula, in this paragraph or one that leads on."""
        self.sentence = ""
        """The words of this sentence, with a $ for each formula in it."""
        self.role = ""
        """The role of the last formula, while its sentence lasts."""
        self.inside_paragraph = False
        self.in_heading = False
        self.in_row = False
        """The case stands in a cell of a table, for its row."""
        self.paragraph = self.part = 0
        self.of_zero = False
        """This paragraph says where a gradient is 0."""
        self.to_be_zero = -1
        """The part in which it is asked when something is zero."""
        self.said_here = False
        """Something was stated in this paragraph."""

    def read(self, blocks: Iterable[Block]) -> list[Statement]:
        for block in blocks:
            found = list(pieces(block))
            self.pieces += [*([block.cell] if block.cell else []), *found, Break()]
            for n, piece in enumerate(found):
                if len(self.out) >= MAX_STATEMENTS:
                    break
                self.take(piece, found[n + 1 : n + LATER], block)
            self.end_paragraph("#")
        return self.out

    def take(self, piece: Piece, later: list[Piece], block: Block) -> None:
        match piece:
            case Break(heading=heading):
                self.end_paragraph(heading)
            case Prose(text=text):
                self.words(text.text)
            case Formula():
                self.formula(piece, later, block)

    # ------------------------------------------------------------------------------------------ words
    def end_paragraph(self, heading: str) -> None:
        words = self.before.rstrip()
        goes_on = words.endswith((":", "：", ",", "，", "、")) or words_of(words)[-1:] in (
            ["when"],
            ["if"],
            ["where"],
            ["with"],
            ["let"],
            ["and"],
        )
        self.inside_paragraph = self.said_here = self.of_zero = False
        self.paragraph += 1
        self.in_heading = bool(heading)
        if heading or not goes_on:
            self.before, self.role, self.sentence = "", "", ""
        if heading:
            self.case, self.last_case = [], []
            self.trunk = self.head = None
            self.part += 1

    def words(self, text: str) -> None:
        fresh = not self.before.strip()
        if self.in_row and "\n" in text:
            self.case, self.in_row = [], False
        if not self.inside_paragraph and (marker := MARKER.match(text)):
            if begins_part(marker.group()):
                self.case = []
                self.part += 1
            text = text[marker.end() :]
        self.inside_paragraph = True
        self.of_zero = self.of_zero or bool(SPEAKS_OF_ZERO.search(self.sentence + text))
        if ASKS_WHEN_ZERO.search(text):
            self.to_be_zero = self.part
        self.part += fresh and begins_part(text)
        if (fresh and begins_part(text)) or SUMMING_UP.search(text):
            self.case = []
        if (has_else(text)) and self.last_case:
            self.case = [Condition(c.members, c.relation, True) for c in self.last_case]
        if re.search(r"[.!?。！？](\s|$)", text) and not JOINING.match(text):
            self.role = ""
            if self.case_within and self.said_here and self.out and self.out[-1].role != "condition" and not self.out[-1].display:
                self.case = []
        self.before = (self.before + text)[-LONGEST_SENTENCE:]
        self.sentence = last_sentence(self.sentence + text)[-LONGEST_SENTENCE:]

    # ------------------------------------------------------------------------------------------ formulas
    def formula(self, formula: Formula, later: list[Piece], block: Block) -> None:
        """The statements of one piece of mathematics."""
        text, notes = mended(formula.text)
        if (name := FUNCTION.search(self.before)) and text.text.startswith("("):
            text = Placed(f"\\operatorname{{{name[1].lower()}}}", (text.start,) * (len(name[1]) + 15)) + text
        around = self.around(formula, len(text), later)
        found = segments(text, formula.environment)
        previous: Statement | None = None
        expression: Placed | None = None
        for n, segment in enumerate(found):
            stated = self.stated(segment, n, found, around)
            stated.notes = (*filter(None, [formula.fault]), *notes, *block.macros.told(*reach_of(stated)))
            stated.guessed = block.macros.guessed(*reach_of(stated))
            stated.fault = segment.too_long or block.macros.fault_in(segment.text)
            if stated.role == "condition" and self.only_if(stated, segment, expression):
                self.out[-1] = previous = stated
                continue
            expression = segment.members[0] if not segment.relations else None
            split_condition(stated)
            if is_condition(segment) and self.is_beside(stated, segment, n, found, around, previous):
                continue
            if stated.role == "else" and previous is not None:
                stated.under = [Condition(c.members, c.relation, True) for c in previous.under]
            if stated.role == "condition" and previous is not None and segment.relations and not segment.members[0]:
                continue
            self.keep(stated, segment, around)
            previous = stated if segment.relations else previous
        if any(s.joint == ":" for s in found):
            self.case = []  # w ≠ o: …, said of that row
        last = role_of(found[-1].words) if found and found[-1].words else ""
        self.role = around.role or ("definition" if last == "definition" else "")
        self.before = ""
        self.sentence = "" if formula.display else f"{self.sentence}$"

    def around(self, formula: Formula, length: int, later: list[Piece]) -> Around:
        """What the words before and after a formula say of it."""
        role = role_of(self.before)
        far = role.startswith("far ")
        role = role.removeprefix("far ")
        if not role and self.role == "definition" and JOINING.match(self.before):
            role = self.role
        if role in ("condition", "case") and not self.before.strip():
            role = ""
        if self.in_heading and not role and not formula.display:
            role = "case"
        sentence = last_sentence(self.before)
        after = "" if formula.display else rest_of_paragraph(later)
        return Around(
            formula,
            later,
            role,
            far,
            polarity(self.before),
            settles=bool(set(words_of(sentence)) & SETTLING),
            sets_up=bool(HYPOTHESIS.search(sentence)) or self.to_be_zero == self.part,
            requires=bool(REQUIRES.search(last_sentence(self.sentence)))
            or (self.of_zero and not formula.display and not differentiates(formula.text.text)),
            zero_when=bool(ZERO_WHEN.search(sentence)) or (role == "condition" and "zero" in self.before[-120:]),
            zero_gradient=bool(ZERO_GRADIENT.fullmatch(self.sentence)),
            alternative=bool(OR.search(self.before)) and not formula.display and length < SHORT,
            remark=is_remark(after),
            asked=bool(QUESTION.match(after)),
        )

    def stated(self, segment: Segment, n: int, found: list[Segment], around: Around) -> Statement:
        """One chain, with what stands around it."""
        first = n == 0
        role = around.role if first or (segment.joint in (",", "quad", ";") and around.role == "definition") else ""
        if segment.words:
            role = role_of(segment.words)
        elif first and around.far and not is_condition(segment):
            role = ""
        if segment.labelled:
            self.case = self.tail_case = []
        stated = Statement(list(segment.members), list(segment.relations), role, display=around.formula.display)
        goes_on = first and not segment.members[0] and self.tail is not None
        stated.case = list(self.tail_case if goes_on and not self.in_a_new_case else self.case)
        stated.follows = segment.joint == "⇒" or (first and around.settles)
        stated.reason = segment.joint == "∵"
        stated.leads_to = n + 1 < len(found) and found[n + 1].joint == "⇒"
        stated.hypothesis, stated.required = first and around.sets_up, first and around.requires
        stated.asked = around.asked
        stated.remark = around.remark and n + 1 == len(found)
        stated.paragraph, stated.part = self.paragraph, self.part
        stated.assigned = segment.assigned
        stated.letters = tuple(SAYS_WHAT.findall(self.before)) if first else ()
        self.joined(stated, first)
        return stated

    def is_beside(
        self, stated: Statement, segment: Segment, n: int, found: list[Segment], around: Around, previous: Statement | None
    ) -> bool:
        """Whether a condition belongs to the formula before it, and is no statement; it may be the heading of what follows."""
        said = ("condition", "case")
        bearing = polarity(segment.words) if segment.words else around.bearing
        if previous is not None and segment.joint == "words" and "or" in words_of(segment.words):
            previous.under.clear()  # if w ≠ o or w = o
            return True
        on_indices = "≠" in segment.relations or "_" not in segment.text
        if previous is not None and (stated.role in said or (segment.joint in (",", "quad") and on_indices)):
            previous.under += condition(segment, bearing)
            return True
        directly = n == 0 and not around.formula.display and self.said_here and bool(BESIDE.fullmatch(self.before))
        rest = rest_of_paragraph(around.later)
        between = bool(self.out) and self.out[-1].display and bool(LEADS_IN.match(rest)) and any(map(is_display, around.later[1:2]))
        another = between or (bool(self.case) and self.before.lstrip()[:1] in (",", ";") and bool(LEADS_TO.match(rest)))
        if directly and self.out and not another and not LEADS_ON.match(rest):
            self.out[-1].under += condition(segment, bearing)
            return True
        if segment.relations == ["≠"] and "definition" in (stated.role, around.role):
            stated.role = "condition"  # let w ≠ o
        role = stated.role or around.role
        after = found[n + 1].joint if n + 1 < len(found) else ""
        leads = after == ":" or (n == 0 and bool(after) and role in said)
        heading = leads or (n + 1 == len(found) and is_heading(role, around.later, around.formula))
        if around.alternative:
            self.case = []  # if w = o or w ≠ o
        elif heading:
            self.case = condition(segment, bearing)
            self.case_within = not around.formula.display
            self.in_row = is_cell(around.later)
            self.last_case = self.case if "∈" not in segment.relations else self.last_case
        if stated.role != "definition":
            stated.role = "condition" if heading or around.zero_when or stated.role else ""
        return False

    def keep(self, stated: Statement, segment: Segment, around: Around) -> None:
        """Put a statement on record; what it ends with is what a display that begins with = goes on from."""
        if around.zero_when:
            stated.role, stated.zero_when = "condition", around.zero_gradient
        if around.alternative and self.out:
            stated.role = self.out[-1].role = "condition"
        self.out.append(stated)
        self.said_here = self.said_here or bool(stated.relations)
        later = around.later
        ends = around.formula.display or not later or isinstance(later[0], Break) or is_display(later[0])
        if ends and segment.members[-1] and not stated.reason and segment.words not in FOR_ALL:
            annotated = bool(segment.relations) and segment.relations[-1] == "→"
            self.tail_case, self.tail = stated.case, segment.members[-2 if annotated else -1]
            if not stated.case:
                self.trunk = self.tail
            elif not stated.continues and stated.relations:
                self.head = stated.members[0]

    @property
    def in_a_new_case(self) -> bool:
        """«If w ≠ o:» after the chain for w = o: what follows is not said of that any more."""
        return bool(self.case) and self.case != self.tail_case

    def joined(self, stated: Statement, first: bool) -> None:
        """The member that a chain beginning with = goes on from."""
        if stated.members and not stated.members[0] and stated.relations:
            beside = self.said_here and not stated.display and self.out[-1].relations
            last = next((s for s in reversed(self.out) if not s.reason), None)
            before = last.members[-1] if last is not None and last.members and (not first or beside) else self.tail
            if first and not beside and self.tail_case and self.in_a_new_case:
                before = self.trunk or self.head
            if before is not None:
                stated.members[0] = before
                stated.continues = True

    @staticmethod
    def only_if(stated: Statement, segment: Segment, before: Placed | None) -> bool:
        """«∂J/∂u_w when w ≠ c = 0»: the condition, and what the expression before it equals."""
        if before is None or len(segment.relations) != 2 or segment.relations[1] != "=" or segment.relations[0] not in ("≠", "="):
            return False
        test = Segment(segment.members[:2], segment.relations[:1])
        if not is_condition(test):
            return False
        stated.members, stated.relations, stated.role = [before, segment.members[2]], ["="], ""
        stated.under += condition(test)
        return True
