"""The parts of a letter, as they were recognised in a measured file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from congvan.conformance.measured import Measured, Para, Stroke
from congvan.standard.kinds import Kind


@dataclass
class Annex:
    """A phụ lục: its label line, then title and "(Kèm theo …)", then text."""

    label: Para
    title: list[Para] = field(default_factory=list)
    origin: list[Para] = field(default_factory=list)
    rest: list[Para] = field(default_factory=list)
    above: list[Para] = field(default_factory=list)  # what stands over its label, on its page


@dataclass
class Copy:
    """The copy block of a paper copy: its heading, the agency that copies, its number."""

    heading: Para
    paras: list[Para]
    rule: Stroke | None


@dataclass
class Parts:
    """Who stands where. ``None`` and empty lists: not found."""

    measured: Measured
    kind: Kind | None = None
    state: Para | None = None
    motto: Para | None = None
    parent: list[Para] = field(default_factory=list)
    issuer: list[Para] = field(default_factory=list)
    number: Para | None = None
    dated: Para | None = None
    subject: list[Para] = field(default_factory=list)
    kind_name: Para | None = None
    kind_subject: list[Para] = field(default_factory=list)
    marks: list[Para] = field(default_factory=list)  # ô 10b, ô 11
    to_label: Para | None = None
    to: list[Para] = field(default_factory=list)
    grounds: list[Para] = field(default_factory=list)
    body: list[Para] = field(default_factory=list)
    foot_label: Para | None = None
    recipients: list[Para] = field(default_factory=list)
    authority: list[Para] = field(default_factory=list)
    names: list[Para] = field(default_factory=list)
    strays: list[Para] = field(default_factory=list)  # an end mark that stands in the foot
    address: list[Para] = field(default_factory=list)
    annexes: list[Annex] = field(default_factory=list)
    copy: Copy | None = None
    attached: list[Para] = field(default_factory=list)  # a text that a decision issues, from its own head on

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


def date_in(text: str) -> date | None:
    """``ngày 14 tháng 5 năm 2024`` in a text → that day."""
    match = re.search(r"ngày\s*(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4})", text)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None
