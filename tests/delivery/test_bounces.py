"""Returned mail of every make is read, or named: the ledger never says "sent" because a mail was not understood."""

from __future__ import annotations

import base64
import mailbox
import os
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

import outlook_file  # noqa: E402

from congvan.mail.files import Saved  # noqa: E402
from congvan.mail.returned import read  # noqa: E402

CASES = ROOT / "tests" / "delivery" / "cases" / "bounces"
WAS, ADDRESS = b"f9c89b1d661987976b245d26b3fccc58d2e7215f@so.example", "toasoan@bao.example"
ID = "f9c89b1d661987976b245d26b3fccc58d2e7215f@so.example"


def case(name: str) -> bytes:
    return (CASES / name).read_bytes()


@pytest.fixture
def sent(post):
    post.recipients(bao=f"{{name: Báo, email: {ADDRESS}}}")
    post.issued()
    post.send(code=0)
    return post


def learnt(sent, folder: Path, files: dict[str, bytes]) -> dict:
    mine = sent.rows()["bao"]["message_id"].encode()
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.replace(WAS, mine))
    return sent.run("deliveries", "--read-bounces", str(folder), code=0)


@pytest.mark.parametrize(
    ("name", "count"),
    [("mbox", 2), ("forwarded.eml", 1), ("mixed-old-mta.eml", 1), ("ok-gmail.eml", 1), ("qmail.eml", 1)],
)
def test_every_make_marks_its_row(sent, tmp_path: Path, name: str, count: int) -> None:
    said = learnt(sent, tmp_path / "tra-lai", {name: case(name)})
    assert [(c["agency"], c["state"]) for c in said["changed"]] == [("bao", "bounced")]
    assert (said["read"], said["unread"], said["unclear"]) == (count, [], [])
    assert "5.1.1" in sent.rows()["bao"]["last_reply"]
    again = sent.run("deliveries", "--read-bounces", str(tmp_path / "tra-lai" / name), code=0)
    assert (again["read"], again["changed"]) == (count, []), "a file itself may be named; nothing is written twice"


def test_what_is_not_read_is_named_and_not_counted(sent, tmp_path: Path) -> None:
    folder = tmp_path / "tra-lai"
    folder.mkdir()
    os.mkfifo(folder / "ong")
    said = learnt(sent, folder, {
        "Undeliverable.msg": case("Undeliverable.msg"), "anh.pdf": b"%PDF-1.7\n", "rong.eml": b"", "x.zip": b"PK\x03\x04x",
        "daemon.eml": b"From: MAILER-DAEMON@x.example\r\nSubject: Returned mail\r\n\r\nSorry, it did not work.\r\n",
        "chao.eml": b"\xef\xbb\xbfFrom: a@b.example\r\nSubject: chao\r\n\r\nxin chao\r\n",
        "nghi.eml": b"From: a@b.example\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: <%s>\r\nSubject: vang\r\n\r\nx" % WAS,
    })  # fmt: skip
    assert {u["source"]: u["why"] for u in said["unread"]} == {
        "Undeliverable.msg": "outlook", "anh.pdf": "no-mail", "rong.eml": "empty", "x.zip": "archive", "ong": "no-file",
    }  # fmt: skip
    assert said["unclear"] == ["daemon.eml"]
    assert (said["read"], said["other"], said["changed"]) == (3, 2, [])
    spoken = sent.shop.run("deliveries", "--read-bounces", str(folder), "--lang", "vi")
    assert "CV887: chưa đọc được Undeliverable.msg: tệp Outlook (.msg) hỏng" in spoken.stderr
    assert "CV888: daemon.eml giống thư bị trả lại mà chương trình không hiểu" in spoken.stderr
    assert "--mark NƠI=bounced" in spoken.stderr
    assert "đã đọc 3 thư, ghi 0 kết quả" in spoken.stdout
    assert "5 tệp chưa đọc được" in spoken.stdout


def test_a_maildir_and_a_folder_of_thunderbird(sent, tmp_path: Path) -> None:
    (tmp_path / "tra-lai").mkdir()
    box = mailbox.Maildir(tmp_path / "tra-lai" / "Maildir")
    box.add(case("qmail.eml").replace(WAS, sent.rows()["bao"]["message_id"].encode()))
    (tmp_path / "tra-lai" / "Maildir" / "dovecot-uidlist").write_text("3 V1\n")
    (tmp_path / "tra-lai" / "Maildir" / "tmp" / "nua").write_bytes(b"From: x@y\r\n")
    many = (
        b"From - Sun Nov 29 16:00:00 2026\r\nFrom: a@b.example\r\nSubject: x\r\n\r\nDear,\r\n\r\nFrom now on.\r\n\r\n"
        * 5
    )
    said = learnt(
        sent, tmp_path / "tra-lai", {"Inbox": many + b"From - Sun Nov 29 16:10:00 2026\r\n" + case("ok-gmail.eml")}
    )
    assert (said["read"], said["unread"], said["unclear"]) == (7, [], [])
    assert said["other"] == 5
    assert [c["state"] for c in said["changed"]][:1] == ["bounced"]


def of(data: bytes, outlook: bool = False):
    found = read(Saved("x", data, outlook), "so.example")
    return found.kind, [(n.state, n.address) for n in found.notices]


