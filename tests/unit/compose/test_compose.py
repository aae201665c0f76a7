from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from congvan.compose import compose
from congvan.model.circular import Addressee, Circular, Reference
from congvan.model.document import Document, Item, Paragraph
from congvan.model.source import (
    AnnexSource,
    CircularSource,
    DocumentType,
    Issuer,
    ReferenceSource,
    Signer,
    Spanned,
    Unit,
)
from congvan.model.wording import Wording
from congvan.problems import Problems, Severity, Span

AT = Span("x.yaml", 1, 1)
WORDING = Wording(
    "",
    "",
    "Số:",
    "V/v",
    "Kính gửi:",
    "Nơi nhận:",
    "Như trên",
    "Lưu:",
    "VT",
    "./.",
    "(lần {n})",
    "Phụ lục",
    "(Kèm theo {type} số {number} ngày {date} của {issuer})",
    {"hoa-toc": "HỎA TỐC"},
    {"TM": "TM.", "KT": "KT.", "Q": "Q."},
    {},
)
KIND = DocumentType("cong-van", "Công văn", None, (), "V/v", None, "")
SIGNER = Signer("giam-doc", (), "Giám đốc", "Nguyễn Tấn Đức", (), AT)
ISSUER = Issuer(
    "UBND tỉnh Tây Ninh",
    Spanned("Sở Thông tin và Truyền thông", AT),
    "STTTT",
    "Tây Ninh",
    None,
    "Số 6",
    "0276",
    "0277",
    "a@b.vn",
    "b.vn",
    {},
    {},
    {"body_size": Spanned("13", AT)},
    AT,
)


def s(value: Any) -> Spanned[Any]:
    return Spanned(value, AT)


SOURCE = CircularSource(
    "a",
    "x.yaml",
    AT,
    s("cong-van"),
    s("thanh-tra"),
    s("tiếp tục cảnh báo\nvới mục đích lừa đảo"),
    s(2),
    None,
    s(7),
    s(date(2024, 5, 14)),
    s("hoa-toc"),
    None,
    s("giam-doc"),
    {},
    (),
    s("Ngày {{ cv.date }}.\n\n1. Một;"),
    (),
    None,
    None,
    None,
    None,
    False,
    (),
)
CV = Reference("cv", "Công văn", "720/A-B", date(2024, 4, 17), "Sở A", "abc", None)
CIRCULAR = Circular(
    SOURCE,
    KIND,
    ISSUER,
    Unit("u", "Thanh tra Sở", "TTr", "Thanh tra", AT),
    SIGNER,
    7,
    "STTTT-TTr",
    date(2024, 5, 14),
    {"cv": CV},
    None,
    (Addressee("Công an tỉnh", ()),),
    (Addressee("Như trên", ()),),
    "Lưu: VT.",
)


def run(circular: Circular = CIRCULAR, **changes: Any) -> tuple[Document | None, Problems]:
    problems = Problems()
    entry = ReferenceSource("cv", None, None, None, None, None, None, None, Span("x.yaml", 5, 3))
    source = replace(circular.source, references={"cv": entry}, **changes)
    return compose(replace(circular, source=source), WORDING, problems), problems


def made(circular: Circular = CIRCULAR, **changes: Any) -> Document:
    document, problems = run(circular, **changes)
    assert document is not None, list(problems)
    return document


def test_parts() -> None:
    document = made(footer=True, drafter=s("PL"), print_run=s(300))
    parts = document.parts
    assert (parts.parent, parts.issuer) == ("UBND TỈNH TÂY NINH", "SỞ THÔNG TIN VÀ TRUYỀN THÔNG")
    assert parts.subject == ("V/v tiếp tục cảnh báo", "với mục đích lừa đảo (lần 2)")
    assert (parts.number, parts.symbol, parts.urgency, parts.kind_name) == ("07", "STTTT-TTr", "HỎA TỐC", None)
    assert parts.recipients == ("Như trên", "Lưu: VT.")
    assert parts.signature.lines == ("GIÁM ĐỐC",)
    assert parts.drafter_mark == "PL.(300)"
    assert parts.foot == ("Địa chỉ: Số 6", "ĐT: 0276, Fax: 0277", "E-Mail: a@b.vn, Website: b.vn")
    assert (document.draft, document.author, dict(document.style)) == (
        False,
        "Sở Thông tin và Truyền thông",
        {"body_size": "13"},
    )
    assert document.title.startswith("Công văn số 07/STTTT-TTr V/v tiếp tục")


