"""Where the text of a page ends, seen as a picture (PDFium), and what picture the page is, if it is a scan."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from congvan.model.copy import Picture, Sheet

LARGEST = 2000  # pixels


def sheets(pdf: bytes, measures: Mapping[str, float]) -> tuple[Sheet, ...]:
    """Every page of a flattened file. ``measures`` are those of ``copies.yaml``, ``ink``."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_sheet(document[index], measures) for index in range(len(document)))
    finally:
        document.close()


def clear(pdf: bytes, boxes: Sequence[tuple[float, float, float, float]], measures: Mapping[str, float]) -> int:
    """Which of ``boxes`` (left, bottom, right, top in pt) on the first page holds no ink; the first where none is."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        _, height = page.get_size()
        picture = page.render(scale=1, grayscale=True).to_pil().convert("L")
    finally:
        document.close()
    for number, (left, bottom, right, top) in enumerate(boxes):
        part = picture.crop((int(left), int(height - top), int(right) + 1, int(height - bottom) + 1))
        if part.getextrema()[0] >= measures["dark"] - 40:
            return number
    return 0


def headings(pdf: bytes, known: Mapping[str, str]) -> tuple[str, ...]:
    """Which headings (``known``: heading → name of the form) the first or last page ends a line with, or with which
    names a line begins, as that of an electronic copy does: then the file is a copy itself.
    """
    document = pypdfium2.PdfDocument(pdf)
    try:
        chosen = sorted({0, len(document) - 1})
        text = "\n".join(document[index].get_textpage().get_text_bounded() for index in chosen)
    finally:
        document.close()
    lines = [line.strip() for line in text.splitlines()]
    return tuple(
        heading
        for heading, name in known.items()
        if any(line == heading or line.endswith(f" {heading}") or line.startswith(f"{name}; ") for line in lines)
    )


def _sheet(page: Any, measures: Mapping[str, float]) -> Sheet:
    width, height = page.get_size()
    return Sheet(width, height, _ink(page, width, height, measures), _scan(page, width, height, measures))


def _ink(page: Any, width: float, height: float, measures: Mapping[str, float]) -> Any:
    """The box of all that is darker than paper; single specks are averaged away."""
    scale = min(1.0, LARGEST / max(width, height))
    picture = page.render(scale=scale, grayscale=True).to_pil().convert("L").reduce(int(measures["reduce"]))
    dark = measures["dark"]
    box = picture.point([255 if grey < dark else 0 for grey in range(256)]).getbbox()
    if box is None:
        return None
    across, down = width / picture.width, height / picture.height
    left, top, right, bottom = box
    return left * across, height - bottom * down, right * across, height - top * down


def _scan(page: Any, width: float, height: float, measures: Mapping[str, float]) -> Picture | None:
    """The largest picture, where pictures are the page: next to no letter is drawn beside them."""
    pictures = [o for o in page.get_objects(max_depth=4) if o.type == raw.FPDF_PAGEOBJ_IMAGE]
    covering = []
    for item in pictures:
        left, bottom, right, top = item.get_bounds()
        share = max(0.0, min(right, width) - max(left, 0)) * max(0.0, min(top, height) - max(bottom, 0))
        covering.append((share / (width * height), item))
    if sum(share for share, _ in covering) < measures["cover"] or _letters(page) >= measures["letters"]:
        return None
    # A scan may be packed in layers: a coarse coloured ground and a fine mask of its letters.
    seen = [_picture(page, item) for share, item in covering if share > measures["cover"] / 2] or [
        _picture(page, covering[0][1])
    ]
    return Picture(max(p.resolution for p in seen), any(p.coloured for p in seen))


def _letters(page: Any) -> int:
    """How many letters are drawn to be seen; the text layer under a scan is drawn invisibly."""
    count = 0
    for item in page.get_objects(max_depth=4):
        if item.type == raw.FPDF_PAGEOBJ_TEXT and raw.FPDFTextObj_GetTextRenderMode(item) != 3:
            count += 4  # an object holds a word or a line; a few of them are text enough
            if count > 1000:
                break
    return count


def _picture(page: Any, item: Any) -> Picture:
    found = raw.FPDF_IMAGEOBJ_METADATA()
    raw.FPDFImageObj_GetImageMetadata(item, page, ctypes.byref(found))
    across, down = item.get_px_size()
    left, bottom, right, top = item.get_bounds()
    wide, tall = max(right - left, 1e-6) / 72, max(top - bottom, 1e-6) / 72
    if (wide > tall) != (across > down) and across != down:
        across, down = down, across
    coloured = found.bits_per_pixel >= 24 or found.colorspace == raw.FPDF_COLORSPACE_INDEXED
    return Picture(min(across / wide, down / tall), coloured)
