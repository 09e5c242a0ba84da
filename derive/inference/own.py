"""The declarations that a part of a text makes by its formulas: a sheet like any other, but for what it may decide."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..errors import SheetError
from ..notation.tree import Name, Node, Number, Script, whole_name
from ..sheets.file import Raw
from ..sheets.sheet import Sheet
from ..sheets.tables import Source
from ..vocabulary import GREEK
from .declared import Declared
from .families import Families, Place, families_of, given_indices, listed_in
from .naming import ERROR, Naming, naming_of
from .shapes import Shapes, without_step
from .sides import sides_of
from .tidy import from_one, label_of, labelled, with_limits
from .typing import Told, shapes_of
from .uses import Use, Uses, uses_of

FUNCTIONS = frozenset("fghφψFG")
"""Letters that, called with one number, are any differentiable function."""
LABELS = frozenset("ytY")
"""Letters of labels, by custom: beside a logarithm they are a distribution; rewards and counts are none."""
EXAMPLE = "ε_0"
"""Any of many examples, each of which has a distribution of labels."""
MOST_NAMES = 60
"""A part with more names than this is not worth a sheet of its own."""


@dataclass(frozen=True, slots=True)
class Bold:
    """Letters that a text prints in bold: a vector w, or each of many vectors x_i."""

    alone: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    listed: Mapping[str, str] = field(default_factory=dict)
    """How many of a name there are, where the text lists them: x_1, …, x_n."""


NO_BOLD = Bold()
NOTHING = Declared({}, {})
Kinds = Mapping[str, int | None]
"""Names, and how many of their subscripts count."""
EMPTY: Kinds = {}
PRINTED = re.compile(r"\\(?:mathbf|boldsymbol|bm|bold|vec)\s*\{?\s*\\?([A-Za-z]+)\s*\}?\s*(_\s*\{?\s*[a-z](?![A-Za-z]))?")


def bold_in(text: str, called: frozenset[str] = frozenset()) -> Bold:
    """The letters that a text prints in bold, or with an arrow, and those that its words call vectors or matrices."""
    found = [(GREEK.get(m.group(1), m.group(1)), bool(m.group(2))) for m in PRINTED.finditer(text)]
    return Bold(called | {n for n, below in found if not below}, frozenset(n for n, below in found if below), listed_in(text))


@dataclass(slots=True)
class OwnSheet:
    """What one part of a text declares, and how its formulas are written in these terms."""

    sheet: Sheet
    families: Families
    naming: Naming
    doubtful: frozenset[str] = frozenset()
    """Names that do not fit all formulas, and are not declared."""
    before: frozenset[str] = frozenset()
    """Names that the text has defined before, and does not use otherwise here."""
    wide: frozenset[str] = frozenset()
    """Names that it defines, and that formulas show to be vectors or matrices."""
    labels: frozenset[str] = frozenset()
    """Names y of y_i log p_i: distributions, one-hot among them."""
    limits: Mapping[str, str] = field(default_factory=dict)
    """How far letters run that everywhere run over the same."""

    def written(self, tree: Node) -> Node:
        """A formula in the sheet's terms: x_{i,j} for x_{ij} and for x_j^{(i)}, sums from 1."""
        tree = labelled(self.naming.tidied(tree), self.families.labels)
        return with_limits(tree if self.naming.mixed else from_one(tree), self.limits)

    def declared(self) -> list[str]:
        """What is taken of each name, in words: «x_i ∈ ℝ^d for i = 1, …, n», «a, b: numbers», «0 < p < 1»."""
        given = {name: said for name, said in self.sheet.raw.given.items() if name != EXAMPLE}
        numbers = [n for n, said in given.items() if not said.keys() & {"shape", "function", "index"}]
        out = [f"{', '.join(numbers)}: {'numbers' if len(numbers) > 1 else 'a number'}"] if numbers else []
        for name, said in given.items():
            if "index" in said:
                out.append(f"{name}: one index up to {said['index']}")
            elif "function" in said:
                out.append(f"{name}: a function of one number")
            elif "rows" in said:
                count, size = said["shape"]
                out.append(f"{said['rows']}_i ∈ {space(size)} for i = 1, …, {count}")
            elif "shape" in said:
                out.append(f"{name} ∈ {space('×'.join(said['shape']))}")
        out += [f"{name} > 0" for name, said in given.items() if said.get("positive")]
        return [*out, *self.sheet.raw.assume]


