"""Long deeds, apart from the process that serves pages: the program's own command line in a session of its own, which
goes on when the browser is closed and when the studio ends, is stopped or killed.

A deed has a key (``gui/2026/thu-1``); of one key there is one at a time, on all studios of a workspace. Its folder
below ``.congvan/viec/`` has what was begun (``job.json``), the answer (``result.json``, one JSON document, cut
off where it was killed) and what it said beside that (``log.txt``). Whether it still runs is told by a lock that its
process holds as long as it lives: no number of a process is mistaken for another's, and a machine that was switched off
holds none.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import congvan
from congvan.machine import locks
from congvan.machine.settings import ACTOR
from congvan.problems import MachineFault
from congvan.studio.jobs import opened
from congvan.studio.offices import Place

Stands = Literal["running", "ended", "broken"]
_LONGEST_LOG = 4000
_PATIENCE = 0.3
"""Seconds to wait for who only looks whether a deed is under way."""


@dataclass(frozen=True, slots=True)
class Job:
    """The last deed of a key. ``said``: the JSON document that it answered with, empty unless it ``ended``;
    ``broken``: its process ended without an answer (killed, no memory, machine switched off). ``at``: when it ended.
    """

    deed: str
    person: str
    begun: datetime
    state: Stands
    said: Mapping[str, Any] = field(default_factory=dict)
    log: str = ""
    at: datetime | None = None

    @property
    def faults(self) -> list[dict[str, Any]]:
        """What the program found against it, as its ``--json`` has it; errors first."""
        return sorted(self.said.get("diagnostics", ()), key=lambda one: one["severity"] != "error")


def begin(place: Place, key: str, deed: str, arguments: Sequence[str], person: str, lang: str, now: datetime) -> bool:
    """Begin ``congvan … arguments --json`` as ``person``; False, and nothing was begun, where one of that key goes on.

    Errors: MachineFault where its folder can't be written or the program can't be started.
    """
    folder, arguments = (
        _folder(place, key),
        [one.replace("\0", "") for one in arguments],
    )  # no process is told that sign
    try:
        opened(folder)
        with (folder / "lock").open("ab") as held:
            try:
                locks.lock(held.fileno(), _PATIENCE, "lock")
            except MachineFault:
                return False
            (folder / "result.json").unlink(missing_ok=True)
            told = {"key": key, "deed": deed, "person": person, "at": now.isoformat(), "arguments": arguments}
            _write(folder / "job.json", told)
            process = _start(place, folder, [*arguments, "--json"], person, lang, held.fileno())
    except OSError as error:
        from congvan.machine.atomic import fault

        raise fault(error, folder.name) from error
    threading.Thread(target=process.wait, name="viec", daemon=True).start()  # nobody else asks for its end
    return True


def _start(
    place: Place, folder: Path, arguments: Sequence[str], person: str, lang: str, lock: int
) -> subprocess.Popen[bytes]:
    """The process: it holds ``lock`` on as long as it lives, and no terminal's or service's end is its end."""
    here = place.desk.here
    home = Path(congvan.__file__).resolve().parents[1]  # what `-m` finds first, whatever lies in the workspace
    command = [sys.executable, "-m", "congvan", "--workspace", str(here.workspace.root.resolve()), "--lang", lang]
    with (folder / "result.json").open("wb") as out, (folder / "log.txt").open("wb") as err:
        return subprocess.Popen(
            [*command, *arguments], cwd=home, stdin=subprocess.DEVNULL, stdout=out, stderr=err, pass_fds=(lock,),
            start_new_session=True, env={**here.settings.variables, ACTOR: person},
        )  # fmt: skip


def look(place: Place, key: str) -> Job | None:
    """The last deed of a key as it stands now; None where there never was one."""
    folder = _folder(place, key)
    running = _held(folder)  # before what it said is read: what is no longer held has said all it will
    try:
        known = json.loads((folder / "job.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    deed, person, begun = str(known["deed"]), str(known["person"]), datetime.fromisoformat(known["at"])
    if running:
        return Job(deed, person, begun, "running")
    said, at = _said(folder)
    log = _read(folder / "log.txt")[-_LONGEST_LOG:].strip()
    return Job(deed, person, begun, "broken" if said is None else "ended", said or {}, log, at)


def running(place: Place, key: str) -> bool:
    """Whether a deed of that key is under way."""
    return _held(_folder(place, key))


def _folder(place: Place, key: str) -> Path:
    name = hashlib.sha256(key.encode()).hexdigest()[:24]
    return place.desk.here.workspace.root / ".congvan" / "viec" / name


def _write(path: Path, told: Mapping[str, Any]) -> None:
    beside = path.with_suffix(".tmp")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _held(folder: Path) -> bool:
    try:
        with (folder / "lock").open("rb") as handle:
            return locks.held(handle.fileno())
    except OSError:
        return False


def _said(folder: Path) -> tuple[dict[str, Any] | None, datetime | None]:
    """The whole answer and when it was given; none where the process ended before its last word."""
    path = folder / "result.json"
    try:
        found = json.loads(path.read_text("utf-8"))
        at = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    except (OSError, ValueError):
        return None, None
    return (found, at) if isinstance(found, dict) else (None, None)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
