"""Where the text of a page ends, seen as a picture (PDFium), and what picture the page is, if it is a scan."""

from __future__ import annotations

import ctypes
from collections.abc import Collection, Mapping
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


def headings(pdf: bytes, known: Collection[str]) -> tuple[str, ...]:
    """Which of ``known`` stand on a line of their own, or before the first ";" of one: then the file is a copy."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        lines = {
            line.partition(";")[0].strip()
            for index in {0, len(document) - 1}
            for line in document[index].get_textpage().get_text_bounded().splitlines()
        }
    finally:
        document.close()
    return tuple(word for word in known if word in lines)


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
    seen = [_picture(item) for share, item in covering if share > measures["cover"] / 2] or [_picture(covering[0][1])]
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


def _picture(item: Any) -> Picture:
    found = raw.FPDF_IMAGEOBJ_METADATA()
    raw.FPDFImageObj_GetImageMetadata(item, None, ctypes.byref(found))
    across, down = item.get_px_size()
    left, bottom, right, top = item.get_bounds()
    wide, tall = max(right - left, 1e-6) / 72, max(top - bottom, 1e-6) / 72
    if (wide > tall) != (across > down) and across != down:
        across, down = down, across
    coloured = found.bits_per_pixel >= 24 or found.colorspace == raw.FPDF_COLORSPACE_INDEXED
    return Picture(min(across / wide, down / tall), coloured)
