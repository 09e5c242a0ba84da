"""`--slow`: the tests that a push need not wait for (whole tables of hostile input, kills, load)."""

from __future__ import annotations

import os
import signal

import pytest

# The runs of one test session are not strangers: what one compiled the next may use.
os.environ.setdefault("DERIVE_KEEP_KERNELS", "1")
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # run in the background of a script: what the tests start must still hear Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow tests too")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: run with --slow only")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--slow"):
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if not item.get_closest_marker("slow")]
