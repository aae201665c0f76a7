"""Rows that come many in a statement are the rows, and the log, that come one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from congvan.model.register import Code, Draft, Relation
from congvan.problems import MachineFault, Problems
from congvan.register import Identity, Location, bulk, open_ledger, paging, tables, verify
from congvan.register.ledger import Ledger
from congvan.register.rows import canonical
from congvan.register.tables import AUDIT, ENTRIES

SUBJECTS = (
    "cảnh báo lừa đảo", "CẢNH BÁO", "100% kế hoạch", "a_b:c ? %s :words", "O'Neill \"kép\" \\ {x}", "Ⅷ 中文 đ", "",
    "dòng\tngang", "07", "{{ x }}",
)  # fmt: skip


def _clock() -> datetime:
    return datetime(2026, 11, 30, 8, tzinfo=UTC)


def _lines(count: int) -> list[bulk.Line]:
    """``count`` documents, with and without addressees, pages, and what they point at."""
    made = []
    for n in range(count):
        draft = Draft(
            "cong-van", "Công văn", "STTTT-TTr", SUBJECTS[n % len(SUBJECTS)], edition=n % 3 or None, unit=None,
            signer="Nguyễn Tấn Đức" if n % 2 else "", to=("Sở Nội vụ", "Báo 'X'")[: n % 3], amount=n % 4 or None,
            note="ghi chú %" if n % 5 == 0 else "", origin="import",
            relations=(Relation("cites", Code(n, "STTTT-TTr"), 2024),) if n % 7 == 0 else (),
        )  # fmt: skip
        made.append(bulk.Line(draft, 2025, "chung", n + 1, date(2025, 1, 1) + timedelta(n // 3)))
    return made


def _opened(location: Location) -> Ledger:
    return open_ledger(location, Identity("STTTT", None, "Sở"), _clock, "văn thư")


def _rows(ledger: Ledger) -> list[list[dict[str, Any]]]:
    def asked(connection: sa.Connection, _: int) -> list[list[dict[str, Any]]]:
        tables = [(t, connection.execute(sa.select(t).order_by(t.c.id)).mappings()) for t in (ENTRIES, AUDIT)]
        return [[{k: v for k, v in row.items() if k != "office"} for row in rows] for _, rows in tables]

    return ledger.ask(asked, [])


@pytest.mark.parametrize("most", [1, 200, 16_000])
def test_many_rows_are_the_rows_of_one_by_one(server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most) -> None:
    monkeypatch.setattr(tables, "VALUES_MOST", most)
    monkeypatch.setattr(tables, "COPIED", 50 if most == 16_000 else 1000)  # PostgreSQL: a stream, or statements
    lines = _lines(60)

    def together(tx) -> None:
        tx.lock(2025, "chung")
        bulk.enter(tx, lines)

    def alone(tx) -> None:
        tx.lock(2025, "chung")
        for line in lines:
            tx.enter(line.draft, line.year, line.sequence, line.number, line.date)

    seen = []
    for name, location in (("so", Location(path=tmp_path / "so.db")), ("rieng", Location(path=tmp_path / "rieng.db")),
                           ("server", Location(url=server.database(f"nhieu{most}")))):  # fmt: skip
        ledger = _opened(location)
        ledger.write(alone if name == "rieng" else together, repeatable=True)
        found = Problems()
        ledger.database.read(lambda c, found=found: verify.check(c, 1, found))
        assert not len(found), list(found)
        seen.append((_rows(ledger), [(e.number, e.draft) for e in ledger.search("canh bao", 99)], ledger.head()))
        ledger.close()
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0][1]) == 12


@pytest.mark.parametrize("count", [40, 80], ids=["statements", "stream"])
def test_a_number_that_is_taken_undoes_all_of_it(server, tmp_path: Path, count: int) -> None:
    """A rival's row inside the batch: the database's own constraint is a fault of the register, no bare exception."""
    for location in (Location(path=tmp_path / "so.db"), Location(url=server.database(f"trung{count}"))):
        ledger = _opened(location)
        lines = _lines(count)
        ledger.write(lambda tx, lines=lines: bulk.enter(tx, lines[20:21]), repeatable=True)
        before = _rows(ledger), ledger.head()
        with pytest.raises(MachineFault):
            ledger.write(lambda tx, lines=lines: bulk.enter(tx, lines), repeatable=True)
        assert (_rows(ledger), ledger.head()) == before
        ledger.close()


def test_a_server_that_hangs_up_before_the_stream_is_asked_again(server, monkeypatch: pytest.MonkeyPatch) -> None:
    url = server.database("dut")
    ledger, asked = _opened(Location(url=url)), []

    def hung_up(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        if not asked:
            asked.append(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar())
            with psycopg.connect(url, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", asked)
        tables.put(connection, table, rows)

    monkeypatch.setattr(bulk, "put", hung_up)
    ledger.write(lambda tx: (tx.lock(2025, "chung"), bulk.enter(tx, _lines(80))), repeatable=True)
    assert asked
    assert len(_rows(ledger)[0]) == 80
    found = Problems()
    ledger.ask(lambda c, office: verify.check(c, office, found), None)
    assert not len(found), list(found)
    ledger.close()


def test_the_years_of_a_book_are_those_that_it_has(server, tmp_path: Path) -> None:
    """Read from the index, one after the other: gaps between them, another agency's beside them, an empty book."""
    for location in (Location(path=tmp_path / "so.db"), Location(url=server.database("nam"))):
        mine, other = _opened(location), open_ledger(location, Identity("SNV", None, "Sở Nội vụ"), _clock)
        assert (mine.ask(paging.latest, None), mine.facets(None).years) == (None, ())
        for ledger, years in ((mine, (2026, 1999, 2021)), (other, (2030, 2020))):
            for year in years:
                ledger.write(
                    lambda tx, y=year: tx.enter(_lines(1)[0].draft, y, "chung", 1, date(y, 1, 1)), repeatable=True
                )
        assert (mine.ask(paging.latest, None), mine.facets(None).years) == (2026, (2026, 2021, 1999))
        assert (other.ask(paging.latest, None), other.facets(2020).years) == (2030, (2030, 2020))
        mine.close()
        other.close()


@pytest.mark.parametrize(
    "value",
    [{"b": 1, "a": None, "ă": "Đ\u2028\"\\\n\x1f\x7f", "n": [True, False, -3, 0.5, 10**30]}, [], {}, "x\t", 7, None,
     [("a", {"z": (), "y": [[]]})]],
    ids=["all", "list", "none", "letters", "number", "null", "deep"],
)  # fmt: skip
def test_a_value_has_the_spelling_it_always_had(value: object) -> None:
    import json

    assert canonical(value) == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_after_many_rows_postgresql_knows_what_it_holds(server) -> None:
    """A word is looked for by the index of words at once, not in every line of the office until somebody looks."""
    ledger = _opened(Location(url=server.database("biet")))

    def work(tx: Any) -> None:
        tx.lock(2025, "chung")
        bulk.enter(tx, _lines(2000))

    ledger.write(work, repeatable=True)

    def asked(connection: sa.Connection, _: int) -> list[int]:
        rows = sa.text("SELECT reltuples FROM pg_class WHERE relname IN ('entries', 'audit')")
        return list(connection.execute(rows).scalars())

    assert all(count >= 2000 for count in ledger.ask(asked, []))
