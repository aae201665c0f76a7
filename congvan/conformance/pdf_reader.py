"""PDF → Measured: lines are put into columns and paragraphs by where they stand; margins are measured, not read."""

from __future__ import annotations

import dataclasses
import re
import statistics
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium

from congvan.conformance import pdf_apart, pdf_columns, pdf_folio, pdf_lines, pdf_stamps
from congvan.conformance.measured import Align, Column, Edge, Folio, Measured, Para, Piece, Sheet, Stroke
from congvan.conformance.parts_signed import OPENS
from congvan.conformance.pdf_edges import BULLET, LABEL, side_edges
from congvan.conformance.pdf_glyphs import RawPage, read_page
from congvan.conformance.pdf_lines import ASCENT, DESCENT, Line
from congvan.conformance.refusal import Unreadable
from congvan.standard.paper import titles
from congvan.text.letters import fold

_NATURAL = 1.149
_MM = 72 / 25.4
_INDENTS = (10 * _MM, 12.7 * _MM)
_UNSURE = 11.0
"""pt: how far the middle may lie from where it is taken to be, on a page that shows no edge: margins differ by 5 mm."""
_LAST_LINES = 40
"""A paragraph's spacing shows in its last lines; one that fills a file is not gone through again at each of them."""
_ABOVE_HEAD = ("noi bo", "tra lai", "thu hoi")
"""Phạm vi lưu hành (ô 11) stands in the top margin."""
_ROW_OF_MARKS = re.compile(r"^[\s_–—=-]{4,}$")


