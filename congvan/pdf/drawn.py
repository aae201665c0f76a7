"""Any PDF → pictures of its pages as a reader shows them, and where given boxes lie on them. Behind the fence only."""

from __future__ import annotations

import ctypes
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from congvan.model.rendered import Box

SCALE = 1.5
PIXELS = 4_000_000
"""Of one picture: an A4 page needs a quarter of it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """``pages``: PNG, width and height in pt of the first pages; ``count``: how many there are; ``boxes``: those asked
    for as they lie on their picture, in pt from its upper left corner (x0, y0, x1, y1), None on a page not drawn.
    """

    pages: tuple[tuple[bytes, float, float], ...]
    count: int
    boxes: tuple[tuple[int, float, float, float, float] | None, ...] = ()


def draw(data: bytes, boxes: Sequence[Box], most: int) -> Drawn | None:
    """None: it can't be opened."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return None
    try:
        places: list[tuple[int, float, float, float, float] | None] = [None] * len(boxes)
        pages = []
        for number in range(1, min(len(document), most) + 1):
            page = document[number - 1]
            for index, box in enumerate(boxes):
                if box.page == number:
                    places[index] = (number, *_on(page, box))
            page = _stamped(document, number - 1, page)
            pages.append(_picture(page))
            page.close()
        return Drawn(tuple(pages), len(document), tuple(places))
    except pdfium.PdfiumError:
        return None
    finally:
        document.close()


def _stamped(document: Any, index: int, page: Any) -> Any:
    """The page with what lies over it drawn into it: the library shows no signature, seal or note by itself."""
    from pypdfium2 import raw

    if (
        raw.FPDFPage_GetAnnotCount(page) == 0
        or raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) != raw.FLATTEN_SUCCESS
    ):
        return page
    page.close()
    return document[index]


def _picture(page: Any) -> tuple[bytes, float, float]:
    width, height = page.get_size()
    scale = min(SCALE, math.sqrt(PIXELS / max(1.0, width * height)))
    made = io.BytesIO()
    page.render(scale=scale, may_draw_forms=False).to_pil().convert("P", colors=64).save(made, "PNG", compress_level=4)
    return made.getvalue(), width, height


def _on(page: Any, box: Box) -> tuple[float, float, float, float]:
    """The box as the picture shows it, whatever boxes and turns the page has; a tenth of a point is exact enough."""
    from pypdfium2 import raw

    width, height = page.get_size()
    xs, ys = [], []
    for x, y in ((box.x0, box.y0), (box.x1, box.y1)):
        across, down = ctypes.c_int(), ctypes.c_int()
        size = (0, 0, round(width * 10), round(height * 10), 0)
        raw.FPDF_PageToDevice(page, *size, x, y, ctypes.byref(across), ctypes.byref(down))
        xs.append(across.value / 10)
        ys.append(down.value / 10)
    return min(xs), min(ys), max(xs), max(ys)
