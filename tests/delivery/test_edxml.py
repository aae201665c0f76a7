"""edXML: what is written is the axis' own sample element by element, valid, the same every time, and reads back whole."""

from __future__ import annotations

import base64
import dataclasses
import importlib.util
import sys
import xml.etree.ElementTree as ET
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from congvan import edxml
from congvan.edxml.xml import parse, validate
from congvan.messages import sentence
from congvan.model.edxml import (
    Answered,
    Attachment,
    Business,
    DocumentId,
    EdxmlRefused,
    EdxmlStatus,
    Hop,
    Party,
    Purpose,
    Replaced,
)
from congvan.model.register import Code
from congvan.problems import Severity
from congvan.standard.edxml import edxml as table
from congvan.standard.kinds import kinds

HERE = Path(__file__).parent
NS = "{http://www.mic.gov.vn/TBT/QCVN_102_2016}"


def _beside(name: str):
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


letters = _beside("edxml_letters")
SAMPLE, STATUS, PDF = letters.SAMPLE, letters.STATUS, letters.PDF
REPLACED = dataclasses.replace


def shape(data: bytes) -> list[tuple[int, str, str, tuple[tuple[str, str], ...]]]:
    """Every element with its depth, prefixed name, text and attributes; content ids made comparable."""
    found = []

    def walk(node, depth: int) -> None:
        name = f"{node.prefix}:{etree.QName(node).localname}" if node.prefix else etree.QName(node).localname
        text = (node.text or "").strip()
        found.append((depth, name, "cid" if text.startswith("cid:") else text, tuple(node.attrib.items())))
        for child in node:
            walk(child, depth + 1)

    walk(etree.fromstring(data), 0)
    return found


def test_the_axis_sample_is_written_element_by_element() -> None:
    golden = (HERE / "cases" / "edxml_sample.xml").read_bytes()
    assert shape(edxml.write(SAMPLE)) == shape(golden)
    assert edxml.write(SAMPLE).startswith(
        b'<?xml version="1.0" encoding="UTF-8"?>\n<edXML xmlns="http://www.mic.gov.vn/'
    )


def test_the_axis_sample_is_read() -> None:
    assert edxml.read_letter((HERE / "cases" / "edxml_sample.xml").read_bytes()) == SAMPLE


def test_the_axis_sample_follows_our_schema() -> None:
    validate(parse((HERE / "cases" / "edxml_sample.xml").read_bytes(), 10**6), "letter")


@pytest.mark.parametrize(
    "broken",
    ["OrganId", "DocumentId", "CodeNumber", "PromulgationDate", "Subject", "FullName", "SteeringType", "Timestamp",
     "BussinessDocType", "ContentId", "ContentTransferEncoded", "edXMLManifest", "Priority"],
)  # fmt: skip
def test_the_schema_misses_any_part(broken: str) -> None:
    root = parse(edxml.write(SAMPLE), 10**6)
    node = next(root.iter(f"{NS}{broken}"))
    node.getparent().remove(node)
    with pytest.raises(EdxmlRefused) as refused:
        validate(root, "letter")
    assert refused.value.faults[0].code == "CV874"


@pytest.mark.parametrize(
    ("element", "wrong"),
    [("PromulgationDate", "24/11/2026"), ("PromulgationDate", "2026/13/01"), ("Timestamp", "2026/11/24"), ("Priority", "5"),
     ("SteeringType", "0"), ("BussinessDocType", "4"), ("OrganId", "h99.15"), ("OrganId", "H" + "9" * 35),
     ("ContentTransferEncoded", "%%%"), ("ContentId", "cid:1"), ("Direction", "yes"), ("Paper", "2"), ("Subject", "  ")],
)  # fmt: skip
def test_the_schema_knows_each_value(element: str, wrong: str) -> None:
    root = parse(edxml.write(SAMPLE), 10**6)
    next(root.iter(f"{NS}{element}")).text = wrong
    with pytest.raises(EdxmlRefused):
        validate(root, "letter")


def test_the_schema_ties_files_to_the_manifest() -> None:
    root = parse(edxml.write(SAMPLE), 10**6)
    list(root.iter(f"{NS}ContentId"))[-1].text = "cid:00000000-0000-0000-0000-000000000000"
    with pytest.raises(EdxmlRefused):
        validate(root, "letter")


