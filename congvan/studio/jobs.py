"""Jobs: each has a folder in the office's own ``.congvan``, with what is known of it in ``job.json``; long work goes on
there while a page waits, or while nobody does. Nothing in it is of the register or the output: who deletes it loses
nothing that was done.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

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


@dataclass(frozen=True, slots=True)
class Store:
    """Where the jobs of a kind lie, and for how long: since they were begun, or written to where nothing says when."""

    name: str
    kept: timedelta = timedelta(days=7)
    unknown: timedelta = timedelta(hours=1)
    """So long a folder is kept of which nothing is known: its upload was refused or cut off."""
    letters: int = 16
    """Of a job's name."""

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
        """A job by its word in an address, and what is known of it."""
        folder = self.root(place) / job
        known = _read(folder) if self._named(job) else None
        return None if known is None else (folder, known)

    def swept(self, place: Place, now: datetime) -> list[tuple[str, Told]]:
        """The jobs that are kept, the newest first; older ones are deleted, file and all."""
        found = []
        for folder in _inside(self.root(place)):
            known = _read(folder) if self._named(folder.name) else None
            with suppress(OSError):  # somebody else may have deleted it just now
                if now - _since(folder, known) > (self.unknown if known is None else self.kept):
                    shutil.rmtree(folder, ignore_errors=True)
                elif known is not None:
                    found.append((folder.name, known))
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


def _inside(root: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from root.iterdir()


def _since(folder: Path, known: Told | None) -> datetime:
    if known is not None and "at" in known:
        return datetime.fromisoformat(known["at"])
    return datetime.fromtimestamp(folder.stat().st_mtime, UTC)


class Jobs:
    """The jobs of this process: which of them run, so many at once."""

    def __init__(self, threads: int, name: str) -> None:
        self._running = set[str]()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(threads, name)

    def begin(self, folder: Path, told: Told, work: Work) -> None:
        """Do ``work`` in ``folder``; ``told`` is what is known of it."""
        with self._lock:
            self._running.add(folder.name)
        note(folder, {**told, "state": "waiting"})
        self._pool.submit(self._done, folder, told, work)

    def _done(self, folder: Path, told: Told, work: Work) -> None:
        try:
            note(folder, {**told, **work(folder)})
        except Exception:  # nobody asks the pool for it: who mends it finds it where those of pages are
            logging.getLogger(__name__).exception("job %s", folder.name)
            note(folder, {**told, "state": "broken"})
        finally:
            with self._lock:
                self._running.discard(folder.name)

    def running(self, job: str) -> bool:
        """Whether somebody is at it; a job whose process was killed is not."""
        with self._lock:
            return job in self._running

    def stands(self, folder: Path, known: Told) -> Told:
        """What is known of it now; its ``state``: ``waiting``, ``done``, ``refused``, or ``broken`` where its process
        was killed.
        """
        if known["state"] != "waiting" or self.running(folder.name):
            return known
        now = _read(folder) or known  # it may have ended since it was read
        return {**now, "state": "broken"} if now["state"] == "waiting" else now

    def find(self, store: Store, place: Place, job: str) -> tuple[Path, Told] | None:
        """A job by its word in an address, as it stands now."""
        found = store.find(place, job)
        return None if found is None else (found[0], self.stands(*found))

    async def asked(self, store: Store, request: Request, place: Place) -> tuple[Path, Told] | None:
        """The job of an address, as it stands now; None where it is somebody else's."""
        found = await run_in_threadpool(self.find, store, place, request.path_params["job"])
        return found if found is not None and mine(request, found[1]) else None

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
    """The job of an address, as it is kept; None where it is somebody else's."""
    found = await run_in_threadpool(store.find, place, request.path_params["job"])
    return found if found is not None and mine(request, found[1]) else None


async def earlier(store: Store, request: Request, place: Place) -> list[tuple[str, Told, str]]:
    """The last jobs of a kind that are of whoever asks, as a page lists them, each with when it was begun."""
    studio: Studio = request.app.state.studio
    now, lang = studio.now(), language(request)
    found = [one for one in await run_in_threadpool(store.swept, place, now) if mine(request, one[1])]
    return [
        (job, known, moment(place.local(datetime.fromisoformat(known["at"])), lang, place.local(now)))
        for job, known in found[:_LISTED]
    ]
