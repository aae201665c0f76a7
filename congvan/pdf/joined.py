"""Flattened pages and the block of the copy → the finished copy, the block under the text or on a sheet of its own."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

import pikepdf
from pikepdf import Dictionary, Name, Pdf

from congvan.pdf.flat import written

BLOCK, LINE = "/BanSao", "/DongSao"
"""Names of the forms that draw block and line; with a number after them in a copy of a copy, which keeps its own."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the copy says of itself in its properties."""

    title: str
    day: date


def under(pages: bytes, block: bytes, left: float, bottom: float, archival: str | None, told: Told) -> bytes:
    """The block on the last page, its lower left corner at ``left``, ``bottom`` pt."""
    pdf, other = pikepdf.open(io.BytesIO(pages)), pikepdf.open(io.BytesIO(block))
    _put(pdf, pdf.pages[-1], other, BLOCK, left, bottom)
    return written(pdf, archival, title=told.title, day=told.day)


def beside(pages: bytes, sheet: bytes, archival: str | None, told: Told) -> bytes:
    """The block on a sheet of its own after the pages."""
    pdf, other = pikepdf.open(io.BytesIO(pages)), pikepdf.open(io.BytesIO(sheet))
    pdf.pages.append(other.pages[0])
    page = pdf.pages[-1].obj
    for key in ("/Group", "/StructParents", "/Annots"):
        if key in page:
            del page[key]
    return written(pdf, archival, title=told.title, day=told.day)


def headed(pages: bytes, line: bytes, left: float, bottom: float, archival: str | None, told: Told) -> bytes:
    """A line on the first page, its lower left corner at ``left``, ``bottom`` pt; the form ``LINE`` draws it."""
    pdf, other = pikepdf.open(io.BytesIO(pages)), pikepdf.open(io.BytesIO(line))
    _put(pdf, pdf.pages[0], other, LINE, left, bottom)
    return written(pdf, archival, title=told.title, day=told.day)


def _put(pdf: Pdf, page: pikepdf.Page, other: Pdf, base: str, left: float, bottom: float) -> None:
    form = pdf.copy_foreign(other.make_indirect(other.pages[0].as_form_xobject()))
    if "/Group" in form:
        del form["/Group"]
    _closed(page)
    page.obj["/Resources"] = _own(page)
    forms = page.obj["/Resources"]["/XObject"]
    name = Name(next(n for n in (f"{base}{count or ''}" for count in range(len(forms.keys()) + 1)) if n not in forms))
    forms[name] = form
    page.contents_add(pdf.make_stream(f"q 1 0 0 1 {left:.3f} {bottom:.3f} cm {name} Do Q".encode()))


def _own(page: pikepdf.Page) -> Dictionary:
    """The page's resources as its own: what it shares with others stays theirs."""
    mine = Dictionary({key: value for key, value in page.resources.items()})
    mine["/XObject"] = Dictionary(dict(mine["/XObject"].items()) if "/XObject" in mine else {})
    return mine


def _closed(page: pikepdf.Page) -> None:
    """Make sure that whatever the page's own drawing leaves set does not move the block."""
    depth = lowest = 0
    try:
        for instruction in pikepdf.parse_content_stream(page, "q Q"):
            depth += {"q": 1, "Q": -1}.get(str(instruction.operator), 0)
            lowest = min(lowest, depth)
    except pikepdf.PdfError:
        depth = lowest = 0
    owner = page.obj
    assert isinstance(owner, Dictionary)
    opened = -lowest + 1
    page.contents_add(b"q " * opened, prepend=True)
    page.contents_add(b"\n" + b"Q " * (depth + opened))
