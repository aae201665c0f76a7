"""Texts as they were before somebody saved over them: a bounded shelf of files in a folder of its own.

Whoever puts one there holds the lock of the file that is saved; should two come together all the same (a network disk
without locks), each gets a number of its own and nothing is lost. A file has a first line that says when, by whom and
over which text, then the text as it was.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from congvan.machine import files
from congvan.machine.atomic import RIGHTS, create, fault

MOST_BYTES = 3_000_000
_NAME = re.compile(r"(\d{6,})\.txt\Z")
NEWEST = 50
"""So many are all kept."""
MOST = 300
"""So many are kept at all."""
_STEPS = ((timedelta(days=2), timedelta(minutes=15)), (timedelta(days=60), timedelta(days=1)))
"""Of a text so old one is kept for each such time, the first of it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One earlier text: its number, when it was saved over and by whom, its hash and that of the text after it."""

    number: int
    at: datetime
    actor: str
    before: str
    after: str


def hash_of(data: bytes) -> str:
    """What tells one text from another: SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Shelf:
    """The earlier texts of one file, in ``folder``, which is made when the first is kept."""

    folder: Path
    rights: int = RIGHTS

    def all(self) -> tuple[Kept, ...]:
        """What is kept, the oldest first; what can't be read is left out."""
        found = (self._head(number) for number in self._numbers())
        return tuple(kept for kept in found if kept is not None)

    def text(self, number: int) -> bytes | None:
        """One earlier text, None where it is not there any more."""
        try:
            return files.read(self._path(number), MOST_BYTES).partition(b"\n")[2]
        except (OSError, ValueError):
            return None

    def keep(self, data: bytes, after: str, actor: str, at: datetime) -> int:
        """Put the text there that is about to be saved over. Its number. Errors: CV490, CV491."""
        before = hash_of(data)
        head = {"at": at.astimezone(UTC).isoformat(), "actor": actor, "before": before, "after": after}
        line = json.dumps(head, ensure_ascii=False).encode()
        number = max(self._numbers(), default=0) + 1
        while True:
            try:
                create(self._path(number), line + b"\n" + data, self.rights)
                break
            except FileExistsError:
                number += 1
            except OSError as error:
                raise fault(error, self._path(number).as_posix()) from error
        if number % 10 == 0:
            self._thin(at)
        return number

    def _thin(self, now: datetime) -> None:
        kept = self.all()
        staying = {one.number for one in thinned(kept, now)}
        for one in kept:
            if one.number not in staying:
                with suppress(OSError):
                    self._path(one.number).unlink()

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06d}.txt"

    def _numbers(self) -> list[int]:
        try:
            names = [_NAME.match(path.name) for path in self.folder.iterdir()]
        except OSError:
            return []
        return sorted(int(name[1]) for name in names if name)

    def _head(self, number: int) -> Kept | None:
        try:
            with files.opened(self._path(number)) as file:
                head = json.loads(file.readline(4096))
            at = datetime.fromisoformat(head["at"])
            return Kept(number, at, str(head["actor"]), str(head["before"]), str(head["after"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def thinned(kept: Sequence[Kept], now: datetime) -> list[Kept]:
    """Which of the earlier texts, the oldest first, are still kept: the newest all, of older ones the first of each
    quarter of an hour, then of each day; never more than ``MOST``, and always the very first.
    """
    newest, older = list(kept[-NEWEST:]), kept[:-NEWEST]
    chosen: list[Kept] = []
    taken: set[tuple[int, int]] = set()
    for one in older:
        step = next((n for n, (age, _) in enumerate(_STEPS) if now - one.at <= age), len(_STEPS) - 1)
        slot = (step, int(one.at.timestamp() // _STEPS[step][1].total_seconds()))
        if slot not in taken or one is older[0]:
            taken.add(slot)
            chosen.append(one)
    staying = chosen + newest
    return staying if len(staying) <= MOST else [staying[0], *staying[-MOST + 1 :]]
