"""The shelf of earlier texts: bounded, in order, nothing lost where two write at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from congvan.machine.versions import MOST, NEWEST, Kept, Shelf, thinned

NOW = datetime(2026, 3, 5, 8, tzinfo=UTC)


def many(step: timedelta, count: int) -> list[Kept]:
    return [Kept(n + 1, NOW - step * (count - n), "lan", f"b{n}", f"a{n}") for n in range(count)]


def test_the_newest_are_all_kept_and_the_first_of_all() -> None:
    kept = many(timedelta(seconds=2), 1000)
    staying = thinned(kept, NOW)
    assert staying[-NEWEST:] == kept[-NEWEST:]
    assert staying[0] == kept[0]
    assert len(staying) < NEWEST + 8


def test_old_ones_get_rarer_and_never_too_many() -> None:
    kept = many(timedelta(minutes=5), 3000)
    staying = thinned(kept, NOW)
    assert len(staying) <= MOST
    numbers = [one.number for one in staying]
    assert numbers == sorted(numbers)
    assert thinned(staying, NOW)[0] == kept[0]


def test_two_at_once_get_numbers_of_their_own(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "v")
    with ThreadPoolExecutor(4) as people:
        numbers = list(people.map(lambda n: shelf.keep(f"bản {n}\n".encode(), "sau", "lan", NOW), range(8)))
    assert sorted(numbers) == list(range(1, 9))
    assert {shelf.text(n) for n in numbers} == {f"bản {n}\n".encode() for n in range(8)}


def test_what_is_damaged_is_left_out(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.keep(b"a\r\n\xff", "sau", "Mai Lan", NOW)
    (tmp_path / "000002.txt").write_bytes(b"no json\n")
    (tmp_path / "note.txt").write_text("x")
    (one,) = shelf.all()
    assert (one.number, one.actor, one.at) == (1, "Mai Lan", NOW)
    assert shelf.text(1) == b"a\r\n\xff"
    assert shelf.text(7) is None
