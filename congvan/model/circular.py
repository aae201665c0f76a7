"""A circular with nothing left to look up: what :mod:`congvan.resolve` makes of a CircularSource."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, slots=True)
class Addressee:
    """One line of Kính gửi or Nơi nhận as printed, with the agencies behind it (none: a person must act)."""

    printed: str
    agencies: tuple[str, ...]
    article: int | None = None  # "Như Điều 3": the Điều that must be there
    span: Span | None = None


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
    faulty: bool = False  # a fault was found on the way: compose names the faults of the text, and makes nothing

    @property
    def id(self) -> str:
        """The path below ``circulars/`` without ``.yaml``."""
        return self.source.id
