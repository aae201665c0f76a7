"""A row that another sender has just tried is left until its own time, whoever had it on his list."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from crew import Crew
from mail_server import MailServer

from congvan import Desk
from congvan.desk.result import Watch


class _Another(Watch):
    """At the first row somebody else sends the same letter, wholly."""

    def __init__(self, desk: Desk, **how: bool) -> None:
        super().__init__()
        self.desk, self.how, self.sent = desk, how, False

    def begin(self, of: int, before: int = 0) -> None:
        """Nothing."""

    def step(self, done: int, of: int, name: str) -> None:
        """The other one, once."""
        if not self.sent:
            self.sent = True
            self.desk.send("a", allow_unsigned=True, **self.how)


@pytest.mark.parametrize("now", [False, True])
def test_what_another_sender_was_just_told_to_wait_for_is_waited_for(shop, tmp_path: Path, now: bool) -> None:
    with MailServer(tmp_path / "thu") as mail:
        crew = Crew(shop)
        crew.sends_to(mail, "n1", "hoan", "n2")
        desk = Desk.open(shop.root)
        desk.send("a", allow_unsigned=True, now=now, watch=_Another(desk, now=now))
        tries = {r["agency"]: (r["state"], r["attempts"]) for r in crew.run("deliveries", "a")["deliveries"]}
        assert tries == {"n1": ("accepted", 1), "hoan": ("deferred", 1), "n2": ("accepted", 1)}
        assert set(mail.by_address().values()) == {1}


def test_at_once_is_what_was_deferred_before(shop, tmp_path: Path) -> None:
    with MailServer(tmp_path / "thu") as mail:
        crew = Crew(shop)
        crew.sends_to(mail, "n1", "hoan", "ban")
        desk = Desk.open(shop.root)
        for tries in (1, 2, 2):
            desk.send("a", allow_unsigned=True, now=tries == 2 and _tries(crew) != {2})
            assert _tries(crew) == {tries}


def _tries(crew: Crew) -> set[int]:
    return {r["attempts"] for r in crew.run("deliveries", "a")["deliveries"] if r["agency"] != "n1"}
