"""The look of a visible signature → a PDF page as large as its field, in the letter's own fonts.

The signing library's own text stamps get the widths of Times New Roman wrong; WeasyPrint doesn't.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Sequence
from dataclasses import dataclass

from congvan.machine.workers import apart
from congvan.model.rendered import Box
from congvan.render.breaking import greedy
from congvan.render.fonts import Fonts
from congvan.render.pdf import font_configuration, sheet

NOTE = 9.0  # pt: words inside a signature or seal without an image
LINE = 1.15
DROP = 0.0215
"""em, measured at 720 dpi: a box of its own sets its line half the line gap higher than the page does."""
LONGEST = 90  # characters of a name: what a certificate says is not ours to trust


@dataclass(frozen=True, slots=True)
class Words:
    """Text at its place inside a field, in pt from the left edge; ``align`` within ``width``."""

    text: str
    left: float
    width: float
    align: str = "center"


def typed(box: Box, words: Sequence[Words], fonts: Fonts, size: float, colour: str, *, italic: bool = False) -> bytes:
    """Words on one line, on the very baseline of the printed line whose gap ``box`` is; or typed lines, in a box for
    so many.
    """
    spans = "".join(
        f'<span style="left:{w.left}pt;width:{w.width}pt;text-align:{w.align}">{html.escape(w.text)}</span>'
        for w in words
    )
    height = (box.y1 - box.y0) / max(w.text.count("\n") + 1 for w in words)
    style = (
        f"span{{position:absolute;top:{size * DROP}pt;white-space:pre;"
        f"font:{'italic ' if italic else ''}{size}pt/{height}pt "
        f'"{fonts.family}";color:#{colour}}}'
    )
    return _page(box, style, spans)


def note(box: Box, lines: Sequence[str], fonts: Fonts, colour: str, *, ring: float = 0.0, left: float = 0.0) -> bytes:
    """Who signed and when, in the middle of the field; inside a ring ``ring`` pt across for a seal.

    ``left`` pt stay free on the left, where the seal will lie.
    """
    size, height = NOTE, box.y1 - box.y0
    room = (ring * 0.74 if ring else box.x1 - box.x0 - left) - 2
    longest = max(fonts.width(word, size) for line in lines for word in line[:LONGEST].split())
    size *= min(1.0, room / longest)
    edge = f"border:1.5pt solid #{colour};border-radius:50%;" if ring else ""
    width, side = (ring, 0.0) if ring else (box.x1 - box.x0 - left, left)
    shown = [part for line in lines for part in greedy(line[:LONGEST], room, fonts.ruler(size))]
    line_height = size * LINE
    above = (height - len(shown) * line_height) / 2 - (1.5 if ring else 0.0)
    style = (
        f"div{{box-sizing:border-box;{edge}width:{width}pt;height:{height}pt;margin:0 0 0 {side}pt;overflow:hidden}}"
        f'p{{position:relative;top:{above}pt;margin:0;text-align:center;font:{size}pt/{line_height}pt "{fonts.family}";'
        f"color:#{colour};white-space:pre}}"
    )
    return _page(box, style, f"<div>{''.join(f'<p>{html.escape(part)}</p>' for part in shown)}</div>")


def picture(box: Box, png: bytes, *, fill: bool = False) -> bytes:
    """A PNG in the middle of the field, as large as it goes without being stretched; ``fill``: exactly the field."""
    fit = "fill" if fill else "contain"
    style = f"img{{width:{box.x1 - box.x0}pt;height:{box.y1 - box.y0}pt;object-fit:{fit};display:block}}"
    return _page(box, style, f'<img src="data:image/png;base64,{base64.b64encode(png).decode()}" alt="">')


@apart
def _page(box: Box, style: str, body: str) -> bytes:
    configuration = font_configuration()
    import weasyprint
    from weasyprint.urls import URLFetcher

    width, height = box.x1 - box.x0, box.y1 - box.y0
    look = sheet(
        f"@page{{size:{width}pt {height}pt;margin:0}}"
        f"body{{margin:0;font-kerning:none;font-variant-ligatures:none}}{style}"
    )
    # Only what the page itself holds is ever loaded.
    source = weasyprint.HTML(string=body, url_fetcher=URLFetcher(allowed_protocols={"data"}))
    data: bytes = source.write_pdf(font_config=configuration, stylesheets=[look])
    return data
