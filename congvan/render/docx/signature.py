"""Ô 7 and 9b: a table of two columns as in the official files; Nơi nhận under it where two sign; xác nhận."""

from __future__ import annotations

from typing import Any

from congvan.model.layout import ConfirmationSpec, RecipientsSpec, SignatureSpec, SignerSpec
from congvan.render.docx.writer import Writer


def write(w: Writer, s: SignatureSpec) -> None:
    """Signatures and Nơi nhận."""
    if w.after_table():
        w.place(w.thin())
    left, right = _cell(w, s.left_cell, s.before), _cell(w, s.right_cell, s.before)
    rows = [w.x.row([w.x.cell(s.left, left), w.x.cell(s.right, right)])]
    if s.below is not None:
        # A row of the same table: LibreOffice keeps no paragraph with the table before it.
        for paragraph in (*left, *right):
            w.x.set_properties(paragraph.pPr, [w.x.element("keepNext")])
        rows.append(w.x.row([w.x.cell(s.left + s.right, _recipients(w, s.below, s.before), span=2)]))
    w.place(w.table([s.left, s.right], rows))


def _cell(w: Writer, cell: SignerSpec | RecipientsSpec | None, before: float) -> list[Any]:
    if cell is None:
        return [w.thin()]
    if isinstance(cell, RecipientsSpec):
        return _recipients(w, cell, before)
    return [*w.lines(cell.authority, "authority", before), *w.lines(cell.names, "signer_name", cell.gap)]


def _recipients(w: Writer, r: RecipientsSpec, before: float) -> list[Any]:
    hang = {"left": w.x.twips(r.hang), "hanging": w.x.twips(r.hang)}
    listed = [w.paragraph("recipient", line, w.x.element("ind", **hang)) for line in r.lines]
    return [*w.lines([r.label], "recipients_label", before), *listed]


def confirmation(w: Writer, c: ConfirmationSpec) -> None:
    """The words that another agency signs under, and the room for it."""
    made = w.lines(c.lines, "confirmation", c.before)
    for paragraph in made:
        w.x.set_properties(paragraph.pPr, [w.x.element("keepNext")])
    w.place(*made, w.paragraph("confirmation", (), w.x.spacing(0, c.gap)))
