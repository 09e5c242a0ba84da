"""Which identities the trainer stands on; each is judged now, and what it states becomes source.

This is the one module of `numeric` that imports SymPy (through `derive`).  `numeric.forms` calls it when the cache has nothing.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sympy import Expr, S, Symbol

from derive.calculus.carry import unfold_all
from derive.court.courts import answer_identity, court_for, equations_of
from derive.errors import InputError
from derive.limits import limit_memory, limit_time
from derive.meaning.elaborate import Elaborator
from derive.notation.read import read
from derive.proof.verdict import Equation
from derive.report.run import as_unicode
from derive.report.text import witness_text
from derive.sheets.builtin import SHEETS
from derive.sheets.catalogue import load_sheet
from derive.sheets.sheet import Sheet
from derive.terms import Base, Delta, Entry, Index, IndexSum, linear, unfold
from derive.vocabulary import PROVED

from .lowering import Argument, array_function
from .patterns import Unlowered, same_but_for_bound
from .scalars import coefficients, scalar_expression

LOSSES = {"softmax": "J", "negative": "J_{neg}"}
"""The losses of the sheet, by the names they have here."""

GRADIENTS = (
    ("negative_grad_v", "neg_grad_vc_sigma", r"\frac{\partial J_{neg}}{\partial v_c}"),
    ("negative_grad_U", "neg_grad_U", r"\frac{\partial J_{neg}}{\partial U}"),
    ("softmax_grad_v", "grad_vc", r"\frac{\partial J}{\partial v_c}"),
    ("softmax_grad_U", "grad_U", r"\frac{\partial J}{\partial U}"),
)
"""The function made of it, the identity, and what the identity must be about."""

STEPS = {"sgd": "sgd_step", "momentum": "momentum_step", "adam": "adam_step"}
AVERAGES = {"m": "momentum_unrolled", "q": "second_moment_unrolled"}
"""Moving averages of the optimisers: their recurrences are lowered, and the identity says what they are."""
DESCENT = {"contraction": "quadratic_descent", "characteristic": "momentum_characteristic", "threshold": "momentum_threshold"}
"""What `descend` foretells of the quadratic."""
DESCENT_GRADIENT = "quadratic_grad"

VARIABLES = {
    "p": "x",
    "r": "x",
    "b": "x",
    "m": "m",
    "q": "s",
    "G": "g",
    "α": "rate",
    "β": "beta",
    "γ": "gamma",
    "ε": "epsilon",
    "t": "t",
    "λ": "curvature",
    "τ": "start",
    "z": "z",
}
"""Names of the optimisers' sheet as variables of a scalar expression."""


class NotProved(InputError):
    """A closed form that training rests on does not hold as it stands in the sheet."""


@dataclass(frozen=True, slots=True)
class Lowered:
    """All that training needs of the sheets."""

    source: str
    scalars: Mapping[str, str]
    proved: tuple[tuple[str, str, str], ...]
    """(sheet, identity, claim in Unicode)."""
    seconds: float


