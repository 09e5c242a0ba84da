"""What stands side by side: a function and its argument, a loss and what it depends on, P(o | c), letters that spell a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction as Rational
from typing import TYPE_CHECKING

from ..errors import FormulaError, Span
from ..meaning import derivatives as calculus
from ..meaning.operators import OPERATORS, SPECIAL, Operator
from ..meaning.scope import Family, FunctionName, IndexName, OpaqueFunction, TensorName
from ..notation.tree import (
    Big,
    Chain,
    Factor,
    Fraction,
    Group,
    Mark,
    Name,
    Node,
    Number,
    Product,
    Script,
    Sum,
    rewrite,
    same,
    spelling,
    walk,
    whole_name,
)
from .spellings import INDICATORS, LOOK_ALIKES, bind_all, key

if TYPE_CHECKING:
    from .understand import Understanding


LONGEST_NAME = 24
"""Letters that may spell one name in plain text."""


def product(reader: Understanding, node: Product) -> Node:
    """Left to right: functions with their arguments, derivatives with what they differentiate, losses without their lists."""
    factors = indicators(reader, replaced(reader, spelled_out(reader, flat_derivatives(node.factors))))
    out: list[Factor] = []
    place = 0
    while place < len(factors):
        here, rest = factors[place], factors[place + 1 :]
        if rest and rest[0].operator == "" and (mean := mean_over(reader, here, rest[0])) is not None:
            found, taken = [mean], 1
        elif rest and rest[0].operator == "" and takes_what_follows(reader, here.node):
            found, taken = application(reader, here, rest)
        elif rest and calculus.is_operator(here.node) and rest[0].operator in ("", "·"):
            found, taken = differentiation(reader, here, rest)
        elif (
            rest
            and rest[0].operator == ""
            and is_applied(reader, here.node, unindexed(rest[0].node))
            and drops(reader, unindexed(rest[0].node))
        ):
            if unindexed(rest[0].node) is not rest[0].node:
                reader.notes.append("an index on a number is left out")
            found, taken = [Factor(here.operator, reader.see(here.node))], 1
        else:
            found, taken = [Factor(here.operator, reader.see(here.node))], 0
        out += found
        place += 1 + taken
    out = contracted(reader, entry_by_entry(reader, out))
    return out[0].node if len(out) == 1 and not out[0].operator else Product(tuple(out), span=node.span)


def entry_by_entry(reader: Understanding, factors: list[Factor]) -> list[Factor]:
    """a ∘ ∂σ(z)/∂z: multiplied entry by entry, the derivative is σ′(z), not the Jacobian."""
    out = list(factors)
    for n, f in enumerate(factors):
        beside = f.operator == "∘" or (n + 1 < len(factors) and factors[n + 1].operator == "∘")
        if (
            not beside
            or not isinstance(f.node, Fraction)
            or not isinstance(f.node.numerator, Product)
            or not isinstance(f.node.denominator, Product)
        ):
            continue
        above, below = f.node.numerator.factors, f.node.denominator.factors
        if len(above) != 3 or len(below) != 2 or not calculus.is_partial(above[0].node) or not calculus.is_partial(below[0].node):
            continue
        function, argument = above[1].node, above[2].node
        plain = argument.items[0] if isinstance(argument, Group) and len(argument.items) == 1 else argument
        entrywise = isinstance(function, Name) and isinstance(o := OPERATORS.get(function.text), Operator) and o.entrywise is not None
        if entrywise and same(plain, below[1].node):
            primed = Product((Factor("", Script(function, (), None, 1, span=function.span)), Factor("", argument)), span=f.node.span)
            out[n] = Factor(f.operator, primed)
            reader.notes.append("a derivative that is multiplied entry by entry is taken entry by entry")
    return out


def contracted(reader: Understanding, factors: list[Factor]) -> list[Factor]:
    """∂J/∂z · ∂z/∂W, a chain through a vector z to a matrix W, as Σ_j (∂J/∂z)_j ∂z_j/∂W: the product has no other meaning."""
    last = factors[-1].node
    if len(factors) < 2 or any(f.operator not in ("", "·") for f in factors) or not isinstance(last, Fraction):
        return factors
    above, below = calculus.differentiated(last)
    if above is None or below is None:
        return factors
    through, by = (reader.scope.get(whole_name(n) or "") for n in (above, below))
    if not (isinstance(through, TensorName) and isinstance(by, TensorName)) or not through.tensor.is_vector:
        return factors
    if by.tensor.is_scalar or by.tensor.is_vector:
        return factors
    used = {n.text for f in factors for n in walk(f.node) if isinstance(n, Name)} | set(reader.bound)
    letter = Name(next(c for c in "jiklnpqr" if c not in used and not reader.known(c)))
    before = factors[:-1]
    left = before[0].node if len(before) == 1 else Product(tuple(before), span=last.span)
    mark = Mark("∂", span=last.span)
    entry = Script(Group("(", (above,), span=above.span), (letter,), span=above.span)
    ratio = Fraction(Product((Factor("", mark), Factor("", entry))), Product((Factor("", mark), Factor("", below))), span=last.span)
    body = Product((Factor("", Script(Group("(", (left,), span=left.span), (letter,), span=left.span)), Factor("", ratio)), span=last.span)
    return [Factor("", Big("Σ", (letter,), None, body, span=last.span))]


def mean_over(reader: Understanding, here: Factor, group: Factor) -> Factor | None:
    """𝔼_{w ∼ ŷ}[u_w] as Σ_w ŷ_w u_w, and softmax_o(x) as softmax(x)_o."""
    head = here.node
    if not isinstance(head, Script) or not isinstance(head.base, Name) or not isinstance(group.node, Group) or len(head.sub) != 1:
        return None
    match head.base.text, head.sub[0]:
        case "𝔼" | "E", Product(factors=(Factor(node=Name() as w), Factor(node=Name(text="sim")), Factor(node=Name() as p))):
            body = Group("(", group.node.items, span=group.node.span)
            held = Product((Factor("", Script(p, (w,), span=p.span)), Factor("", body)), span=group.node.span)
            return Factor(here.operator, reader.see(Big("Σ", (w,), None, held, span=group.node.span)))
        case "Var", Product(factors=(Factor(node=Name() as w), Factor(node=Name(text="sim")), Factor(node=Name() as p))):
            return Factor(here.operator, reader.see(variance(w, p, Group("(", group.node.items, span=group.node.span))))
        case "softmax", _ if head.sup is None and not head.primes:
            entry = Script(group.node, head.sub, span=group.node.span)
            return Factor(here.operator, reader.see(Product((Factor("", head.base), Factor("", entry)), span=group.node.span)))
    return None


def variance(w: Name, p: Name, value: Group) -> Node:
    """Σ_w p_w x² − (Σ_w p_w x)²."""
    two = Number(Rational(2), span=value.span)

    def mean(of: Node) -> Node:
        return Big("Σ", (w,), None, Product((Factor("", Script(p, (w,), span=p.span)), Factor("", of)), span=value.span), span=value.span)

    square = mean(Script(value, (), two, span=value.span))
    mean_squared = Script(Group("(", (mean(value),), span=value.span), (), two, span=value.span)
    return Group("(", (Sum(((1, square), (-1, mean_squared)), span=value.span),), span=value.span)


def flat_derivatives(factors: Sequence[Factor]) -> list[Factor]:
    """∂/∂x f, ∂²f/∂x∂yᵀ and {∂ \\over ∂x} f as fractions."""
    out: list[Factor] = []
    place = 0
    while place < len(factors):
        here = factors[place]
        inner = here.node.items[0] if isinstance(here.node, Group) and here.node.bracket == "{" and len(here.node.items) == 1 else None
        if isinstance(inner, Fraction) and calculus.is_derivative(inner):
            out.append(Factor(here.operator, inner))
            place += 1
            continue
        order = derivative_order(here.node)
        slash = next((n for n in range(place + 1, len(factors)) if factors[n].operator == "/"), None) if order else None
        below = below_the_slash(factors, slash, order) if slash is not None else []
        if slash is None or not below or not (slash == place + 1 or order > 1):
            out.append(here)
            place += 1
            continue
        above = [Factor("", calculus_mark(here.node)), *factors[place + 1 : slash]]
        top = above[0].node if len(above) == 1 else Product(tuple(above), span=span_of(above))
        bottom = Product(tuple(below), span=span_of(below))
        out.append(Factor(here.operator, Fraction(top, bottom, span=Span(top.span.start, bottom.span.end))))
        place = slash + len(below)
    return out


def derivative_order(node: Node) -> int:
    """1 for ∂ and d, n for ∂ⁿ, 0 for anything else."""
    match node:
        case Mark(kind="∂") | Name(text="d"):
            return 1
        case Script(base=Mark(kind="∂") | Name(text="d"), sub=(), sup=Number(value=n), primes=0) if n.denominator == 1 and n > 0:
            return int(n)
    return 0


def calculus_mark(node: Node) -> Node:
    """∂ for d."""
    match node:
        case Name(text="d"):
            return Mark("∂", span=node.span)
        case Script(base=Name(text="d") as d):
            return Script(Mark("∂", span=d.span), node.sub, node.sup, node.primes, span=node.span)
    return node


def below_the_slash(factors: Sequence[Factor], slash: int, order: int) -> list[Factor]:
    """∂x, or ∂x ∂y, from a slash on."""
    out: list[Factor] = []
    place = slash
    while len(out) < 2 * order and place + 1 < len(factors) and derivative_order(factors[place].node) == 1:
        if out and factors[place].operator:
            break
        out += [Factor("", calculus_mark(factors[place].node)), Factor("", factors[place + 1].node)]
        place += 2
    return out


def application(reader: Understanding, here: Factor, rest: Sequence[Factor]) -> tuple[list[Factor], int]:
    """A function, and as many of the factors after it as its argument takes."""
    stops = extents(reader, rest)
    stop = stops[reader.choose(len(stops))]
    name = here.node if isinstance(here.node, Script) and not here.node.sub else reader.see(here.node)
    first = rest[0].node
    held: Node
    if stop == 1 and isinstance(first, Script) and isinstance(first.base, Group) and first.primes and not first.sub and first.sup is None:
        base = name.base if isinstance(name, Script) else name
        name = Script(base, (), None, first.primes + (name.primes if isinstance(name, Script) else 0), span=name.span)
        held = argument(reader, first.base)
        reader.notes.append("a prime behind f(x) is read as f′(x)")
    elif stop == 1 and isinstance(first, Script) and isinstance(first.base, Group):
        below = tuple(reader.index(i, None) for i in first.sub)
        held = Script(argument(reader, first.base), below, reader.superscript(first), first.primes, span=first.span)
    elif stop == 1 and isinstance(first, Group):
        held = argument(reader, first)
    else:
        body = first if stop == 1 else Product(unled(rest[:stop]), span=span_of(rest[:stop]))
        inner = reader.see(body)
        held = inner if isinstance(inner, Group) and inner.bracket in "({" else Group("(", (inner,), span=inner.span)
    return [Factor(here.operator, name), Factor("", held)], stop


def argument(reader: Understanding, node: Group) -> Group:
    """What stands in a function's brackets, item by item."""
    return Group(node.bracket, tuple(reader.see(i) for i in node.items), span=node.span)


