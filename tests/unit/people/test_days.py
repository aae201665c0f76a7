"""Since when a document waits, until when, and whether that is past."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta, timezone

import pytest

from congvan.model.steps import Steps
from congvan.people.days import sent_late, waiting
from congvan.people.steps import Facts, Mark, State, Story

ZONE = timezone(timedelta(hours=7))
FACTS = Facts(("a",), "thanh-tra", "giam-doc")
DAYS = Steps(days={"content": 2, "form": 1}, paper=True)


def mark(act: str, at: str) -> Mark:
    return Mark("x", "lan", "Lan", "", act, "a", at)  # type: ignore[arg-type]


def at(state: State, facts: Facts = FACTS, order: Steps = DAYS, today: str = "2026-11-30", **when: str) -> object:
    counted = tuple(mark(act, moment) for act, moment in when.items())
    stand = Story(state, counted, counted[-1] if counted else None)
    found = waiting(stand, facts, order, date.fromisoformat(today), ZONE)
    return (found.until.isoformat() if found.until else "", found.why, found.days)


@pytest.mark.parametrize(("submitted", "today", "told"), [
    ("2026-11-26T03:00:00+00:00", "2026-11-30", ("2026-11-30", "step", 0)),
    ("2026-11-26T18:00:00+00:00", "2026-12-01", ("2026-12-01", "step", 0)),  # 01:00 of the 27th at the office
    ("2026-11-26T03:00:00+00:00", "2026-12-01", ("2026-11-30", "step", 1)),
    ("2026-02-13T03:00:00+00:00", "2026-02-24", ("2026-02-24", "step", 0)),  # Tết lies between
])  # fmt: skip
def test_a_step_has_the_days_of_its_office(submitted: str, today: str, told: object) -> None:
    assert at("content", today=today, submit=submitted) == told


def test_a_step_without_days_is_never_late() -> None:
    assert at("approval", today="2027-11-30", submit="2026-11-26T03:00:00+00:00") == ("", "", 0)


@pytest.mark.parametrize(("today", "late"), [("2026-11-27", 0), ("2026-11-30", 0), ("2026-12-01", 1)])
def test_what_is_signed_goes_out_by_the_next_working_day(today: str, late: int) -> None:
    signed = {"submit": "2026-11-26T01:00:00+00:00", "sign": "2026-11-27T09:00:00+00:00"}
    states: tuple[State, ...] = ("number", "seal", "dispatch")
    for state in states:
        assert at(state, today=today, **signed) == ("2026-11-30", "law", late), state


def test_what_is_urgent_goes_out_on_the_day_itself() -> None:
    urgent = replace(FACTS, urgent=True, signed_at="2026-11-27T09:00:00+00:00")
    assert at("dispatch", urgent, today="2026-11-27") == ("2026-11-27", "law", 0)
    assert at("dispatch", urgent, today="2026-11-28") == ("2026-11-27", "law", 1)


def test_the_documents_own_day_counts_where_it_comes_first() -> None:
    due = replace(FACTS, due=date(2026, 11, 27))
    assert at("draft", due) == ("2026-11-27", "due", 1)
    assert at("content", due, submit="2026-11-27T03:00:00+00:00") == ("2026-11-27", "due", 1)
    assert at("sent", due) == ("", "", 0)


def test_since_when_it_waits() -> None:
    facts = replace(FACTS, numbered_at="2026-11-28T03:00:00+00:00")
    for state, moment in (("seal", "2026-11-28"), ("number", "2026-11-27"), ("dispatch", "2026-11-28")):
        found = waiting(
            Story(state, (mark("sign", "2026-11-27T09:00:00+00:00"),)), facts, DAYS, date(2026, 11, 30), ZONE
        )  # type: ignore[arg-type]
        assert found.since is not None
        assert found.since.date().isoformat() == moment, state


@pytest.mark.parametrize(("day", "sent", "due", "late"), [
    ("2026-11-26", "2026-11-27", "", 0), ("2026-11-26", "2026-11-30", "", 1), ("2026-11-27", "2026-11-30", "", 0),
    ("2026-11-26", "2026-11-27", "2026-11-26", 1), ("2026-11-26", "", "", 1), ("2026-11-30", "", "", 0),
])  # fmt: skip
def test_in_time_or_late(day: str, sent: str, due: str, late: int) -> None:
    def of(text: str) -> date | None:
        return date.fromisoformat(text) if text else None

    assert sent_late(of(day), of(sent), of(due), date(2026, 11, 30), Steps()) == late
