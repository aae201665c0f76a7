"""LayoutSpec: every measure and every pre-broken line of the parts around the body, in pt, decided once.

All lengths are whole twips (1/20 pt), because Word counts in them: a width that Word would round and CSS
would not is a line that breaks in two places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from congvan.model.document import Align, Block


@dataclass(frozen=True, slots=True)
class TextStyle:
    """One named style: ``line`` is the exact height of a line, ``before`` the space above a paragraph."""

    word: str
    size: float
    line: float
    bold: bool
    italic: bool
    caps: bool
    align: Align
    before: float
    first_line: float = 0.0
    keep_next: bool = False


@dataclass(frozen=True, slots=True)
class PageSpec:
    """Paper and margins of one orientation."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float
    number_top: float
    first_foot: float = 0.0  # height of ô 13 inside the text area of page 1

    @property
    def text_width(self) -> float:
        """Width of the text area."""
        return self.width - self.left - self.right


@dataclass(frozen=True, slots=True)
class BoxSpec:
    """A frame with one line of capitals (ô 10b, ô 11)."""

    text: str
    width: float
    height: float
    style: str
    colour: str


@dataclass(frozen=True, slots=True)
class HeadSpec:
    """Ô 1 to 5 and 10b: two columns; lines are broken here and nowhere else."""

    left: float
    right: float
    parent: tuple[str, ...]
    issuer: tuple[str, ...]
    issuer_rule: float
    state_name: str
    motto: str
    motto_rule: float
    number: tuple[str, str, str]  # before the gap or number, the number or gap, after
    place_date: tuple[str, ...]
    row_before: float
    subject: tuple[str, ...]
    urgency: BoxSpec | None
    urgency_before: float


@dataclass(frozen=True, slots=True)
class TitleSpec:
    """Ô 5a: tên loại, trích yếu and the rule, for named kinds."""

    name: str
    subject: tuple[str, ...]
    rule: float
    before: float


@dataclass(frozen=True, slots=True)
class AddresseeSpec:
    """Ô 9a: ``single`` on the line of the label, or ``many`` with dashes at ``dash`` pt from the edge."""

    label: str
    indent: float
    label_hang: float
    single: str | None
    many: tuple[str, ...]
    dash: float
    dash_hang: float
    before: float


@dataclass(frozen=True, slots=True)
class SignatureSpec:
    """Ô 7 and 9b side by side."""

    left: float
    right: float
    before: float
    label: str
    recipients: tuple[str, ...]
    recipient_hang: float
    authority: tuple[str, ...]
    gap: float
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """Column widths of the n-th table of a text, in pt."""

    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TextSpec:
    """A run of blocks with what the layout adds: table widths by block index, blocks that keep with the next."""

    blocks: tuple[Block, ...]
    tables: Mapping[int, TableSpec]
    keep_next: frozenset[int]
    before_first: float


@dataclass(frozen=True, slots=True)
class AnnexSpec:
    """One annex: its page, its pre-broken head and its text."""

    page: PageSpec
    label: str
    title: tuple[str, ...]
    origin: tuple[str, ...]
    rule: float
    text: TextSpec


@dataclass(frozen=True, slots=True)
class LayoutSpec:
    """All that a renderer needs to know besides the Document."""

    page: PageSpec
    font: str
    colour: str
    styles: Mapping[str, TextStyle]
    head: HeadSpec
    title: TitleSpec | None
    addressees: AddresseeSpec | None
    text: TextSpec
    signature: SignatureSpec
    annexes: tuple[AnnexSpec, ...]
    circulation: BoxSpec | None
    foot: tuple[str, ...]
    rule_thickness: float
    rule_gap: float
    cell_padding: float
    foot_padding: float
