"""What is learnt after sending: returned mail in a folder and in a real mailbox, marks, answers, the table as XLSX."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

import server_cert  # noqa: E402
from imap_server import ImapServer  # noqa: E402
from shop import said_codes  # noqa: E402

REPORT = """From: MAILER-DAEMON@mail.test\r
To: vanthu@sotttt.example\r
Subject: Undelivered Mail Returned to Sender\r
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"\r
MIME-Version: 1.0\r
\r
--b1\r
Content-Type: text/plain; charset=utf-8\r
\r
Xin lỗi.\r
--b1\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mail.test\r
{envelope}\r
\r
Final-Recipient: rfc822; {address}\r
Action: {action}\r
Status: {status}\r
Diagnostic-Code: smtp; 550 {status} <{address}>: User unknown\r
\r
--b1\r
Content-Type: {kind}\r
\r
{original}\r
--b1--\r
"""


def report(
    message_id: str, address: str, action: str = "failed", status: str = "5.1.1", kind: str = "text/rfc822-headers",
    envelope: str = "",
) -> bytes:  # fmt: skip
    original = f"Message-ID: <{message_id}>\r\nSubject: x\r\n" if message_id else "Subject: x\r\n"
    if kind == "message/rfc822":
        original += "\r\nThân\r\n"
    return REPORT.format(
        envelope=envelope, address=address, action=action, status=status, kind=kind, original=original
    ).encode()


@pytest.fixture
def sent(post):
    post.recipients("tot", "tot2", "tot3", "tot4")
    post.agencies["hai"] = "{name: Hai, email: [mot@noi.example, hai@noi.example]}"
    post.recipients()
    post.issued()
    post.send(code=0)
    return post


def test_returned_mail_marks_its_rows_once(sent, tmp_path: Path) -> None:
    folder, rows = tmp_path / "tra-lai", sent.rows()
    (folder / "cur").mkdir(parents=True)
    ids = {a: r["message_id"] for a, r in rows.items()}
    key = ids["tot4"].partition("@")[0]
    mails = {
        "1.eml": report(ids["tot"], "tot@noi.example"),
        "2.eml": report(ids["tot2"], "tot2@noi.example", "delayed", "4.4.1", "message/rfc822"),
        "cur/3": report(ids["tot3"], "tot3@noi.example", "delivered", "2.0.0"),
        "4.eml": report("", "tot4@noi.example", envelope=f"Original-Envelope-Id: {key}"),
        "5.eml": report(ids["hai"], "mot@noi.example"),
        "6.eml": report("khong-phai-cua-ta@noi.example", "ai@noi.example"),
        "7.eml": b"From: a@b.example\r\nSubject: hello\r\n\r\nhello\r\n",
        "8.eml": b"\xff\xfe\x00" * 1000,
        "9.eml": b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n",
    }
    for name, data in mails.items():
        (folder / name).write_bytes(data)
    said = sent.run("deliveries", "--read-bounces", str(folder), code=0)
    assert {(c["agency"], c["state"]) for c in said["changed"]} == {
        ("tot", "bounced"), ("tot2", "accepted"), ("tot3", "delivered"), ("tot4", "bounced"), ("hai", "accepted"),
    }  # fmt: skip
    assert (said["read"], len(said["strange"]), said["other"]) == (8, 1, 1)
    assert [u["source"] for u in said["unread"]] == ["8.eml"]
    assert said["unclear"] == ["9.eml"]
    now = sent.rows()
    assert now["tot"]["state"] == "bounced"
    assert "5.1.1" in now["tot"]["last_reply"]
    assert "User unknown" in now["tot"]["last_reply"]
    assert now["hai"]["failed"] == ["mot@noi.example"]
    assert sent.run("deliveries", "--read-bounces", str(folder), code=0)["changed"] == []
    (folder / "10.eml").write_bytes(report(ids["hai"], "hai@noi.example"))
    sent.run("deliveries", "--read-bounces", str(folder), code=0)
    assert sent.states()["hai"] == "bounced"
    before = sent.mail.by_address()
    sent.send(code=1)
    assert sent.mail.by_address() == before, "what bounced is not sent again by itself"
    assert said_codes(sent.shop.run("deliveries", "--read-bounces", "khong-co", "--json"), 1) == ["CV848"]


def test_a_real_mailbox_is_read_and_left_as_it_was(sent, tmp_path: Path) -> None:
    ca, pem = server_cert.make(tmp_path)
    pem.chmod(0o644)
    box = ImapServer(pem)
    try:
        rows = sent.rows()
        box.put("1.a", report(rows["tot"]["message_id"], "tot@noi.example"))
        box.put("2.b", b"Subject: hello\r\n\r\nhello\r\n")
        names = box.names()
        plain = f"imap://vanthu@127.0.0.1:{box.port}/INBOX"
        read = ("deliveries", "--read-bounces")
        assert said_codes(sent.shop.run(*read, plain, "--json"), 3) == ["CV824"]
        secure = f"imaps://vanthu@127.0.0.1:{box.tls_port}/INBOX"
        password = {"CONGVAN_IMAP_PASSWORD": "dung-mat-khau"}
        assert said_codes(sent.shop.run(*read, secure, "--json", **password), 3) == ["CV829"], "unknown authority"
        for wrong in ("sai", "sai cả dấu"):
            done = sent.shop.run(*read, plain, "--json", CONGVAN_IMAP_PASSWORD=wrong)
            assert said_codes(done, 3) == ["CV829"]
            assert "AUTHENTICATIONFAILED" in done.stdout, "the server's own words"
        for no_port in ("imap://vanthu@127.0.0.1:99999/INBOX", "imap://[::1/INBOX"):
            assert said_codes(sent.shop.run(*read, no_port, "--json", **password), 3) == ["CV829"]
        sent.smtp(ca=str(ca))
        said = sent.run(*read, secure, code=0, **password)
        assert [(c["agency"], c["state"]) for c in said["changed"]] == [("tot", "bounced")]
        assert said["read"] == 1
        assert sent.run(*read, plain, code=0, **password)["changed"] == []
        assert [n.partition(":2,")[2] for n in box.names()] in (["", ""], [n.partition(":2,")[2] for n in names])
    finally:
        box.close()


def test_a_person_marks_what_she_learnt_all_or_nothing(sent) -> None:
    marks = ("--mark", "tot=delivered", "--mark", "tot2=refused")
    sent.run("deliveries", "a", *marks, "--note", "gọi điện", code=0)
    assert sent.states() == {"tot": "delivered", "tot2": "refused", "tot3": "accepted", "tot4": "accepted",
                             "hai": "accepted"}  # fmt: skip
    run = sent.shop.run
    assert said_codes(run("deliveries", "a", "--mark", "tot3=delivered", "--mark", "x=delivered", "--json"), 1) == [
        "CV841"
    ]
    assert said_codes(run("deliveries", "a", "--mark", "tot3=planned", "--json"), 1) == ["CV846"]
    assert sent.states()["tot3"] == "accepted"
    with sqlite3.connect(sent.shop.root / "register.db") as register:  # stopped in the middle of them
        register.execute(
            'CREATE TRIGGER stopped BEFORE INSERT ON audit WHEN NEW.payload LIKE \'%"agency":"tot4"%\''
            " BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
        )
    done = run("deliveries", "a", "--mark", "tot3=delivered", "--mark", "tot4=delivered", "--json")
    assert done.returncode == 3, done.stdout
    assert sent.states() == {"tot": "delivered", "tot2": "refused", "tot3": "accepted", "tot4": "accepted",
                             "hai": "accepted"}  # fmt: skip
    with sqlite3.connect(sent.shop.root / "register.db") as register:
        register.execute("DROP TRIGGER stopped")
    assert run("register", "verify").returncode == 0


def test_the_table_goes_into_a_sheet_where_no_text_is_a_formula(post, tmp_path: Path) -> None:
    post.recipients(x='{name: "=1+1", email: tot@noi.example}')
    post.issued()
    post.send(code=0)
    path = tmp_path / "gui.xlsx"
    assert post.shop.run("deliveries", "a", "--export", str(path)).returncode == 0
    sheet = openpyxl.load_workbook(path).active
    assert [c.value for c in sheet[2]][:5] == ["Mã", "Nơi nhận", "Cách gửi", "Địa chỉ", "Tình trạng"]
    assert [c.value for c in sheet[3]][:5] == ["x", "=1+1", "thư điện tử", "tot@noi.example", "đã gửi"]
    assert sheet["B3"].data_type == "s"


def test_answers_and_a_follow_up_to_those_who_have_not_answered(post) -> None:
    post.groups = (
        "groups:\n  nhom: {name: Nhóm, members: [tot, tot2]}\n  hai-noi: {name: Hai nơi, members: [tot4, tot5]}\n"
    )
    post.recipients("tot", "tot2", "tot3", "tot4", "tot5", "chi-de-biet")
    text = (
        "unit: thanh-tra\nsubject: xin số liệu\nsigner: giam-doc\nto: [nhom, tot3, hai-noi]\nbody: Đoạn.\n"
        "copies: [nhu-tren, chi-de-biet]\n"
    )
    post.shop.write("a", text)
    run = post.shop.run
    assert said_codes(run("answers", "a", "--json"), 1) == ["CV844"]
    code = post.run("issue", "a", code=0)["code"]
    post.send(code=0)
    said = post.run("answers", "a", "--mark", "tot", "--number", "15/STC-VP", "--date", "2026-11-20", code=0)
    assert said["answers"][0] | {"at": ""} == {
        "agency": "tot", "name": "Nơi tot", "number": "15/STC-VP", "date": "2026-11-20", "note": "", "at": "",
    }  # fmt: skip
    assert said["unanswered"] == ["tot2", "tot3", "tot4", "tot5"]
    post.run("answers", "a", "--mark", "tot3", code=0)
    post.run("answers", "a", "--mark", "tot", "--number", "16/STC-VP", code=0)
    assert said_codes(run("answers", "a", "--mark", "chi-de-biet", "--json"), 1) == ["CV849"]
    assert said_codes(run("answers", "a", "--mark", "tot2", "--date", "2126-11-20", "--json"), 1) == ["CV819"]
    assert post.run("answers", "a", code=0)["answers"][0]["number"] == "16/STC-VP"
    listed = run("answers", "a").stdout.splitlines()
    assert "tot  Nơi tot  đã trả lời  16/STC-VP" in listed
    assert "tot3  Nơi tot3  đã trả lời" in listed
    post.run("follow-up", code, "b", "--only-unanswered", code=0)
    made = (post.shop.root / "circulars" / "b.yaml").read_text(encoding="utf-8")
    to = made[made.index("to:") : made.index("# Sau câu mở đầu")].split()
    assert to == ["to:", "-", "tot2", "-", "hai-noi"]
    for slug in ("tot2", "tot4", "tot5"):
        post.run("answers", "a", "--mark", slug, code=0)
    assert said_codes(run("follow-up", code, "d", "--only-unanswered", "--json"), 1) == ["CV559"]
    assert not (post.shop.root / "circulars" / "d.yaml").exists()
    post.run("follow-up", code, "c", code=0)
    assert "- nhom" in (post.shop.root / "circulars" / "c.yaml").read_text(encoding="utf-8")
    assert run("check", "b").returncode == 0
