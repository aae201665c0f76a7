"""Borders of a table as Word resolves them: of the cell, its row, the table, its style; `nil` beats a table's line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from congvan.conformance.docx_package import W
from congvan.conformance.docx_rows import cells_of
from congvan.conformance.docx_styles import number

SIDES = ("top", "bottom", "left", "right")
_NAMES = {"left": ("left", "start"), "right": ("right", "end"), "top": ("top",), "bottom": ("bottom",)}
_OTHER = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
_PALE = 0xD8
"""A colour of which no part is darker than this is not seen on white paper."""
_CONDITIONS = ("nwCell", "neCell", "swCell", "seCell", "firstRow", "lastRow", "firstCol", "lastCol", "band1Horz",
               "band2Horz", "band1Vert", "band2Vert", "wholeTable")  # fmt: skip
"""Parts of a table that a style can dress, the strongest first (17.7.6)."""
_LOOK = {
    "firstRow": 0x20,
    "lastRow": 0x40,
    "firstColumn": 0x80,
    "lastColumn": 0x100,
    "noHBand": 0x200,
    "noVBand": 0x400,
}


def pale(colour: str) -> bool:
    """Whether letters or lines of this colour (RRGGBB) vanish on white paper."""
    if len(colour) != 6:
        return False
    try:
        return min(int(colour[n : n + 2], 16) for n in (0, 2, 4)) >= _PALE
    except ValueError:
        return False


def visible(border: Any | None) -> bool:
    """Whether a border element draws anything that is seen."""
    return (
        border is not None
        and border.get(W + "val", "nil") not in ("nil", "none")
        and not pale(border.get(W + "color", "auto"))
    )


@dataclass(frozen=True, slots=True)
class Edge:
    """One side of a cell: the element that rules it, and whether the cell itself (not table or style) says so."""

    border: Any | None = None
    own: bool = False

    @property
    def shown(self) -> bool:
        """Whether it is seen."""
        return visible(self.border)


@dataclass
class Cell:
    """A cell in its grid: the columns it takes, whether it carries on the one above, its four sides."""

    element: Any
    row: int
    first: int
    span: int
    merged: bool = False
    edges: dict[str, Edge] = field(default_factory=dict)

    @property
    def seen(self) -> frozenset[str]:
        """The sides that are seen."""
        return frozenset(side for side, edge in self.edges.items() if edge.shown)


class Grid:
    """The cells of a table, each with its borders; ``styled`` is what the table's style says, weakest first."""

    def __init__(self, table: Any, rows: Sequence[Any], styled: Sequence[Mapping[str, Any]]) -> None:
        self._styled = styled
        self._look = _look(table)
        self._table = table.find(f"{W}tblPr/{W}tblBorders")
        self.cells: list[Cell] = []
        for n, row in enumerate(rows):
            self.cells += _cells(row, n)
        self._of = {c.element: c for c in self.cells}
        self._rows = len(rows)
        self._wide = max((c.first + c.span for c in self.cells), default=0)
        for cell in self.cells:
            beyond = rows[cell.row].find(f"{W}tblPrEx/{W}tblBorders")
            cell.edges = {side: self._edge(cell, side, beyond) for side in SIDES}
        self._settle()

    def of(self, element: Any) -> Cell:
        """The cell of an element."""
        return self._of[element]

    def _edge(self, cell: Cell, side: str, beyond: Any | None) -> Edge:
        own = _side(cell.element.find(f"{W}tcPr/{W}tcBorders"), _NAMES[side])
        if own is not None:
            return Edge(own, own=True)
        inside = not self._outer(cell, side)
        names = (("insideV",) if side in ("left", "right") else ("insideH",)) if inside else _NAMES[side]
        for borders in (beyond, self._table):
            found = _side(borders, names)
            if found is not None:
                return Edge(found)
        for part in _CONDITIONS:
            if part != "wholeTable" and not self._applies(cell, part):
                continue
            own_side = part.endswith("Row") if side in ("top", "bottom") else part.endswith("Col")
            edge = _NAMES[side] if own_side else names
            for style in reversed(self._styled):
                found = _side(style.get(part + ".cell"), edge)
                found = found if found is not None else _side(style.get(part), edge)
                if found is not None:
                    return Edge(found)
        return Edge()

    def _outer(self, cell: Cell, side: str) -> bool:
        return {
            "left": cell.first == 0,
            "right": cell.first + cell.span >= self._wide,
            "top": cell.row == 0,
            "bottom": cell.row == self._rows - 1,
        }[side]

    def _applies(self, cell: Cell, part: str) -> bool:
        look = self._look
        first_row, last_row = look["firstRow"] and cell.row == 0, look["lastRow"] and cell.row == self._rows - 1
        first_col = look["firstColumn"] and cell.first == 0
        last_col = look["lastColumn"] and cell.first + cell.span >= self._wide
        band = (cell.row - bool(look["firstRow"])) % 2
        strip = (cell.first - bool(look["firstColumn"])) % 2
        return bool({
            "nwCell": first_row and first_col, "neCell": first_row and last_col,
            "swCell": last_row and first_col, "seCell": last_row and last_col,
            "firstRow": first_row, "lastRow": last_row, "firstCol": first_col, "lastCol": last_col,
            "band1Horz": not look["noHBand"] and band == 0 and not first_row,
            "band2Horz": not look["noHBand"] and band == 1 and not first_row,
            "band1Vert": not look["noVBand"] and strip == 0, "band2Vert": not look["noVBand"] and strip == 1,
        }[part])  # fmt: skip

    def _settle(self) -> None:
        """Where two cells meet: what a cell says itself wins over a table's line, a line over none (17.4.66)."""
        at = {(c.row, column): c for c in self.cells for column in range(c.first, c.first + c.span)}
        for cell in self.cells:
            beside = at.get((cell.row, cell.first + cell.span))
            if beside is not None:
                _meet(cell, "right", beside)
            below = at.get((cell.row + 1, cell.first))
            if below is not None and below.span == cell.span:
                if below.merged:
                    cell.edges["bottom"] = below.edges["top"] = Edge()
                else:
                    _meet(cell, "bottom", below)

    @cached_property
    def content(self) -> bool:
        """Whether it is a table that readers see as one, not a frame for laying out a head or a foot."""
        cells = [c for c in self.cells if not c.merged]
        if len(cells) < 2:
            return False
        lined = [c for c in cells if c.seen & {"left", "right"} and c.seen & {"top", "bottom"}]
        if len(lined) == len(cells) or (len(cells) > 2 and len(lined) * 2 > len(cells)):
            return True
        inner = [c for c in cells if c.row < self._rows - 1]
        ruled = [c for c in inner if "bottom" in c.seen]
        return self._rows > 2 and self._wide > 1 and len(ruled) * 2 > len(inner)


