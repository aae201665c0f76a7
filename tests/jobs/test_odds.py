"""What seldom happens to a queue: no library, twenty that make it at once, a job that kills its workers; what is carried."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from crew import Crew, begun
from mail_server import MailServer
from shop import LETTER

from congvan import Desk
from congvan.jobs import Asked, Told, files, store, wait
from congvan.problems import MachineFault, Problems
from congvan.register import Location


def test_without_the_library_the_cure_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "find_spec", lambda name: None)
    with pytest.raises(MachineFault) as fault:
        store.Queue(Location(url="postgresql://x@127.0.0.1:1/x"))
    assert fault.value.diagnostic.code == "CV799"


def test_twenty_make_the_tables_once(server) -> None:
    url = server.database(f"hai_muoi_{os.getpid()}")
    with ThreadPoolExecutor(20) as people:
        made = list(people.map(lambda _: store.Queue(Location(url=url)).prepare(), range(20)))
    assert made.count(True) == 1


def test_tables_of_an_older_version_are_completed(server) -> None:
    queue = store.Queue(Location(url=server.database(f"cu_{os.getpid()}")))
    assert queue.prepare()
    number = queue.put(Asked("build", {"ids": ["a"]}, "build a", "lan", "so"))
    with psycopg.connect(queue.location.url, autocommit=True) as line:
        line.execute("ALTER TABLE congvan_jobs DROP COLUMN halt, DROP COLUMN made")
        line.execute("DROP TABLE congvan_workers")
    assert queue.prepare()
    assert not queue.prepare()
    with psycopg.connect(queue.location.url, autocommit=True) as line:
        line.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    assert queue.begin(number, "may:1", {"so": "/srv"}) is not None
    assert queue.beat("may:1", ["build.so"]) == [number]  # a worker that is not in the list is none that lives
    found = queue.job("so", number)
    assert found is not None
    assert not found[0].brings
    queue.close()


def test_a_worker_ends_over_tables_that_it_can_not_use(crew, queue_url: str) -> None:
    """It says so; the job stays for one that can."""
    crew.shop.write("a", LETTER)
    number = crew.put("build", "a")
    with psycopg.connect(queue_url, autocommit=True) as line:
        line.execute("ALTER TABLE congvan_jobs RENAME COLUMN halt TO halt_")
    assert crew.worker().wait(60) == 3
    assert "CV588" in crew.log()
    with psycopg.connect(queue_url, autocommit=True) as line:
        line.execute("ALTER TABLE congvan_jobs RENAME COLUMN halt_ TO halt")
    crew.worker()
    assert crew.ended(number, 60)["state"] == "done"


def test_a_job_that_kills_its_workers_is_given_up(crew, queue_url: str) -> None:
    crew.shop.write("a", LETTER)
    number = crew.put("build", "a")
    with psycopg.connect(queue_url, autocommit=True) as line:
        line.execute("UPDATE congvan_jobs SET lost = 20 WHERE id = %s", [number])
    crew.worker()
    assert crew.ended(number)["state"] == "faulty"
    assert [d["code"] for d in crew.run("jobs", str(number))["result"]["diagnostics"]] == ["CV894"]
    assert not crew.shop.output("a", "pdf").exists()


def test_waits_grow_up_to_an_hour() -> None:
    assert [wait(n) for n in (1, 2, 3, 9, 10, 50)] == [15, 30, 60, 3600, 3600, 3600]


def test_what_comes_back_is_laid_into_output_alone(tmp_path) -> None:
    with pytest.raises(MachineFault):
        files.lay(files.pack({"output/a.pdf": b"x", "issuer.yaml": b"x"}), tmp_path, 0o600, "output/")
    assert list(tmp_path.iterdir()) == []


def test_help_is_asked_for_once_and_called_off(server) -> None:
    queue, run = begun(server, "giup", Asked("send", {"id": "a"}, "send a", "lan", "so"))
    number = run.number
    queue.help(run, 3)
    queue.help(run, 3)
    assert [job.number for job in queue.jobs("so", 20)] == [number]
    with psycopg.connect(queue.location.url, autocommit=True) as line:
        line.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    helpers = [queue.begin(number + k, "may:2", {"so": "/srv"}) for k in (1, 2, 3)]
    places = [(number, (place, store.PLACES), "/srv") for place in (32, 16, 48)]
    assert [h and (h.parent, h.share, h.workspace) for h in helpers] == places
    assert queue.begin(number + 4, "may:2", {}) is None
    assert queue.further(run, 5, 10, "n5")
    assert queue.helped(run) == 3
    assert queue.cancel(number)
    assert not queue.further(run, 6, 10, "n6")
    again = queue.begin(number, "may:3", {"so": "/srv"})
    assert again is not None
    assert queue.told(run, Told(0, {}), faults=0, again=None) is None
    queue.close()


def test_who_finds_nothing_left_calls_off_who_has_not_begun(server) -> None:
    queue, run = begun(server, "het", Asked("send", {"id": "a"}, "send a", "lan", "so"))
    queue.help(run, 3)
    with psycopg.connect(queue.location.url, autocommit=True) as line:
        line.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [run.number + 1])
        helper = queue.begin(run.number + 1, "may:2", {"so": "/srv"})
        assert helper is not None
        queue.enough(helper)
        states = line.execute("SELECT status::text FROM procrastinate_jobs ORDER BY id").fetchall()
    assert [state for (state,) in states] == ["doing", "doing", "cancelled", "cancelled"]
    queue.close()


def test_each_of_several_senders_begins_elsewhere(shop, tmp_path: Path) -> None:
    with MailServer(tmp_path / "thu") as mail:
        crew = Crew(shop)
        crew.sends_to(mail, *(f"n{n}" for n in range(6)))
        sent = Desk.open(shop.root).send("a", allow_unsigned=True, share=(1, 3))
        assert sent.ok
        assert [m["to"][0][:2] for m in mail.got()] == ["n2", "n3", "n4", "n5", "n0", "n1"]


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x"])
def test_nothing_is_laid_outside_its_folder(tmp_path, name: str) -> None:
    with pytest.raises(MachineFault):
        files.lay(files.pack({name: b"x"}), tmp_path, 0o600)
    assert list(tmp_path.iterdir()) == []


def test_only_what_a_letter_needs_is_carried(tmp_path) -> None:
    for name in ("issuer.yaml", "circulars/a.yaml", "circulars/b.yaml", "circulars/anh/x.png", "so-lieu/s.xlsx",
                 "templates/k/type.yaml", "output/a.pdf", "output/b.pdf", "output/a/k1.pdf", ".env", ".git/config",
                 "register.db", "register.db-wal", "khoa/giam-doc.p12", "keys.yaml"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    packed = files.of_workspace(tmp_path, ["a"], [], Problems())
    assert packed == files.of_workspace(tmp_path, ["a"], [], Problems())
    assert sorted(files.unpack(packed or b"")) == [
        "circulars/a.yaml", "circulars/anh/x.png", "issuer.yaml", "output/a.pdf", "output/a/k1.pdf", "so-lieu/s.xlsx",
        "templates/k/type.yaml",
    ]  # fmt: skip
