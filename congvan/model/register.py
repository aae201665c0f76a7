"""Sổ đăng ký văn bản đi: what an entry is, and the protocol that every register keeps (NĐ 30/2020, Điều 15, 16).

The only implementation is :mod:`congvan.register` (SQLAlchemy: SQLite or PostgreSQL); stages that need to look
something up get it through the protocols here and import nothing of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

State = Literal["issued", "reserved", "void"]
"""``reserved``: set aside on paper; ``void``: spoiled, with its reason. No number is ever deleted."""

Day = date
"""A date, under a name that no field has."""

RelationKind = Literal["replies", "follows", "corrects", "replaces", "recalls", "cites"]
REPLIES: RelationKind = "replies"
"""The one relation whose target is never in the register: another agency's letter."""
UNDOING: tuple[RelationKind, ...] = ("recalls", "replaces", "corrects")
"""What makes a document that cites the target suspect, the gravest first."""

_CODE = re.compile(r"(\d{1,6})\s*/\s*(\S+)\Z")

COMMON = "chung"
"""The sequence of all kinds that ``numbering:`` does not name."""
COPIES = "ban-sao"
"""The one sequence of all copies of an agency (PL I.II.II.1c)."""

SYMBOL_MOST = 100
SIGNER_MOST = 200
"""So many letters a symbol and a signer's name may have."""


def symbol_key(symbol: str) -> str:
    """Ký hiệu for comparison: NFC, no case, no spaces."""
    return "".join(unicodedata.normalize("NFC", symbol).casefold().split())


@dataclass(frozen=True, slots=True)
class Code:
    """Số và ký hiệu: ``98/SKHCN-CĐS`` is number 98 of symbol ``SKHCN-CĐS``. Below 10 a zero is printed before it."""

    number: int
    symbol: str

    @classmethod
    def parse(cls, text: str, *, alone: bool = False) -> Code | None:
        """``720/STTTT-TTr`` as a person types it, and with ``alone`` also ``720``; None where it is neither."""
        bare = text.strip()
        if alone and bare.isdecimal() and len(bare) <= 6:
            return cls(int(bare), "")
        found = _CODE.match(unicodedata.normalize("NFC", bare))
        return cls(int(found[1]), found[2]) if found else None

    def __str__(self) -> str:
        return f"{self.number:02d}/{self.symbol}" if self.symbol else f"{self.number:02d}"


@dataclass(frozen=True, slots=True)
class Relation:
    """One document points at another: ``code`` and ``year`` name the target, in the register or not."""

    kind: RelationKind
    code: Code
    year: int


@dataclass(frozen=True, slots=True)
class Frozen:
    """The text as issued: canonical JSON of what is printed, its SHA-256 (hex), and the YAML file it came from."""

    text: str
    sha256: str
    source: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What is entered beside number and date. ``subject`` is one line without "V/v", with "(lần 2)" at its end."""

    type: str  # slug of the kind
    type_name: str  # "Công văn"
    symbol: str
    subject: str
    edition: int | None = None
    unit: str | None = None
    signer: str = ""
    signer_title: str = ""
    to: tuple[str, ...] = ()  # Kính gửi as printed; agencies by name where a line only points at them
    copies: tuple[str, ...] = ()  # Nơi nhận likewise, the archive line not among them
    archive: str = ""  # đơn vị, người nhận bản lưu: "VT, Thanh tra"
    amount: int | None = None  # số lượng bản
    note: str = ""
    circular: str | None = None  # id in the workspace
    origin: str = "issue"  # issue | adopt (the file bore its number) | import | reserve | void
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the register. ``date`` is None for a number set aside or spoiled before it was used."""

    id: int
    year: int
    sequence: str
    number: int
    state: State
    date: Day | None
    draft: Draft
    sha256: str | None  # of the frozen text; None where it was entered without one
    reason: str = ""
    sent: Day | None = None  # ngày chuyển
    recorded_at: str = ""  # ISO 8601, UTC
    recalled: str | None = None  # why the command ``recall`` took it back (Điều 18.4); None: it did not
    recalled_at: str = ""  # ISO 8601, UTC

    @property
    def code(self) -> Code:
        """Số và ký hiệu."""
        return Code(self.number, self.draft.symbol)

    @property
    def symbol(self) -> str:
        """Ký hiệu."""
        return self.draft.symbol

    @property
    def circular(self) -> str | None:
        """The id in the workspace, None for what was imported, set aside or spoiled."""
        return self.draft.circular

    @property
    def signer(self) -> str:
        """Họ tên người ký."""
        return self.draft.signer


