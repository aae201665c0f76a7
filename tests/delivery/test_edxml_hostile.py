"""Status messages from strangers: as liberal as systems in the field are different, and closed to every attack."""

from __future__ import annotations

import random
import time
from datetime import datetime
from pathlib import Path

import pytest

from congvan import edxml
from congvan.messages import sentence
from congvan.model.edxml import Answered, EdxmlRefused, EdxmlStatus, Party
from congvan.standard.edxml import edxml as table

NS = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
ID = "H99.15,2026/11/24,123/SKHCN-VP"
STATUS = EdxmlStatus(
    "03", Party("H99.16", "Sở Tài chính"), Answered(document_id=ID), datetime(2026, 11, 24, 14, 5, 9), "Đã vào sổ"
)
GOOD = edxml.write_status(STATUS)


def refusal(data: bytes) -> str:
    with pytest.raises(EdxmlRefused) as refused:
        edxml.read_statuses(data)
    said = sentence(refused.value.faults[0].diagnostic())
    assert "{" not in said
    return refused.value.faults[0].code


def message(inside: str, namespace: str = NS) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><edXML xmlns="{namespace}"><edXMLEnvelope><edXMLHeader>'
        f"<MessageHeader>{inside}</MessageHeader></edXMLHeader></edXMLEnvelope></edXML>"
    ).encode()


FROM = "<From><OrganId>H99.16</OrganId></From>"
ABOUT = f"<ResponseFor><DocumentId>{ID}</DocumentId></ResponseFor>"


@pytest.mark.parametrize("code", ["01", "02", "03", "04", "05", "06", "13", "15", "16"])
def test_every_status_of_the_standard_is_read(code: str) -> None:
    (found,) = edxml.read_statuses(GOOD.replace(b">03<", f">{code}<".encode()))
    assert (found.code, found.document_id, found.agency) == (code, ID, "H99.16")
    assert (found.when, found.reason) == (datetime(2026, 11, 24, 14, 5, 9), "Đã vào sổ")
    assert table().statuses[code]


def test_order_prefix_and_missing_parts_do_not_matter() -> None:
    (found,) = edxml.read_statuses(message(f"<StatusCode> 2 </StatusCode>{ABOUT}<Unknown/>{FROM}"))
    assert (found.code, found.document_id, found.agency, found.when, found.reason) == ("02", ID, "H99.16", None, "")
    prefixed = GOOD.replace(b"edXML:", b"e:").replace(b"xmlns:edXML", b"xmlns:e")
    assert edxml.read_statuses(prefixed) == (STATUS,)
    assert edxml.read_statuses(b"\xef\xbb\xbf" + GOOD) == (STATUS,)
    assert edxml.read_statuses(GOOD.replace(b"2026/11/24 14:05:09", b"2026-11-24T14:05:09.123"))[0].when == STATUS.when


def test_an_id_is_made_of_its_parts_and_its_parts_of_it() -> None:
    parts = (
        "<ResponseFor><OrganId>H99.15</OrganId><Code>123/SKHCN-VP</Code>"
        "<PromulgationDate>2026/11/24</PromulgationDate></ResponseFor>"
    )
    (found,) = edxml.read_statuses(message(f"{FROM}{parts}<StatusCode>01</StatusCode>"))
    assert found.document_id == ID
    (found,) = edxml.read_statuses(message(f"{FROM}{ABOUT}<StatusCode>01</StatusCode>"))
    assert found.about.code == "123/SKHCN-VP"


def test_one_message_may_speak_of_several_documents() -> None:
    other = ABOUT.replace("123/", "124/")
    found = edxml.read_statuses(message(f"{FROM}{ABOUT}{other}<StatusCode>06</StatusCode>"))
    assert [s.document_id for s in found] == [ID, ID.replace("123/", "124/")]


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (f"{FROM}{ABOUT}<StatusCode>07</StatusCode>", "CV875"),
        (f"{FROM}{ABOUT}<StatusCode>đã đến</StatusCode>", "CV875"),
        (f"{FROM}{ABOUT}", "CV876"),
        (f"{ABOUT}<StatusCode>01</StatusCode>", "CV877"),
        (f"<From/>{ABOUT}<StatusCode>01</StatusCode>", "CV877"),
        (f"{FROM}<StatusCode>01</StatusCode>", "CV877"),
        (f"{FROM}<ResponseFor><Code>1/X</Code></ResponseFor><StatusCode>01</StatusCode>", "CV877"),
    ],
)
def test_what_a_status_lacks_is_named(inside: str, code: str) -> None:
    assert refusal(message(inside)) == code


