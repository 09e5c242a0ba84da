"""What commands write and how: whole files or none, text that the terminal can show, progress bars, standard input."""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from ..errors import InputError
from ..files import is_same, resolved
from ..visible import escaped, shortened, visible

if TYPE_CHECKING:
    from rich.console import Console

OK, FAILED, UNUSABLE = 0, 1, 2
MAX_INPUT = 1_000_000
LONGEST_MESSAGE = 10_000


def complain(message: str, who: str = "derive") -> None:
    if sys.stderr is not None:
        sys.stderr.write(plainly(visible(f"{who}: {shortened(message, LONGEST_MESSAGE)}\n"), sys.stderr.encoding))


def write(text: str, path: Path | None, keep: Iterable[str] = ()) -> None:
    """To a file, whole or not at all (a device or pipe directly); else to standard output.  Never over what was read (`keep`)."""
    text = visible(text if text.endswith("\n") else text + "\n")
    if path is None:
        if sys.stdout is None:
            raise InputError("standard output is closed; write to a file with --output FILE")
        sys.stdout.write(plainly(text, sys.stdout.encoding))
        sys.stdout.flush()
        return
    with whole(path, keep) as file:
        file.write(text.encode("utf-8"))


def say(text: str, beside: Path) -> None:
    """What a command tells people: on standard output, or on standard error where its result (`beside`) goes to a device or a pipe."""
    if is_device(beside):
        if sys.stderr is not None:
            sys.stderr.write(plainly(visible(text + "\n"), sys.stderr.encoding))
        return
    write(text, None)


def is_device(path: Path) -> bool:
    """A device or a pipe: written to as it is."""
    return path.exists() and not path.is_file() and not path.is_dir()


def target_of(path: Path, keep: Iterable[str | Path]) -> Path:
    """The file that a name means; `InputError` if it is one that was read (`keep`), or a folder."""
    target = resolved(path)
    if any(is_same(target, Path(k)) for k in keep):
        raise InputError(f"{path} is a file that this command reads; choose another one")
    if target.is_dir():
        raise InputError(f"{path} is a folder; name a file in it")
    return target


@contextmanager
def whole(path: Path, keep: Iterable[str | Path] = ()) -> Iterator[IO[bytes]]:
    """A binary file that appears whole or not at all (a device or pipe directly), never over what was read (`keep`)."""
    beside: Path | None = None
    try:
        if is_device(path):
            with opened_device(path) as file:
                yield file
            return
        target = target_of(path, keep)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        beside = Path(name)
        with os.fdopen(handle, "wb") as file:
            yield file
        beside.chmod(stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~umask())
        beside.replace(target)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from None
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def opened_device(path: Path) -> IO[bytes]:
    """A device or pipe to write to; `OSError` for a pipe that nobody reads, which would keep its writer waiting for ever."""
    try:
        handle = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise OSError(error.errno, "nobody reads from this pipe" if error.errno == errno.ENXIO else error.strerror) from None
    os.set_blocking(handle, True)
    return os.fdopen(handle, "wb")


def can_write(path: Path, keep: Iterable[str | Path] = ()) -> None:
    """`InputError` now rather than after an hour's work; for a pipe with a name too, which may be read by nobody by then."""
    if path.is_fifo() and Path(os.path.realpath(path)).exists():  # /dev/stdout and >(gzip) are of no name, and held open by who reads
        raise InputError(f"cannot write {path}: it is a pipe; name a file")
    if is_device(path):
        return
    target = target_of(path, keep)
    if not target.parent.is_dir():
        raise InputError(f"cannot write {path}: there is no folder {target.parent}")
    if not os.access(target.parent, os.W_OK) or (target.exists() and not os.access(target, os.W_OK)):
        raise InputError(f"cannot write {path}: permission denied")


