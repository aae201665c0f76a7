"""A job in the process that does it: the desk's deed, and what the command would have printed of it in every language
and as JSON.
"""

from __future__ import annotations

import io
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from congvan.cli import words
from congvan.cli.group import Invocation
from congvan.cli.report import MACHINE, tell
from congvan.desk.result import Result, Watch
from congvan.jobs import Run, Told, Words
from congvan.machine.clock import system_clock
from congvan.machine.settings import Settings
from congvan.problems import Diagnostic, MachineFault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from congvan.desk.dispatched import Dispatched
    from congvan.jobs.store import Queue

EACH = 1.0
"""Seconds between two looks into the queue: how far it is, and whether it is to go on."""
SHARE = 200
"""Recipients for each who sends one letter; from twice as many on, others are asked to help."""
HELPERS = 32
"""So many at most."""
OTHERS = timedelta(seconds=30)
"""Between two looks at rows that another sender is at."""


class Steps(Watch):
    """Notes how far a job is, and ends it when the queue says so or the worker that began it is gone."""

    def __init__(self, run: Run, queue: Queue) -> None:
        super().__init__()
        self._run, self._queue, self._parent = run, queue, os.getppid()
        self._at = self._shift = 0
        self._last, self._name = 0.0, ""
        self.of = 0
        self.steps = 0

    def begin(self, of: int, before: int = 0) -> None:
        """So many pieces; of those who only help, their own count. Where there are many, others are asked to help."""
        self.of, self._at = of, before
        self._shift = before if self._run.parent is not None else 0
        if self._run.deed == "send" and self._run.parent is None and of - before >= 2 * SHARE:
            self._queue.help(self._run, min((of - before) // SHARE - 1, HELPERS))
        self.note()

    def step(self, done: int, of: int, name: str) -> None:
        """One piece further."""
        self._at, self.of, self._name = done, of, name
        self.steps += 1

    @property
    def stopped(self) -> bool:
        """Whether it is to end."""
        if time.monotonic() - self._last >= EACH:
            self.note()
        if os.getppid() != self._parent:
            self.stop()
        return super().stopped

    def note(self) -> None:
        """Tell the queue. One that can't be reached now is no reason to end: the ledger is what counts."""
        self._last = time.monotonic()
        with suppress(MachineFault):
            if not self._queue.further(self._run, self._at - self._shift, self.of, self._name):
                self.stop()

    @property
    def left(self) -> bool:
        """Whether it was ended with something left to do."""
        return super().stopped and (self._at < self.of or not self.of)


def _answer(run: Run, result: Result[Any], found: Invocation) -> int:
    """As the command answers; the exit code."""
    if run.deed == "build":
        from congvan.cli import build

        return build.told(result, found)
    if run.deed == "send":
        from congvan.cli import send

        return send.told(result, found)
    from congvan.cli import inspect

    html = run.request.get("html")
    return inspect.told(result, found, Path(str(html)) if html else None, again=True)


def work(run: Run) -> Told:
    """A job, done."""
    from congvan.jobs.store import Queue
    from congvan.register import Location

    settings = replace(Settings.read(os.environ), actor=run.person, register=run.register)
    queue = Queue(Location(url=run.register, settings=settings))
    try:
        with _workspace(run, settings) as root:
            os.chdir(root)
            return _done(run, replace(settings, folder=root), queue, root)
    finally:
        queue.close()


@contextmanager
def _workspace(run: Run, settings: Settings) -> Iterator[Path]:
    """The workspace of a job: the one that the worker sees, or what it carries with it, laid into a new folder."""
    if run.carried is None:
        yield Path(run.workspace)
        return
    from congvan.jobs import files

    with tempfile.TemporaryDirectory(prefix="congvan-viec-") as folder:
        files.lay(run.carried, Path(folder), settings.rights())
        yield Path(os.path.realpath(folder))


def _done(run: Run, settings: Settings, queue: Queue, root: Path) -> Told:
    from congvan.desk.desk import Desk
    from congvan.jobs import files

    watch, desk = Steps(run, queue), Desk.open(Path("."), settings=settings)
    deeds: Mapping[str, Callable[..., Result[Any]]]
    deeds = {"build": desk.build, "send": desk.send, "inspect": desk.inspect}
    deed = deeds[run.deed]
    asked = dict(run.request)
    before = files.state(root) if run.carried is not None else {}
    if run.deed == "send" and (run.parent is not None or run.under_way):
        _once(asked)
    if run.parent is not None:
        done = deed(**asked, share=run.share, watch=watch)
        watch.note()
        if not watch.left and not done.failed:
            queue.enough(run)  # whoever begins now would read the whole letter to find nothing
        return Told(0, {}, stopped=watch.left)
    result = deed(**asked, watch=watch)
    if run.deed == "send" and _joined(run, queue, watch):
        _once(asked)
        result = deed(**asked, watch=watch)  # what those who helped left, and all rows as they are now
    watch.note()
    made = files.made_since(root, before) if run.carried is not None else None
    code, said = words_of(lambda found: _answer(run, result, found))
    again = _again(result.value) if run.deed == "send" and not watch.left else None
    return Told(code, said, watch.left, again, made)


def _once(asked: dict[str, Any]) -> None:
    """What is for the first run of a letter alone: the plan was the one that was seen, and has changed by what we sent
    ourselves; what was to be tried at once has been, and what the server deferred since has its time.
    """
    for name in ("seal", "now"):
        asked.pop(name, None)


def _joined(run: Run, queue: Queue, watch: Steps) -> bool:
    """Wait for those who help; whether there was anybody."""
    if watch.of < 2 * SHARE:
        return False
    while queue.helped(run) and not watch.stopped:
        time.sleep(EACH / 4)
    return not watch.stopped


def _again(done: Dispatched | None) -> datetime | None:
    """When the first of what was deferred is due: the ledger sets these times, each later than the one before. What
    another sender is at just now is nobody's result yet: it may be deferred there, or die in those hands.
    """
    if done is None:
        return None
    due = [datetime.fromisoformat(r.next_at) for r in done.rows if r.state == "deferred" and r.next_at]
    if any(r.state == "attempting" for r in done.rows):
        due.append(system_clock() + OTHERS)
    return min(due, default=None)


def faulted(found: Diagnostic) -> Told:
    """What is told of a job whose process died."""

    def answer(invocation: Invocation) -> int:
        tell([found], as_json=invocation.json)
        return MACHINE

    return Told(MACHINE, words_of(answer)[1])


def words_of(answer: Callable[[Invocation], int]) -> tuple[int, dict[str, Words]]:
    """What a command prints, in every language, as text and as JSON, and its exit code."""
    code, made, before = 0, dict[str, Words](), words.language()
    try:
        for lang in words.LANGS:
            words.choose(["--lang", lang])
            out, err, document = io.StringIO(), io.StringIO(), io.StringIO()
            with redirect_stdout(out), redirect_stderr(err):
                code = answer(Invocation())
            with redirect_stdout(document), redirect_stderr(io.StringIO()):
                answer(Invocation(json=True))
            made[lang] = Words(out.getvalue(), err.getvalue(), document.getvalue())
    finally:
        words.choose(["--lang", before])
    return code, made