def differentiation(reader: Understanding, here: Factor, rest: Sequence[Factor]) -> tuple[list[Factor], int]:
    """∂/∂x or ∇_x, and as many of the factors after it as it differentiates; (…) around both where more follow."""
    stops = reaches(rest)
    stop = stops[reader.choose(len(stops))]
    body = unled(rest[:stop])
    seen = reader.see(body[0].node if len(body) == 1 else Product(body, span=span_of(rest[:stop])))
    inner = seen if len(body) == 1 or not isinstance(seen, Product) else Group("(", (seen,), span=seen.span)
    both = Product((Factor("", reader.see(here.node)), Factor("", inner)), span=Span(here.node.span.start, inner.span.end))
    if stop == len(rest):
        return [Factor(here.operator, both.factors[0].node), *(seen.factors if isinstance(seen, Product) else (Factor("", seen),))], stop
    return [Factor(here.operator, Group("(", (both,), span=both.span))], stop


def drops(reader: Understanding, group: Node) -> bool:
    """Whether a list after a loss is what it depends on (certain for two names or more) and not a factor."""
    return (isinstance(group, Group) and len(group.items) > 1) or not reader.choose(2)


def takes_what_follows(reader: Understanding, node: Node) -> bool:
    """Whether a factor names a function that takes what follows."""
    base = node.base if isinstance(node, Script) and not (node.sub and reader.known(whole_name(node) or "")) else node
    if isinstance(node, Script) and node.sub and not (isinstance(base, Name) and base.text in ("𝔼", "Var", "log")):
        return False
    if isinstance(base, Name) and base.text == "𝟏":
        return False  # an indicator's condition has been taken by now; this is the vector of ones
    text = spelling(reader.name(base) if isinstance(base, Name) else base)
    if isinstance(base, Name) and base.text == "E" and reader.scope.get("E") is None:
        return True
    if text is None or text in reader.bound:
        return False
    binding = reader.scope.get(text)
    if isinstance(binding, (FunctionName, OpaqueFunction)):
        return True
    return binding is None and (text in OPERATORS or text in SPECIAL)


