"""`python -m derive`, and the command `derive`."""

import gc
import os
import sys
from typing import NoReturn

# Few cycles are made here; at the default thresholds looking for them takes a quarter of the time, imports included.
# A million new objects are under 100 MB.
gc.set_threshold(1_000_000, 20, 20)

from .cli import main  # noqa: E402


def run() -> NoReturn:
    """The command as a process of its own."""
    status = main()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
    except (OSError, ValueError):
        status = status or 1
    if "multiprocessing.synchronize" in sys.modules:
        sys.exit(status)  # workers were used: their locks want to be given back
    os._exit(status)  # taking SymPy's caches apart object by object would take 0.3 s more


if __name__ == "__main__":
    run()