SIGNING = frozenset(("sign", "bring"))
"""Rows of the audit log that tell of a signed file: by a key that was opened here, or brought from another tool."""
OF_FILES = SIGNING | {"copy"}
"""Rows of the audit log that tell of a file, and of no change of the entry that they name."""


@dataclass(frozen=True, slots=True)
class Logged:
    """A row of the audit log: what was done, when (ISO 8601, UTC) and by whom; None: that was not kept then. ``role``
    and ``session``: "" from the command line. ``sha256``: of the file, where it tells of a signed one.
    """

    position: int
    at: str
    kind: str
    actor: str | None
    role: str = ""
    session: str = ""
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Acted(Logged):
    """What somebody did that changes no line of the register: ``kind`` without its "act.", hashes (SHA-256, hex) of
    text or file before and after, and what else is told.
    """

    before: str = ""
    after: str = ""
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counter:
    """Where a sequence stands: the highest number issued in the year, and its date."""

    number: int
    date: date | None


@dataclass(frozen=True, slots=True)
class Filter:
    """What ``register list``, ``page`` and ``export`` choose by; None: no restriction. ``words``: every one of them,
    with or without its marks, as in a search.
    """

    year: int | None = None
    since: date | None = None
    until: date | None = None
    type: str | None = None
    sequence: str | None = None
    state: State | Literal["recalled"] | None = None
    limit: int | None = None
    unit: str | None = None
    signer: str | None = None
    words: str | None = None


class Lookup(Protocol):
    """What a stage may ask of a register while it checks one circular."""

    def entry_of(self, circular: str) -> Entry | None:
        """The entry of a circular of the workspace by its id; a spoiled number counts no more."""
        ...

    def find(self, code: Code, year: int | None = None) -> Sequence[Entry]:
        """Every entry of that number and symbol, the latest year first."""
        ...

    def pointing_at(self, code: Code, year: int) -> Sequence[tuple[Relation, Entry]]:
        """The issued documents that follow, correct, replace, recall or cite it, in the order of their entry."""
        ...

    def replies_to(self, code: Code, year: int | None) -> Sequence[tuple[Relation, Entry]]:
        """The issued documents that answer another agency's letter of that code, of any year or of one."""
        ...


class Register(Lookup, Protocol):
    """A register open for reading; writing goes through :class:`congvan.register.Ledger`."""

    def copies_of(self, entry: Entry) -> Collection[str]:
        """The ids of files that were seen to be copies of an issued circular's."""
        ...

    def alike(self, type: str, subject: str) -> Sequence[Entry]:
        """The issued circulars of a kind with this very subject, the newest first."""
        ...

    def frozen(self, entry: Entry) -> Frozen | None:
        """The text as issued, None where none was frozen."""
        ...

    def relations(self, entry: Entry) -> Sequence[Relation]:
        """What the document itself points at."""
        ...

    def list(self, wanted: Filter) -> Sequence[Entry]:
        """Entries in the order of year, sequence and number."""
        ...

    def search(self, words: str, limit: int) -> Sequence[Entry]:
        """Entries that hold every word, marks and capitals aside, the newest first."""
        ...

    def close(self) -> None:
        """Let go of the database; a later question opens it again."""
        ...


class Transaction(Lookup, Protocol):
    """One atomic change. Other parts of the program that write beside the register take part through it."""

    def append(self, kind: str, payload: Mapping[str, object], entry: int | None = None) -> str:
        """Add a row to the audit log; it becomes real with the caller's transaction. Gives its hash."""
        ...
