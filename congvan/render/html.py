"""LayoutSpec → one self-contained HTML page: what WeasyPrint prints, and the format for looking at."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from congvan.model.document import Document, Picture
from congvan.model.layout import LayoutSpec
from congvan.model.rendered import Rendered
from congvan.render.fonts import FAMILIES

if TYPE_CHECKING:
    from jinja2 import Template


NO_DATE = "2020-03-05"
"""Date of a draft's properties: fixed (the decree's own day), so that the same input gives the same bytes."""


@cache
def template(name: str) -> Template:
    """A template of this folder; of HTML it escapes what is put in."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from congvan.machine.compiled import Beside

    folder = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(folder),
        bytecode_cache=Beside(folder),
        autoescape=name.endswith(".html.j2"),
        undefined=StrictUndefined,
        trim_blocks=False,
    )
    environment.filters["data"] = _data
    environment.globals.update(kind=lambda piece: type(piece).__name__, unknown_piece=_unknown_piece)
    return environment.get_template(name)


def _data(picture: Picture) -> str:
    """A picture as an address that holds all of it."""
    return f"data:{picture.media};base64,{b64encode(picture.data).decode()}"


def _unknown_piece(name: str) -> str:
    """A piece that the template does not print would be a word lost in silence."""
    raise AssertionError(f"no macro prints {name}")


def created(document: Document) -> str:
    """The date in the file's properties, ISO 8601: the circular's own, never the clock's."""
    date = document.parts.date
    return date.isoformat() if date else NO_DATE


def css(spec: LayoutSpec, *families: str) -> str:
    """The style sheet for ``spec``, every length in pt; of the ``families`` the first that is there is used."""
    named = ", ".join(f'"{family}"' for family in families)
    return template("letter.css.j2").render(spec=spec, p=spec.page, st=spec.styles, family=named, foot=_foot(spec))


def _foot(spec: LayoutSpec) -> float:
    """What is under every picture, in pt."""
    return next((part.foot for part in spec.pictures), 0.0)


def page(document: Document, spec: LayoutSpec, style: str = "", placed: str = "") -> str:
    """The whole HTML text, with ``style`` as its style sheet. ``placed``: each element says in which field and line of
    that file (or of another, which is named) it was typed.
    """
    from markupsafe import Markup

    return template("letter.html.j2").render(
        doc=document,
        spec=spec,
        css=Markup(style.replace("</", "<\\/")),
        created=created(document),
        placed=placed,
    )


def render(document: Document, spec: LayoutSpec) -> Rendered:
    """HTML for looking at in a browser, UTF-8."""
    return Rendered.of(page(document, spec, css(spec, spec.font)).encode())


def preview(document: Document, spec: LayoutSpec, file: str) -> str:
    """HTML to be looked at while ``file`` is being written: as wide as the page, each element with its place in it."""
    style = css(spec, *FAMILIES) + template("screen.css.j2").render(spec=spec, p=spec.page)
    return page(document, spec, style, file)
