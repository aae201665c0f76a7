"""What the readers measure in a finished file, whatever wrote it: the one model that the rules look at.

Lengths are in pt, places in pt from the page's upper left corner. ``None`` always means "this format does not say",
never "zero".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Literal

Align = Literal["left", "center", "right", "justify"]


class Column(StrEnum):
    """Where a paragraph stands across the page."""

    FULL = "full"
    LEFT = "left"
    RIGHT = "right"
    TABLE = "table"  # a cell of a table with visible lines: content, not layout


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on a page (from 1); ``top`` < ``bottom``."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    def joined(self, other: Place) -> Place:
        """The smallest rectangle around both, on this one's page."""
        return Place(
            self.page,
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one look. ``size`` in pt, ``colour`` as RRGGBB, ``font`` the family as the file names it.

    ``note``: no text, but the place of a mark that leads to a footnote.
    """

    text: str
    font: str
    size: float
    bold: bool = False
    italic: bool = False
    underline: bool = False
    colour: str = "000000"
    note: bool = False


@dataclass(frozen=True, slots=True)
class Stroke:
    """A horizontal rule. ``drawn`` says how it was made: a line, or characters that look like one."""

    length: float
    drawn: Literal["line", "underline", "underscores", "dashes"] = "line"
    solid: bool = True
    place: Place | None = None
    centre: float | None = None  # from the page's left edge


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of lines around a paragraph."""

    width: float | None
    height: float | None
    colour: str
    lines: int = 1  # 2: a double line


@dataclass(frozen=True)
class Para:
    """A paragraph. ``row`` is equal for those on one line of the page (one baseline, one table row).

    ``before`` is the space above it, ``spacing`` its line spacing as a multiple of the font's natural line.
    """

    index: int
    pieces: tuple[Piece, ...]
    column: Column = Column.FULL
    row: int = 0
    cell: int = 0  # paragraphs of one table cell, text box or page column share it
    place: Place | None = None
    lines: tuple[Place, ...] = ()
    sheet: int = 0
    align: Align | None = None
    first_line: float | None = None
    left: float | None = None
    before: float | None = None
    spacing: float | None = None
    rule: Stroke | None = None
    frame: Frame | None = None
    level: float | None = None  # where its last line ends on the page, reckoned, for floating text in a DOCX
    raw: str = ""  # the text before NFC, where it differs
    widths: tuple[float, ...] = ()  # of its printed lines, reckoned, in a DOCX
    typed: bool = False  # put in its column with spaces or tabs
    node: int = 0  # which paragraph of the file's body, from 1 (DOCX); 0: the format has none

    @cached_property
    def text(self) -> str:
        """The words, white space folded, NFC."""
        return " ".join("".join(p.text for p in self.pieces).split())

    @cached_property
    def notes(self) -> tuple[int, ...]:
        """After how many characters of ``text`` marks lead to footnotes."""
        before, found = "", []
        for piece in self.pieces:
            before += piece.text
            if piece.note:
                found.append(len(" ".join(before.split())))
        return tuple(found)

    @cached_property
    def letters(self) -> tuple[Piece, ...]:
        """The pieces that show something."""
        return tuple(p for p in self.pieces if p.text.strip())

    @property
    def size(self) -> float:
        """The size in pt that most of its letters have; 0 without letters."""
        count: dict[float, int] = {}
        for piece in self.letters:
            count[piece.size] = count.get(piece.size, 0) + len(piece.text.strip())
        return max(count, key=lambda s: count[s]) if count else 0.0

    def share(self, look: Literal["bold", "italic", "underline"]) -> float:
        """The share of letters, 0 to 1, that have this look."""
        total = sum(len(p.text.strip()) for p in self.letters)
        has = sum(len(p.text.strip()) for p in self.letters if getattr(p, look))
        return has / total if total else 0.0

    @property
    def bold(self) -> bool:
        """Whether it is set bold as a whole (a mark or a space that is not does not count)."""
        return self.share("bold") > 0.9

    @property
    def italic(self) -> bool:
        """Whether it is set italic as a whole."""
        return self.share("italic") > 0.9

    @property
    def page(self) -> int | None:
        """The page it begins on, where the format says so."""
        return self.place.page if self.place else None


@dataclass(frozen=True, slots=True)
class Folio:
    """A page number: where it is printed and how. ``number`` is what it says, where known."""

    edge: Literal["top", "bottom"]
    align: Align | None
    size: float
    upright: bool
    number: int | None = None
    place: Place | None = None
    plain: bool = True  # the number alone, without "Trang" or dashes


@dataclass(frozen=True, slots=True)
class Edge:
    """A margin: ``value`` in pt, or bounds where the page only shows that it lies between them."""

    low: float
    high: float

    @staticmethod
    def exact(value: float) -> Edge:
        """A margin that the file states."""
        return Edge(value, value)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page (PDF) or a section (DOCX). ``page`` is its first page; a section that has later pages has ``many``."""

    index: int
    page: int | None
    width: float
    height: float
    left: Edge | None
    right: Edge | None
    top: Edge | None
    bottom: Edge | None
    folio: Folio | None = None  # on pages after its first one (DOCX), on this page (PDF)
    first_folio: Folio | None = None  # on its first page (DOCX); None in PDF, where each page is a sheet
    restarts: bool = False  # numbering begins anew here (DOCX)
    has_table: bool = False


@dataclass(frozen=True)
class Measured:
    """A whole file. ``pages`` is the number of pages, None where only a word processor could tell."""

    format: Literal["pdf", "docx"]
    sheets: tuple[Sheet, ...]
    paras: tuple[Para, ...]
    pages: int | None
    mirrored: bool = False
    strokes: tuple[Stroke, ...] = ()  # rules that stand under no line of text
    copy_line: tuple[Para, ...] = ()  # the stamp of an electronic copy, where it is none of the paragraphs
    scanned: bool = False  # pictures of pages: nothing but ``copy_line`` can be judged
