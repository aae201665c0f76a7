"""Widths of text in Times New Roman, from Liberation Serif's own advance widths: how long a drawn rule has to be."""

from __future__ import annotations

import subprocess
from functools import cache

from fontTools.ttLib import TTFont

from tests.conformance.raw_model import Line

NATURAL = 1.149  # the height of a line at single spacing, as a multiple of the size
PT = 72 / 25.4  # pt in a mm


@cache
def _font(bold: bool, italic: bool) -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    style = {(0, 0): "Regular", (1, 0): "Bold", (0, 1): "Italic", (1, 1): "Bold Italic"}[bold, italic]
    asked = ["fc-match", "--format=%{file}", f"Liberation Serif:style={style}"]
    font = TTFont(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    return font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm


def text_width(text: str, size: float, bold: bool = False, italic: bool = False) -> float:
    """The width of one line in mm."""
    cmap, advance, em = _font(bold, italic)
    return sum(advance[cmap.get(ord(c), ".notdef")][0] for c in text) * size / em / PT


def broken(line: Line, width: float) -> list[str]:
    """The lines into which a paragraph falls in a column of ``width`` mm."""
    rows = []
    for part in _plain(line).split("\n"):
        row = ""
        for word in part.split(" "):
            tried = f"{row} {word}" if row else word
            if row and text_width(tried, line.size, line.bold, line.italic) > width:
                rows.append(row)
                row = word
            else:
                row = tried
        rows.append(row)
    return rows


def widest(line: Line, width: float) -> float:
    """The width of the longest printed line of a paragraph, mm."""
    return max(text_width(row, line.size, line.bold, line.italic) for row in broken(line, width))


def height(line: Line, width: float) -> float:
    """The height of a paragraph with its spacing, pt."""
    one = line.exact or line.size * NATURAL * line.line
    return line.before + one * len(broken(line, width)) + line.after


def _plain(line: Line) -> str:
    said = "".join(s.text for s in line.spans) if line.spans else line.text.replace("**", "")
    return said.upper() if line.caps else said
