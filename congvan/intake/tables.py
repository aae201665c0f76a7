"""A table of a Word file → a grid of cells, each with its lines, merged ones told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from congvan.compose.joined import ABOVE, LEFT, areas, extent
from congvan.conformance.docx_package import W
from congvan.conformance.docx_rows import cells_of, rows_of
from congvan.conformance.measured import Column, Para
from congvan.intake.lines import lines_of
from congvan.intake.model import Cell, Grid

_WIDEST = 63
"""Word's own limit of columns."""


class Tables:
    """The tables of a body, outermost first, by the paragraphs that stand in them."""

    def __init__(self, body: Any, nodes: Mapping[Any, int], paras: Sequence[Para]) -> None:
        self._nodes = nodes
        self._paras: dict[int, list[Para]] = {}
        for para in paras:
            self._paras.setdefault(para.node, []).append(para)
        self._table: dict[int, Any] = {}
        self._inside: dict[Any, frozenset[int]] = {}
        for table in _outer(body):
            held = frozenset(nodes[p] for p in table.iter(W + "p"))
            self._inside[table] = held
            self._table |= dict.fromkeys(held, table)

    def at(self, node: int, among: frozenset[int]) -> Any | None:
        """The table that paragraph ``node`` stands in, where all that it says is ``among`` those of one text."""
        table = self._table.get(node)
        if table is None:
            return None
        said = {n for n in self._inside[table] if n in self._paras}
        return table if said <= among else None

    def nodes(self, table: Any) -> frozenset[int]:
        """The paragraphs of a table."""
        return self._inside[table]

    def grid(self, table: Any) -> Grid:
        """Its rows, all of one length."""
        rows = [self._row(row) for row in rows_of(table)]
        width = max((len(row) for row in rows), default=0)
        ragged = [[*row, *[Cell()] * (width - len(row))] for row in rows if row]
        odd = _parted(ragged)
        full = tuple(map(tuple, ragged))
        held = [p for n in self._inside[table] for p in self._paras.get(n, [])]
        return Grid(
            min(self._inside[table], default=0),
            full,
            tuple(self._align(table, column) for column in range(width)),
            nested=any(True for cell in table.iter(W + "tc") for _ in cell.iterfind(W + "tbl")),
            plain=not any(p.column is Column.TABLE for p in held),
            odd=odd,
            heads=_heads(table, full),
        )

    def _row(self, row: Any) -> list[Cell]:
        props = row.find(W + "trPr")
        made = [Cell() for _ in range(_count(props, "gridBefore", 0))]
        for cell in cells_of(row):
            about = cell.find(W + "tcPr")
            joined = _joined(about)
            span = _count(about, "gridSpan", 1)
            lines = tuple(line for p in cell.iter(W + "p") for line in lines_of(self._paras.get(self._nodes[p], [])))
            made.append(Cell(lines, joined))
            made += [Cell((), joined or LEFT)] * (span - 1)
        return made[:_WIDEST]

    def _align(self, table: Any, column: int) -> str:
        found: Counter[str] = Counter()
        for row in list(rows_of(table))[1:]:
            at = _count(row.find(W + "trPr"), "gridBefore", 0)
            for cell in cells_of(row):
                if at == column:
                    paras = [q for p in cell.iter(W + "p") for q in self._paras.get(self._nodes[p], [])]
                    found.update(q.align or "left" for q in paras[:1])
                at += _count(cell.find(W + "tcPr"), "gridSpan", 1)
        most = found.most_common(1)
        return most[0][0] if most and most[0][0] in ("center", "right") else "left"


def _outer(container: Any) -> Iterator[Any]:
    """Tables that stand in no other; one of a single cell is a box, and what it holds is looked at."""
    for table in container.iter(W + "tbl"):
        if table is container or any(a.tag == W + "tbl" and a is not container for a in between(table, container)):
            continue
        if sum(1 for row in rows_of(table) for _ in cells_of(row)) == 1:
            yield from _outer(table)
        else:
            yield table


def between(element: Any, top: Any) -> Iterator[Any]:
    """The elements around one, from the nearest, up to ``top``."""
    for above in element.iterancestors():
        if above is top:
            return
        yield above


def _joined(about: Any | None) -> str:
    merge = about.find(W + "vMerge") if about is not None else None
    if merge is not None and merge.get(W + "val", "continue") == "continue":
        return ABOVE
    across = about.find(W + "hMerge") if about is not None else None
    return LEFT if across is not None and across.get(W + "val", "continue") == "continue" else ""


def _count(about: Any | None, name: str, default: int) -> int:
    element = about.find(W + name) if about is not None else None
    value = element.get(W + "val", "") if element is not None else ""
    return min(int(value), _WIDEST) if value.isdigit() else default


def _parted(rows: list[list[Cell]]) -> bool:
    """Part, in place, cells whose joins make no rectangle, as files of other programs have them; whether there were."""
    odd = False
    for (row, column), places in areas([[cell.joined for cell in row] for row in rows]).items():
        if extent(places)[2] and not rows[row][column].joined:
            continue
        for r, c in places:
            odd |= bool(rows[r][c].joined)
            rows[r][c] = Cell(rows[r][c].lines)
    return odd


def _heads(table: Any, rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows are its head: those marked to repeat, and those that a cell of the first one reaches into."""
    marked = 0
    for row in rows_of(table):
        if row.find(f"{W}trPr/{W}tblHeader") is None:
            break
        marked += 1
    reached = 1
    while reached < len(rows) and any(cell.joined == ABOVE for cell in rows[reached]):
        reached += 1
    across = any(cell.joined == LEFT for cell in rows[0]) if rows else False
    return max(marked, reached if across else 1, 1)
