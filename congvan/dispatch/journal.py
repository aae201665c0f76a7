"""What a sender has begun and how it ended, between two commits of the ledger: lines in a file of its own.

They are written before the first byte of a parcel and after its last word, without waiting for the disk: a killed
process loses none of them, a machine that lost its power may. So they are believed only on the same machine since the
same start (:func:`congvan.dispatch.claims.here`); everywhere else a row without a result stays unknown.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

from congvan.dispatch import claims
from congvan.machine import atomic
from congvan.model.delivery import STATES, Delivery, Outcome

OLD = 30 * 86400.0
"""Seconds after which a journal is of no use to anybody."""
Known = dict[tuple[int, int], Outcome | None]
"""By row and attempt: how it ended, None where it only began. What is missing never began."""


class Journal:
    """The lines of one sender; the file is made with the first of them and goes with the last commit."""

    def __init__(self, folder: Path, owner: str) -> None:
        self.path = _path(folder, owner)
        self._file: int | None = None

    def begin(self, row: Delivery) -> None:
        """A parcel is about to go out. Errors: MachineFault, and then it does not."""
        try:
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = os.open(self.path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
                _tidy(self.path.parent, os.fstat(self._file).st_mtime - OLD)
            self._write([row.id, row.attempts])
        except OSError as error:
            raise atomic.fault(error, self.path.name) from error

    def end(self, row: Delivery, outcome: Outcome) -> None:
        """How it ended; where that can't be written, it only began."""
        with suppress(OSError):
            self._write([row.id, row.attempts, outcome.state, outcome.reply, list(outcome.failed)])

    def _write(self, line: list[object]) -> None:
        assert self._file is not None
        data = (json.dumps(line) + "\n").encode()
        if os.write(self._file, data) != len(data):
            raise OSError(errno.ENOSPC, "")

    def close(self) -> None:
        """Everything stands in the ledger: the lines are needed no more."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        forget(self.path)


def _tidy(folder: Path, before: float) -> None:
    """Remove what senders left that died long ago, after their last commit; ``before`` by the disk's own clock."""
    for path in folder.glob(".congvan-sending-*.jsonl"):
        with suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()


def forget(path: Path) -> None:
    """Remove a journal."""
    with suppress(OSError):
        path.unlink()


def read(folder: Path, owner: str) -> tuple[Path, Known | None]:
    """The journal of a sender that died here, None where nothing can be known."""
    path = _path(folder, owner)
    if not claims.here(owner):
        return path, None
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return path, None
    known: Known = {}
    for line in lines[:-1]:
        try:
            id, attempt, *rest = json.loads(line)
            known[int(id), int(attempt)] = _outcome(rest) if rest else None
        except (ValueError, TypeError, AssertionError, StopIteration):
            return path, None
    return path, known


def _outcome(rest: list[object]) -> Outcome:
    state, reply, failed = rest
    known = next(s for s in STATES if s == state)
    assert isinstance(failed, list)
    return Outcome(known, str(reply), tuple(str(a) for a in failed))


def _path(folder: Path, owner: str) -> Path:
    return folder / f".congvan-sending-{hashlib.sha256(owner.encode()).hexdigest()[:24]}.jsonl"
