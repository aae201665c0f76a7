"""Whose register: which row of ``offices`` is this agency's, by code, by id, or by symbol and name together.

A symbol is not one agency's alone: every commune is "UBND". Whoever can be told apart has sequences of its own beside
others of its symbol; whoever can't is refused, and never gets another's numbers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from congvan.problems import MachineFault
from congvan.register import Identity
from congvan.register.rows import START
from congvan.register.schema import READABLE, VERSIONS
from congvan.register.tables import OFFICES, has, unless_there

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SHORTEST = 4
"""A slip of one letter is told in words of so many letters and tones: "xã A" and "xã B" are two communes."""
_ROMAN = frozenset("ivxlcdm")
o = OFFICES.c


@dataclass(frozen=True, slots=True)
class Office:
    """A row of ``offices``. ``symbol`` is today's; ``key`` is what the row was entered by, and never changes."""

    id: int
    key: str
    symbol: str
    code: str | None
    slug: str | None
    name: str
    old: bool = False
    """Not yet followed by a program that knows of names: on SQLite the symbol was all that older ones looked at."""

    @property
    def told(self) -> bool:
        """Whether it can be told from others of its symbol, whatever it is called."""
        return bool(self.code or self.slug)

    def other(self, mine: Identity) -> bool:
        """Whether code or id say that it is not this agency's."""
        codes = mine.code and self.code and mine.code != self.code
        return bool(codes or (mine.id and self.slug and mine.id != self.slug))


def find(connection: sa.Connection, mine: Identity, version: str, *, own: bool) -> Office | None:
    """This agency's row, None where it has none yet. ``own``: the register is the workspace's alone by its place.

    Errors: CV590 another agency has the symbol, and nothing tells the two apart.
    """
    rows = _rows(connection, mine, version)
    found = _by_code(rows, mine) if mine.code else None
    found = found or next((r for r in rows if mine.id and r.slug == mine.id), None)
    if found is not None:
        _refuse_two(found, rows, mine)
        return found
    all_rows, rows = rows, [row for row in rows if not row.other(mine)]
    named = [r for r in rows if r.symbol == mine.symbol and spelt(r.name) == spelt(mine.name)]
    if len(named) > 1:
        raise _refusal(named[0], mine)
    if named:
        return named[0]
    if before := _before(connection, mine, version):
        return before
    if own and (same := _alone(connection, rows, mine)):
        return same
    # Beside issuer.yaml a row of the symbol is no neighbour's: its code or id was changed by hand.
    like = [r for r in (all_rows if own else rows) if r.symbol == mine.symbol and (own or not (r.told and mine.told))]
    if like:
        raise _refusal(like[0], mine)
    return None


def _asked(version: str) -> sa.Select[tuple[Any, ...]]:
    """The rows that may be an agency's, the newest first, in the columns of :class:`Office`. It is asked before every
    other question, so it is made once; a code or an id that is not there is nobody's.
    """
    new = has(version, o.slug)
    slug, symbol = (o.slug, o.symbol) if new else (sa.null().label("slug"), sa.null().label("symbol"))
    like = [o.key == sa.bindparam("symbol_"), o.name == sa.bindparam("name_"), o.code == sa.bindparam("code_")]
    like += [o.symbol == sa.bindparam("symbol_"), o.slug == sa.bindparam("id_")] if new else []
    return sa.select(o.id, o.key, symbol, o.code, slug, o.name).where(sa.or_(*like)).order_by(o.id.desc())


_ASKED = {version: _asked(version) for version in READABLE}


def _rows(connection: sa.Connection, mine: Identity, version: str) -> list[Office]:
    said = {"symbol_": mine.symbol, "name_": mine.name, "code_": mine.code}
    if has(version, o.slug):
        said["id_"] = mine.id
    return [
        Office(id, key, symbol or key, code, slug, name, old=symbol is None)
        for id, key, symbol, code, slug, name in connection.execute(_ASKED[version], said)
    ]


def _by_code(rows: Sequence[Office], mine: Identity) -> Office | None:
    """The row of a code. Older programs began a second one where the symbol was changed: today's symbol goes first."""
    coded = [r for r in rows if r.code == mine.code]
    return next((r for r in coded if r.symbol == mine.symbol), next(iter(coded), None))


