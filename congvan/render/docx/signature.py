"""Ô 7 and 9b: a table of two columns as in the official files; Nơi nhận under it where two sign; xác nhận."""

from __future__ import annotations

from congvan.model.layout import ConfirmationSpec, RecipientsSpec, SignatureSpec, SignerSpec
from congvan.render.docx.writer import Writer
from congvan.render.ooxml import Paragraph, cell, element, row, spacing, twips


def write(w: Writer, s: SignatureSpec) -> None:
    """Signatures and Nơi nhận."""
    if w.after_table():
        w.place(w.thin())
    left, right = _cell(w, s.left_cell, s.before), _cell(w, s.right_cell, s.before)
    below = []
    if s.below is not None:
        # A row of the same table: LibreOffice keeps no paragraph with the table before it.
        for paragraph in (*left, *right):
            paragraph.put(element("keepNext"))
        below = [row([cell(s.left + s.right, _recipients(w, s.below, s.before), span=2)])]
    w.place(w.table([s.left, s.right], [row([cell(s.left, left), cell(s.right, right)]), *below]))


def _cell(w: Writer, cell: SignerSpec | RecipientsSpec | None, before: float) -> list[Paragraph]:
    if cell is None:
        return [w.thin()]
    if isinstance(cell, RecipientsSpec):
        return _recipients(w, cell, before)
    return [*w.lines(cell.authority, "authority", before), *w.lines(cell.names, "signer_name", cell.gap)]


def _recipients(w: Writer, r: RecipientsSpec, before: float) -> list[Paragraph]:
    hang = element("ind", left=twips(r.hang), hanging=twips(r.hang))
    listed = [w.paragraph("recipient", line, hang) for line in r.lines]
    return [*w.lines([r.label], "recipients_label", before), *listed]


def confirmation(w: Writer, c: ConfirmationSpec) -> None:
    """The words that another agency signs under, and the room for it."""
    made = w.lines(c.lines, "confirmation", c.before)
    for paragraph in made:
        paragraph.put(element("keepNext"))
    w.place(*made, w.paragraph("confirmation", (), spacing(0, c.gap)))
