"""Kính gửi and Nơi nhận of a letter → who of recipients.yaml they are; the line "Lưu:"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from congvan.intake import matching
from congvan.intake.draft_head import code_of
from congvan.intake.drafted import Draft
from congvan.intake.markdown import expression
from congvan.intake.matching import Named
from congvan.problems import term

_LABEL = re.compile(r"(?i)\s*kính\s+gửi\s*:?\s*")


def _named(made: Draft, entries: Sequence[tuple[str, int]], at: str) -> list[Any]:
    """Names → the entries of a list, each doubt before it."""
    out: list[Any] = []
    for n, (text, node) in enumerate(entries):
        name = matching.ended(text) if n == len(entries) - 1 and at == "to" else matching.unsigned(text)
        if not name:
            continue
        found = made.office.book.find(name, node)
        if found.ref == "nhu-tren" and "to" not in made.sheet.places:
            found = Named(name, node=node)  # there is no Kính gửi that it could mean
        _tell(made, found, at)
        record: dict[str, Any] = {"ref": found.ref} if found.ref else {"text": expression(name)}
        record |= {"as": found.shown.removesuffix(f"({found.note})").strip()} if found.ref and found.shown else {}
        record |= {"note": found.note} if found.note else {}
        out.append(found.ref if list(record) == ["ref"] else record)
    return out


def _tell(made: Draft, found: Named, at: str) -> None:
    if found.ref and found.shown and found.ref != "nhu-tren":
        name = made.office.book.name(found.ref)
        made.sheet.doubt("CV451", found.node, at, text=found.text, slug=found.ref, name=name)
    elif not found.ref and at == "to":
        made.sheet.doubt("CV450", found.node, at, text=found.text, near=found.near)
    elif not found.ref and found.near:
        made.sheet.doubt("CV467", found.node, at, text=found.text, near=found.near)


def to(made: Draft) -> None:
    """``to:``."""
    letter = made.letter
    if "to" not in made.kind.allows:
        if letter.to or letter.label:
            node = letter.label.node if letter.label else letter.to[0].node
            made.sheet.doubt("CV462", node, "body", what=term("intake.addressees"), kind=made.kind.name)
        return
    entries = matching.entries(letter.to)
    label = letter.label.text if letter.label else ""
    rest = _LABEL.sub("", label, count=1) if _LABEL.match(label) else ""
    if rest:
        entries = [(rest, letter.label.node if letter.label else 0), *entries]
    entries += [(name, 0) for name in made.filled.to]
    found = _named(made, entries, "to")
    if found:
        made.sheet.key("to", found)
    elif "to" in made.kind.requires:
        made.sheet.doubt("CV468", 0, "to")
        made.sheet.blank("to")


def copies(made: Draft) -> None:
    """``copies:``, ``archive:`` and ô 12."""
    sheet, archive = made.sheet, made.archive
    entries = [(matching.ended(t) if n == len(made.copies) - 1 and archive is None else t, node)
               for n, (t, node) in enumerate(made.copies)]  # fmt: skip
    found = _named(made, entries, "copies")
    if found:
        sheet.key("copies", found)
    if archive is None:
        return
    if archive.unsure:
        sheet.doubt("CV465", archive.node, "archive", text=archive.unsure)
    _, code = code_of(made.letter)
    unit, _ = matching.unit_of(made.office.issuer, code, made.kind, archive)
    usual = (made.office.wording.archive_first, *([unit.archive] if unit else []))
    if archive.names and archive.names != usual:
        sheet.key("archive", list(archive.names))
    if archive.copies:
        sheet.key("archive_copies", archive.copies)
    if archive.drafter:
        sheet.key("drafter", archive.drafter)
    if archive.run:
        sheet.key("print_run", archive.run)
    _footer(made)


def _footer(made: Draft) -> None:
    """Ô 13 where it says what issuer.yaml says."""
    lines = made.letter.address
    if not lines:
        return
    text = " ".join(line.text for line in lines)
    if "footer" in made.kind.allows and matching.same_address(made.office.issuer, text):
        made.sheet.key("footer", True)
    else:
        made.sheet.doubt(
            "CV454", lines[0].node, "footer", what=term("intake.footer"), shown=term("intake.said", text=text)
        )
