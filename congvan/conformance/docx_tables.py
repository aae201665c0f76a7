"""What the XML of a table says: padding, widths, heights."""

from __future__ import annotations

from typing import Any

from congvan.conformance.docx_package import W
from congvan.conformance.docx_rows import cells_of
from congvan.conformance.docx_shapes import twips


def single_cell(rows: list[Any]) -> bool:
    """Whether a table is one cell."""
    return sum(1 for r in rows for _ in cells_of(r)) == 1


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
