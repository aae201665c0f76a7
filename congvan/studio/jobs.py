"""Files of anybody, looked at as jobs that go on while nobody waits; what they came to is kept in the office's folder
for a week.
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
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from congvan.studio.offices import Place

KEPT = timedelta(days=7)
_JOB = re.compile(r"[0-9a-f]{16}\Z")
Work = Callable[[Place, Path, dict[str, Any], str], dict[str, Any]]
"""Office, folder, what is known, language → what it came to."""


@dataclass
class Jobs:
    """The jobs of this process: which of them run."""

    _running: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, "xet"))

    def begin(self, work: Work, place: Place, folder: Path, told: dict[str, Any], lang: str) -> None:
        """Look at the file in ``folder``; ``told`` is what is known of it."""
        with self._lock:
            self._running.add(folder.name)
        _note(folder, {**told, "state": "waiting"})
        self._pool.submit(self._done, work, place, folder, told, lang)

    def _done(self, work: Work, place: Place, folder: Path, told: dict[str, Any], lang: str) -> None:
        try:
            _note(folder, {**told, **work(place, folder, told, lang)})
        except Exception:  # nobody asks the pool for it: who mends it finds it where those of pages are
            logging.getLogger(__name__).exception("job %s", folder.name)
            _note(folder, {**told, "state": "broken"})
        finally:
            with self._lock:
                self._running.discard(folder.name)

    def running(self, job: str) -> bool:
        """Whether somebody is at it; a job whose process was killed is not."""
        with self._lock:
            return job in self._running

    def stands(self, folder: Path, known: dict[str, Any]) -> dict[str, Any]:
        """What is known of it now; its ``state``: ``waiting``, ``done``, ``refused``, or ``broken`` where its process
        was killed.
        """
        if known["state"] != "waiting" or self.running(folder.name):
            return known
        now = _known(folder) or known  # it may have ended since it was read
        return {**now, "state": "broken"} if now["state"] == "waiting" else now


def store(place: Place, kind: str) -> Path:
    """Where uploads lie: in the office's own folder, which git is told to leave alone."""
    return place.desk.here.workspace.root / ".congvan" / kind


def put(place: Place, kind: str, name: str, data: bytes) -> Path:
    """A new folder with the file in it."""
    folder = store(place, kind) / secrets.token_hex(8)
    folder.mkdir(parents=True, mode=0o770)
    ignore = folder.parent.parent / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")
    (folder / name).write_bytes(data)
    return folder


def _note(folder: Path, told: dict[str, Any]) -> None:
    beside = folder / "job.tmp"
    beside.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    beside.replace(folder / "job.json")


def _known(folder: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads((folder / "job.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found


def job(place: Place, kind: str, name: str) -> tuple[Path, dict[str, Any]] | None:
    """The folder of a job and what is known of it; None where there is none of that name."""
    folder = store(place, kind) / name
    known = _known(folder) if _JOB.match(name) else None
    return None if known is None else (folder, known)


def swept(place: Place, kind: str, now: datetime) -> list[tuple[str, dict[str, Any]]]:
    """The jobs that are kept, the newest first; older ones are deleted, file and all."""
    found = []
    with suppress(OSError):
        for folder in store(place, kind).iterdir():
            known = _known(folder) if _JOB.match(folder.name) else None
            if known is None or now - datetime.fromisoformat(known["at"]) > KEPT:
                if known is not None or now.timestamp() - folder.stat().st_mtime > 3600:
                    shutil.rmtree(folder, ignore_errors=True)
                continue
            found.append((folder.name, known))
    return sorted(found, key=lambda one: str(one[1]["at"]), reverse=True)
