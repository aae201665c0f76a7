"""Many senders at once, and killed at odd moments: each row once, what died is unknown, nobody is mailed twice.

CONGVAN_STRESS=1 (make stress-send) makes it 1,000 agencies and 200 kills.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIG = os.environ.get("CONGVAN_STRESS") == "1"
AGENCIES, KILLS = (1000, 200) if BIG else (60, 6)


def _start(post, out: int = subprocess.PIPE) -> subprocess.Popen[str]:
    command = [sys.executable, str(ROOT / "build.py"), "--workspace", ".", "send", "a", "--allow-unsigned", "--json"]
    return subprocess.Popen(command, cwd=post.shop.root, stdout=out, stderr=out, text=True)


def _count(post) -> int:
    return post.mail.log.read_bytes().count(b"\n") if post.mail.log.exists() else 0


def _kill_in_the_middle(post, dice: random.Random) -> bool:
    """Start a sender, wait until it has sent a few, kill it somewhere in its next steps; whether it was still alive."""
    before, process = _count(post), _start(post, subprocess.DEVNULL)
    few = dice.randint(0, 2)
    while process.poll() is None and _count(post) <= before + few:
        time.sleep(0.001)
    time.sleep(dice.uniform(0, 0.02))
    alive = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return alive


@pytest.fixture
def many(post, register_url: str):
    post.recipients(*(f"n{n:04}" for n in range(AGENCIES)))
    post.issued()
    assert post.shop.run("build", "a").returncode == 0
    return post


def _check(post) -> dict[str, str]:
    """Nobody twice; whoever is called accepted has it; whoever has it is accepted or unknown."""
    got, states = post.mail.by_address(), post.states()
    assert set(got.values()) <= {1}
    have = {address.partition("@")[0] for address in got}
    assert {a for a, s in states.items() if s == "accepted"} <= have
    assert {a: states[a] for a in have if states[a] not in ("accepted", "unknown", "attempting")} == {}
    return states


def test_killed_senders_leave_unknown_rows_and_nobody_is_mailed_twice(many) -> None:
    dice, hit = random.Random(20261125), 0
    for n in range(KILLS):
        hit += _kill_in_the_middle(many, dice)
        if not BIG or n % 20 == 0:
            _check(many)
    assert hit >= KILLS * 3 // 4
    done = _start(many)
    said = json.loads(done.communicate(timeout=600)[0])
    states = _check(many)
    assert set(states.values()) <= {"accepted", "unknown"}
    assert len(states) == AGENCIES
    unknown = [a for a, s in states.items() if s == "unknown"]
    assert len(unknown) <= hit
    assert done.returncode == (1 if unknown else 0)
    assert said["summary"] == {k: v for k, v in (("accepted", AGENCIES - len(unknown)), ("unknown", len(unknown))) if v}
    assert many.shop.run("register", "verify", timeout=600).returncode == 0
    print(f"{hit} of {KILLS} killed while sending; {len(unknown)} of {AGENCIES} unknown")


def test_three_senders_at_once_share_the_rows(many) -> None:
    senders = [_start(many) for _ in range(3)]
    ended = [(s, *s.communicate(timeout=600)) for s in senders]
    assert [(s.returncode, err) for s, _, err in ended if s.returncode] == []
    assert set(_check(many).values()) == {"accepted"}
    assert len(many.mail.by_address()) == AGENCIES
    rows = many.rows()
    assert {r["attempts"] for r in rows.values()} == {1}
    assert many.shop.run("register", "verify", timeout=600).returncode == 0


def test_a_living_sender_is_left_alone_however_long_it_is_stopped(many) -> None:
    before, process = _count(many), _start(many)
    while _count(many) < before + 3:
        time.sleep(0.001)
    process.send_signal(signal.SIGSTOP)
    states = many.states()
    assert "unknown" not in states.values()
    assert list(states.values()).count("attempting") <= 16
    second = _start(many)
    second.communicate(timeout=600)
    process.send_signal(signal.SIGCONT)
    process.communicate(timeout=600)
    assert set(_check(many).values()) == {"accepted"}


def test_the_database_server_restarts_in_between(post, server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONGVAN_REGISTER", server.database(f"khoi_dong_{os.getpid()}"))
    monkeypatch.setenv("CONGVAN_REGISTER_TIMEOUT", "60")
    post.recipients(*(f"n{n:04}" for n in range(60)))
    post.issued()
    assert post.shop.run("build", "a").returncode == 0
    process = _start(post)
    while _count(post) < 5:
        time.sleep(0.001)
    server.restart()
    process.communicate(timeout=300)
    assert set(_check(post).values()) == {"accepted"}
    assert {r["attempts"] for r in post.rows().values()} == {1}