def test_a_pdf_travels_byte_for_byte_outside_the_envelope() -> None:
    """Read by another parser than the one that wrote it."""
    content = bytes(range(256)) * 5000 + b"\r\n\0\n"
    letter = REPLACED(SAMPLE, attachments=(Attachment("a.pdf", content), Attachment("phụ lục.pdf", PDF, "Phụ lục I")))
    root = ET.fromstring(edxml.write(letter))
    envelope, encoded = list(root)
    assert (envelope.tag, encoded.tag) == (f"{NS}edXMLEnvelope", f"{NS}AttachmentEncoded")
    assert not list(envelope.iter(f"{NS}ContentTransferEncoded"))
    found = [base64.b64decode(n.findtext(f"{NS}ContentTransferEncoded"), validate=True) for n in encoded]
    assert found == [content, PDF]
    named = [n.findtext(f"{NS}ContentId") for n in envelope.iter(f"{NS}Reference")]
    assert named == [n.findtext(f"{NS}ContentId") for n in encoded]
    assert len(set(named)) == 2


def test_a_file_above_ten_million_bytes_is_written_and_read() -> None:
    content = b"0123456789abcdef" * 800_000
    letter = REPLACED(SAMPLE, attachments=(Attachment("a.pdf", content),))
    assert edxml.read_letter(edxml.write(letter)) == letter


def test_the_same_letter_gives_the_same_bytes_and_id() -> None:
    again = REPLACED(SAMPLE)
    assert edxml.write(SAMPLE) == edxml.write(again)
    assert SAMPLE.document_id == "H99.15,2026/11/24,123/SKHCN-VP"
    assert REPLACED(SAMPLE, code=Code(5, "SKHCN-VP")).document_id.endswith(",05/SKHCN-VP")
    assert REPLACED(SAMPLE, to=(Party("H99.17", "Sở Y tế"),)).document_id == SAMPLE.document_id


@settings(max_examples=120, deadline=None)
@given(letters.LETTER)
def test_any_letter_survives(letter) -> None:
    assert edxml.read_letter(edxml.write(letter)) == letter
    assert DocumentId.parse(letter.document_id) is not None


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(sorted(table().statuses)),
    letters.PARTY,
    letters.ANSWERED,
    letters.MOMENT,
    letters.ANY,
    letters.STAFF,
)
def test_any_status_survives(code, sender, about, when, reason, staff) -> None:
    status = EdxmlStatus(code, sender, about, when.replace(microsecond=0), reason, staff)
    assert edxml.read_statuses(edxml.write_status(status)) == (status,)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=30))
def test_any_text_is_carried_or_refused_by_name(text: str) -> None:
    letter = REPLACED(SAMPLE, subject="V/v " + text, content="x")
    try:
        assert edxml.read_letter(edxml.write(letter)).subject == "V/v " + text
    except EdxmlRefused as refused:
        assert [f.code for f in refused.faults] == ["CV855"]  # noqa: PT017
        assert not all(c in "\t\n\r" or " " <= c <= "\ud7ff" for c in text)


def faults(**changes) -> list[str]:
    return [f.code for f in edxml.letter_faults(REPLACED(SAMPLE, **changes))]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"to": ()}, ["CV856"]),
        ({"to": (Party("", "Sở Y tế"),)}, ["CV856"]),
        ({"to": (Party("H99.16", " "),)}, ["CV856"]),
        ({"to": (Party("H99 16", "Sở Y tế"),)}, ["CV850"]),
        ({"to": (Party("000.00.16.H99", "Sở Y tế"),)}, ["CV854"]),
        ({"subject": " ", "content": "x"}, ["CV856"]),
        ({"subject": "a\x07b", "content": "a"}, ["CV855"]),
        ({"attachments": ()}, ["CV857"]),
        ({"attachments": (Attachment("a.pdf", b""),)}, ["CV856"]),
        ({"attachments": (Attachment("a.pdf", b"1"), Attachment("a.pdf", b"2"))}, ["CV858"]),
        ({"attachments": (Attachment("a.pdf", bytes(41 * 2**20)),)}, ["CV859"]),
        ({"purpose": Purpose(Business.RECALL)}, ["CV862"]),
        ({"purpose": Purpose(Business.REPLACE)}, ["CV862"]),
        ({"purpose": Purpose(Business.NEW, document_id="x")}, ["CV862"]),
        ({"purpose": Purpose(Business.NEW, replaced=(Replaced("x"),))}, ["CV862"]),
        ({"priority": 5, "steering": 4}, ["CV863", "CV863"]),
        ({"code": Code(0, "X")}, ["CV863"]),
        ({"subject": "x" * 501, "content": "x"}, ["CV861"]),
        ({"trace": ()}, ["CV856"]),
        ({"trace": (Hop("x", datetime(2026, 1, 1)),)}, ["CV850"]),
    ],
)
def test_every_fault_is_named_before_anything_is_written(changes, codes) -> None:
    assert faults(**changes) == codes
    letter = REPLACED(SAMPLE, **changes)
    grave = [f for f in edxml.letter_faults(letter) if f.severity is Severity.ERROR]
    if grave:
        with pytest.raises(EdxmlRefused) as refused:
            edxml.write(letter)
        assert list(refused.value.faults) == grave
    else:
        edxml.write(letter)


