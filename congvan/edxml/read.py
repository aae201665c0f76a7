"""edXML files from others as values: order, prefixes and optional parts as they come, hostile files refused."""

from __future__ import annotations

import base64
import binascii
import re
from contextlib import suppress
from datetime import date, datetime

from lxml import etree

from congvan.edxml.xml import parse, tag
from congvan.model.edxml import (
    Answered,
    Attachment,
    Business,
    EdxmlKind,
    EdxmlLetter,
    EdxmlRefused,
    EdxmlSigner,
    EdxmlStatus,
    Fault,
    Hop,
    Party,
    Purpose,
    ReceiverChange,
    Replaced,
    Staff,
)
from congvan.model.register import Code
from congvan.standard.edxml import edxml

_DAY = re.compile(r"\A(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\Z")


def read_statuses(data: bytes) -> tuple[EdxmlStatus, ...]:
    """What a status message says: one value for each document that it speaks of.

    Errors (EdxmlRefused): CV870–CV873 not a sound edXML file, CV875 unknown status, CV876 a letter and no status,
    CV877 a part that is missing or can't be read.
    """
    return status_of(parse(data, edxml().largest_status))


def read_letter(data: bytes) -> EdxmlLetter:
    """A letter with its files. Errors (EdxmlRefused): CV870–CV873, CV877; CV878 a status and no letter."""
    return letter_of(parse(data, edxml().largest * 2, huge=True))


def status_of(root: etree._Element) -> tuple[EdxmlStatus, ...]:
    """The same of a parsed message."""
    message = _message(root)
    code = _word(message, "StatusCode")
    if not code:
        raise EdxmlRefused((Fault("CV876"),))
    code = code.zfill(2)
    if code not in edxml().statuses:
        raise EdxmlRefused((Fault("CV875", {"status": code, "known": ", ".join(edxml().statuses)}),))
    sender = _party(_needed(message, "From"))
    if not sender.code:
        raise _missing("From/OrganId", "")
    when = _moment(_word(message, "Timestamp"))
    abouts = [_answered(node) for node in message.findall(tag("ResponseFor"))]
    if not abouts or not all(a.document_id for a in abouts):
        raise _missing("ResponseFor/DocumentId", "")
    reason = _text(message, "Description")
    staff = _staff(message)
    return tuple(EdxmlStatus(code, sender, about, when, reason, staff) for about in abouts)


def letter_of(root: etree._Element) -> EdxmlLetter:
    """The same of a parsed message."""
    message = _message(root)
    if message.find(tag("StatusCode")) is not None:
        raise EdxmlRefused((Fault("CV878"),))
    code, promulgation = _needed(message, "Code"), _needed(message, "PromulgationInfo")
    kind, signer = _needed(message, "DocumentType"), _needed(message, "SignerInfo")
    other = message.find(tag("OtherInfo"))
    other = etree.Element("none") if other is None else other
    trace = _needed(_header(root), "TraceHeaderList")
    return EdxmlLetter(
        sender=_party(_needed(message, "From")),
        to=tuple(_party(node) for node in message.findall(tag("To"))),
        code=Code(_count(code, "CodeNumber") or 0, _text(code, "CodeNotation")),
        place=_text(promulgation, "Place"),
        date=_day(promulgation, "PromulgationDate"),
        kind=EdxmlKind(_count(kind, "Type") or 0, _count(kind, "TypeDetail") or 0, _text(kind, "TypeName")),
        subject=_text(message, "Subject"),
        content=_text(message, "Content"),
        signer=EdxmlSigner(_text(signer, "FullName"), _text(signer, "Position"), _text(signer, "Competence")),
        due=_day(message, "DueDate") if _word(message, "DueDate") else None,
        priority=_count(other, "Priority") or 0,
        sphere=_text(other, "SphereOfPromulgation"),
        typer=_text(other, "TyperNotation"),
        copies=_count(other, "PromulgationAmount"),
        pages=_count(other, "PageAmount"),
        direction=_word(other, "Direction").lower() == "true",
        appendices=_texts(other, "Appendixes", "Appendix"),
        answers=tuple(_answered(node) for node in message.findall(tag("ResponseFor"))),
        steering=_count(message, "SteeringType") or 1,
        places=_texts(message, "ToPlaces", "Place"),
        trace=tuple(_hop(node) for node in trace.findall(tag("TraceHeader"))),
        purpose=_purpose(trace.find(tag("Bussiness"))),
        attachments=_attachments(root),
    )


