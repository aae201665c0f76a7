"""A number foreseen and taken, the drafts that undo a document, the book page by page, its chains, an import foreseen."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from deeds import LETTER
from shop import Shop

from congvan import Desk


def _read(shop: Shop, id: str) -> str:
    return (shop.root / "circulars" / f"{id}.yaml").read_text("utf-8")


def test_the_number_that_was_shown_or_none(desk: Desk, shop: Shop) -> None:
    for n in (1, 2, 3):
        shop.write(f"a{n}", LETTER.format(n=n))
    first, second = desk.issue_plan("a1").value, desk.issue_plan("a2").value
    assert (first.number, second.number) == (1, 1)
    assert not (shop.root / "register.db").exists()  # nothing is taken, nor made, by looking
    assert b"\nnumber: 1\n" in first.source
    assert desk.issue("a1", expected=1, actor="lan").value.number == 1
    refused = desk.issue("a2", expected=1, actor="mai")
    assert refused.value is None
    assert [fault.code for fault in refused.diagnostics] == ["CV730"]
    assert "01/" in refused.diagnostics[0].message()
    assert "number:" not in _read(shop, "a2")
    again = desk.issue_plan("a2").value
    assert (again.number, [e.number for e in again.before], again.since) == (2, [1], again.before[0].date)
    assert desk.issue("a2", expected=2).value.number == 2
    assert desk.issue("a1", expected=3).value.number == 1  # it has its own already
    assert desk.issue_plan("a1").value.entry.number == 1
    late = desk.issue("a3", expected=3, expected_day=again.day - timedelta(1))
    assert [fault.code for fault in late.diagnostics] == ["CV732"]
    far = desk.issue("a3", expected=9)
    assert [fault.code for fault in far.diagnostics] == ["CV731"]
    assert desk.register_verify().ok


def test_a_number_goes_to_the_text_that_was_shown_and_to_no_other(desk: Desk, shop: Shop) -> None:
    shop.write("a1", LETTER.format(n=1))
    plan = desk.issue_plan("a1").value
    (shop.root / "circulars" / "a1.yaml").write_text(
        _read(shop, "a1").replace("subject: ", "subject: khác ", 1), "utf-8"
    )
    refused = desk.issue("a1", expected=plan.number, text=plan.text)
    assert [fault.code for fault in refused.diagnostics] == ["CV976"]
    assert "number:" not in _read(shop, "a1")
    again = desk.issue_plan("a1").value
    assert desk.issue("a1", expected=again.number, text=again.text).value.number == plan.number
    assert desk.issue("a1", text=plan.text).value.number == plan.number  # it has it already


def test_what_forbids_a_number_is_foreseen(desk: Desk, shop: Shop) -> None:
    shop.write("a", LETTER.format(n=1))
    assert desk.issue("a").ok
    shop.write("b", LETTER.format(n=2))
    early = desk.issue_plan("b", day=desk.issue_plan("a").value.day.replace(year=2020))
    assert "CV510" not in [f.code for f in early.diagnostics]  # another year's sequence
    shop.write("c", LETTER.format(n=3).replace("so-noi-vu", "so-noi-vuu"))
    told = desk.issue_plan("c")
    assert [f.code for f in told.diagnostics] == ["CV104"]
    assert told.value.number == 2
    shop.write("d", LETTER.format(n=1))  # word for word what "a" says
    assert [f.code for f in desk.issue_plan("d").diagnostics] == [f.code for f in desk.issue("d").diagnostics]
    assert desk.register_reserve("3-4", "để dành").ok
    found = desk.issue_plan("b").value
    assert (found.number, [e.number for e in found.reserved]) == (5, [3, 4])
    assert desk.issue_plan("b", number=4).value.number == 4


def test_a_document_is_undone_by_a_draft_of_its_own(desk: Desk, shop: Shop) -> None:
    shop.write("a", "# của ai đó\n" + LETTER.format(n=1))
    assert desk.issue("a").ok
    for by in ("corrects", "replaces", "recalls"):
        made = desk.follow_up("a", f"sau-{by}", by=by)
        assert made.ok, [f.message() for f in made.diagnostics]
        text = _read(shop, f"sau-{by}")
        assert f"\n{by}: cv1\n" in text
        assert ("# của ai đó\n" in text) == (by == "replaces")
        assert "\nnumber:" not in text
        codes = {f.code for f in desk.check([f"sau-{by}"]).diagnostics}
        assert codes <= {"CV420", "CV567", "CV941"}, codes
    shop.write("sau-recalls", _read(shop, "sau-recalls").replace("<<điền lý do>>", "nhầm nơi nhận"))
    assert desk.issue("sau-recalls").ok
    chain = desk.register_chain("a").value
    assert [(edge.kind, chain.points[edge.by].code.number, chain.points[edge.target].code.number)
            for edge in chain.edges] == [("recalls", 2, 1)]  # fmt: skip


def test_the_book_page_by_page(desk: Desk, shop: Shop, tmp_path: Path) -> None:
    rows = "\n".join(f"{n},{n % 28 + 1:02d}/0{n // 30 + 1}/2024,việc thứ {n},cong-van,Người {n % 2},Sở Nội vụ"
                     for n in sorted(range(1, 100), key=lambda n: n))  # fmt: skip
    file = tmp_path / "so.csv"
    file.write_text(f"number,date,subject,type,signer,to\n{rows}\n0,x,,,,\n", encoding="utf-8")
    told = desk.register_import(file, dry_run=True)
    assert {f.code for f in told.diagnostics if f.severity == "error"} == {"CV542"}
    file.write_text(f"number,date,subject,type,signer,to\n{rows}\n", encoding="utf-8")
    seen = desk.register_import(file, dry_run=True).value
    assert (seen.new, seen.kept) == (99, 0)
    assert desk.register_list().value.entries == ()
    assert desk.register_import(file).value.new == 99
    assert desk.register_import(file, dry_run=True).value.kept == 99
    page = desk.register_page(year=0, size=10, at=2).value
    assert ([e.number for e in page.entries], page.count, page.pages, page.year) == ([*range(89, 79, -1)], 99, 10, 2024)
    assert page.facets.signers == ("Người 0", "Người 1")
    assert desk.register_page(at=99, size=50).value.at == 2
    assert desk.register_page(words="VIEC thu 7", signer="Người 1").value.count == 1
    assert desk.register_page(state="void").value.count == 0
    assert desk.register_void("7", "hỏng", year=2024).ok
    assert [e.number for e in desk.register_page(state="void").value.entries] == [7]
    out = desk.register_export(tmp_path / "ra.csv", signer="Người 0", year=2024).value
    assert out.entries == 49
    assert desk.register_export(tmp_path / "tim.csv", words="thu 98").value.entries == 1
