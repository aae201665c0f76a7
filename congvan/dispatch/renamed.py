"""A circular whose file got another name after it was sent: the ledger knows it by the name of then.

Under its new name it would look as if nobody had it, and everybody would get it a second time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from congvan import pipeline
from congvan.dispatch.outgoing import code_of
from congvan.model.document import Document
from congvan.model.register import Code
from congvan.problems import Problems, Span
from congvan.workspace import Target

if TYPE_CHECKING:
    from congvan.register.deliveries import Deliveries


def check(target: Target, office: pipeline.Office, book: Deliveries | None, problems: Problems) -> bool:
    """Whether the document was sent, or recalled, under another id. Errors: CV802."""
    if book is None or book.rows(target.id) or book.recalled(target.id):
        return False
    found = pipeline.to_circular(target, office, Problems())
    if found is None or found[1].draft:
        return False
    other = _before(target, office, found[1], book)
    if other:
        problems.error("CV802", Span(target.shown, 1, 1), id=target.id, other=other, code=code_of(found[1]))
    return bool(other)


def _before(target: Target, office: pipeline.Office, document: Document, book: Deliveries) -> str:
    """The id of then: the register's, else that of rows with this number whose file is here no more."""
    day, code = document.parts.date, code_of(document)
    register, parsed = pipeline.open_register(office), Code.parse(code)
    entries = register.find(parsed, day.year) if register is not None and parsed is not None and day else []
    entered = [e.circular for e in entries if e.circular and e.state == "issued"]
    if target.id in entered:
        return ""
    for id in entered:
        if book.rows(id) or book.recalled(id):
            return id
    if entered or day is None:
        return ""
    # A number that no register knows: rows of other years with the same number are other documents.
    first = (day - timedelta(days=1)).isoformat()
    rows = [r for r in book.by_code(code) if r.circular != target.id and r.at >= first]
    return next((r.circular for r in rows if not (office.workspace.circulars / f"{r.circular}.yaml").exists()), "")
