"""A slash too many leads to the page, never elsewhere; where a database lies is told to who looks after it alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from asking import asked

from congvan.people.roles import Holding
from congvan.problems import MachineFault

DRAFTER, KEEPER = Holding("soan-thao", "thanh-tra"), Holding("quan-tri")
URL = "postgresql://studio@10.20.30.40:5432/vanban"


@pytest.mark.parametrize(
    ("typed", "home"),
    [
        ("/so/van-ban/", "/so/van-ban"), ("/so/van-ban/?tim=a%20b", "/so/van-ban?tim=a%20b"), ("/so/so/", "/so/so"),
        ("/so/", "/so"), ("/so/van-ban/thu//", "/so/van-ban/thu"), ("//la.example/", "/la.example"),
        ("/\\la.example/", "/%5Cla.example"), ("/\r\nX:y/", "/%0D%0AX%3Ay"),
    ],
)  # fmt: skip
def test_a_slash_at_the_end(tmp_path: Path, typed: str, home: str) -> None:
    at = asked(tmp_path, DRAFTER)
    at.write("thu")
    answer = at.ask("GET", typed)
    assert (answer.status, answer.headers["location"]) == (307, home)


@pytest.mark.parametrize(("held", "told"), [(DRAFTER, False), (KEEPER, True)])
@pytest.mark.parametrize("scripted", [False, True])
def test_a_database_that_is_down(tmp_path: Path, monkeypatch, caplog, held, told: bool, scripted: bool) -> None:
    at = asked(tmp_path, held)

    def down(*_args, **_more):
        raise MachineFault("CV581", register=URL, reason="connection to server at 10.20.30.40, port 5432 failed")

    monkeypatch.setattr("congvan.studio.offices.Place.facts", down)
    monkeypatch.setattr("congvan.studio.beginning.begun", down)
    answer = at.ask("GET", "/so/so", **({"x_csrf_token": at.csrf} if scripted else {}))
    text = answer.body.decode()
    assert answer.status == 503
    assert ("10.20.30.40" in text) is told
    assert scripted or "CV581" in text
    assert "10.20.30.40" in caplog.text
