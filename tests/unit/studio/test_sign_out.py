"""Quản trị sees where people of the office are signed in, and ends it: theirs alone, told first, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from asgi import Client
from crowd import COOKIE, Crowd

from congvan import Result
from congvan.desk.desk import Desk
from congvan.desk.result import Diagnostic
from congvan.problems import MachineFault
from congvan.studio.browsers import browser

PEOPLE = {
    "quan": "quan-tri", "lan": "soan-thao:thanh-tra", "duc": "ky:giam-doc khac/ky:giam-doc", "minh": "van-thu",
    "la": "khac/quan-tri",
}  # fmt: skip
AT = "/so/nguoi/phien"


@pytest.fixture
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    made = Crowd(tmp_path_factory.mktemp("phien"), PEOPLE, drawer=object())
    yield made
    made.close()


def second(crowd: Crowd, name: str, agent: str) -> Client:
    """Another browser of somebody."""
    person = crowd.people.person(name)
    assert person is not None
    secret = crowd.people.begin(person, agent)
    kept = crowd.people.session(secret)
    assert kept is not None
    return Client(crowd.app, f"{COOKIE}={secret}", kept.csrf, crowd.portal)


def listed(crowd: Crowd, name: str) -> list[str]:
    """The sessions of somebody as the page names them."""
    text = crowd["quan"].get("/so/nguoi").text
    return re.findall(rf'name="ten" value="{name}"><input type="hidden" name="phien" value="(\w+)"', text)


def in_(client: Client) -> bool:
    return client.get("/tai-khoan").status == 200


def chains(crowd: Crowd) -> list[str]:
    """What the registers of both offices tell of people."""
    told = [desk.recorded("").value or () for desk in crowd.desks.values()]
    return [f"{one.actor} {one.said['reason']}" for rows in told for one in rows if one.kind == "people"]


@pytest.mark.parametrize(
    ("agent", "called"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0",
         "Edge, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 coc_coc_browser/120.0 Chrome/114.0 Safari/537.36",
         "Coc Coc, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("curl/8.0", "curl/8.0"), ("", ""),
    ],
    ids=["firefox", "edge", "coccoc", "iphone", "other", "none"],
)  # fmt: skip
def test_browsers_by_their_names(agent: str, called: str) -> None:
    assert browser(agent) == called


def test_one_session_ends_and_no_other(crowd: Crowd) -> None:
    lost = second(crowd, "lan", "Firefox trên máy bị mất")
    assert in_(lost)
    text = unescape(crowd["quan"].get("/so/nguoi").text)
    assert "Firefox trên máy bị mất" in text
    assert "phiên này" in text
    keys = {one.short for one in crowd.people.sessions(crowd.people.person("lan")) if "mất" in one.agent}  # type: ignore[arg-type]
    assert keys < set(listed(crowd, "lan"))
    answer = crowd["quan"].post(AT, {"ten": "lan", "phien": keys.pop()})
    assert (answer.status, answer.headers["location"]) == (303, "/so/nguoi")
    assert not in_(lost)
    assert in_(crowd["lan"])
    assert len(listed(crowd, "lan")) == 1
    row = (crowd.desks["so"].recorded("").value or ())[-1]
    assert (row.kind, row.actor, row.role) == ("people", "quan", "quan-tri")
    assert re.fullmatch(r"lan signed out \w{16}", row.said["reason"])
    assert crowd.desks["so"].register_verify().ok
    assert crowd.people.broken("so") == []


def test_all_of_somebody_in_two_offices_is_told_in_both(crowd: Crowd) -> None:
    other = second(crowd, "duc", "Safari")
    assert crowd["quan"].post(AT, {"ten": "duc"}).status == 303
    assert not in_(other)
    assert not in_(crowd["duc"])
    assert chains(crowd) == ["quan duc signed out"] * 2
    assert crowd["quan"].post(AT, {"ten": "duc"}).status == 303  # there is none left: nothing is done, nothing told
    assert len(chains(crowd)) == 2


def test_nobody_else_ends_anything(crowd: Crowd) -> None:
    before = crowd.files()
    for name, form, status in (
        ("lan", {"ten": "minh"}, 403), ("minh", {"ten": "lan"}, 403), ("la", {"ten": "lan"}, 404),
        ("quan", {"ten": "la"}, 404), ("quan", {"ten": "nobody"}, 404), ("quan", {}, 404),
        ("quan", {"ten": "lan", "phien": "0" * 16}, 303), ("quan", {"ten": "minh", "phien": listed(crowd, "lan")[0]}, 303),
        ("quan", {"ten": "lan", "_csrf": "x"}, 403),
    ):  # fmt: skip
        assert crowd[name].post(AT, form).status == status, (name, form)
    assert crowd["quan"].get(f"{AT}?ten=lan").status in (404, 405)
    assert all(in_(crowd[name]) for name in PEOPLE)
    assert crowd.changed(before) == set()


def test_what_can_not_be_told_is_not_done(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = Diagnostic.of(MachineFault("CV580", register="register.db").diagnostic)

    def full(self: Desk, *_: Any, **__: Any) -> Any:
        return Result(None, (), fault)

    monkeypatch.setattr(Desk, "record", full)
    assert crowd["quan"].post(AT, {"ten": "lan"}).status >= 500
    assert in_(crowd["lan"])


def test_one_s_own_page_calls_a_browser_as_people_do(crowd: Crowd) -> None:
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36 Edg/131.0"
    mine = second(crowd, "quan", agent)
    text = mine.get("/tai-khoan").text
    assert "Edge, Windows" in text
    assert "AppleWebKit" not in text
