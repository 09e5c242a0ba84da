"""Tree → tensor: names, shapes and indices settle what juxtaposition, scripts and groups mean.

Shapes are compared as symbols, so nothing fits by accident.  A fault is `IllTyped` (shapes, stray indices) or
`Malformed` / `Unsupported` (the reading itself), with its place.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence
from fractions import Fraction as Rational

from sympy import Expr, Integer, S, Symbol
from sympy.logic.boolalg import true

from ..errors import FormulaError, IllTyped, Malformed, Span, UnboundIndex, UnknownName, Unsupported
from ..notation.tree import (
    Bars,
    Big,
    Chain,
    Factor,
    Fraction,
    Grid,
    Group,
    Name,
    Node,
    Number,
    Product,
    Root,
    Script,
    Sum,
    spelling,
    whole_name,
)
from ..terms import (
    ONE,
    Axis,
    Base,
    Entry,
    Index,
    IndexTerm,
    Size,
    Tensor,
    Unknown,
    absolute,
    add,
    delta,
    exp_,
    linear,
    log_,
    mul,
    neg,
    number,
    piecewise,
    power,
    sqrt_,
)
from ..terms.functions import INVERSES, REFUSED, maximum, minimum
from ..terms.tensors import inner, matmul, onehot, pointwise, scalar, scale, squared_norm
from . import derivatives as calculus
from . import grids
from . import sums as big_operators
from .operators import OPERATORS, SPECIAL, Operator
from .scope import Family, FunctionName, IndexFamily, IndexName, OpaqueFunction, Refused, Scope, SizeName, TensorName, mentions_vectors
from .scope import Sequence as SequenceName


def accents(name: str) -> str:
    """The hats and tildes of a name."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if unicodedata.combining(c))


def counted(axis: Axis, word: str) -> str:
    """1 row, d rows."""
    return f"{axis} {word}{'' if axis == ONE else 's'}"


def as_column(a: Tensor) -> Tensor:
    return a if a.cols == ONE else a.transpose


MAX_ORDER = 4
"""f^{(n)} is read up to this n."""
LONGEST_NAME = 24
"""Letters that may spell one name, written side by side."""
TRANSPOSES = frozenset({"⊤", "T"})
CONSTANTS = {"e": S.Exp1, "π": S.Pi}
"""Names of numbers, where the sheet does not use them."""
Function = Operator | OpaqueFunction | FunctionName | str


