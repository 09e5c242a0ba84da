"""`python -m derive`."""

import gc
import os
import sys

# Few cycles are made here; at the default thresholds looking for them takes a quarter of the time, imports included.
gc.set_threshold(200_000, 50, 50)

from .cli import main  # noqa: E402

if __name__ == "__main__":
    status = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        status = status or 1
    os._exit(status)  # taking SymPy's caches apart object by object would take 0.3 s more
