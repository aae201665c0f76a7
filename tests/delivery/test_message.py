"""Whatever stands in a name or a subject: the message says exactly that, and has the headers that it should have."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from congvan.dispatch.claims import lives, mine
from congvan.mail.message import Envelope, Words, size_of
from congvan.mail.returned import notices
from congvan.model.delivery import Delivery, File, wait_before
from congvan.text.addresses import normal

FILE = File("01-A.pdf", "Công văn số 01/A", bytes(range(256)) * 40, "ab" * 32)
HEADS = ["Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"]
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=300)


def _row(name: str) -> Delivery:
    return Delivery(1, "a", "document", "x", name, "email", ("a@noi.example", "b@noi.example"), "planned", 0, "", "",
                    message_id="k@so.example")  # fmt: skip


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@settings(max_examples=150, deadline=None)
@given(name=TEXT, subject=TEXT, body=TEXT)
@example(name="Sở A\r\nBcc: xau@xau.example", subject="=?utf-8?b?eA==?=\r\n\r\nx", body=".\r\n..\r\n")
@example(name='a"b, <c@d.e>; (f)', subject="x" * 300, body="\n.\n")
@example(name="Ủy ban nhân dân " * 15, subject="V/v " + "tiếng Việt có dấu " * 30, body="")
def test_any_text_arrives_as_it_was(name: str, subject: str, body: str) -> None:
    data = Envelope(name, "vanthu@so.example", (FILE,)).write(
        _row(name), Words(subject, body, f"<p>{body}"), datetime.now(UTC)
    )
    assert data.isascii()
    assert all(len(line) <= 998 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert sorted(message.keys()) == HEADS
    parts = [p for p in message.walk() if not p.is_multipart()]
    assert [p.get_content_type() for p in parts] == ["text/plain", "text/html", "application/pdf"]
    assert parts[2].get_content() == FILE.data
    assert parts[0].get_payload(decode=True) == body.replace("\n", "\r\n").encode()
    assert len(data) <= size_of((FILE,)) + 4 * (len(name.encode()) * 3 + len(subject.encode()) + 2 * len(body.encode()))
    from email.header import decode_header, make_header

    raw = email.message_from_bytes(data, policy=email.policy.compat32)
    assert _plain(str(make_header(decode_header(raw["Subject"])))) == _plain(subject)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
@example("a@b.c\r\nRCPT TO:<x@y.z>")
def test_an_address_is_ascii_without_any_meaning_but_its_own(text: str) -> None:
    made = normal(text)
    assert made is None or (made.isascii() and made.count("@") == 1 and not set(made) & set(' \r\n\t<>,;:"()[]\\'))


def test_addresses() -> None:
    assert normal(" vanthu@So.Example. ") == "vanthu@so.example"
    assert normal("vanthu@sở-tài-chính.vn").startswith("vanthu@xn--")
    for bad in (
        "văn@so.vn",
        "a@b",
        "a@@b.c",
        "a b@c.d",
        "a@-b.c",
        "a@b.123",
        "@b.c",
        "a@",
        "a@b..c",
        "a" * 65 + "@b.c",
    ):
        assert normal(bad) is None, bad


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_hostile_mail_says_nothing_and_breaks_nothing(noise: bytes) -> None:
    head = b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
    status = b"Content-Type: message/delivery-status\r\n\r\n" + noise + b"\r\n--b\r\n"
    original = b"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: " + noise + b"\r\n--b--\r\n"
    for data in (noise, head + noise, head + status + original):
        assert all(n.address.isprintable() for n in notices(data, "x", "so.example"))


def test_covering_words_are_filled_once_or_for_each_and_say_the_same() -> None:
    from congvan.compose.covering import for_each
    from congvan.problems import Problems

    values = {"document": {"": "Công văn <1>", "urgency": ""}}
    for file, name, wanted in (("a.txt", "Sở <A> & B", "Gửi Sở <A> & B: Công văn <1>"),
                               ("a.html", "Sở <A> & B", "Gửi Sở &lt;A&gt; &amp; B: Công văn &lt;1&gt;")):  # fmt: skip
        plain = for_each("Gửi {{ recipient.name }}: {{ document }}", file, values, Problems())
        assert plain(name) == wanted + "\n"
    raised = for_each(
        "{% if recipient == 'Sở B' %}b{% else %}{{ recipient | upper }}{% endif %}", "a.txt", values, Problems()
    )
    assert [raised("Sở B"), raised("Sở a")] == ["b\n", "SỞ A\n"]


def test_a_journal_is_believed_only_on_this_machine_since_its_start(tmp_path) -> None:
    from congvan.dispatch import journal
    from congvan.model.delivery import Outcome

    owner = mine()
    notes = journal.Journal(tmp_path, owner)
    notes.begin(_row("a"))
    notes.end(_row("a"), Outcome("accepted", "250 Được", ("x@y.z",)))
    path, known = journal.read(tmp_path, owner)
    assert known == {(1, 0): Outcome("accepted", "250 Được", ("x@y.z",))}
    with path.open("ab") as out:
        out.write(b'[2, 1]\n[3, 1, "acc')
    assert journal.read(tmp_path, owner)[1] == {**known, (2, 1): None}, "a line that was cut off says nothing"
    path.write_bytes(b"\x00\xff\n" + path.read_bytes())
    assert journal.read(tmp_path, owner)[1] is None
    far = "may-khac,x,y|1|2|z"
    (tmp_path / journal.read(tmp_path, far)[0].name).write_bytes(b"[1, 1]\n")
    assert journal.read(tmp_path, far)[1] is None
    notes.close()
    assert not path.exists()


def test_delays_grow_up_to_a_limit() -> None:
    waits = [wait_before(n, 60) for n in range(1, 20)]
    assert waits[:4] == [60, 120, 240, 480]
    assert waits == sorted(waits)
    assert waits[-1] == 4 * 3600


def test_a_process_knows_who_lives() -> None:
    import subprocess
    import sys

    me, now = mine(), datetime.now(UTC)
    assert lives(me, "", now)
    code = "from congvan.dispatch.claims import mine; print(mine())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert not lives(other, "2999-01-01T00:00:00+00:00", now), "dead on this machine, whatever its lease says"
    far = "may-khac,x,y|1|2|z"
    assert lives(far, (now + timedelta(minutes=1)).isoformat(), now)
    assert not lives(far, "2999-01-01T00:00:00+00:00", now), "no lease reaches so far: a wrong clock gave it"
    assert not lives(far, "2020-01-01T00:00:00+00:00", now)
    assert not lives("", "", now)
