"""The layout of one copy → that of another that differs in its recipient's words only: what has such words is laid out
again, all else is the same object.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from congvan.model.document import Division, Document, Item, Paragraph, Picture, texts
from congvan.model.layout import AddresseeSpec, HeadSpec, LayoutSpec, ParagraphSpec, Piece, TextPart, TextSpec
from congvan.render.fonts import Fonts
from congvan.render.layout import head, pieces, text
from congvan.render.layout.setting import Setting
from congvan.standard import Standard
from congvan.text.names import Name, bare


@dataclass(frozen=True, slots=True)
class Held:
    """Which parts of a letter have its recipient's words: V/v, Kính gửi, blocks of the body."""

    subject: bool
    addressees: bool
    blocks: tuple[int, ...]


class Still:
    """What copies have in common around their body. It is broken alike as long as no name that only some of them have
    stands in it.
    """

    def __init__(self, document: Document, held: Held) -> None:
        parts = document.parts
        if held.subject:
            parts = replace(parts, subject=())
        if held.addressees:
            parts = replace(parts, addressees=())
        said = texts(replace(document, title="", recipient="", body=(), parts=parts))
        kept = (" ".join(bare(word) or word for word in text.split()) for text in said)
        self.text = f" {' | '.join(kept)} ".casefold()

    def stirred(self, names: frozenset[Name]) -> bool:
        """Whether one of ``names`` stands in it."""
        return any(f" {' '.join(name)} " in self.text for name in names)


class Again:
    """Copies of one kind, laid out one after the other. ``spec`` is the layout of ``document``, one of them."""

    def __init__(self, document: Document, spec: LayoutSpec, held: Held, standard: Standard, fonts: Fonts) -> None:
        self.spec, self.held = spec, held
        self.setting = Setting(standard, fonts, document.names)
        self.pieces = list(spec.sections[0].pieces)
        self.names = document.names
        self.body = max((i for i, piece in enumerate(self.pieces) if isinstance(piece, TextSpec)), default=-1)
        self.parts = self._unkept(document)
        self.at = _places(document)
        self.still = Still(document, held)

    @property
    def able(self) -> bool:
        """Whether every place of their words is known here."""
        held, parts, at = self.held, self.parts, self.at
        return (
            not (held.subject and not self.spec.head.subject)
            and not (held.addressees and self.spec.addressees is None)
            and sum(isinstance(piece, TextSpec) for piece in self.pieces) == 1
            and (at[-1] + 1 if at else 0) <= len(parts)
            and all(isinstance(parts[at[block]], ParagraphSpec) for block in held.blocks)
        )

    @property
    def places(self) -> tuple[int, ...]:
        """Which parts of the running text have their words."""
        return tuple(self.at[block] for block in self.held.blocks)

    def _unkept(self, document: Document) -> list[TextPart]:
        """The parts of the body as they are before the last of them keep with the signature."""
        piece = self.pieces[self.body]
        parts = list(piece.parts) if isinstance(piece, TextSpec) else []
        for block, at in zip(document.body, _places(document), strict=True):
            part = parts[at] if at < len(parts) else None
            if isinstance(part, ParagraphSpec) and part.keep and isinstance(block, Paragraph | Item):
                parts[at] = replace(part, keep=False)
        return parts

    def lay_out(self, document: Document) -> LayoutSpec | None:
        """The layout of another copy; None where more of it changes than its own words."""
        if self.still.stirred(document.names ^ self.names):
            return None
        setting, held = self.setting, self.held
        setting.names = document.names
        section = self.spec.sections[0]
        made: list[Piece] = list(self.pieces)
        width = section.page.text_width
        for index, piece in enumerate(made):
            if isinstance(piece, HeadSpec) and held.subject:
                made[index] = self._head(document, piece, width)
            elif isinstance(piece, AddresseeSpec) and held.addressees:
                made[index] = pieces.addressees(document.parts, width, setting)[0]
            elif isinstance(piece, TextSpec) and index == self.body and held.blocks:
                made[index] = self._text(document, piece, width)
        return replace(self.spec, sections=(replace(section, pieces=tuple(made)), *self.spec.sections[1:]))

    def _head(self, document: Document, piece: HeadSpec, width: float) -> HeadSpec:
        parts, setting = document.parts, self.setting
        left = head.left(parts, width, setting)
        if left != piece.left:
            return head.of(parts, width, setting)
        return replace(piece, subject=setting.lines(parts.subject, left, "subject"))

    def _text(self, document: Document, piece: TextSpec, width: float) -> TextSpec:
        parts = list(self.parts)
        for block in self.held.blocks:
            parts[self.at[block]] = text.paragraph(document.body[block], width, self.setting)
        return replace(piece, parts=text.kept(parts, width, self.setting))


def _places(document: Document) -> list[int]:
    """The first part of each block: a caption and a title are parts of their own."""
    found, at = [], 0
    for block in document.body:
        found.append(at)
        more = (isinstance(block, Picture) and block.caption) or (isinstance(block, Division) and block.runs)
        at += 2 if more else 1
    return found
