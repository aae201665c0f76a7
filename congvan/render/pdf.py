"""LayoutSpec → PDF/A-3a through WeasyPrint: tagged, vi-VN, fonts embedded, the same bytes for the same input."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, Any

from congvan.model.document import Document
from congvan.model.layout import LayoutSpec
from congvan.model.rendered import Box, Rendered
from congvan.problems import MachineFault
from congvan.render import html
from congvan.render.fonts import Fonts

if TYPE_CHECKING:
    from weasyprint.text.fonts import FontConfiguration

VARIANT = "pdf/a-3a"
PX_TO_PT = 0.75
ANCHORS = ("SoVanBan", "NgayVanBan", "KyLanhDao")

_shared: dict[str, Any] = {}


def _refuse(*_args: object, **_kwargs: object) -> Any:
    """A letter is self-contained: nothing is ever fetched."""
    raise ValueError("no fetching")


def _fonts() -> FontConfiguration:
    # One configuration for all letters of a run: making it costs a sixth of a letter.
    if "fonts" not in _shared:
        try:
            from weasyprint.text.fonts import FontConfiguration
        except OSError as error:
            raise MachineFault("CV393") from error
        logging.getLogger("weasyprint").setLevel(logging.ERROR)
        logging.getLogger("fontTools").setLevel(logging.ERROR)
        _shared["fonts"] = FontConfiguration()
    return _shared["fonts"]


def render(document: Document, spec: LayoutSpec, fonts: Fonts) -> Rendered:
    """The finished PDF with the places of ``SoVanBan``, ``NgayVanBan`` and ``KyLanhDao``. Errors: CV393 no Pango."""
    configuration = _fonts()
    import weasyprint

    text = html.page(document, spec, fonts.family)
    source = weasyprint.HTML(string=text, url_fetcher=_refuse)
    pages = source.render(font_config=configuration)
    data = pages.write_pdf(
        pdf_variant=VARIANT,
        pdf_tags=True,
        pdf_identifier=hashlib.sha256(text.encode()).digest()[:16],
    )
    return Rendered.of(data, _anchors(pages))


def _anchors(pages: Any) -> dict[str, Box]:
    """The rectangles of the named elements, from px below the upper left corner to pt above the lower left."""
    found: dict[str, Box] = {}
    for number, page in enumerate(pages.pages, 1):
        for name in ANCHORS:
            if name in page.anchors:
                left, top, right, bottom = (value * PX_TO_PT for value in page.anchors[name])
                height = page.height * PX_TO_PT
                found[name] = Box(number, left, height - bottom, right, height - top)
    return found
