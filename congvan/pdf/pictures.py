"""Two states of a file → where their pages look different, by a reader of its own (PDFium); within a limit of time."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from congvan.pdf import pages

MOST_PAGES = 5000
SIDE = 1200  # pixels, the longer side of a page at most
EDGE = 2  # pixels around a square that belong to it: what lies on its edge is drawn softly
LEAST = 15  # seconds for the pictures of any file
MOST = 90
A_MEGABYTE = 3.0  # seconds more for each
BLANK = 40  # of 255: how much darker than its paper a point must be to be ink
INK = 0.002  # of a square's points: less is dust


Rect = tuple[float, float, float, float]


class Bounds(Exception):
    """The file is larger than what is judged."""


@dataclass(frozen=True, slots=True)
class Square:
    """Where a field shows on a page (from 1): its rectangle in pt, x0 < x1 and y0 < y1."""

    field: str
    page: int
    rect: Rect


class Unreadable(Exception):
    """The second reader can't open the file."""


class Watch:
    """How long looking at one file may take, in seconds of the processor: a busy machine judges alike."""

    def __init__(self, size: int) -> None:
        self.end = time.process_time() + min(MOST, LEAST + A_MEGABYTE * size / 1_000_000)

    def look(self) -> None:
        """Errors: Bounds the time is over."""
        if time.process_time() > self.end:
            raise Bounds


class Album:
    """The pages of one state of a file as pictures, drawn when asked for."""

    def __init__(self, data: bytes, watch: Watch) -> None:
        import pypdfium2

        logging.getLogger("pypdfium2").setLevel(logging.ERROR)  # it tells a clerk how to build it with XFA
        self.watch = watch
        self.texts: dict[int, pages.Page] = {}
        try:
            self.document = pypdfium2.PdfDocument(data)
            self.document.init_forms()
            self.count = len(self.document)
        except pypdfium2.PdfiumError as error:
            raise Unreadable from error
        if self.count > MOST_PAGES:
            raise Bounds

    def close(self) -> None:
        """Let go of the file."""
        self.document.close()

    def page(self, number: int, side: int = 0) -> tuple[Any, Any]:
        """Page ``number`` from 1: its picture, and what turns its points into pixels. ``side``: how long its longer
        side is to be in pixels; 0: a pixel a point, ``SIDE`` at most.
        """
        import pypdfium2

        self.watch.look()
        try:
            page = self.document[number - 1]
            width, height = page.get_size()
            scale = side / max(width, height, 1.0) if side else min(1.0, SIDE / max(width, height, 1.0))
            picture = page.render(scale=scale, draw_annots=True, may_draw_forms=True).to_pil().convert("RGB")
        except (pypdfium2.PdfiumError, ValueError) as error:
            raise Unreadable from error
        return picture, _Grid(page, *picture.size)

    def text(self, number: int) -> pages.Page:
        """The characters of page ``number`` and where they stand; none where there is no such page."""
        import pypdfium2

        self.watch.look()
        if number not in self.texts:
            try:
                self.texts[number] = (
                    pages.one(self.document, number - 1) if number <= self.count else pages.Page("", ())
                )
            except (pypdfium2.PdfiumError, IndexError) as error:
                raise Unreadable from error
        return self.texts[number]


def drawn(data: bytes, numbers: Sequence[int], side: int) -> tuple[bytes, ...]:
    """Pages from 1 of a file as PNG, the longer side of each ``side`` pixels. Errors: Bounds, Unreadable."""
    album = Album(data, Watch(len(data)))
    made = []
    try:
        for number in numbers:
            picture, _ = album.page(number, side)
            kept = io.BytesIO()
            picture.save(kept, "PNG", compress_level=1)
            made.append(kept.getvalue())
    finally:
        album.close()
    return tuple(made)


class _Grid:
    """Points of a page, turned and cut as it may be → pixels of its picture."""

    def __init__(self, page: Any, width: int, height: int) -> None:
        self.page, self.width, self.height = page, width, height

    def pixels(self, rect: Rect, more: int) -> tuple[int, int, int, int]:
        """The box in pixels, ``more`` wider on each side, inside the picture."""
        import ctypes

        import pypdfium2.raw as raw

        xs, ys = [], []
        for x, y in ((rect[0], rect[1]), (rect[2], rect[3])):
            a, b = ctypes.c_int(), ctypes.c_int()
            raw.FPDF_PageToDevice(self.page, 0, 0, self.width, self.height, 0, x, y, a, b)
            xs.append(a.value)
            ys.append(b.value)
        x0, x1 = (max(0, min(self.width, v)) for v in (min(xs) - more, max(xs) + more + 1))
        y0, y1 = (max(0, min(self.height, v)) for v in (min(ys) - more, max(ys) + more + 1))
        return x0, y0, x1, y1


def difference(one: Album, other: Album, number: int, squares: Iterable[Square]) -> tuple[float, ...] | None:
    """Where page ``number`` looks otherwise outside ``squares``: a box in hundredths of the page, from its top left
    corner; None where nothing differs.
    """
    from PIL import ImageChops

    (before, grid), (after, _) = one.page(number), other.page(number)
    if before.size != after.size:
        return (0, 0, 100, 100)
    changed = ImageChops.difference(before, after)
    for square in squares:
        if square.page == number:
            changed.paste((0, 0, 0), grid.pixels(square.rect, EDGE))
    box = changed.getbbox()
    if box is None:
        return None
    width, height = before.size
    return tuple(round(100 * v / n) for v, n in zip(box, (width, height, width, height), strict=True))


def ink(album: Album, square: Square) -> bool:
    """Whether anything is drawn under ``square`` that is darker or lighter than the paper there."""
    picture, grid = album.page(square.page)
    x0, y0, x1, y1 = grid.pixels(square.rect, -1)
    if x1 - x0 < 2 or y1 - y0 < 2:
        return False
    under = picture.crop((x0, y0, x1, y1)).convert("L").histogram()
    total = sum(under)
    paper, gone = 0, 0
    for level, count in enumerate(under):
        gone += count
        if gone * 2 >= total:
            paper = level
            break
    marked = sum(count for level, count in enumerate(under) if abs(level - paper) > BLANK)
    return bool(marked > max(3.0, INK * total))
