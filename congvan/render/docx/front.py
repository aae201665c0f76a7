"""Ô 9a: Kính gửi, or the label of the kind's own, and who stands under it."""

from __future__ import annotations

from congvan.model.document import Run
from congvan.model.layout import AddresseeSpec
from congvan.render.docx.writer import Writer


def addressees(w: Writer, a: AddresseeSpec) -> None:
    """One on the line of the label, or each on a line of its own with a dash."""
    x, style = w.x, w.spec.styles["addressee"]
    above = x.spacing(a.before, style.line)
    if a.single is not None:
        indent = x.element("ind", left=x.twips(a.indent + a.label_hang), hanging=x.twips(a.label_hang))
        w.place(w.paragraph("addressee_label", (Run(f"{a.label} "), *a.single), above, indent))
        return
    where = x.element("jc", val="center") if a.centred else x.element("ind", left=x.twips(a.indent))
    w.place(w.paragraph("addressee_label", a.label, above, where))
    for line in a.many:
        hang = x.element("ind", left=x.twips(a.dash + a.dash_hang), hanging=x.twips(a.dash_hang))
        w.place(w.paragraph("addressee", line, hang))
