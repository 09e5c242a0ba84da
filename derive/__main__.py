"""`python -m derive`, and the command `derive`."""

from . import interrupt

interrupt.end_at_once()  # first of all: what follows takes a second to load

import gc  # noqa: E402
from typing import NoReturn  # noqa: E402

# Few cycles are made here; at the default thresholds looking for them takes a quarter of the time, imports included.
# A million new objects are under 100 MB.
gc.set_threshold(1_000_000, 20, 20)

from . import limits  # noqa: E402


def run() -> NoReturn:
    """The command as a process of its own."""
    limits.own_process = True
    from .app.cli import finish, main

    finish(main())


if __name__ == "__main__":
    run()