def test_a_letter_is_no_status_and_a_status_no_letter() -> None:
    assert refusal((Path(__file__).parent / "cases" / "edxml_sample.xml").read_bytes()) == "CV876"
    with pytest.raises(EdxmlRefused) as refused:
        edxml.read_letter(GOOD)
    assert refused.value.faults[0].code == "CV878"


def test_the_wrong_shape_is_named() -> None:
    assert refusal(message(f"{FROM}{ABOUT}<StatusCode>01</StatusCode>", "http://www.go.vn/eDoc")) == "CV873"
    assert refusal(b"<edXML/>") == "CV873"
    assert refusal(f'<html xmlns="{NS}"/>'.encode()) == "CV873"
    assert refusal(f'<edXML xmlns="{NS}"/>'.encode()) == "CV877"
    assert refusal(b"1212" + GOOD) == "CV870"  # as the axis' own sample begins
    assert refusal(b"") == "CV870"
    assert refusal(b"\0\0\0") == "CV870"
    assert refusal(GOOD[:-20]) == "CV870"
    assert refusal(GOOD.decode().encode("utf-16")) == "CV870"
    assert refusal(GOOD + b"<more/>") == "CV870"


BOMB = "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(9))


@pytest.mark.parametrize(
    "head",
    [
        f'<!DOCTYPE edXML [<!ENTITY a0 "ha">{BOMB}]>',
        '<!DOCTYPE edXML [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE edXML [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
        '<!DOCTYPE edXML SYSTEM "http://127.0.0.1:9/x.dtd">',
        "<!doctype edXML>",
        f'<!DOCTYPE edXML [<!ENTITY q "{"x" * 100_000}">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", "utf-7"])
def test_entities_are_refused_whatever_the_encoding(head: str, encoding: str) -> None:
    text = GOOD.decode().replace('encoding="UTF-8"?>', f'encoding="{encoding}"?>{head}')
    text = text.replace("Đã vào sổ", "&a9;&x;&q;" + "&q;" * 1000)
    start = time.process_time()
    assert refusal(text.encode(encoding)) in ("CV870", "CV871")
    with pytest.raises(EdxmlRefused):
        edxml.read_letter(text.encode(encoding))
    assert time.process_time() - start < 2


def test_instructions_and_inclusions_are_left_alone() -> None:
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    style = '<?xml-stylesheet href="file:///etc/passwd"?>'
    (found,) = edxml.read_statuses(
        message(f"{FROM}{ABOUT}<StatusCode>01</StatusCode><Description>a{style}<!-- b -->{include}</Description>")
    )
    assert "root:" not in found.reason


def test_size_and_depth_have_limits() -> None:
    limit = table().largest_status
    assert refusal(GOOD.replace("Đã vào sổ".encode(), b"x" * limit)) == "CV872"
    deep = message("<a>" * 100_000 + "</a>" * 100_000)
    assert refusal(deep) == "CV870"
    with pytest.raises(EdxmlRefused):
        edxml.read_letter(deep)
    wide = message(f"{FROM}{ABOUT}<StatusCode>01</StatusCode>" + "<a/>" * 200_000)
    assert edxml.read_statuses(wide)[0].code == "01"


def test_damaged_files_end_in_a_refusal_or_a_status() -> None:
    """Five thousand random changes: never an exception of another kind."""
    chance = random.Random(102)
    refused = 0
    for _ in range(5000):
        data = bytearray(GOOD)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            match chance.randrange(3):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    del data[at : at + chance.randint(1, 40)]
                case 2:
                    data[at:at] = bytes(data[at : at + chance.randint(1, 40)])
        try:
            edxml.read_statuses(bytes(data))
        except EdxmlRefused:
            refused += 1
    assert refused > 2000
