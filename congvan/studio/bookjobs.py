"""Long work on a book: done in a process of its own while a page waits for it. What it came to lies in the office's
folder for a day; a job whose studio was killed says so.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from congvan.studio.offices import Place

KEPT = 24 * 3600
"""Seconds."""
_JOB = re.compile(r"[0-9a-f]{32}\Z")

Told = dict[str, Any]


@dataclass
class BookJobs:
    """The jobs of this process. One is done at a time: the machine is for those who write."""

    _running: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "so"))

    def begin(self, folder: Path, told: Told, work: Callable[[Path], Told]) -> str:
        """Do ``work`` in ``folder``; its address."""
        with self._lock:
            self._running.add(folder.name)
        note(folder, {**told, "state": "waiting"})
        self._pool.submit(self._done, folder, told, work)
        return folder.name

    def _done(self, folder: Path, told: Told, work: Callable[[Path], Told]) -> None:
        try:
            note(folder, {**told, **work(folder)})
        except Exception:  # nobody asks the pool for it: who mends it finds it where those of pages are
            logging.getLogger(__name__).exception("job %s", folder.name)
            note(folder, {**told, "state": "broken"})
        finally:
            with self._lock:
                self._running.discard(folder.name)

    def find(self, place: Place, job: str) -> tuple[Path, Told] | None:
        """What is known of a job of this office."""
        folder = _store(place) / job
        if not _JOB.match(job):
            return None
        with self._lock:
            running = job in self._running  # asked first: what no longer runs has said all it will
        try:
            told: Told = json.loads((folder / "job.json").read_text("utf-8"))
        except (OSError, ValueError):
            return None
        if told["state"] == "waiting" and not running:
            told["state"] = "broken"
        return folder, told


def _store(place: Place) -> Path:
    return place.desk.here.workspace.root / ".congvan" / "so"


def made(place: Place, now: float) -> Path:
    """A folder for a new job, whose name nobody guesses; those of yesterday go."""
    store = _store(place)
    folder = store / secrets.token_hex(16)
    folder.mkdir(parents=True, mode=0o770)
    ignore = store.parent / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")
    with suppress(OSError):
        for old in store.iterdir():
            if _JOB.match(old.name) and now - old.stat().st_mtime > KEPT:
                shutil.rmtree(old, ignore_errors=True)
    return folder


def note(folder: Path, told: Told) -> None:
    """What is known of a job, whole or as before."""
    beside = folder / "job.tmp"
    beside.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    beside.replace(folder / "job.json")
