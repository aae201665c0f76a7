"""A PDF page as a reader holds it: upright, its upper left corner at 0, 0, whatever boxes and turns the file writes.

ISO 32000 lets any two opposite corners stand for a rectangle (7.9.5), the crop box be smaller than the paper, and a
page be shown turned (/Rotate). What is measured on a page is measured on what is seen of it.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]
_ASKED = 400
"""So many letters tell which way up a turned page is read."""


@dataclass(frozen=True, slots=True)
class View:
    """How a page is laid upright: ``matrix`` maps its own space to one from 0, 0 that is ``width`` × ``height`` pt."""

    matrix: Matrix
    width: float
    height: float

    @property
    def as_it_lies(self) -> bool:
        """Whether the page is so already."""
        return all(abs(a - b) < 1e-3 for a, b in zip(self.matrix, (1, 0, 0, 1, 0, 0), strict=True))

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of the page's own space → left, bottom, right, top on the upright page."""
        a, b, c, d, e, f = self.matrix
        xs, ys = zip(
            *((a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)), strict=True
        )
        return min(xs), min(ys), max(xs), max(ys)


def view(page: Any) -> View:
    """The visible part of a page, turned so that its letters stand upright."""
    left, bottom, right, top = _visible(page)
    wide, high = right - left, top - bottom
    return {
        0: View((1, 0, 0, 1, -left, -bottom), wide, high),
        1: View((0, -1, 1, 0, -bottom, right), high, wide),
        2: View((-1, 0, 0, -1, right, top), wide, high),
        3: View((0, 1, -1, 0, top, -left), high, wide),
    }[_turns(page)]


def settled(document: Any, index: int, page: Any, seen: View) -> Any:
    """The page, loaded anew, with stamps and filled fields taken into it and its own space the upright one."""
    flat = (
        raw.FPDFPage_GetAnnotCount(page) > 0
        and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS
    )
    if not seen.as_it_lies:
        _lay(page, seen)
    if not flat and seen.as_it_lies:
        return page
    page.close()
    return document[index]


def _lay(page: Any, seen: View) -> None:
    clip = raw.FS_RECTF(0.0, seen.height, seen.width, 0.0)
    raw.FPDFPage_TransFormWithClip(page, raw.FS_MATRIX(*seen.matrix), clip)
    raw.FPDFPage_SetRotation(page, 0)
    for put in (raw.FPDFPage_SetMediaBox, raw.FPDFPage_SetCropBox):
        put(page, 0.0, 0.0, seen.width, seen.height)


def _visible(page: Any) -> Box:
    """The crop box as far as it lies on the paper, left < right, bottom < top."""
    media, crop = _sorted(page.get_mediabox()), _sorted(page.get_cropbox())
    shared = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    return shared if shared[2] - shared[0] > 1 and shared[3] - shared[1] > 1 else media


def _sorted(box: Box) -> Box:
    x0, y0, x1, y1 = box
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _turns(page: Any) -> int:
    """Quarter turns clockwise that set the letters upright; without letters, those that the file asks for."""
    asked: int = raw.FPDFPage_GetRotation(page) % 4
    if asked == 0:
        return 0
    text = raw.FPDFText_LoadPage(page)
    try:
        angles = Counter(
            round(-raw.FPDFText_GetCharAngle(text, n) / (math.pi / 2)) % 4
            for n in range(min(_ASKED, raw.FPDFText_CountChars(text)))
            if not raw.FPDFText_IsGenerated(text, n)
        )
    finally:
        raw.FPDFText_ClosePage(text)
    return angles.most_common(1)[0][0] if angles else asked
