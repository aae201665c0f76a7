"""What is told of a job while its worker was thought dead, its run is over but not yet booked, or others are at it."""

from __future__ import annotations

import signal
import time
from datetime import UTC, datetime, timedelta

import psycopg
from crew import begun
from mail_server import MailServer
from shop import LETTER

from congvan.jobs import Asked, Told, store
from congvan.register import Location


def _thought_dead(url: str, number: int) -> None:
    """What another worker does after a silence of twenty seconds."""
    with psycopg.connect(url, autocommit=True) as line:
        line.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    queue = store.Queue(Location(url=url))
    assert queue.beat("may-khac:1", []) == [number]
    queue.close()


def test_a_worker_that_was_frozen_alone_takes_its_own_job_up_again(crew, mail: MailServer, queue_url: str) -> None:
    mail.anew("--delay", "0.1")
    crew.sends_to(mail, *(f"n{n:02}" for n in range(30)))
    number = crew.put("send", "a", "--allow-unsigned")
    worker = crew.worker()
    crew.until(number, lambda job: job["done"] >= 2)
    _thought_dead(queue_url, number)
    job = crew.ended(number, 80)
    assert job["state"] == "done"
    assert job["tries"] in (2, 3)  # a row that the first run was still at is looked at again half a minute later
    assert set(crew.states().values()) == {"accepted"}
    assert set(mail.by_address().values()) == {1}
    assert worker.poll() is None


def test_what_has_been_told_is_over_in_the_same_commit(server) -> None:
    """A worker that is killed right after leaves nothing to be done again, least of all without the files it carried."""
    queue, run = begun(server, "mot_lan", Asked("build", {"ids": ["a"]}, "build a", "lan", "so", carried=b"x"))
    assert queue.told(run, Told(1, {}), faults=0, again=None) == "failed"
    assert queue.beat("may:2", []) == []
    found = queue.job("so", run.number)
    assert found is not None
    assert (found[0].state, found[0].code, found[0].ended is not None) == ("faulty", 1, True)
    assert queue.told(run, Told(0, {}), faults=0, again=None) is None
    queue.close()


def test_of_another_s_job_nothing_is_told(server) -> None:
    queue, run = begun(server, "cua_ai", Asked("build", {"ids": ["a"]}, "build a", "lan", "so"))
    later = queue.begin(run.number, "may:2", {"so": "/srv"})
    assert later is not None
    assert queue.told(run, Told(1, {}), faults=0, again=None) is None
    assert queue.told(later, Told(3, {}), faults=1, again=datetime.now(UTC) + timedelta(hours=1)) == "todo"
    found = queue.job("so", run.number)
    assert found is not None
    assert (found[0].state, found[0].code, found[0].ended) == ("again", 3, None)
    queue.close()


def test_a_job_whose_end_was_asked_for_has_a_time_of_its_end(server) -> None:
    queue, run = begun(server, "thoi_diem", Asked("build", {"ids": ["a"]}, "build a", "lan", "so", carried=b"x"))
    waits = queue.put(Asked("build", {"ids": ["b"]}, "build b", "lan", "so", carried=b"x"))
    assert queue.cancel(run.number)
    assert queue.cancel(waits)
    assert queue.told(run, Told(1, {}, stopped=True), faults=0, again=datetime.now(UTC)) == "failed"
    for number, state in ((run.number, "stopped"), (waits, "cancelled")):
        found = queue.job("so", number)
        assert found is not None
        assert (found[0].state, found[0].carries, found[0].ended is not None) == (state, False, True)
    queue.close()


def test_who_helps_comes_after_everything_that_waits(server) -> None:
    queue, run = begun(server, "sau_cung", Asked("send", {"id": "a"}, "send a", "lan", "so"))
    queue.help(run, 2)
    small = queue.put(Asked("inspect", {"files": ["a.pdf"]}, "inspect a.pdf", "lan", "so"))
    with psycopg.connect(queue.location.url, autocommit=True) as line:
        worker = line.execute("SELECT worker_id FROM procrastinate_register_worker_v1()").fetchone()
        first = line.execute("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", worker).fetchone()
    assert first == (small,)
    queue.close()


