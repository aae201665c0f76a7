"""The page beside the text: drawn by workers of one thread each, sent page by page, and only what changed.

HTML costs a tenth of the true pages, so a line of those who type waits for nobody's pages: of the workers one is always
left for HTML. What was drawn is kept by the hash of its HTML, a page by its own.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from congvan.machine import workers
from congvan.machine.settings import Settings

if TYPE_CHECKING:
    from congvan.desk.preview import Preview
    from congvan.desk.result import Result
    from congvan.model.rendered import Place as Drawn
    from congvan.studio.offices import Place

KEPT = 400
"""Pages in memory, some 20 KB each as they are sent."""


def previewed(
    folder: Path, settings: Settings, id: str, source: bytes | None, wanted: Sequence[str],
    style: Mapping[str, str] | None = None,
) -> Result[Preview]:  # fmt: skip
    """What :meth:`Desk.preview` gives, from the workspace in ``folder``: a worker's job."""
    from congvan.desk.desk import Desk

    return Desk.open(folder, settings=settings).preview(id, source, wanted=wanted, style=style)


_FIRST = b"subject: a\nsigner: a\nto: [{text: a}]\nbody: |\n  A.\n"
"""A letter that is drawn so that everything that draws has been imported."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """The true pages: the hash of each, and the boxes on them: page, x0, y0, x1, y1 in pt from the upper left corner,
    the field and its line.
    """

    pages: tuple[str, ...]
    sizes: tuple[tuple[float, float], ...]
    places: tuple[tuple[Any, ...], ...]


@dataclass
class Store:
    """What was drawn, as long as there is room; an office's own, by its slug."""

    _pages: OrderedDict[tuple[str, str], bytes] = field(default_factory=OrderedDict)
    _sheets: OrderedDict[tuple[str, str], Sheets] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def page(self, office: str, name: str) -> bytes | None:
        """The SVG of a hash, gzipped; None where it had to make room, or was drawn for another office."""
        with self._lock:
            found = self._pages.get((office, name))
            if found is not None:
                self._pages.move_to_end((office, name))
            return found

    def sheets(self, office: str, name: str) -> Sheets | None:
        """The pages of an HTML that was drawn already."""
        with self._lock:
            found = self._sheets.get((office, name))
            there = found is not None and all((office, page) in self._pages for page in found.pages)
            return found if there else None

    def keep(self, office: str, name: str, sheets: Sheets, pages: dict[str, bytes]) -> None:
        """Remember what an HTML looks like; what nobody asked for the longest makes room."""
        with self._lock:
            self._sheets[office, name] = sheets
            self._pages.update({(office, page): data for page, data in pages.items()})
            while len(self._pages) > KEPT:
                self._pages.popitem(last=False)
            while len(self._sheets) > KEPT:
                self._sheets.popitem(last=False)


def digest(text: str) -> str:
    """A text's name among those that were drawn."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class Drawer:
    """Asks the workers, and remembers what they drew."""

    def __init__(self) -> None:
        self.store = Store()
        self.workers = workers.together()
        self._slow = threading.BoundedSemaphore(self.workers - 1)

    def warm(self, place: Place) -> list[threading.Thread]:
        """Begin every worker now and draw a page in it, beside whatever else is going on."""
        workspace = place.desk.here.workspace
        job = partial(previewed, workspace.typed, workspace.settings, "trang-dau", _FIRST, ("html", "pages"))
        workers.prepare(job)
        threads = [threading.Thread(target=workers.call, args=(job,), daemon=True) for _ in range(self.workers)]
        for thread in threads:
            thread.start()
        return threads

    def html(self, place: Place, id: str, source: bytes | None) -> Result[Preview]:
        """The letter as HTML, and every fault of it."""
        workspace = place.desk.here.workspace
        return workers.call(previewed, workspace.typed, workspace.settings, id, source, ("html",))

    def sheets(self, place: Place, id: str, source: bytes | None) -> tuple[Result[Preview], Sheets | None]:
        """The true pages beside it; None where no text can be read at all."""
        quick = self.html(place, id, source)
        if quick.value is None:
            return quick, None
        name = digest(quick.value.html)
        found = self.store.sheets(place.slug, name)
        if found is not None:
            return quick, found
        workspace = place.desk.here.workspace
        with self._slow:
            whole = workers.call(previewed, workspace.typed, workspace.settings, id, source, ("html", "pages"))
        if whole.value is None:
            return whole, None
        made, pages = _sheets(whole.value)
        drawn = digest(whole.value.html)  # somebody may have saved meanwhile: pages are kept for what they show
        self.store.keep(place.slug, drawn, made, pages)
        return (quick if drawn == name else whole), made

    def styled(self, place: Place, style: Mapping[str, str]) -> tuple[Result[Preview], Sheets | None]:
        """A page of the office in a style that is not its own yet: its newest letter, else one of two words."""
        workspace, cards = place.desk.here.workspace, place.cards()
        id = next((card.id for card in cards if card.state != "unreadable"), "")
        source = None if id else _FIRST
        with self._slow:
            job = (workspace.typed, workspace.settings, id or "mau", source, ("pages",), dict(style))
            whole = workers.call(previewed, *job)
        if whole.value is None:
            return whole, None
        made, pages = _sheets(whole.value)
        self.store.keep(place.slug, digest("".join(made.pages)), made, pages)
        return whole, made


def _sheets(drawn: Preview) -> tuple[Sheets, dict[str, bytes]]:
    names = tuple(digest(page) for page in drawn.pages)
    pages = {n: gzip.compress(page.encode(), 1, mtime=0) for n, page in zip(names, drawn.pages, strict=True)}
    sizes = tuple(_size(page) for page in drawn.pages)
    places = tuple(_place(one, sizes[one.box.page - 1][1]) for one in drawn.places)
    return Sheets(names, sizes, places), pages


def _place(one: Drawn, height: float) -> tuple[Any, ...]:
    """A box as a browser counts, from the upper left corner down."""
    box = one.box
    corners = (box.x0, height - box.y1, box.x1, height - box.y0)
    return (box.page, *(round(edge, 1) for edge in corners), one.source.path, one.source.line, one.source.file)


def _size(svg: str) -> tuple[float, float]:
    """Width and height of a page in pt, from its view box in CSS pixels."""
    _, _, found = svg.partition('viewBox="')
    _, _, width, height = found.partition('"')[0].split()
    return float(width) * 0.75, float(height) * 0.75
