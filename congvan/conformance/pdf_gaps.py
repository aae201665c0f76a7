"""Number and day that were stamped into the gaps left for them: they belong to the line they stand on.

An office prints "Số:        /UBND-VX" and "ngày     tháng     năm 2025"; its software writes the figures into the white
afterwards, on the baseline or some points off it, in whatever look it has.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from itertools import pairwise

from congvan.conformance.pdf_glyphs import Glyph

_NUMBER = re.compile(r"(?i)số:?(?P<gap>[\d.…_]*[a-z]?)(?=/)")
_DAY = re.compile(r"ngày(?P<gap>[\d.…_]*)(?=tháng|/)")
_SLASHED = re.compile(r"/(?P<gap>[\d.…_]{0,3})(?=/\d{4})")
_MONTH = re.compile(r"tháng(?P<gap>[\d.…_]*)(?=năm)")
_YEAR = re.compile(r"năm(?P<gap>\d{0,4})")
_OFF = 8.0
"""pt that a stamped figure may stand above or below its line: half the distance of two lines."""
_ROOM = 0.25
"""em of white left before and after the figures."""
_WIDEST = 120.0
_AFTER_YEAR = 45.0


def filled(rows: Sequence[list[Glyph]]) -> list[list[Glyph]]:
    """Rows of glyphs from left to right → the same rows, each gap's figures spread over it, as if typed there.

    Dots that a figure was stamped over are dropped; a row that held nothing but such figures is gone.
    """
    done = [list(row) for row in rows]
    for n, row in enumerate(done):
        for pattern in (_NUMBER, _DAY, _SLASHED, _MONTH, _YEAR):
            for first, last in _gaps(row, pattern):
                _fill(done, n, first, last)
                row = done[n]
    return [row for row in done if row]


def _gaps(row: list[Glyph], pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    """(the glyph before a gap, the one after it, ``len(row)`` at the end of the row), the last gap first."""
    text = "".join(g.char[:1] for g in row)
    if pattern is _NUMBER and not re.search(r"(?i)số", text):
        return []
    return [(m.start("gap") - 1, m.end("gap")) for m in reversed(list(pattern.finditer(text)))]


def _fill(rows: list[list[Glyph]], at: int, first: int, last: int) -> None:
    row = rows[at]
    before, after = row[first], row[last] if last < len(row) else None
    left = before.right
    right = after.left if after else left + _AFTER_YEAR
    inside = row[first + 1 : last]
    own = [g for g in inside if g.char.isdigit() or g.char.isalpha()]
    if not 0 < right - left < _WIDEST or (own and _typed(row, before, own, after)):
        return
    figures = own or _astray(rows, at, left, right)
    if not figures or (after is None and not own):
        return
    if own and len(own) < len(inside) and not _over(own, [g for g in inside if g not in own]):
        return  # "12…": what is still to be filled in, and said so
    for n, other in enumerate(rows):
        if n != at:
            rows[n] = [g for g in other if not any(g is f for f in figures)]
    rows[at] = [*row[: first + 1], *_spread(figures, before, after), *row[last:]]


def _typed(row: list[Glyph], before: Glyph, own: list[Glyph], after: Glyph | None) -> bool:
    """Whether the figures stand as close as typed ones do: no further than a little more than the words of a justified
    line stand from each other.
    """
    between = sorted(b.left - a.right for a, b in pairwise(row) if b.left - a.right > 0.18 * before.look.size)
    usual = between[len(between) // 4] if len(between) > 2 else 0.0
    near = max(0.45 * before.look.size, 1.3 * usual)
    gaps = [own[0].left - before.right, after.left - own[-1].right if after else 0.0]
    return max(gaps) < near


def _astray(rows: list[list[Glyph]], at: int, left: float, right: float) -> list[Glyph]:
    """The figures beside the row ``at`` that stand over or under its gap, on one baseline, and nothing else there."""
    base = rows[at][0].base
    for other in (row for n, row in enumerate(rows) if n != at):
        near = [g for g in other if abs(g.base - base) <= _OFF and left - 2 <= (g.left + g.right) / 2 <= right + 2]
        if near and len(near) <= 6 and all(g.char.isdigit() or g.char in ".…_" for g in near):
            figures = [g for g in near if g.char.isdigit()]
            if figures:
                return figures
    return []


def _over(figures: list[Glyph], dots: list[Glyph]) -> bool:
    return any(f.left < d.right and d.left < f.right for f in figures for d in dots)


def _spread(figures: list[Glyph], before: Glyph, after: Glyph | None) -> list[Glyph]:
    """The figures as glyphs of the line: its look and baseline, the gap shared out among them."""
    room = 0.0 if before.char == "/" else _ROOM * before.look.size
    start = before.right + room
    slash = after is not None and after.char == "/"
    end = max(start + 1, after.left - (0 if slash else room)) if after else figures[-1].right
    step = (end - start) / len(figures)
    order = sorted(figures, key=lambda g: g.left)
    return [
        dataclasses.replace(g, left=start + n * step, right=start + (n + 1) * step, base=before.base, look=before.look)
        for n, g in enumerate(order)
    ]
