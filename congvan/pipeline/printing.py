"""Document → finished files: laid out, and printed by the renderers asked for, each loaded when it is needed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from congvan.machine import children
from congvan.problems import MachineFault

if TYPE_CHECKING:
    from congvan.model.document import Document
    from congvan.model.layout import LayoutSpec
    from congvan.model.rendered import Rendered
    from congvan.pipeline import Office
    from congvan.render.fonts import Fonts


_early: list[children.Beside] = []
"""The child that :func:`begin` started, and that has not been let go."""
_before = [False]
"""A process that builds a second time, watching a folder or doing jobs, prints itself: it is warm from then on."""


def begin(formats: Iterable[str]) -> None:
    """There will be a letter or a few in these formats: a child makes itself ready to print their PDF while they are
    read here. Whoever says so says :func:`end`.
    """
    # On macOS a child may not use the system's fonts once its parent has: what is begun here could be such a parent.
    if "pdf" in formats and sys.platform != "darwin" and "weasyprint" not in sys.modules and not _before[0]:
        _before[0] = True
        child = children.beside(_ready, _printed)
        if child is not None:
            _early.append(child)


def end() -> None:
    """Let the child go."""
    while _early:
        _early.pop().end()


def _ready() -> None:
    from congvan.render import fonts, pdf

    pdf.warm(fonts.find())


def _printed(letter: tuple[Document, LayoutSpec]) -> Rendered:
    from congvan.render import fonts

    return _pdf(*letter, fonts.find())


def render(document: Document, office: Office, formats: Iterable[str]) -> dict[str, Rendered]:
    """Document → finished files by format. Errors: MachineFault where a font or a library is missing."""
    from congvan.render import fonts, layout

    found = fonts.find()
    spec = layout.lay_out(document, office.standard, found)
    makers: dict[str, Callable[[], Rendered]] = {
        "pdf": lambda: _pdf(document, spec, found),
        "docx": lambda: docx(document, spec),
        "html": lambda: _html(document, spec),
    }
    wanted = list(formats)
    if "pdf" in wanted and _early and not _early[0].gone and children.allowed():
        makers["pdf"] = _early[0].ask(_printed, (document, spec))
        made = {name: makers[name]() for name in sorted(wanted, key=lambda name: name == "pdf")}
        return {name: made[name] for name in wanted}
    if {"pdf", "docx"} <= set(wanted) and "weasyprint" not in sys.modules and children.allowed():
        # The first letter of a process: while WeasyPrint is imported here, a child makes the DOCX.
        finish = children.start(lambda: docx(document, spec).data)
        made = {name: makers[name]() for name in wanted if name != "docx"}
        return made | {"docx": _rendered(finish())}
    return {name: makers[name]() for name in wanted}


def load(formats: Iterable[str]) -> None:
    """Import what makes these formats: once, for the processes that will be forked from this one. What is missing is
    told of each letter that needs it.
    """
    if sys.platform == "darwin":
        return  # a child may not use the system's fonts there once its parent has loaded what reads them
    if "pdf" in formats:
        from congvan.render import pdf

        with suppress(MachineFault):
            pdf.load()
    if "docx" in formats:
        from congvan.render import docx

        docx.load()


def render_apart(document: Document, office: Office) -> tuple[Rendered, ...]:
    """Document → the letter and each annex as PDF files of their own, the same pages as in one file."""
    from congvan.render import fonts, layout, pdf

    found = fonts.find()
    return pdf.render_apart(document, layout.lay_out(document, office.standard, found), found)


def _pdf(document: Document, spec: LayoutSpec, found: Fonts) -> Rendered:
    from congvan.render import pdf

    return pdf.render(document, spec, found)


def docx(document: Document, spec: LayoutSpec) -> Rendered:
    """The DOCX of what was laid out already."""
    from congvan.render import docx

    return docx.render(document, spec)


def _html(document: Document, spec: LayoutSpec) -> Rendered:
    from congvan.render import html

    return html.render(document, spec)


def _rendered(data: bytes) -> Rendered:
    from congvan.model.rendered import Rendered

    return Rendered.of(data)