class Names:
    """The names of a word2vec sheet that the trainer hands values to."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.U, self.v_c = self.base("U"), self.base("v_c")
        self.o = self.binding("o", "term")
        self.w_s: Base = self.binding("w[]", "bases")[0]
        self.y, self.yhat = self.base("y"), self.base("ŷ")
        if [a.size.name for a in self.U.shape] != ["d", "V"] or [a.size.name for a in self.v_c.shape] != ["d"]:
            raise sheet.origin.error(
                "the trainer wants U (d × V, a column a word) and v_c (d)", "U", "write a column a word, as in the sheet word2vec"
            )

    def binding(self, name: str, attribute: str) -> Any:
        found = getattr(self.sheet.scope.names.get(name), attribute, None)
        if found is None:
            raise self.sheet.origin.error(
                f"the trainer needs `{name}` of this sheet", "[given]", "its names are those of the sheet word2vec"
            )
        return found

    def base(self, name: str) -> Base:
        return self.binding(name, "base")  # type: ignore[no-any-return]

    def arguments(self, samples: bool) -> dict[Base, Argument]:
        own = {self.v_c: Argument("v_c", a_pair=True), self.U: Argument("U", transposed=True)}
        return {**own, self.w_s: Argument("w_s", a_pair=True)} if samples else own

    @property
    def indices(self) -> dict[Index, Argument]:
        return {self.o: Argument("o", a_pair=True)}

    def score(self, term: Expr) -> str | None:
        """x for uᵀv_c, u a column of U."""
        if not isinstance(term, IndexSum):
            return None
        factors = term.args[0].args
        entries = {f.base: f.indices for f in factors if isinstance(f, Entry)}
        if len(factors) == 2 and entries.keys() == {self.U, self.v_c} and entries[self.v_c] == (term.index,) == entries[self.U][:1]:
            return "x"
        return None


def prove_identity(sheet: Sheet, name: str) -> Equation:
    """An identity of a sheet, proved afresh: its first equation; `NotProved` if it does not hold."""
    sheet.insist()
    identity = sheet.identity(name).identity
    court = court_for(identity, sheet)
    found = answer_identity(sheet, identity, court)[0]
    if found.verdict != PROVED:
        lines = [f"{sheet.name}.{name} is {found.verdict}, so that nothing is trained with it:", f"    {as_unicode(identity.claims[0])}"]
        lines += [f"  {line}" for line in (witness_text(found), *found.message.splitlines()) if line]
        raise NotProved(
            "\n".join([*lines, f"  see: python -m derive report {sheet.name if sheet.name in SHEETS else sheet.origin.path} --only {name}"])
        )
    equations = equations_of(court, identity.claims[0])
    if len(equations) != 1:
        raise sheet.origin.error(f"the identity {name} must be one equation between whole names", f'"{name}"')
    return equations[0]


def prove_about(sheet: Sheet, name: str, about: str) -> Equation:
    """The equation of a proved identity, after a look that its left side is what it is wanted for."""
    equation = prove_identity(sheet, name)
    left = Elaborator(sheet.scope).tensor(read(about)[0])
    i, j = (*equation.axes, S.One, S.One)[:2]
    if same_but_for_bound(left.at(i, j)) != same_but_for_bound(equation.left):
        raise sheet.origin.error(f"the identity {name} must be about {as_unicode(about)}", f'"{name}"')
    return equation


@dataclass(frozen=True, slots=True)
class Form:
    """What becomes one NumPy function: a term with its free indices, in the order in which the function returns them."""

    name: str
    term: Expr
    axes: tuple[Index, ...]
    samples: bool
    """Whether it speaks of negative samples."""
    summed: bool
    """Whether the function sums over the pairs of a batch."""
    about: str
    identity: str = ""
    folded: Expr = S.Zero
    """The term with the sheet's own names."""
    probability: bool = False


def forms_of(names: Names) -> list[Form]:
    """Gradients as the proved identities state them, losses and ŷ as the sheet defines them."""
    sheet = names.sheet
    out = []
    for function, identity, about in GRADIENTS:
        equation = prove_about(sheet, identity, about)
        text = f"{sheet.name}.{identity}: {as_unicode(sheet.identity(identity).identity.claims[0])}"
        axes = equation.axes[::-1]  # ∂J/∂U is stored a row a word
        out.append(
            Form(
                function,
                unfold_all(equation.right),
                axes,
                function.startswith("negative"),
                function.endswith("U"),
                text,
                identity,
                equation.right,
            )
        )
    for function, name in LOSSES.items():
        folded = sheet.value(name)
        out.append(
            Form(
                f"{function}_loss",
                unfold_all(folded),
                (),
                function == "negative",
                False,
                f"{as_unicode(name)}, in nats, one a pair",
                "",
                folded,
            )
        )
    word = Index("w", names.U.shape[1].size)
    yhat = Entry(names.yhat, word)
    return [*out, Form("softmax_probability", unfold_all(yhat), (word,), False, False, "ŷ, a row a pair", "", yhat, probability=True)]