def own_sheet(
    statements: Sequence[tuple[Node, ...]],
    name: str,
    bold: Bold = NO_BOLD,
    declared: Declared = NOTHING,
    known: Kinds = EMPTY,
    heads: frozenset[str] = frozenset(),
    labels: frozenset[str] = frozenset(),
) -> OwnSheet:
    """The sheet that some chains declare; `heads` are names that words say are defined, «where z = W x», `labels` are distributions."""
    naming = naming_of(statements, declared.alone, ERROR in known)
    declared = replace(declared, alone={ERROR if n == "e" else n: sizes for n, sizes in declared.alone.items()})
    tidy = [tuple(map(naming.tidied, members)) for members in statements]
    uses = uses_of(tidy, heads)
    before = frozenset(n for n, kind in known.items() if n in uses.names and (kind is None or uses.kind(n) in (kind, None)))
    families = families_of(uses, bold.listed)
    writer = Writer(Raw(title=name, about="Inferred from the formulas of a document."), uses, families, bold, declared)
    writer.declare([tuple(labelled(m, families.labels) for m in members) for members in tidy])
    if before:
        writer.carry()
    labels = writer.distributions(labels)
    sheet = sheet_of(writer.raw, naming)
    sheet.said = frozenset(declared.alone) - declared.twice
    sheet.usual = tuple(f"\\sum_i {n}_i = 1" if families.places[n] == 1 else f"\\sum_i {n}_{{{EXAMPLE}, i}} = 1" for n in sorted(labels))
    doubtful = writer.shapes.doubtful if writer.shapes is not None else frozenset()
    wide = frozenset(n for n in uses.defined if writer.is_wide(n))
    return OwnSheet(sheet, families, naming, doubtful, before, wide, labels, writer.limits())


def sheet_of(raw: Raw, naming: Naming) -> Sheet:
    """The sheet with such declarations; one without any where they are too many, or contradict one another."""
    raw.given = {} if len(raw.given) > MOST_NAMES else {braced(name): said for name, said in raw.given.items()}
    try:
        sheet = Sheet(raw.title, raw, Source(Path(raw.title), ""))
    except SheetError:
        sheet = Sheet(raw.title, Raw(title=raw.title), Source(Path(raw.title), ""))
    if naming.error and (named := sheet.scope.names.pop("e", None)) is not None:
        sheet.scope.names[ERROR] = named  # a sheet's reader takes 𝑒 for e
    sheet.inferred = True
    return sheet


