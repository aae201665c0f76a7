from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from congvan.model.circular import Circular
from congvan.model.source import (
    AddresseeSource,
    Agency,
    CircularSource,
    DocumentType,
    Group,
    Issuer,
    Recipients,
    ReferenceSource,
    Signer,
    Spanned,
    Unit,
)
from congvan.model.wording import Wording
from congvan.problems import Problems, Severity, Span
from congvan.resolve import resolve

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
    {"hoa-toc": "HỎA TỐC", "khan": "KHẨN"},
    {"KT": "KT."},
    {},
)
KIND = DocumentType("cong-van", "Công văn", None, (), "V/v", None, "", requires=frozenset({"to", "unit"}))
ISSUER = Issuer(
    "UBND tỉnh Tây Ninh",
    Spanned("Sở Thông tin và Truyền thông", AT),
    "STTTT",
    "Tây Ninh",
    None,
    None,
    None,
    None,
    None,
    None,
    {"thanh-tra": Unit("thanh-tra", "Thanh tra Sở", "TTr", "Thanh tra", AT)},
    {"giam-doc": Signer("giam-doc", (), "Giám đốc", "Nguyễn Tấn Đức", (), AT)},
    {},
    AT,
)


def agency(slug: str, name: str) -> Agency:
    return Agency(slug, name, None, (), None, (), AT)


def group(slug: str, *members: str) -> Group:
    return Group(slug, f"Nhóm {slug}", tuple(Spanned(m, AT) for m in members), (), AT)


def recipients(*groups: Group) -> Recipients:
    agencies = {
        s: agency(s, n)
        for s, n in (("cong-an-tinh", "Công an tỉnh"), ("so-noi-vu", "Sở Nội vụ"), ("so-y-te", "Sở Y tế"))
    }
    return Recipients(agencies, {g.slug: g for g in groups}, "recipients.yaml")


def s(value: Any, line: int = 1) -> Spanned[Any]:
    return Spanned(value, Span("x.yaml", line, 1))


def to(
    ref: str | None, text: str | None = None, printed_as: str | None = None, note: str | None = None
) -> AddresseeSource:
    return AddresseeSource(ref, text, printed_as, note, Span("x.yaml", 7, 3))


def reference(key: str = "cv720", **changes: Any) -> ReferenceSource:
    given: dict[str, Any] = {
        "number": "720/STTTT-TTr",
        "year": None,
        "date": date(2024, 4, 17),
        "issuer": "Sở A",
        "type": "cong-van",
        "subject": "cảnh báo",
        "name": None,
        **changes,
    }
    return ReferenceSource(key, **{k: None if v is None else s(v) for k, v in given.items()}, span=AT)


SOURCE = CircularSource(
    "a",
    "x.yaml",
    AT,
    s("cong-van"),
    s("thanh-tra"),
    s("abc"),
    None,
    None,
    None,
    None,
    None,
    None,
    s("giam-doc"),
    {},
    (to("cong-an-tinh"),),
    s("Nội dung."),
    (),
    None,
    None,
    None,
    None,
    False,
    (),
)


def run(recipients_: Recipients | None = None, kind: DocumentType = KIND, **changes: Any) -> tuple[Circular, Problems]:
    problems = Problems()
    circular = resolve(replace(SOURCE, **changes), ISSUER, recipients_ or recipients(), kind, WORDING, problems)
    assert circular is not None
    assert circular.faulty == problems.failed
    return circular, problems


def codes(problems: Problems) -> list[str]:
    return [p.code for p in problems]


def refs(*items: ReferenceSource) -> Mapping[str, ReferenceSource]:
    return {r.key: r for r in items}


def test_a_plain_circular() -> None:
    circular, problems = run()
    assert not len(problems)
    assert circular.symbol == "STTTT-TTr"
    assert circular.archive_line == "Lưu: VT, Thanh tra."
    assert [c.printed for c in circular.copies] == ["Như trên"]
    assert [(a.printed, a.agencies) for a in circular.to] == [("Công an tỉnh", ("cong-an-tinh",))]


def test_named_kind_symbol() -> None:
    kind = replace(KIND, slug="quyet-dinh", name="Quyết định", abbreviation="QĐ", requires=frozenset())
    circular, problems = run(kind=kind, to=(), unit=None, copies=(to("nhu-dieu-3"),))
    assert circular.symbol == "QĐ-STTTT"
    assert circular.archive_line == "Lưu: VT."
    assert [c.printed for c in circular.copies] == ["Như Điều 3"]
    assert not len(problems)


def test_unknown_slugs_have_near_and_place() -> None:
    _, problems = run(to=(to("cong-an-tihn"),), unit=s("thanh-tr"), signer=s("giam-doc-1"), urgency=s("hoa-tok"))
    assert sorted(codes(problems)) == ["CV101", "CV102", "CV104", "CV124"]
    fault = next(p for p in problems if p.code == "CV104")
    assert (fault.span, fault.values["near"], fault.field) == (Span("x.yaml", 7, 3), "cong-an-tinh", "to[0]")


