"""Times New Roman or its metric twins, found through fontconfig; widths of text in pt.

Source: PL I, I.I.4 asks for Times New Roman. Liberation Serif and Tinos have the same advance widths, so
lines break alike; any other font would move lines and is refused.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

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
        total = self._memo.get(text)
        if total is None:
            total = sum(self.widths.get(ord(c), self.fallback) for c in text)
            if len(self._memo) < 4096:
                self._memo[text] = total
        return total * size / self.units


@dataclass(frozen=True, slots=True)
class Fonts:
    """The family in use and its four faces."""

    family: str
    faces: dict[tuple[bool, bool], Face]

    def width(self, text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
        """Width of ``text`` in pt."""
        return self.faces[bold, italic].width(text, size)

    def missing(self, text: str) -> set[str]:
        """Characters that the family has no glyph for (spaces and breaks aside)."""
        known = self.faces[False, False].widths
        return {c for c in text if not c.isspace() and ord(c) not in known and c not in "\u2060\u200b"}


def _match(family: str, style: str) -> tuple[str, str]:
    try:
        done = subprocess.run(
            ["fc-match", "-f", "%{family[0]}\n%{file}", f"{family}:{style}"],
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise MachineFault("CV391") from error
    found, _, file = done.stdout.partition("\n")
    return found, file


_STYLES = {
    (False, False): "style=Regular",
    (True, False): "bold",
    (False, True): "italic",
    (True, True): "bold:italic",
}


@cache
def find() -> Fonts:
    """The fonts of this machine. Errors: CV391 no fontconfig, CV392 no face with Times New Roman's metrics."""
    for wanted in FAMILIES:
        family, _ = _match(wanted, _STYLES[False, False])
        if family in FAMILIES:
            return Fonts(family, {look: _load(family, style) for look, style in _STYLES.items()})
    raise MachineFault("CV392", found=_match(FAMILIES[0], _STYLES[False, False])[0])


def _load(family: str, style: str) -> Face:
    from fontTools.ttLib import TTFont

    found, file = _match(family, style)
    if found != family:
        raise MachineFault("CV392", found=found)
    with TTFont(file, lazy=True) as font:
        names = font.getBestCmap()
        advances = font["hmtx"].metrics
        face = Face(
            Path(file),
            font["head"].unitsPerEm,
            {code: advances[name][0] for code, name in names.items()},
            advances[".notdef"][0],
        )
    # Quốc hiệu at 12 pt regular measures 84.3 mm in Times New Roman; the line is 84 mm in any twin and no other.
    if style == "style=Regular" and abs(face.width("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12) - 239.0) > 1.0:
        raise MachineFault("CV392", found=family)
    return face
