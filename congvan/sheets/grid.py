"""A part of a sheet → a Grid: what Excel shows there, row by row, with merged cells, alignment and column widths."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from congvan.sheets.plain import cell_name

Align = Literal["left", "center", "right"]
MOST_ROWS, MOST_COLUMNS = 2000, 60
"""Rows and columns of one table: some seventy pages, and more columns than a page on its side can hold."""
_RANGE = re.compile(r"\$?([A-Za-z]{1,3})?\$?([0-9]{1,7})?(?::\$?([A-Za-z]{1,3})?\$?([0-9]{1,7})?)?\Z")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


class Refused(Exception):
    """A table can't be taken from the file; ``why`` is the name of the reason, ``values`` what it says."""

    def __init__(self, why: str, **values: str | int | tuple[str, ...]) -> None:
        super().__init__(why, values)
        self.why, self.values = why, values

    def __reduce__(self) -> tuple[object, ...]:
        return _again, (self.why, self.values)


def _again(why: str, values: dict[str, str | int | tuple[str, ...]]) -> Refused:
    return Refused(why, **values)


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one look."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as it is seen. What another cell reaches over is ``covered``; ``name`` is how the sheet calls it."""

    pieces: tuple[Piece, ...] = ()
    align: Align = "left"
    across: int = 1
    down: int = 1
    covered: bool = False
    name: str = ""

    @property
    def text(self) -> str:
        """Its text, whatever its look."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of equal length from the top, and how wide the columns are to each other."""

    rows: tuple[tuple[Shown, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """Rows and columns of a sheet, from 1, both ends among them."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def cut(self, other: Area) -> Area | None:
        """What both have; None where they have nothing."""
        made = Area(
            max(self.top, other.top), max(self.left, other.left),
            min(self.bottom, other.bottom), min(self.right, other.right),
        )  # fmt: skip
        return made if made.top <= made.bottom and made.left <= made.right else None


def area(typed: str) -> Area | None:
    """``A1:F20``, ``B:F``, ``3:9`` or one cell; None for what is none."""
    found = _RANGE.match(typed.strip())
    if found is None or not (found[1] or found[2]):
        return None
    column, row, column2, row2 = found.groups()
    if ":" not in typed:
        column2, row2 = column, row
        if not (column and row):
            return None
    if bool(column) != bool(column2) or bool(row) != bool(row2):
        return None
    columns = sorted((_number(column), _number(column2))) if column and column2 else [1, LAST_COLUMN]
    rows = sorted((int(row), int(row2))) if row and row2 else [1, LAST_ROW]
    if not (rows[0] >= 1 and rows[1] <= LAST_ROW and columns[1] <= LAST_COLUMN):
        return None
    return Area(rows[0], columns[0], rows[1], columns[1])


def _number(letters: str) -> int:
    value = 0
    for letter in letters.upper():
        value = value * 26 + ord(letter) - ord("A") + 1
    return value


def made(
    cells: dict[tuple[int, int], Shown], merged: Sequence[Area], within: Area, hidden_rows: set[int],
    widths: dict[int, float], usual: float,
) -> Grid:  # fmt: skip
    """The visible part of ``within``. A width of 0 hides a column. Errors: Refused ``empty``, ``rows``, ``columns``."""
    used = _used(cells, merged, within)
    if used is None:
        raise Refused("empty")
    columns = [c for c in range(used.left, used.right + 1) if widths.get(c, usual) > 0]
    if len(columns) > MOST_COLUMNS:
        raise Refused("columns", columns=len(columns), most=MOST_COLUMNS)
    rows = [r for r in range(used.top, used.bottom + 1) if r not in hidden_rows]
    if len(rows) > MOST_ROWS:
        raise Refused("rows", rows=len(rows), most=MOST_ROWS)
    if not rows or not columns:
        raise Refused("empty")
    grid = {(r, c): cells.get((r, c), Shown(name=cell_name(c, r))) for r in rows for c in columns}
    for place in merged:
        _merge(grid, place, cells)
    shown = tuple(tuple(grid[r, c] for c in columns) for r in rows)
    return Grid(shown, tuple(widths.get(c, usual) for c in columns))


def _merge(grid: dict[tuple[int, int], Shown], place: Area, cells: dict[tuple[int, int], Shown]) -> None:
    """One merged range: what of it is seen becomes one cell, wherever its own first cell is."""
    seen = [at for at in grid if place.holds(*at)] if _large(place, grid) else [
        (r, c) for r in range(place.top, place.bottom + 1) for c in range(place.left, place.right + 1) if (r, c) in grid
    ]  # fmt: skip
    if not seen:
        return
    first = min(seen)
    rows, columns = {r for r, _ in seen}, {c for _, c in seen}
    own = cells.get((place.top, place.left), grid[first])
    for at in seen:
        grid[at] = replace(grid[at], pieces=(), covered=True)
    grid[first] = replace(own, across=len(columns), down=len(rows), covered=False)


def _large(place: Area, grid: dict[tuple[int, int], Shown]) -> bool:
    return (place.bottom - place.top + 1) * (place.right - place.left + 1) > len(grid)


def _used(cells: dict[tuple[int, int], Shown], merged: Sequence[Area], within: Area) -> Area | None:
    """The part of ``within`` that says something; a range that was given has the size it was given, up to the last
    cell of the sheet.
    """
    said = [at for at, cell in cells.items() if within.holds(*at) and cell.text.strip()]
    if not said:
        return None
    rows, columns = [r for r, _ in said], [c for _, c in said]
    used = Area(min(rows), min(columns), max(rows), max(columns))
    for place in merged:
        part = place.cut(within)
        if part is not None and part.cut(used) is not None:
            used = Area(
                min(used.top, part.top), min(used.left, part.left),
                max(used.bottom, part.bottom), max(used.right, part.right),
            )  # fmt: skip
    whole_rows, whole_columns = within.bottom == LAST_ROW, within.right == LAST_COLUMN
    return Area(
        used.top if whole_rows else within.top, used.left if whole_columns else within.left,
        used.bottom if whole_rows else within.bottom, used.right if whole_columns else within.right,
    )  # fmt: skip
