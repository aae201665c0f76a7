"""A Word file as it came in: plain values, without XML, that may cross processes.

Paragraphs are counted from 1 through the whole body of the file, those in tables and text boxes too, as ``inspect``
counts them: ``node``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text of one look."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or one line of it where hard breaks part it. ``centred``: it stands in the middle."""

    node: int
    runs: tuple[Stretch, ...]
    centred: bool = False
    again: bool = False  # goes on with the paragraph of the line before, after a hard break

    @property
    def text(self) -> str:
        """Its words, white space folded."""
        return " ".join("".join(run.text for run in self.runs).split())

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(run.bold for run in self.runs if run.text.strip())


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the grid: its lines, or which neighbour it belongs to (``<`` the left one, ``^`` the one above)."""

    lines: tuple[Line, ...] = ()
    joined: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of equal length. ``heads``: how many rows repeat on each page; ``aligns`` by column."""

    node: int
    rows: tuple[tuple[Cell, ...], ...]
    aligns: tuple[str, ...]
    nested: bool = False  # tables inside its cells were made text
    plain: bool = False  # without lines in the Word file
    odd: bool = False  # cells were parted whose joins made no rectangle
    heads: int = 1


Piece = Line | Grid


@dataclass(frozen=True, slots=True)
class Sheet:
    """An annex as recognised."""

    label: Line
    title: tuple[Line, ...]
    origin: tuple[Line, ...]
    body: tuple[Piece, ...]
    landscape: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """Something of the file that does not come in: ``what`` is a term of the messages, ``text`` its words."""

    what: str
    node: int
    text: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Letter:
    """One document of the file, part by part; what is empty was not found."""

    kind: str | None
    untold: str
    parent: str
    issuer: str
    number: str
    number_at: int
    dated: str
    day: date | None
    subject: tuple[Line, ...]
    title: Line | None
    marks: tuple[Line, ...]
    label: Line | None
    to: tuple[Line, ...]
    enacting: tuple[Line, ...]
    grounds: tuple[Line, ...]
    resolves: Line | None
    body: tuple[Piece, ...]
    copies: tuple[Line, ...]
    signatures: tuple[tuple[tuple[Line, ...], tuple[Line, ...]], ...]
    confirmed: tuple[Line, ...]
    address: tuple[Line, ...]
    annexes: tuple[Sheet, ...]
    attached: tuple[Letter, ...]
    left: tuple[Lost, ...] = ()
    places: dict[int, str] = field(default_factory=dict)  # node → head, flow, foot
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    """A paragraph as the independent reading has it: which one, its words in Unicode."""

    node: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordFile:
    """All of a file: its documents, every word of it read a second way, what is in it besides, fonts converted."""

    letters: tuple[Letter, ...]
    said: tuple[Said, ...]
    lost: tuple[Lost, ...]
    encodings: tuple[tuple[str, int], ...] = ()  # TCVN3 or VNI → stretches converted
    numbered: int = 0  # paragraphs whose number Word counted
