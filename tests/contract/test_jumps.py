"""Numbers that were set aside or jumped over: told at once, and taken or refused with the way out."""

from __future__ import annotations

import json

import pytest
from shop import BRIEF as LETTER
from shop import said_codes


@pytest.fixture
def first(shop, register_url: str):
    for n in "abcdefg":
        shop.write(n, LETTER.format(n=n))
    assert shop.run("issue", "a", "--date", "2026-01-05").returncode == 0
    return shop


def codes(done) -> list[str]:
    return [d["code"] for d in json.loads(done.stdout)["diagnostics"]]


def test_a_jump_is_told_through_a_number_set_aside_too(first) -> None:
    """The case from the field: 12 set aside, taken, and the book goes on at 13 with ten numbers lost."""
    done = first.run("register", "reserve", "12", "--year", "2026", "--reason", "giữ")
    assert (done.returncode, done.stdout.strip()) == (0, "đã để dành số 12 năm 2026")
    assert "CV536" in done.stderr
    assert "số 2 đến 11" in done.stderr
    assert "số kế tiếp sẽ cấp là 2" in done.stderr
    jumped = first.run("issue", "b", "--number", "12", "--date", "2026-01-06")
    assert jumped.stdout.strip() == "12/STTTT-TTr"
    assert "số 2 đến 11 còn bỏ trống; số kế tiếp sẽ cấp là 13" in jumped.stderr
    assert first.run("issue", "c", "--date", "2026-01-08").stdout.strip() == "13/STTTT-TTr"


@pytest.mark.parametrize(
    ("command", "warned"),
    [
        ("reserve 2-5", False),
        ("reserve 40", True),
        ("void 2", False),
        ("void 5", True),
        ("void 5-6", True),
    ],
)
def test_numbers_noted_ahead_are_told(first, command: str, warned: bool) -> None:
    done = first.run("register", *command.split(), "--year", "2026", "--reason", "x", "--json")
    assert said_codes(done, 0) == (["CV536"] if warned else [])


def test_a_number_left_free_is_taken_between_its_neighbours_or_refused_with_the_way_out(first) -> None:
    assert first.run("issue", "b", "--number", "12", "--date", "2026-01-06").returncode == 0
    assert first.run("issue", "c", "--date", "2026-01-08").stdout.strip() == "13/STTTT-TTr"
    late = first.run("issue", "d", "--number", "7", "--date", "2026-01-07")
    assert late.returncode == 1
    assert "CV516" in late.stderr
    assert "5/1/2026 đến 6/1/2026" in late.stderr
    assert 'register void 7 --year 2026 --reason "…"' in late.stderr
    assert first.run("issue", "d", "--number", "7", "--date", "2026-01-06").stdout.strip() == "07/STTTT-TTr"
    assert codes(first.run("issue", "e", "--number", "8", "--date", "2026-01-05", "--json")) == ["CV510"]
    assert codes(first.run("issue", "e", "--date", "2026-01-07", "--json")) == ["CV510"]  # the next one is 14
    done = first.run("register", "verify", "--json")
    assert said_codes(done, 1) == ["CV550"]
    assert "2–6, 8–11" in json.loads(done.stdout)["diagnostics"][0]["message"]
    for several in ("2-6", "8-11"):
        assert first.run("register", "void", several, "--year", "2026", "--reason", "bỏ trống").returncode == 0
    assert said_codes(first.run("register", "verify", "--json"), 0) == []


def test_all_of_several_numbers_are_voided_or_none(first) -> None:
    done = first.run("register", "void", "1-3", "--year", "2026", "--reason", "x", "--json")
    assert said_codes(done, 1) == ["CV512"]
    assert len(json.loads(first.run("register", "list", "--json").stdout)["entries"]) == 1
    assert said_codes(first.run("register", "void", "3-1", "--reason", "x", "--json"), 1) == ["CV534"]