class Writer:
    """Writes the declarations of a part."""

    def __init__(self, raw: Raw, uses: Uses, families: Families, bold: Bold, declared: Declared) -> None:
        self.raw, self.uses, self.families, self.bold, self.declared = raw, uses, families, bold, declared
        self.sizes: dict[Place, str] = {}
        self.dims: dict[int, str] = {}
        """The sizes of vectors and matrices without subscripts, by their dimension."""
        self.shapes: Shapes | None = None
        self.rows = False
        """Whether vectors are rows: x W + b."""

    def declare(self, statements: Sequence[tuple[Node, ...]]) -> None:
        """Every name that the part uses and does not define, with its shape."""
        uses, places = self.uses, self.families.places
        sides = sides_of(statements)
        wide = {n for n, use in uses.names.items() if use.turned or n in self.bold.alone | sides.shown}
        self.rows = sides.of_rows(uses, wide)
        said = {n: sizes for n, sizes in self.declared.alone.items() if n in uses.names or n.partition("_")[0] in uses.names}
        many = {n for n, sizes in self.declared.members.items() if any(s != "1" for s in sizes)}
        shown = {n for n in uses.names if uses.of_vectors(n)}
        vectors = frozenset(n for n in {*self.bold.members, *many, *shown} if places.get(n) in (1, 2))
        said |= {f"{n}[]": self.declared.members[n] for n in vectors & many}
        if wide | vectors or any(said.values()) or self.rows:
            functions = frozenset(n for n, use in uses.names.items() if is_function(use)) | uses.functions
            labels = sides.shown | {key for n in wide for sub in uses.names[n].below if (key := whole_name(Script(Name(n), sub)))}
            entries = {n: c for n, c in places.items() if 0 < c <= 2}
            self.shapes = shapes_of(statements, Told(frozenset(wide | labels), entries, vectors, functions, said, self.rows))
            self.name_dimensions(vectors)
        for name, use in uses.names.items():
            if name in uses.defined or is_no_name(uses, name, use) or (name == "σ" and use.called):
                continue
            if 0 < places.get(name, 0) <= 2:
                self.family(name, name in vectors)
            elif name in FUNCTIONS and set(use.called) == {1} and not use.below and (name.islower() or is_function(use)):
                self.raw.given[name] = {"function": True}
            elif not places.get(name) and not is_function(use):
                for key in (k for k in numbers(name, use) if k not in uses.defined):
                    if not name[0].isupper() or name in uses.plain or self.is_wide(key) or self.declared.alone.get(key) == ():
                        self.plain(key)
        if "T" in self.declared.alone and "T" not in uses.defined:
            self.plain("T")  # T ∈ ℝ^c: nothing transposed here
        for size in self.raw.sizes:
            self.raw.given.pop(size, None)
        for letter, place in given_indices(uses, self.families, statements):
            if letter not in self.raw.given and letter not in self.raw.sizes:
                self.raw.given[letter] = {"index": self.size(place)}
        self.assume_signs()

    def carry(self) -> None:
        """What words declare, and the part does not use itself: what is defined before may be made of it."""
        for name, said in self.declared.alone.items():
            if name not in self.uses.names and name.partition("_")[0] not in self.uses.names and name not in self.raw.sizes:
                sizes = list(said[:1] if said[1:] == ("1",) else said)
                self.raw.given.setdefault(name, {"shape": sizes} if sizes else {"about": "a number"})
                self.raw.sizes.update({size: "a size" for size in sizes if size != "1"})

    def assume_signs(self) -> None:
        """What stands below a logarithm is above 0; p of log(1 − p) is below 1."""
        for name in self.uses.logged & self.raw.given.keys():
            if name in self.uses.logged_less:
                self.raw.assume.append(f"0 < {name} < 1")
            elif "function" not in self.raw.given[name]:
                self.raw.given[name]["positive"] = True

    def name_dimensions(self, vectors: frozenset[str]) -> None:
        """A vector x with entries x_i runs as far as i does; words name sizes first."""
        assert self.shapes is not None
        for size, dim in self.shapes.sizes.items():
            self.dims.setdefault(self.shapes.root(dim), size)
            self.raw.sizes.setdefault(size, "a size")
        found: list[tuple[Place, int]] = []
        for name, count in self.families.places.items():
            if name in vectors and count == 2:
                found.append(((name, 1), self.shapes.names[f"{name}[]"][0]))
            elif name in self.shapes.names and name not in vectors and name in self.uses.names:
                dims = self.shapes.names[name]
                found += [((name, p), dim) for p, dim in zip(range(count), dims[1:] if self.rows and count == 1 else dims, strict=False)]
        for place, dim in found:  # words first, then what Σ's say
            if (known := self.dims.get(self.shapes.root(dim))) is not None:
                self.sizes.setdefault(self.families.root(place), known)
                uppers = self.families.upper.get(self.families.root(place))
                if uppers and known not in uppers:  # y ∈ ℝ^C, and Σ_{n=1}^N y_n
                    self.shapes.doubtful |= {place[0]}
        for place, dim in found:
            self.dims.setdefault(self.shapes.root(dim), self.size(place))

    def family(self, name: str, of_vectors: bool) -> None:
        """A name with subscripts that count: a vector or a matrix by its entries, or many vectors x_i, the rows of a matrix."""
        places = range(self.families.places[name])
        if of_vectors and self.shapes is not None:
            along = self.size((name, 1)) if len(places) == 2 else self.dimension(self.shapes.names[f"{name}[]"][0], name)
            count, whole = self.size((name, 0)), name.upper()
            shape = self.shapes.names.get(whole)
            sides = [self.dims.get(self.shapes.root(d)) for d in shape] if shape is not None and whole not in self.uses.defined else []
            if whole != name and sides == [along, count] and along != count and whole not in self.declared.by_rows:
                self.raw.given[whole] = {"shape": [along, count], "columns": name}
                return
            free = whole != name and (whole not in self.uses.names or sides == [count, along])
            self.raw.given[whole if free else f"{whole}_{name}"] = {"shape": [count, along], "rows": name}
            return
        said = self.declared.alone.get(name, ())
        sizes = [size for size in said if size != "1"]
        if len(sizes) == len(places):
            self.raw.given[name] = {"shape": ["1", *sizes] if said[0] == "1" else sizes}
            self.raw.sizes.update(dict.fromkeys(sizes, "a size"))
            return
        for key in (k for k in labels_of(self.uses, self.families, name) if k not in self.uses.defined):
            self.raw.given[key] = {"shape": ["1"] * (self.rows and len(places) == 1) + [self.size((name, p)) for p in places]}

    def is_wide(self, key: str) -> bool:
        """Whether formulas show that a name is more than a number."""
        shape = self.shapes.names.get(without_step(key)) if self.shapes is not None else None
        return self.shapes is not None and shape is not None and not self.shapes.is_number(shape)

    def plain(self, key: str) -> None:
        """A name without such subscripts: a number, unless formulas show more."""
        shape = self.shapes.names.get(without_step(key)) if self.shapes is not None else None
        if self.shapes is not None and key in self.shapes.doubtful:
            return
        if shape is None or self.shapes is None or self.shapes.is_number(shape):
            if (use := self.uses.names.get(key.partition("_")[0])) is not None and use.turned:
                return  # nobody transposes a number
            self.raw.given.setdefault(key, {"about": "a number"})
        elif all(self.shapes.is_one(d) or self.shapes.is_many(d) for d in shape):
            axes = ["1" if self.shapes.is_one(d) else self.dimension(d, key) for d in shape]
            self.raw.given.setdefault(key, {"shape": axes if axes[1] != "1" else axes[:1]})

    def dimension(self, dim: int, name: str) -> str:
        """The name of a dimension: that of the first name that has it."""
        assert self.shapes is not None
        root = self.shapes.root(dim)
        if root not in self.dims:
            self.dims[root] = self.made_up("dDQ", name.partition("_")[0])
        return self.dims[root]

    def size(self, place: Place) -> str:
        """The size that a place runs up to: the one that a Σ names, else one that is made up."""
        root = self.families.root(place)
        if root not in self.sizes:
            uppers, letters = self.families.upper.get(root), self.families.letters.get(root)
            known = [u for u, _ in uppers.most_common()] if uppers else []
            self.sizes[root] = known[0] if known else self.made_up("nNQ", letters.most_common(1)[0][0] if letters else "i")
            self.raw.sizes.setdefault(self.sizes[root], "a size")
        return self.sizes[root]

    def distributions(self, said: frozenset[str]) -> frozenset[str]:
        """The names y of y_i log p_i, or of many examples y_{n,i}, and those that words say are distributions."""
        places, given = self.families.places, self.raw.given
        shaped = {n for n in (self.uses.beside_log & LABELS) | said if "shape" in given.get(n, {}) and n not in self.raw.sizes}
        examples = {given[n]["shape"][0] for n in shaped if places.get(n) == 2}
        if len(examples) == 1:
            given[EXAMPLE] = {"index": examples.pop()}
            return frozenset(n for n in shaped if places.get(n) in (1, 2))
        return frozenset(n for n in shaped if places.get(n) == 1)

    def limits(self) -> dict[str, str]:
        """The letters that everywhere run over the same, and how far that goes."""
        found = Counter(letter for table in self.families.letters.values() for letter in table)
        return {
            letter: size
            for place, size in self.sizes.items()
            for letter in self.families.letters.get(place, ())
            if found[letter] == 1 and letter not in self.raw.given and size in self.raw.sizes
        }

    def made_up(self, letters: str, below: str) -> str:
        """A name for a size that is not in use yet, in the text neither: n_i, n_{i2}, …; N_i, where the text has n_i's of its own."""
        wanted = f"{next((c for c in letters if c not in self.uses.names), letters[-1])}_{below}"
        name = next(n for k in itertools.count(1) if (n := wanted if k == 1 else f"{wanted}{k}") not in self.raw.sizes)
        self.raw.sizes[name] = "a size"
        return name


