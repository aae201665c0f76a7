"""A wrong clock: noticed by the register's own times before a number is given by it, and seen by verify afterwards."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from shop import NUMBERED as LETTER
from shop import said_codes, today


@pytest.fixture
def full(shop, register_url: str):
    """Five letters, the first with its number."""
    for n in "abcde":
        shop.write(n, LETTER.format(n=n))
    done = shop.run("issue", "a")
    assert done.returncode == 0, done.stderr
    return shop


def unchanged(shop, id: str) -> bool:
    return (shop.root / "circulars" / f"{id}.yaml").read_text() == LETTER.format(n=id)


def without_number(shop, id: str) -> None:
    shop.write(id, LETTER.format(n=id))


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("1970-01-02", "CV593"), ("2020-01-01", "CV593"), ("-1 day", "CV591"), ("-2 hours", "CV591"),
        ("2041-12-21", "CV592"), ("2099-12-31 17:00:05", "CV592"), ("+90 days", "CV592"),
    ],
)  # fmt: skip
def test_no_number_by_a_wrong_clock(full, moment: str, code: str) -> None:
    assert said_codes(full.run_at(moment, "issue", "b", "--json"), 1) == [code]
    assert unchanged(full, "b")
    assert full.run("issue", "b").stdout.strip() == "02/STTTT-TTr"
    assert full.run("register", "verify").returncode == 0


def test_no_number_of_a_day_that_has_not_come(full) -> None:
    """Asked for at the command, or borne by the file: from tomorrow on."""
    day = today()
    for ahead in (1, 40):
        later = (day + timedelta(days=ahead)).isoformat()
        assert said_codes(full.run("issue", "b", "--date", later, "--json"), 1) == ["CV511"]
        assert unchanged(full, "b")
        borne = LETTER.format(n="c") + f"number: 2\ndate: {later}\n"
        full.write("c", borne)
        assert "CV511" in said_codes(full.run("issue", "c", "--json"), 1)
        without_number(full, "c")
    assert full.run("issue", "b", "--date", day.isoformat()).stdout.strip() == "02/STTTT-TTr"
    full.write("c", LETTER.format(n="c") + f"number: 3\ndate: {day.isoformat()}\n")
    assert full.run("issue", "c").stdout.strip() == "03/STTTT-TTr"
    assert full.run("register", "verify").returncode == 0


@pytest.mark.parametrize("moment", ["1970-01-02", "2012-01-01"])
def test_no_first_number_by_a_dead_clock(shop, register_url: str, moment: str) -> None:
    shop.write("b", LETTER.format(n="b"))
    for args in (
        ["issue", "b"],
        ["register", "reserve", "7", "--reason", "giữ"],
        ["register", "void", "7", "--reason", "x"],
    ):
        assert said_codes(shop.run_at(moment, *args, "--json"), 1) == ["CV593"], args
    assert unchanged(shop, "b")


def test_a_long_pause_is_borne_out_by_the_day(full) -> None:
    day = today() + timedelta(days=90)
    assert full.run_at("+90 days", "issue", "b", "--date", day.isoformat()).stdout.strip().endswith("/STTTT-TTr")
    assert f"date: {day.isoformat()}" in (full.root / "circulars" / "b.yaml").read_text()


def test_a_day_of_another_year_does_not_bear_a_clock_out(full) -> None:
    assert "CV592" in said_codes(full.run_at("2041-12-21", "issue", "b", "--date", today().isoformat(), "--json"), 1)
    assert unchanged(full, "b")


def test_a_pause_of_some_weeks_is_none(full) -> None:
    assert full.run_at("+40 days", "issue", "b").returncode == 0


def test_three_days_ahead_and_the_cure_that_is_printed(full) -> None:
    """Nobody can see it then; afterwards everybody does, and the number can be had again with its right day."""
    assert full.run_at("+3 days", "issue", "b").returncode == 0
    assert said_codes(full.run("issue", "c", "--json"), 1) == ["CV591"]
    sure = ["issue", "c", "--date", today().isoformat()]
    assert said_codes(full.run(*sure, "--json"), 1) == ["CV510", "CV591"]
    for lang, words in (("vi", "đồng hồ máy có đúng không?"), ("en", "is the clock of this machine right?")):
        told = full.run(*sure, "--lang", lang).stderr
        assert words in told
        assert "register void 02/STTTT-TTr --year" in told
    assert {"CV594", "CV597"} <= set(said_codes(full.run("register", "verify", "--json"), 1))
    assert "CV595" in said_codes(full.run("check", "b", "--json"), 0)
    year = str((today() + timedelta(days=3)).year)
    voided = full.run("register", "void", "02/STTTT-TTr", "--year", year, "--reason", "đồng hồ sai")
    assert voided.returncode == 0, voided.stderr
    without_number(full, "b")
    assert full.run("issue", "b").stdout.strip() == "03/STTTT-TTr"
    assert full.run("issue", "c").stdout.strip() == "04/STTTT-TTr"
    after = full.run("register", "verify", "--json")
    assert said_codes(after, 0) == ["CV598"]  # the log keeps what happened


def test_numbers_of_wrong_years_are_seen(full) -> None:
    """As an older version of the program left them."""
    day = today() + timedelta(days=365)
    assert full.run_at("+365 days", "issue", "b", "--date", day.isoformat()).returncode == 0
    found = json.loads(full.run("register", "verify", "--json").stdout)
    told = [d for d in found["diagnostics"] if d["code"] == "CV594"]
    assert len(told) == 1
    assert str(day.year) in told[0]["message"]


def test_copies_and_imports_ask_the_clock_too(full) -> None:
    full.run("build", "a")
    args = ["copy", "output/a.pdf", "ban-1", "--form", "sao-y", "--signer", "giam-doc", "--json"]
    assert "CV592" in said_codes(full.run_at("2041-12-21", *args), 1)
    assert not (full.root / "output" / "ban-1.pdf").exists()


def test_two_machines_may_be_minutes_apart(full) -> None:
    assert full.run_at("-5 minutes", "issue", "b").returncode == 0
    assert full.run_at("+5 minutes", "issue", "c").returncode == 0
    assert full.run("issue", "d").returncode == 0
    assert full.run("register", "verify").returncode == 0
