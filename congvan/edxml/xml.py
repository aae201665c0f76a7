"""The home of lxml in delivery: XML from strangers read without trust, our own checked against our schemas."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from lxml import etree

from congvan.machine.said import Said, said
from congvan.model.edxml import EdxmlRefused, Fault
from congvan.problems import term
from congvan.standard.edxml import edxml

FOLDER = Path(__file__).parent
_DECLARED = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MEGABYTE = 1048576


def illegal(text: str) -> str | None:
    """The first character that XML 1.0 cannot carry."""
    found = _ILLEGAL.search(text)
    return found.group() if found else None


def tag(name: str) -> str:
    """The element's name in its namespace, as lxml writes it."""
    return f"{{{edxml().namespace}}}{name}"


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(FOLDER / f"edxml-{name}.xsd"), etree.XMLParser(no_network=True)))


def parse(data: bytes, largest: int, *, huge: bool = False) -> etree._Element:
    """The root of an edXML message. Nothing outside ``data`` is ever read, no entity is expanded.

    Errors: CV870 not well-formed UTF-8 XML, CV871 a DOCTYPE, CV872 larger than ``largest`` bytes, CV873 not edXML of
    QCVN 102. ``huge``: single texts above ten million bytes are taken (a letter with its files).
    """
    if len(data) > largest:
        raise EdxmlRefused(
            (Fault("CV872", {"size": f"{len(data) / _MEGABYTE:.1f}", "largest": str(largest // _MEGABYTE)}),)
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EdxmlRefused((Fault("CV870", {"reason": said(error)}),)) from error
    # A document type is the door to entities, small bombs and files of this machine; no edXML has one.
    if _DECLARED.search(text):
        raise EdxmlRefused((Fault("CV871"),))
    # Whatever encoding the declaration claims, what was checked is what is read.
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=huge,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise EdxmlRefused((Fault("CV870", {"reason": said(error)}),)) from error
    if root.tag != tag("edXML"):
        name = etree.QName(root)
        found = term("edxml.in", name=name.localname, namespace=name.namespace) if name.namespace else name.localname
        raise EdxmlRefused((Fault("CV873", {"found": found, "namespace": edxml().namespace}),))
    return root


def validate(root: etree._Element, name: str) -> None:
    """Nothing, or CV874: the message does not follow ``edxml-<name>.xsd``."""
    schema = _schema(name)
    if not schema.validate(root):
        reasons = "; ".join(dict.fromkeys(entry.message for entry in schema.error_log))  # type: ignore[attr-defined]
        raise EdxmlRefused((Fault("CV874", {"reason": Said(reasons.replace(f"{{{edxml().namespace}}}", ""))}),))


def serialise(root: etree._Element) -> bytes:
    """UTF-8 with the declaration as the samples have it; the same tree gives the same bytes."""
    body: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body
