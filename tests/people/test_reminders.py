"""One letter a person and working day about what waits: who gets it, when, how often, and what stands in it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from itertools import count
from pathlib import Path

import pytest
import yaml
from shop import BRIEF, Shop, office

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from mail_server import MailServer

from congvan import Desk
from congvan.machine.settings import Settings
from congvan.people.book import Membership, People, Person
from congvan.people.reminders import Reminders, Wish
from congvan.people.roles import Holding
from congvan.people.setup import Setup
from congvan.studio.offices import Offices
from congvan.studio.reminding import Reminded, remind

DRAFTER, CLERK = Holding("soan-thao"), Holding("van-thu")
HERE = "https://cong-van.example"
MONDAY = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)
_NUMBERS = count()


@dataclass
class Town:
    """Two offices of a studio, a mail server, and a clock of our own."""

    root: Path
    mail: MailServer
    people: People
    now: list[datetime] = field(default_factory=lambda: [MONDAY])

    def shop(self, slug: str) -> Shop:
        return Shop(self.root / slug)

    def add(self, name: str, *slugs: str, to: str = "", english: bool = False) -> Person:
        held = [Membership(slug, DRAFTER) for slug in slugs]
        assert self.people.add(name, f"Trần Thị {name.title()}", held, "", "root")
        person = self.people.person(name)
        assert person is not None
        Reminders(self.people).want(person, Wish(to or f"{name}@noi.example", english), name)
        return person

    def run(self) -> list[Reminded]:
        desks = {slug: Desk.open(self.root / slug) for slug in self.people.setup.offices}
        return list(remind(Offices.several(desks), self.people, "root"))

    def letter(self, n: int = 0) -> tuple[str, str]:
        """Subject and text."""
        found = message_from_bytes(self.mail.message(n), policy=policy.default)
        body = found.get_body(("plain",))
        assert body is not None
        return str(found["subject"]), body.get_content()

    def states(self) -> list[str]:
        return [one.state for one in self.run()]


def smtp(shop: Shop, port: int) -> None:
    server = {"host": "127.0.0.1", "port": port, "security": "none", "timeout": 3, "from": "vt@so.example"}
    file = shop.root / "issuer.yaml"
    file.write_text(f"{file.read_text('utf-8')}delivery:\n  smtp: {json.dumps(server)}\n", "utf-8")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return "studio.db"
    url: str = request.getfixturevalue("server").database(f"nhac_{os.getpid()}_{next(_NUMBERS)}")
    return url


def town_in(root: Path, mail: MailServer, database: str = "studio.db") -> Town:
    for slug in ("so", "xa"):
        (root / slug).mkdir()
        made = office(root / slug)
        smtp(made, mail.port)
    now = [MONDAY]
    setup = Setup(root, {slug: root / slug for slug in ("so", "xa")}, database, address=HERE)
    return Town(root, mail, People(setup, Settings(), lambda: now[0]), now)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with MailServer(tmp_path / "thu", ("--keep",)) as mail:
        made = town_in(tmp_path, mail)
        yield made
        made.people.close()


def test_one_a_day_on_either_database(tmp_path: Path, database: str) -> None:
    with MailServer(tmp_path / "thu", ("--keep",)) as mail:
        town = town_in(tmp_path, mail, database)
        town.shop("so").write("2026/a", BRIEF.format(n=1))
        town.shop("so").write("2026/b", f"due: 2026-11-20\n{BRIEF.format(n=2)}")
        lan = town.add("lan", "so")
        town.add("hoa", "xa")  # nothing waits for her
        assert town.states() == ["accepted"]
        assert [(one.state, one.again) for one in town.run()] == [("accepted", True)]
        subject, text = town.letter()
        assert subject == "Việc của tôi: 2 văn bản đang chờ, 1 quá hạn"
        lines = text.splitlines()
        assert lines[0] == "Chào Trần Thị Lan,"
        assert "Nháp: 2, 1 quá hạn" in lines
        late, other = (n for n, line in enumerate(lines) if line.startswith("- "))
        assert lines[late].startswith("- 2026/b (quá hạn 6 ngày làm việc): ")
        assert lines[late].endswith(f": {HERE}/so/van-ban/2026/b")
        assert lines[other] == f"- 2026/a: {HERE}/so/van-ban/2026/a"
        assert "việc 1" not in text  # no word of a draft
        town.now[0] += timedelta(days=1)
        assert town.states() == ["accepted"]
        assert town.mail.by_address() == {"lan@noi.example": 2}
        assert len({one["id"] for one in mail.got()}) == 2
        told = [mark for mark in _people_rows(town) if mark.startswith("lan mail")]
        assert told == ["lan mail 2026-11-30 accepted", "lan mail 2026-12-01 accepted"]
        assert town.people.broken("so") == []
        Reminders(town.people).want(lan, None, "lan")
        town.now[0] += timedelta(days=1)
        assert town.run() == []
        town.people.close()


def _people_rows(town: Town) -> list[str]:
    from congvan.people import moving

    lines = moving.out(town.people, "so")[0].decode().split("\n")[1:-1]
    return [row["reason"] for line in lines if (row := json.loads(line)).get("act") == "people"]


@pytest.mark.parametrize("day", ["2026-11-28", "2027-01-01", "2026-11-29", "2027-09-02"])
def test_nothing_on_days_off(town: Town, day: str) -> None:
    town.shop("so").write("a", BRIEF.format(n=1))
    town.add("lan", "so")
    town.now[0] = datetime.fromisoformat(f"{day}T03:00:00+00:00")
    assert town.run() == []
    assert town.mail.got() == []


def test_nothing_on_the_office_s_own_day_off(town: Town) -> None:
    file = town.shop("so").root / "issuer.yaml"
    file.write_text(f"{file.read_text('utf-8')}steps: {{days_off: [2026-11-30]}}\n", "utf-8")
    for slug in ("so", "xa"):
        town.shop(slug).write("a", BRIEF.format(n=1))
    town.add("lan", "so")
    town.add("hoa", "so", "xa")  # the other one works
    assert [(one.person, one.office, one.count) for one in town.run()] == [("hoa", "xa", 1)]


def test_two_offices_are_one_letter_and_english_stands_below(town: Town) -> None:
    for slug in ("so", "xa"):
        town.shop(slug).write("a", BRIEF.format(n=1))
    town.add("lan", "so", "xa", english=True)
    assert [(one.state, one.count) for one in town.run()] == [("accepted", 2)]
    assert len(town.mail.got()) == 1
    _, text = town.letter()
    vietnamese, _, english = text.partition("--------")
    assert "2 văn bản đang chờ bạn" in vietnamese
    assert "2 documents wait for you" in english
    for half in (vietnamese, english):
        assert f"{HERE}/so/van-ban/a" in half
        assert f"{HERE}/xa/van-ban/a" in half
        assert f"{HERE}/tai-khoan" in half


def test_an_office_that_can_not_be_read_stops_no_other(town: Town) -> None:
    for slug in ("so", "xa"):
        town.shop(slug).write("a", BRIEF.format(n=1))
    town.add("lan", "so", "xa")
    register = town.shop("so").root / "register.db"
    register.write_bytes(b"none" * 1000)
    (one,) = town.run()
    assert one.state == "accepted"
    assert len(one.faults) == 1  # whoever runs it is told
    assert town.run()[0].faults == one.faults
    assert f"{HERE}/xa/van-ban/a" in town.letter()[1]


def test_the_same_wish_again_leaves_no_row(town: Town) -> None:
    lan, reminders = town.add("lan", "so"), Reminders(town.people)
    before = _people_rows(town)
    reminders.want(lan, reminders.wish(lan), "lan")
    assert _people_rows(town) == before
    reminders.want(lan, None, "lan")
    reminders.want(lan, None, "lan")
    assert len(_people_rows(town)) == len(before) + 1


ODD = {
    "tu-choi": ("refused", False), "tat": ("unknown", False), "im": ("unknown", False), "hoan": ("deferred", True),
    "tat-rcpt": ("deferred", True),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(ODD))
def test_what_the_server_says(town: Town, name: str) -> None:
    """What surely was not taken is tried again; what may have been is not sent twice on a day."""
    town.shop("so").write("a", BRIEF.format(n=1))
    lan = town.add("lan", "so", to=f"{name}@noi.example")
    state, again = ODD[name]
    assert town.states() == [state]
    Reminders(town.people).want(lan, Wish("lan@noi.example"), "lan")
    assert town.states() == ["accepted" if again else state]
    assert town.mail.by_address().get("lan@noi.example", 0) == int(again)


def test_a_server_that_is_away_is_tried_again(town: Town) -> None:
    town.shop("so").write("a", BRIEF.format(n=1))
    town.add("lan", "so")
    town.mail.stop()
    (one,) = town.run()
    assert (one.state, [d.code for d in one.faults]) == ("deferred", ["CV820"])
    town.mail.start()
    assert town.states() == ["accepted"]
    assert town.mail.by_address() == {"lan@noi.example": 1}


def test_no_mail_server_is_told(town: Town) -> None:
    file = town.shop("so").root / "issuer.yaml"
    file.write_text(file.read_text("utf-8").partition("delivery:")[0], "utf-8")
    town.shop("so").write("a", BRIEF.format(n=1))
    town.add("lan", "so")
    (one,) = town.run()
    assert (one.state, [d.code for d in one.faults]) == ("deferred", ["CV760"])


def test_a_sender_that_was_killed_leaves_no_second_letter(town: Town) -> None:
    town.shop("so").write("a", BRIEF.format(n=1))
    lan = town.add("lan", "so")
    assert Reminders(town.people).claim(lan, town.people.today(), "so")  # and there its process was killed
    (one,) = town.run()
    assert (one.state, one.again) == ("unknown", True)
    assert town.mail.got() == []
    town.now[0] += timedelta(days=1)
    assert town.states() == ["accepted"]


def test_ten_that_send_at_once_send_one(tmp_path: Path, database: str) -> None:
    with MailServer(tmp_path / "thu") as mail:
        town = town_in(tmp_path, mail, database)
        lan, day = town.add("lan", "so"), town.people.today()
        with ThreadPoolExecutor(10) as threads:
            won = list(threads.map(lambda _: Reminders(town.people).claim(lan, day, "so"), range(10)))
        assert won.count(True) == 1
        town.people.close()


def test_who_is_disabled_or_has_no_role_gets_none(town: Town) -> None:
    town.shop("so").write("a", BRIEF.format(n=1))
    lan, hoa = town.add("lan", "so"), town.add("hoa", "so")
    town.people.disable(lan, "root")
    town.people.revoke(hoa, hoa.memberships[0], "root")
    assert town.run() == []


def test_by_the_command(tmp_path: Path) -> None:
    """As cron runs it, each time a process of its own, on a day that the test sets."""
    with MailServer(tmp_path / "thu", ("--keep",)) as mail:
        town = town_in(tmp_path, mail)
        town.shop("so").write("a", BRIEF.format(n=1))
        town.add("lan", "so")
        shop, more = Shop(tmp_path), "address: https://cong-van.example/\n"
        offices = {"offices": {slug: {"workspace": slug} for slug in ("so", "xa")}}
        (tmp_path / "studio.yaml").write_text(yaml.safe_dump(offices), "utf-8")
        command = ("people", "remind", "--offices", ".", "--json")
        refused = shop.run(*command)
        assert [d["code"] for d in json.loads(refused.stdout)["diagnostics"]] == ["CV474"]
        (tmp_path / "studio.yaml").write_text(yaml.safe_dump(offices) + more, "utf-8")
        found = [shop.run_at(f"{day} 02:00:00", *command) for day in ("2026-12-05", "2026-12-07", "2026-12-07")]
        assert [done.returncode for done in found] == [0, 0, 0], [done.stderr for done in found]
        said = [json.loads(done.stdout)["letters"] for done in found]
        assert said[0] == []  # a Saturday
        assert [(one["state"], one["again"]) for letters in said[1:] for one in letters] == [
            ("accepted", False), ("accepted", True),
        ]  # fmt: skip
        assert mail.by_address() == {"lan@noi.example": 1}
        assert f"{HERE}/so/van-ban/a" in town.letter()[1]
        town.people.close()
