"""Where text and drawn lines of a DOCX come to lie, reckoned: enough to tell which line of text a rule stands under.

Nothing is laid out: lines are broken by the advance widths of Times New Roman, rows are as high as their text.
Places are pt from the left edge of the text area, and from where the file's text begins, as if it ran down one
endless page.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache

from congvan.conformance import advances
from congvan.conformance.measured import Piece, Stroke

_REACH = 42.0
"""How far, in pt, a rule may lie below the text that it belongs to."""
_BASE = 0.45
"""A rule no higher than this share of a line above the line's foot lies under its letters, not through them."""
_ASIDE = 14.0
"""How far, in pt, a rule may be beside the letters that it stands under."""


@dataclass(slots=True)
class Laid:
    """The last line of one paragraph: its letters from ``left`` to ``right``, its foot at ``bottom``."""

    index: int
    cell: int
    left: float
    right: float
    top: float
    bottom: float
    height: float


@dataclass(slots=True)
class Hung:
    """A rule, the places (left edge, height) where it may lie, and how many paragraphs were read before it."""

    stroke: Stroke
    spots: list[tuple[float, float]]
    after: int


class Places:
    """What is laid so far."""

    def __init__(self) -> None:
        self.laid: list[Laid] = []
        self.hung: list[Hung] = []
        self._order: list[Laid] = []
        self._bottoms: list[float] = []
        self._highest = 0.0

    def shift(self, since: tuple[int, int], end: tuple[int, int], down: float) -> None:
        """Move what was laid between two marks (a cell whose text stands in the middle or at the foot)."""
        for laid in self.laid[since[0] : end[0]]:
            laid.top, laid.bottom = laid.top + down, laid.bottom + down
        for hung in self.hung[since[1] : end[1]]:
            hung.spots = [(x, y + down) for x, y in hung.spots]

    @property
    def mark(self) -> tuple[int, int]:
        """Where things stand now."""
        return len(self.laid), len(self.hung)

    def above(self, left: float, right: float, y: float, taken: Container[int] = ()) -> int | None:
        """The paragraph whose last line stands right above a rule; one that has a rule already is passed over."""
        best, centre = None, (left + right) / 2
        for laid in self._between(y - _REACH, y + _BASE * self._highest):
            under = laid.left - _ASIDE <= centre <= laid.right + _ASIDE or (left <= laid.left and laid.right <= right)
            if not under or laid.index in taken or laid.bottom - _BASE * laid.height > y:
                continue
            if best is None or (laid.bottom, laid.index) >= (best.bottom, best.index):
                best = laid
        return best.index if best is not None else None

    def sort(self) -> None:
        """Once everything is laid: put it in order from the top, so that a rule asks only what is near."""
        self._order = sorted(self.laid, key=lambda x: x.bottom)
        self._bottoms = [x.bottom for x in self._order]
        self._highest = max((x.height for x in self._order), default=0.0)

    def _between(self, top: float, bottom: float) -> list[Laid]:
        return self._order[bisect_left(self._bottoms, top) : bisect_right(self._bottoms, bottom)]


@cache
def _step(char: str, size: float, bold: bool) -> float:
    return advances.width(char, size, bold=bold)


def broken(pieces: Sequence[Piece], width: float, first: float) -> tuple[float, ...]:
    """The widths of the lines that a paragraph fills, broken between words; ``first`` is the first line's indent."""
    lines, here, word, gap = [], 0.0, 0.0, 0.0
    room = width - first
    for piece in pieces:
        for char in piece.text:
            step = _step(char, piece.size, piece.bold)
            if char in " \t\n":
                if word:
                    here, word, gap = here + gap + word, 0.0, 0.0
                gap += step if here else 0.0
                continue
            word += step
            if here and here + gap + word > room + 0.5:
                lines.append(here)
                here, gap, room = 0.0, 0.0, width
    if word:
        here += gap + word
    return (*lines, here) if here or not lines else tuple(lines)