def _missing(name: str, value: str) -> EdxmlRefused:
    return EdxmlRefused((Fault("CV877", {"name": name, "value": value}),))


def _needed(parent: etree._Element, name: str) -> etree._Element:
    node = parent.find(tag(name))
    if node is None:
        raise _missing(name, "")
    return node


def _header(root: etree._Element) -> etree._Element:
    return _needed(_needed(root, "edXMLEnvelope"), "edXMLHeader")


def _message(root: etree._Element) -> etree._Element:
    return _needed(_header(root), "MessageHeader")


def _text(parent: etree._Element, name: str) -> str:
    """The element's text as it stands; ``""`` without one."""
    return parent.findtext(tag(name)) or ""


def _word(parent: etree._Element, name: str) -> str:
    return _text(parent, name).strip()


def _texts(parent: etree._Element, outer: str, inner: str) -> tuple[str, ...]:
    return tuple(node.text or "" for node in parent.findall(f"{tag(outer)}/{tag(inner)}"))


def _count(parent: etree._Element, name: str) -> int | None:
    word = _word(parent, name)
    if not word:
        return None
    if not re.fullmatch(r"[0-9]{1,15}", word):
        raise _missing(name, word)
    return int(word)


def _moment(word: str) -> datetime | None:
    """``2024/05/14 09:30:00``, also with dashes or a T; None for anything else."""
    found = _DAY.match(word)
    if found is None:
        return None
    with suppress(ValueError):
        return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]
    return None


def _day(parent: etree._Element, name: str) -> date:
    word = _word(parent, name)
    when = _moment(word)
    if when is None:
        raise _missing(name, word)
    return when.date()


def _party(node: etree._Element) -> Party:
    return Party(
        code=_word(node, "OrganId"), name=_text(node, "OrganName"), parent=_text(node, "OrganizationInCharge"),
        address=_text(node, "OrganAdd"), email=_text(node, "Email"), phone=_text(node, "Telephone"),
        fax=_text(node, "Fax"), website=_text(node, "Website"),
    )  # fmt: skip


def _answered(node: etree._Element) -> Answered:
    when = _moment(_word(node, "PromulgationDate"))
    day = when.date() if when else None
    return Answered(_text(node, "OrganId"), _text(node, "Code"), _text(node, "DocumentId"), day)


def _staff(parent: etree._Element) -> Staff | None:
    node = parent.find(tag("StaffInfo"))
    if node is None:
        return None
    return Staff(_text(node, "Department"), _text(node, "Staff"), _text(node, "Email"), _text(node, "Mobile"))


def _hop(node: etree._Element) -> Hop:
    at = _moment(_word(node, "Timestamp"))
    if at is None:
        raise _missing("Timestamp", _word(node, "Timestamp"))
    return Hop(_word(node, "OrganId"), at)


def _purpose(node: etree._Element | None) -> Purpose:
    if node is None:
        return Purpose(reason="")
    kind = _count(node, "BussinessDocType") or 0
    if kind not in tuple(Business):
        raise _missing("BussinessDocType", str(kind))
    return Purpose(
        kind=Business(kind),
        reason=_text(node, "BussinessDocReason"),
        document_id=_text(node, "DocumentId"),
        paper=_word(node, "Paper") not in ("", "0"),
        staff=_staff(node),
        changes=tuple(
            ReceiverChange(_word(r, "OrganId"), _word(r, "ReceiverType") == "1") for r in node.iter(tag("Receiver"))
        ),
        replaced=tuple(
            Replaced(_text(r, "DocumentId"), _texts(r, "OrganIdList", "OrganId"))
            for r in node.iter(tag("ReplacementInfo"))
        ),
    )


def _attachments(root: etree._Element) -> tuple[Attachment, ...]:
    """The files, in the order of the message. Errors: CV877 base64 that is none."""
    found = []
    for node in root.findall(f"{tag('AttachmentEncoded')}/{tag('Attachment')}"):
        name = _text(node, "AttachmentName")
        text = "".join(_text(node, "ContentTransferEncoded").split())
        try:
            content = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise _missing("ContentTransferEncoded", name) from error
        found.append(Attachment(name, content, _text(node, "Description"), _text(node, "ContentType")))
    return tuple(found)
