"""Imports point down: language and engine know nothing of sheets, sheets nothing of reports, reports nothing of the CLI."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = (
    "errors cache files interrupt limits visible vocabulary workers",
    "terms",
    "calculus numbers",
    "canon",
    "proof",
    "notation",
    "meaning",
    "habits",
    "sheets",
    "court",
    "grading",
    "inference",
    "documents",
    "report",
    "app",
)
"""The folders of derive/ (and its few modules) from the bottom up: each may import what stands above it in this list."""
MAY_IMPORT = {
    f"derive.{name}": {f"derive.{m}" for line in FOLDERS[: n + 1] for m in line.split()}
    for n, line in enumerate(FOLDERS)
    for name in line.split()
}
MAY_IMPORT["derive.numbers"] = {"derive.errors", "derive.terms", "derive.numbers"}
"""Values share no code with the canonical form, nor with the derivatives that it takes."""
READS_CHECKS = {"derive.app", "derive.sheets"}


def unit(module: str) -> str:
    parts = module.split(".")
    return ".".join(parts[:2]) if len(parts) > 1 else module


def at_run_time(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those under `if TYPE_CHECKING:`."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
            yield node
            yield from at_run_time(node)


def imports(path: Path) -> set[str]:
    """The units of `derive` and `checks` that a file imports, wherever in it."""
    here = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    out = set()
    for node in at_run_time(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            out |= {unit(a.name) for a in node.names}
        if isinstance(node, ast.ImportFrom):
            base = here.split(".")[: -node.level] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            out |= {unit(module)} if module.count(".") else {unit(f"{module}.{a.name}") for a in node.names}
    return {m for m in out if m.split(".")[0] in ("derive", "checks")}


def files() -> list[Path]:
    return [p for p in sorted((ROOT / "derive").rglob("*.py")) if p.name not in ("__init__.py", "__main__.py") or p.parent.name != "derive"]


def test_imports_point_down() -> None:
    for path in files():
        own = unit(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for other in imports(path):
            if other.startswith("checks"):
                assert own in READS_CHECKS, f"{path} imports the catalogue"
            elif other != own and other != "derive":
                assert other in MAY_IMPORT[own], f"{own} imports {other}"


def test_student_text_is_never_evaluated() -> None:
    for path in (ROOT / "derive").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in {"eval", "exec", "sympify", "parse_expr", "compile"}, f"{path}:{node.lineno}"


# ---------------------------------------------------------------------------------------------- modules
MODULES = {
    ".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p
    for folder in ("derive", "numeric", "checks")
    for p in sorted((ROOT / folder).rglob("*.py"))
}


def imported(module: str) -> set[str]:
    """The modules of ours that a module imports, for types only and inside functions too."""
    path, out = MODULES[module], set()
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            out |= {a.name for a in node.names}
        if isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = (
                ".".join([*parts[: len(parts) - node.level + 1], *([node.module] if node.module else [])])
                if node.level
                else node.module or ""
            )
            out |= {f"{base}.{a.name}" if f"{base}.{a.name}" in MODULES else base for a in node.names}
    return (out & MODULES.keys()) - {module}


def test_no_circle_of_modules() -> None:
    after = {m: imported(m) for m in MODULES}
    while free := [m for m, others in after.items() if not others]:
        after = {m: others - set(free) for m, others in after.items() if others}
    assert not after, f"modules in a circle, or above one: {sorted(after)}"


READS_THE_CLOCK = {"derive.court.court", "derive.grading.grade", "derive.report.run", "derive.app.output", "derive.app.commands"}
"""Who says how long a thing took."""


def test_no_clock_decides() -> None:
    for module, path in MODULES.items():
        if module.startswith("derive.") and not any(module.startswith(m) for m in READS_THE_CLOCK):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
            assert not names & {"time", "datetime"}, f"{module} reads the clock"


MAX_LINES = {"file": 400, "class": 300, "function": 40}


def test_nothing_is_too_long_to_read() -> None:
    for path in MODULES.values():
        source = path.read_text(encoding="utf-8")
        lengths = [("file", path.name, source.count("\n"))]
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                kind = "class" if isinstance(node, ast.ClassDef) else "function"
                lengths.append((kind, node.name, (node.end_lineno or 0) - node.lineno + 1))
        for kind, name, lines in lengths:
            assert lines <= MAX_LINES[kind], f"{path}: the {kind} {name} has {lines} lines"


# ---------------------------------------------------------------------------------------------- the trainer
NUMERIC_LAYERS = (
    {"arrays", "corpus", "lowered", "schema"},
    {"settings", "simd", "patterns"},
    {"lowering", "scalars"},
    {"scan", "elementary", "forms", "proofs", "checkpoint"},
    {"drawing", "vocabulary", "files"},
    {"kernels", "sample", "vectors"},
    {"model", "evaluation", "pictures", "descent"},
    {"batched", "hogwild"},
    {"training", "gradcheck"},
    {"api", "screen"},
    {"commands"},
    {"cli"},
)
LIGHT = {f"derive.{m}" for m in "errors cache files interrupt limits visible app app.output app.cli sheets sheets.builtin".split()}
"""What a training run may import of derive: nothing that imports SymPy."""
PROVES = {"patterns", "lowering", "scalars", "proofs", "gradcheck"}


def test_the_trainer_imports_down_and_no_sympy() -> None:
    below = {name: set().union(*NUMERIC_LAYERS[: n + 1]) for n, layer in enumerate(NUMERIC_LAYERS) for name in layer}
    for path in sorted((ROOT / "numeric").rglob("*.py")):
        module = path.relative_to(ROOT / "numeric").with_suffix("").parts[0]
        if module.startswith("__"):
            continue
        for node in at_run_time(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level:
                package = path.relative_to(ROOT).parts[: -node.level]
                inside = [*package, *(node.module or "").split(".")]
                names = [inside[1]] if len(inside) > 1 and inside[1] else [a.name for a in node.names]
                for other in names:
                    assert other == module or other in below[module] or (module == "forms" and other == "proofs"), f"{path} imports {other}"
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                found = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""]
                if module not in PROVES:
                    assert not any(f.split(".")[0] == "sympy" for f in found), path
                    assert all(f in LIGHT or f == "derive" for f in found if f.split(".")[0] == "derive"), f"{path} imports {found}"
