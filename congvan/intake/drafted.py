"""A circular that is being made of a letter, and what of the office it is matched with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from congvan.intake import forms, matching
from congvan.intake.markdown import Block
from congvan.intake.matching import Archive, Book
from congvan.intake.model import Letter, Piece
from congvan.intake.yaml_sheet import YamlSheet
from congvan.model.source import DocumentType, Issuer
from congvan.model.wording import Wording


@dataclass(frozen=True, slots=True)
class Office:
    """What of an agency a letter is matched with. ``taken``: whether the register has that code in that year."""

    issuer: Issuer
    book: Book
    kind_of: Callable[[str], DocumentType | None]
    wording: Wording
    taken: Callable[[str, int], bool]
    schema: str


@dataclass
class Draft:
    """A circular being made of one letter; ``nodes``: line of the sheet → paragraph of the Word file."""

    letter: Letter
    kind: DocumentType
    office: Office
    sheet: YamlSheet = field(default_factory=YamlSheet)
    nodes: dict[int, int] = field(default_factory=dict)
    archive: Archive | None = None
    copies: list[tuple[str, int]] = field(default_factory=list)
    filled: forms.Filled = field(default_factory=forms.Filled)
    body: list[Piece] = field(default_factory=list)
    signer: matching.Signing = field(default_factory=matching.Signing)

    def text(self, name: str, made: Sequence[Block], at: str = "", indent: str = "") -> None:
        """A text of several blocks, each with its paragraph."""
        begin = len(self.sheet.lines)
        self.sheet.text(name, [b.text for b in made], at, indent)
        line = begin + 1
        for block in made:
            count = block.text.count("\n") + 1
            self.nodes |= dict.fromkeys(range(line, line + count), block.node)
            line += count + 1
