"""Times New Roman or its metric twins, found through fontconfig; widths of text in pt.

Source: PL I, I.I.4 asks for Times New Roman. Liberation Serif and Tinos have the same advance widths, so
lines break alike; any other font would move lines and is refused.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from congvan.machine.said import most_files, starved
from congvan.problems import MachineFault

FAMILIES = ("Times New Roman", "Liberation Serif", "Tinos")
NATURAL_LINE = 2355 / 2048
"""Ascent + descent + line gap of all three families, in em (1.1499): what Word calls a single line."""


@dataclass(slots=True)
class Face:
    """One font file; ``width`` adds up its advance widths, without kerning, as both renderers set it."""

    path: Path
    units: int
    widths: dict[int, int]
    fallback: int
    _memo: dict[str, int] = field(default_factory=dict)

    def width(self, text: str, size: float) -> float:
        """Width of ``text`` in pt at ``size`` pt."""
        return self.advance(text) * size / self.units

    def advance(self, text: str) -> int:
        """Width of ``text`` in the font's units: that of its parts together."""
        total = self._memo.get(text)
        if total is None:
            total = sum(self.widths.get(ord(c), self.fallback) for c in text)
            if len(self._memo) < 4096:
                self._memo[text] = total
        return total


@dataclass(frozen=True, slots=True)
class Ruler:
    """Measures texts in one look: ``size`` in pt, ``caps`` where it is shown in capitals."""

    face: Face
    size: float
    caps: bool = False

    def __call__(self, text: str) -> float:
        """Width of ``text`` in pt."""
        return self.points(self.units(text))

    def units(self, text: str) -> int:
        """Width of ``text`` in the font's units; that of a whole is that of its parts together."""
        return self.face.advance(text.upper() if self.caps else text)

    def points(self, units: int) -> float:
        """A width in the font's units → pt, as :meth:`Face.width` reckons it."""
        return units * self.size / self.face.units


class Widths(dict[str, float]):
    """Widths in pt of texts in one look, each measured once; only so many are kept."""

    def __init__(self, ruler: Ruler) -> None:
        super().__init__()
        self.ruler = ruler

    def __missing__(self, text: str) -> float:
        width = self.ruler(text)
        if len(self) < 4096:
            self[text] = width
        return width


LOOKS = ((False, False), (True, False), (False, True), (True, True))
"""(bold, italic)"""


class Faces(dict[tuple[bool, bool], Face]):
    """The faces by look, each loaded when first asked for: most letters never need bold italic."""

    def __init__(self, files: dict[tuple[bool, bool], Path]) -> None:
        super().__init__()
        self.files = files

    def __missing__(self, look: tuple[bool, bool]) -> Face:
        face = self[look] = _load(self.files[look], look)
        return face


@dataclass(frozen=True, slots=True, eq=False)
class Fonts:
    """The family in use and its four faces; one object a process, by which lines are remembered."""

    family: str
    faces: Faces

    def __reduce__(self) -> tuple[object, ...]:
        return find, ()  # another process of this machine has the same, and need not be told a hundred kilobytes

    def width(self, text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
        """Width of ``text`` in pt."""
        return self.faces[bold, italic].width(text, size)

    def ruler(self, size: float, *, bold: bool = False, italic: bool = False, caps: bool = False) -> Ruler:
        """What measures texts of one look."""
        return Ruler(self.faces[bold, italic], size, caps)

    def widths(self, size: float, *, bold: bool = False, italic: bool = False) -> Widths:
        """The widths of texts of one look, kept for the next paragraph."""
        return _widths(self, size, bold, italic)

    def missing(self, text: str) -> set[str]:
        """Characters that the family has no glyph for (spaces and breaks aside)."""
        known = self.faces[False, False].widths
        return {c for c in text if not c.isspace() and ord(c) not in known and c not in "\u2060\u200b"}


@lru_cache(maxsize=32)
def _widths(fonts: Fonts, size: float, bold: bool, italic: bool) -> Widths:
    return Widths(fonts.ruler(size, bold=bold, italic=italic))


def _ask(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20)
    except (OSError, subprocess.SubprocessError) as error:
        if starved(error):
            raise MachineFault("CV939", limit=most_files()) from error
        raise MachineFault("CV391") from error
    return done.stdout


BOLD_FROM = 180  # fontconfig's weight of "demibold"; regular is 80, bold 200


@cache
def find() -> Fonts:
    """The fonts of this machine. Errors: CV391 no fontconfig, CV392 no face with Times New Roman's metrics."""
    found = _ask("fc-match", "-f", "%{family[0]}", FAMILIES[0])
    if found not in FAMILIES:
        listed = _ask("fc-list", "-f", "%{family[0]}\n", ":").splitlines()
        family = next((name for name in FAMILIES if name in listed), None)
        if family is None:
            raise MachineFault("CV392", found=found)
        found = family
    files: dict[tuple[bool, bool], Path] = {}
    # An old Liberation (1.07) beside the new one has the name and no Vietnamese letters: only faces that know them.
    for line in sorted(_ask("fc-list", "-f", "%{weight} %{slant} %{file}\n", f":family={found}:lang=vi").splitlines()):
        weight, slant, file = line.split(" ", 2)
        files.setdefault((float(weight) >= BOLD_FROM, slant != "0"), Path(file))
    if len(files) < len(LOOKS):
        raise MachineFault("CV392", found=found)
    return Fonts(found, Faces(files))


@lru_cache(maxsize=4096)
def outline(data: bytes, index: int, glyph: int) -> str:
    """A letter's outline as the path of an SVG, in the font's units, upwards; "" where it shows nothing. ``data`` are
    those of the font's file, ``index`` the font's place in it.
    """
    from fontTools.pens.svgPathPen import SVGPathPen

    font, glyphs = _opened(data, index)
    if glyph >= font["maxp"].numGlyphs:
        glyph = 0
    pen = SVGPathPen(glyphs)
    glyphs[font.getGlyphName(glyph)].draw(pen)
    drawn: str = pen.getCommands()
    return drawn


@lru_cache(maxsize=16)
def _opened(data: bytes, index: int) -> tuple[Any, Any]:
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(data), fontNumber=index, lazy=True)
    return font, font.getGlyphSet()


def _load(file: Path, look: tuple[bool, bool]) -> Face:
    from fontTools.ttLib import TTFont

    with TTFont(file, lazy=True) as font:
        names = font.getBestCmap()
        advances = font["hmtx"].metrics
        face = Face(
            file,
            font["head"].unitsPerEm,
            {code: advances[name][0] for code, name in names.items()},
            advances[".notdef"][0],
        )
    # Quốc hiệu at 12 pt measures 88.3 mm in Times New Roman Bold and in its twins, and in no other font.
    if look == (True, False) and abs(face.width("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12) - 250.3) > 1.0:
        raise MachineFault("CV392", found=file.name)
    return face
