"""Three ways in one ledger: the axis' outbox, e-mail, paper; recall, replacement, status messages, the post book."""

from __future__ import annotations

import email
import email.policy
import json
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "tools")]

from shop import said_codes, today  # noqa: E402

from congvan import edxml  # noqa: E402
from congvan.model.edxml import Answered, Business, EdxmlStatus, Party  # noqa: E402


@pytest.fixture
def office(post):
    """Four agencies: one by the axis, one by mail, one on paper, one that could have all three."""
    post.recipients(
        truc="{name: Sở Qua Trục, code: H53.05}",
        thu="{name: Sở Qua Thư, email: thu@noi.example}",
        giay="{name: Xã Trên Giấy, address: 'Ấp 3, xã Tân Hội, huyện Tân Châu, tỉnh Tây Ninh'}",
        ca_ba="{name: Cả Ba, code: H53.06, email: caba@noi.example, address: 'Số 1 đường A', channels: [post, email]}",
    )
    (post.shop.root / "issuer.yaml").write_text(
        (post.shop.root / "issuer.yaml").read_text(encoding="utf-8") + "  edxml: {outbox: truc/gui}\n", encoding="utf-8"
    )
    (post.shop.root / "truc" / "gui").mkdir(parents=True)
    return post


def text_of(path: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout


def test_each_agency_gets_it_once_by_its_first_way(office) -> None:
    code = office.issued(to="truc, thu, giay, ca-ba")
    said = office.send(code=0)
    ways = {r["agency"]: (r["channel"], r["state"]) for r in said["deliveries"]}
    assert ways == {
        "truc": ("edxml", "accepted"), "thu": ("email", "accepted"), "giay": ("post", "accepted"),
        "ca-ba": ("post", "accepted"),
    }  # fmt: skip
    built = (office.shop.root / "output" / "a.pdf").read_bytes()
    files = list((office.shop.root / "truc" / "gui").rglob("*.edxml"))
    assert [f.parent.name for f in files] == ["H53.05"]
    letter = edxml.read_letter(files[0].read_bytes())
    assert [a.content for a in letter.attachments] == [built]
    assert (str(letter.code), letter.to[0].name, letter.pages) == (code, "Sở Qua Trục", 1)
    assert Path(files[0]).name == edxml.file_name(letter.document_id)
    assert office.rows()["truc"]["message_id"] == letter.document_id
    out = office.shop.root / "output"
    envelopes, labels, slips, book = (text_of(out / f"a.{e}") for e in
                                      ("bi.pdf", "nhan.pdf", "phieu-gui.pdf", "so-buu-dien.pdf"))  # fmt: skip
    for page in (envelopes, labels):
        assert "Tân Hội" in page
        assert "Số 1 đường A" in page
        assert code in page
        assert "Sở Qua Thư" not in page
    assert "Xã Trên Giấy" in slips
    assert "Cả Ba" in book
    times = {p: p.stat().st_mtime_ns for p in (*files, out / "a.bi.pdf")}
    assert office.send(code=0)["summary"] == {"accepted": 4}
    assert {p: p.stat().st_mtime_ns for p in times} == times, "run again, nothing is written again"
    assert office.mail.by_address() == {"thu@noi.example": 1}


def test_the_ways_that_are_named_are_all_used(office) -> None:
    office.issued(to="truc, thu, giay, ca-ba")
    said = office.send("a", "--via", "email,post", code=0)
    assert sorted((r["agency"], r["channel"]) for r in said["deliveries"]) == [
        ("ca-ba", "email"), ("ca-ba", "post"), ("giay", "post"), ("thu", "email"),
    ]  # fmt: skip
    assert "CV807" in {d["code"] for d in said["diagnostics"]}
    assert sorted(office.mail.by_address()) == ["caba@noi.example", "thu@noi.example"]
    said = office.send(code=0)
    assert sorted((r["agency"], r["channel"]) for r in said["deliveries"]) == [
        ("ca-ba", "post"), ("giay", "post"), ("thu", "email"), ("truc", "edxml"),
    ]  # fmt: skip


def test_a_missing_outbox_and_a_full_disk_stop_the_axis_alone(office) -> None:
    office.issued(to="truc, thu")
    shutil.rmtree(office.shop.root / "truc")
    said = office.send(code=3)
    assert {r["agency"]: r["state"] for r in said["deliveries"]} == {"truc": "planned", "thu": "accepted"}
    assert [d["code"] for d in said["diagnostics"] if d["severity"] == "error"] == ["CV817"]
    place = office.shop.root / "truc" / "gui"
    place.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(place)], check=True)
    try:
        assert said_codes(office.shop.run("send", "a", "--allow-unsigned", "--json"), 3) == ["CV491"]
        row = office.rows()["truc"]
        assert (row["state"], row["attempts"]) == ("planned", 0)
        assert not list(place.rglob("*.edxml"))
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)
    assert office.send(code=0)["summary"] == {"accepted": 2}


