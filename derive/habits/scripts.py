"""What stands below and above a name: subscripts that spell a name, entries, powers, transposes, means, indicators, ∇."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..errors import Unsupported
from ..meaning.scope import Family, IndexFamily, IndexName, TensorName, mentions_vectors
from ..meaning.scripts import is_every
from ..notation.tree import Chain, Factor, Group, Mark, Name, Node, Number, Product, Script, Sum, same, spelling, walk, whole_name
from ..notation.write import unicode
from ..terms import Axis
from .derivatives import by_matrix, split_nabla
from .indices import axis_of, index_axis, read_index
from .means import is_random_mark
from .names import read_ones, read_zeros, value_seen
from .pieces import hang, write_indicator
from .reader import Reader
from .spellings import INDICATORS, key


def read_script(reader: Reader, node: Script) -> Node:
    """What hangs on a base, as the sheet would write it: the first way to read it that fits, in the order of the steps."""
    node = without_brackets(reader, node)
    if isinstance(node.base, Name) and node.primes and not node.sub and node.base.text + "′" * node.primes in reader.bound:
        return Name(node.base.text + "′" * node.primes, span=node.span)
    if (entry := split_entry(reader, node)) is not None:
        return reader.see(entry)
    sup = read_superscript(reader, node)
    for step in WHOLE:
        if (found := step(reader, node, sup)) is not None:
            return found
    node = without_braces(node)
    for step in IN_PARTS:
        if (found := step(reader, node, sup)) is not None:
            return found
    base, sub = node.base, node.sub
    if isinstance(base, Mark) and base.kind == "∇" and len(sub) == 1:
        sub = (by_matrix(reader, sub[0]),)
    seen = base if isinstance(base, Mark) else reader.see(base)
    if not sub:
        return hang(seen, sup, node.primes, node.span)
    if isinstance(seen, Mark):
        return Script(seen, tuple(reader.see(s) for s in sub), sup, node.primes, span=node.span)
    axis = axis_of(reader, seen)
    sub = at_position(reader, seen, sub)
    if isinstance(seen, Name) and seen.text == "δ" and not reader.known("δ") and len(sub) == 1 and isinstance(sub[0], Chain):
        return write_indicator(reader.see(sub[0]), node.span)
    return Script(seen, tuple(read_index(reader, s, axis) for s in sub), sup, node.primes, span=node.span)


def at_position(reader: Reader, base: Node, sub: tuple[Node, ...]) -> tuple[Node, ...]:
    """w_{c+j} as w_{t+j}: c is a word, and what is counted from is the position t of that word."""
    family = reader.scope.get(base.text + "[]") if isinstance(base, Name) else None
    if not isinstance(family, IndexFamily) or len(sub) != 1 or not isinstance(sub[0], Sum):
        return sub
    axes = {b.shape[0] for b in family.bases if len(b.shape) == 1}
    words = [
        t.text
        for _, t in sub[0].terms
        if isinstance(t, Name)
        and isinstance(b := reader.scope.get(t.text), IndexName)
        and t.text not in reader.bound
        and b.axis not in axes
    ]
    places = [n for n in reader.scope if isinstance(b := reader.scope.get(n), IndexName) and b.axis in axes and n != "x"]
    if words != ["c"] or len(places) != 1:
        return sub
    reader.notes.append(f"c below {spelling(base)} is read as {places[0]}, the position of the word c")
    terms = tuple((s, Name(places[0], span=t.span) if isinstance(t, Name) and t.text == "c" else t) for s, t in sub[0].terms)
    return (Sum(terms, span=sub[0].span),)


def without_brackets(reader: Reader, node: Script) -> Script:
    """(z_2)_i as an entry of z_2."""
    base = node.base
    if node.sub and isinstance(base, Group) and base.bracket == "(" and len(base.items) == 1 and isinstance(base.items[0], (Name, Script)):
        whole = whole_name(base.items[0])
        if whole is not None and reader.known(whole) and (isinstance(base.items[0], Name) or base.items[0].sup is None):
            return Script(Name(whole, span=base.span), node.sub, node.sup, node.primes, span=node.span)
    return node


def split_entry(reader: Reader, node: Script) -> Script | None:
    """v_{c,i} as the entry i of v_c; None for anything else."""
    base, sub = node.base, node.sub
    if isinstance(base, Name) and len(sub) > 1 and not reader.known(whole_name(node) or ""):
        stem = whole_name(Script(base, sub[:-1]))
        binding = reader.scope.get(stem or "")
        if stem is not None and isinstance(binding, TensorName) and binding.tensor.is_vector:
            return Script(Name(stem, span=base.span), sub[-1:], node.sup, node.primes, span=node.span)
    return None


def without_braces(node: Script) -> Script:
    """A condition below a name without the braces around it."""
    sub = node.sub
    if isinstance(node.base, Name) and len(sub) == 1 and isinstance(sub[0], Group) and len(sub[0].items) == 1:
        return replace(node, sub=sub[0].items) if isinstance(sub[0].items[0], Chain) else node
    return node


def read_listed(reader: Reader, node: Script, sup: Node | None) -> Node | None:
    """A script that the sheet lists under [also]."""
    for spelled, value in reader.spellings.scripts:
        if same(spelled, Script(node.base, node.sub)):
            return hang(replace(value, span=node.span), sup, node.primes, node.span)
    return None


def read_exponential(reader: Reader, node: Script, sup: Node | None) -> Node | None:
    """e^x with the index of x below the e."""
    base, sub = node.base, node.sub
    if isinstance(base, Name) and base.text == "e" and sub and node.sup is not None and reader.scope.get("e") is None and not node.primes:
        reader.notes.append("e with the index below is read as e^x with the index on x")
        return Script(base, (), Script(reader.see(node.sup), tuple(reader.see(s) for s in sub), span=node.span), span=node.span)
    return None


def read_digit(reader: Reader, node: Script, sup: Node | None) -> Node | None:
    """0_d and 1_{w = o}."""
    base, sub = node.base, node.sub
    if isinstance(base, Number) and base.value == 0 and len(sub) == 1 and node.sup is None:
        return read_zeros(reader, base, sub[0], node.span)
    if isinstance(base, Number) and base.value == 1 and len(sub) == 1 and (test := condition_in(sub[0])) is not None:
        return hang(write_indicator(reader.see(test), node.span), sup, node.primes, node.span)
    return None


def read_mean(reader: Reader, node: Script, sup: Node | None) -> Node | None:
    """𝔼, E and Var, whose subscript says no more than what is random anyway."""
    base, sub = node.base, node.sub
    if isinstance(base, Name) and base.text in ("𝔼", "E", "Var") and reader.scope.get(base.text) is None:
        if reader.known(whole_name(node) or ""):
            return None  # E_t, the error at t
        if sub and not is_random_mark(reader, sub):
            raise Unsupported(
                "a mean over something that the sheet does not call random; write the sum, or \\mathbb{E}_{w \\sim \\hat{y}}", node.span
            )
        return Script(Name("𝔼" if base.text == "E" else base.text, span=base.span), (), node.sup, node.primes, span=node.span)
    return None


def read_subscripted_name(reader: Reader, node: Script, sup: Node | None) -> Node | None:
    """A name together with its subscript, where the sheet has it, or has it in another spelling."""
    base, sub = node.base, node.sub
    whole = whole_name(node) if isinstance(base, Name) and sub else None
    if not isinstance(base, Name) or whole is None:
        return None
    if reader.known(whole):
        return Script(base, sub, sup, node.primes, span=node.span)
    found = reader.spellings.name(whole)
    free = not any(isinstance(n, Name) and n.text in reader.bound for i in sub for n in walk(i))
    certain = key(whole) in reader.spellings.stated or len(key(whole)) > 2 or reader.scope.get(base.text) is None
    return hang(replace(found, span=node.span), sup, node.primes, node.span) if found is not None and free and certain else None


def read_unit_vector(reader: Reader, node: Script, sup: Node | None) -> Node | None:
    """e_i as onehot(i); 𝟏_k and δ_k too, where k is an index and no size."""
    base, sub = node.base, node.sub
    if not isinstance(base, Name) or not sub or base.text not in ("e", "𝟏", "δ") or reader.scope.get(base.text) is not None:
        return None
    if base.text != "e" and not (len(sub) == 1 and isinstance(sub[0], Name) and isinstance(reader.scope.get(sub[0].text), IndexName)):
        return None
    if node.sup is not None or node.primes:
        return None
    items = tuple(read_index(reader, s, None) for s in sub)
    return Product((Factor("", Name("onehot", span=base.span)), Factor("", Group("(", items, span=node.span))), span=node.span)


def members_of(reader: Reader, node: Node) -> tuple[str, int, Axis] | None:
    """How a sheet calls the columns (1) or rows (0) of a matrix that it names, u of U, and what they are counted by."""
    binding = reader.scope.get(node.text) if isinstance(node, Name) and node.text not in reader.bound else None
    base = binding.base if isinstance(binding, TensorName) else None
    families = ((n, f.axis) for n in reader.scope if isinstance(f := reader.scope.get(n), Family) and f.base is base)
    return next(((letter, axis, base.shape[axis]) for letter, axis in families), None) if base is not None else None


def read_column(reader: Reader, node: Script, sup: Node | None) -> Node | None:
    """U_o as u_o, where u_w are the columns (or the rows) of U; U[o, :] too, where they are its rows."""
    base, sub = node.base, node.sub
    places = [n for n, s in enumerate(sub) if not is_every(s)]
    found = members_of(reader, base) if len(places) == 1 and len(sub) <= 2 else None
    if found is None or (len(sub) == 2 and found[1] != places[0]):
        return None
    letter, axis, counted = found
    index = read_index(reader, sub[places[0]], counted)
    if not runs_over(reader, index, counted):
        return None
    if sup is None and axis == 0 and reader.choose(2):
        sup = Name("⊤", span=node.span)  # a row of the matrix, as a row
    reader.notes.append(f"{unicode(node)} is read as {letter}{'ᵀ' if sup is not None else ''}, the vector of that word")
    return Script(Name(letter, span=base.span), (index,), sup, node.primes, span=node.span)


def runs_over(reader: Reader, index: Node, axis: Axis) -> bool:
    """Whether an index is one of those that an axis counts: o and w_s among the words."""
    if isinstance(index, Script):
        return any(spelling(index.base) == letter and base.values == axis.size for letter, base in reader.scope.families())
    return isinstance(index, Name) and (index_axis(reader, index.text) or (axis if index.text in reader.bound else None)) == axis


def read_one(reader: Reader, node: Script, sup: Node | None) -> Node | None:
    """𝟏_{w = o} and I_{w = o}; 𝟏 with its size, and without."""
    base, sub = node.base, node.sub
    if not isinstance(base, Name):
        return None
    if sub and base.text in INDICATORS and (base.text == "𝟏" or not reader.known(base.text)) and isinstance(sub[0], Chain):
        return write_indicator(reader.see(sub[0]), node.span)
    if base.text != "𝟏":
        return None
    if sub:
        return Script(base, tuple(reader.see(s) for s in sub), sup, node.primes, span=node.span)
    return hang(read_ones(reader, base), sup, node.primes, node.span)


def read_nabla_of_loss(reader: Reader, node: Script, sup: Node | None) -> Node | None:
    """∇_{UL} as ∇_U L, where L is a loss."""
    base, sub = node.base, node.sub
    if isinstance(base, Mark) and base.kind == "∇" and len(sub) == 1 and (split := split_nabla(reader, sub[0])) is not None:
        reader.notes.append("∇ with two names below is read as the gradient of the second by the first")
        parts = (Factor("", Script(base, (by_matrix(reader, split[0]),), span=base.span)), Factor("", reader.see(split[1])))
        return Product(parts, span=node.span)
    return None


Step = Callable[[Reader, Script, Node | None], Node | None]
"""Reads one kind of script, given what stands above it as it is read; None where it is of another kind."""
WHOLE: tuple[Step, ...] = (read_listed, read_exponential, read_digit, read_mean, read_subscripted_name, read_unit_vector)
"""The steps that look at base and subscript together, as they were typed."""
IN_PARTS: tuple[Step, ...] = (read_column, read_one, read_nabla_of_loss)
"""The steps after them, which see a condition without its braces."""


def read_superscript(reader: Reader, node: Script) -> Node | None:
    """What stands above: a transpose, or anything else as it is read."""
    match node.sup:
        case None:
            return None
        case Name(text="T") if isinstance(node.base, (Number, Group)) and not mentions_vectors(reader.scope, node.base):
            return Group("(", (node.sup,), span=node.sup.span)  # a power of a number
        case Name(text="⊤" | "T"):
            return node.sup
        case Name(text="t") if may_be_transposed(reader, node) and reader.choose(2):
            return Name("⊤", span=node.sup.span)
    return reader.see(node.sup)


def may_be_transposed(reader: Reader, node: Script) -> bool:
    """Whether ^t may be a transpose: t is no name here, or stands on what is no number."""
    binding = reader.scope.get(node.base.text) if isinstance(node.base, Name) else None
    if node.sub and isinstance(binding, TensorName) and binding.tensor.is_vector:
        return not reader.known("t")  # an entry
    if reader.known("t") and (value := value_seen(reader, node.base)) is not None and value.is_scalar:
        return False
    return mentions_vectors(reader.scope, node.base) or (not reader.known("t") and isinstance(node.base, Name) and binding is None)


def condition_in(node: Node) -> Node | None:
    """The condition that a subscript holds, in braces or not."""
    if isinstance(node, Group) and len(node.items) == 1:
        node = node.items[0]
    return node if isinstance(node, Chain) else None
