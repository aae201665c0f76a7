"""Sổ đăng ký văn bản đi as PDF: a cover, then the ten columns, A4 landscape. WeasyPrint sets a short book; of a
long one it sets the cover and a mould (:mod:`congvan.render.long_book`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from congvan.machine.workers import apart
from congvan.render import long_book
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

LONG = 300
"""So many rows make a book long: WeasyPrint takes some ten milliseconds and a quarter of a megabyte for each."""


@apart
def render(book: Book, cover: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The finished PDF; the same rows give the same bytes."""
    letters = long_book.letters_of(rows, find()) if len(rows) > LONG else None
    if letters is None:
        text = _page(book, cover, rows)
        data: bytes = _laid(text).write_pdf(pdf_tags=True, pdf_identifier=_mark(text))
        return data
    text = _page(book, cover, [[long_book.SAMPLE] * len(book.columns)], letters)
    mark = hashlib.sha256(text.encode())
    mark.update("\x00".join(cell for row in rows for cell in row).encode())

    def put(document: Any, pdf: Any) -> None:
        long_book.put(document, pdf, rows, [column.centred for column in book.columns])

    data = _laid(text).write_pdf(pdf_tags=True, pdf_identifier=mark.digest()[:16], finisher=put)
    return data


def _mark(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]


def _laid(text: str) -> Any:
    configuration = font_configuration()
    import weasyprint

    return weasyprint.HTML(string=text, url_fetcher=refuse).render(font_config=configuration)


def _page(book: Book, cover: Sequence[str], rows: Sequence[Sequence[str]], letters: str = "") -> str:
    """The book as HTML; ``letters`` stand on a page of their own behind it."""
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
    css += f".{long_book.LETTERS} {{ break-before: page; overflow-wrap: anywhere }}" if letters else ""
    behind = f'<p class="{long_book.LETTERS}">{escape(letters)}</p>' if letters else ""
    return (
        f'<html lang="vi-VN"><head><meta charset="utf-8"><title>{escape(book.title)}</title>'
        f"<style>{css}</style></head><body>"
        f'<div class="cover">{front}</div><table><colgroup>{cols}</colgroup>'
        f"<thead><tr>{head}</tr><tr>{count}</tr></thead><tbody>{body}</tbody></table>{behind}</body></html>"
    )
