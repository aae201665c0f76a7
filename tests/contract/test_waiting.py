"""Waiting for a lock: the queue keeps its order, a lock that nobody moves is told, one that moves is waited for."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from shop import LETTER
from sqlalchemy.exc import DBAPIError

from congvan.model.register import Draft
from congvan.register import Identity, Location, open_ledger, waiting
from congvan.register.faults import Cause, cause
from congvan.register.tables import ENTRIES
from congvan.register.waiting import Patience, turn

HOLD = """import sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from congvan.register.waiting import Patience, turn
with turn(Path(sys.argv[2]), Patience(60, lambda: None)) as ours:
    print(ours, flush=True)
    time.sleep(60)
"""
ROOT = Path(__file__).parents[2]


@dataclass
class Clock:
    """Stands for the module ``time``, so that a busy machine changes nothing."""

    now: float = 0.0

    def monotonic(self) -> float:
        return self.now


def _still() -> None:
    return None


def _waiting(folder: Path) -> int:
    """How many wait for a lock on the folder, as the kernel counts."""
    lines = Path("/proc/locks").read_text().splitlines()
    return sum("-> FLOCK" in line and f":{folder.stat().st_ino} " in line for line in lines)


def test_whoever_comes_first_goes_first(tmp_path: Path) -> None:
    order: list[int] = []

    def one(n: int) -> None:
        with turn(tmp_path, Patience(20, _still)) as ours:
            assert ours
            order.append(n)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(8)]
    with turn(tmp_path, Patience(20, _still)):
        for n, thread in enumerate(threads, 1):
            thread.start()
            deadline = time.monotonic() + 20
            while _waiting(tmp_path) < n:
                assert time.monotonic() < deadline
                time.sleep(0.005)
    for thread in threads:
        thread.join()
    assert order == list(range(8))


def test_a_killed_process_lets_the_next_one_in(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(ROOT), str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == "True"
    with turn(tmp_path, Patience(0.3, _still)) as ours:
        assert not ours
    holder.kill()
    holder.wait()
    with turn(tmp_path, Patience(5, _still)) as ours:
        assert ours
    assert list(tmp_path.iterdir()) == []


def _waits(patience: Patience, clock: Clock) -> float:
    start = clock.now
    while not patience.over():
        patience.look()
        clock.now += 0.01
    return clock.now - start


def test_patience_counts_from_the_last_movement_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr(waiting, "time", clock)
    said = iter(range(10_000))
    assert _waits(Patience(0.1, lambda: next(said)), clock) == pytest.approx(waiting.TIMES * 0.1, abs=0.02)
    assert _waits(Patience(0.1, _still), clock) == pytest.approx(0.1, abs=0.02)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ('connection failed: connection to server at "127.0.0.1", port 1 failed: Connection refused', Cause.GONE),
        ("connection failed: FATAL:  the database system is starting up", Cause.GONE),
        ("connection failed: NGHIÊM TRỌNG:  hệ thống cơ sở dữ liệu đang khởi động", Cause.GONE),
        ("server closed the connection unexpectedly", Cause.GONE),
        ('connection failed: FATAL:  password authentication failed for user "a"', Cause.FINAL),
        ('connection failed: FATAL:  database "so" does not exist', Cause.FINAL),
        ("could not translate host name", Cause.FINAL),
    ],
)
def test_what_a_server_says_where_it_gives_no_state(said: str, wanted: Cause) -> None:
    assert cause(DBAPIError.instance("", {}, psycopg.OperationalError(said), psycopg.Error)) is wanted


def test_a_server_that_does_not_answer_in_time_may_answer_later() -> None:
    late = psycopg.errors.ConnectionTimeout("connection timeout expired")
    assert cause(DBAPIError.instance("", {}, late, psycopg.Error)) is Cause.GONE


def test_one_question_sees_one_state(register_url: str, tmp_path: Path) -> None:
    """Or ``verify`` would find faults where others are only at work."""
    location = Location(url=register_url) if register_url else Location(path=tmp_path / "so.db")
    mine, other = (open_ledger(location, Identity("S", None, "Sở")) for _ in range(2))
    draft = Draft("cong-van", "Công văn", "S", "họp")

    def enter(number: int) -> None:
        other.write(lambda tx: (tx.lock(2026, "chung"), tx.enter(draft, 2026, "chung", number, date(2026, 1, 1))),
                    repeatable=False)  # fmt: skip

    enter(1)

    def question(connection, office: int) -> tuple[int, int]:
        count = sa.select(sa.func.count()).select_from(ENTRIES)
        before = connection.execute(count).scalar()
        enter(2)
        return before, connection.execute(count).scalar()

    assert mine.ask(question, (0, 0)) == (1, 1)
    assert mine.ask(lambda c, o: c.execute(sa.select(sa.func.count()).select_from(ENTRIES)).scalar(), 0) == 2
    for ledger in (mine, other):
        ledger.close()


def test_a_lock_that_nobody_moves_is_told(shop, register_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for id in "ab":
        shop.write(id, LETTER)
    assert shop.run("issue", "a").returncode == 0
    monkeypatch.setenv("CONGVAN_REGISTER_TIMEOUT", "1")
    if register_url:
        holder = psycopg.connect(register_url)
        holder.execute("SELECT * FROM counters FOR UPDATE")
    else:
        holder = sqlite3.connect(shop.root / "register.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
    try:
        before = (shop.root / "circulars" / "b.yaml").read_bytes()
        done = shop.run("issue", "b", timeout=30)
        assert (done.returncode, "CV580" in done.stderr) == (3, True), done.stderr
        assert (shop.root / "circulars" / "b.yaml").read_bytes() == before
        assert shop.run("check", "b").returncode == 0
    finally:
        holder.close()
    assert shop.run("issue", "b").stdout.strip() == "02/STTTT-TTr"
