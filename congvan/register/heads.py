"""The head of an audit log, as a small text to be kept outside the register, and compared with it later.

Whoever can write the whole database can make a whole register that holds together: an older copy is one. Only what is
kept elsewhere, on paper in the safe or at another office, can prove that this is the register of that day.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from congvan.machine.files import known
from congvan.machine.said import said
from congvan.problems import Problems
from congvan.register.ledger import Ledger
from congvan.register.rows import digest
from congvan.register.tables import AUDIT, COUNTERS, OFFICES

MOST_BYTES = 1_000_000
_POSITION = re.compile(r"(?:dòng nhật ký|log row)\s*:\s*(\d{1,12})\b", re.IGNORECASE)
_HASH = re.compile(r"(?:mã kiểm|hash)\s*:\s*((?:[0-9a-f]{4,64}\s*){1,16})", re.IGNORECASE)
_OFFICE = re.compile(r"(?:ký hiệu cơ quan|agency's symbol)\s*:\s*(\S.*)", re.IGNORECASE)
_AT = re.compile(r"(?:lúc|at)\s*:\s*(\S.*)", re.IGNORECASE)
_SUM = re.compile(r"(?:số kiểm|check)\s*:\s*([0-9a-f]{8})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """Position and hash of a row of the audit log, whose log it is, and when it was that row's turn (UTC)."""

    key: str
    position: int
    hash: str
    at: str = ""

    @property
    def sum(self) -> str:
        """Eight characters that tell a slip in a head that was typed from paper."""
        return digest(f"{self.position}:{self.hash}")[:8]


@dataclass(frozen=True, slots=True)
class Standing:
    """A head, and where each sequence of the newest year stood: year, sequence, number."""

    head: Head
    numbers: Sequence[tuple[int, str, int]]


def current(ledger: Ledger) -> Standing | None:
    """The head as it is now; None where there is no register or nothing in it."""

    def asked(connection: sa.Connection, office: int) -> Standing | None:
        o, a, c = OFFICES.c, AUDIT.c, COUNTERS.c
        row = connection.execute(sa.select(o.key, o.position, o.head).where(o.id == office)).one()
        if not row.position:
            return None
        at = connection.execute(sa.select(a.at).where(a.office == office, a.position == row.position)).scalar()
        stands = sa.select(c.year, c.sequence, c.number).where(c.office == office, c.number > 0)
        numbers = [(y, s, n) for y, s, n in connection.execute(stands.order_by(c.year.desc(), c.sequence))]
        newest = [n for n in numbers if n[0] == numbers[0][0]]
        return Standing(Head(row.key, row.position, row.head, at or ""), newest)

    return ledger.ask(asked, None)


def grouped(value: str) -> str:
    """A hash as people can read it out: groups of eight."""
    return " ".join(value[i : i + 8] for i in range(0, len(value), 8))


def read(path: Path, problems: Problems) -> Head | None:
    """A head as ``register head`` printed it, as text or JSON, or typed again from paper. Error CV935 it is none."""
    try:
        known(path)
        with path.open("rb") as file:
            data = file.read(MOST_BYTES)
    except OSError as error:
        problems.error("CV935", None, file=path.name, why=said(error))
        return None
    found = _parsed(data.decode("utf-8-sig", "replace"))
    if found is None:
        problems.error("CV935", None, file=path.name, why="")
    return found


def _parsed(text: str) -> Head | None:
    try:
        told = json.loads(text)
        head = Head(str(told.get("office", "")), int(told["position"]), str(told["head"]), str(told.get("at") or ""))
        return head if re.fullmatch("[0-9a-f]{64}", head.hash) else None
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    position, hash, key, at, check = (p.search(text) for p in (_POSITION, _HASH, _OFFICE, _AT, _SUM))
    if position is None or hash is None:
        return None
    value = "".join(hash[1].split()).lower()
    head = Head(key[1].strip() if key else "", int(position[1]), value, at[1].strip() if at else "")
    whole = re.fullmatch("[0-9a-f]{64}", value) and (check is None or check[1].lower() == head.sum)
    return head if whole else None


def compare(ledger: Ledger, kept: Head, problems: Problems) -> bool:
    """Whether the log went on from the head that was kept. Errors: CV933 it ends before it, CV934 it has another row
    there, CV936 the head is another agency's.
    """

    def asked(connection: sa.Connection, office: int) -> tuple[str, int, str | None]:
        o, a = OFFICES.c, AUDIT.c
        key, last = connection.execute(sa.select(o.key, o.position).where(o.id == office)).one()
        row = connection.execute(sa.select(a.hash).where(a.office == office, a.position == kept.position)).scalar()
        return key, last, row

    nothing: tuple[str, int, str | None] = (ledger.identity.symbol, 0, None)
    mine, last, hash = ledger.ask(asked, nothing)
    if hash != kept.hash and kept.key and kept.key != mine:
        problems.error("CV936", None, theirs=kept.key, mine=mine)
    elif hash is None:
        problems.error("CV933", None, position=kept.position, known=last, when=kept.at or "?")
    elif hash != kept.hash:
        problems.error("CV934", None, position=kept.position, when=kept.at or "?")
    return hash == kept.hash
