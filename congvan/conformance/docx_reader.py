"""DOCX → Measured: sections, tables, text boxes, tab stops; Word's, LibreOffice's and WPS's habits alike.

Nothing is laid out here: what only a laid-out page shows (lines, page of a paragraph) stays ``None``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from congvan.conformance import docx_flow as flow
from congvan.conformance import docx_sections
from congvan.conformance import docx_tables as tables
from congvan.conformance.docx_borders import SIDES, Cell, Grid
from congvan.conformance.docx_layer import Layer, Space, side
from congvan.conformance.docx_numbering import Numbering
from congvan.conformance.docx_package import Package, W
from congvan.conformance.docx_rows import cells_of, rows_of
from congvan.conformance.docx_shapes import MC, framed, ruled, twips
from congvan.conformance.docx_styles import Props, Styles, para_props, run_props
from congvan.conformance.docx_text import Content, TextReader
from congvan.conformance.drawing import Drawing
from congvan.conformance.measured import Column, Frame, Measured, Sheet

_DEEP = 12
"""Tables and text boxes nested deeper than this are passed over."""


def read(package: Package) -> Measured:
    """A package → what can be measured in it."""
    return _Reader(package).measured()


class _Reader:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.styles = Styles(package)
        self.numbering = Numbering(package)
        self.text = TextReader(self.styles)
        self.layer = Layer()
        self.count = 0
        self.tables: set[int] = set()
        self.sheet = 0
        self.sections: list[docx_sections.Section] = []
        self.floats: set[int] = set()  # cells that stand at a place of the page
        self.frames: dict[tuple[str | None, ...], int] = {}
        self.nodes: dict[Any, int] = {}  # paragraph elements in the order of the file
        self.framed: dict[int, float] = {}  # cell of a frame → how far down its text has come

    def measured(self) -> Measured:
        root = self.package.part(self.package.main)
        body = root.find(W + "body") if root is not None else None
        if body is None:
            return Measured("docx", (), (), None)
        self.nodes = numbered(body)
        sections = self.sections = docx_sections.sections(body)
        layer = self.layer
        for child in _blocks(body):
            layer.section = sections[min(self.sheet, len(sections) - 1)]
            self._block(child, Space(layer.section.text_width))
            if docx_sections.ends_section(child):
                self.sheet += 1
                layer.sheet, layer.page = self.sheet, layer.y
        layer.settle()
        layer.levels(self.floats)
        folios = docx_sections.Folios(self.package, self._alone)
        sheets = tuple(self._sheet(n, s, folios) for n, s in enumerate(sections))
        settings = self.package.linked("settings")
        mirrored = settings is not None and settings.find(W + "mirrorMargins") is not None
        pages, strokes = docx_sections.pages(self.package), tuple(layer.strokes)
        return Measured("docx", sheets, tuple(layer.paras), pages, mirrored, strokes)

    def _sheet(self, index: int, section: docx_sections.Section, folios: docx_sections.Folios) -> Sheet:
        first, later = folios.of(section, index)
        has_table = index in self.tables
        return dataclasses.replace(section.sheet(index), folio=later, first_folio=first, has_table=has_table)

    def _alone(self, paragraph: Any) -> tuple[Props, Content]:
        """A header's paragraph: its effective properties and content."""
        own = para_props(paragraph.find(W + "pPr"))
        props = self.styles.paragraph(own, None, {})
        return props, self.text.read(paragraph, props, None)

    def _block(self, element: Any, space: Space) -> None:
        if element.tag == W + "p":
            self._paragraph(element, space)
        elif element.tag == W + "tbl" and space.depth < _DEEP:
            self._table(element, space)

    def _paragraph(self, element: Any, space: Space) -> None:
        own = para_props(element.find(W + "pPr"))
        styled = self.styles.chain(own.get("pStyle") or self.styles.defaults.get("paragraph"), "para")
        numbered = self.numbering.find(own.get("numPr", flow.last(styled, "numPr")))
        props = self.styles.paragraph(own, space.table, self.numbering.props(numbered))
        content = self.text.read(element, props, space.table)
        if numbered is not None and any(p.text.strip() for p in content.pieces):
            look = self.styles.text(run_props(None), props, space.table) | self.numbering.look(numbered)
            content.parts[0].insert(0, self.text.piece(self.numbering.label(numbered) + " ", look))
        if props.get("framePr") is None and any(p.text.strip() for p in content.pieces):
            self.frames.clear()  # a frame at the same place after running text is another page's
        if space.depth == 0 and (props.get("pageBreakBefore") or _page_begins(element)):
            self.layer.page = self.layer.y + self.layer.trail
        framed = self._framed(props.get("framePr"), space)
        flowing = (self.layer.y, self.layer.trail)
        if framed.cell in self.framed:
            self.layer.y, self.layer.trail = self.framed[framed.cell], 0.0
        self._laid(element, content, props, framed if framed.row else dataclasses.replace(framed, row=self._next()))
        if framed.cell in self.framed:
            self.framed[framed.cell] = self.layer.y
            self.layer.y, self.layer.trail = max(flowing[0], self.layer.y), flowing[1]
        if space.depth == 0 and _breaks(element):
            self.layer.page = self.layer.y

    def _laid(self, element: Any, content: Content, props: Props, space: Space) -> None:
        """One paragraph, laid: the boxes above it, its text, its borders, what is drawn about it."""
        layer = self.layer
        top, first = layer.begin(props)
        pushed = 0.0
        above, rest = flow.halves(content.drawings)
        for drawing in above:
            foot = self._text_box(drawing, space, top)
            pushed = max(pushed, foot if drawing.pushes else 0.0)
        first, layer.node = len(layer.paras), self.nodes[element]
        layer.emit(content, props, space)
        mark = self.styles.text(run_props(element.find(f"{W}pPr/{W}rPr")), props, space.table)
        layer.end(props, first, self.text.piece("", mark), pushed)
        layer.borders(props, space, first, top)
        for drawing in rest:
            if drawing.line:
                layer.draw(drawing, props, space, first, top)

    def _framed(self, frame: Any | None, space: Space) -> Space:
        """A paragraph in a Word frame: those with the same frame share a cell and a place on the page."""
        if frame is None or frame.get(W + "x") is None:
            return space
        key = tuple(frame.get(W + name) for name in ("x", "y", "w", "h"))
        known = key in self.frames
        cell = self.frames.setdefault(key, 1_000_000 + self._next())
        x, y, width = (twips(frame.get(W + name)) or 0.0 for name in ("x", "y", "w"))
        if frame.get(W + "hAnchor") == "page" and frame.get(W + "vAnchor") == "page":
            self.floats.add(cell)
        layer = self.layer
        if not known:
            page, base = layer.page, {"page": -layer.head_room, "margin": 0.0}
            down = frame.get(W + "vAnchor", "page")
            self.framed[cell] = (page + base[down] if down in base else layer.y + layer.trail) + y
        left = x - (layer.margin if frame.get(W + "hAnchor") == "page" else 0.0)
        column = side(left + width / 2, space.width)
        return dataclasses.replace(space, column=column, cell=cell, width=width or space.width, edge=left)

    def _next(self) -> int:
        self.count += 1
        return self.count

    def _text_box(self, drawing: Drawing, space: Space, top: float) -> float:
        """The paragraphs of a text box; where it ends, as far down as the text runs."""
        layer = self.layer
        if space.depth >= _DEEP:
            return 0.0
        x = (drawing.x or 0.0) - (layer.margin if drawing.anchor == "page" else 0.0)
        centre, column = x + drawing.width / 2, space.column
        if column is Column.FULL and drawing.x is not None and drawing.width < space.width * 0.75:
            column = Column.LEFT if centre < space.width / 2 else Column.RIGHT
        cell = 1_000_000 + self._next()
        paged = drawing.anchor == "page" and drawing.down == "page"
        if paged and drawing.x is not None and drawing.y is not None:
            self.floats.add(cell)
        left, high, right = drawing.inset
        width, begin = max(0.0, drawing.width - left - right), top + (drawing.y or 0.0)
        if drawing.down in ("page", "margin"):
            begin = layer.page + (drawing.y or 0.0) - (layer.head_room if drawing.down == "page" else 0.0)
        flowing = (layer.y, layer.trail)
        layer.y, layer.trail = begin + high, 0.0
        edge = x + left + (space.edge if drawing.anchor == "column" else 0.0)
        inside = Space(width, x, column, 0, cell, None, drawing.frame(), space.depth + 1, edge)
        for child in _blocks(drawing.box):
            self._block(child, inside)
        layer.y, layer.trail = flowing
        return begin + drawing.height

    def _table(self, table: Any, space: Space) -> None:
        props = table.find(W + "tblPr")
        style = tables.val(props, "tblStyle") or self.styles.defaults.get("table")
        widths = [twips(c.get(W + "w")) or 0.0 for c in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        total = sum(widths) or space.width
        rows = list(rows_of(table))
        grid = Grid(table, rows, self.styles.borders(style))
        jc = tables.val(props, "jc")
        left = space.edge + {"center": (space.width - total) / 2, "right": space.width - total}.get(jc, 0.0)
        if self._drawn_with_table(table, rows, grid, total, left):
            return
        if grid.content:
            self.tables.add(self.sheet)
        self.layer.y, self.layer.trail = self.layer.y + self.layer.trail, 0.0
        for row in rows:
            self._row(row, grid, space, style, props, widths, left, total)

    def _row(
        self,
        row: Any,
        grid: Grid,
        space: Space,
        style: str | None,
        props: Any,
        widths: list[float],
        left: float,
        total: float,
    ) -> None:
        layer, number, top = self.layer, self._next(), self.layer.y
        height = twips(tables.val_attr(row.find(W + "trPr"), "trHeight"))
        pad = tables.padding(props)
        done: list[tuple[Cell, float, tuple[int, int], Space]] = []
        for element in cells_of(row):
            cell = grid.of(element)
            inner = self._cell(cell, grid, space, style, widths, (left, total, height, *pad), number)
            layer.y, layer.trail, mark = top, 0.0, layer.places.mark
            for child in _blocks(element):
                self._block(child, inner)
            done.append((cell, layer.y + layer.trail - top, mark, inner))
        own = max((high for cell, high, _, _ in done if not _spans_rows(cell)), default=0.0)
        high = max(own, height or 0.0)
        marks = [mark for _, _, mark, _ in done[1:]] + [layer.places.mark]
        for (cell, used, mark, inner), end in zip(done, marks, strict=True):
            share = {"center": 0.5, "bottom": 1.0}.get(tables.val(cell.element.find(W + "tcPr"), "vAlign"), 0.0)
            layer.places.shift(mark, end, max(0.0, high - used) * share)
            if not grid.content and inner.frame is None:
                self._cell_rules(cell, inner, top, top + high, pad)
        layer.y, layer.trail = top + high, 0.0

    def _cell(
        self,
        cell: Cell,
        grid: Grid,
        space: Space,
        style: str | None,
        widths: list[float],
        sizes: tuple[float, float, float | None, float, float],
        number: int,
    ) -> Space:
        """Where the paragraphs of a cell stand; ``sizes``: left edge, width and row height, white at both sides."""
        left, total, height, before, after = sizes
        x, width = sum(widths[: cell.first]), sum(widths[cell.first : cell.first + cell.span])
        width = width or twips(tables.width(cell.element)) or total / max(1, len(cell.element.getparent()))
        return Space(
            width=max(0.0, width - before - after),
            x=space.x + x,
            column=Column.TABLE if grid.content else _column(x, width, total, space),
            row=number,
            cell=self._next(),
            table=style,
            frame=None if grid.content else _cell_frame(cell, width, height),
            depth=space.depth + 1,
            edge=left + x + before,
            celled=True,
        )

    def _cell_rules(self, cell: Cell, inner: Space, top: float, foot: float, pad: tuple[float, float]) -> None:
        """Borders of a cell in a layout table are rules: the lower under its text, the upper under what is above."""
        after = len(self.layer.paras)
        for side_, y in (("top", top), ("bottom", foot)):
            edge = cell.edges[side_]
            if edge.shown and (side_ == "bottom" or cell.row == 0 or edge.own):
                stroke = ruled(edge.border, inner.width + sum(pad))
                self.layer.hang(stroke, [(inner.edge - pad[0], y)], after)

    def _drawn_with_table(self, table: Any, rows: list[Any], grid: Grid, total: float, left: float) -> bool:
        """A table without a word whose cell has one visible edge is how some draw a rule."""
        if any((t.text or "").strip() for t in table.iter(W + "t")) or len(rows) != 1:
            return False
        shown = [c.edges[name] for c in grid.cells for name in ("top", "bottom") if c.edges[name].shown]
        if len(shown) != 1 or any(c.edges[name].shown for c in grid.cells for name in ("left", "right")):
            return False
        layer = self.layer
        layer.hang(ruled(shown[0].border, total), [(left, layer.y + layer.trail)], len(layer.paras))
        return True


def _column(x: float, width: float, total: float, space: Space) -> Column:
    if space.column is not Column.FULL or width > total * 0.8:
        return space.column
    centre = (x + width / 2) / total if total else 0.5
    if 0.45 <= centre <= 0.55:
        return Column.FULL
    return Column.LEFT if centre < 0.5 else Column.RIGHT


def _cell_frame(cell: Cell, width: float, height: float | None) -> Frame | None:
    """A cell with all four sides seen → its frame."""
    return framed(cell.edges["top"].border, width, height) if len(cell.seen) == len(SIDES) else None


def _spans_rows(cell: Cell) -> bool:
    return cell.element.find(f"{W}tcPr/{W}vMerge") is not None


def _page_begins(element: Any) -> bool:
    """Whether the last word processor began a page with this paragraph."""
    first = element.find(W + "r")
    return first is not None and first.find(W + "lastRenderedPageBreak") is not None


def _breaks(element: Any) -> bool:
    """Whether a page break stands in a paragraph."""
    return any(b.get(W + "type") == "page" for b in element.iterfind(f"{W}r/{W}br"))


def numbered(body: Any) -> dict[Any, int]:
    """Every paragraph of a body, those of tables and text boxes too → which one it is, from 1."""
    return {element: n for n, element in enumerate(body.iter(W + "p"), 1)}


def _blocks(container: Any) -> Iterator[Any]:
    """Paragraphs and tables of a body, cell or text box; wrappers are looked through."""
    for child in container:
        name = child.tag.removeprefix(W) if isinstance(child.tag, str) else ""
        if name in ("p", "tbl"):
            yield child
        elif name == "sdt":
            inner = child.find(W + "sdtContent")
            yield from _blocks(inner) if inner is not None else ()
        elif child.tag == MC + "AlternateContent":
            shown = next((one for name in ("Choice", "Fallback") for one in child.iterfind(MC + name)), ())
            yield from _blocks(shown)
        elif name in ("customXml", "ins", "moveTo", "smartTag"):
            yield from _blocks(child)
