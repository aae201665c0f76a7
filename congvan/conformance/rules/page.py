"""PG-1, PG-2, PG-3: paper and margins, font and colour, page numbers."""

from __future__ import annotations

import re

from congvan.conformance import advances
from congvan.conformance.findings import mm
from congvan.conformance.measured import Column, Edge, Folio, Para, Piece, Sheet
from congvan.conformance.rules.case import Case, Rule, bounds, outside
from congvan.model.length import to_mm

_PAPER = 1.5
"""Millimetres that a paper may differ from A4: drivers round."""
_MARGIN = 0.4
"""Millimetres that a margin may lie outside its range: 20 mm is 1134 twips, and some write 56 pt."""
_TWINS = {"timesnewroman", "liberationserif", "tinos", "timesnewromanps"}
"""Times New Roman and the fonts with its very metrics that free systems print instead."""
_FACE = re.compile(r"(ps)?(mt)?(bold|italic|oblique|regular|normal)*(mt)?$")
"""A face that is named as a font of its own ("Times New Roman Bold") is of its family."""


def paper(case: Case) -> None:
    """PG-1: A4; upright, but for sheets with tables."""
    page = case.standard.page
    for sheet in case.measured.sheets:
        width, height = to_mm(sheet.width), to_mm(sheet.height)
        short, long = sorted((width, height))
        if abs(short - page["width"].lo) > _PAPER or abs(long - page["height"].lo) > _PAPER:
            old = abs(short - 148) < 2 and abs(long - 210) < 2
            size = f"{mm(sheet.width)} × {mm(sheet.height)}"
            case.findings.add("PG-1", "paper_old" if old else "paper", sheet.page, measured=size)
            return
        if width > height and not sheet.has_table:
            case.findings.add("PG-1", "landscape", sheet.page)
            return


def margins(case: Case) -> None:
    """PG-1: the four margins; where a page only shows bounds, it is judged only if no value within them is allowed."""
    if case.measured.mirrored:
        case.findings.add("PG-1", "mirrored", 1)
    said: set[str] = set()
    for sheet in case.measured.sheets:
        for side in ("left", "right", "top", "bottom"):
            edge: Edge | None = getattr(sheet, side)
            number = case.standard.page[f"margin_{side}"]
            if edge is None or side in said or sheet.width > sheet.height:
                continue
            low, high = to_mm(edge.low), to_mm(edge.high)
            if high < number.lo - _MARGIN or low > number.hi + _MARGIN:
                shown = high if high < number.lo else low
                case.findings.add("PG-1", side, sheet.page, measured=f"{shown:.1f}".replace(".", ","), **bounds(number))
                said.add(side)
    if case.measured.sheets and all(s.left is None for s in case.measured.sheets):
        case.findings.skip("PG-1", "no_lines")


def fonts(case: Case) -> None:
    """PG-2: every letter Times New Roman."""
    said: set[str] = set()
    for para in case.measured.paras:
        for piece in para.letters:
            plain = _FACE.sub("", re.sub(r"[^a-z]", "", piece.font.lower()))
            if plain in _TWINS or not any(c.isalnum() for c in piece.text) or piece.font in said:
                continue
            said.add(piece.font)
            if not piece.font:
                case.findings.skip("PG-2", "font_unnamed")
                continue
            case.findings.add("PG-2", "font", para, measured=piece.font, quote=piece.text.strip()[:40])


def colours(case: Case) -> None:
    """PG-2: black, but for the red of a mark of urgency and of a seal, the blue of a signature."""
    excepted = {p.index for text in (case.parts, *case.parts.texts) for p in (*text.marks, *text.boxed)}
    said: set[str] = set()
    for para in case.measured.paras:
        for piece in para.letters:
            if (
                para.index in excepted
                or piece.colour in said
                or _dark(piece)
                or not any(c.isalnum() for c in piece.text)
            ):
                continue
            said.add(piece.colour)
            case.findings.add("PG-2", "colour", para, measured=piece.colour, quote=piece.text.strip()[:40])


def _dark(piece: Piece) -> bool:
    red, green, blue = (int(piece.colour[n : n + 2], 16) for n in (0, 2, 4)) if len(piece.colour) == 6 else (0, 0, 0)
    return max(red, green, blue) <= 48


def composed(case: Case) -> None:
    """PG-2: Unicode composed (NFC)."""
    odd = [p for p in case.measured.paras if p.raw]
    if odd:
        case.findings.add("PG-2", "nfd", odd[0], measured=len(odd), quote=odd[0].text[:40])


def folios(case: Case) -> None:
    """PG-3: the page number."""
    sheets = case.measured.sheets
    if case.parts.absent == "scanned":
        case.findings.skip("PG-3", "scanned")
    if not sheets or case.parts.absent == "scanned":
        return
    _first_page(case, sheets[0])
    seen = [
        f for s in sheets for f in ((s.folio, s.first_folio) if case.measured.format == "docx" else (s.folio,)) if f
    ]
    if seen:
        _look(case, seen[0])
    else:
        _missing(case)
        return
    if case.measured.format == "pdf":
        _counts(case)
    else:
        _restarts(case)


def _first_page(case: Case, sheet: Sheet) -> None:
    first = sheet.first_folio if case.measured.format == "docx" else sheet.folio
    if first is not None:
        case.findings.add("PG-3", "first", first.place or 1)


