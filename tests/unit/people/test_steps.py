"""Who may do what when: every role, every act, every state, as a table; and the state that follows from the marks."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from congvan.model.steps import Steps
from congvan.people.roles import ROLES, Holding, parse
from congvan.people.steps import ACTS, STATES, Act, Facts, Mark, Story, able, called, holds, story, targets

TODAY = "a" * 64
FACTS = Facts((TODAY,), "thanh-tra", "giam-doc")
SCOPES = {"soan-thao": "thanh-tra", "truong-don-vi": "thanh-tra", "ky": "giam-doc"}
ALWAYS = " ".join(STATES)
ISSUED = "number signature seal dispatch sent recalled"
WAY = "content form approval signature number"
OPEN = "draft returned content form approval signature number seal dispatch"
"""Where an opinion may be asked for."""

TABLE: dict[str, dict[str, str]] = {
    "soan-thao": {
        "ask": OPEN,
        "submit": "draft returned", "edit": ALWAYS, "new": ALWAYS, "follow": ISSUED, "correct": "seal dispatch sent",
        "inspect": ALWAYS, "own": ALWAYS,
    },
    "truong-don-vi": {
        "ask": OPEN,
        "submit": "draft returned", "content": "content", "return": "content", "edit": ALWAYS, "new": ALWAYS,
        "follow": ISSUED, "correct": "seal dispatch sent", "inspect": ALWAYS, "own": ALWAYS,
    },
    "kiem-tra": {"ask": OPEN, "form": "form", "return": "form", "edit": ALWAYS, "inspect": ALWAYS, "own": ALWAYS},
    "ky": {
        "ask": OPEN,
        "approve": "approval", "approve-sign": "approval", "sign": "signature", "return": "approval signature",
        "edit": ALWAYS, "inspect": ALWAYS, "own": ALWAYS,
    },
    "van-thu": {
        "ask": OPEN,
        "return": "number", "number": "number", "seal": "seal", "dispatch": "dispatch sent recalled",
        "recall": "sent recalled", "correct": "seal dispatch sent", "copy": ALWAYS, "recipients": ALWAYS,
        "register": ALWAYS, "inspect": ALWAYS, "own": ALWAYS,
    },
    "quan-tri": {"settings": ALWAYS, "recipients": ALWAYS, "people": ALWAYS, "inspect": ALWAYS, "own": ALWAYS},
}  # fmt: skip
"""By role and act: the states in which it is allowed; what is not here never is. Submitted by somebody else."""


def mark(act: str, person: str = "lan", sha256: str = TODAY, **more: str) -> Mark:
    return Mark("x", person, person, "", act, sha256, "2026-11-30T00:00:00+00:00", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_its_acts_in_their_states_and_no_other(role: str) -> None:
    wrong = []
    held = [Holding(role, SCOPES.get(role, ""))]  # type: ignore[arg-type]
    for act, state in product(ACTS, STATES):
        stand = Story(state, (mark("submit"),) if state not in ("draft", "returned") else ())
        allowed = able(act, "hoa", held, stand, FACTS, Steps()) is not None
        if allowed != (state in TABLE[role].get(act, "").split()):
            wrong.append((act, state, allowed))
    assert wrong == []


@pytest.mark.parametrize(("role", "act", "state"), [
    ("soan-thao", "submit", "draft"), ("truong-don-vi", "content", "content"), ("ky", "approve", "approval"),
    ("ky", "sign", "signature"), ("ky", "return", "approval"), ("soan-thao", "edit", "content"),
])  # fmt: skip
def test_a_role_of_another_unit_or_signer_has_nothing(role: str, act: Act, state: str) -> None:
    stand = Story(state, (mark("submit"),))  # type: ignore[arg-type]
    assert able(act, "hoa", [Holding(role, "khac")], stand, FACTS, Steps()) is None  # type: ignore[arg-type]
    assert holds([Holding(role, "khac")], act)  # type: ignore[arg-type]


def test_only_who_submitted_takes_back_and_only_while_nobody_acted() -> None:
    held = [Holding("soan-thao", "thanh-tra")]
    fresh, acted = Story("content", (mark("submit"),)), Story("form", (mark("submit"), mark("content", "dung")))
    assert able("withdraw", "lan", held, fresh, FACTS, Steps()) is not None
    assert able("withdraw", "an", held, fresh, FACTS, Steps()) is None
    assert able("withdraw", "lan", held, acted, FACTS, Steps()) is None


def test_nobody_checks_what_he_submitted_unless_the_office_says_so() -> None:
    held, stand = [Holding("truong-don-vi", "thanh-tra")], Story("content", (mark("submit", "dung"),))
    assert able("content", "dung", held, stand, FACTS, Steps()) is None
    assert able("content", "dung", held, stand, FACTS, Steps(own=frozenset(("content",)))) is not None


def test_a_role_of_ones_own_comes_before_a_delegated_one() -> None:
    lent, stand = Holding("ky", "giam-doc", "Nguyễn Tấn Đức", "12/QĐ"), Story("approval", (mark("submit"),))
    found = able("approve", "hoa", [lent, Holding("ky", "giam-doc")], stand, FACTS, Steps())
    assert found is not None
    assert found.giver == ""
    assert able("approve", "hoa", [lent], stand, FACTS, Steps()) == lent


WHOLE = [mark("submit"), mark("content", "dung"), mark("form", "hoa"), mark("approve", "duc")]


@pytest.mark.parametrize(("marks", "facts", "steps", "state"), [
    ([], {}, Steps(), "draft"),
    (WHOLE[:1], {}, Steps(), "content"),
    (WHOLE[:2], {}, Steps(), "form"),
    (WHOLE[:3], {}, Steps(), "approval"),
    (WHOLE, {}, Steps(), "signature"),
    (WHOLE, {"signed": True}, Steps(), "number"),
    (WHOLE, {"signed": True, "numbered": True}, Steps(), "seal"),
    (WHOLE, {"signed": True, "numbered": True, "sealed": True}, Steps(), "dispatch"),
    (WHOLE, {"signed": True, "numbered": True, "sealed": True, "sent": True}, Steps(), "sent"),
    (WHOLE, {"sent": True, "recalled": True}, Steps(), "recalled"),
    (WHOLE[:1], {}, Steps(checks=("form", "content")), "form"),
    (WHOLE[:1], {}, Steps(checks=("form",)), "form"),
    (WHOLE, {}, Steps(number_first=True), "number"),
    (WHOLE, {"numbered": True}, Steps(number_first=True), "signature"),
    ([*WHOLE, mark("sign", "duc")], {}, Steps(paper=True), "number"),
    ([*WHOLE, mark("sign", "duc")], {"numbered": True}, Steps(paper=True), "seal"),
    ([*WHOLE, mark("sign", "duc"), mark("seal", "minh")], {"numbered": True}, Steps(paper=True), "dispatch"),
    ([*WHOLE, mark("sign", "duc")], {}, Steps(), "signature"),  # electronically the file says it, no mark
    ([*WHOLE[:1], mark("withdraw")], {}, Steps(), "draft"),
    ([*WHOLE[:2], mark("return", "hoa")], {}, Steps(), "returned"),
    ([*WHOLE[:3], mark("return", "duc", target="form")], {}, Steps(), "form"),
    ([*WHOLE[:3], mark("return", "duc", target="content")], {}, Steps(), "content"),
    ([*WHOLE[:2], mark("return", "hoa"), mark("submit")], {}, Steps(), "content"),
    ([], {"numbered": True}, Steps(), "signature"),  # numbered by another way than the studio
    ([], {"numbered": True, "signed": True}, Steps(), "seal"),
])  # fmt: skip
def test_the_state_follows(marks: list[Mark], facts: dict[str, bool], steps: Steps, state: str) -> None:
    assert story(marks, replace(FACTS, **facts), steps).state == state  # type: ignore[arg-type]


def test_another_text_lets_every_mark_fall_and_the_old_text_brings_them_back() -> None:
    assert story(WHOLE, replace(FACTS, hashes=("b" * 64,)), Steps()).state == "draft"
    assert story(WHOLE, replace(FACTS, hashes=()), Steps()).state == "draft"
    numbered = replace(FACTS, hashes=("c" * 64, TODAY), numbered=True, signed=True)  # the same without its number
    assert story(WHOLE, numbered, Steps()).state == "seal"
    assert story(WHOLE, replace(numbered, hashes=("c" * 64,)), Steps()).state == "draft"


def test_it_goes_back_to_whoever_was_before() -> None:
    assert targets(Story("content"), Steps()) == ("",)
    assert targets(Story("approval"), Steps()) == ("", "content", "form")
    assert targets(Story("signature"), Steps()) == ("", "content", "form", "approve")


@pytest.mark.parametrize(("typed", "good"), [
    ("soan-thao", True), ("soan-thao:thanh-tra", True), ("truong-don-vi", False), ("truong-don-vi:thanh-tra", True),
    ("ky", False), ("ky:giam-doc", True), ("kiem-tra", True), ("kiem-tra:x", False), ("van-thu:", False),
    ("giam-doc", False), ("", False), ("quan-tri", True),
])  # fmt: skip
def test_a_role_as_it_is_typed(typed: str, good: bool) -> None:
    found = parse(typed)
    assert (found is not None) == good
    assert found is None or str(found) == typed


CHANGED = "c" * 64
CORRECTED = (
    mark("submit"),
    mark("content", "dung"),
    mark("form", "hoa"),
    mark("amend", "duc", CHANGED, target=TODAY[:30]),
)
KEEPS = Steps(keep_checks=True)


def test_a_signers_correction_lets_the_checks_stand_where_the_office_says_so() -> None:
    facts = replace(FACTS, hashes=(CHANGED,))
    kept, anew = story(CORRECTED, facts, KEEPS), story(CORRECTED, facts, Steps())
    assert (kept.state, kept.submitter, len(kept.counted)) == ("signature", "lan", 4)
    assert (anew.state, anew.submitter, len(anew.counted)) == ("content", "lan", 2)
    again = (*CORRECTED, mark("content", "dung", CHANGED), mark("form", "hoa", CHANGED))
    assert story(again, facts, Steps()).state == "signature"  # he has approved this very text already


def test_only_what_stood_for_approval_can_be_corrected() -> None:
    facts, held = replace(FACTS, hashes=(CHANGED,)), [Holding("ky", "giam-doc")]
    for count, base in ((1, ""), (2, ""), (3, TODAY)):
        stand = story(CORRECTED[:count], facts, Steps())
        assert (stand.state, stand.base) == ("draft", base)
        assert (able("amend", "duc", held, stand, facts, Steps()) is not None) == bool(base)
    assert able("amend", "duc", held, story(CORRECTED[:3], FACTS, Steps()), FACTS, Steps()) is None
    assert able("amend", "hoa", [Holding("kiem-tra")], story(CORRECTED[:3], facts, Steps()), facts, Steps()) is None


def test_a_correction_falls_with_the_next_change_and_with_a_return() -> None:
    assert story(CORRECTED, replace(FACTS, hashes=("d" * 64,)), KEEPS).state == "draft"
    back = (*CORRECTED, mark("return", "duc", CHANGED, target="form"))
    assert story(back, replace(FACTS, hashes=(CHANGED,)), KEEPS).state == "form"
    twice = (*CORRECTED, mark("amend", "duc", "d" * 64, target=CHANGED[:30]))
    assert story(twice, replace(FACTS, hashes=("d" * 64,)), KEEPS).state == "signature"


def test_a_correction_of_what_nobody_submitted_is_none() -> None:
    alone = (mark("amend", "duc", CHANGED, target=TODAY[:30]),)
    assert story(alone, replace(FACTS, hashes=(CHANGED,)), KEEPS).state == "draft"


def test_an_opinion_blocks_nothing() -> None:
    submitted = (mark("submit"),)
    asked = (*submitted, mark("ask", "lan", target="an"), mark("ask", "lan", target="binh"))
    stand = story(asked, FACTS, Steps())
    assert (stand.state, stand.counted, stand.asked) == ("content", submitted, {"an", "binh"})
    assert able("withdraw", "lan", [Holding("soan-thao")], stand, FACTS, Steps()) is not None
    assert able("opine", "an", [Holding("quan-tri")], stand, FACTS, Steps()) is not None
    assert able("opine", "duc", [Holding("ky", "giam-doc")], stand, FACTS, Steps()) is None
    told = story((*asked, mark("opine", "an")), FACTS, Steps())
    assert (told.state, told.asked) == ("content", {"binh"})
    assert story(asked, replace(FACTS, hashes=(CHANGED,)), Steps()).asked == {"an", "binh"}


def test_whoever_has_a_long_name_can_be_asked_too() -> None:
    long = "nguyen-thi-" * 5
    stand = story((mark("ask", target=called(long)),), FACTS, Steps())
    assert len(called(long)) == 30
    assert able("opine", long, [Holding("soan-thao")], stand, FACTS, Steps()) is not None


def test_urgent_documents_have_checks_of_their_own() -> None:
    order = Steps(urgent=("form",))
    assert (order.of(urgent=True).checks, order.of(urgent=False).checks) == (("form",), ("content", "form"))
    assert Steps().of(urgent=True).checks == ("content", "form")


def test_a_scan_is_kept_of_what_was_signed_by_hand() -> None:
    paper, held = Steps(paper=True), [Holding("van-thu")]
    for state in ("number", "seal", "dispatch", "sent"):
        assert able("scan", "minh", held, Story(state, (mark("submit"),)), FACTS, paper) is not None  # type: ignore[arg-type]
        assert able("scan", "minh", held, Story(state, (mark("submit"),)), FACTS, Steps()) is None  # type: ignore[arg-type]
    done = (mark("submit"), mark("content"), mark("form"), mark("approve"), mark("sign"), mark("scan"))
    assert story(done, FACTS, paper).state == "number"


def test_what_held_before_the_text_was_changed_is_known() -> None:
    other = "b" * 64
    way = [
        mark(act, who, other)
        for act, who in (("submit", "lan"), ("content", "dung"), ("form", "hoa"), ("approve", "duc"))
    ]

    def fell(*marks: Mark) -> list[str]:
        return [one.act for one in story(marks, FACTS, Steps()).fell]

    assert story(way, FACTS, Steps()).state == "draft"
    assert fell(*way) == ["submit", "content", "form", "approve"]
    assert fell(*way, mark("submit")) == []  # today's text is on its way: it comes to everybody again
    assert fell(*way, mark("submit"), mark("withdraw")) == []
    assert fell(*way, mark("return", "duc", other)) == []  # changed because it came back
    assert fell(*way, mark("return", "duc", other, target="form")) == ["submit", "content"]
    assert fell(way[0], mark("withdraw", "lan", other)) == []
    assert story(way, replace(FACTS, hashes=(other,)), Steps()).fell == ()
    assert story([], FACTS, Steps()).fell == ()
    assert fell(*way, mark("sign", "duc", other, target="file")) == ["submit", "content", "form", "approve"]
