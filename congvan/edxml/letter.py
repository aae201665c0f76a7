"""A finished circular → the edXML letter that carries it (QCVN 102): every field taken from what is printed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from congvan.model import past
from congvan.model.circular import Circular, Reference
from congvan.model.document import Document
from congvan.model.edxml import (
    Answered,
    Attachment,
    Business,
    EdxmlKind,
    EdxmlLetter,
    EdxmlRefused,
    EdxmlSigner,
    Fault,
    Hop,
    Party,
    Purpose,
    Replaced,
    Staff,
)
from congvan.model.register import Code
from congvan.model.source import Agency, Issuer
from congvan.problems import term
from congvan.standard.edxml import edxml


def edxml_kind(slug: str, name: str, types: Mapping[str, int] | None = None) -> EdxmlKind:
    """DocumentType of a kind; ``types`` overrides our table where an axis wants other numbers. Errors: CV860."""
    number = {**edxml().kinds, **(types or {})}.get(slug)
    if number is None:
        raise EdxmlRefused((Fault("CV860", {"kind": name}),))
    return EdxmlKind(number, edxml().detail, name)


def sender(issuer: Issuer) -> Party:
    """The issuing agency as From; without its code the letter is refused later, with the other faults."""
    return Party(
        code=issuer.code or "", name=issuer.name.value, parent=issuer.parent or "", address=issuer.address or "",
        email=issuer.email or "", phone=issuer.phone or "", fax=issuer.fax or "", website=issuer.website or "",
    )  # fmt: skip


def receiver(agency: Agency) -> Party:
    """An agency of recipients.yaml as To."""
    return Party(agency.code or "", agency.name, address=agency.address or "", email="; ".join(agency.email))


def letter(
    circular: Circular, document: Document, to: Iterable[Agency], files: Sequence[Attachment], *, at: datetime,
    pages: int | None = None, copies: int | None = None, due: date | None = None, known: Iterable[Agency] = (),
    staff: Staff | None = None, paper: bool = False, types: Mapping[str, int] | None = None,
) -> EdxmlLetter:  # fmt: skip
    """The letter for ``to``. ``at``: when it is handed over, the wall time of the agency; ``known``: the agencies
    whose codes may stand in ResponseFor; ``paper``: a paper copy follows.

    Errors (EdxmlRefused): CV856 a draft, CV860 a kind without a number. All else: ``letter_faults`` of the result.
    """
    if circular.number is None or circular.date is None:
        raise EdxmlRefused((Fault("CV856", {"what": term("edxml.issued")}),))
    parts, source, mine = document.parts, circular.source, sender(circular.issuer)
    lines = parts.signature.lines
    return EdxmlLetter(
        sender=mine,
        to=tuple(receiver(agency) for agency in to),
        code=Code(circular.number, circular.symbol),
        place=parts.place,
        date=circular.date,
        kind=edxml_kind(circular.kind.slug, circular.kind.name, types),
        subject=" ".join(parts.subject),
        signer=EdxmlSigner(parts.signature.name, lines[-1] if lines else "", ", ".join(lines[:-1])),
        trace=(Hop(mine.code, at),),
        attachments=tuple(files),
        due=due,
        priority=edxml().priority.get(source.urgency.value, 0) if source.urgency else 0,
        sphere=parts.circulation or "",
        typer=source.drafter.value if source.drafter else "",
        copies=copies,
        pages=pages,
        appendices=tuple(f"{a.label}: {a.title}" if a.title else a.label for a in document.annexes),
        answers=answers(circular, known),
        places=parts.recipients,
        purpose=_purpose(circular, staff, paper),
    )


def recall(sent: EdxmlLetter, reason: str, at: datetime) -> EdxmlLetter:
    """The message that takes ``sent`` back (BussinessDocType 1): same document, why, and since when (Điều 18.4b).

    As in the axis' sample it still carries the files and names the document in ResponseFor.
    """
    purpose = replace(
        sent.purpose, kind=Business.RECALL, reason=reason, document_id=sent.document_id, changes=(), replaced=()
    )
    about = Answered(sent.sender.code, str(sent.code), sent.document_id, sent.date)
    return replace(sent, purpose=purpose, answers=(about,), trace=(Hop(sent.sender.code, at),))


def answers(circular: Circular, known: Iterable[Agency] = ()) -> tuple[Answered, ...]:
    """ResponseFor: what the circular replies to, follows, corrects, replaces or recalls, each once, in this order."""
    source, refs = circular.source, circular.references
    keys = [k.value for k in (*source.corrects, *source.replaces, *source.recalls)]
    found = [*(refs.get(k.value) for k in source.replies), circular.follows, *(refs.get(key) for key in keys)]
    agencies = tuple(known)
    return tuple(dict.fromkeys(_answered(r, circular.issuer, agencies) for r in found if r is not None and r.number))


def _answered(reference: Reference, issuer: Issuer, known: Iterable[Agency]) -> Answered:
    """The exact facts: code and name of the agency as they were on the day of the document."""
    organ = reference.code or _organ(reference, issuer, known)
    return Answered(organ=organ, code=reference.number or "", date=reference.date)


def _organ(reference: Reference, issuer: Issuer, known: Iterable[Agency]) -> str:
    """Mã định danh of who issued a document, by a name that it has or had."""
    wanted, day = _same(reference.issuer or ""), reference.date or date.max
    if wanted in map(_same, past.names(issuer)):
        return past.on(issuer, day).code or ""
    named = (a for a in known if wanted in (_same(a.name), *(_same(p.what.name) for p in a.former)))
    codes = (past.on(agency, day).code for agency in named)
    return next((code for code in codes if code), "")


def _same(name: str) -> str:
    """A name for comparison: NFC, no case, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _purpose(circular: Circular, staff: Staff | None, paper: bool) -> Purpose:
    """Thay thế where the circular replaces another; a correction or a notice of recall is a new document."""
    found = (circular.references.get(key.value) for key in circular.source.replaces)
    ids = [_answered(r, circular.issuer, ()).document_id for r in found if r is not None]
    if replaced := tuple(Replaced(id) for id in ids if id):
        return Purpose(Business.REPLACE, "Thay thế văn bản đã gửi", paper=paper, staff=staff, replaced=replaced)
    return Purpose(paper=paper, staff=staff)