def _look(case: Case, folio: Folio) -> None:
    where = folio.place
    size = case.style("page_number").size
    if folio.edge == "bottom":
        case.findings.add("PG-3", "edge", where)
    elif folio.align not in ("center", None):
        case.findings.add("PG-3", "align", where)
    if folio.size and outside(folio.size, size):
        case.findings.add("PG-3", "size", where, measured=folio.size, **bounds(size))
    if not folio.upright:
        case.findings.add("PG-3", "slanted", where)
    if not folio.plain:
        case.findings.add("PG-3", "dressed", where)


def _missing(case: Case) -> None:
    if case.measured.format == "pdf":
        begun = _annex_pages(case) | _attached_pages(case) | _copy_pages(case)
        main = [s for s in case.measured.sheets if s.page not in begun]
        if len(main) > 1:
            case.findings.add("PG-3", "missing", main[1].page)
        elif len(case.measured.sheets) == 1:
            case.findings.skip("PG-3", "one_page")
        return
    length = _estimate(case)
    if length > 1.15 or (case.measured.pages or 1) > 1:
        case.findings.add("PG-3", "missing", 2)
    elif length > 0.85:
        case.findings.skip("PG-3", "page_count")


def _estimate(case: Case) -> float:
    """How many pages the main text fills, roughly: its lines by the font's widths."""
    sheet = case.measured.sheets[0]
    if sheet.left is None or sheet.right is None or sheet.top is None or sheet.bottom is None:
        return 0.0
    width = sheet.width - sheet.left.low - sheet.right.low
    height = sheet.height - sheet.top.low - sheet.bottom.low
    filled, rows = 0.0, set()
    first_annex = min((p.index for p in _later(case)), default=len(case.measured.paras))
    for para in case.measured.paras[:first_annex]:
        if para.column is not Column.FULL:
            if para.column is Column.RIGHT or (para.column is Column.TABLE and para.row in rows):
                continue
            rows.add(para.row)
        text = advances.width(para.text, para.size, bold=False)
        lines = max(1, -(-int(text) // max(1, int(width))))
        filled += lines * para.size * 1.149 * (para.spacing or 1.0) + (para.before or 0.0)
    return filled / height if height > 0 else 0.0


def _annex_pages(case: Case) -> set[int]:
    return {a.label.page for a in case.parts.every_annex if a.label.page is not None and not a.bare}


def _bare_pages(case: Case) -> set[int]:
    """Pages on which a list begins that is not called an annex: whether they count anew nobody can say."""
    return {a.label.page for a in case.parts.every_annex if a.label.page is not None and a.bare}


def _later(case: Case) -> list[Para]:
    """The first paragraphs of what follows the main text: annexes, attached texts, the blocks of copies."""
    annexes = [a.label for a in case.parts.every_annex]
    texts = [min(text.paras, key=lambda p: p.index) for text in case.parts.texts if text.paras]
    return [*annexes, *texts, *(c.heading for c in case.parts.copies)]


def _attached_pages(case: Case) -> set[int]:
    """Pages on which a text begins that a decision issues: whether its pages count anew, the decree does not say."""
    firsts = [min(text.paras, key=lambda p: p.index) for text in case.parts.texts if text.paras]
    return {p.page for p in firsts if p.page is not None}


def _copy_pages(case: Case) -> set[int]:
    """Sheets that hold the block of a copy and nothing else: no pages of the document."""
    if not case.parts.copies:
        return set()
    begins = min(min((p.index for p in c.parts.paras), default=c.heading.index) for c in case.parts.copies)
    text = {p.page for p in case.measured.paras if p.index < min(begins, case.parts.copies[0].heading.index)}
    return {s.page for s in case.measured.sheets if s.page is not None and s.page not in text}


def _counts(case: Case) -> None:
    """PDF: each page says what the count says; annexes begin anew, attached texts may."""
    starts, free, beyond = _annex_pages(case), (_attached_pages(case) | _bare_pages(case)) - {1}, _copy_pages(case)
    expected, other = 0, 0  # other: where the count may run on as well
    for run_on, sheet in enumerate(case.measured.sheets, 1):
        page = sheet.page or 0
        if page in beyond:
            continue
        told = sheet.folio.number if sheet.folio else None
        if page in free:
            expected, other = (told, 0) if told else (1, expected + 1)
            continue
        expected, other = (1, 0) if page in starts and page != 1 else (expected + 1, other + 1 if other else 0)
        if other and told == other:
            expected, other = other, 0
        if sheet.folio is None:
            if expected > 1:
                case.findings.add("PG-3", "missing", page)
                return
        elif told != expected:
            if any(page >= start for start in starts) and told == run_on:
                case.findings.add("PG-3", "annex", sheet.folio.place or page)
            elif page != 1:
                values = {"page": page, "measured": told, "expected": expected}
                case.findings.add("PG-3", "wrong", sheet.folio.place or page, **values)
            return


def _restarts(case: Case) -> None:
    """DOCX: a section that begins with an annex begins its count anew."""
    for annex in (a for a in case.parts.every_annex if not a.bare):
        sheet = case.measured.sheets[min(annex.label.sheet, len(case.measured.sheets) - 1)]
        first = next((p for p in case.measured.paras if p.sheet == annex.label.sheet), None)
        begins = first is not None and first.index >= min(p.index for p in (annex.label, *annex.above)) - 1
        opens = first is not None and first.index == 0  # an annex alone: the file's own count is its count
        if not begins or not (sheet.restarts or opens):
            case.findings.add("PG-3", "annex", annex.label)
            return


RULES: tuple[Rule, ...] = (paper, margins, fonts, colours, composed, folios)
