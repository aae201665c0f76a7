"""Sổ đăng ký văn bản đi as PDF: a cover, then the ten columns, A4 landscape."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from congvan.machine.workers import apart
from congvan.render.fonts import find
from congvan.render.pdf import font_configuration, refuse
from congvan.standard.book import Book

CSS = """@page {{ size: {p.paper}; margin: {p.margin_top_bottom}mm {p.margin_sides}mm;
  @bottom-center {{ content: counter(page); font: {p.page_number_size}pt {family} }} }}
@page :first {{ @bottom-center {{ content: none }} }}
body {{ font: {p.size}pt/{p.line} {family}; margin: 0 }}
.cover {{ text-align: center; break-after: page; padding-top: {c.top}mm; font-size: {c.size}pt }}
.cover p {{ margin: 0 0 {c.between}mm }}
.cover .title {{ font-size: {c.title_size}pt; font-weight: bold; margin: {c.title_above}mm 0 {c.title_below}mm }}
.cover .head {{ font-weight: bold }}
table {{ border-collapse: collapse; width: 100%; table-layout: fixed }}
thead {{ display: table-header-group }}
th, td {{ border: {p.rule}pt solid; padding: {p.cell_top_bottom}mm {p.cell_sides}mm; vertical-align: top;
  overflow-wrap: anywhere }}
th {{ text-align: center }}
tr {{ break-inside: avoid }}
td.centred {{ text-align: center }}"""


@apart
def render(book: Book, cover: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The finished PDF; the same rows give the same bytes."""
    from markupsafe import escape

    title = list(cover).index(book.title)
    kinds = ["head" if n < title else "title" if n == title else "" for n in range(len(cover))]
    front = "".join(f'<p class="{kind}">{escape(line)}</p>' for kind, line in zip(kinds, cover, strict=True))
    cols = "".join(f'<col style="width:{c.share}%">' for c in book.columns)
    head = "".join(f"<th>{escape(c)}</th>" for c in book.headings)
    count = "".join(f"<th>({n})</th>" for n in range(1, len(book.columns) + 1))
    cells = ['<td class="centred">' if c.centred else "<td>" for c in book.columns]
    body = "".join(
        "<tr>" + "".join(f"{cell}{escape(text)}</td>" for cell, text in zip(cells, row, strict=True)) + "</tr>"
        for row in rows
    )
    css = CSS.format(p=book.print, c=book.cover, family=f'"{find().family}"')
    text = (
        f'<html lang="vi-VN"><head><meta charset="utf-8"><title>{escape(book.title)}</title>'
        f"<style>{css}</style></head><body>"
        f'<div class="cover">{front}</div><table><colgroup>{cols}</colgroup>'
        f"<thead><tr>{head}</tr><tr>{count}</tr></thead><tbody>{body}</tbody></table></body></html>"
    )
    configuration = font_configuration()
    import weasyprint

    pages = weasyprint.HTML(string=text, url_fetcher=refuse).render(font_config=configuration)
    data: bytes = pages.write_pdf(pdf_tags=True, pdf_identifier=hashlib.sha256(text.encode()).digest()[:16])
    return data
