"""What may be written in the terms of a sheet: names, shapes, meanings, other spellings, functions, what is not supported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..errors import FormulaError
from ..habits.spellings import key
from ..meaning.operators import OPERATORS, SPECIAL
from ..meaning.scope import Binding, Family, FunctionName, IndexFamily, IndexName, OpaqueFunction, Refused, Sequence, SizeName, TensorName
from ..meaning.walker import shape_text
from ..notation.read import read
from ..notation.tree import spelling
from ..notation.write import unicode
from ..terms.functions import REFUSED
from .sheet import Sheet

NOTATION = (
    "sums Σ_w, Σ_{w ≠ o}, Σ_{s=1}^{K}, Σ_{−m ≤ j ≤ m, j ≠ 0}; the range may be left out where one index can be meant",
    "products over an index ∏_{n=1}^{N} p_n of numbers that are positive, which is told as a condition where it is not known",
    "derivatives ∂J/∂x, dJ/dx, ∇_x J, f′, ∂²f/∂x∂yᵀ",
    "products a b, a · b, a @ b; entry by entry a ∘ b, a ⊙ b, a * b; outer a ⊗ b; transposes aᵀ, a^T, a^\\top, a'",
    "entries x_i, A_{ij}; columns of a matrix u_w; cases \\begin{cases}; indicators 𝟏{w = o}, δ_{wo}; norms ‖x‖; [a, b_1, …, b_K]",
    "conditions after a formula: (w ≠ o), for w = o, \\text{if } …",
)
"""What the notation knows besides names and functions."""
NOT_SUPPORTED = (
    "integrals and limits",
    "inverses of matrices",
    "means over what is not declared as random",
    "dots over letters that name no function",
)
"""What is said to be not supported, and never a mistake."""


def names_of(sheet: Sheet) -> dict[str, Any]:
    """What may be written, JSON-ready: sheet, title, names, functions, notation, not_supported."""
    return {
        "sheet": sheet.name,
        "title": sheet.raw.title,
        "names": list(rows(sheet)),
        "functions": sorted(n for n in {*OPERATORS, *SPECIAL} if n.isidentifier() or n in "σΣ"),
        "notation": list(NOTATION),
        "not_supported": [*NOT_SUPPORTED, *dict.fromkeys(REFUSED.values())],
    }


def rows(sheet: Sheet) -> Iterator[dict[str, Any]]:
    """A row a name: how it is written, what it is, its shape, what the sheet says of it, other spellings."""
    about = {plain(k): str(v.get("about", "")) for k, v in sheet.raw.given.items() if isinstance(v, dict)}
    sizes = {plain(k): str(v if isinstance(v, str) else v.get("about", "")) for k, v in sheet.raw.sizes.items()}
    words = {plain(k).partition("_")[0]: str(v.get("about", "")) for k, v in sheet.raw.given.items() if "index" in v and "shape" in v}
    defined = {plain(k.split("(")[0]): v for k, v in sheet.raw.define.items()}
    others: dict[str, list[str]] = {}
    for spelled, value in sheet.raw.also.items():
        others.setdefault(key(plain(value)), []).append(plain(spelled))
    seen: set[str] = set()
    for name in sheet.scope:
        binding = sheet.scope.get(name)
        bare = name.removesuffix("[]")
        shown = bare.removeprefix("#")
        if binding is None or isinstance(binding, Refused) or (name.startswith("#") and not isinstance(binding, SizeName)):
            continue
        kind, shape = described(binding)
        told = f"{shown} {kind}"
        if told in seen:
            continue
        seen.add(told)
        body = defined.get(shown, "")
        also = others.get(key(shown), []) if shown not in sizes or kind == "size" else []
        told_of = sizes if isinstance(binding, SizeName) else words if isinstance(binding, IndexFamily) else about
        yield {
            "name": shown, "kind": kind, "shape": shape, "about": told_of.get(shown, ""),
            "definition": plain(body) if body and not isinstance(binding, SizeName) else "", "also": also,
        }  # fmt: skip


def described(binding: Binding) -> tuple[str, str]:
    """What a name is, and its shape."""
    match binding:
        case TensorName(tensor=tensor, base=base):
            defined = base is not None and base.definition is not None
            random = base is not None and bool(base.random)
            return ("random" if random else "defined" if defined else "given"), shape_text(tensor)
        case Family(base=base, axis=axis):
            return f"{'column' if axis == 1 else 'row'} of {base.name}", f"a column ({base.shape[1 - axis]}×1)"
        case IndexName(axis=axis):
            return "index", f"1 … {axis}"
        case IndexFamily(bases=bases):
            return "indices", "; ".join(f"{' × '.join(str(a) for a in b.shape)} of them, 1 … {b.values}" for b in bases)
        case SizeName():
            return "size", ""
        case Sequence():
            return "recurrence", "a scalar for each step"
        case FunctionName(parameters=parameters):
            return "function", f"of {', '.join(parameters)}"
        case OpaqueFunction():
            return "function", "any differentiable one of a number"
    return "", ""


def plain(text: str) -> str:
    """LaTeX of a sheet on one line of Unicode."""
    try:
        items = read.__wrapped__(text)
    except FormulaError:
        return text
    return ", ".join(spelling(i) or unicode(i) for i in items)
