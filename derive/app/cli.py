"""The command line: parse, call, render, return an exit status (0 well, 1 refuted or undecided, 2 unusable input)."""

from __future__ import annotations

import argparse
import difflib
import importlib
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from .. import interrupt
from ..errors import InputError, Unsound
from ..sheets.builtin import load_beside
from .output import OK, UNUSABLE, complain


class Parser(argparse.ArgumentParser):
    """argparse, with our own message for what is wrong."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message}\n  {self.format_usage().strip()}\n  more: {self.prog} --help")


@dataclass(frozen=True, slots=True)
class Program:
    """A command with verbs: each is a module with HELP, DESCRIPTION, options(parser) and run(arguments) -> status."""

    package: str
    about: str
    verbs: Mapping[str, str]
    """Each verb's module."""

    def command(self, verb: str) -> ModuleType:
        package = self.verbs[verb].partition(".")[0]
        if package != "derive":
            load_beside(package)
        return importlib.import_module(self.verbs[verb])

    def parser(self, completion: bool = False) -> Parser:
        top = Parser(prog=f"python -m {self.package}", description=self.about)
        if not completion:
            top.add_argument("--print-completion", metavar="SHELL", help="print the completion script of bash, zsh or tcsh")
        top.add_argument("--version", action="version", version=f"{self.package} {version()}")
        if completion:
            import shtab  # an extra

            shtab.add_argument_to(top, ["--print-completion"], help="print the completion script of a shell")
        verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB", parser_class=Parser)
        for name in self.verbs:
            command = self.command(name)
            own = verbs.add_parser(name, help=command.HELP, description=command.DESCRIPTION)
            command.options(own)
            own.set_defaults(run=command.run)
        return top

    def in_order(self, argv: Sequence[str]) -> list[str]:
        """Options before the rest, wherever they were typed; −U(y − ŷ) is an answer and no option; unknown options are named."""
        if not argv or argv[0] not in self.verbs:
            return list(argv)
        own = argparse.ArgumentParser(add_help=True)
        self.command(argv[0]).options(own)
        known = own._option_string_actions
        options: list[str] = []
        rest: list[str] = []
        waiting = list(argv[1:])
        while waiting:
            here = waiting.pop(0)
            name = here.split("=", 1)[0]
            if not here.startswith("--") or here == "--":
                rest.append(" " + here if here[:1] == "-" and here not in ("-", "-h", "--") else here)
                continue
            full = [k for k in known if k == name] or [k for k in known if k.startswith(name)]
            if not full:
                near = difflib.get_close_matches(name, known, 1, 0.5)
                hint = f"  Did you mean {near[0]}?" if near else ""
                raise InputError(
                    f"`{argv[0]}` has no option {name}.{hint}\n  its options: {', '.join(k for k in known if k.startswith('--'))}"
                )
            options.append(here)
            if "=" not in here and known[full[0]].nargs != 0 and waiting:
                options.append(waiting.pop(0))
        return [argv[0], *options, *rest]

    def main(self, argv: Sequence[str] | None = None) -> int:
        """Run one command; every fault of the input is one message and status 2."""
        try:
            given = sys.argv[1:] if argv is None else argv
            arguments = self.parser("--print-completion" in given).parse_args(self.in_order(given))
            interrupt.begun()
            return int(arguments.run(arguments))
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                sys.stderr.close()
                return OK
            complain(f"cannot go on: {error.strerror or error}", self.package)
            return UNUSABLE
        except InputError as error:
            complain(str(error), self.package)
            return UNUSABLE
        except MemoryError:
            complain("there is not enough memory here for this input", self.package)
            return UNUSABLE
        except (Unsound, RecursionError) as error:
            complain(
                f"internal error, not yours: {type(error).__name__}: {error}\n  nothing was concluded; please report it with the command",
                self.package,
            )
            return UNUSABLE
        except ModuleNotFoundError as error:
            return lacking(error, self.package)
        except KeyboardInterrupt:
            complain("stopped", self.package)
            return 130
        except Exception as error:
            if isinstance(error.__cause__, KeyboardInterrupt):  # Python 3.11 wraps one that comes while a class is being made
                complain("stopped", self.package)
                return 130
            return unforeseen(error, self.package)


def lacking(error: ModuleNotFoundError, who: str) -> int:
    """One message for an extra that is not installed."""
    extra = EXTRAS.get((error.name or "").split(".")[0])
    if extra is None:
        return unforeseen(error, who)
    complain(f"this needs {error.name}: pip install '.[{extra}]' in derive's folder, or pip install {error.name}", who)
    return UNUSABLE


def unforeseen(error: Exception, who: str) -> int:
    """One message for a fault of this program: what happened and where, without the traceback that only its makers can read."""
    if "DERIVE_DEBUG" in os.environ:
        raise error
    frames = traceback.extract_tb(error.__traceback__)
    place = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    complain(
        f"internal error, not yours: {type(error).__name__}: {str(error)[:300]}{place}\n"
        "  nothing was concluded; please report it with the command (DERIVE_DEBUG=1 shows the traceback)",
        who,
    )
    return UNUSABLE


def version() -> str:
    import derive

    return derive.__version__


TRAINER = {verb: f"numeric.commands.{verb}" for verb in ("train", "evaluate", "neighbours", "plot", "gradcheck", "descend")}
"""The trainer's verbs, of `derive` and of `python -m numeric`."""
DERIVE = Program(
    "derive",
    "Proves and refutes the closed forms of word2vec and small networks, for all sizes.",
    {verb: f"derive.app.commands.{verb}" for verb in ("report", "problems", "names", "prove", "grade", "overview", "check")} | TRAINER,
)
EXTRAS = {"numba": "train", "threadpoolctl": "train", "llvmlite": "train", "matplotlib": "plot", "shtab": "completion"}
"""Which extra brings a module that a verb needs."""


def main(argv: Sequence[str] | None = None) -> int:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no large matrices here; idle threads cost start-up and memory
    return DERIVE.main(argv)


def finish(status: int) -> NoReturn:
    """The end of a process: what was written is flushed, what need not be taken apart is not."""
    interrupt.end_at_once()
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None and not stream.closed:
                stream.flush()
    except BrokenPipeError:  # whoever read it has read enough
        pass
    except (OSError, ValueError):
        status = status or 1
    if "multiprocessing.synchronize" in sys.modules:
        sys.exit(status)  # workers were used: their locks want to be given back
    os._exit(status)  # taking SymPy's caches apart object by object would take 0.3 s more
