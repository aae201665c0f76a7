"""Ô 9a: Kính gửi, or the label of the kind's own, and who stands under it."""

from __future__ import annotations

from congvan.model.document import Run
from congvan.model.layout import AddresseeSpec
from congvan.render.docx.writer import Writer
from congvan.render.ooxml import element, spacing, twips


def addressees(w: Writer, a: AddresseeSpec) -> None:
    """One on the line of the label, or each on a line of its own with a dash."""
    above = spacing(a.before, w.spec.styles["addressee"].line)
    if a.single is not None:
        indent = element("ind", left=twips(a.indent + a.label_hang), hanging=twips(a.label_hang))
        w.place(w.paragraph("addressee_label", (Run(f"{a.label} "), *a.single), above, indent))
        return
    where = element("jc", val="center") if a.centred else element("ind", left=twips(a.indent))
    w.place(w.paragraph("addressee_label", a.label, above, where))
    hang = element("ind", left=twips(a.dash + a.dash_hang), hanging=twips(a.dash_hang))
    w.place(*(w.paragraph("addressee", line, hang) for line in a.many))
