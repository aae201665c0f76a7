"""The words on paper, filled in from paper.yaml."""

from __future__ import annotations

from collections.abc import Iterable

from congvan.model.paper import Enclosed, MailSender
from congvan.standard.paper import paper


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
    lines = ("   ".join(said(key, value) for key, value in row if value) for row in rows)
    return [line for line in lines if line]
