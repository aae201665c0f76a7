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

from congvan.conformance.font_names import face, family
from congvan.conformance.pdf_frame import Box, View, settled, view

_ITALIC = 1 << 6
_FORCE_BOLD = 1 << 18
_THIN = 2.6
"""A filled rectangle no thicker than this many pt is a line."""
_SHORTEST = 6.0
_LARGEST_FONT = 32 << 20
_BROKEN_HYPHEN = 2
"""PDFium's sign for a hyphen at the end of a line."""


Origin = tuple[str, int, int]


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
    note: bool = False  # a mark that led to a footnote stood behind it


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
    pictures: list[tuple[float, float]] = field(default_factory=list)  # from top to bottom, in pt from the page's top


def read_page(document: pdfium.PdfDocument, index: int) -> RawPage:
    """One page; stamps and filled form fields are taken into the page first, since a reader sees them there."""
    from congvan.conformance import pdf_stamps

    page = document[index]
    seen = view(page)
    fields = [seen.box(*box) for box in _fields(page)]
    printed = _origins(page, seen) if fields else set()
    page = settled(document, index, page, seen)
    found = RawPage(index + 1, seen.width, seen.height)
    found.glyphs = list(_glyphs(page, seen.height))
    if fields:
        found.glyphs = pdf_stamps.without(found.glyphs, printed, fields, seen.height)
    _objects(page, found)
    page.close()
    return found


def _fields(page: Any) -> list[Box]:
    """The rectangles of form fields, those of signatures among them: left, bottom, right, top."""
    found = []
    for n in range(min(raw.FPDFPage_GetAnnotCount(page), 1_000)):
        annotation, box = raw.FPDFPage_GetAnnot(page, n), raw.FS_RECTF()
        if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_WIDGET and raw.FPDFAnnot_GetRect(annotation, box):
            found.append((box.left, box.bottom, box.right, box.top))
        raw.FPDFPage_CloseAnnot(annotation)
    return found


def _origins(page: Any, seen: View) -> set[Origin]:
    """Where each character of a page begins, as ``origin`` says it of a glyph."""
    text = raw.FPDFText_LoadPage(page)
    if not text:
        return set()
    x, y = ctypes.c_double(), ctypes.c_double()
    found = set()
    for n in range(raw.FPDFText_CountChars(text)):
        raw.FPDFText_GetCharOrigin(text, n, x, y)
        left, bottom, _, _ = seen.box(x.value, y.value, x.value, y.value)
        found.add((chr(raw.FPDFText_GetUnicode(text, n)), round(left), round(seen.height - bottom)))
    raw.FPDFText_ClosePage(text)
    return found


def origin(glyph: Glyph) -> Origin:
    """Its character and, to the point, where it begins."""
    return glyph.char, round(glyph.left), round(glyph.base)


def _glyphs(page: Any, height: float) -> Iterator[Glyph]:
    text = raw.FPDFText_LoadPage(page)
    if not text:
        return
    looks: dict[int | None, Look | None] = {}
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    try:
        for n in range(raw.FPDFText_CountChars(text)):
            code = raw.FPDFText_GetUnicode(text, n)
            code = ord("-") if code == _BROKEN_HYPHEN else code
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
            yield Glyph(chr(code), box.left, box.right, height - y.value, look)
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
    drawn = _face(raw.FPDFTextObj_GetFont(thing))
    bold = drawn.bold or mode in (raw.FPDF_TEXTRENDERMODE_FILL_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE)
    # a made-up italic leans
    slanted = drawn.italic or (abs(matrix.c) > 0.1 * abs(matrix.d) and matrix.b == 0)
    points = size.value * math.hypot(matrix.c * (not slanted), matrix.d)
    return Look(drawn.family, round(points * 4) / 4, bold, slanted, _fill(thing))


@dataclass(frozen=True, slots=True)
class _Face:
    family: str
    bold: bool
    italic: bool


def _face(font: Any) -> _Face:
    """What a font is: by its name or, where a driver gave it one that tells nothing, by the program inside the file."""
    name, flags = _string(raw.FPDFFont_GetBaseFontName, font), raw.FPDFFont_GetFlags(font)
    bold = bool(re.search(r"(?i)bold|black|heavy|semibold|demi", name)) or flags & _FORCE_BOLD > 0
    italic = bool(re.search(r"(?i)italic|oblique", name)) or flags & _ITALIC > 0
    known = family(name)
    if known or raw.FPDFFont_GetIsEmbedded(font) != 1:
        return _Face(known, bold, italic)
    inner = face(_program(font))
    return _Face(family(_string(raw.FPDFFont_GetFamilyName, font)), bold or inner[0], italic or inner[1])


def _program(font: Any) -> bytes:
    size = ctypes.c_size_t()
    raw.FPDFFont_GetFontData(font, None, 0, size)
    if not 0 < size.value <= _LARGEST_FONT:
        return b""
    held = (ctypes.c_uint8 * size.value)()
    return bytes(held) if raw.FPDFFont_GetFontData(font, held, size.value, size) else b""


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


def _objects(page: Any, found: RawPage) -> None:
    for n in range(raw.FPDFPage_CountObjects(page)):
        _object(raw.FPDFPage_GetObject(page, n), found, (1, 0, 0, 1, 0, 0), 0)


def _object(thing: Any, found: RawPage, at: tuple[float, ...], depth: int) -> None:
    kind = raw.FPDFPageObj_GetType(thing)
    if kind == raw.FPDF_PAGEOBJ_PATH:
        found.segments += _path(thing, found.height, at)
    elif kind == raw.FPDF_PAGEOBJ_IMAGE:
        found.pictures.append(_reach(_times(_matrix(thing), at), found.height))
    elif kind == raw.FPDF_PAGEOBJ_FORM and depth < 6:
        inner = _times(_matrix(thing), at)
        for n in range(min(raw.FPDFFormObj_CountObjects(thing), 5_000)):
            _object(raw.FPDFFormObj_GetObject(thing, n), found, inner, depth + 1)


def _reach(m: tuple[float, ...], height: float) -> tuple[float, float]:
    """Where a picture begins and ends, down the page: it fills the unit square that ``m`` places."""
    ends = [height - (b + d + m[5]) for b in (0.0, m[1]) for d in (0.0, m[3])]
    return min(ends), max(ends)


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
