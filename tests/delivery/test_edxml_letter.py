"""Công văn 881 as it ships → the edXML letter: every field is what is printed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from congvan import edxml, pipeline, read
from congvan.messages import worded
from congvan.model.circular import Circular
from congvan.model.document import Document
from congvan.model.edxml import Answered, Attachment, Business, EdxmlRefused, Hop, Replaced
from congvan.model.register import Code
from congvan.model.source import Spanned
from congvan.problems import Problems
from congvan.workspace import Workspace

AT = datetime(2024, 5, 14, 15, 30)


def composed(shop, id: str, text: str) -> tuple[Circular, Document, pipeline.Office]:
    problems = Problems()
    shop.write(id, text)
    office = pipeline.open_office(Workspace(shop.root), problems)
    source = read.read_circular(shop.root / "circulars" / f"{id}.yaml", f"{id}.yaml", id, problems)
    circular, document = pipeline.compose_source(source, office, None, problems)
    assert not problems.failed, list(problems)
    return circular, document, office


TEXT = (Path(__file__).parents[2] / "circulars" / "2024" / "canh-bao-gia-danh-lan-2.yaml").read_text(encoding="utf-8")
FILES = [Attachment("881-STTTT-TTr.pdf", b"%PDF-1.7 881", "Công văn")]


def test_a_follow_up_says_what_is_printed(shop) -> None:
    circular, document, office = composed(shop, "cv", TEXT)
    agencies = office.recipients.agencies
    letter = edxml.letter(circular, document, [agencies["so-noi-vu"]], FILES, at=AT, pages=1, copies=30)
    assert letter.document_id == "H53.12,2024/05/14,881/STTTT-TTr"
    assert (letter.sender.code, letter.sender.name) == ("H53.12", "Sở Thông tin và Truyền thông")
    assert letter.sender.parent == "UBND tỉnh Tây Ninh"
    assert [(p.code, p.name, p.email) for p in letter.to] == [("H53.05", "Sở Nội vụ", "vanthu@snv.example")]
    assert (letter.kind.type, letter.kind.name) == (18, "Công văn")
    assert letter.subject == "V/v tiếp tục cảnh báo các cuộc gọi giả danh với mục đích lừa đảo (lần 2)"
    assert (letter.signer.competence, letter.signer.position) == ("", "GIÁM ĐỐC")
    assert letter.answers == (Answered("H53.12", "720/STTTT-TTr", date=date(2024, 4, 17)),)
    assert letter.answers[0].document_id == "H53.12,2024/04/17,720/STTTT-TTr"
    assert letter.places == document.parts.recipients
    assert any(place.startswith("Lưu:") for place in letter.places)
    assert (letter.trace, letter.pages, letter.copies) == ((Hop("H53.12", AT),), 1, 30)
    assert edxml.letter_faults(letter) == ()
    assert edxml.read_letter(edxml.write(letter)) == letter


def test_urgency_deputy_annexes_and_a_replacement(shop) -> None:
    text = TEXT.replace("signer: giam-doc", "signer: pho-giam-doc\nurgency: hoa-toc\nreplaces: [cv720]\ndrafter: PL")
    text = text.rstrip("\n") + '\nannexes:\n  - {title: Danh sách số điện thoại, body: "Theo phụ lục."}\n'
    circular, document, office = composed(shop, "cv", text.replace("body: |", "body: |\n  Xem Phụ lục kèm theo.\n", 1))
    letter = edxml.letter(circular, document, office.recipients.agencies.values(), FILES, at=AT, paper=True)
    assert (letter.priority, letter.typer) == (3, "PL")
    assert (letter.signer.competence, letter.signer.position) == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
    assert letter.signer.name == "Trần Minh Hòa"
    assert [a.casefold() for a in letter.appendices] == ["phụ lục: danh sách số điện thoại"]
    assert letter.purpose.kind is Business.REPLACE
    assert letter.purpose.replaced == (Replaced("H53.12,2024/04/17,720/STTTT-TTr"),)
    assert letter.purpose.paper
    # Agencies without a code are told, each by its name, and nothing is written.
    without = [worded(f.values["what"], "vi") for f in edxml.letter_faults(letter) if f.code == "CV856"]
    names = [a.name for a in office.recipients.agencies.values() if not a.code]
    assert len(without) == len(names) > 5
    assert all(any(name in what for what in without) for name in names)
    with pytest.raises(EdxmlRefused):
        edxml.write(letter)


def test_a_document_of_another_agency_has_its_code_where_it_is_known(shop) -> None:
    text = TEXT.replace("issuer: Sở Thông tin và Truyền thông\n", "issuer: sở  Nội vụ\n", 1)
    text = text.replace("follows: ", "replies: ", 1)
    circular, _, office = composed(shop, "cv", text)
    (unknown,) = edxml.answers(circular)
    assert (unknown.organ, unknown.code, unknown.document_id) == ("", "720/STTTT-TTr", "")
    (known,) = edxml.answers(circular, office.recipients.agencies.values())
    assert known.document_id == "H53.05,2024/04/17,720/STTTT-TTr"


def test_a_draft_and_an_issuer_without_code_are_refused(shop) -> None:
    circular, document, office = composed(shop, "cv", TEXT)
    agency = office.recipients.agencies["so-noi-vu"]
    with pytest.raises(EdxmlRefused) as refused:
        edxml.letter(replace(circular, number=None), document, [agency], FILES, at=AT)
    assert refused.value.faults[0].code == "CV856"
    unknown = replace(circular, issuer=replace(circular.issuer, code=None))
    letter = edxml.letter(unknown, document, [agency], FILES, at=AT)
    assert [f.code for f in edxml.letter_faults(letter)] == ["CV856"]


def test_a_recall_names_the_document_and_does_not_lie_over_it(shop) -> None:
    circular, document, office = composed(shop, "cv", TEXT)
    sent = edxml.letter(circular, document, [office.recipients.agencies["so-noi-vu"]], FILES, at=AT)
    back = edxml.recall(sent, "Sai số điện thoại", AT.replace(hour=17))
    assert back.purpose.kind is Business.RECALL
    assert (back.purpose.document_id, back.purpose.reason) == (sent.document_id, "Sai số điện thoại")
    assert [a.document_id for a in back.answers] == [sent.document_id]
    assert edxml.letter_faults(back) == ()
    assert edxml.read_letter(edxml.write(back)) == back
    names = {edxml.file_name(x.document_id, x.purpose.kind) for x in (sent, back)}
    assert len(names) == 2


def test_the_number_has_its_zero_as_on_the_page(shop) -> None:
    circular, document, office = composed(shop, "cv", TEXT.replace("number: 881", "number: 5"))
    letter = edxml.letter(circular, document, [office.recipients.agencies["so-noi-vu"]], FILES, at=AT)
    assert letter.code == Code(5, "STTTT-TTr")
    assert document.parts.number == "05"
    assert b"CodeNumber>05<" in edxml.write(letter)
    assert letter.document_id.endswith(",05/STTTT-TTr")
    assert isinstance(circular.source.number, Spanned)
