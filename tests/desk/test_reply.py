"""Another agency's letter is answered: drafted from what is known of it, wired, shown in the register, sent as such."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from shop import Shop, office, today

from congvan import Desk, edxml, read
from congvan.model.edxml import Answered, Attachment, Business, EdxmlKind, EdxmlLetter, EdxmlSigner, Hop, Party, Purpose
from congvan.model.register import Code
from congvan.problems import Problems
from congvan.text.dates import long_date

FACTS = {"issuer": "Sở Nội vụ", "day": date(2026, 11, 15), "subject": "góp ý dự thảo Kế hoạch số 5"}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return office(tmp_path)


def desk_of(shop: Shop) -> Desk:
    return Desk.open(shop.root)


def codes(result: object) -> list[str]:
    return [d.code for d in result.diagnostics]  # type: ignore[attr-defined]


def filled(shop: Shop, id: str) -> None:
    path = shop.root / "circulars" / f"{id}.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("<<điền nội dung trả lời>>", "Nhất trí."), encoding="utf-8"
    )


def source_of(shop: Shop, id: str) -> object:
    path = shop.root / "circulars" / f"{id}.yaml"
    found = read.read_circular(path, path.name, id, Problems(), in_spite=True)
    assert found is not None
    return found


def message(tmp_path: Path, **other: object) -> Path:
    """A letter as Sở Nội vụ sends it by the axis."""
    given = {
        "sender": Party("H53.05", "Sở Nội vụ"), "to": (Party("H53.12", "Sở Thông tin và Truyền thông"),),
        "code": Code(1234, "SNV-TCCB"), "place": "Tây Ninh", "date": date(2026, 11, 15),
        "kind": EdxmlKind(18, 0, "Công văn"), "subject": "V/v góp ý dự thảo Kế hoạch số 5",
        "signer": EdxmlSigner("Lê Văn B", "GIÁM ĐỐC"),
        "trace": (Hop("H53.05", datetime(2026, 11, 15, 9)),),
        "attachments": (Attachment("a.pdf", b"%PDF-1.4\n", "Công văn"),),
    }  # fmt: skip
    path = tmp_path / "den.edxml"
    path.write_bytes(edxml.write(EdxmlLetter(**{**given, **other})))  # type: ignore[arg-type]
    return path


def test_from_a_number_and_what_is_typed(shop: Shop) -> None:
    """Addressee, reference and first words; it stands as an error until somebody wrote the answer, then goes out."""
    desk = desk_of(shop)
    made = desk.reply("1234/SNV-TCCB", "2026/tra-loi", **FACTS)
    assert made.ok, codes(made)
    assert made.value.replies == "1234/SNV-TCCB"
    source = source_of(shop, "2026/tra-loi")
    assert [k.value for k in source.replies] == ["cv1234"]
    assert [item.ref for item in source.to] == ["so-noi-vu"]
    reference = source.references["cv1234"]
    assert (reference.number.value, reference.date.value) == ("1234/SNV-TCCB", FACTS["day"])
    assert (reference.issuer.value, reference.code.value) == ("Sở Nội vụ", "H53.05")
    filled(shop, "2026/tra-loi")
    assert desk.check("2026/tra-loi").ok
    assert desk.issue("2026/tra-loi").ok
    page = desk.build("2026/tra-loi", formats=("html",))
    assert page.ok
    body = re.sub(r"<[^>]+>", " ", shop.output("2026/tra-loi", "html").read_text(encoding="utf-8"))
    text = " ".join(body.replace("\u2060", "").replace("\u00a0", " ").split())
    begins = f"Trả lời Công văn số 1234/SNV-TCCB ngày {long_date(FACTS['day'])} của Sở Nội vụ về việc góp ý dự thảo"
    assert begins in text
    shown = desk.register_show("01/STTTT-TTr").value
    assert [(r.kind, str(r.code), r.year) for r in shown.points_at] == [("replies", "1234/SNV-TCCB", 2026)]
    assert [r.number for r in desk.answers("2026/tra-loi").value.replies] == ["1234/SNV-TCCB"]
    assert desk.register_verify().ok


def test_response_for_names_the_exact_document(shop: Shop) -> None:
    """edXML: organ, number, date and document id of the letter answered, as they were on its day."""
    path = shop.root / "recipients.yaml"
    text = path.read_text(encoding="utf-8")
    text = text.replace(
        "name: Sở Nội vụ,", "name: Sở Nội vụ, formerly: [{until: 2026-11-20, name: Sở Cũ, code: H53.99}],"
    )
    path.write_text(text, encoding="utf-8")
    desk = desk_of(shop)
    assert desk.reply("1234/SNV-TCCB", "x", **{**FACTS, "issuer": "Sở Cũ"}).ok
    filled(shop, "x")
    assert desk.issue("x").ok
    from congvan import pipeline
    from congvan.workspace import Workspace

    workspace = Workspace(shop.root)
    opened = pipeline.open_office(workspace, Problems())
    target = workspace.select(["x"], Problems())[0]
    circular, _ = pipeline.to_circular(target, opened, Problems())
    assert edxml.answers(circular, opened.recipients.agencies.values()) == (
        Answered("H53.99", "1234/SNV-TCCB", "H53.99,2026/11/15,1234/SNV-TCCB", date(2026, 11, 15)),
    )
    text = (shop.root / "circulars" / "x.yaml").read_text(encoding="utf-8")
    (shop.root / "circulars" / "x.yaml").write_text(text.replace("    code: H53.99\n", ""), encoding="utf-8")
    circular, _ = pipeline.to_circular(target, opened, Problems())
    assert edxml.answers(circular, opened.recipients.agencies.values())[0].organ == "H53.99"


def test_from_the_file_that_came(shop: Shop, tmp_path: Path) -> None:
    """edXML says it all; its ResponseFor that names a letter of ours is told with the command that notes it."""
    desk = desk_of(shop)
    shop.write("cu", "unit: thanh-tra\nsubject: việc cũ\nsigner: giam-doc\nto: [so-noi-vu]\nbody: Cũ.\n")
    assert desk.issue("cu").ok
    ours = Answered("H53.12", "01/STTTT-TTr", "", today())
    made = desk.reply(message(tmp_path, answers=(ours,)), "x")
    assert codes(made) == ["CV726"]
    assert "answers cu --mark so-noi-vu --number 1234/SNV-TCCB --date 2026-11-15" in made.diagnostics[0].hint()
    reference = source_of(shop, "x").references["cv1234"]
    assert (reference.subject.value, reference.code.value) == (FACTS["subject"], "H53.05")
    recall = Purpose(Business.RECALL, "sai", "H53.05,2026/11/15,1234/SNV-TCCB")
    assert codes(desk.reply(message(tmp_path, purpose=recall), "y")) == ["CV727"]
    assert not (shop.root / "circulars" / "y.yaml").exists()


def test_from_a_page_that_came(shop: Shop, tmp_path: Path) -> None:
    """A PDF of another office: number, date and subject from its page; the name, which stands there in capitals, from
    recipients.yaml, and asked for where nobody has it.
    """
    other = office_of_others(tmp_path)
    desk = desk_of(shop)
    made = desk.reply(other, "x")
    assert made.ok, codes(made)
    reference = source_of(shop, "x").references["cv01"]
    assert reference.issuer.value == "Sở Nội vụ"
    assert (reference.number.value, reference.subject.value) == ("01/SNV-TTr", "việc của Sở Nội vụ")
    path = shop.root / "recipients.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("name: Sở Nội vụ,", "name: Sở Ngoại vụ,"), encoding="utf-8"
    )
    unknown = desk.reply(other, "y")
    assert codes(unknown) == ["CV721"]
    assert unknown.diagnostics[0].values["missing"] == ("--issuer",)
    assert codes(desk.reply(other, "y", issuer="Sở Nội vụ")) == ["CV724"]


def office_of_others(tmp_path: Path) -> Path:
    folder = tmp_path / "khac"
    folder.mkdir()
    other = office(folder)
    path = folder / "issuer.yaml"
    text = path.read_text(encoding="utf-8").replace("Sở Thông tin và Truyền thông", "Sở Nội vụ")
    path.write_text(text.replace("STTTT", "SNV").replace("H53.12", "H53.05"), encoding="utf-8")
    other.write(
        "a", "unit: thanh-tra\nsubject: việc của Sở Nội vụ\nsigner: giam-doc\nto: [so-tai-chinh]\nbody: Lời văn.\n"
    )
    desk = desk_of(other)
    assert desk.issue("a").ok
    assert desk.build("a", formats=("pdf",)).ok
    return other.output("a", "pdf")


def test_a_letter_that_was_cited_before_needs_no_more_words(shop: Shop) -> None:
    """By its number or its key, from whatever circular cites it; two different ones are named."""
    desk = desk_of(shop)
    assert desk.reply("1234/SNV-TCCB", "a", **FACTS).ok
    assert desk.reply("1234/snv-tccb", "b").ok
    assert desk.reply("cv1234", "c").ok
    assert source_of(shop, "c").references["cv1234"].subject.value == FACTS["subject"]
    assert desk.reply("1234/SNV-TCCB", "d", issuer="Sở Tài chính", day=FACTS["day"], subject="việc khác").ok
    two = desk.reply("1234/SNV-TCCB", "e")
    assert codes(two) == ["CV723"]
    assert "Sở Tài chính" in two.diagnostics[0].message()
    assert desk.reply("1234/SNV-TCCB", "e", issuer="Sở Nội vụ").ok


@pytest.mark.parametrize(
    ("ref", "given", "code"),
    [
        ("abc", {}, "CV720"),
        ("1234/SNV-TCCB", {}, "CV721"),
        ("1234/SNV-TCCB", {**FACTS, "issuer": "Sở Thông tin và Truyền thông"}, "CV722"),
        ("1234/SNV-TCCB", {**FACTS, "day": today() + timedelta(days=1)}, "CV725"),
        ("1234/SNV-TCCB", {**FACTS, "kind": "quyet-dinh"}, "CV728"),
        ("1234/SNV-TCCB", {**FACTS, "kind": "thu-cong"}, "CV728"),
        ("1234/SNV-TCCB", {**FACTS, "kind": "cong-vann"}, "CV409"),
        ("khong-co.edxml", {}, "CV009"),
        ("khong-co.pdf", {}, "CV700"),
    ],
)
def test_what_can_not_be_answered(shop: Shop, ref: str, given: dict[str, object], code: str) -> None:
    made = desk_of(shop).reply(ref, "x", **given)  # type: ignore[arg-type]
    assert codes(made) == [code]
    assert not (shop.root / "circulars" / "x.yaml").exists()
    assert made.diagnostics[0].message("vi") != made.diagnostics[0].message("en")


def test_our_own_letter_is_followed_not_answered(shop: Shop) -> None:
    desk = desk_of(shop)
    shop.write("cu", "unit: thanh-tra\nsubject: việc cũ\nsigner: giam-doc\nto: [so-noi-vu]\nbody: Cũ.\n")
    assert desk.issue("cu").ok
    made = desk.reply("01/STTTT-TTr", "x")
    assert codes(made) == ["CV722"]
    assert "follow-up 01/STTTT-TTr" in made.diagnostics[0].hint()


def test_a_letter_of_the_same_code_is_not_in_our_chain(shop: Shop) -> None:
    """Another agency's 01/STTTT-TTr is not ours: what answers it does not point at ours."""
    desk = desk_of(shop)
    shop.write("cu", "unit: thanh-tra\nsubject: việc cũ\nsigner: giam-doc\nto: [so-noi-vu]\nbody: Cũ.\n")
    assert desk.issue("cu").ok
    assert desk.reply("01/STTTT-TTr", "x", **{**FACTS, "day": today()}).ok
    filled(shop, "x")
    assert desk.issue("x").ok
    assert desk.register_show("01/STTTT-TTr").value.pointed_at_by == ()
    made = desk.reply("01/STTTT-TTr", "y", **{**FACTS, "day": today()})
    assert codes(made) == ["CV142"]


def test_the_second_edition_of_an_answer_answers_too(shop: Shop) -> None:
    desk = desk_of(shop)
    assert desk.reply("1234/SNV-TCCB", "x", **FACTS).ok
    filled(shop, "x")
    assert desk.issue("x").ok
    assert desk.follow_up("01/STTTT-TTr", "y").ok
    source = source_of(shop, "y")
    assert [k.value for k in source.replies] == ["cv1234"]
    assert source.references["cv1234"].code.value == "H53.05"
    assert codes(desk.check("y")) == []


def test_a_sender_of_other_marks_is_another_agency(shop: Shop) -> None:
    """CV724: xã Tân Thành does not get the answer to xã Tân Thạnh."""
    made = desk_of(shop).reply("1234/SNV-TCCB", "2026/tra-loi", **{**FACTS, "issuer": "Sở Nội vú"})
    assert (made.ok, codes(made)) == (True, ["CV724"])
    source = source_of(shop, "2026/tra-loi")
    assert [item.ref for item in source.to] == [None]
