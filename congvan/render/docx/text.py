"""Ô 6: paragraphs in their styles, tables with a head row that repeats."""

from __future__ import annotations

import re

from congvan.model.document import Cell
from congvan.model.layout import ParagraphSpec, PictureSpec, TableSpec, TextSpec
from congvan.render.docx import picture
from congvan.render.docx.writer import Writer
from congvan.render.ooxml import JC, Paragraph, cell, element, row, spacing, twips

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
        properties.append(spacing(before, w.spec.styles[part.style].line))
    if part.keep:
        properties += [element("keepNext"), element("keepLines")]
    w.place(w.paragraph(part.style, part.runs, *properties))


def _table(w: Writer, spec: TableSpec, before: float) -> None:
    table = spec.table
    _space_above(w, before)
    rows = []
    owners: dict[int, Cell] = {}  # by column: the cell of a row above that reaches into this row
    left: dict[int, int] = {}
    for index, cells in enumerate(table.all_rows):
        head, tall = index < table.heads, index - 1 in spec.tall
        made = []
        for column, one in enumerate(cells):
            if one.covered and not left.get(column):
                continue
            if one.covered:
                left[column] -= 1
                made.append(_cell(w, spec, column, owners[column], "continue", head=head, row=index))
                continue
            if one.down > 1:
                owners[column], left[column] = one, one.down - 1
            made.append(_cell(w, spec, column, one, "restart" if one.down > 1 else "", head=head, row=index))
        rows.append(row(made, header=head, split=tall and not head))
    w.place(w.table(spec.widths, rows, padding=w.spec.cell_padding, edges=TABLE_EDGE))


def _cell(w: Writer, spec: TableSpec, column: int, one: Cell, merged: str, *, head: bool, row: int) -> str:
    """A ``w:tc``; ``merged``: the first of several that are one over several rows, or one that goes on."""
    look = []
    if not head:
        if row - 1 in spec.kept:
            look.append(element("keepNext"))
        if row - 1 in spec.tall:
            # A single line of a row that goes on may stand alone, as it does in the PDF.
            look.append(element("widowControl", val="0"))
        look.append(element("jc", val=JC[one.align or spec.table.aligns[column]]))
    runs = () if merged == "continue" else one.runs
    said = w.paragraph("table_head" if head else "table_cell", runs, *look)
    width = sum(spec.widths[column : column + one.across])
    return cell(width, [said], span=one.across, merged=merged, middle=head or one.down > 1)


def _space_above(w: Writer, points: float) -> None:
    """Space above a table is space below the paragraph before it; two tables need a paragraph between."""
    previous = w.body[-1] if w.body else None
    if not isinstance(previous, Paragraph):
        w.place(w.paragraph("parent", (), spacing(0, points)))
    elif "spacing" in previous.properties:
        told = previous.properties["spacing"]
        previous.put(re.sub(r'(?<= w:after=")[^"]*', twips(points), told))
    else:
        look = next(s for s in w.spec.styles.values() if w.style(s) == previous.properties["pStyle"])
        previous.put(spacing(look.before, look.line, points))