def lower(word2vec: str = "word2vec", optimisers: str = "optimisers") -> Lowered:
    """Judge every identity that is used and lower what it states; `NotProved` shows the first that does not hold."""
    begin = time.perf_counter()
    names, steps = Names(load_sheet(word2vec)), load_sheet(optimisers)
    forms = forms_of(names)
    functions = [
        array_function(f.name, f.term, f.axes, names.arguments(f.samples), {} if f.probability else names.indices, f.about, f.summed)
        for f in forms
    ]
    by_name = {f.name: f for f in forms}
    scalars = {**negative_scalars(names, by_name), **softmax_scalars(names, by_name), **dict(step_scalars(steps))}
    used = [(names.sheet, f.identity) for f in forms if f.identity]
    used += [(steps, n) for n in (*AVERAGES.values(), *STEPS.values(), *DESCENT.values(), DESCENT_GRADIENT)]
    proved = tuple((home.name, n, as_unicode(home.identity(n).identity.claims[0])) for home, n in used)
    return Lowered("\n\n".join(functions), scalars, proved, time.perf_counter() - begin)


def report(word2vec: str, optimisers: str) -> dict[str, Any]:
    """What `lower` finds, as the cache holds it; or the message of what is wrong, as `error`."""
    try:
        found = lower(word2vec, optimisers)
    except InputError as error:
        return {"error": str(error)}
    return {"source": found.source, "scalars": dict(found.scalars), "proved": [list(p) for p in found.proved], "seconds": found.seconds}


def main(word2vec: str, optimisers: str, seconds: str = "", megabytes: str = "") -> None:
    if seconds:
        limit_memory(int(megabytes))
        limit_time(float(seconds))
    sys.stdout.write(json.dumps(report(word2vec, optimisers)))


# ---------------------------------------------------------------------------------------------- scalars
def negative_scalars(names: Names, forms: Mapping[str, Form]) -> dict[str, str]:
    """The coefficients of the true word's row and of a sample's, and their parts of the loss, in the score x = uᵀv_c."""
    (i,) = forms["negative_grad_v"].axes
    of_v = coefficients(
        forms["negative_grad_v"].term,
        word_mark(names, lambda place: lambda f: isinstance(f, Entry) and f.base is names.U and f.indices == (i, place)),
    )
    j, i = forms["negative_grad_U"].axes
    outer = coefficients(
        forms["negative_grad_U"].term, lambda f: "row" if isinstance(f, Entry) and f.base is names.v_c and f.indices == (i,) else None
    )
    of_U = coefficients(outer["row"], word_mark(names, lambda place: lambda f: isinstance(f, Delta) and set(f.args) == {j, place}))
    out = {}
    for kind in ("true", "negative"):
        expressions = {scalar_expression(c.get(kind, S.Zero), names.score) for c in (of_v, of_U)}
        if len(expressions) != 1:
            raise Unlowered(
                f"∂J/∂v_c and ∂J/∂U state different coefficients of one word: {' and '.join(sorted(expressions))}; write them alike"
            )
        out[f"coefficient_{kind}"] = expressions.pop()
    parts = list(forms["negative_loss"].term.args)
    sums = [p for p in parts if has_sum_of_samples(p, names)]
    for kind, terms in (("true", [p for p in parts if p not in sums]), ("negative", [without_sum(p) for p in sums])):
        if len(terms) != 1:
            raise Unlowered(f"the loss of {kind} words is not one term of J_neg")
        out[f"loss_{kind}"] = scalar_expression(terms[0], names.score)
    return out


