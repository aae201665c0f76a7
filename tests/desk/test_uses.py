"""The three uses of a day, from Python alone: a follow-up drafted, a letter signed and sealed, a letter sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from deeds import LETTER, PASSWORD
from mail_server import MailServer
from shop import Shop, today

from congvan import Desk


def test_a_follow_up_is_drafted_issued_and_built(whole: Desk, shop: Shop) -> None:
    drafted = whole.follow_up("881/STTTT-TTr:2024", "2026/canh-bao-lan-3")
    assert drafted.ok, drafted.diagnostics
    assert (drafted.value.id, drafted.value.follows, drafted.value.edition) == (
        "2026/canh-bao-lan-3", "881/STTTT-TTr", 3,
    )  # fmt: skip
    assert whole.check(drafted.value.id).ok

    issued = whole.issue(drafted.value.id)
    assert issued.ok, issued.diagnostics
    assert (issued.value.number, issued.value.date) == (1, today())
    assert "number: 1\n" in drafted.value.path.read_text(encoding="utf-8")
    assert whole.issue(drafted.value.id).value.code == issued.value.code  # once, however often it is asked for

    built = whole.build([drafted.value.id], formats=("pdf", "docx"))
    assert built.ok, built.diagnostics
    (made,) = built.value
    assert {path.name for path in made.outputs} == {"canh-bao-lan-3.pdf", "canh-bao-lan-3.docx"}
    assert all(path.stat().st_size > 1000 for path in made.outputs)
    assert whole.build(drafted.value.id).value[0].skipped

    shown = whole.register_show(issued.value.code)
    assert [(r.kind, str(r.code)) for r in shown.value.points_at] == [("follows", "881/STTTT-TTr")]
    assert [e.circular for e in whole.register_search("cảnh báo").value.entries] == [drafted.value.id]
    assert whole.register_verify().value.checked.count == 1


def test_a_letter_is_signed_numbered_sealed_and_verified(desk: Desk, shop: Shop, keys: Path) -> None:
    shop.write("a", LETTER.format(n=1))
    ready = desk.ready("a")
    assert ready.ok, ready.diagnostics
    assert {"KyLanhDao", "DauCoQuan", "SoVanBan", "NgayVanBan"} <= set(ready.value[0].fields)

    early = desk.sign("a", "DauCoQuan", p12=keys / "agency.p12", secret=PASSWORD)
    assert [d.code for d in early.diagnostics] == ["CV603"]  # no leader has signed yet
    assert not early.ok
    assert not early.value[0].done

    asked: list[str] = []
    leader = desk.sign("a", "KyLanhDao", p12=keys / "leader.p12", secret=lambda problems: asked.append("?") or PASSWORD)
    assert leader.ok, leader.diagnostics
    assert asked == ["?"]
    assert desk.issue("a").ok
    sealed = desk.sign("a", "DauCoQuan", p12=keys / "agency.p12", secret=PASSWORD)
    assert sealed.ok, sealed.diagnostics
    assert sealed.value[0].fields == ("SoVanBan", "NgayVanBan", "DauCoQuan")

    (file,) = sealed.value[0].files
    trusted = desk.verify(file, trust=[keys / "ca.pem"])
    assert trusted.ok, trusted
    assert trusted.value.state == "valid"
    assert [s.field for s in trusted.value.signatures] == ["KyLanhDao", "SoVanBan", "NgayVanBan", "DauCoQuan"]
    assert not desk.verify(file).ok  # nobody vouches for our authority

    inspected = desk.inspect(file)
    assert inspected.ok, [f.sentence("vi") for f in inspected.value.files[0].report.findings]


def test_no_password_is_a_fault_that_is_told(desk: Desk, shop: Shop, keys: Path) -> None:
    shop.write("a", LETTER.format(n=1))
    assert desk.ready("a").ok
    assert [d.code for d in desk.sign("a", "KyLanhDao", p12=keys / "leader.p12").diagnostics] == ["CV617"]
    wrong = desk.sign("a", "KyLanhDao", p12=keys / "leader.p12", secret="khác")
    assert [d.code for d in wrong.diagnostics] == ["CV611"]


def test_a_letter_goes_out_once_and_answers_come_in(desk: Desk, shop: Shop, mail: MailServer) -> None:
    shop.write("a", LETTER.format(n=1))
    (shop.root / "recipients.yaml").write_text(
        "agencies:\n  so-noi-vu: {name: Sở Nội vụ, email: snv@noi.example}\n"
        "  so-tai-chinh: {name: Sở Tài chính, email: tu-choi@noi.example}\n",
        encoding="utf-8",
    )
    shop.write("b", LETTER.format(n=2).replace("[so-noi-vu]", "[so-noi-vu, so-tai-chinh]"))
    assert [d.code for d in desk.send("a", allow_unsigned=True).diagnostics] == ["CV830"]
    assert desk.issue("a").ok
    assert desk.issue("b").ok

    plan = desk.send_plan("a", allow_unsigned=True)
    assert plan.ok, plan.diagnostics
    assert [one.parcel.agency for one in plan.value.parcels] == ["so-noi-vu"]
    assert desk.deliveries("a").value.rows == ()

    steps: list[tuple[int, int, str]] = []

    class Looking:
        stopped = False

        def step(self, done: int, of: int, name: str) -> None:
            steps.append((done, of, name))

    sent = desk.send("a", allow_unsigned=True, watch=Looking())
    assert sent.ok, sent.diagnostics
    assert [(row.agency, row.state) for row in sent.value.rows] == [("so-noi-vu", "accepted")]
    assert steps == [(1, 1, "so-noi-vu")]
    assert desk.send("a", allow_unsigned=True).ok
    assert len(mail.log.read_text().splitlines()) == 1

    other = desk.send("b", allow_unsigned=True)
    assert not other.ok
    assert {row.agency: row.state for row in other.value.rows} == {"so-noi-vu": "accepted", "so-tai-chinh": "refused"}
    marked = desk.mark("b", "so-tai-chinh=delivered", note="đã gọi điện")
    assert {row.agency: row.state for row in marked.value.rows}["so-tai-chinh"] == "delivered"

    assert desk.answers("a").value.unanswered == ("so-noi-vu",)
    noted = desk.answered("a", "so-noi-vu", number="12/SNV", day=date(2026, 1, 5))
    assert not noted.value.unanswered
    assert noted.value.given[0].number == "12/SNV"

    assert [d.code for d in desk.recall("a").diagnostics] == ["CV845"]
    recalled = desk.recall("a", "sai nội dung")
    assert recalled.ok, recalled.diagnostics
    assert desk.deliveries("a").value.recalled.reason == "sai nội dung"
    assert desk.follow_up("a", "a2").diagnostics[0].code == "CV890"


def test_numbers_are_set_aside_voided_kept_and_restored(desk: Desk, shop: Shop, tmp_path: Path) -> None:
    assert [e.number for e in desk.register_reserve("5-6", "lễ tân").value] == [5, 6]
    assert [d.code for d in desk.register_reserve("5", " ").diagnostics] == ["CV532"]
    assert desk.register_void(6, "hỏng").value[0].state == "void"
    exported = desk.register_export(tmp_path / "so.csv")
    assert (exported.value.path.is_file(), exported.value.entries) == (True, 2)
    saved = desk.register_backup(tmp_path / "so.sao")
    assert len(saved.value.head) == 64
    assert saved.value.head == desk.register_head().value.standing.head.hash
    assert desk.register_restore(saved.value.path).diagnostics[0].code == "CV561"
    for file in shop.root.glob("register.*"):
        file.unlink()
    assert desk.register_restore(saved.value.path).value == 2
    assert [e.number for e in desk.register_list().value.entries] == [5, 6]


def test_a_copy_has_a_number_of_its_own(desk: Desk, shop: Shop, tmp_path: Path) -> None:
    shop.write("a", LETTER.format(n=1))
    assert desk.issue("a").ok
    (pdf,) = desk.build("a", formats=["pdf"]).value[0].outputs
    made = desk.copy(pdf, "sao/a", form="sao-y", signer="giam-doc", copies=["so-noi-vu"])
    assert made.ok, made.diagnostics
    assert made.value.path.is_file()
    assert str(made.value.entry.code) == "01/SY-STTTT"


def test_the_ledger_is_written_in_the_language_of_the_desk(shop: Shop, mail: MailServer, tmp_path: Path) -> None:
    import openpyxl

    shop.write("a", LETTER.format(n=1))
    found = []
    for language in ("vi", "en"):
        desk = Desk.open(shop.root, language=language)
        assert desk.issue("a").ok
        assert desk.send("a", allow_unsigned=True).ok
        written = desk.deliveries_export("a", tmp_path / f"{language}.xlsx")
        assert (written.ok, written.value.rows) == (True, 1)
        sheet = openpyxl.load_workbook(written.value.path).active
        found.append({str(cell) for row in sheet.values for cell in row if cell})
    assert "thư điện tử" in found[0]
    assert "e-mail" in found[1]
    (row,) = desk.deliveries("a").value.rows
    assert desk.deliveries("a").value.reply(row, "en")
    assert [d.code for d in desk.deliveries_export("a", tmp_path / "a.csv").diagnostics] == ["CV564"]
