"""The built-in sheets: files that are installed beside this package.

They are found by place and not by the name `checks`: a file checks.py in the current folder must not stand in their way.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from ..errors import InputError

HOME = Path(__file__).resolve().parents[2]
"""The folder in which `derive`, `checks` and `numeric` stand side by side: the checkout, or where packages are installed."""


def load_beside(name: str) -> ModuleType:
    """A package that is installed beside this one, whatever else of that name lies in the current folder."""
    loaded = sys.modules.get(name)
    folder = HOME / name
    if loaded is not None and str(folder) in [str(Path(p).resolve()) for p in getattr(loaded, "__path__", [])]:
        return loaded
    spec = importlib.util.spec_from_file_location(name, folder / "__init__.py", submodule_search_locations=[str(folder)])
    if spec is None or spec.loader is None or not (folder / "__init__.py").is_file():
        raise InputError(f"the package `{name}` is not installed beside derive (looked in {HOME})")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


SHEETS: tuple[str, ...] = tuple(load_beside("checks").SHEETS)
"""Their names, in reading order."""


def path_of(name: str) -> Path:
    """The file of a built-in sheet."""
    return HOME / "checks" / f"{name}.toml"


def is_shared(name: str) -> bool:
    """Whether rows of that name are kept beside the built-in sheets, for sheets to include."""
    return name.replace("-", "").isalnum() and path_of(name).is_file()
