"""What was uploaded: a folder a job in the office's own ``.congvan``, with what is known of it in
``job.json``. Nothing in it is of the register or the output: who deletes it loses nothing that was done.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.datastructures import UploadFile

from congvan.studio.offices import Place

KEPT = timedelta(days=7)
_LONGEST = 180
_JOB = re.compile(r"[0-9a-f]{16}\Z")


def store(place: Place, kind: str) -> Path:
    """Where the jobs of a kind lie; git is told to leave them alone."""
    return place.desk.here.workspace.root / ".congvan" / kind


def begin(place: Place, kind: str, name: str, data: bytes) -> Path:
    """A new job with one file in it. Errors: OSError."""
    folder = store(place, kind) / secrets.token_hex(8)
    folder.mkdir(parents=True, mode=0o770)
    ignore = folder.parent.parent / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")
    (folder / name).write_bytes(data)
    return folder


def find(place: Place, kind: str, job: str) -> tuple[Path, dict[str, Any]] | None:
    """A job by its word in an address, and what is known of it."""
    folder = store(place, kind) / job
    known = _known(folder) if _JOB.match(job) else None
    return None if known is None else (folder, known)


def note(folder: Path, told: dict[str, Any]) -> None:
    """Keep what is known of a job, whole or not at all."""
    beside = folder / f"{secrets.token_hex(4)}.tmp"
    beside.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    beside.replace(folder / "job.json")


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


def forget(folder: Path) -> None:
    """A job that is done with."""
    shutil.rmtree(folder, ignore_errors=True)


def named(given: object) -> str:
    """The bare name of an uploaded file; empty where none was chosen."""
    return Path((given.filename or "").replace("\\", "/")).name if isinstance(given, UploadFile) else ""


def short(name: str) -> str:
    """An uploaded file's name as any file system takes it: 255 bytes are some ninety Vietnamese letters, and browsers
    send up to 255 letters. Its ending stays.
    """
    stem, dot, ending = name.replace("\0", "").rpartition(".")
    kept = (stem or ending).encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore").strip()
    return f"{kept}{dot}{ending.encode('utf-8', 'replace')[:20].decode('utf-8', 'ignore')}" if stem else kept


def _known(folder: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads((folder / "job.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found