def extents(reader: Understanding, rest: Sequence[Factor]) -> list[int]:
    """How many factors the argument of a function may take: one (f g x counts as one); those that touch; all."""
    one = 1
    while one < len(rest) and takes_what_follows(reader, rest[one - 1].node) and rest[one].operator == "":
        one += 1
    if is_bracketed(rest[one - 1].node):
        return [one]
    touching = one
    while touching < len(rest) and rest[touching].operator == "":
        touching += 1
    if goes_on(rest, one):
        return list(dict.fromkeys([touching, len(rest)]))
    plain = [one + 1, one] if one == 1 and transposed(rest[0].node) and touching > one else [one]
    return list(dict.fromkeys([*plain, touching, len(rest)]))


def goes_on(rest: Sequence[Factor], one: int) -> bool:
    """Whether an argument cannot end before what touches it: log 2n, exp 2a, log (1/n) Σ."""
    first = rest[one - 1].node
    numeric = isinstance(first, (Number, Fraction)) and not calculus_like(first)
    return numeric and one < len(rest) and rest[one].operator == ""


def calculus_like(node: Node) -> bool:
    return isinstance(node, Fraction) and calculus.is_derivative(node)


def reaches(rest: Sequence[Factor]) -> list[int]:
    """How much ∂/∂x differentiates: what is in brackets, or all that follows."""
    first = rest[0].node
    if isinstance(first, Group) and len(rest) > 1:
        return [1, len(rest)]
    apart = next((n for n, f in enumerate(rest) if n and f.operator), len(rest))
    return list(dict.fromkeys([len(rest), apart]))


