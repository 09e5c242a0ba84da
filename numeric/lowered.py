"""The language of lowered forms: Python's expressions of arrays and numbers, and nothing else.

Forms are kept between runs as text.  Before any of it is run it is held against this list of what may stand in it: no import, no loop,
no attribute but .T, .shape and .sum, no function but those of the forms, of NumPy element by element, and of `math`.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Collection

import numpy as np

NODES = (
    ast.Module, ast.Expression, ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Expr, ast.Assign, ast.Name, ast.Load, ast.Store,
    ast.Call, ast.Subscript, ast.Slice, ast.Tuple, ast.Attribute, ast.Constant, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop,
    ast.IfExp, ast.Compare, ast.cmpop, ast.BoolOp, ast.boolop, ast.keyword,
)  # fmt: skip
ATTRIBUTES = frozenset({"T", "shape", "sum"})


class Foreign(ValueError):
    """Text that is no lowered form."""


def checked(source: str, functions: Collection[str]) -> ast.Module:
    """The text's tree; `Foreign` if there is anything in it that no lowered form has.  `functions` are those that forms may call."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Foreign(str(error)) from None
    for node in ast.walk(tree):
        fault = fault_of(node, functions)
        if fault:
            raise Foreign(fault)
    return tree


def fault_of(node: ast.AST, functions: Collection[str]) -> str:
    """What is foreign about one node; empty if nothing is."""
    if not isinstance(node, NODES):
        return type(node).__name__
    match node:
        case ast.FunctionDef(decorator_list=[_, *_]) | ast.arguments(defaults=[_, *_]) | ast.arguments(kw_defaults=[_, *_]):
            return "a decorator or a default"
        case ast.Name(id=name) | ast.arg(arg=name) | ast.FunctionDef(name=name) if name.startswith("_"):
            return name
        case ast.Attribute(attr=name) if name not in ATTRIBUTES:
            return f".{name}"
        case ast.Call(func=ast.Name(id=name)) if not (name in functions or is_elementwise(name)):
            return f"{name}(…)"
        case ast.Call(func=func) if not isinstance(func, (ast.Name, ast.Attribute)):
            return "a call of a value"
        case ast.Constant(value=value) if not (value is None or isinstance(value, (int, float, str))):
            return type(value).__name__
    return ""


def is_elementwise(name: str) -> bool:
    """A function of NumPy that goes entry by entry, or one of Python's `math`."""
    return isinstance(getattr(np, name, None), np.ufunc) or (hasattr(math, name) and callable(getattr(math, name)))
