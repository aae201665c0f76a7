"""LayoutSpec → DOCX through python-docx: named styles, real tables, real fields, the same lines as the PDF.

``writer`` makes paragraphs and tables; ``head``, ``front``, ``text`` and ``signature`` write the pieces of the page,
``pages`` the sections with their paper, numbers and feet.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, assert_never

from congvan.model.document import Document
from congvan.model.layout import (
    AddresseeSpec,
    ConfirmationSpec,
    HeadSpec,
    LayoutSpec,
    LinesSpec,
    Piece,
    RuleSpec,
    SectionSpec,
    SignatureSpec,
    TextSpec,
)
from congvan.model.rendered import Rendered
from congvan.render.html import created

if TYPE_CHECKING:
    from congvan.render.docx.writer import Writer

__all__ = ["render"]


def render(document: Document, spec: LayoutSpec) -> Rendered:
    """The finished DOCX."""
    from congvan.render.docx import pages
    from congvan.render.docx.saved import saved
    from congvan.render.docx.writer import Writer

    writer = Writer(spec)
    _properties(writer, document)
    for index, section in enumerate(spec.sections):
        if index == 0:
            _pieces(writer, section)
            pages.first(writer, section)
        else:
            pages.next_section(writer, section)
            _pieces(writer, section)
    writer.close()
    return Rendered.of(saved(writer.package))


def _pieces(writer: Writer, section: SectionSpec) -> None:
    from congvan.render.docx import first_guess

    before = set(writer.body)
    for piece in section.pieces:
        _piece(writer, piece, section.page.text_width)
    made = [node for node in writer.body if node not in before and not node.tag.endswith("}sectPr")]
    first_guess.mind(writer, made)


def _piece(writer: Writer, piece: Piece, width: float) -> None:
    """One piece of the page, placed after the last."""
    from congvan.render.docx import front, head, signature, text

    if isinstance(piece, HeadSpec):
        head.write(writer, piece)
    elif isinstance(piece, LinesSpec):
        writer.place(*writer.lines(piece.lines, piece.style, piece.before))
    elif isinstance(piece, RuleSpec):
        writer.place(writer.rule(piece.width, width))
    elif isinstance(piece, AddresseeSpec):
        front.addressees(writer, piece)
    elif isinstance(piece, TextSpec):
        text.write(writer, piece)
    elif isinstance(piece, SignatureSpec):
        signature.write(writer, piece)
    elif isinstance(piece, ConfirmationSpec):
        signature.confirmation(writer, piece)
    else:
        assert_never(piece)


def _properties(writer: Writer, document: Document) -> None:
    properties = writer.package.core_properties
    date = datetime.fromisoformat(created(document))
    properties.title = _property(document.title)
    properties.author = properties.last_modified_by = _property(document.author)
    properties.created = properties.modified = date
    properties.language = "vi-VN"
    properties.comments = properties.keywords = properties.subject = properties.category = ""
    properties.revision = 1


_PROPERTY = 255
"""Characters that a text among a package's properties may have, as python-docx and Word take it."""


def _property(text: str) -> str:
    """A long subject ends at a word, with an ellipsis; the page and the PDF's title have it whole."""
    return text if len(text) <= _PROPERTY else f"{text[: _PROPERTY - 1].rsplit(' ', 1)[0]}…"
