"""A circular with nothing left to look up: what :mod:`congvan.resolve` makes of a CircularSource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from congvan.model.document import Source
from congvan.model.reach import Reached
from congvan.model.source import CircularSource, DocumentType, Issuer, Signer, Unit
from congvan.problems import Span


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier document, complete. ``type_name`` is tên loại ("Công văn"); a law has a ``name`` and no number."""

    key: str
    type_name: str
    number: str | None  # "720/STTTT-TTr"
    date: date | None
    issuer: str | None
    subject: str | None
    name: str | None
    code: str | None = None  # mã định danh of who issued it


@dataclass(frozen=True, slots=True)
class Addressee:
    """One line of Kính gửi or Nơi nhận as printed, with the agencies behind it (none: a person must act)."""

    printed: str
    behind: tuple[Reached, ...] = ()
    article: int | None = None  # "Như Điều 3": the Điều that must be there
    span: Span | None = None
    above: bool = False  # "Như trên": the addressees, who stand in Kính gửi already
    names: bool = True  # whether what is printed names an agency or a group; "Như Điều 3" and a text don't
    source: Source | None = field(default=None, compare=False)  # which entry of ``to`` or ``copies``

    @property
    def agencies(self) -> tuple[str, ...]:
        """Their slugs."""
        return tuple(one.slug for one in self.behind)

    @property
    def by_hand(self) -> bool:
        """Whether nobody of recipients.yaml stands behind it: a person must act."""
        return not self.behind and not self.above

    @property
    def unreached(self) -> bool:
        """ "Như Điều 3" of which the program does not know whom that Điều names."""
        return self.article is not None and not self.behind

    @property
    def whom(self) -> tuple[str, ...]:
        """What the register says of it (PL IV, column 5): the agencies where "Như Điều 3" stands for them."""
        names = tuple(one.name for one in self.behind)
        if self.names or not names:
            return (self.printed,)
        return names if self.article is not None else (f"{self.printed}: {', '.join(names)}",)


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient of a copy of its own: ``key`` names its files; ``fields`` are its columns, or the keys of its entry
    in recipients.yaml, "" where nothing stands there. ``agency``: whether recipients.yaml knows it by ``key``.
    """

    key: str
    name: str
    address: str
    email: tuple[str, ...]
    fields: Mapping[str, str]
    span: Span
    printed: str = ""  # its line in Kính gửi, "" for its name
    agency: bool = False


@dataclass(frozen=True, slots=True)
class Circular:
    """Everything known; ``symbol`` is ký hiệu (``STTTT-TTr``), ``number`` is ``None`` until it is issued."""

    source: CircularSource
    kind: DocumentType
    issuer: Issuer
    unit: Unit | None
    signer: Signer
    number: int | None
    symbol: str
    date: date | None
    references: Mapping[str, Reference]
    follows: Reference | None
    to: tuple[Addressee, ...]
    copies: tuple[Addressee, ...]  # "Như trên" included where it stands; the archive line is not
    archive_line: str  # "Lưu: VT, Thanh tra." — without its dash, with its full stop
    attached: tuple[DocumentType, ...] = ()  # the kinds of the texts it issues, one for each
    recipients: tuple[Recipient, ...] = ()  # who gets a copy of its own
    recipient: Recipient | None = None  # whose copy this is; None: the letter, or the model of all copies
    faulty: bool = False  # a fault was found on the way: compose names the faults of the text, and makes nothing

    @property
    def id(self) -> str:
        """The path below ``circulars/`` without ``.yaml``."""
        return self.source.id
