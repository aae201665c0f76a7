"""What a page says and where, by a reader of its own (PDFium): names what was changed, finds what covers text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from congvan.model.signing import Finding

_MOST_PAGES = 300
TOLERANCE = 1.0  # pt


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page's own content, annotations left out, and its visible characters with their boxes in pt."""

    text: str
    boxes: tuple[tuple[str, tuple[float, float, float, float]], ...]


def read(data: bytes) -> list[Page]:
    """The first pages; an empty list where the file can't be read."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return []
    found = []
    try:
        for index in range(min(len(document), _MOST_PAGES)):
            found.append(one(document, index))
    except pypdfium2.PdfiumError:
        return found
    finally:
        document.close()
    return found


def one(document: Any, index: int) -> Page:
    """Page ``index``, from 0, of an opened document."""
    page = document[index].get_textpage()
    boxes = []
    for place in range(page.count_chars()):
        char = page.get_text_range(place, 1)
        if char.strip():
            boxes.append((char, page.get_charbox(place)))
    return Page(page.get_text_range(), tuple(boxes))


def difference(before: list[Page], after: list[Page]) -> Finding:
    """What a change did: CV672 pages added or taken, CV673 other words, CV671 something else."""
    if len(before) != len(after):
        return Finding("CV672", True, {"before": str(len(before)), "after": str(len(after))})
    for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
        if old.text != new.text:
            return Finding("CV673", True, {"page": str(number)})
    return Finding("CV671", True)


def covered(page: Page, rect: tuple[float, float, float, float]) -> str:
    """The visible characters that lie under ``rect`` by more than a hair, in the order of the page."""
    x0, y0, x1, y1 = rect
    return "".join(
        char
        for char, (left, bottom, right, top) in page.boxes
        if min(x1, right) - max(x0, left) > TOLERANCE and min(y1, top) - max(y0, bottom) > TOLERANCE
    )