def braced(name: str) -> str:
    """h_{t-1} for h_t-1, as a sheet's names are written."""
    base, _, below = name.partition("_")
    return f"{base}_{{{below}}}" if any(sign in below for sign in "+-") else name


def space(size: str) -> str:
    """ℝ^n, ℝ^{m×n}."""
    return f"ℝ^{size}" if len(size) == 1 else f"ℝ^{{{size}}}"


def is_function(use: Use) -> bool:
    """Whether a name has an argument wherever it stands."""
    return bool(use.called) and len(use.called) >= use.alone + len(use.below)


def is_no_name(uses: Uses, name: str, use: Use) -> bool:
    """A word, a letter of one, a letter that only counts, the δ of δ_{ij}."""
    word = len(name.partition("_")[0]) > 2 and name.isascii()
    counts = not use.below and uses.counts(name)
    return word or counts or name == "𝟏" or (use.spelled > 0 and use.spelled == use.alone and not use.below) or uses.is_kronecker(name)


def numbers(name: str, use: Use) -> Iterator[str]:
    """The numbers of a name: w_0 and w_1, t."""
    for sub in use.below:
        key = whole_name(Script(Name(name), sub))
        if key is not None:
            yield key
    if use.alone:
        yield name


def labels_of(uses: Uses, families: Families, name: str) -> list[str]:
    """x_1 and x_2 of x_{i1} and x_{i2}; the name itself where no place of it is a label."""
    fixed = families.labels.get(name) or frozenset()
    if not fixed:
        return [name]
    found: dict[str, None] = {}
    for sub in uses.names[name].below:
        if len(sub) > max(fixed) and all(isinstance(sub[p], Number) or uses.is_step(sub[p]) for p in fixed):
            found[f"{name}_{','.join(label_of(sub[p]) for p in sorted(fixed))}"] = None
    return list(found)
