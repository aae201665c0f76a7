"""LayoutSpec: every measure and every pre-broken line of the parts around the body, in pt, decided once.

All lengths are whole twips (1/20 pt), because Word counts in them: a width that Word would round and CSS
would not is a line that breaks in two places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from congvan.model.document import Align, Picture, Run, Source, Table


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
    outline: int = 0  # level in Word's navigation, 0 for none


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

    @property
    def text_height(self) -> float:
        """Height of the text area of any page but the first."""
        return self.height - self.top - self.bottom


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
    """Ô 1 to 4, 5b and 10b: two columns; lines are broken here and nowhere else.

    ``number`` and ``place_date`` are empty where the document bears none (biên bản, an attached text).
    """

    left: float
    right: float
    parent: tuple[str, ...]
    issuer: tuple[str, ...]
    issuer_rule: float
    state_name: str
    motto: str
    motto_rule: float
    number: tuple[str, ...]  # before the gap or number, the number or gap, after
    place_date: tuple[str, ...]
    row_before: float
    subject: tuple[str, ...]
    urgency: BoxSpec | None
    urgency_before: float


@dataclass(frozen=True, slots=True)
class LinesSpec:
    """Centred lines of one style, broken here: tên loại, trích yếu, QUYẾT ĐỊNH:, the head of an annex.

    ``before`` is the space above the first, None for the style's own; ``heading`` marks it for readers that jump.
    """

    style: str
    lines: tuple[str, ...]
    before: float | None = None
    heading: bool = False
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """A line ``width`` pt long in the middle of the page's text."""

    width: float


@dataclass(frozen=True, slots=True)
class AddresseeSpec:
    """Ô 9a: ``single`` on the line of the label, or ``many`` with dashes at ``dash`` pt from the edge.

    ``centred``: the label stands in the middle, as on a công điện.
    """

    label: str
    centred: bool
    indent: float
    label_hang: float
    single: tuple[Run, ...] | None
    many: tuple[tuple[Run, ...], ...]
    dash: float
    dash_hang: float
    before: float


@dataclass(frozen=True, slots=True)
class SignerSpec:
    """Ô 7: ``leader`` is the one whose gap is the place of KyLanhDao."""

    authority: tuple[str, ...]
    gap: float
    names: tuple[str, ...]
    leader: bool


@dataclass(frozen=True, slots=True)
class RecipientsSpec:
    """Ô 9b: the label and its list."""

    label: str
    lines: tuple[tuple[Run, ...], ...]
    hang: float


@dataclass(frozen=True, slots=True)
class SignatureSpec:
    """Ô 7 and 9b: side by side, or two signatures with ``below`` under them."""

    left: float
    right: float
    before: float
    left_cell: SignerSpec | RecipientsSpec | None
    right_cell: SignerSpec
    below: RecipientsSpec | None = None

    @property
    def recipients(self) -> RecipientsSpec | None:
        """Wherever it stands."""
        return self.left_cell if isinstance(self.left_cell, RecipientsSpec) else self.below


@dataclass(frozen=True, slots=True)
class ConfirmationSpec:
    """What another agency confirms by hand: its words, and ``gap`` pt of room for signature and seal."""

    lines: tuple[str, ...]
    before: float
    gap: float


@dataclass(frozen=True, slots=True)
class ParagraphSpec:
    """One paragraph of a text: ``heading`` 1 to 4 for readers that jump, ``keep`` for one that goes with the next."""

    style: str
    runs: tuple[Run, ...]
    heading: int = 0
    keep: bool = False
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table and the widths of its columns, in pt; ``tall`` are the rows, from 0, that may end on another page,
    ``kept`` those after which no page ends, because a cell is joined with one below.
    """

    table: Table
    widths: tuple[float, ...]
    tall: frozenset[int] = frozenset()
    kept: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class PictureSpec:
    """A picture in the middle of its line, ``width`` pt wide and ``height`` pt high; ``foot`` pt of nothing under it,
    which Word can't do without; ``keep``: a caption follows.
    """

    picture: Picture
    width: float
    height: float
    foot: float
    keep: bool = False

    @property
    def source(self) -> Source | None:
        """Where it was typed."""
        return self.picture.source


TextPart = ParagraphSpec | TableSpec | PictureSpec


@dataclass(frozen=True, slots=True)
class TextSpec:
    """A text as it is printed, ``before_first`` pt under what stands above it."""

    parts: tuple[TextPart, ...]
    before_first: float


Piece = HeadSpec | LinesSpec | RuleSpec | AddresseeSpec | TextSpec | SignatureSpec | ConfirmationSpec


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A document of its own page numbers: the letter, each attached text, each annex. ``pieces`` from the top."""

    page: PageSpec
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class LayoutSpec:
    """All that a renderer needs to know besides the Document. The letter is the first of ``sections``."""

    font: str
    colour: str
    styles: Mapping[str, TextStyle]
    sections: tuple[SectionSpec, ...]
    circulation: BoxSpec | None
    foot: tuple[str, ...]
    rule_thickness: float
    rule_gap: float
    cell_padding: float
    foot_padding: float
    sources: Mapping[str, Source] = field(default_factory=dict)  # of the letter's parts: Parts.sources

    @property
    def page(self) -> PageSpec:
        """The letter's own."""
        return self.sections[0].page

    @property
    def head(self) -> HeadSpec:
        """The letter's head; an attached text has the same columns."""
        return next(p for p in self.sections[0].pieces if isinstance(p, HeadSpec))

    @property
    def addressees(self) -> AddresseeSpec | None:
        """The letter's ô 9a."""
        return next((p for p in self.sections[0].pieces if isinstance(p, AddresseeSpec)), None)

    @property
    def signature(self) -> SignatureSpec | None:
        """The letter's ô 7 and 9b."""
        return next((p for p in self.sections[0].pieces if isinstance(p, SignatureSpec)), None)

    @property
    def tabled_annex(self) -> bool:
        """Whether a table stands in an attached text or an annex."""
        return any(isinstance(part, TableSpec) for section in self.sections[1:] for part in _parts(section))

    @property
    def pictures(self) -> tuple[PictureSpec, ...]:
        """Every picture in it."""
        return tuple(part for section in self.sections for part in _parts(section) if isinstance(part, PictureSpec))

    @property
    def joined(self) -> bool:
        """Whether a table has rows that keep with the next."""
        return any(isinstance(part, TableSpec) and part.kept for section in self.sections for part in _parts(section))


def _parts(section: SectionSpec) -> Iterator[TextPart]:
    return (part for piece in section.pieces if isinstance(piece, TextSpec) for part in piece.parts)
