"""versions, version, restore, redline: what a file said before it was saved over, and what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from congvan.desk import texts
from congvan.desk.here import Here
from congvan.machine.versions import Shelf, hash_of
from congvan.problems import Problems, Span
from congvan.text.redline import Piece, redline


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a file: its ``number`` (0 is the text that is there now), since when it stood there and who had saved
    it; ``since`` None and ``actor`` "" where that is not known: it came by another way than the studio.
    """

    number: int
    etag: str
    since: datetime | None
    until: datetime | None
    actor: str


@dataclass(frozen=True, slots=True)
class VersionText:
    """A version with its text."""

    version: Version
    data: bytes


def versions(here: Here, id: str, problems: Problems) -> tuple[Version, ...] | None:
    """The text that is there now, then the earlier ones, the newest first. Errors: CV402, CV403, CV006, CV009."""
    found = _all(here, id, problems)
    return None if found is None else found.every


def version(here: Here, id: str, number: int, problems: Problems) -> VersionText | None:
    """One of them with its text. Errors: CV980 there is none of that number; those of :func:`versions`."""
    found = _all(here, id, problems)
    return None if found is None else found.one(number, problems)


def changes(here: Here, id: str, old: int, new: int, problems: Problems) -> tuple[Piece, ...] | None:
    """What leads from one version to another, word by word; 0 is the text that is there now."""
    found = _all(here, id, problems)
    if found is None:
        return None
    before, after = found.one(old, problems), found.one(new, problems)
    if before is None or after is None:
        return None
    return redline(texts.worded(before.data), texts.worded(after.data))


def restore(here: Here, id: str, number: int, expected: str, problems: Problems) -> texts.Saved | None:
    """An earlier text put back; the one that is there now is kept as an earlier one itself.

    Errors: CV980, CV976, CV979.
    """
    found = _all(here, id, problems)
    earlier = None if found is None else found.one(number, problems)
    if found is None or earlier is None:
        return None
    return texts.put(here, found.file, earlier.data, expected, problems)


@dataclass(frozen=True, slots=True)
class _Versions:
    """All versions of a file, as they were at one moment; ``now`` is the text of number 0."""

    file: texts.TextFile
    now: bytes
    shelf: Shelf
    every: tuple[Version, ...]

    def one(self, number: int, problems: Problems) -> VersionText | None:
        """One of them with its text. Errors: CV980."""
        version = next((v for v in self.every if v.number == number), None)
        data = None
        if version is not None:
            data = self.shelf.text(number) if number else self.now
        if version is None or data is None:
            problems.error("CV980", Span(self.file.shown, 1, 1), number=number, id=self.file.id)
            return None
        return VersionText(version, data)


def _all(here: Here, id: str, problems: Problems) -> _Versions | None:
    """Errors: CV402, CV403, CV006, CV009."""
    found = texts.there(here, id, problems)
    if found is None:
        return None
    file, data = found
    shelf = texts.shelf(here, file)
    kept = shelf.all()
    made_by = {one.after: one for one in kept}
    now = made_by.get(hash_of(data))
    every = [Version(0, hash_of(data), now.at if now else None, None, now.actor if now else "")]
    for n in reversed(range(len(kept))):
        one = kept[n]
        maker = next((k for k in reversed(kept[:n]) if k.after == one.before), None)
        every.append(Version(one.number, one.before, maker.at if maker else None, one.at, maker.actor if maker else ""))
    return _Versions(file, data, shelf, tuple(every))