def console(error: bool = False) -> Console:
    """A terminal, standard output or error, to which nothing goes that acts on it but rich's own colours."""
    from rich.console import Console
    from rich.segment import Segment

    class Terminal(Console):
        def render(self, renderable: Any, options: Any = None) -> Iterable[Segment]:
            for segment in super().render(renderable, options):
                yield segment if segment.control else Segment(visible(segment.text), segment.style)

    return Terminal(stderr=error)


def shows_marks(encoding: str | None) -> bool:
    """Whether a terminal can show the tables' marks and letters."""
    return plainly("✓∂ŷ", encoding) == "✓∂ŷ"


def as_json(data: object, path: Path | None) -> str:
    """JSON, with \\u escapes where standard output is not UTF-8."""
    utf8 = path is not None or (sys.stdout is not None and "utf" in (sys.stdout.encoding or "").lower())
    return escaped(json.dumps(data, ensure_ascii=not utf8, indent=1))


def umask() -> int:
    """The process's mask for new files (there is no way to ask without setting it)."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def plainly(text: str, encoding: str | None) -> str:
    """The text as far as the output can show it: marks as words, the rest as \\u escapes where it has no letters for them."""
    try:
        text.encode(encoding or "ascii")
    except UnicodeEncodeError:
        for mark, word in (("✓", "ok"), ("✗", "FAIL"), ("−", "-"), ("·", "*")):
            text = text.replace(mark, word)
        return text.encode(encoding or "ascii", "backslashreplace").decode(encoding or "ascii")
    return text


@contextmanager
def progress_bar() -> Iterator[Any]:
    """A bar on a terminal, once the work has taken over a second; nothing elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    begin = time.perf_counter()
    bars: list[Any] = []

    def tell(done: int, name: str) -> None:
        if not bars and time.perf_counter() - begin < 1:
            return
        if not bars:
            from rich.progress import BarColumn, Progress, TextColumn

            bar = Progress(
                TextColumn("proving"),
                BarColumn(),
                TextColumn("{task.completed} identities"),
                TextColumn("{task.description}"),
                console=console(error=True),
                transient=True,
            )
            bar.start()
            bars.append((bar, bar.add_task(name, total=None)))
        bar, task = bars[0]
        bar.update(task, completed=done, description=name)

    try:
        yield tell
    finally:
        for bar, _ in bars:
            bar.stop()


@contextmanager
def counting_bar(word: str, total: int | None) -> Iterator[Any]:
    """A bar on a terminal: how many are done, the rate, the time left, the verdicts; None elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn(word), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
        TextColumn("{task.fields[counts]}"), console=console(error=True), transient=True,
    )  # fmt: skip
    seen: dict[str, int] = {}
    begin = time.perf_counter()
    first: list[int] = []
    with bar:
        task = bar.add_task("", total=total, rate="", counts="")

        def tell(done: int, verdict: str = "", of: int | None = None) -> None:
            if not first:
                first.append(done - 1)
            if verdict:
                seen[verdict] = seen.get(verdict, 0) + 1
            rate = (done - first[0]) / max(time.perf_counter() - begin, 1e-9)
            short = ", ".join(f"{n} {v}" for v, n in sorted(seen.items(), key=lambda p: -p[1])[:3])
            bar.update(task, completed=done, total=of or total, rate=f"{rate:.0f}/s", counts=short)

        yield tell


def standard_input(what: str) -> str:
    """All of standard input, as text; `what` it should hold is for the message."""
    if sys.stdin is None:
        raise InputError(f"standard input is closed; give the {what} as an argument")
    data = sys.stdin.buffer.read(MAX_INPUT + 1)
    if len(data) > MAX_INPUT:
        raise InputError(f"standard input holds more than {MAX_INPUT} bytes; a {what} is one formula")
    try:
        return data.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise InputError(f"standard input is not UTF-8 text (byte {error.start})") from None


def printable(text: str) -> str:
    """Bytes of the command line that are no text, as the replacement character."""
    return text.encode("utf-8", "replace").decode("utf-8")
