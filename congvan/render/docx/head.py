"""Ô 1 to 5b and 10b: one table of two columns, as in the official files."""

from __future__ import annotations

from congvan.model.layout import BoxSpec, HeadSpec
from congvan.render.docx.writer import Writer
from congvan.render.ooxml import cell, row


def write(w: Writer, h: HeadSpec) -> None:
    """The head of the document, or of a text that it issues."""
    split = [h.urgency.width, h.left - h.urgency.width] if h.urgency else [h.left]
    rows = [_names(w, h, len(split))]
    if h.number or h.place_date:
        rows.append(_number_and_date(w, h, len(split)))
    if h.subject:
        cells = [cell(h.left, w.lines(h.subject, "subject"), span=len(split)), cell(h.right, [w.thin()])]
        rows.append(row(cells))
    if h.urgency:
        rows += _urgency(w, h, h.urgency, split)
    w.place(w.table([*split, h.right], rows))


def _names(w: Writer, h: HeadSpec, span: int) -> str:
    left = [*w.lines(h.parent, "parent"), *w.lines(h.issuer, "issuer"), w.rule(h.issuer_rule, h.left)]
    right = [
        w.paragraph("state_name", h.state_name),
        w.paragraph("motto", h.motto),
        w.rule(h.motto_rule, h.right),
    ]
    return row([cell(h.left, left, span=span), cell(h.right, right)])


def _number_and_date(w: Writer, h: HeadSpec, span: int) -> str:
    left = w.lines(["".join(h.number)], "number", h.row_before) if h.number else [w.thin()]
    right = w.lines([" ".join(h.place_date)], "place_date", h.row_before) if h.place_date else [w.thin()]
    return row([cell(h.left, left, span=span), cell(h.right, right)])


def _urgency(w: Writer, h: HeadSpec, box: BoxSpec, split: list[float]) -> list[str]:
    above = row([cell(h.left, [w.thin()], span=2), cell(h.right, [w.thin()])], height=h.urgency_before)
    stamp = cell(split[0], [w.boxed(box)], middle=True, box=(w.spec.rule_thickness, box.colour))
    beside = [cell(split[1], [w.thin()]), cell(h.right, [w.thin()])]
    return [above, row([stamp, *beside], height=box.height)]