def test_faults_of_edxml_and_paper_are_told_before_anything_goes(office) -> None:
    issuer = office.shop.root / "issuer.yaml"
    text = issuer.read_text(encoding="utf-8")
    issuer.write_text(text.replace("code: H53.12\n", ""), encoding="utf-8")
    office.recipients(giay="{name: Xã, address: 'Ấp 3 \U0001f600'}")
    office.issued(to="truc, thu, giay")
    codes = said_codes(office.shop.run("send", "a", "--allow-unsigned", "--json"), 1)
    assert "CV856" in codes
    assert "CV881" in codes
    assert office.mail.got() == []
    assert not (office.shop.root / "register.db").exists() or office.states() == {}


def _status(office, code: str, letter, minute: int, reason: str = "") -> None:
    status = EdxmlStatus(
        code, Party("H53.05", "Sở Qua Trục"),
        Answered(letter.sender.code, str(letter.code), letter.document_id, letter.date),
        datetime(2026, 11, 25, 9, minute), reason,
    )  # fmt: skip
    folder = office.shop.root / "truc" / "nhan"
    folder.mkdir(exist_ok=True)
    (folder / f"{code}-{minute}.edxml").write_bytes(edxml.write_status(status))


def _letter(office, ending: str = ".edxml"):
    folder = office.shop.root / "truc" / "gui"
    return edxml.read_letter(next(p for p in folder.rglob("*.edxml") if p.name.endswith(ending)).read_bytes())


def test_status_messages_move_their_rows(office) -> None:
    office.issued(to="truc, thu")
    office.send(code=0)
    letter = _letter(office)
    read = ("deliveries", "--read-edxml", "truc/nhan")
    _status(office, "03", letter, 20)
    _status(office, "01", letter, 10)
    (office.shop.root / "truc" / "nhan" / "hong.edxml").write_bytes(b"<!DOCTYPE x><x/>")
    said = office.run(*read, code=0)
    assert [c["state"] for c in said["changed"]] == ["delivered", "delivered"]
    assert "CV871" in {d["code"] for d in said["diagnostics"]}
    assert office.rows()["truc"]["last_reply"].startswith("03 ")
    assert office.run(*read, code=0)["changed"] == []
    _status(office, "02", letter, 30, "gửi nhầm nơi nhận")
    office.run(*read, code=0)
    row = office.rows()["truc"]
    assert (row["state"], "gửi nhầm nơi nhận" in row["last_reply"]) == ("refused", True)
    assert office.states()["thu"] == "accepted"
    _status(office, "01", letter, 5)  # come late: the machine's word of before
    office.run(*read, code=0)
    assert office.states()["truc"] == "refused"


def test_recall_tells_everyone_who_may_have_it_and_stops_the_rest(office) -> None:
    office.recipients("hoan", "tat", "tu-choi")
    code = office.issued(to="truc, thu, giay, hoan, tat, tu-choi")
    office.send(code=1)
    before = office.rows()
    assert said_codes(office.shop.run("recall", "a", "--json"), 1) == ["CV845"]
    said = office.run("recall", "a", "--reason", "sai số liệu ở phụ lục", code=1)
    notices = {r["agency"]: (r["channel"], r["state"]) for r in said["deliveries"]}
    assert notices == {
        "truc": ("edxml", "accepted"), "thu": ("email", "accepted"), "giay": ("post", "held"),
        "tat": ("email", "unknown"),
    }  # fmt: skip
    rows = [r for r in office.run("deliveries", "a", code=0)["deliveries"] if r["purpose"] == "document"]
    assert {r["agency"]: r["state"] for r in rows if r["agency"] in ("hoan", "tu-choi")} == {
        "hoan": "cancelled", "tu-choi": "cancelled",
    }  # fmt: skip
    notice = email.message_from_bytes(office.mail.message(-1), policy=email.policy.default)
    mine = next(
        email.message_from_bytes(office.mail.message(n), policy=email.policy.default)
        for n, m in enumerate(office.mail.got()) if m["to"] == ["thu@noi.example"] and n > 1
    )  # fmt: skip
    assert mine["Subject"].startswith("THU HỒI: ")
    assert code in mine["Subject"]
    assert mine["In-Reply-To"] == f"<{before['thu']['message_id']}>"
    assert "sai số liệu ở phụ lục" in mine.get_body(("plain",)).get_content()
    assert list(notice.iter_attachments()) == []
    back = _letter(office, "-thu-hoi.edxml")
    assert (back.purpose.kind, back.purpose.reason) == (Business.RECALL, "sai số liệu ở phụ lục")
    assert back.purpose.document_id == _letter(office).document_id
    got = office.mail.by_address()
    office.run("recall", "a", code=1)
    assert office.mail.by_address() == got
    _status(office, "15", back, 40)
    office.run("deliveries", "--read-edxml", "truc/nhan", code=0)
    row = next(r for r in office.run("deliveries", "a", code=0)["deliveries"]
               if r["agency"] == "truc" and r["purpose"] == "recall")  # fmt: skip
    assert (row["state"], row["last_reply"][:2]) == ("delivered", "15")
    summary = office.shop.run("deliveries", "a").stdout.splitlines()[-1]
    assert summary == "3 đã gửi, 1 không rõ, 2 đã hủy; báo thu hồi: 1 đã nhận, 1 đã gửi, 1 giữ lại, 1 không rõ"
    assert "CV831" in said_codes(office.shop.run("send", "a", "--allow-unsigned", "--json"), 1)
    assert office.shop.run("register", "verify").returncode == 0


