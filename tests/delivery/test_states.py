"""What a real server says to each agency, and what the ledger makes of it; nobody is mailed twice."""

from __future__ import annotations

import email
import email.policy
import hashlib
import itertools

WANTED = {
    "tot": "accepted",
    "cham": "accepted",
    "tu-choi": "refused",
    "hoan": "deferred",
    "tot2": "accepted",
    "day": "refused",
    "ban": "deferred",
    "tat-rcpt": "deferred",
    "tot3": "accepted",
    "tat-data": "deferred",
    "ban421": "deferred",
    "tot4": "accepted",
    "tat-giua": "unknown",  # a small message: the kernel had taken all of it
    "tat": "unknown",
    "la": "unknown",  # taken, and answered with what no protocol knows
    "tot5": "accepted",
}


def test_every_answer_has_its_state_and_nobody_is_mailed_twice(post, register_url: str) -> None:
    post.recipients(*WANTED)
    post.agencies["hai"] = "{name: Hai hộp thư, email: [hop@noi.example, tu-choi@noi.example]}"
    post.agencies["hai-hong"] = "{name: Hai hộp thư hỏng, email: [tu-choi@noi.example, hoan@noi.example]}"
    post.recipients()
    post.issued()
    wanted = WANTED | {"hai": "accepted", "hai-hong": "deferred"}
    first = post.send(code=1)
    assert {r["agency"]: r["state"] for r in first["deliveries"]} == wanted
    rows = post.rows()
    assert {a: r["state"] for a, r in rows.items()} == wanted
    assert "550 5.1.1 No such mailbox" in rows["tu-choi"]["last_reply"]
    assert "450 4.2.1" in rows["hoan"]["last_reply"]
    assert rows["day"]["last_reply"].startswith("552 5.3.4")
    assert rows["la"]["last_reply"] == 'máy chủ trả lời sai giao thức ("…ung")'
    assert rows["hai"]["failed"] == ["tu-choi@noi.example"]
    assert rows["hai"]["last_reply"].startswith("250 ")
    assert "tu-choi@noi.example: 550" in rows["hai"]["last_reply"]
    assert all(r["attempts"] == 1 and r["at"] for r in rows.values())
    got = post.mail.by_address()
    assert set(got.values()) == {1}
    for _ in range(2):
        post.send(code=1)
    assert post.mail.by_address() == got, "deferred rows wait, unknown ones for ever"
    again = post.send("a", "--now", code=1)
    assert {r["agency"]: r["attempts"] for r in again["deliveries"] if r["state"] == "deferred"} == dict.fromkeys(
        (a for a, s in wanted.items() if s == "deferred"), 2
    )
    assert post.mail.by_address() == got
    verified = post.shop.run("register", "verify")
    assert verified.returncode == 0, verified.stderr


def test_a_deferred_row_is_served_when_the_server_relents(with_server) -> None:
    post = with_server("--generous")
    post.mail.anew("--keep")
    post.recipients("hoan", "tot")
    post.issued()
    row = {r["agency"]: r for r in post.send(code=1)["deliveries"]}["hoan"]
    assert (row["state"], row["next_at"] > row["at"]) == ("deferred", True)
    post.mail.anew("--keep", "--generous")
    assert post.send("a", "--now", code=0)["summary"] == {"accepted": 2}
    assert post.mail.by_address() == {"hoan@noi.example": 1, "tot@noi.example": 1}


def test_after_the_last_try_a_deferred_row_is_held_with_the_words_of_the_server(post) -> None:
    post.recipients("hoan")
    text = (post.shop.root / "issuer.yaml").read_text(encoding="utf-8")
    (post.shop.root / "issuer.yaml").write_text(text + "  retry_times: 3\n", encoding="utf-8")
    post.issued()
    states = [post.send("a", "--now", code=1)["deliveries"][0] for _ in range(4)]
    assert [s["state"] for s in states] == ["deferred", "deferred", "held", "held"]
    assert "đã thử 3 lần" in states[-1]["last_reply"]
    assert "450 4.2.1" in states[-1]["last_reply"]


