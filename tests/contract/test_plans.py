"""What is asked of the register for one document goes by an index to a few lines, however many there are: a hundred thousand lines
must not be gone through for each page that shows one. Without statistics, as a register has them that was never analysed.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from shop import NUMBERED, Shop
from sqlalchemy import event
from sqlalchemy.engine import Engine

from congvan import Desk

ALL = re.compile(r"SCAN (entries|audit|deliveries|delivery_attempts|relations)\b|(?:INDEX|KEY) \w+ \(office=\?\)$")
"""Every line of a table, or of an agency."""


@pytest.fixture
def asked() -> Iterator[list[tuple[str, object]]]:
    """Every question of this process, with its values."""
    found: list[tuple[str, object]] = []

    def seen(_c: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        if statement.lstrip().startswith("SELECT"):
            found.append((statement, values))

    event.listen(Engine, "before_cursor_execute", seen)
    yield found
    event.remove(Engine, "before_cursor_execute", seen)


def test_one_document_is_found_by_an_index(shop: Shop, asked: list[tuple[str, object]]) -> None:
    for n in range(3):
        shop.write(f"a{n}", NUMBERED.format(n=n))
    desk = Desk.open(shop.root)
    code = ""
    for n in range(2):
        done = desk.issue(f"a{n}")
        assert done.value is not None
        code = done.value.code
    asked.clear()
    assert desk.issue_plan("a2").ok
    assert desk.check(["a2"]).ok
    assert desk.standing("a1").ok
    assert desk.register_show(code).ok
    assert desk.register_chain(code, year=done.value.entry.year).ok
    assert desk.circulars().ok
    assert desk.deliveries("a1").ok
    assert len(asked) > 20
    with sqlite3.connect(shop.root / "register.db") as register:
        before = len(asked)
        found = desk.register_search("thử nghiệm")
        assert found.value is not None
        assert len(found.value.entries) == 2
        # Once it was analysed SQLite looks for one of none by reading every line: nothing may be asked then.
        assert not [statement for statement, _ in asked[before:] if "entries.circular IN" in statement]
        office = register.execute("SELECT id FROM offices").fetchone()[0]
        register.execute("INSERT INTO recalls VALUES (?, 'a0', 'gửi nhầm', '2026-11-30')", [office])
        register.commit()
        found = desk.register_search("nhầm")
        assert found.value is not None
        assert [one.circular for one in found.value.entries] == ["a0"]
        assert [statement for statement, _ in asked[before:] if "entries.circular IN" in statement]
        for statement, values in asked:
            plan = [row[3] for row in register.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
            first_of_all = "LIMIT" in statement and not any("TEMP B-TREE" in step for step in plan)
            few = [step for step in plan if step.startswith("SEARCH recalls")]  # an office recalls few
            assert first_of_all or not [step for step in plan if ALL.search(step) and step not in few], (
                plan,
                statement,
            )


DUC = "Nguyễn Tấn Đức"
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"signer": DUC},
    {"unit": "thanh-tra"},
    {"kind": "cong-van", "state": "issued"},
    {"state": "void"},
    {"sequence": "chung", "signer": DUC, "unit": "thanh-tra"},
    {"since": date(2000, 1, 1), "until": date(2030, 1, 1), "signer": DUC},
)


@pytest.mark.parametrize("wanted", FILTERS, ids=" ".join)
def test_the_book_of_every_year_reads_no_line_that_is_not_shown(
    shop: Shop, asked: list[tuple[str, object]], wanted: dict[str, Any]
) -> None:
    """What can be chosen, how many there are, which come first: all of that stands in one index."""
    shop.write("a", NUMBERED.format(n=1))
    desk = Desk.open(shop.root)
    assert desk.issue("a").ok
    asked.clear()
    assert desk.register_page(**wanted).ok
    told = []
    with sqlite3.connect(shop.root / "register.db") as register:
        for statement, values in (one for one in asked if " entries" in one[0]):
            plan = [row[3] for row in register.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
            told += plan
            first_of_all = "LIMIT" in statement and not any("TEMP B-TREE" in step for step in plan)
            read = [step for step in plan if ALL.search(step) and "COVERING" not in step]
            assert first_of_all or not read, (plan, statement)
    assert [step for step in told if "COVERING INDEX" in step], told
