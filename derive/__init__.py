"""A symbolic derivation checker for the mathematics of word2vec and small neural networks.

from derive import check_document, grade, load_sheet, prove
prove(r"\\frac{\\partial J}{\\partial v_c} = U(\\hat y - y)", sheet=load_sheet("word2vec")).verdict   # "proved"
grade("word2vec.grad_vc", r"-u_o + \\sum_w \\hat y_w u_w").verdict                                    # "correct"
check_document("solution.tex").summary                                                       # {"proved": 31, "refuted": 1, …}
load_sheet("word2vec").identity("grad_vc").left                                              # a SymPy expression
"""

from __future__ import annotations

import sys

# `python -m derive` looks for every module in the current folder first, where a `json.py` of anybody's may lie: no more,
# unless we lie there ourselves; where `python -m numeric` runs, that package has done the same before.
HERE = __file__[: -len("/derive/__init__.py")]
if getattr(sys, "argv", ())[:1] == ["-m"] and not sys.flags.safe_path and "numeric" not in sys.modules and sys.path[0] != HERE:
    del sys.path[0]

TYPE_CHECKING = False  # `typing` takes longer to load than all that `python -m derive` needs before it can answer Ctrl-C
if TYPE_CHECKING:
    from typing import Any

    from .app.api import check_document, grade, prove
    from .sheets.catalogue import load_sheet

__version__ = "0.1.0"
__all__ = ["check_document", "grade", "load_sheet", "prove"]


def __dir__() -> list[str]:
    """What there is to use: the API, listed for people who explore it."""
    return [*__all__, "__version__"]


def __getattr__(name: str) -> Any:
    """Imported on first use, so that `python -m derive --help` does not wait for SymPy."""
    if name in ("prove", "grade", "check_document"):
        from .app import api

        return getattr(api, name)
    if name == "load_sheet":
        from .sheets.catalogue import load_sheet

        return load_sheet
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
