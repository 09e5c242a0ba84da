"""Runs commands on hostile input and tells what they did: one process that has loaded everything forks a child for each.

    python tests/hostile/run.py < requests > replies        (JSON lines; test_hostile.py talks to it)

A child has its own session, folder, and limits of CPU time and memory beyond derive's own; an audit hook (PEP 578) notes every file that
is opened, written or removed outside the places that are allowed, every program that is started and every connection.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
MOST_CPU, MOST_MEMORY, MOST_WALL = 60, 3 << 30, 240
LOADED = """derive.app.api derive.app.commands.prove derive.app.commands.grade derive.app.commands.check derive.report.run
derive.report.mathml derive.report.document_html derive.grading.text derive.documents.parts"""
PROGRAMS = {"os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "os.startfile", "pty.spawn"}
CHANGES = {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.chmod", "os.link", "os.symlink", "shutil.rmtree", "os.truncate"}


class Watch:
    """The audit hook of a child: what it did outside its places, a line each."""

    def __init__(self, log: int, folder: Path, texts: list[str]) -> None:
        self.log, self.texts = log, {t for t in texts if len(t) > 3}
        cache = os.environ["XDG_CACHE_HOME"]
        self.own = (
            *(os.path.realpath(p) + os.sep for p in (folder, cache)),
            *(f"{tempfile.gettempdir()}/{own}-" for own in ("derive", "pymp")),
        )
        installed = (os.path.realpath(p) + os.sep for p in (sys.prefix, sys.base_prefix, ROOT))
        self.readable = (*self.own, *installed, "/proc/", "/sys/", "/usr/")
        self.harmless = {"/dev/null", "/dev/urandom", "/etc/localtime", "/etc/ld.so.cache"}

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            if isinstance(path, (str, bytes)):
                writes = bool((flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)) or (isinstance(mode, str) and set(mode) & set("wax+"))
                self.look(os.fsdecode(path), bool(writes))
        elif event in CHANGES and isinstance(arguments[0], (str, bytes)):
            self.look(os.fsdecode(arguments[0]), True, event)
        elif event in PROGRAMS and not str(arguments[0]).startswith(sys.executable) and arguments[0] != "fc-list":  # of matplotlib
            self.say(f"{event} {arguments[0]!r}")
        elif event == "socket.connect" and isinstance(arguments[1], tuple):
            self.say(f"{event} {arguments[1]}")
        elif event in ("exec", "compile") and isinstance(arguments[0], (str, bytes)) and os.fsdecode(arguments[0]) in self.texts:
            self.say(f"{event} of what was sent")

    def look(self, path: str, writes: bool, event: str = "open") -> None:
        full = os.path.realpath(path)
        if full in self.harmless or full.startswith(self.own if writes else self.readable) or (full + os.sep) in self.readable:
            return
        self.say(f"{event} {'for writing ' if writes else ''}{full[:200]!r}")

    def say(self, what: str) -> None:
        os.write(self.log, (what.replace("\n", " ")[:400] + "\n").encode("utf-8", "replace"))


def serve(request: dict[str, Any], log: int, out: Path, err: Path) -> None:
    """The child: run the command as `python -m derive …` would, with its output in files."""
    os.setsid()
    folder = Path(request["folder"])
    os.chdir(folder)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    for number, path in ((1, out), (2, err)):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, number)
        os.close(handle)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    limits = importlib.import_module("derive.limits")
    limits.own_process = True
    package = importlib.import_module("derive.app.cli" if request["package"] == "derive" else "numeric.cli")
    sys.addaudithook(Watch(log, folder, request["argv"]))
    status = package.main(request["argv"])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Run one request; what it did."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as place:
        out, err = Path(place, "out"), Path(place, "err")
        reading, log = os.pipe()
        os.set_blocking(reading, False)
        child = os.fork()
        if child == 0:
            try:
                serve(request, log, out, err)
            finally:
                os._exit(70)
        os.close(log)
        late = time.monotonic() + MOST_WALL
        noted = b""
        while True:
            pid, status, usage = os.wait4(child, os.WNOHANG)
            with contextlib.suppress(BlockingIOError):
                noted += os.read(reading, 1 << 16)
            if pid:
                break
            if time.monotonic() > late:
                os.killpg(child, signal.SIGKILL)
            time.sleep(0.005)
        os.close(reading)
        return {
            "status": os.waitstatus_to_exitcode(status), "cpu": round(usage.ru_utime + usage.ru_stime, 2), "mb": usage.ru_maxrss // 1024,
            "out": out.read_text("utf-8", "surrogateescape") if out.exists() else "",
            "err": err.read_text("utf-8", "surrogateescape") if err.exists() else "",
            "acts": sorted(set(noted.decode("utf-8", "replace").splitlines())),
        }  # fmt: skip


def main() -> None:
    for module in LOADED.split():
        importlib.import_module(module)
    gc.freeze()
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for line in sys.stdin:
        replies.write(json.dumps(answer(json.loads(line))) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()
