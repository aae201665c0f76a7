"""The program as a process of its own without the half second of its imports: a warm process forks for each command.

As a script it serves: one message a command over a Unix socket, the child becomes the program with the caller's folder,
arguments, environment and files. What must see a cold start (the imports themselves, the locale, two formats made side
by side) runs ``build.py`` itself; see ``Shop.run``.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import json
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
MESSAGE = 200_000
LIBRARIES = (
    "alembic.command",
    "docx",
    "jinja2",
    "openpyxl",
    "psycopg",
    "pyhanko.sign",
    "pyhanko_certvalidator",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
)

KEPT = ("messages.catalogue", "messages.terms", "messages.phrases", "messages.screens", "messages._system", "messages.rules",
        "compose.twice._words", "standard.load", "standard.kinds.kinds", "standard.paper.paper")  # fmt: skip
"""What a process of the program reads once from files of its own and keeps, which no environment changes: 0.2 s of a processor."""


FONTS = ("PATH", "HOME", "FONTCONFIG", "XDG_")
"""So begin the names on which it depends which fonts a process finds."""


class Warm:
    """One warm process for all commands of this process; it ends when this one does."""

    def __init__(self) -> None:
        self._place = tempfile.TemporaryDirectory(prefix="am-")
        self._address = f"{self._place.name}/cua"
        self._process = subprocess.Popen(
            [sys.executable, __file__, self._address], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"warm\n", "the warm process did not start"
        atexit.register(self.close)

    @property
    def pid(self) -> int:
        return self._process.pid

    def close(self) -> None:
        """It ends when it hears no more from us: now, or when this process is gone however it went."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def run(
        self, command: list[str], cwd: Path, env: dict[str, str], timeout: float
    ) -> subprocess.CompletedProcess[str]:
        """As ``subprocess.run(command, capture_output=True, text=True, stdin=DEVNULL)``; python and build.py lead it."""
        asked = json.dumps({"args": command[1:], "cwd": str(cwd), "env": env}).encode()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, self._called() as line:
            socket.send_fds(line, [asked], [out.fileno(), err.fileno()])
            child = int(line.recv(100))
            line.settimeout(timeout)
            try:
                code = int(line.recv(100))
            except TimeoutError:
                os.kill(child, signal.SIGKILL)
                raise subprocess.TimeoutExpired(command, timeout) from None
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read().decode())
        return subprocess.CompletedProcess(command, code, *texts)

    def _called(self) -> socket.socket:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        line.connect(self._address)
        return line


def _load() -> None:
    """Everything that any command imports."""
    sys.path.insert(0, str(ROOT))
    import congvan
    from congvan.render import pdf

    pdf.load()  # as the program loads WeasyPrint: else each letter's process parses C for a quarter of its time
    for module in pkgutil.walk_packages(congvan.__path__, "congvan."):
        if "migrations" not in module.name and not module.name.endswith("__main__"):
            __import__(module.name)
    for name in LIBRARIES:
        __import__(name)
    for name in KEPT:
        module, _, kept = f"congvan.{name}".rpartition(".")
        getattr(sys.modules[module], kept)()
    _write_one()


def _write_one() -> None:
    """A letter of nobody's as DOCX: the fonts' widths and what styles are cast from are there for the others, too."""
    from shop import LETTER, office

    from congvan import Desk

    with tempfile.TemporaryDirectory(prefix="am-") as place:
        office(Path(place)).write("a", LETTER)
        desk = Desk.open(Path(place))
        for done in (desk.issue("a"), desk.build(["a"], formats=["docx"], jobs=1)):
            assert done.ok, done


def _finds_other_fonts(environment: dict[str, str]) -> bool:
    names = {name for name in (*environment, *os.environ) if name.startswith(FONTS)}
    return any(environment.get(name) != os.environ.get(name) for name in names)


def _become(asked: dict, files: list[int]) -> None:
    """The program's process: nothing of the warm one but its modules."""
    for target, file in enumerate((os.open(os.devnull, os.O_RDONLY), *files)):
        os.dup2(file, target)
    for file in files:
        os.close(file)
    if _finds_other_fonts(asked["env"]):
        sys.modules["congvan.render.fonts"].find.cache_clear()
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    sys.argv = asked["args"]


def _serve(listener: socket.socket) -> None:
    """Answers callers until the one who started it is gone; returns only in a child that has become the program."""
    running: dict[int, tuple[int, socket.socket]] = {}  # by what tells a child's end: the child, and who waits for it
    while True:
        ready, _, _ = select.select([listener, sys.stdin, *running], [], [])
        if sys.stdin in ready:
            os._exit(0)
        for end in running.keys() & set(ready):
            _ended(end, *running.pop(end))
        if listener not in ready:
            continue
        line, _ = listener.accept()
        message, files, _, _ = socket.recv_fds(line, MESSAGE, 2)
        if not message:  # a caller who went at once
            line.close()
            continue
        child = os.fork()
        if not child:
            for end, (_, other) in running.items():
                os.close(end)
                other.close()
            line.close()
            listener.close()
            return _become(json.loads(message), files)
        for file in files:
            os.close(file)
        with contextlib.suppress(OSError):
            line.send(str(child).encode())
        running[os.pidfd_open(child)] = child, line


def _ended(end: int, child: int, line: socket.socket) -> None:
    """Tell the caller how a child ended."""
    os.close(end)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with line, contextlib.suppress(OSError):  # nobody may wait any more
        line.send(str(code).encode())


def _run(program: Callable[[], None]) -> None:
    """The program to its end as the interpreter would end it, but for tearing down every module, which takes 0.4 s."""
    code: object = 1
    try:
        program()
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        traceback.print_exc()
    finally:
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    _load()
    gc.freeze()
    door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    door.bind(sys.argv[1])
    door.listen(64)
    print("warm", flush=True)
    _serve(door)
    from congvan.cli import main

    _run(main)
