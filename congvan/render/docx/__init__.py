"""LayoutSpec → DOCX through python-docx: named styles, real tables, real fields, the same lines as the PDF.

``prepared`` is the package without the words, with the sections of ``pages``: their paper, numbers and feet;
``writer`` makes paragraphs and tables; ``head``, ``front``, ``text`` and ``signature`` write the pieces of the page.
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

__all__ = ["load", "render"]


def load() -> None:
    """Import python-docx, and all that writes with it."""
    from congvan.render.docx import prepared  # noqa: F401


def render(document: Document, spec: LayoutSpec) -> Rendered:
    """The finished DOCX."""
    from congvan.render.docx.prepared import DOCUMENT, PROPERTIES, prepared
    from congvan.render.docx.saved import Packed, saved
    from congvan.render.docx.writer import Writer

    package = prepared(spec)
    writer = Writer(spec, package.ids, package.drawings)
    for index, section in enumerate(spec.sections):
        if index:
            writer.end_section(package.sections[index - 1])
        _pieces(writer, section)
    writer.close()
    words = {
        DOCUMENT: package.document("".join(block.xml for block in writer.body)),
        PROPERTIES: package.told(
            _property(document.title), _property(document.author), datetime.fromisoformat(created(document))
        ),
    }
    return Rendered.of(saved({**package.parts, **{name: Packed.of(_sound(xml)) for name, xml in words.items()}}))


_CONTROLS = bytes({*range(0x20)} - {*b"\t\n\r"})
_NO_LETTERS = ("\ufffe".encode(), "\uffff".encode())


def _sound(xml: str) -> bytes:
    """The bytes of a part. Errors: ValueError for a character that no XML has (also half a pair of surrogates)."""
    data = xml.encode("utf-8")
    if len(data.translate(None, _CONTROLS)) < len(data) or any(sign in data for sign in _NO_LETTERS):
        raise ValueError("a character that XML does not know")
    return data


def _pieces(writer: Writer, section: SectionSpec) -> None:
    from congvan.render.docx import first_guess

    start = len(writer.body)
    for piece in section.pieces:
        _piece(writer, piece, section.page.text_width)
    first_guess.mind(writer, start)


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


_PROPERTY = 255
"""Characters that a text among a package's properties may have, as python-docx and Word take it."""


def _property(text: str) -> str:
    """A long subject ends at a word, with an ellipsis; the page and the PDF's title have it whole."""
    return text if len(text) <= _PROPERTY else f"{text[: _PROPERTY - 1].rsplit(' ', 1)[0]}…"
