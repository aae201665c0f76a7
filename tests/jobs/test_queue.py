"""The queue from outside: put, seen, done, cancelled, taken up after a kill; what is told is what the command says."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

from jsonschema import Draft7Validator
from mail_server import MailServer
from shop import LETTER, NUMBERED, ROOT


def _held(name: str, said: dict) -> None:
    """An answer is as schemas/output.json has it."""
    schemas = json.loads((ROOT / "schemas" / "output.json").read_text("utf-8"))
    schema = {"definitions": schemas["definitions"], **schemas["commands"][name]["anyOf"][0]}
    assert [e.message[:300] for e in Draft7Validator(schema).iter_errors(said)] == [], name
    assert set(said) == set(schema["properties"]), name


def test_a_job_is_put_done_and_told_as_its_command_would(crew) -> None:
    crew.shop.write("a", LETTER)
    crew.shop.write("b", LETTER.replace("so-noi-vu", "so-khong-co"))
    good, bad = crew.put("build", "a"), crew.put("build", "a", "b", "--format", "pdf", "--force")
    seen = crew.job(good)
    assert (seen["state"], seen["command"], seen["done"]) == ("waiting", "build a", 0)
    crew.worker()
    assert crew.ended(good)["state"] == "done"
    assert crew.shop.output("a", "pdf").read_bytes().startswith(b"%PDF")
    assert crew.ended(bad)["state"] == "faulty"
    told = crew.shop.run("jobs", str(bad))
    direct = crew.shop.run("build", "a", "b", "--format", "pdf", "--force")
    assert told.stdout.splitlines()[1:] == ["output/a.pdf"]
    assert told.stderr == direct.stderr
    assert "CV104" in told.stderr
    english = crew.shop.run("jobs", str(bad), "--lang", "en")
    assert english.stderr == crew.shop.run("build", "b", "--lang", "en").stderr
    answered = crew.run("jobs", str(bad))
    assert (answered["job"]["code"], answered["result"]["ok"]) == (1, False)
    assert [d["code"] for d in answered["result"]["diagnostics"]] == ["CV104"]
    assert crew.shop.run("jobs", str(bad), "--wait").returncode == 1
    inspected = crew.put("inspect", "output/a.pdf")
    assert crew.ended(inspected)["state"] == "done"
    text = crew.shop.run("jobs", str(inspected)).stdout.split("\n", 1)[1]
    assert text == crew.shop.run("inspect", "output/a.pdf").stdout
    for name in ("jobs", "jobs N", "build --background", "worker --init"):
        _held(name, crew.run(*name.replace("N", str(good)).replace("build", "build a").split()))
    listed = crew.run("jobs")["jobs"][1:]
    assert [j["number"] for j in listed] == [inspected, bad, good]


def test_what_can_not_be_put_or_seen_is_told(crew) -> None:
    def codes(*args: str, code: int = 1) -> list[str]:
        return [d["code"] for d in crew.run(*args, code=code)["diagnostics"]]

    assert codes("build", "khong-co", "--background") == ["CV402"]
    assert codes("send", "khong-co", "--background") == ["CV402"]
    assert codes("jobs", "99") == ["CV797"]
    assert codes("jobs", "cancel", "99") == ["CV797"]
    crew.shop.write("a", LETTER)
    told = crew.run("build", "a", "--background")
    assert (told["served"], [d["code"] for d in told["diagnostics"]]) == (False, ["CV897"])
    assert crew.run("jobs", "cancel", str(told["job"]))["job"]["state"] == "cancelled"
    assert codes("jobs", "cancel", str(told["job"])) == ["CV869"]
    assert crew.shop.run("jobs", str(told["job"]), "--wait").returncode == 1  # what came of it is not what was asked
    assert crew.shop.run("jobs", str(told["job"])).returncode == 0
    outside = crew.shop.root.parent / "x.pdf"
    outside.write_bytes(b"%PDF-1.4")
    assert codes("inspect", str(outside), "--carry") == ["CV895"]
    (crew.shop.root / "anh").mkdir()
    (crew.shop.root / "anh" / "to.bin").write_bytes(os.urandom(26_000_000))
    assert codes("build", "a", "--carry") == ["CV868"]


def test_a_database_without_the_tables_says_what_makes_them(shop, server, monkeypatch) -> None:
    monkeypatch.setenv("CONGVAN_REGISTER", server.database(f"khong_bang_{os.getpid()}"))
    shop.write("a", LETTER)
    for args in (["build", "a", "--background"], ["jobs"], ["worker"]):
        done = shop.run(*args)
        assert done.returncode == 3, args
        assert "CV798" in done.stderr
        assert "worker --init" in done.stderr


def test_on_sqlite_it_is_done_here_and_said(shop) -> None:
    shop.write("a", LETTER)
    done = shop.run("build", "a", "--background")
    assert done.returncode == 0
    assert "CV796" in done.stderr
    assert shop.output("a", "pdf").exists()
    told = json.loads(shop.run("inspect", "output/a.pdf", "--background", "--json").stdout)
    assert (told["ok"], [d["code"] for d in told["diagnostics"] if d["code"][:2] == "CV"]) == (True, ["CV796"])
    assert "CV796" in shop.run("jobs").stderr
    assert shop.run("worker").returncode == 1
    assert "CV867" in shop.run("worker", "--init").stderr


def test_files_go_with_the_job_and_come_back_once(crew, tmp_path: Path) -> None:
    crew.shop.write("a", LETTER.replace("Đoạn văn.", 'Đoạn văn.\n\n  {{ table("so-lieu.csv") }}'))
    (crew.shop.root / "so-lieu.csv").write_text("a,b\n1,2\n", "utf-8")
    number = crew.put("build", "a", "--carry")
    elsewhere = tmp_path / "may-khac"
    elsewhere.mkdir()
    crew.worker("--carry", folder=elsewhere)
    assert crew.ended(number)["state"] == "done"
    assert not list(elsewhere.iterdir())
    made = crew.shop.output("a", "pdf")
    carried = made.read_bytes()  # the first look after its end brought them
    crew.run("build", "a", "--force")
    assert made.read_bytes() == carried
    made.write_bytes(b"of later")
    assert crew.run("jobs", str(number))["files"] == []
    assert made.read_bytes() == b"of later"


def test_a_running_job_ends_between_two_recipients(crew, mail: MailServer) -> None:
    mail.anew("--delay", "0.3")
    names = [f"n{n:02}" for n in range(60)]
    crew.sends_to(mail, *names)
    number = crew.put("send", "a", "--allow-unsigned")
    crew.worker()
    crew.until(number, lambda job: job["done"] >= 2)
    crew.run("jobs", "cancel", str(number))
    job = crew.ended(number)
    assert job["state"] == "stopped"
    got, states = mail.by_address(), crew.states()
    assert set(states.values()) == {"accepted", "planned"}
    assert {a for a, s in states.items() if s == "accepted"} == {a.partition("@")[0] for a in got}
    assert job["done"] == len(got) < 60
    again = crew.put("send", "a", "--allow-unsigned")
    crew.run("jobs", "cancel", str(again))
    assert crew.ended(again)["state"] in ("stopped", "cancelled")


def test_what_the_server_defers_is_tried_again_by_itself(crew, mail: MailServer) -> None:
    crew.sends_to(mail, "n1", "hoan", "tu-choi", retry=3)
    number = crew.put("send", "a", "--allow-unsigned")
    crew.worker()
    job = crew.until(number, lambda job: job["state"] == "again")
    assert job["next"] is not None
    assert "450" in crew.shop.run("jobs", str(number)).stdout
    mail.anew(*mail.options, "--generous")
    job = crew.ended(number)
    assert (job["state"], job["code"]) == ("faulty", 1)  # one was refused
    assert crew.states() == {"n1": "accepted", "hoan": "accepted", "tu-choi": "refused"}
    assert set(mail.by_address().values()) == {1}


def test_a_worker_that_is_asked_to_end_puts_its_job_back(crew, mail: MailServer) -> None:
    mail.anew("--delay", "0.1")
    crew.sends_to(mail, *(f"n{n:02}" for n in range(30)))
    number = crew.put("send", "a", "--allow-unsigned")
    first = crew.worker()
    crew.until(number, lambda job: job["done"] >= 2)
    first.send_signal(signal.SIGTERM)
    assert first.wait(30) == 0, crew.log()
    assert crew.job(number)["state"] == "again"
    crew.worker()
    assert crew.ended(number)["state"] == "done"
    assert set(crew.states().values()) == {"accepted"}
    assert set(mail.by_address().values()) == {1}


def test_two_offices_of_one_database_do_not_see_each_other(crew, tmp_path: Path) -> None:
    crew.shop.write("a", NUMBERED.format(n=1))
    number = crew.put("build", "a")
    text = (crew.shop.root / "issuer.yaml").read_text("utf-8")
    mine = crew.shop.root / "issuer.yaml"
    mine.write_text(
        text.replace("name: Sở Thông tin và Truyền thông", "name: Sở Khác", 1).replace("code:", "#code:", 1), "utf-8"
    )
    assert [d["code"] for d in crew.run("jobs", str(number), code=1)["diagnostics"]] == ["CV797"]
    assert crew.run("jobs")["jobs"] == []
