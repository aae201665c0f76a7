"""The head of a letter → kind, unit, subject, number and date, marks, signer."""

from __future__ import annotations

import re

from congvan.intake import matching
from congvan.intake.drafted import Draft
from congvan.intake.model import Letter
from congvan.problems import term
from congvan.text.letters import fold

_URGENCY = {"hoa toc": "hoa-toc", "thuong khan": "thuong-khan", "khan": "khan"}
_VV = re.compile(r"(?i)\s*(?:v\s*[./]?\s*v|về việc)\b\s*[:.]?\s*")


def kind(made: Draft) -> None:
    """``type:``, and whose letter it is."""
    letter, sheet = made.letter, made.sheet
    if letter.kind is None or made.kind.slug != letter.kind:
        sheet.doubt("CV446", letter.title.node if letter.title else 0, "type", title=letter.untold)
    issuer = made.office.issuer
    for typed, ours in ((letter.parent, issuer.parent or ""), (letter.issuer, issuer.name.value)):
        if typed and matching.key(typed) != matching.key(ours):
            sheet.doubt("CV447", letter.number_at, "type", typed=typed, ours=ours)
    sheet.key("type", made.kind.slug)


def code_of(letter: Letter) -> tuple[str, str]:
    """What stands before and after the slash of the number line."""
    match = re.match(r"(?i)\s*số\s*[:.]?\s*([^/]*)/?(.*)", letter.number)
    return (match[1].strip(" .…_"), re.sub(r"\s+", "", match[2]).replace("–", "-")) if match else ("", "")


def unit(made: Draft) -> None:
    """``unit:``, by the symbol."""
    _, code = code_of(made.letter)
    unit, _ = matching.unit_of(made.office.issuer, code, made.kind, made.archive)
    if unit is not None:
        made.sheet.key("unit", unit.slug)
    elif "unit" in made.kind.requires:
        known = ", ".join(made.office.issuer.units)
        near = matching.unit_kept(made.office.issuer, made.archive)
        slug = near.slug if near is not None else ""
        made.sheet.doubt("CV449", made.letter.number_at, "unit", code=code, known=known, near=slug)
        made.sheet.blank("unit")


def subject(made: Draft) -> None:
    """``subject:`` on one line, whatever lines it was broken into."""
    letter = made.letter
    text = " ".join(line.text for line in letter.subject)
    if made.kind.subject_prefix:
        text = _VV.sub("", text, count=1)
    node = letter.subject[0].node if letter.subject else 0
    if text:
        made.nodes[len(made.sheet.lines)] = node
        made.sheet.key("subject", text)
    elif "subject" in made.kind.requires:
        made.sheet.doubt("CV461", letter.title.node if letter.title else 0, "subject")
        made.sheet.blank("subject")


def number(made: Draft) -> None:
    """Number and date as the letter bears them, where this office could have given them; never one that is taken."""
    letter, sheet, kind = made.letter, made.sheet, made.kind
    annual, code = code_of(letter)
    _, ours = matching.unit_of(made.office.issuer, code, kind, made.archive)
    same = matching.key(letter.issuer) == matching.key(made.office.issuer.name.value)
    if not kind.numbered:
        if letter.day is not None:
            sheet.key("date", letter.day)
        return
    why = ""
    if not annual and letter.day is None and any(sign.isdigit() for sign in letter.dated):
        why = "intake.awaits"  # a draft with its month and year typed
    elif not annual and letter.day is None:
        sheet.comment("number:")  # a gap is no doubt: it waits for its number
    elif not annual.isdecimal() or letter.day is None:
        why = "intake.half"
    elif not (ours and same):
        why = "intake.foreign"
    elif made.office.taken(f"{annual}/{code}", letter.day.year):
        why = "intake.taken"
    if why:
        sheet.doubt("CV448", letter.number_at, "number", number=letter.number, date=letter.dated, why=term(why))
    elif annual.isdecimal() and letter.day is not None:
        made.nodes[len(sheet.lines)] = letter.number_at
        sheet.key("number", int(annual))
        sheet.key("date", letter.day)


def marks(made: Draft) -> None:
    """``urgency:`` and ``circulation:``."""
    for mark in made.letter.marks:
        words = fold(mark.text).strip(" .!")
        if words in _URGENCY and "urgency" not in made.sheet.places:
            made.sheet.key("urgency", _URGENCY[words])
        elif "circulation" not in made.sheet.places:
            made.sheet.key("circulation", mark.text)


def signer(made: Draft) -> None:
    """``signer:``, told where only the name or nobody fits."""
    letter, sheet = made.letter, made.sheet
    posts = " / ".join(p.text for found, _ in letter.signatures for p in found)
    names = " / ".join(n.text for _, found in letter.signatures for n in found)
    node = next((p.node for found, more in letter.signatures for p in (*found, *more)), 0)
    if not made.signer.slug:
        sheet.doubt("CV452", node, "signer", posts=posts, name=names, near=made.signer.near)
        sheet.blank("signer")
        return
    if not made.signer.same:
        sheet.doubt("CV453", node, "signer", posts=posts, name=names, slug=made.signer.slug)
    sheet.key("signer", made.signer.slug)