def test_groups() -> None:
    known = recipients(group("a", "so-noi-vu", "b", "so-noi-vu"), group("b", "so-y-te", "so-noi-vu"))
    circular, problems = run(
        known, to=(to("a"), to("so-y-te", printed_as="Sở Y tế Tây Ninh", note="để biết"), to(None, "Ban Giám đốc"))
    )
    assert [(a.printed, a.agencies) for a in circular.to] == [
        ("Nhóm a", ("so-noi-vu", "so-y-te")),
        ("Sở Y tế Tây Ninh (để biết)", ("so-y-te",)),
        ("Ban Giám đốc", ()),
    ]
    assert not len(problems)


def test_group_cycle_and_unknown_member() -> None:
    _, problems = run(recipients(group("a", "b"), group("b", "a", "so-noi-vo")), to=(to("a"),))
    assert codes(problems) == ["CV105", "CV104"]


def test_duplicate_slug_warns() -> None:
    circular, problems = run(to=(to("so-y-te"), to("so-y-te")))
    assert len(circular.to) == 1
    assert [(p.code, p.severity) for p in problems] == [("CV106", Severity.WARNING)]


def test_as_above() -> None:
    assert codes(run(copies=(to("so-y-te"),))[1]) == ["CV108"]
    kind = replace(KIND, slug="quyet-dinh", abbreviation="QĐ", requires=frozenset())
    assert codes(run(kind=kind, to=(), copies=(to("nhu-tren"),))[1]) == ["CV107"]


def test_letter_needs_to_and_unit() -> None:
    assert sorted(codes(run(to=(), unit=None)[1])) == ["CV109", "CV110"]


@pytest.mark.parametrize(
    ("archive", "copies", "line", "warned"),
    [
        (("VT", "HC"), 2, "Lưu: VT, HC (2).", []),
        (("HC",), None, "Lưu: VT, HC.", ["CV111"]),
        (("HC", "VT"), None, "Lưu: VT, HC.", ["CV111"]),
    ],
)
def test_archive(archive: tuple[str, ...], copies: int | None, line: str, warned: list[str]) -> None:
    circular, problems = run(archive=tuple(s(a) for a in archive), archive_copies=s(copies) if copies else None)
    assert circular.archive_line == line
    assert codes(problems) == warned


def test_number_and_date_go_together() -> None:
    assert codes(run(number=s(5))[1]) == ["CV112"]
    assert codes(run(date=s(date(2024, 1, 1)))[1]) == ["CV113"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": None}, "CV119"),
        ({"issuer": None}, "CV119"),
        ({"type": None}, "CV119"),
        ({"type": "cong-vna"}, "CV116"),
        ({"number": "STTTT-TTr"}, "CV117"),
        ({"number": "720"}, "CV117"),
        ({"number": "12/2023/QĐ-UBND", "type": "quyet-dinh"}, "CV125"),
        ({"year": 2023}, "CV120"),
        ({"date": date(2025, 1, 1)}, "CV121"),
        ({"key": "cv-720"}, "CV114"),
        ({"key": "issuer"}, "CV115"),
        ({"date": None, "issuer": None, "type": None, "subject": None, "year": 2024}, "CV118"),
        ({"type": "luat", "subject": None}, "CV119"),
    ],
)
def test_wrong_references(changes: dict[str, Any], code: str) -> None:
    _, problems = run(references=refs(reference(**changes)), number=s(5), date=s(date(2024, 5, 14)))
    assert codes(problems) == [code]
    assert problems.failed


@pytest.mark.parametrize("number", ["720/STTTT-TTr", "30/2020/NĐ-CP", "12a/BC-X", "05/SY"])
def test_good_numbers(number: str) -> None:
    _, problems = run(references=refs(reference(number=number, date=date(2020, 3, 5))))
    assert not len(problems)


def test_law() -> None:
    law = reference(
        "luat",
        number="20/2023/QH15",
        date=date(2023, 6, 22),
        type="luat",
        subject=None,
        issuer=None,
        name="Giao dịch điện tử",
    )
    circular, problems = run(references=refs(law))
    assert circular.references["luat"].name == "Luật Giao dịch điện tử"
    assert not len(problems)


def test_follows() -> None:
    ours = reference(issuer=ISSUER.name.value)
    circular, problems = run(references=refs(ours), follows=s("cv720"), edition=s(2))
    assert circular.follows is circular.references["cv720"]
    assert not len(problems)
    _, problems = run(references=refs(ours), follows=s("cv270"))
    assert [(p.code, p.values["near"]) for p in problems] == [("CV122", "cv720")]
    assert codes(run(edition=s(2))[1]) == ["CV123"]
