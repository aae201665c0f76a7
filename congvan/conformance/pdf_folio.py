"""The page number of a PDF's page: no text of the letter, and looked at by itself (PL I, I.I.7)."""

from __future__ import annotations

import re
from typing import Literal

from congvan.conformance.measured import Align, Folio
from congvan.conformance.pdf_glyphs import RawPage
from congvan.conformance.pdf_lines import Line

_MM = 72 / 25.4
_FOLIO = re.compile(r"^(?:[-–—]\s*)?(?:[Tt]rang\s*:?\s*)?(\d{1,4})(?:\s*/\s*\d+)?(?:\s*[-–—])?$")


def taken(page: RawPage, found: list[Line]) -> tuple[list[Line], Folio | None]:
    """The lines of a page without its number, and the number: the first or last line, alone in a margin."""
    for line in (found[:1] + found[-1:]) if found else []:
        match = _FOLIO.match(line.text.strip())
        at_top = line.base < 30 * _MM and line is found[0]
        at_bottom = line.base > page.height - 30 * _MM and line is found[-1]
        if not match or not (at_top or at_bottom) or len([x for x in found if x.row == line.row]) > 1:
            continue
        middle = page.width / 2
        align: Align = "center" if abs(line.centre - middle) < 25 * _MM else "right" if line.centre > middle else "left"
        look = line.glyphs[0].look
        plain = line.text.strip() == match[1]
        edge: Literal["top", "bottom"] = "top" if at_top else "bottom"
        folio = Folio(edge, align, look.size, not look.italic, int(match[1]), line.place, plain)
        return [x for x in found if x is not line], folio
    return found, None