@pytest.mark.parametrize("how", ["corrects", "replaces", "recalls"])
def test_whoever_got_the_first_gets_the_one_that_undoes_it(office, how: str) -> None:
    office.recipients("hoan")
    first = office.issued(to="truc, thu, hoan")
    office.send(code=1)
    text = (
        f"unit: thanh-tra\nsubject: sửa lại\nsigner: giam-doc\nto: [giay]\n{how}: [cu]\n"
        f"references: {{cu: {{number: {first}, year: {today().year}}}}}\nbody: Về {{{{ cu }}}}.\n"
    )
    office.shop.write("b", text)
    office.run("issue", "b", code=0)
    said = office.send("b", code=0)
    assert {r["agency"]: r["channel"] for r in said["deliveries"]} == {"giay": "post", "truc": "edxml", "thu": "email"}
    assert [d["code"] for d in said["diagnostics"]].count("CV808") == 2
    stopped = "deferred" if how == "corrects" else "cancelled"
    assert office.states()["hoan"] == stopped
    made = edxml.read_letter(next((office.shop.root / "truc/gui/H53.05").glob("*02-STTTT*")).read_bytes())
    assert made.answers[0].code == first
    assert (made.purpose.kind is Business.REPLACE) == (how == "replaces")


def test_the_post_book_is_printed_from_the_ledger(office, tmp_path: Path) -> None:
    first = office.issued("a", to="giay, ca-ba")
    second = office.issued("b", to="giay, thu")
    office.send("a", code=0)
    office.send("b", code=0)
    office.run("deliveries", "a", "--mark", "giay=delivered", code=0)
    path = tmp_path / "so.pdf"
    assert office.run("deliveries", "--post-book", str(path), code=0)["rows"] == 3
    page = text_of(path)
    assert page.count(first) == 2
    assert page.count(second) == 1
    nothing = (
        "deliveries",
        "--post-book",
        str(tmp_path / "x.pdf"),
        "--from",
        "2020-01-01",
        "--to",
        "2020-12-31",
        "--json",
    )
    assert said_codes(office.shop.run(*nothing), 1) == ["CV884"]


def test_ngay_chuyen_stands_in_the_register_after_sending(office) -> None:
    office.issued(to="thu")
    office.send(code=0)
    done = office.shop.run("register", "export", "so.csv")
    assert done.returncode == 0, done.stderr
    shown = f"{today():%d/%m/%Y}"  # columns of a book line up
    assert f",{shown},," in (office.shop.root / "so.csv").read_text(encoding="utf-8-sig")
    assert office.shop.run("register", "verify").returncode == 0
    assert json.loads(office.shop.run("register", "verify", "--json").stdout)["ok"]


def test_a_recall_in_between_stops_what_was_prepared(office, monkeypatch: pytest.MonkeyPatch) -> None:
    from congvan import pipeline
    from congvan.dispatch import delivery, outgoing, recalling
    from congvan.dispatch.plan import Choice
    from congvan.problems import Problems
    from congvan.workspace import Workspace

    monkeypatch.delenv("CONGVAN_REGISTER", raising=False)
    office.issued(to="thu, giay")
    space, problems = Workspace(office.shop.root), Problems()
    opened = pipeline.open_office(space, problems)
    target = space.select(["a"], problems)[0]
    order = delivery.SendOrder(Choice(), outgoing.SendWish(space.output(None), allow_unsigned=True))
    case = delivery.prepare(delivery.look(target, opened, order, problems), order, problems)
    recalling.recall(target, opened, "đổi ý", problems)
    assert delivery.send(case, order, problems).rows == ()
    assert office.mail.got() == []
    assert not (office.shop.root / "output" / "a.bi.pdf").exists()
