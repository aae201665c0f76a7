"""The steps of an office from one studio to another, on SQLite and PostgreSQL: the story of each document goes with it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from shop import Shop, office

from congvan.machine.settings import Settings
from congvan.people import moving, steps
from congvan.people.book import Membership, People
from congvan.people.roles import Holding
from congvan.people.setup import Setup
from congvan.people.steps import Act, Facts, Mark

CHECKER, DRAFTER = Holding("kiem-tra"), Holding("soan-thao", "thanh-tra")
AT = "2026-11-30T03:00:00+00:00"
Make = Callable[[str], People]
_NUMBERS = count()


@pytest.fixture(params=["sqlite", "postgresql"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    made: list[People] = []

    def one(name: str) -> People:
        root = tmp_path / name
        root.mkdir()
        database = "studio.db"
        if request.param == "postgresql":
            server = request.getfixturevalue("server")
            database = server.database(f"buoc_{os.getpid()}_{next(_NUMBERS)}")
        setup = Setup(root, {"so": root, "xa": root}, database)
        made.append(People(setup, Settings(), lambda: datetime(2026, 11, 30, 3, tzinfo=UTC)))
        return made[-1]

    yield one
    for people in made:
        people.close()


def act(people: People, circular: str, *acts: Act, office: str = "so", by: str = "lan") -> None:
    for one in acts:
        known = len(people.marks(office, circular))
        mark = Mark(circular, by, by.title(), "soan-thao", one, "ab" * 32, AT, "vì sao: “ạ” \u2028 x")
        assert people.mark(office, mark, "s", "Chữ in\ncủa văn bản", known)


@pytest.fixture
def old(make: Make) -> People:
    people = make("cu")
    assert people.add("lan", "Lan", [Membership("so", DRAFTER)], "mot cau ngan", "root")
    act(people, "a", "submit", "content", "form", "approve")
    act(people, "b", "submit")
    act(people, "c", "submit", office="xa")
    return people


def test_a_moved_office_keeps_the_story_of_each_document(make: Make, old: People) -> None:
    data, gone = moving.out(old, "so")
    new = make("moi")
    came = moving.taken(new, "so", data)
    assert (gone.rows, came.rows, came.new, came.head) == (6, 6, 6, gone.head)
    assert new.marks("so") == old.marks("so")
    facts = Facts(("ab" * 32,), "thanh-tra", "giam-doc")
    story = [steps.story(tuple(p.marks("so", "a")), facts, _order()) for p in (old, new)]
    assert story[0] == story[1]
    assert story[1].state == "signature"
    assert new.words("so", "ab" * 32) == "Chữ in\ncủa văn bản"
    assert new.marks("xa") == ()
    assert new.broken("so") == []
    assert moving.out(new, "so")[0] == data
    assert dict(came.people) == {"lan": "Lan"}


def _order() -> steps.Steps:
    from congvan.model.steps import Steps

    return Steps()


def test_taken_twice_and_after_more_was_done(make: Make, old: People) -> None:
    new, (first, _) = make("moi"), moving.out(old, "so")
    assert moving.taken(new, "so", first).new == 6
    assert moving.taken(new, "so", first).new == 0
    act(old, "b", "content")
    assert moving.taken(new, "so", moving.out(old, "so")[0]).new == 1
    assert moving.taken(new, "so", first).new == 0  # an older file takes nothing away
    act(new, "b", "form")
    back = moving.taken(old, "so", moving.out(new, "so")[0])  # and home again
    assert (back.new, old.broken("so")) == (1, [])
    assert old.marks("so") == new.marks("so")


def test_people_who_were_added_first_stand_behind(make: Make, old: People) -> None:
    new = make("moi")
    assert new.add("hoa", "Hoa", [Membership("so", CHECKER)], "mot cau ngan", "root")
    data, gone = moving.out(old, "so")
    assert moving.taken(new, "so", data).new == gone.rows
    assert new.broken("so") == []
    rows = [json.loads(line) for line in moving.out(new, "so")[0].decode().split("\n") if line]
    assert [row["reason"] for row in rows[1:-1] if row["act"] == "people"] == [
        "lan +soan-thao:thanh-tra", "hoa +kiem-tra",
    ]  # fmt: skip
    assert moving.taken(new, "so", data).new == 0


def test_people_who_were_added_between_two_files_stand_behind(make: Make, old: People) -> None:
    new = make("moi")
    assert moving.taken(new, "so", moving.out(old, "so")[0]).new == 6
    assert new.add("hoa", "Hoa", [Membership("so", CHECKER)], "mot cau ngan", "root")
    act(old, "b", "content")
    data, gone = moving.out(old, "so")
    assert moving.taken(new, "so", data).new == 1
    assert new.marks("so", "b") == old.marks("so", "b")
    assert new.broken("so") == []
    assert [
        row["reason"] for row in map(json.loads, moving.out(new, "so")[0].decode().split("\n")[1:-1]) if "act" in row
    ][gone.rows :] == ["hoa +kiem-tra"]
    assert moving.taken(new, "so", data).new == 0


def test_two_servers_on_which_work_went_on_are_not_mixed(make: Make, old: People) -> None:
    new, (data, _) = make("moi"), moving.out(old, "so")
    moving.taken(new, "so", data)
    act(old, "b", "content")
    act(new, "b", "return")
    before = new.marks("so")
    with pytest.raises(moving.Other) as other:
        moving.taken(new, "so", moving.out(old, "so")[0])
    assert other.value.position == 7
    assert new.marks("so") == before
    assert new.broken("so") == []
    fresh = make("khac")
    act(fresh, "z", "submit")
    with pytest.raises(moving.Other):
        moving.taken(fresh, "so", data)


CHANGES: dict[str, Callable[[list[str]], list[str]]] = {
    "word": lambda lines: [line.replace("vì sao", "vi sao") for line in lines],
    "person": lambda lines: [line.replace('"person": "lan"', '"person": "hoa"') for line in lines],
    "row gone": lambda lines: [*lines[:2], *lines[3:]],
    "rows gone and counted": lambda lines: [lines[0].replace('"rows": 6', '"rows": 5'), *lines[1:6], *lines[7:]],
    "turned": lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
    "cut": lambda lines: lines[:-1],
    "half a line": lambda lines: [*lines[:-1], lines[-1][:20]],
    "other office": lambda lines: [line.replace('"office": "so"', '"office": "xa"') for line in lines],
    "no head": lambda lines: lines[1:],
    "column": lambda lines: [line.replace('"session": "s"', '"sesion": "s"') for line in lines],
    "kind": lambda lines: [line.replace('"position": 2', '"position": "2"') for line in lines],
    "nul": lambda lines: [line.replace("vì sao", "\\u0000") for line in lines],
    "half a letter": lambda lines: [line.replace("vì sao", "\\ud800") for line in lines],
    "strange text": lambda lines: [*lines[:-1], lines[-1].replace("abab", "cdab")],
    "deep": lambda lines: ["[" * 100_000],
    "nothing": lambda lines: [],
}


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_a_changed_file_is_refused_whole(tmp_path: Path, change: str) -> None:
    setups = [Setup(tmp_path, {"so": tmp_path}, f"{name}.db") for name in ("cu", "moi")]
    old, new = (People(one, Settings(), lambda: datetime(2026, 11, 30, 3, tzinfo=UTC)) for one in setups)
    act(old, "a", "submit", "content", "form", "approve", "withdraw", "submit")
    lines = moving.out(old, "so")[0].decode().split("\n")[:-1]
    changed = CHANGES[change](lines)
    assert changed != lines
    with pytest.raises(moving.Unfit):
        moving.taken(new, "so", "".join(f"{line}\n" for line in changed).encode())
    assert new.marks("so") == ()
    old.close()
    new.close()


def test_the_command_refuses_what_went_on_elsewhere(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("cu", "moi")]
    for number, folder in enumerate(folders):
        folder.mkdir()
        office(folder)
        (folder / "studio.yaml").write_text("offices:\n  so: {workspace: .}\n", "utf-8")
        people = People(
            Setup(folder, {"so": folder}, "studio.db"), Settings(), lambda: datetime(2026, 11, 30, 3, tzinfo=UTC)
        )
        act(people, "abc"[number], "submit")
        people.close()
    old, new = map(Shop, folders)
    assert old.run("people", "export", "so.jsonl", "--offices", ".", "--office", "so").returncode == 0
    done = new.run("people", "import", "../cu/so.jsonl", "--offices", ".", "--office", "so")
    assert (done.returncode, "CV476" in done.stderr, "Traceback" in done.stderr) == (1, True, False)