def read(path: Path) -> Measured:
    """A PDF on disk → what is measured on its pages. Errors: Unreadable CV312, CV703, CV704, CV709."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        code = "CV704" if "password" in str(error).lower() or "security" in str(error).lower() else "CV703"
        raise Unreadable(code) from error
    try:
        if len(document) == 0:
            raise Unreadable("CV703")
        title = document.get_metadata_value("Title")
        if title in titles():
            raise Unreadable("CV312", what=title)
        pages = [read_page(document, n) for n in range(len(document))]
    except pdfium.PdfiumError as error:
        raise Unreadable("CV703") from error
    finally:
        document.close()
    measured = _Reader(pages).measured()
    letters = sum(len(piece.text.replace(" ", "")) for para in measured.paras for piece in para.pieces)
    if letters < 20 * max(1, len(pages) // 4) and letters < 200:
        if measured.copy_line:
            return dataclasses.replace(measured, scanned=True)
        raise Unreadable("CV709")
    return measured


class _Reader:
    def __init__(self, pages: list[RawPage]) -> None:
        self.pages = pages
        self.paras: list[Para] = []
        self.strokes: list[Stroke] = []
        self.folios: dict[int, Folio] = {}
        self.lines: dict[int, list[Line]] = {}
        self.copy_line: list[Line] = []
        self.noted: set[int] = set()
        """Pages with footnotes: their text ends above them, wherever the margin is."""

    def measured(self) -> Measured:
        edges = pdf_lines.right_edges(self.pages)
        read = {p.number: pdf_lines.lines(p, edges.get(round(p.width))) for p in self.pages}
        heads = pdf_apart.running(read, {p.number: p.height for p in self.pages})
        for page in self.pages:
            found = [x for x in read[page.number] if id(x) not in heads]
            found, folio = pdf_folio.taken(page, found)
            if folio is not None:
                self.folios[page.number] = folio
            whole = found
            found, segments = pdf_apart.without_notes(found, page.segments, page.width)
            self.noted |= {page.number} if len(found) < len(whole) else set()
            drawn = pdf_lines.shapes(dataclasses.replace(page, segments=segments))
            self.strokes += pdf_lines.furnish(found, drawn)
            self.lines[page.number] = self._take_stamps(found)
        pdf_columns.assign(self.lines, {p.number: p.width for p in self.pages})
        body = _Measure(self.lines, self.pages)
        self._paragraphs(body)
        sheets = tuple(self._sheet(page, body) for page in self.pages)
        line = tuple(self._para([x], body, None) for x in self.copy_line)
        return Measured("pdf", sheets, tuple(self.paras), len(self.pages), strokes=tuple(self.strokes), copy_line=line)

    def _take_stamps(self, found: list[Line]) -> list[Line]:
        """What signatures and seals say of themselves is no text; the line of an electronic copy is kept."""
        kept, stamps = pdf_stamps.taken(found)
        self.copy_line = self.copy_line or next((s for s in stamps if pdf_stamps.is_copy(s)), [])
        return kept

    def _sheet(self, page: RawPage, body: _Measure) -> Sheet:
        found = self.lines[page.number]
        return Sheet(
            index=page.number - 1,
            page=page.number,
            width=page.width,
            height=page.height,
            left=body.left_edge(page),
            right=body.right_edge(page),
            top=body.top_edge(page, found),
            bottom=None if page.number in self.noted else body.bottom_edge(page, found),
            folio=self.folios.get(page.number),
            has_table=any(line.column is Column.TABLE for line in found),
        )

    def _paragraphs(self, body: _Measure) -> None:
        for group in _groups(self.lines, body):
            self.paras.append(self._para(group, body, self.paras[-1] if self.paras else None))

    def _para(self, group: list[Line], body: _Measure, previous: Para | None) -> Para:
        first, last = group[0], group[-1]
        raw = [p for n, line in enumerate(group) for p in _spaced(line.pieces(), n > 0 and not _broken(group[n - 1]))]
        text = "".join(p.text for p in raw)
        composed = unicodedata.normalize("NFC", text)
        pieces = (
            raw
            if composed == text
            else [dataclasses.replace(p, text=unicodedata.normalize("NFC", p.text)) for p in raw]
        )
        left, _ = body.edges(first.page)
        places = tuple(line.place for line in group)
        place = places[0]
        for other in places[1:]:
            place = place.joined(other) if other.page == place.page else place
        pitch = _pitch(group)
        rest = [line.left for line in group[1:] if line.page == first.page]
        inner = min(rest) if rest else left
        return Para(
            index=len(self.paras),
            pieces=tuple(pieces),
            column=first.column,
            row=first.page * 10_000 + first.row,
            cell=first.page * 100 + first.region if first.region else 0,
            place=place,
            lines=places,
            sheet=first.page - 1,
            align=body.align(group),
            first_line=first.left - inner if first.column is Column.FULL else 0.0,
            left=inner - left if first.column is Column.FULL else first.left - left,
            before=_before(first, previous, pitch or first.size * _NATURAL),
            spacing=round(pitch / (first.size * _NATURAL), 3) if pitch else None,
            rule=last.rule,
            frame=first.frame,
            raw=text if composed != text else "",
        )


def _spaced(pieces: list[Piece], lead: bool) -> Iterator[Piece]:
    for n, piece in enumerate(pieces):
        yield dataclasses.replace(piece, text=" " + piece.text) if n == 0 and lead else piece


def _broken(line: Line) -> bool:
    """Whether a line ends inside a word, at its hyphen: ``126/2024/NĐ-`` / ``CP``."""
    return bool(re.search(r"\w-$", line.text))


def _pitch(group: list[Line]) -> float | None:
    gaps = [b.base - a.base for a, b in pairwise(group) if a.page == b.page]
    return statistics.median(gaps) if gaps else None


def _before(first: Line, previous: Para | None, pitch: float) -> float | None:
    """The white above a paragraph beyond its own line (a line alone shows no spacing and is taken as single).

    None at the top of a page or beside another column.
    """
    if previous is None or not previous.lines or previous.lines[-1].page != first.page:
        return None
    gap = first.place.bottom - previous.lines[-1].bottom
    return round(gap - pitch, 2) if gap > 0 else None


def _groups(lines: dict[int, list[Line]], body: _Measure) -> Iterator[list[Line]]:
    """Lines → paragraphs. Columns are read one after the other: the left one down to its end, then the right one."""
    group: list[Line] = []
    for line in pdf_columns.reading_order(lines):
        if group and not body.continues(group, line):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


class _Measure:
    """The text area as the lines show it, and what follows from it."""

    def __init__(self, lines: dict[int, list[Line]], pages: list[RawPage]) -> None:
        self.pages = {p.number: p for p in pages}
        self._edges: dict[int, tuple[float, float]] = {}
        self._sure: dict[int, bool] = {}
        full = [line for found in lines.values() for line in found if line.column is Column.FULL]
        shapes = {p.number: (round(p.width), round(p.height)) for p in pages}
        alike: dict[tuple[int, int], tuple[float, float] | None] = {}
        for page in pages:
            shape = shapes[page.number]
            label = next((x.left for x in lines[page.number] if x.text.strip().startswith("Nơi nhận")), None)
            own = side_edges([x for x in lines[page.number] if x.column is Column.FULL], page.width, label)
            if own is None and shape not in alike:
                alike[shape] = side_edges([x for x in full if shapes[x.page] == shape], page.width, None)
            shared = own or alike[shape]
            if own is None and shared is not None and label is not None and abs(label - shared[0]) > 8:
                shared = (label, label + shared[1] - shared[0])  # mirrored: this page's margins are the other way round
            self._edges[page.number] = shared or (label or 30 * _MM, page.width - 15 * _MM)
            self._sure[page.number] = shared is not None
        self._full_pages = {n: [x for x in found if x.column is Column.FULL] for n, found in lines.items()}
        # Under the negative number: the lines of the left column, Nơi nhận among them.
        self._full_pages |= {-n: [x for x in found if x.column is Column.LEFT] for n, found in lines.items()}
        gaps = [
            (round(b.base - a.base, 1), a.size)
            for found in self._full_pages.values()
            for a, b in pairwise(found)
            if abs(a.size - b.size) < 0.1 and abs(b.left - self._edges[b.page][0]) < 1.5
        ]
        ratios = [gap / (size * _NATURAL) for gap, size in gaps if 0.9 < gap / (size * _NATURAL) < 2.6]
        self._spacing = statistics.median(ratios) if ratios else 1.0
        self.last_page = max(lines, default=1)
        self.justified = self._is_justified(full)

    def _is_justified(self, full: list[Line]) -> bool:
        # A line that another goes on shows it; a paragraph of one line, however long, does not.
        long = [
            a
            for a, b in pairwise(full)
            if a.page == b.page
            and a.right - a.left > 0.8 * (self._edges[a.page][1] - self._edges[a.page][0])
            and abs(b.left - self._edges[b.page][0]) < 1.5
            and 0 < b.base - a.base < 2.2 * a.size
        ]
        flush = [x for x in long if abs(x.right - self._edges[x.page][1]) < 1.5]
        return bool(long) and len(flush) >= 0.5 * len(long)

    def edges(self, page: int) -> tuple[float, float]:
        """The text area's left and right edge on a page."""
        return self._edges[page]

    def pitch(self, size: float) -> float:
        """The usual distance of baselines at ``size``."""
        return size * _NATURAL * self._spacing

    def continues(self, group: list[Line], line: Line) -> bool:
        """Whether ``line`` goes on the paragraph that ``group`` holds so far."""
        last = group[-1]
        if _ROW_OF_MARKS.match(line.text) or _ROW_OF_MARKS.match(last.text):
            return False
        if line.column is not last.column or line.frame or last.frame or last.rule or line.region != last.region:
            return False
        text = line.text.strip()
        listed = bool(BULLET.match(text)) or bool(LABEL.match(text) and line.column is not Column.LEFT)
        if listed and not self._wrapped(last, line):
            return False
        if abs(line.size - last.size) > 0.6 or (_centred(group, line) and line.slant != last.slant):
            return False  # a centred line set otherwise is another part: "(Kèm theo …)" under a trích yếu
        if line.column is Column.TABLE:
            return False
        if line.column is Column.RIGHT and group[0].text.startswith("CỘNG H") and "VIỆT NAM" not in last.text:
            return line.text.strip().isupper() and 0 < line.base - last.base < 1.9 * line.size
        if (
            line.column is Column.RIGHT
            and re.search(r"ngày[^/]*$", group[0].text)
            and not re.search(r"\d{4}\s*$", last.text)
        ):
            return 0 < line.base - last.base < 1.9 * line.size
        if line.column in (Column.LEFT, Column.RIGHT):
            return bool(BULLET.match(group[0].text.strip())) and 0 < line.base - last.base < 1.9 * line.size
        return self._flows(group, last, line)

    def _wrapped(self, last: Line, line: Line) -> bool:
        """Whether a line that looks like an item is the middle of a sentence: at the left edge, after a full line."""
        left, right = self.edges(line.page)
        flush = line.column is Column.FULL and abs(line.left - left) < 1.5 and right - last.right < 1.6
        return flush and self._sure[line.page] and self.justified

    def _flows(self, group: list[Line], last: Line, line: Line) -> bool:
        left, right = self.edges(line.page)
        if line.page == last.page:
            gap = line.base - last.base
            usual = _pitch(group[-_LAST_LINES:]) or self.pitch(line.size)
            if gap > usual + 2.2:
                return False
            if _hanging(group, line):
                return True
        first_word = re.split(r"\s", line.text.strip(), maxsplit=1)[0]
        word = sum(g.right - g.left for g in line.glyphs[: len(first_word)])
        if last.right + word + 0.3 * line.size < right - 1.0 and self.justified:
            return False
        if last.right + word + 0.3 * line.size < right - 6.0:
            return False
        indented = line.left - left > 5.0
        return not indented or (abs(line.left - group[-1].left) < 1.0 and len(group) > 1) or _centred(group, line)

    def align(self, group: list[Line]) -> Align | None:
        """How a paragraph is aligned, None where its lines don't show it."""
        left, right = self.edges(group[0].page)
        if group[0].column is not Column.FULL:
            return None
        middle = (left + right) / 2
        indent = group[0].left - left
        near = 4.0 if self._sure[group[0].page] else _UNSURE
        if all(abs(x.centre - middle) < near and _stands_in(x, left, right) for x in group):
            # A single line that begins at a usual first-line indent may lie in the middle by chance.
            return None if len(group) == 1 and min(abs(indent - i) for i in _INDENTS) < 1.0 else "center"
        body, lefts = group[:-1], [x.left for x in group[1:]]
        if not body:
            return None
        flush = [x for x in body if abs(x.right - right) < 1.6]
        even = max(lefts) - min(lefts) < 1.6
        if even and len(flush) >= 0.6 * len(body):
            return "justify"
        if even and abs(lefts[0] - left) < 40 and (len(body) - len(flush) > 1 or right - body[0].right > 8):
            return "left"
        begins = abs(lefts[0] - left) < 1.6 and even  # at the left edge: two lines that end alike by chance
        if max(x.right for x in group) - min(x.right for x in group) < 1.6 and not begins:
            return "right"
        return None

    def left_edge(self, page: RawPage) -> Edge | None:
        """The left margin."""
        label = next(
            (x.left for x in self._full_pages.get(-page.number, []) if x.text.strip().startswith("Nơi nhận")), None
        )
        if label is not None and abs(label - self.edges(page.number)[0]) > 8:
            return Edge.exact(label)
        if not self._sure[page.number] or not self._full_pages.get(page.number):
            return None
        return Edge.exact(self.edges(page.number)[0])

    def right_edge(self, page: RawPage) -> Edge | None:
        """The right margin; where nothing is justified only that it is no wider than the longest line leaves."""
        if not self._sure[page.number] or not self._full_pages.get(page.number):
            return None
        space = page.width - self.edges(page.number)[1]
        return Edge.exact(space) if self.justified else Edge(0.0, space)

    def top_edge(self, page: RawPage, found: list[Line]) -> Edge | None:
        """The top margin: text begins at it or below it."""
        if not found:
            return None
        plain = [(x, fold(x.text.strip())) for x in found if x.frame is None and x.size > 10.6]
        text = [x for x, words in plain if not words.endswith(_ABOVE_HEAD) and not OPENS.match(words)]
        if not text:
            return None
        first = min(text, key=lambda line: line.base)
        space = first.base - ASCENT * first.size
        slack = 4.0 if page.number == 1 else 26.0
        # Where a picture stands above, the margin may end there: the text doesn't show it.
        above = min([space - slack, *(top for top, _ in page.pictures)])
        return Edge(max(0.0, above), space + 0.8)

    def bottom_edge(self, page: RawPage, found: list[Line]) -> Edge | None:
        """The bottom margin: text ends at it or above it; by less than a line where a paragraph goes on overleaf."""
        if not found:
            return None
        last = max(found, key=lambda line: line.base)
        space = page.height - last.base - DESCENT * last.size
        after = self._full_pages.get(page.number + 1, [])
        runs_on = len(after) > 3 and last.column is Column.FULL and self._runs_on(last, after)
        return Edge(max(0.0, space - self.pitch(last.size)) if runs_on else 0.0, space + 0.8)

    def _runs_on(self, last: Line, after: list[Line]) -> bool:
        left, right = self.edges(after[0].page)
        whole = all(abs(x.left - left) < 1.5 for x in after[:3]) and all(right - x.right < 1.6 for x in after[:2])
        return whole and self.edges(last.page)[1] - last.right < 1.6


def _hanging(group: list[Line], line: Line) -> bool:
    """Whether ``line`` stands under the words of an item whose dash stands out to their left (Kính gửi)."""
    first = group[0]
    words = first.glyphs[1].left if len(first.glyphs) > 1 else first.right
    return bool(BULLET.match(first.text.strip())) and abs(line.left - words) < 1.5 and not line.slant


def _stands_in(line: Line, left: float, right: float) -> bool:
    """Whether a line leaves room on its left, or on both sides alike: a long title leaves little."""
    room, other = line.left - left, right - line.right
    return room > 8.0 or (room > 2.0 and abs(room - other) < 1.5)


def _centred(group: list[Line], line: Line) -> bool:
    return all(abs(x.centre - line.centre) < 3.0 for x in group)
