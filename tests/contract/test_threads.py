"""One register in many threads: numbers once and without gaps, no connection that belongs to another thread, no hang."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from shop import BRIEF as LETTER
from shop import Shop, said_codes

from congvan import pipeline
from congvan.desk import issue
from congvan.machine.settings import Settings
from congvan.model.register import COMMON, Draft, Entry, Filter
from congvan.problems import Problems
from congvan.register import Identity, Location, open_ledger, verify
from congvan.register.ledger import Ledger, Writing
from congvan.workspace import Target, Workspace

THREADS, EACH = 20, 5
MOST = 240
"""Seconds after which a thread counts as hanging, on a machine that has other work too."""


@pytest.fixture
def place(register_url: str, tmp_path: Path) -> Location:
    return Location(url=register_url) if register_url else Location(path=tmp_path / "register.db", own=True)


def entered(ledger: Ledger, name: str) -> Entry:
    def work(tx: Writing) -> Entry:
        number = tx.lock(2026, COMMON).number + 1
        draft = Draft("cong-van", "Công văn", "STTTT", name, circular=name)
        return tx.enter(draft, 2026, COMMON, number, date(2026, 11, 28))

    return ledger.write(work, repeatable=True)


def together(work, count: int) -> list:
    """``work`` in so many threads that begin at once; what each gave."""
    gate = threading.Barrier(count)

    def one(n: int):
        gate.wait(MOST)
        return work(n)

    pool = ThreadPoolExecutor(count)
    jobs = [pool.submit(one, n) for n in range(count)]
    found = [job.result(MOST) for job in jobs]
    pool.shutdown()
    return found


def checked(ledger: Ledger) -> list[str]:
    found = Problems()
    ledger.ask(lambda c, o: verify.check(c, o, found), None)
    return [str(d) for d in found]


def test_one_ledger_in_twenty_threads(place: Location) -> None:
    """Some read, some write, one lets go of every connection again and again; the first makes the register."""
    ledger = open_ledger(place, Identity("STTTT", "H53.12", "Sở"))
    ended = threading.Event()

    def forgetting() -> None:
        while not ended.wait(0.01):
            ledger.close()

    closer = threading.Thread(target=forgetting, daemon=True)
    closer.start()

    def work(n: int) -> list[int]:
        mine = ledger.by(f"người {n}")
        numbers = []
        for k in range(EACH):
            entry = entered(mine, f"{n}-{k}")
            numbers.append(entry.number)
            assert mine.entry_of(f"{n}-{k}") == entry
            assert {t.actor for t in mine.history(entry)} == {f"người {n}"}
            assert len(mine.list(Filter(limit=3))) > 0
        return numbers

    numbers = [number for found in together(work, THREADS) for number in found]
    ended.set()
    closer.join(MOST)
    assert sorted(numbers) == list(range(1, THREADS * EACH + 1))
    assert checked(ledger) == []
    ledger.close()
    assert len(ledger.list(Filter())) == THREADS * EACH  # a later question opens it again


def test_twenty_ledgers_make_one_register(place: Location) -> None:
    ledgers = [open_ledger(place, Identity("STTTT", "H53.12", "Sở"), actor=f"người {n}") for n in range(THREADS)]
    numbers = together(lambda n: entered(ledgers[n], str(n)).number, THREADS)
    assert sorted(numbers) == list(range(1, THREADS + 1))
    assert checked(ledgers[0]) == []


def test_twenty_registers_are_made_at_once(tmp_path: Path) -> None:
    """Alembic keeps what it is at in modules."""
    places = [Location(path=tmp_path / str(n) / "so.db") for n in range(THREADS)]
    for n in range(THREADS):
        (tmp_path / str(n)).mkdir()  # writers of one folder stand in one queue
    ledgers = [open_ledger(place, Identity("STTTT", "H53.12", "Sở")) for place in places]
    assert together(lambda n: entered(ledgers[n], str(n)).number, THREADS) == [1] * THREADS


def test_a_transaction_that_is_undone_leaves_no_agency_behind(place: Location) -> None:
    ledger = open_ledger(place, Identity("STTTT", "H53.12", "Sở"))

    def undone(tx: Writing) -> None:
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        ledger.write(undone, repeatable=True)
    assert ledger.entry_of("x") is None
    assert entered(ledger, "x").number == 1


def offices(shop: Shop, shared: bool) -> list[pipeline.Office]:
    made = []
    for _ in range(1 if shared else THREADS):
        office = pipeline.open_office(Workspace(shop.root, Settings.read(os.environ)), Problems())
        assert office is not None
        made.append(office)
    return made * THREADS if shared else made


@pytest.mark.parametrize("shared", [True, False], ids=["one-office", "an-office-each"])
def test_twenty_threads_issue_letters(shop: Shop, register_url: str, shared: bool) -> None:
    """In one process, and one SQLite file or one server: every letter one number, written into its file."""
    ids = [f"v{n:02}" for n in range(THREADS)]
    targets = [Target(id, shop.write(id, LETTER.format(n=id)), f"circulars/{id}.yaml") for id in ids]
    mine = offices(shop, shared)

    def work(n: int) -> int:
        problems = Problems()
        entry = issue.give(targets[n], mine[n], issue.IssueWish(), problems)
        assert entry is not None, list(problems)
        return entry.number

    numbers = together(work, THREADS)
    assert sorted(numbers) == list(range(1, THREADS + 1))
    for id, number in zip(ids, numbers, strict=True):
        assert f"number: {number}\n" in (shop.root / "circulars" / f"{id}.yaml").read_text(encoding="utf-8")
    for office in mine:
        office.forget()
    assert said_codes(shop.run("register", "verify", "--json"), 0) == []
