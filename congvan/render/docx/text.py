"""Ô 6: paragraphs in their styles, tables with a head row that repeats."""

from __future__ import annotations

from typing import Any

from congvan.model.document import Cell
from congvan.model.layout import ParagraphSpec, PictureSpec, TableSpec, TextSpec
from congvan.render.docx import picture
from congvan.render.docx.writer import Writer

TABLE_EDGE = 0.5  # pt


def write(w: Writer, text: TextSpec) -> None:
    """Every part of a text, the first with the space above it that the layout gave."""
    for index, part in enumerate(text.parts):
        if isinstance(part, TableSpec):
            _table(w, part, text.before_first if index == 0 else w.spec.styles["body"].before)
        elif isinstance(part, PictureSpec):
            picture.write(w, part, text.before_first if index == 0 else None)
        else:
            _paragraph(w, part, text.before_first if index == 0 else None)


def _paragraph(w: Writer, part: ParagraphSpec, before: float | None) -> None:
    properties = []
    if before is not None:
        properties.append(w.x.spacing(before, w.spec.styles[part.style].line))
    if part.keep:
        properties += [w.x.element("keepNext"), w.x.element("keepLines")]
    w.place(w.paragraph(part.style, part.runs, *properties))


def _table(w: Writer, spec: TableSpec, before: float) -> None:
    x, table = w.x, spec.table
    _space_above(w, before)
    rows = []
    owners: dict[int, Cell] = {}  # by column: the cell of a row above that reaches into this row
    left: dict[int, int] = {}
    for index, cells in enumerate(table.all_rows):
        head, tall = index < table.heads, index - 1 in spec.tall
        made = []
        for column, cell in enumerate(cells):
            if cell.covered and not left.get(column):
                continue
            if cell.covered:
                left[column] -= 1
                made.append(_cell(w, spec, column, owners[column], "continue", head=head, row=index))
                continue
            if cell.down > 1:
                owners[column], left[column] = cell, cell.down - 1
            made.append(_cell(w, spec, column, cell, "restart" if cell.down > 1 else "", head=head, row=index))
        rows.append(x.row(made, header=head, split=tall and not head))
    w.place(w.table(spec.widths, rows, padding=w.spec.cell_padding, edges=TABLE_EDGE))


def _cell(w: Writer, spec: TableSpec, column: int, cell: Cell, merged: str, *, head: bool, row: int) -> Any:
    """A ``w:tc``; ``merged``: the first of several that are one over several rows, or one that goes on."""
    x = w.x
    look = []
    if not head:
        if row - 1 in spec.kept:
            look.append(x.element("keepNext"))
        if row - 1 in spec.tall:
            # A single line of a row that goes on may stand alone, as it does in the PDF.
            look.append(x.element("widowControl", val="0"))
        look.append(x.element("jc", val=w.justify[cell.align or spec.table.aligns[column]]))
    runs = () if merged == "continue" else cell.runs
    said = w.paragraph("table_head" if head else "table_cell", runs, *look)
    width = sum(spec.widths[column : column + cell.across])
    return x.cell(width, [said], span=cell.across, merged=merged, middle=head or cell.down > 1)


def _space_above(w: Writer, points: float) -> None:
    """Space above a table is space below the paragraph before it; two tables need a paragraph between."""
    x, previous = w.x, w.last()
    if previous is None or not previous.tag.endswith("}p"):
        w.place(w.paragraph("parent", (), x.spacing(0, points)))
        return
    holder = previous.pPr
    found = holder.find(x.qn("w:spacing"))
    if found is None:
        name = next(n for n, s in w.spec.styles.items() if w.ids[s.word] == holder.pStyle.val)
        look = w.spec.styles[name]
        x.set_properties(holder, [x.spacing(look.before, look.line, points)])
    else:
        found.set(x.qn("w:after"), x.twips(points))
