"""The files that a text names: tables of Excel and CSV, pictures. Whoever composes says where they come from."""

from __future__ import annotations

from typing import Protocol

from congvan.compose.joined import condensed
from congvan.compose.pipes import reached
from congvan.compose.runs import merge
from congvan.model.document import Align, Cell, Picture, Run, Table
from congvan.model.source import Spanned, TableSource
from congvan.problems import Problems, Span
from congvan.sheets.grid import Grid, Shown


class Enclosed(Protocol):
    """Gives what a file holds. None after its fault is named, at the place where the file is named."""

    def table(self, wanted: TableSource, at: str, problems: Problems) -> Table | None:
        """A table as Excel shows it."""
        ...

    def picture(self, name: Spanned[str], at: str, problems: Problems) -> Picture | None:
        """A picture without its words."""
        ...

    def used(self) -> tuple[tuple[str, str], ...]:
        """The files that were read: each path in the workspace, and the SHA-256 of its bytes."""
        ...


class _Nothing:
    """Of a text that names no files: what a form is checked with."""

    def table(self, wanted: TableSource, at: str, problems: Problems) -> Table | None:
        problems.error("CV244", wanted.file.span, at=at, file=wanted.file.value, reason="")
        return None

    def picture(self, name: Spanned[str], at: str, problems: Problems) -> Picture | None:
        problems.error("CV244", name.span, at=at, file=name.value, reason="")
        return None

    def used(self) -> tuple[tuple[str, str], ...]:
        return ()


NOTHING: Enclosed = _Nothing()


def table_of(grid: Grid, heads: int, span: Span) -> Table:
    """A Grid as a table whose first ``heads`` rows are its head, with those that a merged cell joins to them."""
    rows, left = condensed([[_cell(shown, head=n < heads) for shown in row] for n, row in enumerate(grid.rows)])
    count = reached(rows, sum(row < heads for row in left))
    aligns = tuple(_usual([row[column] for row in rows[count:]]) for column in range(len(rows[0])))
    plain = tuple(
        tuple(_unsaid(cell, aligns[c], head=r < count) for c, cell in enumerate(row)) for r, row in enumerate(rows)
    )
    return Table(plain[0], plain[1:], aligns, count, grid.widths, span=span)


def _cell(shown: Shown, *, head: bool) -> Cell:
    """Its lines are those that were typed; what stands in the head is bold anyway."""
    runs: list[Run] = []
    for piece in shown.pieces:
        for number, line in enumerate(piece.text.split("\n")):
            runs += [Run("\n")] * bool(number)
            runs += [Run(line, piece.bold and not head, piece.italic)] if line else []
    while runs and not runs[-1].text.strip():
        runs.pop()
    return Cell(_tidy(merge(runs)), shown.across, shown.down, shown.covered, shown.align)


def _tidy(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """One space where there were several, none at the ends of a line."""
    from congvan.compose.markdown import squeeze

    return squeeze(runs)


def _usual(cells: list[Cell]) -> Align:
    """The side that most cells of a column keep to, among those that say something."""
    sides: list[Align] = [cell.align for cell in cells if cell.align is not None and cell.runs and cell.across == 1]
    return max(("left", "center", "right"), key=sides.count) if sides else "left"


def _unsaid(cell: Cell, usual: Align, *, head: bool) -> Cell:
    """A cell without the side that it has anyway: its column's, in the head the middle."""
    from dataclasses import replace

    return replace(cell, align=None) if head or cell.covered or not cell.runs or cell.align == usual else cell