def is_applied(reader: Understanding, node: Node, group: Node) -> bool:
    """J(v_c, o, U): a defined scalar before a list of the sheet's names is that scalar, as a function of them."""
    if not isinstance(group, Group) or group.bracket not in ("(", "["):
        return False
    seen = see_quietly(reader, node)
    if not isinstance(seen, (Name, Script)) or not is_loss(reader, whole_name(seen)):
        return False
    items = [i if isinstance(i, Mark) else see_quietly(reader, i) for i in group.items]
    return all(is_dependence(reader, i, len(items) > 1) for i in items)


def unindexed(node: Node) -> Node:
    """CE(y, ŷ)_j: the list without the index that somebody hung on it."""
    listed = isinstance(node, Script) and isinstance(node.base, Group) and len(node.base.items) > 1
    return node.base if isinstance(node, Script) and listed and node.sub and node.sup is None and not node.primes else node


def is_dependence(reader: Understanding, item: Node, in_list: bool) -> bool:
    """What a loss may depend on: a tensor of the sheet; in a list indices and w_{t-m} too; dots; never a number or a sum."""
    if isinstance(item, Mark):
        return item.kind == "…"
    if not isinstance(item, (Name, Script)) or (isinstance(item, Script) and (item.sup is not None or item.primes)):
        return False
    name = whole_name(item)
    binding = reader.scope.get(name) if name else None
    if isinstance(binding, Family):
        return in_list  # u for U
    if isinstance(binding, TensorName):
        return in_list or not binding.tensor.is_scalar
    family = isinstance(item, Script) and isinstance(item.base, Name) and reader.scope.get(item.base.text + "[]") is not None
    column = isinstance(item, Script) and isinstance(item.base, Name) and isinstance(reader.scope.get(item.base.text), Family)
    if binding is None and name in ("θ", "Θ"):
        return True  # the parameters, whatever they are
    return in_list and (isinstance(binding, IndexName) or family or column)


