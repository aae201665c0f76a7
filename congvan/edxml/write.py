"""A letter or a status as the bytes of one edXML file: attachments in base64 outside the envelope, all in fixed order.

The elements stand in the order of the axis' own sample; what is written is read again and compared before it is
handed out, so that no word and no byte of a file is ever lost on the way.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from datetime import date, datetime

from lxml import etree

from congvan.edxml.check import encoded_size, errors, letter_faults, status_faults
from congvan.edxml.read import letter_of, status_of
from congvan.edxml.xml import parse, serialise, tag, validate
from congvan.model.edxml import (
    Answered,
    Attachment,
    Business,
    EdxmlLetter,
    EdxmlRefused,
    EdxmlStatus,
    Fault,
    Party,
    Purpose,
    Staff,
)
from congvan.problems import term
from congvan.standard.edxml import edxml
from congvan.text.letters import plain_ascii

_LONGEST_NAME = 120  # characters of a file's name before its ending; file systems take 255 bytes
_SUFFIX = {Business.RECALL: "-thu-hoi", Business.UPDATE: "-cap-nhat"}
_ENVELOPE = 16 * 1048576  # bytes of everything but the files


def write(letter: EdxmlLetter) -> bytes:
    """The file for the agencies of ``letter.to``: valid by our schema, the same letter gives the same bytes.

    Errors: EdxmlRefused with all of :func:`letter_faults` that are errors; CV874 against the schema.
    """
    if wrong := errors(letter_faults(letter)):
        raise EdxmlRefused(wrong)
    root, header = _envelope()
    _message(_node(header, "MessageHeader"), letter)
    _trace(_node(header, "TraceHeaderList"), letter)
    envelope = root[0]
    manifest = _node(_node(envelope, "edXMLBody"), "edXMLManifest")
    manifest.set("version", "1.0")
    encoded = _node(root, "AttachmentEncoded")
    for file in letter.attachments:
        _file(manifest, encoded, content_id(letter.document_id, file), file)
    data = serialise(root)
    largest = sum(encoded_size(file) for file in letter.attachments) + _ENVELOPE
    again = parse(data, largest, huge=True)
    validate(again, "letter")
    if letter_of(again) != letter:
        raise EdxmlRefused((Fault("CV874", {"reason": term("edxml.read-back")}),))
    return data


def write_status(status: EdxmlStatus) -> bytes:
    """A status message. Errors: EdxmlRefused with CV850–CV852, CV855, CV856, CV874, CV875."""
    if wrong := errors(status_faults(status)):
        raise EdxmlRefused(wrong)
    root, header = _envelope()
    message = _node(header, "MessageHeader")
    _party(_node(message, "From"), status.sender, whole=True)
    _answered(_node(message, "ResponseFor"), status.about)
    if status.staff is not None:
        _staff(message, status.staff)
    _node(message, "StatusCode", status.code)
    _node(message, "Description", status.reason)
    if status.when is not None:
        _node(message, "Timestamp", moment(status.when))
    data = serialise(root)
    again = parse(data, edxml().largest_status)
    validate(again, "status")
    if status_of(again) != (status,):
        raise EdxmlRefused((Fault("CV874", {"reason": term("edxml.read-back")}),))
    return data


def content_id(document_id: str, file: Attachment) -> str:
    """``cid:`` and a UUID that follows from the document, the file's name and its bytes."""
    seed = f"{document_id}\n{file.name}\n{hashlib.sha256(file.content).hexdigest()}"
    return f"cid:{uuid.uuid5(uuid.NAMESPACE_URL, edxml().namespace + ' ' + seed)}"


