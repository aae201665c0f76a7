"""Phát hành văn bản: who gets what by which way, in which state it is, and what a way of delivery must do.

The states are the ledger's whole vocabulary. Only :data:`DUE` is ever sent by itself; ``unknown`` never is: whether
the letter arrived is for a person to find out (NĐ 30/2020, Điều 17, 18).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal, Protocol

from congvan.problems import Span

Way = Literal["edxml", "email", "post"]
WAYS: tuple[Way, ...] = ("edxml", "email", "post")
"""Trục liên thông, thư điện tử, bưu điện: the order without ``channels``."""

State = Literal[
    "planned", "attempting", "accepted", "delivered", "deferred", "refused", "unknown", "bounced", "held", "cancelled"
]
STATES: tuple[State, ...] = (
    "planned",  # to be sent
    "attempting",  # a sender is at it, or died at it
    "accepted",  # the carrier has taken it over
    "delivered",  # the receiver has it
    "deferred",  # the carrier said: later
    "refused",  # the carrier said: never
    "unknown",  # sent to its end, and no answer came
    "bounced",  # taken over, then returned
    "held",  # kept back here: no address, too large, too many tries
    "cancelled",  # no longer to be sent
)
DUE: tuple[State, ...] = ("planned", "deferred")
Turn = tuple[int, int]
"""A row whose turn it is, by its id, and how often it had been tried when that was seen: one that somebody else has
tried since has a time of its own.
"""
HAVE: tuple[State, ...] = ("accepted", "delivered", "unknown", "attempting")
"""Whoever is in one of these may have the document: a recall goes to them."""
GOOD: tuple[State, ...] = ("accepted", "delivered", "cancelled")
BY_HAND: tuple[State, ...] = ("delivered", "accepted", "refused", "bounced", "held", "cancelled")
"""What a person may mark; going back to ``planned`` is ``--resend`` only."""
AGAIN: tuple[State, ...] = ("unknown", "refused", "bounced", "held", "deferred", "cancelled", "planned")
"""What a person may have sent again; whoever took it must be marked ``bounced`` first."""

Purpose = Literal["document", "recall"]
"""The document itself, or the notice that it is recalled (Điều 18.4)."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """The mail server. ``timeout`` in seconds, ``rate`` in messages a minute (0: no limit), ``size_limit`` in bytes."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str  # the address in From:
    span: Span
    username: str | None = None
    password_env: str | None = None
    ca: str | None = None  # PEM of a further authority to trust
    bounces: str | None = None  # where returned mail goes: the envelope's sender
    timeout: float = 60.0
    rate: int = 0
    size_limit: int = 20_000_000

    @property
    def here(self) -> bool:
        """Whether the server is on this machine: nobody stands in between."""
        return self.host.lower() in ("localhost", "::1") or bool(re.fullmatch(r"127(\.\d{1,3}){3}", self.host))


@dataclass(frozen=True, slots=True)
class Settings:
    """``delivery:`` of issuer.yaml. A deferred row is tried again after ``retry_after`` seconds, then ever later."""

    smtp: Smtp | None = None
    outbox: str | None = None  # folder for edXML files
    retry_after: float = 60.0
    retry_times: int = 12

    @property
    def sends(self) -> bool:
        """Whether the office sends by the program at all, not only on paper."""
        return self.smtp is not None or self.outbox is not None


LONGEST_WAIT = 4 * 3600.0
"""No delay between two tries grows beyond this many seconds."""


def wait_before(tries: int, first: float) -> float:
    """Seconds from try ``tries`` (from 1) to the next: twice as long each time, up to :data:`LONGEST_WAIT`."""
    return float(min(first * 2 ** min(tries - 1, 40), LONGEST_WAIT))


@dataclass(frozen=True, slots=True)
class Parcel:
    """One agency by one way: a row of the ledger before it is entered."""

    agency: str  # slug
    name: str
    way: Way
    addresses: tuple[str, ...]  # e-mail addresses, one code, or one postal address
    main: bool = True  # an addressee (Kính gửi), not only in Nơi nhận


