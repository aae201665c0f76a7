"""The words on paper, filled in from paper.yaml."""

from __future__ import annotations

from collections.abc import Iterable

from congvan.model.length import mm
from congvan.model.paper import Enclosed, MailSender
from congvan.render.fonts import Fonts
from congvan.standard.paper import paper
from congvan.text.letters import nfc
from congvan.text.names import glued, names_in


def said(key: str, *values: str, **named: str) -> str:
    """A wording of paper.yaml with its blanks filled."""
    return paper().wording[key].format(*values, **named)


def enclosed(documents: Iterable[Enclosed]) -> str:
    """``881/STTTT-TTr (3 trang), 882/STTTT-TTr``."""
    return ", ".join(said("pages", code=d.code, pages=str(d.pages)) if d.pages else d.code for d in documents)


def contacts(sender: MailSender) -> list[str]:
    """Address; phone and fax; e-mail and website: the lines of the form for what is known (PL IV.II)."""
    rows = (
        (("address", sender.address),),
        (("phone", sender.phone), ("fax", sender.fax)),
        (("email", sender.email), ("website", sender.website)),
    )
    lines = (", ".join(said(key, value) for key, value in row if value) for row in rows)
    return [line for line in lines if line]


def named(text: str, typed: str, room: float, size: float, fonts: Fonts) -> str:
    """A text as HTML in whose lines of ``room`` pt no name of ``typed`` is broken that a line holds."""
    from markupsafe import Markup, escape

    shown = []
    for word in glued(text.split(), names_in([typed])):
        whole = " " in word and fonts.width(word, size, bold=True) <= room
        shown.append(Markup('<span style="white-space:nowrap">{}</span>').format(word) if whole else escape(word))
    return Markup(" ").join(shown)


def codes_cell(codes: Iterable[str], column: float, size: float, fonts: Fonts) -> str:
    """Numbers in a column ``column`` mm wide, as HTML: ``720/STTTT-TTr`` never breaks where it fits at ``size`` pt."""
    from markupsafe import Markup, escape

    room = mm(column * paper().unbroken)
    shown = []
    for code in (nfc(" ".join(code.split())) for code in codes):
        whole = fonts.width(code, size) <= room
        shown.append(Markup('<span style="white-space:nowrap">{}</span>').format(code) if whole else escape(code))
    return Markup(", ").join(shown)
