"""Ô 6: paragraphs in their styles, tables with a head row that repeats."""

from __future__ import annotations

from congvan.model.layout import ParagraphSpec, TableSpec, TextSpec
from congvan.render.docx.writer import Writer

TABLE_EDGE = 0.5  # pt


def write(w: Writer, text: TextSpec) -> None:
    """Every part of a text, the first with the space above it that the layout gave."""
    for index, part in enumerate(text.parts):
        if isinstance(part, TableSpec):
            _table(w, part, text.before_first if index == 0 else w.spec.styles["body"].before)
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
    x, table, widths = w.x, spec.table, spec.widths
    _space_above(w, before)
    head = [
        x.cell(width, [w.paragraph("table_head", c.runs)], middle=True)
        for c, width in zip(table.head, widths, strict=True)
    ]
    rows = [x.row(head, header=True)]
    for index, cells in enumerate(table.rows):
        # A single line of a row that goes on may stand alone, as it does in the PDF.
        alone = [x.element("widowControl", val="0")] if index in spec.tall else []
        aligned = zip(cells, widths, table.aligns, strict=True)
        rows.append(
            x.row(
                [
                    x.cell(width, [w.paragraph("table_cell", c.runs, *alone, x.element("jc", val=w.justify[align]))])
                    for c, width, align in aligned
                ],
                split=index in spec.tall,
            )
        )
    w.place(w.table(widths, rows, padding=w.spec.cell_padding, edges=TABLE_EDGE))


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