def is_loss(reader: Understanding, name: str | None) -> bool:
    """A scalar that the sheet defines."""
    binding = reader.scope.get(name) if name else None
    return isinstance(binding, TensorName) and binding.tensor.is_scalar and binding.base is not None and binding.base.definition is not None


def see_quietly(reader: Understanding, node: Node) -> Node:
    """A name as it will be read, without notes or choices."""
    try:
        return reader.plain().see(node) if isinstance(node, (Name, Script)) else node
    except FormulaError:
        return node


def spelled_out(reader: Understanding, factors: Sequence[Factor]) -> list[Factor]:
    """Letters that touch and spell a name in plain text: yhat, vc, uo, theta."""
    out: list[Factor] = []
    place = 0
    while place < len(factors):
        taken = run(reader, factors, place)
        out.append(Factor(factors[place].operator, taken[0]))
        place += taken[1]
    return out


def long_subscript(reader: Understanding, factors: Sequence[Factor], place: int) -> tuple[Node, int] | None:
    """J_neg for J_{neg} in plain text, where the sheet has that name."""
    first = factors[place].node
    if not (
        isinstance(first, Script) and len(first.sub) == 1 and isinstance(first.sub[0], Name) and first.sup is None and not first.primes
    ):
        return None
    if not isinstance(first.base, Name) or len(first.sub[0].text) != 1 or not first.sub[0].text.isalpha():
        return None
    letters: list[Node] = []
    end = first.span.end
    for f in factors[place + 1 : place + LONGEST_NAME]:
        base = f.node.base if isinstance(f.node, Script) else f.node
        if f.operator or f.node.span.start != end or not isinstance(base, Name) or len(base.text) != 1:
            break
        letters.append(f.node)
        end = f.node.span.end
        if isinstance(f.node, Script):
            break
    while letters:
        last = letters[-1]
        tail = last.base if isinstance(last, Script) else last
        stem = "".join(n.text for n in letters[:-1] if isinstance(n, Name))
        text = f"{first.base.text}_{first.sub[0].text}{stem}{tail.text if isinstance(tail, Name) else ''}"
        plain = not isinstance(last, Script) or not last.sub
        found = Name(text) if reader.scope.get(text) is not None else reader.spellings.name(text)
        if plain and found is not None and (len(letters) > 1 or not reader.known(f"{first.base.text}_{first.sub[0].text}")):
            span = Span(first.span.start, last.span.end)
            hung = last if isinstance(last, Script) else None
            return reader.hang(replace(found, span=span), hung.sup if hung else None, hung.primes if hung else 0, span), 1 + len(letters)
        letters.pop()
    return None