def _meet(cell: Cell, side: str, other: Cell) -> None:
    one, two = cell.edges[side], other.edges[_OTHER[side]]
    first = one.own if one.own is not two.own else one.shown
    winner = one if first else two
    cell.edges[side] = other.edges[_OTHER[side]] = winner


def _side(borders: Any | None, names: Sequence[str]) -> Any | None:
    if borders is None:
        return None
    for name in names:
        found = borders.find(W + name)
        if found is not None:
            return found
    return None


def _cells(row: Any, n: int) -> Iterator[Cell]:
    props = row.find(W + "trPr")
    before = props.find(W + "gridBefore") if props is not None else None
    at = int(number(before.get(W + "val"), 1) or 0) if before is not None else 0
    for element in cells_of(row):
        merge = element.find(f"{W}tcPr/{W}vMerge")
        span = columns(element)
        yield Cell(element, n, at, span, merge is not None and merge.get(W + "val", "continue") != "restart")
        at += span


def columns(cell: Any) -> int:
    """How many columns of the grid a cell takes."""
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    count = number(span.get(W + "val", "1"), 1) if span is not None else 1
    return min(64, max(1, int(count or 1)))


def _look(table: Any) -> dict[str, bool]:
    look = table.find(f"{W}tblPr/{W}tblLook")
    if look is None:
        return {name: name.startswith("no") for name in _LOOK}
    try:
        bits = int(look.get(W + "val", "0"), 16)
    except ValueError:
        bits = 0
    return {
        name: look.get(W + name) in ("1", "true", "on") if look.get(W + name) is not None else bool(bits & bit)
        for name, bit in _LOOK.items()
    }
