"""Mail addresses: ``check`` says of them what ``send`` would, at their place and with the address that was meant."""

from __future__ import annotations

import json

import pytest

from congvan.text.addresses import normal, same, several, suggested


def of(done, *wanted: str) -> list[dict]:
    return [d for d in json.loads(done.stdout)["diagnostics"] if not wanted or d["code"] in wanted]


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("mailto:f@x.example", "f@x.example"),
        ("müller@x.example", ""),
        ("văn.thư@x.example", ""),
        ("a%b.example@c.example", ""),
        ("b.example!a@c.example", ""),
        ("a@bộ..example", ""),
        ("a@-b.example", ""),
        ("a@sо.example", ""),  # a Russian о
        ("a@10.0.0.1", ""),
        (f"{'a' * 65}@b.example", ""),
    ],
)
def test_check_and_send_refuse_the_same(post, typed, near) -> None:
    post.recipients("tot", la=f"{{name: Lạ, email: [la@b.example, {typed}]}}")
    post.issued()
    found = of(post.shop.run("check", "--json"), "CV801")
    assert [(d["file"], d["line"]) for d in found] == [("recipients.yaml", 3)]
    assert found[0]["column"] == 40, "the address itself, not its agency"
    assert of(post.shop.run("send", "a", "--allow-unsigned", "--json"), "CV801")[0]["message"] == found[0]["message"]
    assert (f"viết là {near}" in found[0]["hint"]) if near else not found[0].get("hint")
    assert post.send("a", "--to", "tot", code=0)["summary"] == {"accepted": 1}, "the others are served all the same"


@pytest.mark.parametrize(
    ("typed", "at"),
    [('"a@b\\u200b.example"', 4), ('"a\\u00ad@b.example"', 2), ('"a@b.exa\\u202emple"', 8), ('"a@\\u034fb.example"', 3),
     ('"a@b\\ufe0f.example"', 4), ('"a@b.example\\ue000"', 12)],
)  # fmt: skip
def test_a_hidden_character_is_refused_where_it_stands_by_every_command(post, typed, at) -> None:
    post.recipients("tot")
    post.issued()
    post.recipients(la=f"{{name: Lạ, email: [la@b.example, {typed}]}}")
    for command in (("check",), ("send", "a", "--allow-unsigned")):
        found = of(post.shop.run(*command, "--json"))
        assert [(d["file"], d["line"], d["column"], d["code"]) for d in found] == [
            ("recipients.yaml", 3, 40 + at, "CV005")
        ]
    assert post.mail.by_address() == {}


@pytest.mark.parametrize(
    ("typed", "code", "cure"),
    [
        ('"a@b.example; c@d.example"', "CV866", "[a@b.example, c@d.example]"),
        ('"a@b.example, c@d.example"', "CV866", "[a@b.example, c@d.example]"),
        ('"a@b.example c@d.example"', "CV866", "[a@b.example, c@d.example]"),
        ('"Văn thư <a@b.example>"', "CV865", "viết là a@b.example"),
        ("<a@b.example>", "CV865", "viết là a@b.example"),
        ('"mailto: a@b.example"', "CV865", "viết là a@b.example"),
        ('"a@b.example;"', "CV865", "viết là a@b.example"),
    ],
)
def test_what_is_around_an_address_is_told_with_the_cure(post, typed, code, cure) -> None:
    post.recipients(la=f"{{name: Lạ, email: {typed}}}")
    found = of(post.shop.run("check", "--json"))
    assert [d["code"] for d in found] == [code]
    assert cure in found[0]["hint"]


def test_one_box_in_two_spellings_is_told_and_written_to_once(post) -> None:
    post.recipients(la="{name: Lạ, email: [Van.Thu@Noi.example, van.thu@noi.example]}",
                    vn="{name: Có dấu, email: [a@sở.example, a@xn--s-lym.example, a@SỞ.example.]}")  # fmt: skip
    post.issued()
    found = of(post.shop.run("check", "--json"), "CV886")
    assert [(d["severity"], d["line"]) for d in found] == [("warning", 2), ("warning", 3), ("warning", 3)]
    post.send(code=0)
    assert post.mail.by_address() == {"Van.Thu@noi.example": 1, "a@xn--s-lym.example": 1}


def test_check_tells_of_two_agencies_with_one_box_as_send_does(post) -> None:
    post.recipients("tot", trung="{name: Trùng, email: TOT@noi.example}", ngoai="{name: Ngoài, email: tot@Noi.example}")
    post.shop.write("a", "unit: thanh-tra\nsubject: x\nsigner: giam-doc\nto: [tot, trung]\nbody: x\n")
    found = of(post.shop.run("check", "--json"), "CV803")
    assert [(d["file"], d["line"]) for d in found] == [("recipients.yaml", 3)]


def test_the_offices_own_addresses_are_judged_too(post) -> None:
    post.recipients("tot")
    post.smtp(**{"from": "a%b@sotttt.example", "bounces": "b!a@sotttt.example"})
    assert sorted(d["code"] for d in of(post.shop.run("check", "--json"))) == ["CV801", "CV812"]


@pytest.mark.parametrize("good", ["vanthu@so.example", "van.thu+a@sub.so-x.example", "o'brien@x.example", "a@sở.vn"])
def test_ordinary_addresses_pass(good: str) -> None:
    assert normal(good)
    assert not suggested(good)
    assert not several(good)
    assert same(good.upper()) == same(good)