def test_a_row_in_another_sender_s_hands_keeps_the_job_from_its_end(crew, mail: MailServer, queue_url: str) -> None:
    """A machine that went down whole: until its claim runs out nobody knows of the row, and nothing is done."""
    crew.sends_to(mail, "n1", "n2")
    mail.stop()
    assert crew.run("send", "a", "--allow-unsigned", code=None)["deliveries"]
    with psycopg.connect(queue_url, autocommit=True) as line:
        owner, until = "may-da-tat,x,y|1|1|x", datetime.now(UTC) + timedelta(minutes=30)
        line.execute(
            "UPDATE deliveries SET state = 'attempting', attempts = 1, owner = %s, lease = %s, next_at = NULL"
            " WHERE agency = 'n1'",
            [owner, until.strftime("%Y-%m-%dT%H:%M:%SZ")],
        )
        line.execute("UPDATE deliveries SET state = 'planned', next_at = NULL WHERE agency = 'n2'")
    mail.start()
    number = crew.put("send", "a", "--allow-unsigned")
    crew.worker()
    job = crew.until(number, lambda job: job["state"] not in ("waiting", "running"), 60)
    assert crew.states() == {"n1": "attempting", "n2": "accepted"}
    assert (job["state"], job["ended"], job["next"] is not None) == ("again", None, True)
    with psycopg.connect(queue_url, autocommit=True) as line:
        line.execute("UPDATE deliveries SET lease = '2024-01-01T00:00:00Z' WHERE agency = 'n1'")
        line.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
    job = crew.ended(number, 60)
    assert (job["state"], job["code"]) == ("faulty", 1)
    assert crew.states() == {"n1": "unknown", "n2": "accepted"}


def test_a_shared_folder_that_is_away_is_waited_for(crew, queue_url: str) -> None:
    crew.shop.write("a", LETTER)
    worker = crew.worker()
    crew.until(crew.put("inspect", "issuer.yaml"), lambda job: job["state"] == "faulty", 60)
    queue = store.Queue(Location(url=queue_url))
    away = crew.shop.root.with_name("cat-di")
    worker.send_signal(signal.SIGSTOP)
    number = crew.put("build", "a")
    crew.shop.root.rename(away)
    worker.send_signal(signal.SIGCONT)
    with psycopg.connect(queue_url, autocommit=True) as line:
        office = line.execute("SELECT office FROM congvan_jobs WHERE id = %s", [number]).fetchone()[0]
    for _ in range(100):
        found = queue.job(office, number)
        if found[0].state not in ("waiting", "running"):
            break
        time.sleep(0.1)
    away.rename(crew.shop.root)
    queue.close()
    assert (found[0].state, found[0].code) == ("again", 3)
    assert "CV490" in found[1]["vi"].err


def test_an_impatient_ctrl_c_leaves_no_job_behind(crew, mail: MailServer) -> None:
    mail.anew("--delay", "0.5")
    crew.sends_to(mail, *(f"n{n:02}" for n in range(20)))
    number = crew.put("send", "a", "--allow-unsigned")
    worker = crew.worker()
    crew.until(number, lambda job: job["done"] >= 1)
    for _ in range(3):
        worker.send_signal(signal.SIGINT)
        time.sleep(0.3)
    assert worker.wait(30) == 0, crew.log()
    assert crew.job(number)["state"] == "again"
    assert "unknown" not in crew.states().values()
    assert set(mail.by_address().values()) == {1}


def test_who_slept_between_taking_a_job_and_beginning_with_it_leaves_it_to_others(server) -> None:
    queue, run = begun(server, "ngu_quen", Asked("build", {"ids": ["a"]}, "build a", "lan", "so"))
    assert queue.told(run, Told(0, {}), faults=0, again=None) == "succeeded"
    assert queue.begin(run.number, "may:2", {"so": "/srv"}) is None
    found = queue.job("so", run.number)
    assert found is not None
    assert (found[0].state, found[0].tries, found[0].ended is not None) == ("done", 1, True)
    queue.close()


def test_help_for_a_job_that_has_ended_is_done_nowhere(server) -> None:
    """Least of all in whatever folder the worker stands: the files went with the job."""
    queue, run = begun(server, "khong_con", Asked("send", {"id": "a"}, "send a", "lan", "so", carried=b"x"))
    queue.help(run, 1)
    assert queue.told(run, Told(0, {}), faults=0, again=None) == "succeeded"
    with psycopg.connect(queue.location.url, autocommit=True) as line:
        line.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [run.number + 1])
        assert queue.begin(run.number + 1, "may:2", {}) is None
        assert line.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'").fetchone() == (0,)
    queue.close()
