"""A circular that is being written → a Document to be looked at, with faults as far as it can be read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from congvan import pipeline
from congvan.model.document import Document
from congvan.pipeline import judged
from congvan.problems import Problems
from congvan.workspace import Target

if TYPE_CHECKING:
    from congvan.model.layout import LayoutSpec
    from congvan.model.rendered import Place


def document_of(target: Target, data: bytes | None, office: pipeline.Office, problems: Problems) -> Document | None:
    """``data`` are the bytes of the file, which may not be on the disk yet; None: as it is there. Every fault is told
    as ``check`` tells it, and nothing is written. None: no text can be read at all.
    """
    mine = Problems()
    found = pipeline.to_circular(target, office, mine, data=data)
    problems.extend(mine if found is None else judged.told(found, mine, office))
    if found is not None:
        return found[1]
    return _in_spite(target, data, office)


def _in_spite(target: Target, data: bytes | None, office: pipeline.Office) -> Document | None:
    """What can be shown of a circular with faults: keys that can't be read are left out, characters that nobody sees
    too, a kind that nobody knows is the usual one, an expression at fault is "…". The faults are told already.
    """
    from congvan import read
    from congvan.model.source import Spanned
    from congvan.read.keys import DEFAULT_KIND

    quiet = Problems()
    if data is None and (data := read.bytes_of(target.path, target.shown, quiet)) is None:
        return None
    shown = _seen(data)
    source = read.read_circular(target.path, target.shown, target.id, quiet, shown, in_spite=True, partly=True)
    if source is None:
        return None
    if office.kinds.find(source.type, quiet) is None:
        source = replace(source, type=Spanned(DEFAULT_KIND, source.type.span))
    register = pipeline.open_register(office)
    return pipeline.compose_source(source, office, register, quiet, in_spite=True)[1]


def laid_out(document: Document, office: pipeline.Office) -> LayoutSpec:
    """What both renderings are made from."""
    from congvan.render import fonts, layout

    return layout.lay_out(document, office.standard, fonts.find())


def html_of(document: Document, spec: LayoutSpec, file: str) -> str:
    """The layout as HTML for a browser. ``file`` is the circular's: what comes from others is named so."""
    from congvan.render import html

    return html.preview(document, spec, file)


def pages_of(document: Document, spec: LayoutSpec, file: str) -> tuple[tuple[str, ...], tuple[Place, ...]]:
    """The true pages as SVG, and which of their boxes shows which field. Errors: MachineFault, as for a PDF."""
    from congvan.render import fonts, svg

    return svg.render(document, spec, fonts.find(), file)


def _seen(data: bytes) -> bytes:
    """The bytes of a text without the characters that are refused because nobody sees them."""
    from congvan.text.characters import kind_of

    text = data.decode("utf-8", "surrogateescape")
    hidden = {char: None for char in set(text) if (kind := kind_of(char)) is not None and kind.fate == "refused"}
    return text.translate({ord(char): None for char in hidden}).encode("utf-8", "surrogateescape") if hidden else data
