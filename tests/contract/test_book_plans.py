"""A word that few lines hold is found by its index in the book of PostgreSQL, too: the order of the book is no reason to
look at every line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from congvan.model.register import Draft, Filter
from congvan.register import Identity, Location, open_ledger, paging
from congvan.register.ledger import Ledger
from congvan.register.rows import values_of, words_with_number
from congvan.register.tables import ENTRIES

ROWS = 100_000


@pytest.fixture(scope="module")
def ledger(server) -> Iterator[Ledger]:
    """One line that was written as any is, and so many like it, in 20 years."""
    made = open_ledger(Location(url=server.database("sach")), Identity("SO", None, "Sở"))
    office = made.write(lambda tx: tx.office, repeatable=True)
    draft = Draft("cong-van", "Công văn", "SO-VP", "họp", signer="Nguyễn Tấn Đức", to=("Sở Nội vụ",))
    own = {"office": office, "year": 1900, "sequence": "chung", "number": 0, "sha256": None, "date": date(1900, 1, 1)}
    own |= {"state": "issued", "reason": "", "sent": None, "recorded_at": "x"}
    first = values_of(draft) | own
    told = {
        "year": "1901 + n / 5000",
        "number": "n % 5000 + 1",
        "words": "'tu' || n % 20 || ' tu' || n / 20 % 20 || ' viec' || n % 5000 || ' lan thu ' || n || ' so nguyen tan duc'",
    }
    told["date"] = "make_date(1901 + n / 5000, 1, 1)"
    names = [c.name for c in ENTRIES.columns if c.name != "id"]
    each = ", ".join(told.get(name, f'"{name}"') for name in names)
    many = "INSERT INTO entries ({}) SELECT {}".format(", ".join(f'"{name}"' for name in names), each)
    many += f" FROM entries, generate_series(0, {ROWS - 1}) n"
    settled = "SELECT gin_clean_pending_list(indexrelid) FROM pg_index JOIN pg_class c ON c.oid = indexrelid"
    settled += " WHERE indrelid = CAST('entries' AS regclass) AND relam = (SELECT oid FROM pg_am WHERE amname = 'gin')"

    def fill(c: sa.Connection) -> None:
        c.execute(sa.insert(ENTRIES), [words_with_number(first, 0) | own])
        for done in (many, settled, "ANALYZE"):  # the last two as the server does them by itself within a minute
            c.execute(sa.text(done))

    made.write(lambda tx: fill(tx.connection), repeatable=False)
    yield made
    made.close()


def _looked_at(plan: dict[str, Any]) -> float:
    """How many lines a plan read, kept or not."""
    own = plan.get("Rows Removed by Filter", 0) + plan.get("Actual Rows", 0)
    return float(own * plan["Actual Loops"] + sum(_looked_at(one) for one in plan.get("Plans", ())))


@pytest.mark.parametrize(("words", "count"), [("viec4711", 20), ("khongco", 0), ("lan viec17", 20)])
def test_a_rare_word_is_not_looked_for_in_every_line(ledger: Ledger, words: str, count: int) -> None:
    office = ledger.write(lambda tx: tx.office, repeatable=True)

    def asked(c: sa.Connection) -> tuple[paging.Page, list[float]]:
        seen: list[tuple[str, Any]] = []

        def note(_c: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
            seen.append((statement, values))

        event.listen(c, "before_cursor_execute", note)
        found = paging.page(c, office, Filter(words=words), 1, 50)
        event.remove(c, "before_cursor_execute", note)
        read = []
        for statement, values in seen:
            told = c.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values).scalar()
            read.append(_looked_at((json.loads(told) if isinstance(told, str) else told)[0]["Plan"]))
        return found, read

    found, read = ledger.database.read(asked)
    assert found.count == len(found.entries) == count
    assert max(read) < 200, read
