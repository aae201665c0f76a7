"""complete: what may stand at a place, also of a text that is no YAML at the moment."""

from __future__ import annotations

import pytest

from congvan import Desk

REST = """
references:
  cv720: {number: 720/STTTT-TTr, date: 2024-04-17, issuer: Sở, subject: việc, type: cong-van}
"""


def offered(desk: Desk, typed: str, id: str = "a") -> tuple[str, list[str]]:
    """The word, and what is offered at ``‸``."""
    before, _, after = typed.partition("‸")
    line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
    found = desk.complete(id, (before + after).encode(), line=line, column=column)
    assert found.value is not None
    return found.value.word, [one.text for one in found.value.found]


@pytest.mark.parametrize(
    ("typed", "word", "wanted"),
    [
        ("sub‸", "sub", "subject"),
        ("unit: thanh-tra\n‸\nsubject: x\n", "", "signer"),
        ("unit: thanh‸\n", "thanh", "thanh-tra"),
        ("signer: ‸", "", "giam-doc"),
        ("type: ‸", "", "quyet-dinh"),
        ("to:\n  - so‸\n", "so", "so-noi-vu"),
        ("to:\n- ‸\n", "", "so-ban-nganh"),
        ("to: [so-noi-vu, ‸", "", "cong-an-tinh"),
        ("to:\n  - {r‸", "r", "ref"),
        ("to:\n  - {ref: ‸", "", "so-noi-vu"),
        ("to:\n  - ref: so-noi-vu\n    ‸\n", "", "note"),
        ("copies:\n  - ‸", "", "nhu-tren"),
        ("urgency: ‸", "", "hoa-toc"),
        ("follows: ‸" + REST, "", "cv720"),
        ("replies: [cv‸" + REST, "cv", "cv720"),
        ("body: |\n  Theo {{ ‸" + REST, "", "cv720"),
        ("body: |\n  Theo {{ cv720.w‸" + REST, "w", "with_date"),
        ("references:\n  cv1:\n    n‸", "n", "number"),
        ("annexes:\n  - title: x\n    ‸\n    body: |\n      y\n", "", "landscape"),
    ],
)
def test_what_may_stand_at_a_place(desk: Desk, typed: str, word: str, wanted: str) -> None:
    assert offered(desk, typed)[0] == word
    assert wanted in offered(desk, typed)[1]


@pytest.mark.parametrize(
    "typed",
    [
        "subject: so‸",
        "body: |\n  so‸\n",
        "body: |\n  Theo {{ cv720 }} so‸" + REST,
        "# sub‸",
        "unit: thanh-tra # s‸",
        "references:\n  c‸",
    ],
)
def test_where_any_text_may_stand_nothing_is_offered(desk: Desk, typed: str) -> None:
    assert offered(desk, typed)[1] == []


def test_keys_that_are_there_are_not_offered_again(desk: Desk) -> None:
    found = offered(desk, "unit: thanh-tra\n‸\nto: [so-noi-vu]\nsubject: x\n")[1]
    assert not {"unit", "to", "subject"} & set(found)
    assert {"signer", "body", "copies"} <= set(found)


def test_a_kind_s_own_keys_and_the_office_s_files(desk: Desk) -> None:
    assert "grounds" in offered(desk, "type: quyet-dinh\ng‸")[1]
    assert "symbol" in offered(desk, "units:\n  thanh-tra:\n    s‸", "issuer.yaml")[1]
    groups = "agencies:\n  so-x: {name: Sở X}\ngroups:\n  moi:\n    members: [‸"
    assert offered(desk, groups, "recipients.yaml") == ("", ["moi", "so-x"])


def test_a_key_brings_room_for_its_value(desk: Desk) -> None:
    found = desk.complete("a", b"  ", line=1, column=1, language="vi").value
    assert found is not None
    inserts = {one.text: one.insert for one in found.found}
    assert (inserts["subject"], inserts["to"], inserts["body"]) == ("subject: ", "to:\n  - ", "body: |\n  ")
    assert {one.text: one.label for one in found.found}["subject"].lower() == "trích yếu"