@pytest.mark.parametrize(
    ("chain", "lines"),
    [
        ((("KT", "Giám đốc"),), ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
        ((("TM", "Ủy ban nhân dân"), ("KT", "Chủ tịch")), ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ GIÁM ĐỐC")),
        ((("Q", ""),), ("Q. PHÓ GIÁM ĐỐC",)),
    ],
)
def test_signature(chain: tuple[tuple[str, str], ...], lines: tuple[str, ...]) -> None:
    document = made(replace(CIRCULAR, signer=replace(SIGNER, chain=chain, title="Phó Giám đốc")))
    assert document.parts.signature.lines == lines


def test_body_is_closed_with_a_warning_for_a_semicolon() -> None:
    document, problems = run()
    assert document is not None
    first, last = document.body
    assert isinstance(first, Paragraph)
    assert "".join(r.text for r in first.runs) == "Ngày 17/4/2024."
    assert isinstance(last, Item)
    assert "".join(r.text for r in last.runs) == "Một./."
    assert [(p.code, p.severity) for p in problems] == [("CV213", Severity.WARNING)]


def test_unused_reference_warns_and_follows_counts() -> None:
    _, problems = run(body=s("Không."))
    assert [(p.code, p.severity, p.span) for p in problems] == [("CV215", Severity.WARNING, Span("x.yaml", 5, 3))]
    _, problems = run(replace(CIRCULAR, follows=CV), body=s("Không."))
    assert not len(problems)


def test_annexes() -> None:
    annex = AnnexSource(s("Danh sách"), s("Nội dung"), None, Span("x.yaml", 30, 5))
    document = made(body=s("{{ cv }} theo phụ lục kèm theo."), annexes=(annex,))
    assert [(a.label, a.title, a.origin) for a in document.annexes] == [
        (
            "Phụ lục",
            "Danh sách",
            "(Kèm theo Công văn số 07/STTTT-TTr ngày 14 tháng 5 năm 2024 của Sở Thông tin và Truyền thông)",
        )
    ]
    document = made(body=s("{{ cv }} theo Phụ lục I, II."), annexes=(annex, annex))
    assert [a.label for a in document.annexes] == ["Phụ lục I", "Phụ lục II"]
    document, problems = run(body=s("{{ cv }}."), annexes=(annex,))  # type: ignore[assignment]
    assert document is not None
    assert [(p.code, p.severity, p.span) for p in problems] == [("CV214", Severity.WARNING, Span("x.yaml", 30, 5))]


def test_draft_leaves_gaps() -> None:
    annex = AnnexSource(None, s("x"), None, AT)
    draft = replace(CIRCULAR, number=None, date=None)
    document = made(draft, body=s("{{ cv }} phụ lục."), annexes=(annex,))
    assert (document.draft, document.parts.number, document.parts.date) == (True, None, None)
    gap = "\u00a0" * 6
    assert f"số {gap}/STTTT-TTr ngày {gap} tháng {gap} năm {gap} của" in document.annexes[0].origin


def test_every_fault_in_one_run_and_nothing_from_a_faulty_circular() -> None:
    annex = AnnexSource(None, s("{{ khong }}"), None, AT)
    document, problems = run(body=s("{{ la }} {{ cv.x }}"), annexes=(annex,))
    assert document is None
    assert [p.code for p in problems] == ["CV204", "CV205", "CV204"]
    document, problems = run(replace(CIRCULAR, faulty=True), body=s("{{ cv }}."))
    assert document is None
    assert not len(problems)


def test_warnings_on_names() -> None:
    circular = replace(
        CIRCULAR, issuer=replace(ISSUER, name=s("UBND xã A")), signer=replace(SIGNER, name="TS. Nguyễn Văn A")
    )
    _, problems = run(circular, subject=s("V/v abc"), body=s("{{ cv }}."))
    assert [p.code for p in problems] == ["CV220", "CV222", "CV223"]
