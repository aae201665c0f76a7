"""A PDF page → glyphs with their looks, and the straight lines drawn on it. PDFium reads; nothing is
interpreted yet.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_ITALIC = 1 << 6
_FORCE_BOLD = 1 << 18
_THIN = 2.6
"""A filled rectangle no thicker than this many pt is a line."""
_SHORTEST = 6.0


@dataclass(frozen=True, slots=True)
class Look:
    """How a glyph is set; ``size`` in pt as printed."""

    font: str
    size: float
    bold: bool
    italic: bool
    colour: str


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: its advance from ``left`` to ``right``, its baseline from the top of the page, in pt."""

    char: str
    left: float
    right: float
    base: float
    look: Look


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight level or upright line; ``x0`` ≤ ``x1``, ``y0`` ≤ ``y1``, from the page's upper left corner."""

    x0: float
    y0: float
    x1: float
    y1: float
    colour: str
    dashed: bool = False

    @property
    def level(self) -> bool:
        """Whether it runs across the page."""
        return self.x1 - self.x0 >= self.y1 - self.y0


@dataclass
class RawPage:
    """What is on a page."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    pictures: int = 0


def read_page(document: pdfium.PdfDocument, index: int) -> RawPage:
    """One page; stamps and filled form fields are taken into the page first, since a reader sees them there."""
    page = document[index]
    stamps = _stamps(page)
    if (
        raw.FPDFPage_GetAnnotCount(page) > 0
        and raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS
    ):
        page.close()
        page = document[index]
    width, height = page.get_size()
    found = RawPage(index + 1, width, height)
    frame = page.get_mediabox()
    found.glyphs = [g for g in _glyphs(page, height, frame[0], frame[1]) if not _stamped(g, stamps, height)]
    _objects(page, found, frame[0], frame[1])
    page.close()
    return found


def _stamps(page: Any) -> list[tuple[float, float, float, float]]:
    """The rectangles of form fields, those of signatures among them: left, bottom, right, top."""
    found = []
    for n in range(min(raw.FPDFPage_GetAnnotCount(page), 1_000)):
        annotation, box = raw.FPDFPage_GetAnnot(page, n), raw.FS_RECTF()
        if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_WIDGET and raw.FPDFAnnot_GetRect(annotation, box):
            found.append((box.left, box.bottom, box.right, box.top))
        raw.FPDFPage_CloseAnnot(annotation)
    return found


def _stamped(glyph: Glyph, stamps: list[tuple[float, float, float, float]], height: float) -> bool:
    """Whether a glyph is the coloured writing of a signature or a seal, which is no text of the letter (ô 7c, 8)."""
    if glyph.look.colour == "000000":
        return False
    y = height - glyph.base
    return any(x0 - 1 <= glyph.left <= x1 + 1 and y0 - 1 <= y <= y1 + 1 for x0, y0, x1, y1 in stamps)


def _glyphs(page: Any, height: float, left: float, bottom: float) -> Iterator[Glyph]:
    text = raw.FPDFText_LoadPage(page)
    if not text:
        return
    looks: dict[int | None, Look | None] = {}
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    try:
        for n in range(raw.FPDFText_CountChars(text)):
            code = raw.FPDFText_GetUnicode(text, n)
            if (
                code < 32
                or 0xD800 <= code < 0xE000
                or code in (0xFFFE, 0xFFFF)
                or raw.FPDFText_IsGenerated(text, n) == 1
            ):
                continue
            thing = raw.FPDFText_GetTextObject(text, n)
            key = ctypes.cast(thing, ctypes.c_void_p).value
            if key not in looks:
                looks[key] = _look(thing)
            look = looks[key]
            if look is None or look.size < 1:
                continue
            raw.FPDFText_GetCharOrigin(text, n, x, y)
            raw.FPDFText_GetLooseCharBox(text, n, box)
            yield Glyph(chr(code), box.left - left, box.right - left, height - (y.value - bottom), look)
    finally:
        raw.FPDFText_ClosePage(text)


def _look(thing: Any) -> Look | None:
    """The look of a text object; None for text that is not shown, or that is turned."""
    mode = raw.FPDFTextObj_GetTextRenderMode(thing)
    matrix, size = raw.FS_MATRIX(), ctypes.c_float()
    raw.FPDFPageObj_GetMatrix(thing, matrix)
    raw.FPDFTextObj_GetFontSize(thing, size)
    if mode in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP) or abs(matrix.b) > abs(matrix.a) * 0.2:
        return None
    font = raw.FPDFTextObj_GetFont(thing)
    name = _SUBSET.sub("", _string(raw.FPDFFont_GetBaseFontName, font))
    flags = raw.FPDFFont_GetFlags(font)
    bold = bool(re.search(r"(?i)bold|black|heavy|semibold|demi", name)) or (flags & _FORCE_BOLD > 0)
    bold = bold or mode in (raw.FPDF_TEXTRENDERMODE_FILL_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE)
    slanted = bool(re.search(r"(?i)italic|oblique", name)) or flags & _ITALIC > 0
    slanted = slanted or (abs(matrix.c) > 0.1 * abs(matrix.d) and matrix.b == 0)  # a made-up italic leans
    points = size.value * math.hypot(matrix.c * (not slanted), matrix.d)
    return Look(family(name), round(points * 4) / 4, bold, slanted, _fill(thing))


def family(name: str) -> str:
    """A PostScript name → its family: ``TimesNewRomanPS-BoldMT`` → ``Times New Roman``."""
    plain = re.sub(r"(?i)[-,]?(bold|italic|oblique|regular|roman$|ps(?=[-,]|mt|$)|mt$)", "", name)
    plain = re.sub(r"(?i)(psmt|ps|mt)$", "", plain).strip("-, ")
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain).replace("-", " ").replace("_", " ")
    return " ".join(spaced.split())


def _string(call: Any, font: Any) -> str:
    buffer = ctypes.create_string_buffer(256)
    call(font, buffer, 256)
    return buffer.value.decode("utf-8", "replace")


def _fill(thing: Any) -> str:
    return _colour(raw.FPDFPageObj_GetFillColor, thing)


def _colour(call: Any, thing: Any) -> str:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not call(thing, *parts):
        return "000000"
    return "".join(f"{p.value & 255:02X}" for p in parts[:3])


def _objects(page: Any, found: RawPage, left: float, bottom: float, depth: int = 0) -> None:
    for n in range(raw.FPDFPage_CountObjects(page)):
        _object(raw.FPDFPage_GetObject(page, n), found, (1, 0, 0, 1, -left, -bottom), depth)


def _object(thing: Any, found: RawPage, at: tuple[float, ...], depth: int) -> None:
    kind = raw.FPDFPageObj_GetType(thing)
    if kind == raw.FPDF_PAGEOBJ_PATH:
        found.segments += _path(thing, found.height, at)
    elif kind == raw.FPDF_PAGEOBJ_IMAGE:
        found.pictures += 1
    elif kind == raw.FPDF_PAGEOBJ_FORM and depth < 6:
        inner = _times(_matrix(thing), at)
        for n in range(min(raw.FPDFFormObj_CountObjects(thing), 5_000)):
            _object(raw.FPDFFormObj_GetObject(thing, n), found, inner, depth + 1)


def _matrix(thing: Any) -> tuple[float, ...]:
    m = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(thing, m)
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _times(m: tuple[float, ...], n: tuple[float, ...]) -> tuple[float, ...]:
    a, b, c, d, e, f = m
    p, q, r, s, t, u = n
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _path(thing: Any, height: float, at: tuple[float, ...]) -> Iterator[Segment]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(thing, fill, stroke)
    count = raw.FPDFPath_CountSegments(thing)
    if not (fill.value or stroke.value) or not 2 <= count <= 400:
        return
    whole = _times(_matrix(thing), at)
    points = list(_points(thing, count, whole, height))
    dashed = raw.FPDFPageObj_GetDashCount(thing) > 0
    if stroke.value:
        colour = _colour(raw.FPDFPageObj_GetStrokeColor, thing)
        for (x0, y0, _), (x1, y1, moved) in pairwise(points):
            if not moved:
                yield from _segment(x0, y0, x1, y1, colour, dashed)
        return
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
    colour = _fill(thing)
    if colour == "FFFFFF":
        return
    if min(x1 - x0, y1 - y0) <= _THIN:
        level = x1 - x0 >= y1 - y0
        middle = (y0 + y1) / 2 if level else (x0 + x1) / 2
        yield from (
            _segment(x0, middle, x1, middle, colour, dashed)
            if level
            else _segment(middle, y0, middle, y1, colour, dashed)
        )
    elif len(points) >= 8:
        yield from _ring(points, colour, dashed)


def _ring(points: list[tuple[float, float, bool]], colour: str, dashed: bool) -> Iterator[Segment]:
    """An outline drawn as two rectangles, one inside the other: those of its sides that have a thickness."""
    start = next((n for n, p in enumerate(points) if n and p[2]), len(points) // 2)
    outer, inner = ([*zip(*part, strict=True)] for part in (points[:start], points[start:]))
    if not outer or not inner:
        return
    (x0, x1, y0, y1), (u0, u1, v0, v1) = ((min(p[0]), max(p[0]), min(p[1]), max(p[1])) for p in (outer, inner))
    if abs(u0 - x0) > 0.15 and abs(u0 - x0) <= _THIN:
        yield from _segment(x0, y0, x0, y1, colour, dashed)
    if abs(x1 - u1) > 0.15 and abs(x1 - u1) <= _THIN:
        yield from _segment(x1, y0, x1, y1, colour, dashed)
    if abs(v0 - y0) > 0.15 and abs(v0 - y0) <= _THIN:
        yield from _segment(x0, y0, x1, y0, colour, dashed)
    if abs(y1 - v1) > 0.15 and abs(y1 - v1) <= _THIN:
        yield from _segment(x0, y1, x1, y1, colour, dashed)


def _points(thing: Any, count: int, m: tuple[float, ...], height: float) -> Iterator[tuple[float, float, bool]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    start = (0.0, 0.0)
    for n in range(count):
        piece = raw.FPDFPath_GetPathSegment(thing, n)
        raw.FPDFPathSegment_GetPoint(piece, x, y)
        moved = raw.FPDFPathSegment_GetType(piece) == raw.FPDF_SEGMENT_MOVETO
        at = (x.value * m[0] + y.value * m[2] + m[4], height - (x.value * m[1] + y.value * m[3] + m[5]))
        start = at if moved else start
        yield (*at, moved)
        if raw.FPDFPathSegment_GetClose(piece):
            yield (*start, False)


def _segment(x0: float, y0: float, x1: float, y1: float, colour: str, dashed: bool) -> Iterator[Segment]:
    wide, high = abs(x1 - x0), abs(y1 - y0)
    if max(wide, high) >= _SHORTEST and min(wide, high) <= 1.0:
        yield Segment(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), colour, dashed)
