"""The parts of a letter, as they were recognised in a measured file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from congvan.conformance.measured import Measured, Para, Stroke
from congvan.standard.kinds import Kind, kinds


@dataclass
class Annex:
    """A phụ lục: its label line, then title and "(Kèm theo …)", then text."""

    label: Para
    title: list[Para] = field(default_factory=list)
    origin: list[Para] = field(default_factory=list)
    rest: list[Para] = field(default_factory=list)
    above: list[Para] = field(default_factory=list)  # what stands over its label, on its page


@dataclass
class Signature:
    """Who signs in one column: the lines of post and authority (ô 7a), then posts and name above the line (7b)."""

    posts: list[Para] = field(default_factory=list)
    names: list[Para] = field(default_factory=list)


@dataclass(frozen=True)
class Agency:
    """What an agency says of itself: its name, its symbol, those of its units and fields (PL I, I.II.3b)."""

    name: str
    symbol: str
    units: frozenset[str]


@dataclass
class Copy:
    """The block of a paper copy (Mẫu 3.1): its heading, the rule above it, and its parts as those of a letter."""

    heading: Para
    parts: Parts
    rule: Stroke | None


@dataclass
class Parts:
    """Who stands where in one document. ``None`` and empty lists: not found."""

    measured: Measured
    kind: Kind | None = None
    known: Mapping[str, Kind] = field(default_factory=kinds)
    agency: Agency | None = None
    absent: str = ""  # why the file has no main document, a key of unjudged.yaml
    state: Para | None = None
    motto: Para | None = None
    parent: list[Para] = field(default_factory=list)
    issuer: list[Para] = field(default_factory=list)
    number: Para | None = None
    dated: Para | None = None
    subject: list[Para] = field(default_factory=list)
    kind_name: Para | None = None
    kind_subject: list[Para] = field(default_factory=list)
    origin: list[Para] = field(default_factory=list)  # "(Kèm theo Quyết định số …)" of an attached text
    marks: list[Para] = field(default_factory=list)  # ô 10b, ô 11
    signed: list[Para] = field(default_factory=list)  # ô 14: the line of a digital signature, top right
    to_label: Para | None = None
    to: list[Para] = field(default_factory=list)
    call: Para | None = None  # "… điện:", "… trân trọng kính mời: …"
    enacting: list[Para] = field(default_factory=list)  # thẩm quyền ban hành
    grounds: list[Para] = field(default_factory=list)
    resolves: Para | None = None  # "QUYẾT ĐỊNH:"
    body: list[Para] = field(default_factory=list)
    foot_label: Para | None = None
    recipients: list[Para] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)
    confirmed: list[Para] = field(default_factory=list)  # under a giấy nghỉ phép: "Xác nhận của …"
    strays: list[Para] = field(default_factory=list)  # an end mark that stands in the foot
    address: list[Para] = field(default_factory=list)
    annexes: list[Annex] = field(default_factory=list)
    attached: list[Parts] = field(default_factory=list)  # texts that a decision issues (Mẫu 1.3)
    copies: list[Copy] = field(default_factory=list)

    @property
    def authority(self) -> list[Para]:
        """Every line of post and authority, whoever signs."""
        return [p for s in self.signatures for p in s.posts]

    @property
    def names(self) -> list[Para]:
        """Every line under the signatures."""
        return [p for s in self.signatures for p in s.names]

    @property
    def every_annex(self) -> list[Annex]:
        """The annexes of the document, then those of the texts attached to it."""
        return [*self.annexes, *(a for text in self.attached for a in text.annexes)]

    @property
    def paras(self) -> list[Para]:
        """All that was recognised as a part of this document's head."""
        single = [self.state, self.motto, self.number, self.dated, self.kind_name]
        many = [*self.parent, *self.issuer, *self.subject, *self.kind_subject, *self.origin, *self.marks, *self.signed]
        return [p for p in (*single, *many) if p is not None]

    @property
    def issued(self) -> date | None:
        """The date in the head, where it is whole and one that exists."""
        return date_in(self.dated.text) if self.dated else None

    @property
    def code(self) -> str:
        """What stands after the slash of the number line: ``STTTT-TTr``."""
        text = self.number.text if self.number else ""
        return text.partition("/")[2].strip()

    @property
    def annual(self) -> str:
        """What stands before the slash: ``881``, ``""`` where it is a gap."""
        match = re.match(r"(?i)số\s*[:.]?\s*([^/]*)", self.number.text if self.number else "")
        return match[1].strip(" .…_") if match else ""


_CLOSED = re.compile(r"(?:\./|[…!?]\s*/)\.$")


def closed(text: str) -> bool:
    """Whether a text ends with the end mark; after "…", "!" and "?" its first stop is left out."""
    return bool(_CLOSED.search(text.rstrip()))


def date_in(text: str) -> date | None:
    """``ngày 14 tháng 5 năm 2024`` in a text → that day."""
    match = re.search(r"ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", text)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None
