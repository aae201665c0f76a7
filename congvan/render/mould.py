"""One printed copy → a mould: its PDF with holes where the recipient's own words stand, to be filled in for each other
copy whose lines are as many. What WeasyPrint has drawn and tagged around the holes stays as it is.

Only what a reader sees of a copy and how it is tagged is the same as in a file printed whole; its objects stand in
another order, so that all that doesn't change comes first and is compressed once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from congvan.model.document import Document
from congvan.model.layout import AddresseeSpec, HeadSpec, LayoutSpec, LinesSpec, SignatureSpec, TextSpec
from congvan.model.rendered import Box as Place
from congvan.model.rendered import Rendered
from congvan.render import pdf
from congvan.render.flow import UNITS, Box, Look
from congvan.render.fonts import Fonts
from congvan.render.holed import File, Filling, Letters
from congvan.render.parted import Structure, Unfit, parted
from congvan.render.parted import figure as written

_CLOSE = 1e-4


class _Enough(Exception):
    """WeasyPrint has drawn everything; what is made of it is made here."""


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph with words of its own, by the HTML element that it is."""

    element: Any
    pre: bool = False  # its one line was broken before


def elements(document: Any, spec: LayoutSpec, subject: bool, addressees: bool, places: Sequence[int]) -> list[Item]:
    """The elements of a page that stand for V/v, Kính gửi and some parts of the running text, in this order."""
    body = next(node for node in document._html.etree_element if node.tag == "body")
    children = list(body)
    at = bool(spec.circulation) + bool(spec.foot)
    found: dict[str, list[Item]] = {"subject": [], "to": [], "text": []}
    for piece in spec.sections[0].pieces:
        if isinstance(piece, HeadSpec):
            rows = 1 + bool(piece.number or piece.place_date)
            if piece.subject:
                found["subject"] = [Item(node, pre=True) for node in children[at + rows].iter("p")]
                rows += 1
            at += rows + bool(piece.urgency)
        elif isinstance(piece, LinesSpec):
            at += len(piece.lines)
        elif isinstance(piece, AddresseeSpec):
            many = len(piece.many)
            found["to"] = [Item(node) for node in children[at + bool(many) : at + bool(many) + (many or 1)]]
            at += 1 + many
        elif isinstance(piece, TextSpec):
            found["text"] = [Item(children[at + place]) for place in places]
            at += len(piece.parts)
        elif isinstance(piece, SignatureSpec):
            at += 1 + (piece.below is not None)
        else:
            at += 1
    if at + len(spec.sections) - 1 != len(children):
        raise Unfit("the page has other elements")
    return [*(found["subject"] if subject else ()), *(found["to"] if addressees else ()), *found["text"]]


class Drawn:
    """A copy drawn by WeasyPrint, and where its items came to stand. Errors: Unfit."""

    def __init__(self, document: Document, spec: LayoutSpec, fonts: Fonts) -> None:
        self.title = document.title
        _, self.pages = pdf.printed_pages(document, spec, fonts)
        self.anchors: dict[str, Place] = pdf.anchors_of(self.pages)
        self.items: list[Item] = []
        self.boxes: list[Box] = []
        self.lefts: list[float] = []
        self.styles: dict[tuple[int, Look], Any] = {}
        self.lines: list[list[list[Any]]] = []  # by item and line, text boxes

    def find(self, spec: LayoutSpec, subject: bool, addressees: bool, places: Sequence[int]) -> None:
        """Look for the items on the pages."""
        self.items = elements(self.pages, spec, subject, addressees, places)
        known = {id(item.element): number for number, item in enumerate(self.items)}
        self.lines = [[] for _ in self.items]
        self.boxes = [Box(0.0, 0.0, "")] * len(self.items)
        self.lefts = [0.0] * len(self.items)
        for page in self.pages.pages:
            for box in page._page_box.descendants():
                number = known.get(id(getattr(box, "element", None)))
                if number is None or type(box).__name__ != "LineBox":
                    continue
                self.lines[number].append([b for b in box.descendants() if type(b).__name__ == "TextBox"])
            for box in page._page_box.descendants():
                number = known.get(id(getattr(box, "element", None)))
                if number is not None and type(box).__name__ == "BlockBox":
                    self._block(number, box)
        if not all(self.lines):
            raise Unfit("an item is not on the page")

    def _block(self, number: int, box: Any) -> None:
        indent = box.style["text_indent"]
        align = str(box.style["text_align_all"])
        self.boxes[number] = Box(box.width, float(indent.value), align)
        self.lefts[number] = box.content_box_x()
        for row in self.lines[number]:
            for text in row:
                self.styles.setdefault((number, _look(text, box)), text.style)


def _look(text: Any, block: Any) -> Look:
    """Bold and italic beside what the paragraph is."""
    return (
        text.style["font_weight"] != block.style["font_weight"],
        text.style["font_style"] != block.style["font_style"],
    )


def widths(drawn: Drawn, number: int, look: Look, signs: str) -> dict[str, int]:
    """The widths of ``signs`` in the look of an item, in Pango's units."""
    return {sign: wide for sign, _, wide, _ in _glyphs(drawn.styles[number, look], signs)}