def run(reader: Understanding, factors: Sequence[Factor], place: int) -> tuple[Node, int]:
    first = factors[place].node
    numbered = with_number(reader, factors, place)
    if numbered is not None:
        return numbered, 2
    unbraced = long_subscript(reader, factors, place)
    if unbraced is not None:
        return unbraced
    nodes = [first]
    while (
        isinstance(nodes[-1], Name)
        and len(nodes[-1].text) == 1
        and len(nodes) < LONGEST_NAME
        and place + len(nodes) < len(factors)
        and (f := factors[place + len(nodes)]).operator == ""
        and f.node.span.start == nodes[-1].span.end
        and isinstance(f.node, (Name, Script))
        and isinstance(f.node.base if isinstance(f.node, Script) else f.node, Name)
    ):
        nodes.append(f.node)
    while len(nodes) > 1:
        last = nodes[-1]
        stem = "".join(n.text for n in nodes[:-1] if isinstance(n, Name))
        tail = last.base if isinstance(last, Script) else last
        text = stem + (tail.text if isinstance(tail, Name) else "")
        span = Span(first.span.start, last.span.end)
        hung = last if isinstance(last, Script) else None
        if len(text) == len(stem) + 1 or isinstance(tail, Name):
            if reader.scope.get(text) is not None:
                if hung is None:
                    return Name(text, span=span), len(nodes)
                break
            if (
                hung is not None
                and hung.sub
                and (found := reader.spellings.name(whole_name(Script(Name(text), hung.sub)) or "")) is not None
            ):
                return reader.hang(replace(found, span=span), hung.sup, hung.primes, span), len(nodes)
            found = reader.spellings.name(text)
            if found is not None and (len(text) > 2 or text in ("CE", "vc")):
                name: Node = replace(found, span=span)
                return (Script(name, hung.sub, hung.sup, hung.primes, span=span) if hung else name), len(nodes)
            entry = member(reader, text, hung, span)
            if entry is not None:
                return entry, len(nodes)
        nodes.pop()
    return first, 1


def with_number(reader: Understanding, factors: Sequence[Factor], place: int) -> Node | None:
    """W2 for W_2, where there is no W."""
    first, rest = factors[place].node, factors[place + 1 : place + 2]
    if not isinstance(first, Name) or not rest or rest[0].operator or reader.known(first.text):
        return None
    hung = rest[0].node if isinstance(rest[0].node, Script) else None
    number = hung.base if hung is not None else rest[0].node
    if not isinstance(number, Number) or number.value.denominator != 1 or number.span.start != first.span.end:
        return None
    found = reader.spellings.name(f"{first.text}{number.value}")
    span = Span(first.span.start, rest[0].node.span.end)
    if found is None or (hung is not None and hung.sub):
        return None
    return reader.hang(replace(found, span=span), hung.sup if hung else None, hung.primes if hung else 0, span)


def member(reader: Understanding, text: str, hung: Script | None, span: Span) -> Node | None:
    """uo, uw for u_o, u_w; vc for v_c."""
    if len(text) != 2 or (hung is not None and hung.sub):
        return None
    whole = f"{text[0]}_{text[1]}"
    index = text[1] in reader.bound or isinstance(reader.scope.get(text[1]), IndexName)
    family = isinstance(reader.scope.get(text[0]), Family) and index
    named = isinstance(reader.scope.get(whole), TensorName) and reader.scope.get(text[0]) is None
    if not family and not named and not (isinstance(reader.scope.get(whole), TensorName) and isinstance(reader.scope.get(text[0]), Family)):
        return None
    reader.notes.append(f"{text} is read as {whole}")
    return Script(Name(text[0]), (Name(text[1]),), hung.sup if hung else None, hung.primes if hung else 0, span=span)


