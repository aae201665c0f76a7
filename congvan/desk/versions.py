"""versions, version, restore, redline: what a file said before it was saved over, and what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from congvan.desk import texts
from congvan.desk.here import Here
from congvan.machine.versions import hash_of
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
    file = texts.file_of(here, id, problems)
    data = None if file is None else texts.bytes_there(file, problems)
    if file is None or data is None:
        return None
    kept = texts.shelf(here, file).all()
    made_by = {one.after: one for one in kept}
    now = made_by.get(hash_of(data))
    found = [Version(0, hash_of(data), now.at if now else None, None, now.actor if now else "")]
    for n in reversed(range(len(kept))):
        one = kept[n]
        maker = next((k for k in reversed(kept[:n]) if k.after == one.before), None)
        found.append(Version(one.number, one.before, maker.at if maker else None, one.at, maker.actor if maker else ""))
    return tuple(found)


def version(here: Here, id: str, number: int, problems: Problems) -> VersionText | None:
    """One of them with its text. Errors: CV980 there is none of that number; those of :func:`versions`."""
    found = versions(here, id, problems)
    file = texts.file_of(here, id, problems) if found is not None else None
    if found is None or file is None:
        return None
    one = next((v for v in found if v.number == number), None)
    data = None
    if one is not None:
        data = texts.shelf(here, file).text(number) if number else texts.bytes_there(file, problems)
    if one is None or data is None:
        problems.error("CV980", Span(file.shown, 1, 1), number=number, id=file.id)
        return None
    return VersionText(one, data)


def changes(here: Here, id: str, old: int, new: int, problems: Problems) -> tuple[Piece, ...] | None:
    """What leads from one version to another, word by word; 0 is the text that is there now."""
    before, after = version(here, id, old, problems), version(here, id, new, problems)
    if before is None or after is None:
        return None
    return redline(texts.worded(before.data), texts.worded(after.data))


def restore(here: Here, id: str, number: int, expected: str, problems: Problems) -> texts.Saved | None:
    """An earlier text put back; the one that is there now is kept as an earlier one itself.

    Errors: CV980, CV976, CV979.
    """
    found = version(here, id, number, problems)
    file = texts.file_of(here, id, problems)
    if found is None or file is None:
        return None
    saved = texts.save(here, file, expected, lambda data: found.data, problems, found.data)
    if saved is not None and saved.ok:
        problems.extend(texts.faults(here, file, saved.data))
    return saved
