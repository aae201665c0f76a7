"""LayoutSpec → PDF/A-3a through WeasyPrint: tagged, vi-VN, fonts embedded, the same bytes for the same input."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import io
import logging
from base64 import b64decode
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from congvan.machine.workers import apart
from congvan.model.document import Document
from congvan.model.layout import LayoutSpec
from congvan.model.rendered import Box, Rendered
from congvan.problems import MachineFault
from congvan.render import html
from congvan.render.fonts import Fonts
from congvan.render.quick import applies, hasten, parsed
from congvan.render.quick_start import quick

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

VARIANT = "pdf/a-3a"
PX_TO_PT = 0.75
GAPS = ("SoVanBan-1", "NgayVanBan-1", "NgayVanBan-2", "NgayVanBan-3")
ANCHORS = ("SoVanBan", "NgayVanBan", *GAPS, "KyLanhDao")
"""Names of elements whose rectangles signing needs; the gaps are those of number, day, month and year in a draft."""
ANNEX = "PhuLuc-"
HELD = ("data:image/png;base64,", "data:image/jpeg;base64,")
"""How the address of a picture begins that is all in the page."""

_shared: dict[str, Any] = {}


def only_held(url: str, *_args: object, **_kwargs: object) -> Any:
    """A picture is held by its own address. Whatever else is asked for is refused."""
    begin = next((begin for begin in HELD if url.startswith(begin)), None)
    if begin is None:
        return refuse()
    from weasyprint.urls import URLFetcherResponse

    return URLFetcherResponse(url, b64decode(url[len(begin) :]), {"Content-Type": begin[5 : begin.index(";")]})


def refuse(*_args: object, **_kwargs: object) -> Any:
    """A letter is self-contained: nothing is ever fetched."""
    raise ValueError("no fetching")


def load() -> None:
    """Import WeasyPrint. Errors: CV393 no Pango."""
    try:
        # Where a library is missing WeasyPrint prints its own words, into what may be a JSON answer.
        with contextlib.redirect_stdout(io.StringIO()), quick():
            import weasyprint  # noqa: F401

        hasten()
    except OSError as error:
        raise MachineFault("CV393") from error


def font_configuration() -> FontConfiguration:
    """The one configuration of this process. Errors: CV393 no Pango."""
    # One configuration for all letters of a run: making it costs a sixth of a letter.
    if "fonts" not in _shared:
        load()
        from weasyprint.text.fonts import FontConfiguration

        logging.getLogger("weasyprint").setLevel(logging.ERROR)
        logging.getLogger("fontTools").setLevel(logging.ERROR)
        _shared["fonts"] = FontConfiguration()
        # A letter is a hundred thousand objects: at its usual pace Python's collector of cycles takes a tenth of the
        # time that one is printed in.
        gc.set_threshold(50_000, 20, 100)
    return _shared["fonts"]


SAMPLE = "".join(
    f"<p style='font-weight:{weight};font-style:{style};text-align:justify'>C&#7897;ng h&#242;a 12</p>"
    for weight in ("normal", "bold")
    for style in ("normal", "italic")
)
"""A line in each look, so that all that a letter needs is loaded."""


def warm(fonts: Fonts) -> None:
    """Print a page for nobody: the fonts and modules of the first letter are there then. Errors: CV393 no Pango."""
    configuration = font_configuration()
    family = f'html{{font-family:"{fonts.family}";font-kerning:none;font-variant-ligatures:none}}'
    text = f'<!DOCTYPE html><html lang="vi-VN"><head><title>.</title></head><body>{SAMPLE}</body></html>'
    import weasyprint

    style = weasyprint.CSS(string=family, url_fetcher=refuse, font_config=configuration)
    _write(_read(text).render(font_config=configuration, stylesheets=[style]), text)


@lru_cache(maxsize=64)
def sheet(style: str) -> Any:
    """A style sheet, read once for all pages of this process that ask for it: the letters of an office share theirs,
    and reading one costs a tenth of a letter.
    """
    import weasyprint

    return weasyprint.CSS(string=style, url_fetcher=refuse, font_config=font_configuration())


@apart
def render(document: Document, spec: LayoutSpec, fonts: Fonts) -> Rendered:
    """The finished PDF with the rectangles of ``ANCHORS``. Errors: CV393 no Pango."""
    text, pages = printed_pages(document, spec, fonts)
    return Rendered.of(_write(pages, text), anchors_of(pages))


@apart
def render_apart(document: Document, spec: LayoutSpec, fonts: Fonts) -> tuple[Rendered, ...]:
    """The letter, then each annex, as files of their own: the same pages as in one file (PL I, I.II.8b)."""
    text, pages = printed_pages(document, spec, fonts)
    starts = [
        number for number, page in enumerate(pages.pages) if any(str(name).startswith(ANNEX) for name in page.anchors)
    ]
    bounds = [0, *starts, len(pages.pages)]
    made = []
    for index, (start, end) in enumerate(pairwise(bounds)):
        part = pages.copy(pages.pages[start:end])
        made.append(Rendered.of(_write(part, f"{text}\n{index}"), anchors_of(part)))
    return tuple(made)


@apart
def render_joined(parts: Sequence[tuple[Document, LayoutSpec]], fonts: Fonts) -> bytes:
    """Several documents in one file, one after the other, each as it would be in a file of its own."""
    made = [printed_pages(document, spec, fonts) for document, spec in parts]
    first = made[0][1]
    return _write(first.copy([page for _, pages in made for page in pages.pages]), "\n".join(text for text, _ in made))


def printed_pages(document: Document, spec: LayoutSpec, fonts: Fonts, placed: str = "") -> tuple[str, Any]:
    """WeasyPrint's pages, and the style sheet and page that they were made of. Errors: CV393 no Pango."""
    configuration = font_configuration()
    text, style = html.page(document, spec, placed=placed), html.css(spec, fonts.family)
    return f"{style}\n{text}", _read(text).render(font_config=configuration, stylesheets=[sheet(style)])


def _read(text: str) -> Any:
    """A page's text, read by WeasyPrint or, where it is known, by a shorter way."""
    if applies("parsed"):
        return parsed.source(text, only_held)
    import weasyprint

    return weasyprint.HTML(string=text, url_fetcher=only_held)


def laid_out(document: Document, spec: LayoutSpec, fonts: Fonts, placed: str) -> Any:
    """WeasyPrint's pages, those of the PDF, on which each element says where it was typed (:func:`html.page`)."""
    return printed_pages(document, spec, fonts, placed)[1]


def _write(pages: Any, text: str) -> bytes:
    identifier = hashlib.sha256(text.encode()).digest()[:16]
    data: bytes = pages.write_pdf(pdf_variant=VARIANT, pdf_tags=True, pdf_identifier=identifier)
    return data


def anchors_of(pages: Any) -> dict[str, Box]:
    """The rectangles of the named elements, from px below the upper left corner to pt above the lower left."""
    found: dict[str, Box] = {}
    for number, page in enumerate(pages.pages, 1):
        for name in ANCHORS:
            if name in page.anchors:
                left, top, right, bottom = (value * PX_TO_PT for value in page.anchors[name])
                height = page.height * PX_TO_PT
                found[name] = Box(number, left, height - bottom, right, height - top)
    return found