def replaced(reader: Understanding, factors: Sequence[Factor]) -> list[Factor]:
    """What the sheet lists under [also] with arguments: P(O = o | C = c)."""
    out: list[Factor] = []
    place = 0
    while place < len(factors):
        factor = factors[place]
        follower = factors[place + 1] if place + 1 < len(factors) else None
        script = None
        group = follower.node if follower is not None and follower.operator == "" else None
        stray = False
        if isinstance(group, Script) and isinstance(group.base, Group):
            stray = bool(group.sub)
            script, group = group if group.sup is not None or group.primes else None, group.base
        found = matched(reader, factor.node, group) if isinstance(group, Group) else None
        if found is not None and stray:
            if not is_number(reader, found):
                found = None
            else:
                reader.notes.append("an index on a number is left out")
        if found is not None:
            node = (
                found if script is None else Script(Group("(", (found,), span=found.span), (), script.sup, script.primes, span=script.span)
            )
            out.append(Factor(factor.operator, node))
            place += 2
        else:
            out.append(factor)
            place += 1
    return out


def is_number(reader: Understanding, node: Node) -> bool:
    """Whether a name of the sheet has one value, and no entries."""
    binding = reader.scope.get(whole_name(node) or "")
    return isinstance(binding, TensorName) and binding.tensor.is_scalar


def matched(reader: Understanding, head: Node, group: Group) -> Node | None:
    text = spelling(head)
    if text is None:
        return None
    seen = see_quietly(reader, head)
    names = {key(text), key(spelling(seen) or "")}
    for pattern in reader.spellings.patterns:
        if pattern.head in names:
            found: dict[str, Node] = {}
            items = tuple(see_arguments(reader, i) for i in group.items)
            if bind_all(pattern.arguments, items, pattern.variables, found):
                values = {k: index_value(reader, v) for k, v in found.items()}
                span = Span(head.span.start, group.span.end)
                value = rewrite(pattern.value, lambda n: values.get(n.text) if isinstance(n, Name) else None)  # noqa: B023
                return replace(value, span=span)
    return None


def see_arguments(reader: Understanding, node: Node) -> Node:
    return rewrite(node, lambda n: reader.spellings.name(n.text) if isinstance(n, Name) and not reader.known(n.text) else None)


def index_value(reader: Understanding, node: Node) -> Node:
    if isinstance(node, Number) and node.value == 0 and isinstance(reader.scope.get(LOOK_ALIKES[0]), IndexName):
        reader.notes.append(f"0 is read as {LOOK_ALIKES[0]}: no index is 0 here")
        return Name(LOOK_ALIKES[0], span=node.span)
    return reader.see(node)


def indicators(reader: Understanding, factors: Sequence[Factor]) -> list[Factor]:
    """1{w = o}, I[w = o], 𝟏(w = o), δ(j, o)."""
    out: list[Factor] = []
    for f in factors:
        head = out[-1] if out and isinstance(f.node, Group) and f.operator == "" else None
        text = spelling(head.node) if head is not None else None
        if head is None or text is None or not isinstance(f.node, Group):
            out.append(f)
            continue
        span = Span(head.node.span.start, f.node.span.end)
        items = f.node.items
        test = items[0] if len(items) == 1 and isinstance(items[0], Chain) and len(items[0].relations) == 1 else None
        if test is not None and (text in ("𝟏", "1", "δ") or (text in INDICATORS and not reader.known(text))):
            out[-1] = Factor(head.operator, reader.indicator(test, span))
        elif text == "δ" and len(items) == 2:
            out[-1] = Factor(head.operator, Script(head.node, items, span=span))
        else:
            out.append(f)
    return out


# ---------------------------------------------------------------------------------------------- small helpers
def is_bracketed(node: Node) -> bool:
    """(…) and […], or (…)² and (…)_o: an argument in brackets that are seen, with what hangs on the value."""
    group = node.base if isinstance(node, Script) else node
    return isinstance(group, Group) and group.bracket in ("(", "[")


def unled(factors: Sequence[Factor]) -> tuple[Factor, ...]:
    """Factors as a product of their own: the first without its operator."""
    return tuple(Factor("" if not n else f.operator, f.node) for n, f in enumerate(factors))


def span_of(factors: Sequence[Factor]) -> Span:
    return Span(factors[0].node.span.start, factors[-1].node.span.end)


def transposed(node: Node) -> bool:
    return isinstance(node, Script) and isinstance(node.sup, Name) and node.sup.text in ("⊤", "T")
