"""studio.db of some days ago is put back while nothing runs: what was taken away since does not come to life."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from congvan import Settings
from congvan.people.book import Membership, People
from congvan.people.roles import parse
from congvan.people.setup import Setup
from congvan.people.steps import Mark
from congvan.people.tables import MARKS

NOW = datetime(2026, 11, 30, 3, tzinfo=UTC)
HELD = {"lan": "soan-thao:thanh-tra", "minh": "van-thu", "quan": "quan-tri", "an": "van-thu"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    people = started(tmp_path)
    for name, role in HELD.items():
        assert people.add(name, name.title(), (member(role),), f"mật khẩu của {name}", "root")
    people.close()
    return tmp_path


def member(role: str) -> Membership:
    return Membership("so", parse(role), None, None)


def started(root: Path, later: timedelta = timedelta()) -> People:
    return People(Setup(root, {"so": root / "so"}), Settings(actor="root"), lambda: NOW + later)


def person(people: People, name: str):
    found = people.person(name)
    assert found is not None
    return found


def copied(root: Path) -> Path:
    return shutil.copyfile(root / "studio.db", root / "cu.db")


def step(people: People) -> None:
    assert people.mark("so", Mark("thu", "lan", "Lan", "", "submit", "", people.now(), ""), "", "", 0)


def test_what_was_taken_away_does_not_come_back(root: Path, caplog) -> None:
    people = started(root)
    words = {name: people.begin(person(people, name), "x") for name in HELD}
    reset = people.reset(person(people, "an"), "quan")
    people.close()
    copy = copied(root)

    people = started(root)
    people.disable(person(people, "minh"), "quan")
    people.grant(person(people, "lan"), member("ky:giam-doc"), "quan")
    people.password(person(people, "an"), "mật khẩu khác", "quan")
    assert people.session(words["quan"]) is not None
    people.close()
    shutil.copyfile(copy, root / "studio.db")

    for _ in range(2):  # a second start knows it, too
        people = started(root)
        assert [people.session(word) for word in words.values()] == [None] * 4
        assert people.resettable(reset) is None
        assert people.fits("quan", "mật khẩu của quan") is not None
        assert [people.fits(name, f"mật khẩu của {name}") for name in ("minh", "lan", "an")] == [None] * 3
        assert people.life.exchanged == NOW
        assert people.broken("so") == []
        told = sa.select(MARKS.c.reason).where(MARKS.c.person == "congvan").order_by(MARKS.c.id)
        assert people.store.read(lambda c, told=told: c.execute(told).scalars().all()) == [
            f"{name} disabled (older copy)" for name in ("an", "lan", "minh")
        ]
        people.close()
    assert "an, lan, minh" in caplog.text

    people = started(root)
    people.disable(person(people, "lan"), "quan", disabled=False)
    assert people.fits("lan", "mật khẩu của lan") is not None
    word = people.begin(person(people, "lan"), "x")
    people.close()
    assert started(root).session(word) is not None
    assert started(root, timedelta(hours=21)).life.exchanged is None


def test_a_lost_step_ends_sessions_and_shuts_nobody_out(root: Path) -> None:
    people = started(root)
    word = people.begin(person(people, "lan"), "x")
    people.close()
    copy = copied(root)
    people = started(root)
    step(people)
    people.close()
    shutil.copyfile(copy, root / "studio.db")
    people = started(root)
    assert people.session(word) is None
    assert not any(one.disabled for one in people.everybody())
    assert people.life.exchanged == NOW


def test_who_signed_out_stays_out_after_a_restart(root: Path) -> None:
    people = started(root)
    mine, other = (people.begin(person(people, name), "x") for name in ("lan", "minh"))
    people.close()
    copy = copied(root)
    people = started(root)
    people.end_all(person(people, "lan"))
    people.close()
    shutil.copyfile(copy, root / "studio.db")
    people = started(root)
    assert people.session(mine) is None
    assert people.session(other) is not None
    assert people.life.exchanged is None


def test_a_command_that_comes_first_hides_nothing(root: Path) -> None:
    """The keeper adds somebody at the command line before the studio is started."""
    people = started(root)
    word = people.begin(person(people, "minh"), "x")
    people.close()
    copy = copied(root)
    people = started(root)
    people.disable(person(people, "minh"), "quan")
    people.close()
    shutil.copyfile(copy, root / "studio.db")
    people = started(root)
    for n in range(9):
        assert people.add(f"moi{n}", "Mới", (member("van-thu"),), "", "root")
    people.close()
    people = started(root)
    assert people.session(word) is None
    assert person(people, "minh").disabled
    assert not person(people, "moi1").disabled


def test_an_ordinary_restart_ends_nothing(root: Path) -> None:
    people = started(root)
    word = people.begin(person(people, "lan"), "x")
    step(people)
    people.close()
    again = started(root)
    assert again.session(word) is not None
    assert again.life.exchanged is None
    assert (root / "studio.seen").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("spoilt", [b"", b"{}", b"[1]", b'{"id": 9}'])
def test_a_file_that_can_not_be_read_keeps_nobody_out(root: Path, spoilt: bytes, caplog) -> None:
    (root / "studio.seen").write_bytes(spoilt)
    people = started(root)
    word = people.begin(person(people, "lan"), "x")
    assert people.session(word) is not None
    assert "studio.seen" in caplog.text
    step(people)
    people.close()
    assert started(root).session(word) is not None
