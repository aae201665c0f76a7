"""Placed lines, rules, frames and pictures → PDF pages of any size; the same input gives the same bytes."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field

from congvan.machine.workers import apart
from congvan.model.length import mm
from congvan.render.fonts import Fonts
from congvan.render.paper.fitting import Block
from congvan.render.pdf import font_configuration


@dataclass(slots=True)
class Page:
    """One page in the making; every length in pt from its upper left corner."""

    parts: list[str] = field(default_factory=list)

    def text(self, block: Block, left: float, top: float, width: float, align: str = "left", colour: str = "") -> None:
        """The lines of ``block``."""
        from markupsafe import escape

        look = f";color:#{colour}" if colour else ""
        for line in block.lines:
            face = ("b" if line.bold else "") + ("i" if line.italic else "")
            self.parts.append(
                f'<p class="t{face}" style="left:{left:.3f}pt;top:{top + line.top:.3f}pt;width:{width:.3f}pt;'
                f"font-size:{line.size:.3f}pt;line-height:{line.height:.3f}pt;height:{line.height:.3f}pt;"
                f'text-align:{align}{look}">{escape(line.text)}</p>'
            )

    def frame(
        self, left: float, top: float, width: float, height: float, thickness: float, colour: str = "000000"
    ) -> None:
        """A rectangle of single lines, centred on its edges."""
        half = thickness / 2
        self.parts.append(
            f'<div style="left:{left - half:.3f}pt;top:{top - half:.3f}pt;width:{width - thickness:.3f}pt;'
            f'height:{height - thickness:.3f}pt;border:{thickness:g}pt solid #{colour};padding:{half:.3f}pt"></div>'
        )

    def rule(self, left: float, top: float, width: float, thickness: float) -> None:
        """A horizontal line."""
        self.parts.append(
            f'<div style="left:{left:.3f}pt;top:{top:.3f}pt;width:{width:.3f}pt;'
            f'border-top:{thickness:g}pt solid"></div>'
        )

    def picture(self, png: bytes, left: float, top: float, side: float) -> None:
        """A PNG in a square, not stretched."""
        self.parts.append(
            f'<img alt="" src="data:image/png;base64,{base64.b64encode(png).decode()}" style="left:{left:.3f}pt;'
            f'top:{top:.3f}pt;width:{side:.3f}pt;height:{side:.3f}pt;object-fit:contain">'
        )


def pdf(pages: list[Page], width: float, height: float, title: str, fonts: Fonts) -> bytes:
    """The pages as one file; ``width`` and ``height`` in mm."""
    from markupsafe import escape

    body = "".join(f"<section>{''.join(page.parts)}</section>" for page in pages)
    css = (
        f"@page{{size:{mm(width):.3f}pt {mm(height):.3f}pt;margin:0}}"
        f'body{{margin:0;font-family:"{fonts.family}";font-kerning:none;font-variant-ligatures:none}}'
        f"section{{position:relative;break-after:page;height:{mm(height):.3f}pt;overflow:hidden}}"
        "section:last-child{break-after:auto}"
        "p,div,img{position:absolute;margin:0}p{white-space:pre}.tb,.tbi{font-weight:bold}.ti,.tbi{font-style:italic}"
    )
    return write(f"<title>{escape(title)}</title><style>{css}</style>", body)


@apart
def write(head: str, body: str) -> bytes:
    """A self-contained HTML page → tagged PDF in Vietnamese; nothing but what it holds is ever loaded."""
    configuration = font_configuration()
    import weasyprint
    from weasyprint.urls import URLFetcher

    text = f'<html lang="vi-VN"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
    source = weasyprint.HTML(string=text, url_fetcher=URLFetcher(allowed_protocols={"data"}))
    pages = source.render(font_config=configuration)
    data: bytes = pages.write_pdf(pdf_tags=True, pdf_identifier=hashlib.sha256(text.encode()).digest()[:16])
    return data
