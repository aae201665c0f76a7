"""Words of a table's cell → the lines WeasyPrint would break them into, and the text operators it would draw.

Pango is asked for each letter, and each pair of letters that meet, once; WeasyPrint asks it for each line of each cell.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

_DRAWN = ("L", "N", "P", "S", "Zs")
"""Kinds of characters that are one sign each, wherever they stand."""
_LEFTWARDS = {"R", "AL", "AN", "RLE", "RLO", "RLI"}


def plain(text: str) -> bool:
    """Whether each character of ``text`` is drawn by itself, from the left to the right."""
    return all(
        unicodedata.category(char).startswith(_DRAWN) and unicodedata.bidirectional(char) not in _LEFTWARDS
        for char in text
    )


def collapsed(text: str) -> str:
    """``text`` with its blanks as a page shows them."""
    return " ".join(part for part in text.replace("\t", " ").replace("\n", " ").split(" ") if part)


class Line(NamedTuple):
    """A line: its width in px, and what TJ shows."""

    width: float
    shown: str


class Letters:
    """The letters of one WeasyPrint style; ``size`` is that of its font in px as Pango has it."""

    def __init__(self, style: Any, size: float) -> None:
        from weasyprint.text.ffi import FROM_UNITS
        from weasyprint.text.line_break import Layout

        self._layout = Layout(style)
        self._scale = 1000 * FROM_UNITS / size
        self._units = FROM_UNITS
        self._lang = style["lang"]
        self._alone: dict[str, tuple[int, int, int]] = {}
        self._pairs: dict[str, int | None] = {}
        self.lines = lru_cache(maxsize=20_000)(self._lines)

    def _glyphs(self, text: str) -> tuple[list[tuple[int, int]], int]:
        """Each glyph with its width, and the width of all, in Pango's units."""
        from weasyprint.text.ffi import ffi, pango

        self._layout.set_text(text)
        line, _ = self._layout.get_first_line()
        found, run = [], line.runs[0]
        while run != ffi.NULL:
            glyphs = run.data.glyphs
            found += [(g.glyph, g.geometry.width) for g in glyphs.glyphs[0 : glyphs.num_glyphs]]
            run = run.next
        extents = ffi.new("PangoRectangle *")
        pango.pango_layout_line_get_extents(line, ffi.NULL, extents)
        return found, extents.width

    def _letter(self, unit: str) -> tuple[int, int, int]:
        """Glyph, width in Pango's units, width in thousandths as the file has it."""
        known = self._alone.get(unit)
        if known is None:
            ((glyph, width),), _ = self._glyphs(unit)
            known = self._alone[unit] = (glyph, width, round(width * self._scale))
        return known

    def _pair(self, left: str, right: str) -> int | None:
        """By how much two letters that meet come nearer; None: they are one sign."""
        both = left + right
        if both not in self._pairs:
            glyphs, width = self._glyphs(both)
            self._pairs[both] = None if len(glyphs) < 2 else width - self._letter(left)[1] - self._letter(right)[1]
        return self._pairs[both]

    def _set(self, text: str) -> tuple[list[str], list[int]]:
        """The signs of ``text``, and how far from the left the next one of each begins."""
        units: list[str] = []
        steps: list[int] = []
        for char in text:
            if units:
                nearer = self._pair(units[-1], char) if len(units[-1]) == 1 else 0
                if nearer is None:
                    units[-1] += char
                    steps[-1] = self._letter(units[-1])[1]
                    continue
                steps[-1] += nearer
            units.append(char)
            steps.append(self._letter(char)[1])
        return units, steps

    def line(self, text: str) -> Line:
        """``text`` on one line."""
        return self._line(*self._set(text))

    def _line(self, units: Sequence[str], steps: Sequence[int]) -> Line:
        """Signs and steps of one line, from its first to its last sign."""
        shown, open_ = [], False
        for unit, step in zip(units, steps, strict=True):
            glyph, _, width = self._letter(unit)
            if not open_:
                shown.append("<")
            shown.append(f"{glyph:04x}")
            nearer = int(width - step * self._scale)
            open_ = not nearer
            if nearer:
                shown.append(f">{nearer}")
        return Line(sum(steps) * self._units, "".join(shown) + (">" if open_ else ""))

    def _lines(self, text: str, width: float) -> tuple[Line, ...]:
        """``text`` broken where it may be to fit ``width`` px; inside a word that no line holds."""
        from weasyprint.text.line_break import get_log_attrs

        if not text:
            return ()
        units, steps = self._set(text)
        attributes = get_log_attrs(text, self._lang)
        ends, at = [], 0
        for number, unit in enumerate(units):
            if number and attributes[at].is_line_break:
                ends.append(number)
            at += len(unit)
        room, start, made = int(width / self._units), 0, list[Line]()
        ends.append(len(units))
        while start < len(units):
            end, last = 0, start
            for end in (place for place in ends if place > start):
                if self._width(units, steps, start, end) > room:
                    break
                last = end
            if last == start:
                last += 1
                while last < end and self._width(units, steps, start, last + 1) <= room:
                    last += 1
            made.append(self._cut(units, steps, start, last))
            start = last
        return tuple(made)

    def _width(self, units: Sequence[str], steps: Sequence[int], start: int, end: int) -> int:
        while end > start + 1 and units[end - 1] == " ":
            end -= 1
        return sum(steps[start : end - 1]) + self._letter(units[end - 1])[1]

    def _cut(self, units: Sequence[str], steps: Sequence[int], start: int, end: int) -> Line:
        while end > start + 1 and units[end - 1] == " ":
            end -= 1
        return self._line(units[start:end], [*steps[start : end - 1], self._letter(units[end - 1])[1]])