def test_all_faults_are_named_at_once() -> None:
    assert set(faults(to=(), attachments=(), subject="", content="")) == {"CV856", "CV857"}


@pytest.mark.parametrize("code", ["H53", "H53.12", "G22", "H01.01.02", "H55.242", "K57", "0100109106", "0100109106001"])
def test_codes_of_agencies(code: str) -> None:
    assert edxml.organ_id_fault(code) is None


@pytest.mark.parametrize(
    ("code", "fault"),
    [("H53.Đ1", "CV850"), ("h53.12", "CV850"), ("H53.12 ", "CV850"), ("H53,12", "CV850"), ("", "CV852"), ("H53.", "CV852"),
     ("H5", "CV852"), ("53.H", "CV852"), ("H53..12", "CV852"), ("H53.12345", "CV852"), ("HH3.12", "CV852"),
     ("H53." + "1234." * 7, "CV851"), ("H53.1234.1234.1234", "CV853"), ("000.00.20.H13", "CV854"), ("28.22.H17", "CV854"),
     ("H53.12\n", "CV850"), ("H53.1２", "CV850")],
)  # fmt: skip
def test_what_is_no_code_is_told_in_vietnamese(code: str, fault: str) -> None:
    found = edxml.organ_id_fault(code)
    assert found is not None
    assert found.code == fault
    assert (found.severity is Severity.WARNING) == (fault in ("CV853", "CV854"))
    said = sentence(found.diagnostic())
    assert "{" not in said
    assert "mã" in said


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_a_code_without_fault_passes_the_schema(code: str) -> None:
    fault = edxml.organ_id_fault(code)
    if fault is None or fault.severity is Severity.WARNING:
        edxml.write(REPLACED(SAMPLE, to=(Party(code, "x"),)))


def test_every_kind_of_the_decree_has_its_number_once() -> None:
    assert list(table().kinds) == list(kinds())
    assert sorted(table().kinds.values()) == list(range(1, 30))
    assert edxml.edxml_kind("cong-van", "Công văn").type == 18
    assert edxml.edxml_kind("cong-van", "Công văn", {"cong-van": 1}).type == 1
    with pytest.raises(EdxmlRefused) as refused:
        edxml.edxml_kind("to-roi", "Tờ rơi")
    assert refused.value.faults[0].code == "CV860"


def test_names_of_files_are_safe_and_apart() -> None:
    assert edxml.file_name(SAMPLE.document_id).startswith("H99.15-2026-11-24-123-SKHCN-VP-")
    ids = [
        "H1,2026/01/01,1/SĐ",
        "H1,2026/01/01,1/SD",
        "H1,2026/01/01,1-SD",
        "../../etc/passwd",
        "x" * 1000,
        "",
        "Đ\0\n",
    ]
    names = [edxml.file_name(i) for i in ids]
    assert len(set(names)) == len(names)
    for name in names:
        assert name.isascii()
        assert len(name) < 200
        assert not set(name) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
        assert not name.startswith(".")


def test_a_time_is_written_as_on_the_wall_of_its_zone() -> None:
    there = datetime(2026, 11, 24, 9, 30, 1, 5, timezone(timedelta(hours=7)))
    data = edxml.write(REPLACED(SAMPLE, trace=(Hop("H99.15", there),)))
    assert b">2026/11/24 09:30:01<" in data


@pytest.mark.parametrize(
    ("text", "known"),
    [("H99.15,2026/11/24,123/SKHCN-VP", DocumentId("H99.15", date(2026, 11, 24), "123/SKHCN-VP")),
     ("b1c7f2d0-aaaa-bbbb-cccc-1234567890ab", None), ("H99.15,2026/13/24,1/X", None), ("H99.15,24/11/2026,1/X", None)],
)  # fmt: skip
def test_document_ids_are_taken_apart(text: str, known: DocumentId | None) -> None:
    assert DocumentId.parse(text) == known
    assert known is None or str(known) == text


def test_an_answered_document_is_completed_from_what_is_known() -> None:
    whole = Answered("H99.15", "720/X", "H99.15,2026/04/17,720/X", date(2026, 4, 17))
    assert Answered("H99.15", "720/X", date=date(2026, 4, 17)) == whole
    assert Answered(document_id="H99.15,2026/04/17,720/X") == whole
    assert Answered(code="720/X").document_id == ""
