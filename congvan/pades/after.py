"""What came after the first signature → what of it shows that nobody signed: by structure and by pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader

from congvan.machine.said import named
from congvan.model.signing import Finding
from congvan.pades import nodes, revisions, squares, told, unread
from congvan.pdf import pictures
from congvan.pdf.pictures import Bounds, Square


@dataclass(frozen=True, slots=True)
class Stop:
    """A signature as a place in the file: which revision it ends, at which byte, and whether it may bring anything."""

    field: str
    revision: int
    end: int
    brings: bool  # an intact signature of somebody; a clock may not show anything


@dataclass
class _Step:
    """From one signature to the next, or to the end of the file."""

    start: Stop
    end: Stop
    came: revisions.Came = field(default_factory=revisions.Came)


def look(data: bytes, opened: PdfFileReader, stops: Sequence[Stop]) -> list[Finding]:
    """Everything that shows, or acts, after the first of ``stops`` without having been signed.

    CV900–CV909, CV675 and CV672 as in the rooms that find them; CV906 what could not be looked at within bounds or by
    the second reader, CV907 a page that looks otherwise, CV916 another title.
    """
    if not stops or not data[stops[0].end :].strip(b"\r\n \0"):
        return []
    found: list[Finding] = []
    try:
        for one in _Look(data, opened, sorted(stops, key=lambda s: s.end)).findings():
            found.append(one)
    except Bounds:
        found.append(Finding("CV906", False, {"why": named("TOO_LARGE")}, unjudged=True))
    except pictures.Unreadable:
        found.append(Finding("CV906", False, {"why": named("SECOND_READER")}, unjudged=True))
    return found


class _Look:
    def __init__(self, data: bytes, opened: PdfFileReader, stops: list[Stop]) -> None:
        self.data, self.opened, self.stops = data, opened, stops
        self.watch = pictures.Watch(len(data))
        self.albums: dict[int, pictures.Album] = {}
        last = Stop("", opened.xrefs.total_revisions - 1, len(data), False)
        ends = [*stops[1:], *([last] if data[stops[-1].end :].strip(b"\r\n \0") else [])]
        self.steps = [_Step(a, b) for a, b in zip([*stops][: len(ends)], ends, strict=True)]

    def findings(self) -> Iterator[Finding]:
        try:
            yield from self.written()
            yield from self._stamps()
            yield from self._pictures()
        finally:
            for album in self.albums.values():
                album.close()

    def written(self) -> Iterator[Finding]:
        """What stands in a later state and not in the one before it, whether or not it is seen."""
        for step in self.steps:
            old, new = (self.opened.get_historical_resolver(s.revision) for s in (step.start, step.end))
            step.came = revisions.came(old, new, step.end.field if step.end.brings else None)
            yield from step.came.findings
            yield from told.retitled(told.titles(old), told.titles(new), signed=step.end.brings)

    def _album(self, end: int) -> pictures.Album:
        if end not in self.albums:
            self.albums[end] = pictures.Album(self.data[:end], self.watch)
        return self.albums[end]

    # whose square

    def _stamps(self) -> Iterator[Finding]:
        first = self.opened.get_historical_resolver(self.stops[0].revision)
        there = list(_squares(first))
        fields = frozenset(nodes.names(self.opened))
        earlier = [s for s in there if s.field == self.stops[0].field]
        for step in self.steps:
            for square in step.came.strangers:
                found = squares.under(square, self._album(step.start.end))
                if found.words:
                    yield squares.over(square, found)
            for square in step.came.squares:
                if square not in there:
                    found = squares.under(square, self._album(step.start.end))
                    said = squares.judge(square, found, earlier, fields)
                    if said is not None:
                        yield said
                earlier.append(square)

    # what is seen

    def _pictures(self) -> Iterator[Finding]:
        """The pages that a step touched are compared over it; every page from the first signature to the end."""
        first, last = self.steps[0].start, self.steps[-1].end
        told_pages: set[int] = set()
        every = [square for step in self.steps for square in step.came.squares]
        if self._album(first.end).count != self._album(last.end).count:
            counts = {"before": str(self._album(first.end).count), "after": str(self._album(last.end).count)}
            yield Finding("CV672", True, counts)
            return
        compared = [(step, n, step.came.squares) for step in self.steps for n in sorted(step.came.pages)]
        whole = _Step(first, last)
        compared += [(whole, n, every) for n in range(1, self._album(first.end).count + 1)]
        for step, number, mine in compared:
            if number in told_pages or number > self._album(step.start.end).count:
                continue
            box = pictures.difference(self._album(step.start.end), self._album(step.end.end), number, mine)
            if box is None:
                continue
            told_pages.add(number)
            yield unread.otherwise(number, box)
            if len(told_pages) >= unread.MOST_TOLD:
                return


def _squares(resolver: Any) -> Iterator[Square]:
    """The signature fields of a revision, where they show."""
    for number, (_, page) in enumerate(nodes.leaves(resolver), 1):
        for item in nodes.at(page, "/Annots") or ():
            widget = item.get_object()
            name, kind = nodes.owner(widget)
            rect = nodes.rectangle(widget) if kind == "/Sig" else None
            if rect is not None:
                yield Square(name, number, rect)
