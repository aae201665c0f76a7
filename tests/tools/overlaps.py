"""What a reader would see at once: letters printed over letters, over the lines of a table, outside the text area.

``python tests/tools/overlaps.py FILE.pdf …`` prints what it sees and exits 1; the tests call :func:`seen`. It takes any
PDF, ours or the print of a DOCX by whatever program, and measures the ink of every letter with PDFium.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from fontTools.ttLib import TTFont

MM = 72 / 25.4
MARGINS = (20.0, 15.0, 20.0, 30.0)
"""Top, right, bottom, left in mm: what the shipped office chose."""
INK = 1.6  # pt that the ink of two lines may meet: a hook under a line, two marks above a capital below it
SIDE = 0.45  # share of its width by which the place of a letter may reach into its neighbour's: kerning is less
RULE = 0.7  # pt that ink may reach into a rule beside it
EDGE = 1.0  # pt that a letter's place may reach beyond a margin: a hair of rounding
HEADER = 12 * MM  # pt above the text area in which a page number or a frame may stand


@dataclass(frozen=True, slots=True)
class Glyph:
    """One letter: the rectangle of its ink in pt from the page's lower left corner, where its line stands, and from
    where to where the font gives it room (a slanted letter, or the tilde of an ``ĩ``, leans out of its room).
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    base: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Rule:
    """One straight stroke, upright or level."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def upright(self) -> bool:
        return self.top - self.bottom > self.right - self.left


def seen(file: Path | bytes, margins: tuple[float, float, float, float] | None = MARGINS) -> list[str]:
    """Every fault of ``file`` in words; empty where there is none. ``margins`` None: only what overlaps is looked for."""
    found = []
    pdf = pdfium.PdfDocument(file)
    try:
        for number, page in enumerate(pdf, 1):
            letters = list(glyphs(page))
            strokes = list(rules(page))
            faults = [*_over(letters), *_through(letters, strokes)]
            if margins is not None:
                faults += _outside(letters, page.get_size(), margins)
            found += [f"page {number}: {fault}" for fault in faults]
    finally:
        pdf.close()
    return found


def glyphs(page: pdfium.PdfPage) -> Iterator[Glyph]:
    """The letters of a page that show something."""
    text = page.get_textpage()
    box = [ctypes.c_double() for _ in range(4)]
    origin = [ctypes.c_double() for _ in range(2)]
    room = raw.FS_RECTF()
    try:
        for index in range(raw.FPDFText_CountChars(text.raw)):
            char = chr(raw.FPDFText_GetUnicode(text.raw, index))
            if raw.FPDFText_IsGenerated(text.raw, index) or char.isspace() or char in "\u200b\u2060\ufffe":
                continue
            if not raw.FPDFText_GetCharBox(text.raw, index, *map(ctypes.byref, box)):
                continue
            left, right, bottom, top = (value.value for value in box)
            raw.FPDFText_GetCharOrigin(text.raw, index, *map(ctypes.byref, origin))
            raw.FPDFText_GetLooseCharBox(text.raw, index, ctypes.byref(room))
            if right > left and top > bottom:
                start = origin[0].value
                advance = _advance(text, index, char)
                end = start + advance if advance is not None else room.right
                yield Glyph(char, left, bottom, right, top, origin[1].value, min(start, room.left), end)
    finally:
        text.close()


def _advance(text: pdfium.PdfTextPage, index: int, char: str) -> float | None:
    """How many pt the font gives a letter; PDFium's own answer is no less than its ink. None: a font not known here."""
    name = ctypes.create_string_buffer(200)
    raw.FPDFText_GetFontInfo(text.raw, index, name, len(name), None)
    widths = _faces().get(name.value.decode("ascii", "replace").rpartition("+")[2].replace("-", ""))
    matrix = raw.FS_MATRIX()
    if widths is None or ord(char) not in widths or not raw.FPDFText_GetMatrix(text.raw, index, ctypes.byref(matrix)):
        return None
    return widths[ord(char)] * raw.FPDFText_GetFontSize(text.raw, index) * matrix.a


