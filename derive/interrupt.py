"""Ctrl-C, from the first moment on: one line and status 130, while modules are still being loaded too."""

import _signal as signal  # type: ignore[import-not-found]  # the module `signal` loads `enum` and more first, and Ctrl-C in that while would show it
import os


def say_and_end(*_: object) -> None:
    """Nothing has begun yet, so there is nothing to put in order."""
    os.write(2, b"stopped\n")
    os._exit(130)


def end_at_once() -> None:
    """Until `begun` is called (an interrupt in the midst of an import would show its traceback, or be swallowed there)."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, say_and_end)


def begun() -> None:
    """From now on Ctrl-C is a KeyboardInterrupt: the command puts its things in order."""
    if signal.getsignal(signal.SIGINT) is say_and_end:
        signal.signal(signal.SIGINT, signal.default_int_handler)