BOUNCED = ("notice", [("bounced", ADDRESS)])
EXIM = f"""From: Mail Delivery System <Mailer-Daemon@mx.example>
To: vanthu@so.example
X-Failed-Recipients: {ADDRESS}
Subject: Mail delivery failed: returning message to sender

This message was created automatically by mail delivery software.
A message that you sent could not be delivered to one or more of its recipients.
This is a permanent error. The following address(es) failed:

  {ADDRESS}
    host mx.bao.example [10.0.0.1]: 550 User unknown

------ This is a copy of the message, including all the headers. ------

From: x@so.example
Message-ID: <{ID}>
"""
DELAY = f"""From: MAILER-DAEMON@mx.example
Subject: Warning: could not send message for past 4 hours
To: vanthu@so.example

<{ADDRESS}>: 451 4.4.1 Connection timed out
Warning message only. You do not need to resend your message.

Message-ID: <{ID}>
"""


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (EXIM.encode(), BOUNCED),
        (EXIM.replace("\n", "\r\n").encode("utf-16"), BOUNCED),
        (DELAY.encode(), ("notice", [("accepted", ADDRESS)])),
        (b"\xef\xbb\xbf" + case("ok-gmail.eml"), BOUNCED),
        (b"\r\n\r\n" + case("qmail.eml"), BOUNCED),
        (case("qmail.eml").partition(b"\r\n\r\n")[2], BOUNCED),  # saved as text, without its head
        (case("qmail.eml").replace(WAS, b"x@y.example"), ("unclear", [])),
        (EXIM.replace(ID, "").encode(), ("unclear", [])),
        (EXIM.replace("permanent error", "problem").replace("550 User unknown", "?").encode(), ("unclear", [])),
        (b"From: nguoi@b.example\r\nSubject: =?utf-8?b?VHLhuqMgbOG6oWkgaOG7kyBzxqE=?=\r\n\r\nxin g\r\n", ("other", [])),
    ],
)  # fmt: skip
def test_words_of_older_servers(data: bytes, wanted) -> None:
    assert of(data) == wanted


def test_a_report_attached_as_a_file_and_one_in_base64() -> None:
    inside = base64.encodebytes(case("ok-gmail.eml"))
    head = b"From: a@so.example\r\nSubject: Fwd\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\n"
    for kind in (b'application/octet-stream; name="thu.eml"', b"message/rfc822"):
        part = b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + inside
        assert of(head + part + b"\r\n--q--\r\n") == BOUNCED


def test_a_status_of_rfc_6533_and_one_in_base64() -> None:
    gmail = case("ok-gmail.eml")
    world = gmail.replace(b"message/delivery-status", b"message/global-delivery-status").replace(
        b"rfc822; toa", b"utf-8; toa"
    )
    assert of(world) == BOUNCED
    start = gmail.index(b"Reporting-MTA")
    end = gmail.index(b"--000", start)
    coded = (
        gmail[:start].rstrip() + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(gmail[start:end])
    )
    assert of(coded + gmail[end:]) == BOUNCED


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("REPORT.IPM.Note.NDR", BOUNCED),
        ("REPORT.IPM.Note.DR", ("notice", [("delivered", ADDRESS)])),
        ("REPORT.IPM.Note.IPNRN", ("other", [])),
        ("REPORT.IPM.Note.Weird", ("unclear", [])),
    ],
)
def test_outlooks_own_reports(kind: str, wanted) -> None:
    data = outlook_file.make(
        kind, {"0037": "Undeliverable: x", "1042": f"<{ID}>"}, [{"39FE": ADDRESS, "0C1B": "550 5.1.1 x"}]
    )
    assert of(data, outlook=True) == wanted
    assert of(data[:700], outlook=True)[0] == "broken"


def test_a_mail_of_an_older_server_saved_by_outlook() -> None:
    body = case("qmail.eml").partition(b"\r\n\r\n")[2].decode()
    data = outlook_file.make("IPM.Note", {"0037": "failure notice", "0C1F": "MAILER-DAEMON@mx", "1000": body}, [])
    assert of(data, outlook=True) == BOUNCED


def test_two_addresses_and_one_of_them_came_back(post, tmp_path: Path) -> None:
    post.recipients(bao=f"{{name: Báo, email: [{ADDRESS}, hai@bao.example]}}")
    post.issued()
    post.send(code=0)
    said = learnt(post, tmp_path / "tra-lai", {"1.eml": case("qmail.eml")})
    assert [c["state"] for c in said["changed"]] == ["accepted"]
    assert post.rows()["bao"]["failed"] == [ADDRESS]
    other = case("qmail.eml").replace(b"toasoan@bao", b"ai-do@bao")
    assert learnt(post, tmp_path / "tra-lai2", {"2.eml": other})["unclear"] == ["2.eml"]


def test_hostile_mail_costs_no_time() -> None:
    head = b"From: MAILER-DAEMON@x.example\r\nSubject: Returned mail\r\n\r\n"
    begun = time.monotonic()
    for body in (b"-" * 400_000, b"a" * 400_000, b"a@" * 200_000, b"<" * 400_000, b"5.1.1 " * 60_000, b"\n" * 400_000,
                 b"-- \n" * 100_000, b"< " * 200_000):  # fmt: skip
        assert of(head + body) == ("unclear", [])
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))
    assert of(b"From: a@b.example\r\n" + deep)[1] == []
    assert time.monotonic() - begun < 60
