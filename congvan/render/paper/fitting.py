"""Text into a room of fixed size: type shrinks, then words break, until every letter is inside; nothing is ever cut.

Lines are broken here, by the fonts' own advance widths, and printed as they are: what was measured is what is seen.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from congvan.model.length import Pt
from congvan.problems import Problems
from congvan.render.fonts import Fonts
from congvan.standard.paper import Type, paper
from congvan.text.names import glued, names_in

_SLACK = 0.5
"""pt kept free at the right: the printer rounds advances to its own units."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph of one look; ``ratio``: its size in parts of the block's; ``before``: lines of space above it.

    ``typed``: the text before it was put in capitals, in which its names are found.
    """

    text: str
    bold: bool = False
    italic: bool = False
    ratio: float = 1.0
    before: float = 0.0
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its text, look, size, and the top of its line box from the room's top. pt."""

    text: str
    bold: bool
    italic: bool
    size: Pt
    top: Pt
    height: Pt


@dataclass(frozen=True, slots=True)
class Block:
    """A text that fits: its lines and its height."""

    lines: tuple[Line, ...]
    height: Pt


def fit(pieces: Sequence[Piece], width: Pt, height: Pt, sizes: Type, fonts: Fonts) -> Block | None:
    """The largest setting of ``pieces`` inside ``width`` × ``height``, or None where even the least size is too large.

    A word is broken only where no size sets it whole.
    """
    for breaking in (False, True):
        size = sizes.use
        while size >= sizes.least:
            block = _set(pieces, width - _SLACK, size, fonts, breaking)
            if block is not None and block.height <= height:
                return block
            size -= paper().step
    return None


def printable(texts: Sequence[str], name: str, fonts: Fonts, problems: Problems) -> bool:
    """Whether the fonts have every letter. Errors: CV881, each character once."""
    missing = sorted(fonts.missing("".join(texts)) | {c for text in texts for c in text if _unseen(c)})
    for char in missing:
        problems.error("CV881", None, name=name, char="" if _unseen(char) else char, code=f"U+{ord(char):04X}")
    return not missing


def _unseen(char: str) -> bool:
    """Control characters and what turns the direction of a line: never part of a name."""
    return not char.isspace() and unicodedata.category(char) in ("Cc", "Cf", "Cs")


def _set(pieces: Sequence[Piece], width: float, size: float, fonts: Fonts, breaking: bool) -> Block | None:
    lines: list[Line] = []
    top = 0.0
    for piece in pieces:
        own = size * piece.ratio
        height = own * paper().line
        if lines and piece.text.strip():
            top += piece.before * height
        for text in _lines(piece, width, own, fonts):
            if fonts.width(text, own, bold=piece.bold, italic=piece.italic) > width:
                if not breaking:
                    return None
                parts = _broken(text, piece, width, own, fonts)
            else:
                parts = [text]
            for part in parts:
                lines.append(Line(part, piece.bold, piece.italic, Pt(own), Pt(top), Pt(height)))
                top += height
    return Block(tuple(lines), Pt(top))


def _lines(piece: Piece, width: float, size: float, fonts: Fonts) -> Iterator[str]:
    """Greedy lines that end inside no name; a word wider than the room makes a line of its own."""

    def measure(text: str) -> float:
        return fonts.width(text, size, bold=piece.bold, italic=piece.italic)

    words: list[str] = []
    for word in glued(piece.text.split(), names_in([piece.typed or piece.text])):
        words += [word] if measure(word) <= width else word.split()
    current = ""
    for word in words:
        longer = f"{current} {word}" if current else word
        if current and measure(longer) > width:
            yield current
            current = word
        else:
            current = longer
    if current:
        yield current


def _broken(text: str, piece: Piece, width: float, size: float, fonts: Fonts) -> list[str]:
    """A word too wide for any line, cut between letters; a mark stays with its letter."""
    parts = [""]
    for char in text:
        longer = parts[-1] + char
        fits = fonts.width(longer, size, bold=piece.bold, italic=piece.italic) <= width
        if fits or not parts[-1] or unicodedata.combining(char):
            parts[-1] = longer
        else:
            parts.append(char)
    return parts