def _glyphs(style: Any, signs: str) -> Iterator[tuple[str, int, int, Any]]:
    """Each sign with its glyph, its width and its font. Errors: Unfit a sign that is not one glyph."""
    from weasyprint.text.ffi import ffi
    from weasyprint.text.line_break import create_layout

    layout = create_layout(signs, style, None, None, 0)
    first, _ = layout.get_first_line()
    found = 0
    run = first.runs[0]
    while run != ffi.NULL:
        item, run = run.data, run.next
        glyphs = item.glyphs
        if glyphs.num_glyphs != item.item.num_chars:
            raise Unfit("a sign that is not one glyph")
        for glyph in glyphs.glyphs[0 : glyphs.num_glyphs]:
            if glyph.geometry.x_offset or glyph.geometry.y_offset:
                raise Unfit("a sign that does not stand on its line")
            yield signs[found], glyph.glyph, glyph.geometry.width, item.item.analysis.font
            found += 1
    if found != len(signs):
        raise Unfit("a sign that is not one glyph")


class _Taken:
    """What WeasyPrint wrote: the streams of the pages with the text boxes in them, the letters by item and look."""

    def __init__(self, drawn: Drawn, signs: str) -> None:
        self.drawn = drawn
        self.pages: list[tuple[Any, dict[int, int]]] = []
        self.letters: dict[tuple[int, Look], Letters] = {}
        self.pdf: Any = None
        pages = drawn.pages.pages
        for index, page in enumerate(pages):
            self._watch(page, signs if index + 1 == len(pages) else "")
        try:
            drawn.pages.write_pdf(pdf_variant=pdf.VARIANT, pdf_tags=True, finisher=self._finished)
        except _Enough:
            pass
        finally:
            for page in pages:
                del page.paint

    def _finished(self, _document: Any, made: Any) -> None:
        self.pdf = made
        raise _Enough

    def _watch(self, page: Any, signs: str) -> None:
        paint = page.paint

        def watched(stream: Any, scale: float = 1) -> None:
            paint(stream, scale)
            self.pages.append((stream, {id(box): kid["mcid"] for box, kid in stream._tags.items()}))
            if signs:
                self._learn(stream, signs)

        page.paint = watched

    def _learn(self, stream: Any, signs: str) -> None:
        """The letters of each look; the fonts get those that the copy itself has not, and all stand in an order that
        does not tell which copy it was.
        """
        for (item, look), style in self.drawn.styles.items():
            known: dict[str, int] = {}
            shown: dict[str, str] = {}
            for sign, glyph, width, pango_font in _glyphs(style, signs):
                font, size = stream.add_font(pango_font)
                if glyph not in font.widths:
                    font.widths[glyph] = _logical(stream, pango_font, glyph, size)
                font.to_unicode.setdefault(glyph, sign)
                kern = int(font.widths[glyph] - width * 1000 / UNITS / size)
                known[sign] = width
                shown[sign] = f"{glyph:04x}" + (f">{kern}<" if kern else "")
                if sign == " ":
                    space, operator = font.widths[glyph], b"/%s %s Tf" % (font.hash.encode(), written(size))
                    chosen = (font, size)
                elif chosen != (font, size):
                    raise Unfit("a look of two fonts")
            left = self.drawn.lefts[item]
            self.letters[item, look] = Letters(operator, size, known, shown, space, left)
        fonts = sorted(stream._fonts.items(), key=lambda pair: str(pair[1].hash))
        for _, font in fonts:
            font.to_unicode = dict(sorted(font.to_unicode.items()))
        stream._fonts.clear()
        stream._fonts.update(fonts)


def _logical(stream: Any, font: Any, glyph: int, size: float) -> int:
    from weasyprint.text.ffi import FROM_UNITS, pango

    pango.pango_font_get_glyph_extents(font, glyph, stream.ink_rect, stream.logical_rect)
    wide: int = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)
    return wide


class Mould:
    """A copy's PDF with holes; ``spec`` is its layout, ``signs`` whatever other copies have in their words (a space
    first), ``own`` the lines of its items, which must be those that WeasyPrint made. Errors: Unfit.
    """

    def __init__(self, drawn: Drawn, signs: str, own: Filling) -> None:
        taken = _Taken(drawn, signs)
        self.letters = taken.letters
        self.anchors = drawn.anchors
        _agree(drawn, taken, own)
        self._build(drawn, taken)

    def _build(self, drawn: Drawn, taken: _Taken) -> None:
        tree = Structure(taken.pdf)
        for index, (stream, tags) in enumerate(taken.pages):
            owner = {
                tags[id(text)]: (number, row)
                for number, rows in enumerate(drawn.lines)
                for row, texts in enumerate(rows)
                for text in texts
                if id(text) in tags
            }
            tree.take(index, parted(stream, owner))
        self.file = File(taken.pdf, tree, drawn.title)

    def fill(self, title: str, lines: Filling) -> Rendered:
        """The PDF of a copy: what its items say, line by line, and its title."""
        data, sha256 = self.file.written(title, lines, self.letters)
        return Rendered(data, sha256, self.anchors)


def _agree(drawn: Drawn, taken: _Taken, own: Filling) -> None:
    """What this module foresees of a copy is what WeasyPrint made of it, to a ten-thousandth of a pixel."""
    if len(own) != len(drawn.lines):
        raise Unfit("another number of items")
    for number, (rows, mine) in enumerate(zip(drawn.lines, own, strict=True)):
        if len(rows) != len(mine):
            raise Unfit("another number of lines")
        left = drawn.lefts[number]
        for row, line in zip(rows, mine, strict=True):
            seen = [(text.text, text.position_x - left) for text in row if text.text.strip()]
            told = [(piece.text, piece.x) for piece in line.pieces]
            if [text for text, _ in seen] != [text for text, _ in told]:
                raise Unfit(f"other pieces: {seen} {told}")
            if any(abs(a - b) > _CLOSE for (_, a), (_, b) in zip(seen, told, strict=True)):
                raise Unfit(f"other places: {seen} {told}")
