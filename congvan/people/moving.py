"""The steps of one office out of these tables into a file, and out of such a file into the tables of another studio.

The file is lines of JSON: a head, the chain as it is, row for row with its hashes, and the texts that marks were given
to. A chain is never written anew: positions and hashes are the same on either server, so what was noted of them on
paper still says whether anything was changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from congvan.people import marks
from congvan.people.book import People
from congvan.people.tables import MARKS, TEXTS
from congvan.register.rows import START

FORMAT = "congvan-steps-1"
m, t = MARKS.c, TEXTS.c
COLUMNS = tuple(c.name for c in MARKS.columns if c.name != "id")
WHOLE = frozenset(("position",))
LONGEST = {c.name: c.type.length for c in MARKS.columns if isinstance(c.type, sa.String) and c.type.length}
Row = dict[str, Any]
Why = Literal["form", "office", "chain", "texts"]


class Unfit(Exception):
    """A file that can't be taken in: it is none of ours, of another office, cut short or changed."""

    def __init__(self, why: Why, what: str = "") -> None:
        super().__init__(why)
        self.why, self.what = why, what


class Other(Exception):
    """The office has steps here that are not those of the file; ``position``: where they part."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


@dataclass(frozen=True, slots=True)
class Moved:
    """``rows`` of the chain, ``new`` of them that were not here, ``head``: the hash of the last one of the file;
    ``people``: name → full name of those who made marks.
    """

    rows: int
    new: int
    head: str
    people: Mapping[str, str]


def out(people: People, office: str) -> tuple[bytes, Moved]:
    """All steps of an office as a file, read at one moment. Errors: Unfit its chain does not hold."""

    def work(c: sa.Connection) -> tuple[list[Row], list[Row]]:
        chain = sa.select(MARKS).where(m.office == office).order_by(m.position)
        texts = sa.select(t.sha256, t.words).where(t.office == office).order_by(t.sha256)
        rows = [{name: row[name] for name in COLUMNS} for row in c.execute(chain).mappings()]
        return rows, [{"sha256": row.sha256, "words": row.words} for row in c.execute(texts)]

    rows, texts = people.store.read(work)
    _held(rows)
    head = {"format": FORMAT, "office": office, "rows": len(rows), "texts": len(texts), "head": _head(rows)}
    lines = [head, *rows, *texts]
    data = "".join(json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n" for one in lines).encode()
    return data, Moved(len(rows), 0, _head(rows), _names(rows))


def taken(people: People, office: str, data: bytes) -> Moved:
    """The steps of a file into the office's chain, whole or not at all; what is here already is left as it is. Changes
    of people that were made here before (whoever moves an office adds its people first) stand behind what came, in
    their order. Errors: Unfit, Other.
    """
    rows, texts = read(data, office)

    def work(c: sa.Connection) -> int:
        found = c.execute(sa.select(MARKS).where(m.office == office).order_by(m.position)).mappings()
        here: list[Row] = [{name: row[name] for name in COLUMNS} for row in found]
        same = next((n for n, (a, b) in enumerate(zip(here, rows, strict=False)) if a != b), min(len(here), len(rows)))
        if same == len(rows):
            return 0
        behind = here[same:]
        if any(row["circular"] or row["act"] != "people" for row in behind):
            raise Other(same + 1)
        c.execute(sa.delete(MARKS).where(m.office == office, m.position > same))
        c.execute(sa.insert(MARKS), rows[same:])
        _again(c, behind)
        known = set(c.execute(sa.select(t.sha256).where(t.office == office)).scalars())
        fresh = [{"office": office, **one} for one in texts if one["sha256"] not in known]
        if fresh:
            c.execute(sa.insert(TEXTS), fresh)
        return len(rows) - same

    new = people.store.write(work)
    return Moved(len(rows), new, _head(rows), _names(rows))


def _again(c: sa.Connection, behind: Iterable[Row]) -> None:
    for row in behind:
        mark = marks.read_row(row)
        marks.append(c, row["office"], mark, row["session"])


def read(data: bytes, office: str) -> tuple[list[Row], list[Row]]:
    """Chain and texts of a file, judged. Errors: Unfit."""
    try:
        lines = [json.loads(line) for line in data.decode().split("\n") if line]
        json.dumps(lines, ensure_ascii=False).encode()  # halves of letters are none
    except (ValueError, RecursionError):
        raise Unfit("form") from None
    head = lines[0] if lines and isinstance(lines[0], dict) else {}
    count, more = head.get("rows"), head.get("texts")
    if head.get("format") != FORMAT or type(count) is not int or type(more) is not int or min(count, more) < 0:
        raise Unfit("form")
    if head.get("office") != office:
        raise Unfit("office", str(head.get("office")))
    if len(lines) != 1 + count + more:
        raise Unfit("form")
    rows, texts = lines[1 : 1 + count], lines[1 + count :]
    if not all(_is_row(row, office) for row in rows) or not all(_is_text(one) for one in texts):
        raise Unfit("form")
    _held(rows)
    if _head(rows) != head.get("head"):
        raise Unfit("chain", str(len(rows)))
    named = {row["sha256"] for row in rows}
    if len({one["sha256"] for one in texts}) != len(texts) or any(one["sha256"] not in named for one in texts):
        raise Unfit("texts")
    return rows, texts


def _is_row(row: object, office: str) -> bool:
    if not isinstance(row, dict) or set(row) != set(COLUMNS) or row["office"] != office:
        return False
    kinds = all(_plain(value) if name not in WHOLE else type(value) is int for name, value in row.items())
    return kinds and all(len(row[name]) <= most for name, most in LONGEST.items())


def _is_text(one: object) -> bool:
    return isinstance(one, dict) and set(one) == {"sha256", "words"} and all(_plain(v) for v in one.values())


def _plain(value: object) -> bool:
    return type(value) is str and "\0" not in value


def _held(rows: Sequence[Row]) -> None:
    """Errors: Unfit where a row is not the next one of its chain."""
    previous = START
    for position, row in enumerate(rows, 1):
        if (row["position"], row["previous"], row["hash"]) != (position, previous, marks.linked(row, previous)):
            raise Unfit("chain", str(position))
        previous = row["hash"]


def _head(rows: Sequence[Row]) -> str:
    return str(rows[-1]["hash"]) if rows else START


def _names(rows: Iterable[Row]) -> dict[str, str]:
    return {row["person"]: row["full_name"] for row in rows if row["circular"]}
