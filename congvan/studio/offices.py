"""Whose desk it is: an office's desk, by the word that stands in an address, with what this process remembers of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from congvan.desk.desk import Desk
from congvan.studio.presence import Presence
from congvan.studio.stopping import Stopped
from congvan.text.zones import zone

if TYPE_CHECKING:
    from congvan.desk.circulars import Card
    from congvan.desk.facts import Facts
    from congvan.desk.register_look import BookPage
    from congvan.desk.result import Result
    from congvan.desk.standing import Standing
    from congvan.people.steps import Mark
    from congvan.studio.progress import From, Progress

T = TypeVar("T")
FRESH = 60.0
"""Seconds for which an office's facts are believed where its files are as they were."""
ALONE = "van-phong"
"""The word of the one office of a studio that has one workspace."""


@dataclass
class Place:
    """One office: its word, its desk, who is at which letter just now."""

    slug: str
    desk: Desk
    presence: Presence = field(default_factory=Presence)

    book: dict[int | None, BookPage] = field(default_factory=dict)
    """Pages of the book that were shown, by year: what they could be filtered by."""

    shown: dict[str, str] = field(default_factory=dict)
    """Texts that were shown with a button, by their hash."""
    standings: dict[str, tuple[object, Standing]] = field(default_factory=dict)
    """What was read of a document last, with what it depends on."""
    progress: dict[str, tuple[From, Progress]] = field(default_factory=dict)
    """Where a document stood when a list was last asked for, with what that follows from."""
    marks: tuple[Sequence[Mark], Mapping[str, tuple[Mark, ...]]] | None = None
    """All marks as they were read last, and the same by document."""
    _known: dict[str, Card] = field(default_factory=dict)
    _facts: tuple[tuple[int, ...], float, Facts] | None = None

    def local(self, at: datetime) -> datetime:
        """A moment as the clocks of the office show it."""
        return at.astimezone(zone(None))

    def cards(self) -> tuple[Card, ...]:
        """The circulars of the office; files that nobody has written to since are not read again."""
        found = _value(self.desk.circulars(known=self._known), ())
        self._known = {card.id: card for card in found}
        return found

    def card(self, id: str) -> Card | None:
        """One of them."""
        found = _value(self.desk.circulars([id], known=self._known), ())
        return found[0] if len(found) == 1 and found[0].id == id else None

    def titled(self, id: str) -> Card | None:
        """One of them for its title: where its file is as it was read, number and subject are not asked for again, and
        its state may have moved on.
        """
        known = self._known.get(id)
        file = self.desk.here.workspace.root / "circulars" / f"{id}.yaml"
        if known is not None and known.code and known.typed[0] == _written(file):
            return known
        found = self.card(id)
        if found is not None:
            self._known = {**self._known, id: found}
        return found

    def there(self, id: str) -> bool:
        """Whether there is such a document; one that was read, and whose file lies as it was, needs no second look."""
        known = self._known.get(id)
        file = self.desk.here.workspace.root / "circulars" / f"{id}.yaml"
        if known is not None and known.typed[0] == _written(file):
            return True
        found = self.card(id)
        if found is not None:
            self._known = {**self._known, id: found}
        return found is not None

    def facts(self) -> Facts:
        """Who the office is; read anew when one of its files was written, and once a minute."""
        now, stamp = time.monotonic(), self.stamp()
        known = self._facts
        if known is None or known[0] != stamp or now - known[1] > FRESH:
            found = _value(self.desk.facts(), None)
            if known is not None and known[2] == found:
                found = known[2]  # the same for whoever compares
            known = self._facts = stamp, now, found
        return known[2]

    def stamp(self) -> tuple[int, ...]:
        """What changes when the office's own files are written."""
        root = self.desk.here.workspace.root
        return tuple(_written(root / name) for name in ("issuer.yaml", "recipients.yaml", "templates"))

    def signed_stamp(self, id: str) -> int:
        """What changes when the signed file of a document is written."""
        return _written(self.desk.here.workspace.output(None) / f"{id}.signed.pdf")


def _value(result: Result[T], nothing: T | None) -> T:
    """What a deed gave. Errors: Stopped where the machine kept it from giving anything."""
    if result.value is None and result.machine is not None:
        raise Stopped(result.machine)
    found = result.value if result.value is not None else nothing
    assert found is not None
    return found


def _written(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@dataclass(frozen=True)
class Offices:
    """All offices of this studio."""

    places: Mapping[str, Place]

    @classmethod
    def alone(cls, desk: Desk) -> Offices:
        """The one workspace of whoever started the studio in its folder."""
        return cls({ALONE: Place(ALONE, desk)})

    @classmethod
    def several(cls, desks: Mapping[str, Desk]) -> Offices:
        """Many offices, each by its word."""
        return cls({slug: Place(slug, desk) for slug, desk in desks.items()})

    def find(self, slug: str) -> Place | None:
        """The office of an address."""
        return self.places.get(slug)

    def first(self) -> Place:
        """The one that a person begins at."""
        return next(iter(self.places.values()))

    def __iter__(self) -> Iterator[Place]:
        return iter(self.places.values())