def test_only_resend_goes_past_unknown_with_the_same_message_id(post) -> None:
    post.recipients("tat", "tot")
    post.issued()
    post.send(code=1)
    assert post.states() == {"tat": "unknown", "tot": "accepted"}
    for _ in range(3):
        post.send("a", "--now", code=1)
    assert post.mail.by_address() == {"tat@noi.example": 1, "tot@noi.example": 1}
    (told,) = post.run("deliveries", "a", "--resend", "tot", code=1)["diagnostics"]
    assert (told["code"], '"tot" đang ghi là "đã gửi"' in told["message"]) == ("CV842", True)
    assert post.run("deliveries", "a", "--resend", "khac", code=1)["diagnostics"][0]["code"] == "CV841"
    post.run("deliveries", "a", "--resend", "tat", code=1)
    mails = [m for m in post.mail.got() if m["to"] == ["tat@noi.example"]]
    assert len(mails) == 2
    assert len({m["id"] for m in mails}) == 1
    post.run("deliveries", "a", "--mark", "tat=delivered", "--note", "đã gọi điện hỏi", code=0)
    row = post.rows()["tat"]
    assert (row["state"], row["last_reply"]) == ("delivered", "đã gọi điện hỏi")
    assert [h["state"] for h in row["history"]] == ["unknown", "planned", "unknown", "delivered"]
    post.send(code=0)
    assert post.run("deliveries", "a", "--mark", "tat=unknown", code=1)["diagnostics"][0]["code"] == "CV846"


def test_a_server_that_breaks_off_again_and_again_is_given_up(post) -> None:
    post.recipients(*(f"x{n}" for n in range(12)))
    for n in range(12):
        post.agencies[f"x{n}"] = f"{{name: Nơi {n}, email: tat-data@n{n}.example}}"
    post.recipients()
    post.issued()
    said = post.send(code=3)
    assert said["summary"] == {"planned": 7, "deferred": 5}
    assert [d["code"] for d in said["diagnostics"] if d["severity"] == "error"] == ["CV828"]


def test_what_arrives_is_what_was_built(post) -> None:
    post.smtp(**{"from": "vanthu@sở.vn"})
    post.recipients("tot")
    post.agencies["hai"] = '{name: "Sở A, B <x@y.z>\\" (thử)", email: [mot@noi.example, hai@sở.vn]}'
    post.recipients()
    code = post.issued()
    post.send(code=0)
    built = (post.shop.root / "output" / "a.pdf").read_bytes()
    for n, addresses in enumerate((["tot@noi.example"], ["mot@noi.example", "hai@xn--s-lym.vn"])):
        message = email.message_from_bytes(post.mail.message(n), policy=email.policy.default)
        assert [a.addr_spec for a in message["To"].addresses] == addresses
        assert message["Subject"] == f'Công văn số {code} về việc thử phát hành văn bản "quan trọng" cho mọi nơi'
        assert message["From"].addresses[0].display_name == "Sở Thông tin và Truyền thông"
        assert message["Date"].datetime.utcoffset().total_seconds() == 7 * 3600
        assert message["From"].addresses[0].addr_spec == "vanthu@xn--s-lym.vn"
        assert message["Message-ID"].endswith("@xn--s-lym.vn>")
        text, page, pdf = [p for p in message.walk() if not p.is_multipart()]
        assert pdf.get_filename() == f"{code.replace('/', '-')}.pdf"
        assert pdf.get_content() == built
        assert code in text.get_content()
        assert "&quot;quan trọng&quot;" in page.get_content()
        assert all(len(line) <= 998 for line in post.mail.message(n).split(b"\r\n"))
        assert post.mail.message(n).isascii()
    name = message["To"].addresses[0].display_name
    assert name == 'Sở A, B <x@y.z>" (thử)'
    row = post.rows()["tot"]
    assert row["sha256"] == hashlib.sha256(built).hexdigest()
    assert f"<{row['message_id']}>" == post.mail.got()[0]["id"]
    assert post.rows()["hai"]["address"] == "mot@noi.example, hai@xn--s-lym.vn"


def test_a_message_above_what_the_server_takes_is_held(with_server) -> None:
    post = with_server("--size", "20000")
    post.recipients("tot")
    post.issued()
    row = post.send(code=1)["deliveries"][0]
    assert row["state"] == "held"
    assert "quá mức" in row["last_reply"]
    assert post.mail.got() == []


def test_the_rate_is_kept(post) -> None:
    import time

    post.smtp(rate=60)
    post.recipients("tot", "tot2", "tot3")
    post.issued()
    post.send(code=0)
    times = [m["at"] for m in post.mail.got()]
    assert all(b - a > 0.9 for a, b in itertools.pairwise(times))
    assert time.time() - times[0] < 60


def test_a_server_that_says_nothing_is_not_waited_for_endlessly(with_server) -> None:
    post = with_server()
    post.smtp(timeout=1)
    post.recipients("tot", "im")
    post.issued()
    rows = {r["agency"]: r for r in post.send(code=1)["deliveries"]}
    assert {a: r["state"] for a, r in rows.items()} == {"tot": "accepted", "im": "unknown"}
    assert "hết giờ chờ" in rows["im"]["last_reply"]
    post.mail.anew("--delay", "3")
    post.recipients("moi")
    post.issued("b", "moi")
    row = post.send("b", code=1)["deliveries"][0]
    assert (row["state"], row["last_reply"]) == ("deferred", "RCPT: hết giờ chờ")
