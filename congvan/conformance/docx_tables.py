"""What the XML of a table says: borders, padding, widths."""

from __future__ import annotations

from typing import Any

from congvan.conformance.docx_package import W
from congvan.conformance.docx_shapes import twips, visible
from congvan.conformance.docx_styles import number


def lined(borders: Any | None) -> bool:
    """Whether borders draw a table that is seen."""
    if borders is None:
        return False
    inside = [visible(borders.find(W + side)) for side in ("insideH", "insideV")]
    outside = [visible(borders.find(W + side)) for side in ("top", "bottom", "left", "right")]
    return any(inside) or all(outside)


def boxed(rows: list[Any]) -> bool:
    """Whether most cells have all four borders of their own."""
    cells = [c.find(f"{W}tcPr/{W}tcBorders") for r in rows for c in r.iterfind(W + "tc")]
    full = [
        b for b in cells if b is not None and all(visible(b.find(W + s)) for s in ("top", "bottom", "left", "right"))
    ]
    return len(cells) > 2 and len(full) * 2 > len(cells)


def single_cell(rows: list[Any]) -> bool:
    """Whether a table is one cell."""
    return sum(1 for r in rows for _ in r.iterfind(W + "tc")) == 1


def padding(props: Any | None) -> tuple[float, float]:
    """(left, right) white inside the cells, in pt."""
    found = []
    for names in (("left", "start"), ("right", "end")):
        element = None
        for name in names:
            if element is None and props is not None:
                element = props.find(f"{W}tblCellMar/{W}{name}")
        width = twips(element.get(W + "w")) if element is not None else None
        found.append(5.4 if width is None else width)
    return found[0], found[1]


def val(parent: Any | None, name: str) -> str:
    """``w:val`` of a child, ``""`` where there is none."""
    element = parent.find(W + name) if parent is not None else None
    return element.get(W + "val", "") if element is not None else ""


def val_attr(parent: Any | None, name: str) -> str | None:
    """``w:val`` of a child, None where there is none."""
    return val(parent, name) or None


def width(cell: Any) -> str | None:
    """The width that a cell states, in twips as typed."""
    element = cell.find(f"{W}tcPr/{W}tcW")
    return element.get(W + "w") if element is not None else None


def columns(cell: Any) -> int:
    """How many columns of the grid a cell takes."""
    count = number(val(cell.find(W + "tcPr"), "gridSpan") or "1", 1)
    return min(64, max(1, int(count or 1)))
