"""The options --time-limit and --memory-limit, which several verbs have."""

from __future__ import annotations

import argparse

from ...errors import InputError
from ...limits import Limits


def limit_options(parser: argparse.ArgumentParser, what: str, default: Limits | None = None) -> None:
    default = default or Limits()
    parser.add_argument("--time-limit", type=float, metavar="S", help=f"CPU seconds for {what} ({default.seconds:g})")
    parser.add_argument("--memory-limit", type=int, metavar="MB", help=f"memory for {what} ({default.megabytes})")


def limits_of(arguments: argparse.Namespace, default: Limits | None = None) -> Limits:
    """The limits that were asked for; `InputError` if they are none."""
    default = default or Limits()
    seconds = default.seconds if arguments.time_limit is None else arguments.time_limit
    megabytes = default.megabytes if arguments.memory_limit is None else arguments.memory_limit
    if not 0 < seconds < 1e6:
        raise InputError(f"--time-limit {seconds:g}: CPU seconds, more than 0 and less than a million")
    if not 200 <= megabytes < 1_000_000:
        raise InputError(f"--memory-limit {megabytes}: in MB; a worker needs 200 or more")
    return Limits(seconds, megabytes)