def word_mark(names: Names, of: Callable[[Any], Callable[[Any], bool]]) -> Callable[[Expr], str | None]:
    """What marks the true word's factor, and a sample's."""
    true = of(names.o)

    def mark(factor: Expr) -> str | None:
        if true(factor):
            return "true"
        samples = [a for a in factor.args if isinstance(a, Entry) and a.base is names.w_s] if isinstance(factor, (Entry, Delta)) else []
        return "negative" if samples and of(samples[0])(factor) else None

    return mark


def has_sum_of_samples(term: Expr, names: Names) -> bool:
    return any(isinstance(t, IndexSum) and t.index.upper == names.w_s.shape[0].size for t in term.args) or isinstance(term, IndexSum)


def without_sum(term: Expr) -> Expr:
    """−Σ_s f as −f: the part of one sample."""
    if isinstance(term, IndexSum):
        return term.args[0]
    return term.func(*(without_sum(a) if isinstance(a, IndexSum) else a for a in term.args), evaluate=False)


def softmax_scalars(names: Names, forms: Mapping[str, Form]) -> dict[str, str]:
    """The residual's coefficients of ŷ and of y, which must be numbers: then the pairs of one centre word can be merged."""
    found = []
    kinds = {names.yhat: "expected", names.y: "observed"}
    for function, of in (("softmax_grad_v", names.U), ("softmax_grad_U", names.v_c)):
        outer = coefficients(forms[function].folded, lambda f, of=of: "row" if isinstance(f, Entry) and f.base is of else None)  # type: ignore[misc]
        inner = coefficients(outer["row"], lambda f: kinds.get(f.base) if isinstance(f, Entry) else None)
        found.append({key: number_of(value) for key, value in sorted(inner.items())})
    if found[0] != found[1]:
        raise Unlowered(f"∂J/∂v_c and ∂J/∂U have different residuals: {found[0]} and {found[1]}; write them alike")
    out = {f"residual_{key}": repr(value) for key, value in found[0].items()}
    return {
        **out,
        "loss_softmax": scalar_expression(unfold(forms["softmax_loss"].folded), lambda t: "p" if t == Entry(names.yhat, names.o) else None),
    }


def number_of(coefficient: Expr) -> float:
    """A coefficient that must be a number: then the residual is linear."""
    value = coefficient.doit()
    if not value.is_Rational:
        raise Unlowered(f"the residual's coefficient {coefficient} is not a number, so that pairs cannot be merged")
    return float(value)


def step_scalars(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Of each optimiser x_{t+1}, m_{t+1} and s_{t+1} from x_t, m_t, s_t and the gradient g = G_{t+1}; what `descend` foretells."""
    for name, identity in AVERAGES.items():
        prove_identity(sheet, identity)
        home: Any = sheet.scope.names[name]
        recurrence = home.base.recurrence
        yield f"average_{VARIABLES[name]}", scalar_expression(recurrence.next, variable(recurrence.step))
    clock = next(s for s in sheet.sizes if s.name == "t")
    for name, identity in {**{f"step_{k}": v for k, v in STEPS.items()}, **DESCENT}.items():
        equation = prove_identity(sheet, identity)
        yield name, scalar_expression(unfold_all(equation.right), variable(clock))

    right = prove_about(sheet, DESCENT_GRADIENT, r"\frac{\partial f}{\partial \theta}").right
    yield "gradient", scalar_expression(right, lambda t: {"Λ": "curvature", "θ": "x"}.get(t.base.name) if isinstance(t, Entry) else None)


def variable(clock: Expr) -> Callable[[Expr], str | None]:
    """Names of the optimisers' sheet at step t as variables; the gradient is that of step t + 1."""
    after = linear((1, clock), (1, S.One))

    def leaf(term: Expr) -> str | None:
        if isinstance(term, Entry):
            wanted = after if term.base.name == "G" else clock
            return VARIABLES.get(term.base.name) if term.indices in ((), (wanted,)) else None
        return "t" if isinstance(term, Symbol) and term == clock else None

    return leaf