def file_name(document_id: str, kind: Business = Business.NEW) -> str:
    """``H53.12-2024-05-14-881-STTTT-TTr-1c2d3e4f.edxml``: readable, safe anywhere, another for every document.

    A recall or update of a document does not take the name of the document itself.
    """
    plain = re.sub(r"[^A-Za-z0-9.]+", "-", plain_ascii(document_id)).strip("-.")[:_LONGEST_NAME]
    mark = hashlib.sha256(document_id.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{plain}-{mark}{_SUFFIX.get(kind, '')}.edxml"


def moment(at: datetime) -> str:
    """``2024/05/14 09:30:00``, the wall time without a zone."""
    return at.replace(tzinfo=None).isoformat(" ", "seconds").replace("-", "/")


def _day(value: date) -> str:
    return value.isoformat().replace("-", "/")


def _node(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    node = etree.SubElement(parent, tag(name))
    node.text = text
    return node


def _envelope() -> tuple[etree._Element, etree._Element]:
    """Root and header; the root has the default namespace, the envelope the prefix ``edXML``, as in every sample."""
    namespace = edxml().namespace
    root = etree.Element(tag("edXML"), nsmap={None: namespace})  # type: ignore[dict-item]
    envelope = etree.SubElement(root, tag("edXMLEnvelope"), nsmap={"edXML": namespace})
    return root, _node(envelope, "edXMLHeader")


def _party(node: etree._Element, party: Party, *, whole: bool = False) -> None:
    """``whole``: with its empty elements, as a sender is written."""
    _node(node, "OrganId", party.code)
    _node(node, "OrganizationInCharge", party.parent)
    _node(node, "OrganName", party.name)
    more = {
        "OrganAdd": party.address, "Email": party.email, "Telephone": party.phone, "Fax": party.fax,
        "Website": party.website,
    }  # fmt: skip
    for name, text in more.items():
        if text or whole:
            _node(node, name, text)


def _answered(node: etree._Element, answered: Answered) -> None:
    known = {
        "OrganId": answered.organ, "Code": answered.code, "DocumentId": answered.document_id,
        "PromulgationDate": _day(answered.date) if answered.date else "",
    }  # fmt: skip
    for name, text in known.items():
        if text:
            _node(node, name, text)


def _staff(parent: etree._Element, staff: Staff) -> None:
    node = _node(parent, "StaffInfo")
    for name, text in zip(
        ("Department", "Staff", "Email", "Mobile"),
        (staff.department, staff.name, staff.email, staff.phone),
        strict=True,
    ):
        _node(node, name, text)


def _message(node: etree._Element, letter: EdxmlLetter) -> None:
    _party(_node(node, "From"), letter.sender, whole=True)
    for party in letter.to:
        _party(_node(node, "To"), party)
    _node(node, "DocumentId", letter.document_id)
    code = _node(node, "Code")
    _node(code, "CodeNumber", f"{letter.code.number:02d}")
    _node(code, "CodeNotation", letter.code.symbol)
    promulgation = _node(node, "PromulgationInfo")
    _node(promulgation, "Place", letter.place)
    _node(promulgation, "PromulgationDate", _day(letter.date))
    kind = _node(node, "DocumentType")
    _node(kind, "Type", str(letter.kind.type))
    _node(kind, "TypeDetail", str(letter.kind.detail))
    _node(kind, "TypeName", letter.kind.name)
    _node(node, "Subject", letter.subject)
    _node(node, "Content", letter.content)
    signer = _node(node, "SignerInfo")
    _node(signer, "Competence", letter.signer.competence)
    _node(signer, "Position", letter.signer.position)
    _node(signer, "FullName", letter.signer.name)
    if letter.due:
        _node(node, "DueDate", _day(letter.due))
    _other(_node(node, "OtherInfo"), letter)
    for answered in letter.answers:
        _answered(_node(node, "ResponseFor"), answered)
    _node(node, "SteeringType", str(letter.steering))
    if letter.places:
        places = _node(node, "ToPlaces")
        for place in letter.places:
            _node(places, "Place", place)


def _other(node: etree._Element, letter: EdxmlLetter) -> None:
    _node(node, "Priority", str(letter.priority))
    _node(node, "SphereOfPromulgation", letter.sphere)
    _node(node, "TyperNotation", letter.typer)
    if letter.copies is not None:
        _node(node, "PromulgationAmount", str(letter.copies))
    if letter.pages is not None:
        _node(node, "PageAmount", str(letter.pages))
    _node(node, "Direction", "true" if letter.direction else "false")
    if letter.appendices:
        appendixes = _node(node, "Appendixes")
        for title in letter.appendices:
            _node(appendixes, "Appendix", title)


def _trace(node: etree._Element, letter: EdxmlLetter) -> None:
    for hop in letter.trace:
        header = _node(node, "TraceHeader")
        _node(header, "OrganId", hop.organ)
        _node(header, "Timestamp", moment(hop.at))
    _purpose(_node(node, "Bussiness"), letter.purpose)


def _purpose(node: etree._Element, purpose: Purpose) -> None:
    if purpose.document_id:
        _node(node, "DocumentId", purpose.document_id)
    _node(node, "BussinessDocType", str(int(purpose.kind)))
    _node(node, "BussinessDocReason", purpose.reason)
    _node(node, "Paper", "1" if purpose.paper else "0")
    if purpose.staff is not None:
        _staff(node, purpose.staff)
    if purpose.kind is Business.UPDATE:
        info = _node(node, "BussinessDocumentInfo")
        _node(info, "DocumentInfo", "0" if purpose.changes else "1")
        _node(info, "DocumentReceiver", "1" if purpose.changes else "0")
        if purpose.changes:
            receivers = _node(info, "ReceiverList")
            for change in purpose.changes:
                receiver = _node(receivers, "Receiver")
                _node(receiver, "OrganId", change.organ)
                _node(receiver, "ReceiverType", "1" if change.added else "0")
    if purpose.replaced:
        listed = _node(node, "ReplacementInfoList")
        for replaced in purpose.replaced:
            entry = _node(listed, "ReplacementInfo")
            _node(entry, "DocumentId", replaced.document_id)
            if replaced.organs:
                organs = _node(entry, "OrganIdList")
                for organ in replaced.organs:
                    _node(organs, "OrganId", organ)


def _file(manifest: etree._Element, encoded: etree._Element, cid: str, file: Attachment) -> None:
    reference = _node(manifest, "Reference")
    _node(reference, "ContentId", cid)
    _node(reference, "ContentType", file.media_type)
    _node(reference, "Description", file.description)
    _node(reference, "AttachmentName", file.name)
    attachment = _node(encoded, "Attachment")
    _node(attachment, "ContentId", cid)
    _node(attachment, "AttachmentName", file.name)
    _node(attachment, "Description", file.description)
    _node(attachment, "ContentType", file.media_type)
    content = etree.SubElement(attachment, tag("ContentTransferEncoded"), nsmap={"edXML": edxml().namespace})
    content.text = base64.b64encode(file.content).decode("ascii")
