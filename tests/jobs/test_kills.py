"""Workers that are killed while a letter goes out: each agency's state is right, nobody is mailed twice, and what is
told of the job is true.

CONGVAN_STRESS=1 (make stress-jobs): 400 agencies, three workers, five kills; else 40, two, and one.
"""

from __future__ import annotations

import os
import random
import signal
import time

from mail_server import MailServer

BIG = os.environ.get("CONGVAN_STRESS") == "1"
AGENCIES, WORKERS, KILLS = (400, 3, 5) if BIG else (40, 2, 1)
ODD = ("tu-choi", "hoan", "day", "ban", "tat", "tat-data", "tat-rcpt", "tat-giua", "ban421")
RIGHT = {
    "tu-choi": {"refused"}, "day": {"refused"}, "hoan": {"deferred", "held"}, "ban": {"deferred", "held"},
    "ban421": {"deferred", "held"}, "tat": {"unknown"}, "tat-rcpt": {"deferred", "held", "unknown"},
    "tat-data": {"deferred", "held", "unknown"}, "tat-giua": {"deferred", "held", "unknown"},
}  # fmt: skip


def test_killed_workers_and_a_server_that_refuses_defers_and_hangs_up(crew, mail: MailServer) -> None:
    names = [*(f"n{n:04}" for n in range(AGENCIES - len(ODD))), *ODD]
    random.Random(8).shuffle(names)
    if BIG:  # whoever helps goes on while a killed worker's job is nobody's: five times some 25 s
        mail.anew("--delay", "0.6")
    crew.sends_to(mail, *names, retry=4 if BIG else 1)
    for _ in range(WORKERS):
        crew.worker()
    number = crew.put("send", "a", "--allow-unsigned")
    killed = _kills(crew, mail, number)
    assert killed == KILLS
    job = crew.ended(number, seconds=300)
    assert (job["state"], job["code"], job["done"], job["of"]) == ("faulty", 1, AGENCIES, AGENCIES)
    _true(crew, mail, names)
    told = crew.run("jobs", str(number))["result"]
    states = crew.states()
    assert {r["agency"]: r["state"] for r in told["deliveries"]} == states
    assert crew.shop.run("register", "verify", timeout=600).returncode == 0
    unknown = sorted(a for a, s in states.items() if s == "unknown" and a not in ODD)
    assert len(unknown) <= KILLS
    print(f"{killed} kills, {len(unknown)} unknown, {job['tries']} tries")


def _kills(crew, mail: MailServer, number: int) -> int:
    """Kill, one after the other, whoever has the job, each in the middle of it; another worker takes its place."""
    dice, killed, seen = random.Random(25), 0, 0
    while killed < KILLS:
        end = time.monotonic() + 90
        while True:
            job = crew.job(number)
            assert job["state"] in ("waiting", "running", "again", "left"), (job, crew.log())
            if job["state"] == "running" and job["worker"] and len(mail.got()) > seen:
                break
            assert time.monotonic() < end, (job, crew.log())
            time.sleep(0.02)
        time.sleep(dice.uniform(0, 0.05))
        pid = int(job["worker"].rpartition(":")[2])
        victim = next((w for w in crew.workers if w.pid == pid and w.poll() is None), None)
        if victim is None:
            continue
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        killed, seen = killed + 1, len(mail.got())
        crew.worker()
    return killed


def _true(crew, mail: MailServer, names: list[str]) -> None:
    """Nobody twice; whoever is called accepted has it; the others are what the server made of them."""
    got, states = mail.by_address(), crew.states()
    assert set(states) == set(names)
    assert set(got.values()) <= {1}
    have = {address.partition("@")[0] for address in got}
    assert {a for a, s in states.items() if s == "accepted"} <= have
    wrong = {a: s for a, s in states.items() if s not in RIGHT.get(a, {"accepted", "unknown"})}
    assert wrong == {}
    assert {a: states[a] for a in have if states[a] not in ("accepted", "unknown")} == {}