@dataclass(frozen=True, slots=True)
class Plan:
    """What one circular's list comes to. ``by_hand`` are printed lines with no agency behind them."""

    parcels: tuple[Parcel, ...]
    by_hand: tuple[str, ...] = ()
    copies: int = 0  # bản giấy that Nơi nhận asks for


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row of the ledger. ``at`` and ``next_at`` are ISO 8601 in UTC."""

    id: int
    circular: str
    purpose: Purpose
    agency: str
    name: str
    way: Way
    addresses: tuple[str, ...]
    state: State
    attempts: int
    last_reply: str
    at: str
    next_at: str | None = None
    main: bool = True
    message_id: str = ""
    sha256: str = ""  # of the file sent last
    failed: tuple[str, ...] = ()  # addresses known not to take it
    owner: str = ""  # who is at it, or was

    @property
    def address(self) -> str:
        """The addresses as one text."""
        return ", ".join(self.addresses)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try, or one thing learnt later, with the exact words."""

    delivery: int
    number: int
    at: str
    state: State
    reply: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a carrier said to one parcel."""

    state: State
    reply: str
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """Who sends, until when others must believe that without seeing it, and which file goes out."""

    owner: str
    lease: timedelta
    sha256: str
    own: Mapping[str, str] = field(default_factory=dict)  # of whoever gets a file of its own, by agency

    def file(self, agency: str) -> str:
        """The SHA-256 of the file that an agency gets."""
        return self.own.get(agency, self.sha256)


@dataclass(frozen=True, slots=True)
class Done:
    """The result of one row, and when it is to be tried again."""

    delivery: Delivery
    outcome: Outcome
    next_at: str | None = None


Known = Mapping[tuple[int, int], Outcome | None]
"""What a dead sender's journal says, by row and attempt: how it ended, None where it only began."""


def stamp(moment: datetime) -> str:
    """A moment as the ledger keeps it: UTC, whole seconds, so that texts sort as times do."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes out: an ASCII name that every mail program can keep, its bytes, their SHA-256."""

    name: str
    title: str  # what it is, in Vietnamese
    data: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Own:
    """The files of one recipient's own copy, read when they are sent: a thousand are not kept in memory."""

    sha256: str  # of the main file
    size: int  # bytes of all
    read: Callable[[], tuple[File, ...]]


@dataclass(frozen=True, slots=True)
class Letter:
    """What every parcel of one run carries."""

    circular: str
    code: str  # 881/STTTT-TTr
    day: date | None
    title: str
    files: tuple[File, ...]
    purpose: Purpose = "document"
    reason: str = ""  # why it is recalled
    own: Mapping[str, Own] = field(default_factory=dict)  # by agency: whoever gets a copy of its own

    @property
    def sha256(self) -> str:
        """Of the main file, which stands in the ledger; "" for a notice without a file."""
        return self.files[0].sha256 if self.files else ""

    def files_for(self, agency: str) -> tuple[File, ...]:
        """What goes to one agency. Errors: MachineFault CV784 its copy was changed after it was looked at."""
        own = self.own.get(agency)
        return self.files if own is None else own.read()


class Halt(Exception):
    """The carrier itself fails (not one parcel): nothing was handed over, and going on makes no sense now."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = {k: str(v) for k, v in values.items()}


class Carrier(Protocol):
    """A way of delivery, opened before the first parcel. ``refusal`` says beforehand why a parcel can't go."""

    way: Way

    def open(self) -> None:
        """Reach the carrier. Errors: MachineFault, with nothing begun."""
        ...

    def refusal(self, parcel: Delivery) -> Outcome | None:
        """Why this one would not be taken, without trying; None where it may be tried."""
        ...

    def ready(self) -> None:
        """Reach it again if it went away, before the next intent is recorded. Errors: MachineFault, Halt."""
        ...

    def carry(self, parcel: Delivery, moment: datetime) -> Outcome:
        """Hand one parcel over. Never raises for what may have gone out: that is ``unknown``."""
        ...

    def close(self) -> None:
        """Say good-bye; never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Notice:
    """What a returned message or a status message says of a parcel. ``key`` finds the row."""

    key: str  # Message-ID, or the agency's code
    state: State
    reply: str
    address: str = ""
    circular_code: str = ""  # edXML: số và ký hiệu of the document spoken of
    day: date | None = None
    source: str = ""  # the file or message it was read from


@dataclass(frozen=True, slots=True)
class Answer:
    """Văn bản trả lời of one agency."""

    agency: str
    number: str
    day: date | None
    note: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Recall:
    """That a circular was recalled, why and when."""

    circular: str
    reason: str
    at: str
