"""Several senders of one letter: each row once, and what others have done is passed by many at a time."""

from __future__ import annotations

import os
import random
from collections import deque
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from congvan.jobs.store import PLACES, _apart
from congvan.model.delivery import Claim, Done, Letter, Outcome, Parcel, Turn
from congvan.register import Identity, Location, open_ledger
from congvan.register.deliveries import Deliveries

ROWS = 1500


PARCELS = [Parcel(f"n{n:04}", f"Nơi {n}", "email", (f"n{n}@noi.example",)) for n in range(ROWS)]
LETTER = Letter("a", "1/X", None, "", ())


def _enter(book: Deliveries, parcels: list[Parcel]) -> int:
    return book.enter(LETTER, parcels, {(p.agency, p.way): f"<{p.agency}@x>" for p in parcels})


@pytest.fixture(params=["sqlite", "postgresql"])
def book(request, server, tmp_path: Path) -> Deliveries:
    """A letter to very many, entered."""
    url = server.database(f"nhieu_{os.getpid()}_{random.randrange(10**9)}")
    location = Location(url=url) if request.param == "postgresql" else Location(path=tmp_path / "register.db")
    ledger = open_ledger(location, Identity("STTTT", None, "Sở"), _clock, "văn thư")
    made = Deliveries(ledger, _clock)
    assert _enter(made, PARCELS) == ROWS
    return made


def _clock() -> datetime:
    return datetime(2026, 11, 30, tzinfo=UTC)


def _claim(name: str) -> Claim:
    return Claim(name, timedelta(hours=1), "0" * 64)


def _sent(book: Deliveries, claim: Claim, waiting: deque[Turn], most: int, rounds: int = 10**6) -> list[int]:
    """What one sender gets before its list is at its end, or in so many commits."""
    got: list[int] = []
    done: list[Done] = []
    while waiting and rounds:
        rows, rounds = book.step(claim, done, waiting, most), rounds - 1
        got += [row.id for row in rows]
        done = [Done(row, Outcome("accepted", "")) for row in rows]
    book.step(claim, done, deque(), 0)
    return got


def test_what_another_has_done_is_passed_in_a_few_statements(book: Deliveries) -> None:
    ids = [(row.id, row.attempts) for row in book.rows("a")]
    first, second = _claim("một"), _claim("hai")
    _sent(book, first, deque(ids[:1200]), 400)
    told: list[str] = []

    def listen(*args: object) -> None:
        told.append(str(args[2]))

    waiting = deque(ids)
    sa.event.listen(sa.Engine, "before_cursor_execute", listen)
    try:
        assert len(book.step(second, [], waiting, 1)) == 1
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", listen)
    assert sum("deliveries" in text for text in told) < 12
    assert len(waiting) == 299


def test_senders_that_meet_leave_no_row_out_and_take_none_twice(book: Deliveries) -> None:
    ids, dice = [(row.id, row.attempts) for row in book.rows("a")], random.Random(881)
    lists = {}
    for k in range(5):
        start = len(ids) * _apart(k) // PLACES
        lists[f"n{k}"] = deque(ids[start:] + ids[:start])
    got: list[int] = []
    while any(lists.values()):
        name = dice.choice([name for name, left in lists.items() if left])
        got += _sent(book, _claim(name), lists[name], dice.randint(1, 16), dice.randint(1, 12))
    assert sorted(got) == [id for id, _ in ids]
    assert {row.state for row in book.rows("a")} == {"accepted"}
    assert {row.attempts for row in book.rows("a")} == {1}


def test_a_letter_that_is_entered_is_entered_without_a_lock(book: Deliveries) -> None:
    """Who helps comes while others send: to wait for each of their rows took longer than the sending."""
    location = book.ledger.database.location
    with psycopg.connect(location.url) if location.url else nullcontext() as line:  # a file has one lock, for a moment
        if line is not None:
            line.execute("SELECT 1 FROM deliveries, offices FOR UPDATE")
        assert _enter(book, PARCELS) == 0
    moved = [replace(PARCELS[0], addresses=("khac@noi.example",)), *PARCELS[1:]]
    new = Parcel("moi", "Nơi mới", "email", ("moi@noi.example",))
    assert _enter(book, [*moved, new]) == 1
    by = {row.agency: row for row in book.rows("a")}
    assert by["n0000"].addresses == ("khac@noi.example",)
    assert len(by) == ROWS + 1


def test_those_who_help_begin_far_from_each_other() -> None:
    begun = [_apart(k) for k in range(PLACES)]
    assert sorted(begun) == list(range(PLACES))
    assert begun[:8] == [0, 32, 16, 48, 8, 40, 24, 56]