def _before(connection: sa.Connection, mine: Identity, version: str) -> Office | None:
    """The row that the agency had under a former name of its ``formerly:``, the latest first."""
    for past in reversed(mine.former):
        rows = [row for row in _rows(connection, past, version) if not (mine.id and row.slug and row.slug != mine.id)]
        same = [r for r in rows if not r.other(past) and r.symbol == past.symbol and spelt(r.name) == spelt(past.name)]
        found = (_by_code(rows, past) if past.code else None) or next(iter(same), None)
        if found is not None:
            return found
    return None


def _refuse_two(found: Office, rows: Sequence[Office], mine: Identity) -> None:
    """Errors: CV590 code and id of issuer.yaml are two agencies'."""
    if mine.code and found.code and mine.code != found.code:
        raise _refusal(found, mine)
    rival = next((r for r in rows if mine.id and r.slug == mine.id and r.id != found.id), None)
    if rival is not None:
        raise _refusal(rival, mine)


def _alone(connection: sa.Connection, rows: Sequence[Office], mine: Identity) -> Office | None:
    """The only row of a register that lies beside issuer.yaml, where one thing was corrected: the symbol, or a letter
    of the name. A folder that was copied from another agency's has another name. What an older program left is taken
    for what that took it for.
    """
    if len(rows) != 1 or connection.execute(sa.select(sa.func.count()).select_from(OFFICES)).scalar() != 1:
        return None
    row = rows[0]
    if row.symbol == mine.symbol:
        return row if row.old or _slip(row.name, mine.name) else None
    return row if spelt(row.name) == spelt(mine.name) else None


def _refusal(row: Office, mine: Identity) -> MachineFault:
    theirs, ours = (row.code or row.slug or "?"), (mine.code or mine.id or "?")
    return MachineFault("CV590", key=row.symbol, theirs=theirs, mine=ours, name=row.name, own=mine.name)


def spelt(name: str) -> str:
    """A name for comparison: capitals, spaces and the letter that bears the tone aside ("Uỷ" is "Ủy"), marks not."""
    return " ".join(_word(word) for word in name.casefold().split())


def _word(word: str) -> str:
    letters = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES)) + "".join(
        c for c in letters if c in _TONES
    )


def _slip(one: str, other: str) -> bool:
    """Whether two names differ in one letter or tone of one longer word, which is no number."""
    these, those = spelt(one).split(), spelt(other).split()
    differ = [(a, b) for a, b in zip(these, those, strict=False) if a != b]
    if len(these) != len(those) or len(differ) != 1:
        return False
    a, b = differ[0]
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    return max(len(a), len(b)) == 1 and all(map(_wordlike, differ[0]))


def _wordlike(word: str) -> bool:
    return len(word) >= _SHORTEST and not any(c.isdigit() for c in word) and not set(word) <= _ROMAN


def enter(connection: sa.Connection, mine: Identity, *, own: bool) -> tuple[Office, bool]:
    """A row for an agency that has none, and whether it was made here: another program may do the same at this moment.
    Errors: CV590.
    """
    said = {"code": mine.code, "slug": mine.id, "symbol": mine.symbol, "name": mine.name}
    for key in _keys(connection, mine):
        values = {"key": key, **said, "position": 0, "head": START}
        made = connection.execute(unless_there(connection, OFFICES, values).returning(o.id))
        fresh = made.scalar() is not None  # a count of rows is not to be had of every driver
        found = find(connection, mine, VERSIONS[-1], own=own)
        if found is not None:
            return found, fresh
    raise AssertionError("one of so many keys is free")


def _keys(connection: sa.Connection, mine: Identity) -> Sequence[str]:
    """What a row may be called, the symbol alone if nobody has it."""
    told = f"{mine.symbol} {mine.code or mine.id or ''}".strip()
    taken = connection.execute(sa.select(sa.func.count()).select_from(OFFICES)).scalar() or 0
    return list(dict.fromkeys([mine.symbol, told, *(f"{told} {n}" for n in range(2, taken + 100))]))


def follow(connection: sa.Connection, row: Office, mine: Identity) -> bool:
    """What issuer.yaml says today, into the agency's row; whether that changed anything."""
    new = {"symbol": mine.symbol, "code": mine.code or row.code, "slug": mine.id or row.slug, "name": mine.name}
    if new == {"symbol": row.symbol, "code": row.code, "slug": row.slug, "name": row.name}:
        return False
    connection.execute(sa.update(OFFICES).where(o.id == row.id).values(**new))
    return True
