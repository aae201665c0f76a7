"""Jobs: each has a folder in the office's own ``.congvan``, with what is known of it in ``job.json``; long work goes on
there while a page waits, or while nobody does. Nothing in it is of the register or the output: who deletes it loses
nothing that was done.

Whoever is at a job holds the lock of its folder, and the system lets go of it whatever ends that process: a job that
waits and that nobody holds was cut off. So a list tells that as a page does, of another server's job as of one's own.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from congvan.machine import locks
from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.pages import language, moment, refused

if TYPE_CHECKING:
    from congvan.studio.application import Studio

Told = dict[str, Any]
"""What is known of a job. ``at``: when it was begun."""
Work = Callable[[Path], Told]
"""A job's folder → what it came to."""
_NAME = re.compile(r"[0-9a-f]+\Z")
_LISTED = 20
_LOCK = "lock"
_PATIENCE = 0.3
"""Seconds to wait for who only looks whether somebody is at it."""
_running = set[Path]()
"""The jobs of this process, for a disk that has no locks."""


@dataclass(frozen=True, slots=True)
class Store:
    """Where the jobs of a kind lie, and for how long: since they were begun, or written to where nothing says when."""

    name: str
    kept: timedelta = timedelta(days=7)
    unknown: timedelta = timedelta(hours=1)
    """So long a folder is kept of which nothing is known: its upload was refused or cut off."""
    letters: int = 16
    """Of a job's name."""
    unfinished: str = ""
    """The state of one that was cut short and can still be ended: it is kept, however old."""

    def root(self, place: Place) -> Path:
        """The folder of their folders."""
        return place.desk.here.workspace.root / ".congvan" / self.name

    def made(self, place: Place) -> Path:
        """The folder of a new job. Errors: OSError."""
        folder = self.root(place) / secrets.token_hex(self.letters // 2)
        opened(folder)
        return folder

    def put(self, place: Place, name: str, data: bytes) -> Path:
        """A new job with one file in it. Errors: OSError."""
        folder = self.made(place)
        (folder / name).write_bytes(data)
        return folder

    def find(self, place: Place, job: str) -> tuple[Path, Told] | None:
        """A job by its word in an address, as it stands now."""
        folder = self.root(place) / job
        known = _read(folder) if self._named(job) else None
        return None if known is None else (folder, stands(folder, known))

    def swept(self, place: Place, now: datetime) -> list[tuple[str, Told]]:
        """The jobs that are kept as they stand now, the newest first; older ones are deleted, file and all."""
        found = []
        for folder in _inside(self.root(place)):
            known = _read(folder) if self._named(folder.name) else None
            with suppress(OSError):  # somebody else may have deleted it just now
                old = now - _since(folder, known) > (self.unknown if known is None else self.kept)
                if old and not (known and known.get("state") == self.unfinished):
                    shutil.rmtree(folder, ignore_errors=True)
                elif known is not None:
                    found.append((folder.name, stands(folder, known)))
        return sorted(found, key=lambda one: str(one[1].get("at", "")), reverse=True)

    def _named(self, job: str) -> bool:
        return len(job) == self.letters and _NAME.match(job) is not None


def opened(folder: Path) -> None:
    """A folder two below the office's root, which git is told to leave alone. Errors: OSError."""
    folder.mkdir(parents=True, mode=0o770, exist_ok=True)
    ignore = folder.parent.parent / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", "ascii")


def note(folder: Path, told: Told) -> None:
    """Keep what is known of a job, whole or not at all."""
    beside = folder / f"{secrets.token_hex(4)}.tmp"
    beside.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    beside.replace(folder / "job.json")


def forget(folder: Path) -> None:
    """A job that is done with."""
    shutil.rmtree(folder, ignore_errors=True)


def _read(folder: Path) -> Told | None:
    try:
        found: Told = json.loads((folder / "job.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found


def stands(folder: Path, known: Told) -> Told:
    """What is known of a job now; its ``state``: ``waiting``, or what it came to; ``broken`` where its process was
    killed before that.
    """
    if known.get("state") != "waiting" or running(folder):
        return known
    now = _read(folder) or known  # it may have ended since it was read
    return {**now, "state": "broken"} if now.get("state") == "waiting" else now


def running(folder: Path) -> bool:
    """Whether somebody is at it; a job whose process was killed is not."""
    if folder in _running:
        return True
    try:
        with (folder / _LOCK).open("rb") as handle:
            return locks.held(handle.fileno())
    except OSError:
        return False


def _inside(root: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from root.iterdir()


def _since(folder: Path, known: Told | None) -> datetime:
    if known is not None and "at" in known:
        return datetime.fromisoformat(known["at"])
    return datetime.fromtimestamp(folder.stat().st_mtime, UTC)


class Jobs:
    """What does the jobs of this process, so many at once."""

    def __init__(self, threads: int, name: str) -> None:
        self._pool = ThreadPoolExecutor(threads, name)

    def begin(self, folder: Path, told: Told, work: Work) -> None:
        """Do ``work`` in ``folder``; ``told`` is what is known of it."""
        held = (folder / _LOCK).open("ab")
        locks.lock(held.fileno(), _PATIENCE, _LOCK)
        _running.add(folder)
        note(folder, {**told, "state": "waiting"})
        self._pool.submit(_done, held, folder, told, work)

    async def asked(self, store: Store, request: Request, place: Place) -> tuple[Path, Told] | None:
        """The job of an address, as it stands now; None where it is somebody else's."""
        return await owned(store, request, place)

    async def standing(self, store: Store, request: Request, place: Place) -> Response:
        """Whether it is done, for the page that waits."""
        found = await self.asked(store, request, place)
        if found is None:
            return refused(404, "missing", language(request))
        return JSONResponse({"state": found[1]["state"]})


def mine(request: Request, known: Told) -> bool:
    """Whether a job is of whoever asks: what somebody uploaded is nobody else's, not even in their own office. In a
    workspace of one's own all is its owner's.
    """
    session = session_of(request)
    return session.who is None or known.get("person", session.person) == session.person


async def owned(store: Store, request: Request, place: Place) -> tuple[Path, Told] | None:
    """The job of an address, as it stands now; None where it is somebody else's."""
    found = await run_in_threadpool(store.find, place, request.path_params["job"])
    return found if found is not None and mine(request, found[1]) else None


def _done(held: IO[bytes], folder: Path, told: Told, work: Work) -> None:
    """What it came to is written before it is let go of: who finds nobody at it finds that."""
    with held:
        try:
            note(folder, {**told, **work(folder)})
        except Exception:  # nobody asks the pool for it: who mends it finds it where those of pages are
            logging.getLogger(__name__).exception("job %s", folder.name)
            note(folder, {**told, "state": "broken"})
        finally:
            _running.discard(folder)


async def earlier(store: Store, request: Request, place: Place) -> list[tuple[str, Told, str]]:
    """The last jobs of a kind that are of whoever asks, as a page lists them, each with when it was begun."""
    studio: Studio = request.app.state.studio
    now, lang = studio.now(), language(request)
    found = [one for one in await run_in_threadpool(store.swept, place, now) if mine(request, one[1])]
    return [
        (job, known, moment(place.local(datetime.fromisoformat(known["at"])), lang, place.local(now)))
        for job, known in found[:_LISTED]
    ]
