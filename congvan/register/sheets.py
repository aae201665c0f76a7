"""An old register, CSV or XLSX → the sheets that name their columns, and their rows by column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from congvan.register.columns import columns, guess, head, incoming
from congvan.sheets import plain
from congvan.sheets.plain import ERRORS, Formula, Table, Torn, Unreadable, day

__all__ = ["BEYOND", "ERRORS", "Formula", "Passed", "Read", "Row", "Sheet", "Torn", "Unreadable", "cell", "day", "read"]

Row = dict[str, object]
BEYOND = "+"
"""The key of a row's cells that stand right of the last column."""
_NUMBER = re.compile(r"\d{1,6}(?:[A-Za-zĐđ]?\s*/\s*\S+|\.0)?")
_COLUMN = re.compile(r"\(\d{1,2}\)")


@dataclass(frozen=True, slots=True)
class Sheet:
    """``name`` where the file has several; the line of the head and its cells, the columns known by position, and every
    row that isn't blank with its line (from 1).
    """

    name: str
    line: int
    head: Sequence[object]
    columns: list[str]
    rows: Iterator[tuple[int, Row]]


@dataclass(frozen=True, slots=True)
class Passed:
    """A sheet that names no columns: ``rows`` that look like documents, of so many that say something."""

    name: str
    rows: int
    said: int


@dataclass(frozen=True, slots=True)
class Read:
    """A whole file: the sheets that name their columns, and the others."""

    sheets: list[Sheet]
    passed: list[Passed]


def read(path: Path) -> Read:
    """CSV or XLSX → Read; every sheet, also hidden ones. Where none names its columns, the first that says something
    is given as it is. Errors: Unreadable, Torn, OSError.
    """
    found = plain.read(path, _fits)
    tables = found.sheets
    if found.mark:
        return Read([_of("", tables[""], found.mark)], [])
    headed = [n for n, t in tables.items() if head(t) is not None]
    named_ones = [n for n in headed if not _is_incoming(tables[n])] or headed
    if not named_ones:
        name = next((n for n, t in tables.items() if head(t, strict=False) is not None), "") or next(
            (n for n, t in tables.items() if any(_says_something(cells) for _, cells in t)), next(iter(tables))
        )
        return Read([_of("", tables[name], "")], [])
    several = len(named_ones) > 1
    passed = [Passed(n, _documents(t), _said(t)) for n, t in tables.items() if n not in named_ones and _said(t)]
    return Read([_of(n if several else "", tables[n], "") for n in named_ones], passed)


def _fits(rows: Table) -> int:
    """How surely the first rows hold the head of a register."""
    return 2 if head(rows) is not None else 1 if head(rows, strict=False) is not None else 0


def _is_incoming(table: Table) -> bool:
    at = head(table)
    return at is not None and incoming(table[at][1])


def _of(name: str, table: Table, mark: str) -> Sheet:
    at = head(table)
    at = head(table, strict=False) if at is None else at
    at = guess(table) if at is None else at
    if at is None:
        return Sheet(name, 1, [], [], iter(()))
    line, cells = table[at]
    known = columns(cells)
    rows = ((n, _row(known, row, mark)) for n, row in table[at + 1 :] if _says_something(row))
    return Sheet(name, line, cells, known, rows)


def _said(table: Table) -> int:
    return sum(_says_something(cells) for _, cells in table)


def _documents(table: Table) -> int:
    """How many rows have a number and a date, as a document has."""
    if _is_incoming(table):
        return 0
    return sum(any(_NUMBER.fullmatch(str(c or "").strip()) for c in cells) and any(_dated(c) for c in cells)
               for _, cells in table)  # fmt: skip


def _dated(value: object) -> bool:
    typed = isinstance(value, str) and not value.strip().isdecimal() and day(value) is not None
    return isinstance(value, date) or typed


def _says_something(cells: Sequence[object]) -> bool:
    """Not a blank row, nor the one below the head of the decree's form that counts the columns: (1), (2), (3) …"""
    told = [text for c in cells if (text := str(c or "").strip())]
    return any(not _COLUMN.fullmatch(text) for text in told)


def _row(columns: list[str], cells: Sequence[object], mark: str) -> Row:
    """Cells by column. Names with ``;`` between them at the end of a row are all addressees, whoever took the mark for
    the end of a cell.
    """
    if mark == ";" and columns[-1] == "to" and len(cells) > len(columns):
        cells = [
            *cells[: len(columns) - 1],
            "; ".join(str(c) for c in cells[len(columns) - 1 :] if str(c or "").strip()),
        ]
    row: Row = dict(zip(columns, cells, strict=False))
    beyond = [str(c) for c in cells[len(columns) :] if str(c or "").strip()]
    return row | {BEYOND: "; ".join(beyond)} if beyond else row


def cell(columns: Sequence[str], key: str, line: int) -> str:
    """How a spreadsheet calls a cell: ``B5``."""
    return plain.cell_name(columns.index(key) + 1, line)