class Elaborator:
    """Reads trees in one scope."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def within(self, names: dict[str, IndexName] | dict[str, TensorName]) -> Elaborator:
        return Elaborator(self.scope.inside(names))

    # ------------------------------------------------------------------------------------------ anything
    def tensor(self, node: Node) -> Tensor:
        """The tensor that a node denotes."""
        match node:
            case Number(value=value):
                return scalar(number(value))
            case Name():
                return self.name(node)
            case Script():
                return self.script(node)
            case Product(factors=factors):
                return self.product(list(factors), node)
            case Sum():
                return self.sum(node)
            case Fraction():
                return self.fraction(node)
            case Group():
                return self.group(node)
            case Big():
                return big_operators.big(self, node)
            case Root(body=body, degree=degree):
                return self.tensor(body).map(lambda x: power(x, number(Rational(1, degree))))
            case Bars():
                return self.bars(node)
            case Grid():
                return grids.grid(self, node)
            case Chain():
                raise Malformed(f"a relation ({node.relations[0]}) stands where a value is wanted", node.span)
        raise Malformed("this has no value of its own", node.span)

    def scalar(self, node: Node) -> Expr:
        value = self.tensor(node)
        if not value.is_scalar:
            raise IllTyped(f"a scalar is wanted here; this is {self.shape_text(value)}", node.span)
        return value.scalar

    def unknown_name(self, text: str, span: Span) -> FormulaError:
        if text in REFUSED:
            return Unsupported(REFUSED[text], span)
        names = self.scope.known
        near = difflib.get_close_matches(text, names, 1, 0.5) or [n for n in names if accents(n) == accents(text) != ""][:1]
        known = f"known here: {', '.join(names)}." + (f"  Did you mean {near[0]}?" if near else "")
        return UnknownName(text, span, known)

    @staticmethod
    def shape_text(t: Tensor) -> str:
        if t.is_scalar:
            return "a scalar"
        kind = "a column" if t.cols == ONE else "a row" if t.rows == ONE else "a matrix"
        return f"{kind} ({t.rows}×{t.cols})"

    # ------------------------------------------------------------------------------------------ names
    def name(self, node: Name) -> Tensor:
        match self.scope.get(node.text):
            case TensorName(tensor=tensor):
                return tensor
            case IndexName(term=term):
                return scalar(term)
            case SizeName(axis=axis):
                return scalar(axis.size)
            case Refused(reason=reason):
                raise Malformed(reason, node.span)
            case Family() | SequenceName():
                raise IllTyped(f"`{node.text}` needs an index", node.span)
            case FunctionName() | OpaqueFunction():
                raise Malformed(f"the function `{node.text}` needs an argument", node.span)
        if node.text in CONSTANTS:
            return scalar(CONSTANTS[node.text])
        if node.text in OPERATORS or node.text in SPECIAL:
            raise Malformed(f"the function `{node.text}` needs an argument", node.span)
        raise self.unknown_name(node.text, node.span)

    def axis_named(self, node: Node) -> Axis | None:
        """The size that a node names: V, |V|, 2."""
        if isinstance(node, Bars):
            node = node.body
        if isinstance(node, Number) and node.value.denominator == 1:
            return ONE if node.value == 1 else Axis(Integer(node.value.numerator))
        name = spelling(node) or ""
        if isinstance(self.scope.get(name), IndexName):
            return None  # a Σ's index hides the size of that name
        binding = self.size_names.get(name)
        return binding.axis if isinstance(binding, SizeName) else None

    @property
    def size_names(self) -> dict[str, SizeName]:
        """Sizes have a space of their own: V the matrix and V the vocabulary size live side by side."""
        out: dict[str, SizeName] = {}
        for name in self.scope:
            binding = self.scope.get(name)
            if isinstance(binding, SizeName):
                out[name.removeprefix("#")] = binding
        return out

    # ------------------------------------------------------------------------------------------ indices
    def index(self, node: Node) -> IndexTerm:
        """An index term: a name, w_s, t + j, a number."""
        match node:
            case Group(items=(one,)):
                return self.index(one)
            case Number(value=value) if value.denominator == 1:
                return Integer(value.numerator)
            case Sum(terms=terms):
                return linear(*((s, self.index(t)) for s, t in terms))
            case Bars() if (axis := self.axis_named(node)) is not None:
                return axis.size
        key = whole_name(node)
        binding = self.scope.get(key) if key else None
        match binding:
            case IndexName(term=term):
                return term
            case SizeName(axis=axis):
                return axis.size
        if isinstance(node, Script) and isinstance(node.base, Name) and node.sub and node.sup is None:
            family = self.scope.get(node.base.text + "[]")
            if isinstance(family, IndexFamily):
                return self.family_member(family, node)
        if key is not None and key in self.size_names:
            return self.size_names[key].axis.size
        if key is not None and binding is None:
            raise UnboundIndex(key, node.span, f"known here: {', '.join(self.scope.known)}.")
        raise IllTyped("an index is wanted here", node.span)

    def family_member(self, family: IndexFamily, node: Script) -> IndexTerm:
        """w_s: of the families of that name, the one over which the subscript runs."""
        terms = tuple(self.index(s) for s in self.subscripts(node, len(family.bases[0].shape)))
        ranges = {t.upper for t in terms[0].atoms(Index)} | {t for t in terms[0].free_symbols if not isinstance(t, Index)}
        base = next((b for b in family.bases if b.shape[0].size in ranges), family.bases[0])
        return Entry(base, *terms)

    def is_index(self, node: Node) -> bool:
        try:
            term = self.index(node)
        except (IllTyped, Malformed, Unsupported):
            return False
        return isinstance(term, (Index, Entry))

    def subscripts(self, node: Script, count: int) -> tuple[Node, ...]:
        """The subscripts, those written without a comma (A_{ij}) taken apart when two are wanted."""
        sub = node.sub
        if len(sub) == 1 and count == 2 and isinstance(sub[0], Product) and all(f.operator == "" for f in sub[0].factors):
            sub = tuple(f.node for f in sub[0].factors)
        if len(sub) == 1 and count == 2 and isinstance(sub[0], Number) and sub[0].value >= 10:
            sub = tuple(Number(Rational(d), span=sub[0].span) for d in str(sub[0].value))
        if len(sub) != count:
            raise IllTyped(f"{count} {'index is' if count == 1 else 'indices are'} wanted here, not {len(sub)}", node.span)
        return sub

    def checked(self, node: Node, axis: Axis) -> IndexTerm:
        """An index into an axis; it must run over that axis."""
        term = self.index(node)
        own = term.upper if isinstance(term, Index) else term.base.values if isinstance(term, Entry) else None
        if own is not None and axis.size != own and isinstance(axis.size, Symbol) and isinstance(own, Symbol):
            raise IllTyped(f"an index from 1 to {own} is used where one from 1 to {axis.size} is wanted", node.span)
        if isinstance(term, Size) and isinstance(axis.size, Size) and term != axis.size:
            raise IllTyped(f"the index `{term}` is bound by nothing here ({term} is a size, and not that of this axis)", node.span)
        if isinstance(term, Integer) and term < 1:
            raise IllTyped(f"{term} is no index; indices count from 1", node.span)
        return term

    # ------------------------------------------------------------------------------------------ scripts
    def script(self, node: Script) -> Tensor:
        if isinstance(node.base, Name) and node.base.text == "e" and not node.sub and node.sup is not None and self.scope.get("e") is None:
            return self.tensor(node.sup).map(exp_)
        if isinstance(node.base, Bars) and isinstance(sup := node.sup, Number) and sup.value == 2 and not node.primes:
            return self.squared(node, node.base)
        return self.hung(node, self.subscripted(node))

    def squared(self, node: Script, bars: Bars) -> Tensor:
        """‖x‖² and |x|² without their roots, which need not be differentiable."""
        value = self.tensor(bars.body)
        if node.sub:
            self.check_norm(value, spelling(node.sub[0]) or "", node.span)
        if value.is_scalar and self.axis_named(bars.body) is None:
            return scalar(power(value.scalar, Integer(2)))
        if value.is_vector or bars.kind == "‖":
            return scalar(squared_norm(value))
        return self.raised(self.bars(bars), Number(Rational(2)), node.span)

    def norm(self, bars: Bars, which: str, span: Span) -> Tensor:
        """‖x‖₂ of a vector, ‖A‖_F."""
        value = self.tensor(bars.body)
        self.check_norm(value, which, span)
        return scalar(sqrt_(squared_norm(value)))

    @staticmethod
    def check_norm(value: Tensor, which: str, span: Span) -> None:
        """`Unsupported` unless it is the root of the sum of squares: ‖x‖₂ of a vector, ‖A‖_F."""
        if which == "F" or (which == "2" and (value.is_vector or value.is_scalar)):
            return
        raise Unsupported(
            "the spectral norm of a matrix" if which == "2" else f"the norm ‖…‖ with the index {which or 'that stands there'}", span
        )

    def hung(self, node: Script, value: Tensor) -> Tensor:
        """Superscript and primes on what base and subscript denote."""
        if node.primes:
            if node.primes > 1 or value.is_scalar:
                raise Malformed("a prime on a value; only a function has derivatives so written", node.span)
            value = value.transpose
        sup = node.sup
        if sup is None:
            return value
        if isinstance(sup, Name) and (sup.text == "⊤" or (sup.text == "T" and not self.is_power(node, value))):
            return value.transpose
        if isinstance(sup, Product) and isinstance(sup.factors[0].node, Name) and sup.factors[0].node.text in TRANSPOSES:
            raise Unsupported("a transpose and a power in one superscript", sup.span)
        return self.raised(value, sup, node.span)

    def is_power(self, node: Script, value: Tensor) -> bool:
        """Whether ^T of a scalar is a power: T is a size of the sheet, and what it stands on is made of numbers alone."""
        if not value.is_scalar or not self.scope.get("T"):
            return False
        return not mentions_vectors(self.scope, node.base)

    def raised(self, value: Tensor, sup: Node, span: Span) -> Tensor:
        if value.is_scalar:
            return scalar(power(value.scalar, self.exponent(sup)))
        exponent = self.exponent(sup)
        if exponent.is_Integer and value.rows == value.cols and 2 <= exponent <= 8:
            out = value
            for _ in range(int(exponent) - 1):
                out = matmul(out, value)
            return out
        raise IllTyped(f"a power of {self.shape_text(value)}", span)

    def exponent(self, node: Node) -> Expr:
        match node:
            case Number(value=value):
                return number(value)
            case Sum(terms=((-1, Number(value=value)),)):
                return number(-value)
            case Fraction(numerator=Number(value=a), denominator=Number(value=b)) if b:
                return number(Rational(a, b))
            case Product(factors=(Factor(node=Number(value=a)), Factor(operator="/", node=Number(value=b)))) if b:
                return number(Rational(a, b))
            case Group(items=(one,)):
                return self.exponent(one)
            case Sum(terms=((-1, (Fraction() | Product() | Group()) as one),)):
                return neg(self.exponent(one))
        return self.scalar(node)

    def subscripted(self, node: Script) -> Tensor:
        base, sub = node.base, node.sub
        if not sub:
            return self.tensor(base)
        key = whole_name(node)
        if key is not None and self.scope.get(key) is not None:
            return self.name(Name(key, span=node.span))
        if isinstance(base, Name):
            match self.scope.get(base.text):
                case Refused(reason=reason):
                    raise Malformed(reason, node.span)
                case Family(base=matrix, axis=axis):
                    return self.member(matrix, axis, self.subscripts(node, 1)[0])
                case SequenceName(base=sequence):
                    return scalar(Entry(sequence, self.index(self.subscripts(node, 1)[0])))
                case _ if isinstance(self.scope.get(base.text + "[]"), IndexFamily):
                    return scalar(self.index(Script(base, sub, span=node.span)))
                case None if base.text == "δ" and not (len(sub) == 1 and isinstance(sub[0], (Number, Name))):
                    i, j = self.subscripts(node, 2)
                    return scalar(delta(self.index(i), self.index(j)))
                case None if base.text == "𝟏":
                    return self.ones(node)
                case None:
                    raise (
                        self.unknown_name(base.text, base.span)
                        if base.text not in OPERATORS
                        else Malformed(f"the function `{base.text}` needs an argument", base.span)
                    )
        if isinstance(base, Bars) and base.kind == "‖":
            return self.norm(base, spelling(sub[0]) or "", node.span)
        return self.entry_of(self.tensor(base), node)

    def entry_of(self, value: Tensor, node: Script) -> Tensor:
        """x_i of a vector, A_{ij} of a matrix; A^⊤_{ij} is the entry of the transpose."""
        if isinstance(node.sup, Name) and node.sup.text == "⊤" and not value.is_vector:
            value = value.transpose
        if value.is_scalar:
            whole = whole_name(node)
            if whole is not None and not all(self.is_index(s) or isinstance(s, (Number, Sum)) for s in node.sub):
                raise self.unknown_name(whole, node.span)  # p_{drop} is a name of its own
            raise IllTyped("a scalar has no entries", node.span)
        if value.is_vector:
            (i,) = self.subscripts(node, 1)
            axis = value.rows if value.cols == ONE else value.cols
            term = self.checked(i, axis)
            return scalar(value.at(term, S.One) if value.cols == ONE else value.at(S.One, term))
        i, j = self.subscripts(node, 2)
        return scalar(value.at(self.checked(i, value.rows), self.checked(j, value.cols)))

    def member(self, matrix: Base, axis: int, sub: Node) -> Tensor:
        """u_w: a column or row of a matrix, as a column vector."""
        w = self.checked(sub, matrix.shape[axis])
        if axis == 1:
            return Tensor(matrix.shape[0], ONE, lambda i, j: Entry(matrix, i, w))
        return Tensor(matrix.shape[1], ONE, lambda i, j: Entry(matrix, w, i))

    def ones(self, node: Script) -> Tensor:
        axis = self.axis_named(node.sub[0])
        if axis is None:
            if len(node.sub) == 1 and isinstance(node.sub[0], Chain):
                return scalar(self.indicator(node.sub[0]))
            raise Malformed("𝟏 needs a size: \\mathbf{1}_{N}", node.span)
        return Tensor(axis, ONE, lambda i, j: S.One)

    # ------------------------------------------------------------------------------------------ sums
    def sum(self, node: Sum) -> Tensor:
        parts = [(sign, term, self.tensor(term)) for sign, term in node.terms]
        shaped = [(term, t) for _, term, t in parts if not t.is_scalar]
        if shaped:
            first = shaped[0][1]
            for term, t in shaped[1:]:
                if t.shape != first.shape:
                    raise IllTyped(f"{self.shape_text(first)} and {self.shape_text(t)} cannot be added", term.span)
            for _, term, t in parts:
                if t.is_scalar and not self.spreads(term):
                    raise IllTyped(f"{self.shape_text(first)} and a scalar cannot be added", term.span)
        signs = [sign for sign, _, _ in parts]
        if len(parts) == 1:
            return parts[0][2].map(neg) if signs[0] < 0 else parts[0][2]
        return pointwise(lambda *es: add(*(neg(e) if s < 0 else e for s, e in zip(signs, es, strict=True))), *(t for _, _, t in parts))

    def spreads(self, term: Node) -> bool:
        """A scalar that may be added to every entry: a number, or the bare name of a given scalar."""
        if isinstance(term, Number):
            return True
        binding = self.scope.get(term.text) if isinstance(term, Name) else None
        return isinstance(binding, TensorName) and binding.base is not None and binding.base.definition is None

    # ------------------------------------------------------------------------------------------ products
    def product(self, factors: list[Factor], node: Node) -> Tensor:
        """Left to right; functions take their argument first, derivatives what follows them."""
        factors = self.joined(factors)
        out: Tensor | None = None
        place = 0
        while place < len(factors):
            factor = factors[place]
            if place and not factor.operator and isinstance(factor.node, Number) and isinstance(factors[place - 1].node, Number):
                raise Malformed("two numbers side by side", factor.node.span, "write a · between them, or no space in one number")
            value, place = self.operand(factors, place)
            out = value if out is None else self.multiply(out, value, factor.operator, node.span)
        assert out is not None
        return out

    def joined(self, factors: Sequence[Factor]) -> list[Factor]:
        """Letters that touch and together spell a name of the sheet, put together: C E is CE where CE is a name."""
        out: list[Factor] = []
        place = 0
        while place < len(factors):
            run = [factors[place]]
            while (
                isinstance(run[-1].node, Name)
                and len(run) < LONGEST_NAME
                and place + len(run) < len(factors)
                and (following := factors[place + len(run)]).operator == ""
                and following.node.span.start == run[-1].node.span.end
                and isinstance(following.node, (Name, Script))
            ):
                run.append(following)
            while len(run) > 1:
                last = run[-1].node
                text = "".join(spelling(f.node) or "" for f in run[:-1]) + (
                    spelling(last.base if isinstance(last, Script) else last) or "\0"
                )
                if self.scope.get(text) is not None:
                    span = Span(run[0].node.span.start, last.span.end)
                    name = Name(text, span=span)
                    node = Script(name, last.sub, last.sup, last.primes, span=span) if isinstance(last, Script) else name
                    run = [Factor(run[0].operator, node)] + [Factor("", Name("", span=span))] * (len(run) - 1)
                    break
                run.pop()
            if len(run) == 1:
                self.check_word(factors, place)
            out.append(run[0])
            place += len(run)
        return out

    def check_word(self, factors: Sequence[Factor], place: int) -> None:
        """`UnknownName` for foo(x), foo being no name here: a word before a bracket is a function and no product of letters."""
        word = ""
        end = factors[place].node.span.start
        if place and factors[place].operator == "" and factors[place - 1].node.span.end == end and is_letter(factors[place - 1].node):
            return  # the middle of a word
        for f in factors[place:]:
            if f.node.span.start != end or (word and f.operator):
                return
            if not is_letter(f.node):
                break
            word += spelling(f.node) or ""
            end = f.node.span.end
        else:
            return
        if len(word) > 2 and isinstance(f.node, Group) and f.node.bracket == "(":
            raise self.unknown_name(word, Span(factors[place].node.span.start, end))

    def operand(self, factors: Sequence[Factor], place: int) -> tuple[Tensor, int]:
        """One operand of a product, and where the next begins."""
        node = factors[place].node
        function = self.function(node)
        if function is not None:
            return self.application(function, factors, place)
        if calculus.is_operator(node):
            if place + 1 == len(factors):
                raise Malformed("there is nothing to differentiate", node.span)
            rest = factors[place + 1 :]
            body = rest[0].node if len(rest) == 1 else Product((Factor("", rest[0].node), *rest[1:]), span=node.span)
            return calculus.operator(self, node, body), len(factors)
        if calculus.is_flat(factors, place):
            return calculus.written_flat(self, factors, place)
        return self.tensor(node), place + 1

    def multiply(self, a: Tensor, b: Tensor, operator: str, span: Span) -> Tensor:
        if operator == "/":
            if not b.is_scalar:
                raise IllTyped(f"a division by {self.shape_text(b)}", span)
            return scale(scalar(power(b.scalar, S.NegativeOne)), a)
        if operator == "⊗":
            if not (a.is_vector and b.is_vector):
                raise IllTyped(f"{self.shape_text(a)} ⊗ {self.shape_text(b)}: an outer product is of two vectors", span)
            return matmul(as_column(a), as_column(b).transpose)
        if a.is_scalar:
            return scale(a, b)
        if b.is_scalar:
            return scale(b, a)
        if operator == "∘" or (operator == "*" and a.shape == b.shape):  # * is entrywise where it can be, as in NumPy
            if a.shape != b.shape:
                raise IllTyped(f"{self.shape_text(a)} ∘ {self.shape_text(b)}: entrywise products need equal shapes", span)
            return pointwise(mul, a, b)
        if a.cols == b.rows:
            return matmul(a, b)
        if operator == "·" and a.is_vector and b.is_vector and {a.rows, a.cols} == {b.rows, b.cols}:
            return inner(a, b)
        meet = f"{counted(a.cols, 'column')} meet{'s' if a.cols == ONE else ''} {counted(b.rows, 'row')}"
        raise IllTyped(f"{self.shape_text(a)} times {self.shape_text(b)}: {meet}", span, self.fitting(a, b))

    def fitting(self, a: Tensor, b: Tensor) -> str:
        """The products of the two (or their transposes) that would fit."""
        fits = []
        for left, x in (("A", a), ("Aᵀ", a.transpose)):
            for right, y in (("B", b), ("Bᵀ", b.transpose)):
                if x.cols == y.rows:
                    fits.append(f"{left}{right} is {self.shape_text(Tensor(x.rows, y.cols, x.at))}")
                if y.cols == x.rows:
                    fits.append(f"{right}{left} is {self.shape_text(Tensor(y.rows, x.cols, x.at))}")
        return "for this product A B, " + "; ".join(fits[:4]) + "." if fits else ""

    # ------------------------------------------------------------------------------------------ functions
    def function(self, node: Node) -> Function | None:
        """The function that a node names, if it names one."""
        if (
            isinstance(node, Script)
            and isinstance(node.base, Name)
            and node.base.text == "log"
            and node.sub
            and self.scope.get("log") is None
        ):
            return self.logarithm(node)
        text = spelling(node.base) if isinstance(node, Script) and not node.sub else whole_name(node)
        if isinstance(node, Script) and isinstance(node.base, Name) and node.base.text in ("𝔼", "Var"):
            if node.sub:
                raise Unsupported("a mean with a subscript", node.span, "write the sum, or \\mathbb{E}_{w \\sim \\hat{y}}[…]")
            text = node.base.text
        if text is None:
            return None
        binding = self.scope.get(text)
        if isinstance(binding, (FunctionName, OpaqueFunction)):
            return binding
        if binding is not None:
            return None
        return OPERATORS.get(text, text if text in SPECIAL else None)

    def logarithm(self, node: Script) -> Operator:
        """log_b: the logarithm to a base that is written below."""
        base = self.scalar(node.sub[0]) if len(node.sub) == 1 else S.Zero
        if base.is_Number and (base <= 0 or base is S.One):
            raise Malformed("a logarithm to this base", node.span)
        return Operator("log to a base", entrywise=lambda x: mul(log_(x), power(log_(base), S.NegativeOne)))

    def application(self, function: Function, factors: Sequence[Factor], place: int) -> tuple[Tensor, int]:
        """A function and the argument after it: f(x), f(x)², f x, f g(x), e^x."""
        node = factors[place].node
        if place + 1 == len(factors) or factors[place + 1].operator:
            raise Malformed(f"the function `{spelling(node) or 'here'}` needs an argument", node.span)
        primes = node.primes if isinstance(node, Script) else 0
        if isinstance(node, Script) and node.sup is not None:
            function, primes = self.with_superscript(function, node, primes)
        follower = factors[place + 1].node
        further = self.function(follower)
        if further is not None:
            argument, place = self.application(further, factors, place + 1)
            value = self.applied_to(function, argument, primes, node.span)
        elif isinstance(follower, Script) and isinstance(follower.base, (Group, Grid)):
            value = self.applied(function, follower.base, primes, node.span)
            if follower.sub:
                value = self.entry_of(value, Script(follower.base, follower.sub, span=follower.span))
            value = self.hung(Script(follower.base, (), follower.sup, follower.primes, span=follower.span), value)
            place += 2
        else:
            if isinstance(follower, Number) and place + 2 < len(factors) and not factors[place + 2].operator:
                raise Malformed(f"how far does `{spelling(node) or 'the function'}` reach? write brackets", follower.span)
            value = self.applied(function, follower, primes, node.span)
            place += 2
        if isinstance(node, Script) and node.sup is not None and is_order(node.sup) is None and not is_minus_one(node.sup):
            value = self.raised(value, node.sup, node.span)
        return value, place

    def with_superscript(self, function: Function, node: Script, primes: int) -> tuple[Function, int]:
        """f^{(2)} is f″ and tanh⁻¹ the inverse function; any other superscript is a power of the value."""
        assert node.sup is not None
        if (order := is_order(node.sup)) is not None:
            if not 1 <= order <= MAX_ORDER:
                raise Unsupported(f"a derivative of order {order}", node.sup.span)
            return function, primes + order
        if is_minus_one(node.sup):
            inverse = OPERATORS.get(INVERSES.get(function.name, "")) if isinstance(function, Operator) else None
            if inverse is None:
                raise Unsupported(
                    f"the inverse function of `{spelling(node.base)}`", node.span, "for 1 over the value write \\frac{1}{f(x)}"
                )
            return inverse, primes
        return function, primes

    def applied(self, function: Function, argument: Node, primes: int, span: Span) -> Tensor:
        items = argument.items if isinstance(argument, Group) else (argument,)
        if function == "onehot":
            term = self.index(items[0])
            upper = term.upper if isinstance(term, Index) else term.base.values if isinstance(term, Entry) else None
            axis = self.axis_named(items[1]) if len(items) == 2 else Axis(upper) if upper is not None else None
            if axis is None:
                raise IllTyped("onehot needs an index, or an index and a size", span)
            return onehot(term, axis)
        if function in ("max", "min"):
            return self.extremum(str(function), items, span)
        if function == "det":
            return grids.determinant(self, argument)
        if function in ("outer", "inner", "dot", "matmul"):
            return self.combined(str(function), items, span)
        if function == "𝟏":
            return scalar(self.indicator(items[0]))
        if function in ("𝔼", "Var"):
            return big_operators.expectation(self, str(function), self.tensor(items[0]), span)
        if isinstance(function, FunctionName):
            return self.called(function, items, primes, span)
        if len(items) != 1:
            raise Malformed("one argument is wanted here", argument.span)
        return self.applied_to(function, self.tensor(items[0]), primes, span)

    def applied_to(self, function: Function, argument: Tensor, primes: int, span: Span) -> Tensor:
        match function:
            case OpaqueFunction(symbol=symbol):
                return argument.map(lambda x: Unknown(symbol, Integer(primes), x))
            case Operator(entrywise=entrywise) if entrywise is not None:
                return argument.map(calculus.primed(entrywise, primes))
            case Operator(whole=whole) if whole is not None and not primes:
                if argument.is_scalar and function.name in ("softmax", "diag"):
                    raise IllTyped(f"{function.name} wants {function.takes}, not a scalar", span)
                if function.name == "diag" and not argument.is_vector:
                    raise IllTyped("diag wants a vector", span)
                return whole(argument)
        raise Malformed("this function cannot be used so", span)

    def called(self, function: FunctionName, items: Sequence[Node], primes: int, span: Span) -> Tensor:
        """A function of the sheet: its body, with the arguments for the parameters; f′ and f″ of a function of one number."""
        if len(items) != len(function.parameters):
            raise Malformed(f"{len(function.parameters)} arguments are wanted here, not {len(items)}", span)
        if primes:
            if len(items) != 1:
                raise Malformed("a prime is for a function of one argument", span)
            (name,) = function.parameters

            def value(x: Expr) -> Expr:
                here = TensorName(scalar(x))
                return Elaborator(function.scope.inside({name: here, "#" + name: here})).scalar(function.body)

            return self.tensor(items[0]).map(calculus.primed(value, primes, Entry(Base("·", ()))))
        values = {p: TensorName(self.tensor(n)) for p, n in zip(function.parameters, items, strict=True)}
        hidden = {"#" + p: v for p, v in values.items()}  # a parameter hides the size of its name too
        return Elaborator(function.scope.inside(values | hidden)).tensor(function.body)

    def extremum(self, which: str, items: Sequence[Node], span: Span) -> Tensor:
        """max or min of two arguments or more, entry by entry; of one after the other."""
        if len(items) < 2:
            raise Malformed(f"{which} wants two arguments or more", span)
        first, *rest = (self.tensor(i) for i in items)
        for other in rest:
            if first.shape != other.shape and not other.is_scalar and not first.is_scalar:
                raise IllTyped(f"{which} of {self.shape_text(first)} and {self.shape_text(other)}", span)
            first = pointwise(maximum if which == "max" else minimum, first, other)
        return first

    def combined(self, function: str, items: Sequence[Node], span: Span) -> Tensor:
        """outer(a, b) = a bᵀ, inner(a, b) = aᵀ b, dot and matmul as NumPy has them."""
        if len(items) != 2:
            raise Malformed(f"{function} wants two arguments", span)
        a, b = (self.tensor(i) for i in items)
        if function == "outer":
            return self.multiply(a, b, "⊗", span)
        return self.multiply(a.transpose if a.shape == b.shape and a.cols == ONE else a, b, "·", span)

    def indicator(self, condition: Node) -> Expr:
        """𝟏[i = j], 𝟏[i ≠ j]."""
        match condition:
            case Chain(sides=(a, b), relations=("=",)):
                return delta(self.index(a), self.index(b))
            case Chain(sides=(a, b), relations=("≠",)):
                return add(S.One, neg(delta(self.index(a), self.index(b))))
            case Chain(sides=(_, _), relations=(relation,)) if relation in grids.INEQUALITIES:
                return piecewise((S.One, grids.comparison(self, condition)), (S.Zero, true))
        raise Unsupported("an indicator of something other than a comparison", condition.span)

    # ------------------------------------------------------------------------------------------ the rest
    def fraction(self, node: Fraction) -> Tensor:
        if calculus.is_derivative(node):
            return calculus.derivative(self, node)
        top, bottom = self.tensor(node.numerator), self.divisor(node.denominator)
        if not bottom.is_scalar:
            raise IllTyped(f"a division by {self.shape_text(bottom)}", node.denominator.span)
        return scale(scalar(power(bottom.scalar, S.NegativeOne)), top)

    def divisor(self, node: Node) -> Tensor:
        """What stands below a line; V is then the size, though a matrix may be called V too."""
        binding = self.scope.get(node.text) if isinstance(node, Name) else None
        hidden = isinstance(binding, TensorName) and not binding.tensor.is_scalar
        axis = self.axis_named(node) if hidden else None
        return scalar(axis.size) if axis is not None else self.tensor(node)

    def group(self, node: Group) -> Tensor:
        if len(node.items) == 1:
            return self.tensor(node.items[0])
        if node.bracket == "[":
            return grids.stack(self, node)
        if node.bracket == "⟨" and len(node.items) == 2:
            return self.combined("inner", node.items, node.span)
        raise Malformed("a list stands where a value is wanted", node.span)

    def bars(self, node: Bars) -> Tensor:
        axis = self.axis_named(node.body) if node.kind == "|" else None
        if axis is not None and self.scope.get(spelling(node.body) or "") in (None, SizeName(axis)):
            return scalar(axis.size)
        value = self.tensor(node.body)
        if value.is_scalar:
            return value.map(absolute)
        if not value.is_vector and node.kind == "|":
            if axis is not None:
                return scalar(axis.size)
            raise IllTyped("|…| of a matrix", node.span)
        return scalar(sqrt_(squared_norm(value)))


def is_letter(node: Node) -> bool:
    return isinstance(node, Name) and len(node.text) == 1 and node.text.isascii() and node.text.islower() and node.span.end > 0


def is_order(sup: Node) -> int | None:
    """n of f^{(n)}."""
    while isinstance(sup, Group) and len(sup.items) == 1 and sup.bracket == "{":
        sup = sup.items[0]
    match sup:
        case Group(bracket="(", items=(Number(value=n),)) if n.denominator == 1:
            return int(n)
    return None


def is_minus_one(sup: Node) -> bool:
    match sup:
        case Sum(terms=((-1, Number(value=value)),)):
            return bool(value == 1)
        case Group(items=(one,)):
            return is_minus_one(one)
    return False