@cache
def _faces() -> dict[str, dict[int, float]]:
    """The faces of this machine that letters are set in, by their names in a file, without hyphens: room in em by character."""
    command = ["fc-list", "-f", "%{postscriptname} %{file}\n", ":family=Liberation Serif"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = {}
    for name, file in (line.split(" ", 1) for line in listed.splitlines()):
        with TTFont(file, lazy=True) as font:
            room, em = font["hmtx"].metrics, font["head"].unitsPerEm
            found[name.replace("-", "")] = {code: room[glyph][0] / em for code, glyph in font.getBestCmap().items()}
    return found


def rules(page: pdfium.PdfPage) -> Iterator[Rule]:
    """The straight strokes of a page: paths no thicker than two points."""
    for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,), max_depth=4):
        left, bottom, right, top = item.get_bounds()
        if min(right - left, top - bottom) <= 2 < max(right - left, top - bottom):
            yield Rule(left, bottom, right, top)


def _over(letters: list[Glyph]) -> Iterator[str]:
    """Pairs of letters of which one is printed over the other."""
    order = sorted(letters, key=lambda g: -g.top)
    open_: list[Glyph] = []
    for glyph in order:
        open_ = [other for other in open_ if other.bottom < glyph.top - 0.1]
        for other in open_:
            wide = min(glyph.right, other.right) - max(glyph.left, other.left)
            high = min(glyph.top, other.top) - max(glyph.bottom, other.bottom)
            if wide <= 0.3 or high <= 0.3:
                continue
            if _beside(glyph, other) if abs(glyph.base - other.base) < 1.0 else high > INK:
                yield f"{other.text!r} and {glyph.text!r} at {glyph.left:.0f}, {glyph.base:.0f} pt are one over the other"
        open_.append(glyph)


def _beside(one: Glyph, other: Glyph) -> bool:
    """Whether two letters of one line share more room than neighbours do."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > max(1.6, SIDE * min(one.end - one.start, other.end - other.start))


def _through(letters: list[Glyph], strokes: list[Rule]) -> Iterator[str]:
    """Letters that a rule runs through."""
    for rule in strokes:
        for glyph in letters:
            wide = min(glyph.right, rule.right) - max(glyph.left, rule.left)
            high = min(glyph.top, rule.top) - max(glyph.bottom, rule.bottom)
            if wide <= 0 or high <= 0:
                continue
            middle = (rule.left + rule.right) / 2 if rule.upright else (rule.bottom + rule.top) / 2
            low, far = (glyph.left, glyph.right) if rule.upright else (glyph.bottom, glyph.top)
            if min(middle - low, far - middle) > (RULE if rule.upright else INK):
                yield f"a line runs through {glyph.text!r} at {glyph.left:.0f}, {glyph.base:.0f} pt"


def _outside(
    letters: list[Glyph], size: tuple[float, float], margins: tuple[float, float, float, float]
) -> Iterator[str]:
    """Letters outside the text area; the page number and the frame of ô 11 stand above it."""
    top, right, bottom, left = (value * MM for value in margins)
    width, height = size
    for glyph in letters:
        header = height - top < glyph.top < height - top + HEADER and glyph.bottom > height - top - 4
        beyond = (
            left - glyph.start,
            glyph.end - (width - right),
            bottom - glyph.bottom,
            0.0 if header else glyph.top - (height - top),
        )
        if max(beyond) > EDGE:
            yield f"{glyph.text!r} at {glyph.left:.0f}, {glyph.base:.0f} pt is {max(beyond):.1f} pt outside the text area"


if __name__ == "__main__":
    said = [f"{name}: {fault}" for name in sys.argv[1:] for fault in seen(Path(name))]
    print("\n".join(said) or "nothing overlaps, nothing stands outside")
    sys.exit(bool(said))
