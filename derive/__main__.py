"""`python -m derive`, and the command `derive`."""

import gc
from typing import NoReturn

# Few cycles are made here; at the default thresholds looking for them takes a quarter of the time, imports included.
# A million new objects are under 100 MB.
gc.set_threshold(1_000_000, 20, 20)

from . import interrupt, limits  # noqa: E402


def run() -> NoReturn:
    """The command as a process of its own."""
    interrupt.end_at_once()
    limits.own_process = True
    from .app.cli import finish, main

    finish(main())


if __name__ == "__main__":
    run()
