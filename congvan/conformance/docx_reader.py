"""DOCX → Measured: sections, tables, text boxes, tab stops; Word's, LibreOffice's and WPS's habits alike.

Nothing is laid out here: what only a laid-out page shows (lines, page of a paragraph) stays ``None``.
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from congvan.conformance import advances, docx_sections
from congvan.conformance import docx_flow as flow
from congvan.conformance import docx_tables as tables
from congvan.conformance.docx_numbering import Numbering
from congvan.conformance.docx_package import Package, W
from congvan.conformance.docx_shapes import Drawing, cell_frame, paragraph_frame, paragraph_rule, twips, visible
from congvan.conformance.docx_styles import Props, Styles, para_props, run_props
from congvan.conformance.docx_text import Content, TextReader
from congvan.conformance.measured import Align, Column, Frame, Measured, Para, Piece, Sheet, Stroke

_DEEP = 12
"""Tables and text boxes nested deeper than this are passed over."""


@dataclass(frozen=True, slots=True)
class _Space:
    """Where paragraphs are being read: how wide it is, which column, which row and cell."""

    width: float
    x: float = 0.0  # from the text area's left edge
    column: Column = Column.FULL
    row: int = 0
    cell: int = 0
    table: str | None = None
    frame: Frame | None = None
    depth: int = 0


def read(package: Package) -> Measured:
    """A package → what can be measured in it."""
    return _Reader(package).measured()


class _Reader:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.styles = Styles(package)
        self.numbering = Numbering(package)
        self.text = TextReader(self.styles)
        self.paras: list[Para] = []
        self.after: list[float] = []
        self.count = 0
        self.tables: set[int] = set()
        self.sheet = 0
        self.sections: list[docx_sections.Section] = []
        self.floats: dict[int, tuple[float, float, float]] = {}  # cell → left, top, width on the page
        self.frames: dict[tuple[str | None, ...], int] = {}
        self.loose: list[Drawing] = []

    def measured(self) -> Measured:
        root = self.package.part(self.package.main)
        body = root.find(W + "body") if root is not None else None
        if body is None:
            return Measured("docx", (), (), None)
        sections = self.sections = docx_sections.sections(body)
        for child in _blocks(body):
            self._block(child, _Space(sections[min(self.sheet, len(sections) - 1)].text_width))
            if docx_sections.ends_section(child):
                self.sheet += 1
        self._settle_loose()
        folios = docx_sections.Folios(self.package, self._alone)
        sheets = tuple(self._sheet(n, s, folios) for n, s in enumerate(sections))
        settings = self.package.linked("settings")
        mirrored = settings is not None and settings.find(W + "mirrorMargins") is not None
        return Measured("docx", sheets, tuple(self.paras), docx_sections.pages(self.package), mirrored)

    def _sheet(self, index: int, section: docx_sections.Section, folios: docx_sections.Folios) -> Sheet:
        first, later = folios.of(section, index)
        has_table = index in self.tables
        return dataclasses.replace(section.sheet(index), folio=later, first_folio=first, has_table=has_table)

    def _alone(self, paragraph: Any) -> tuple[Props, Content]:
        """A header's paragraph: its effective properties and content."""
        own = para_props(paragraph.find(W + "pPr"))
        props = self.styles.paragraph(own, None, {})
        return props, self.text.read(paragraph, props, None)

    def _block(self, element: Any, space: _Space) -> None:
        if element.tag == W + "p":
            self._paragraph(element, space)
        elif element.tag == W + "tbl" and space.depth < _DEEP:
            self._table(element, space)

    def _paragraph(self, element: Any, space: _Space) -> None:
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
        space = self._framed(props.get("framePr"), space)
        if not space.row:
            space = dataclasses.replace(space, row=self._next())
        before = len(self.paras)
        above, rest = flow.halves(content.drawings)
        self._draw(above, space, before)
        self._emit(content, props, space)
        self._rules(props, space, before)
        self._draw(rest, space, before)

    def _framed(self, frame: Any | None, space: _Space) -> _Space:
        """A paragraph in a Word frame: those with the same frame share a cell and a place on the page."""
        if frame is None or frame.get(W + "x") is None:
            return space
        key = tuple(frame.get(W + name) for name in ("x", "y", "w", "h"))
        cell = self.frames.setdefault(key, 1_000_000 + self._next())
        x, y, width = (twips(frame.get(W + name)) or 0.0 for name in ("x", "y", "w"))
        if frame.get(W + "hAnchor") == "page" and frame.get(W + "vAnchor") == "page":
            self.floats[cell] = (x, y, width)
        margin = self.margin if frame.get(W + "hAnchor") == "page" else 0.0
        column = _side(x - margin + width / 2, space.width)
        return dataclasses.replace(space, column=column, cell=cell, width=width or space.width)

    @property
    def margin(self) -> float:
        """The left margin of the section that is being read."""
        return self.sections[min(self.sheet, len(self.sections) - 1)].margins["left"]

    def _settle_loose(self) -> None:
        """Floating text gets its level; lines placed on the page go under the text that ends right above them."""
        for cell, (x, _, width) in self.floats.items():
            for index, bottom in self._bottoms(x + width / 2):
                if self.paras[index].cell == cell:
                    self.paras[index] = dataclasses.replace(self.paras[index], level=bottom)
        for drawing in self.loose:
            centre, y = (drawing.x or 0.0) + drawing.width / 2, drawing.y or 0.0
            under = [(abs(y - bottom), index) for index, bottom in self._bottoms(centre) if abs(y - bottom) < 12]
            # A later page's head has its boxes at the same places: its rules come later in the file, too.
            near = [item for item in under if self.paras[item[1]].rule is None]
            if near:
                index = min(near)[1]
                self.paras[index] = dataclasses.replace(self.paras[index], rule=drawing.stroke())

    def _bottoms(self, centre: float) -> Iterator[tuple[int, float]]:
        """(paragraph, where it ends on the page) of floating text that ``centre`` lies under."""
        for cell, (x, top, width) in self.floats.items():
            if not x <= centre <= x + width:
                continue
            for para in (p for p in self.paras if p.cell == cell):
                lines = max(1, -(-int(advances.width(para.text, para.size, bold=para.bold)) // max(1, int(width))))
                top += (para.before or 0.0) + lines * para.size * flow.NATURAL * (para.spacing or 1.0)
                yield para.index, top

    def _next(self) -> int:
        self.count += 1
        return self.count

    def _emit(self, content: Content, props: Props, space: _Space) -> None:
        filled = [part for part in content.parts if "".join(p.text for p in part).strip()]
        if not filled:
            return
        if len(filled) > 1 and flow.heads(filled) and space.column is Column.FULL:
            lead = 0 if content.parts[0] in filled and content.parts[0] else 1
            for n, part in enumerate(filled):
                column = Column.LEFT if n == 0 else Column.RIGHT
                inner = dataclasses.replace(space, column=column, cell=-1 - n)
                self._add(tuple(part), props, inner, flow.tab_align(props, n + lead))
            return
        if len(filled) == 1 and self._tabbed(filled[0], content, props, space):
            return
        tabs = 0
        while tabs < len(content.parts) - 1 and not "".join(p.text for p in content.parts[tabs]).strip():
            tabs += 1
        if tabs and (props.get("firstLine") or 0) <= 0:
            props = props | {"firstLine": (props.get("firstLine") or 0) + 36.0 * tabs}
        for n, pieces in enumerate(flow.split_lines(content.pieces)):
            self._add(pieces, props if n == 0 else props | {"before": 0.0}, space, None)

    def _tabbed(self, part: list[Piece], content: Content, props: Props, space: _Space) -> bool:
        """Text behind tabs that lead to a centre stop stands in the column of that stop."""
        stop, stops = content.parts.index(part), flow.stops(props)
        if not 0 < stop <= len(stops) or stops[stop - 1][1] != "center" or space.column is not Column.FULL:
            return False
        column = _side(stops[stop - 1][0], space.width)
        cell = {Column.LEFT: -1, Column.RIGHT: -2}.get(column, 0)
        for line in flow.split_lines(tuple(part)):
            self._add(line, props, dataclasses.replace(space, column=column, cell=cell), "center")
        return True

    def _add(self, pieces: tuple[Piece, ...], props: Props, space: _Space, align: Align | None) -> None:
        raw = "".join(p.text for p in pieces)
        composed = unicodedata.normalize("NFC", raw)
        if composed != raw:
            pieces = tuple(dataclasses.replace(p, text=unicodedata.normalize("NFC", p.text)) for p in pieces)
        size = max((p.size for p in pieces if p.text.strip()), default=10.0)
        self.paras.append(
            Para(
                index=len(self.paras),
                pieces=pieces,
                column=space.column,
                row=space.row,
                cell=space.cell,
                sheet=self.sheet,
                align=align or flow.ALIGN.get(str(props.get("jc", "left")), "left"),
                first_line=float(props.get("firstLine", 0.0)),
                left=float(props.get("left", 0.0)) + space.x,
                before=float(props.get("before", 0.0)) + (self.after[-1] if self.after else 0.0),
                spacing=flow.spacing(props, size),
                frame=space.frame or paragraph_frame(props.get("pBdr"), _inner(props, space), None),
                raw=raw if composed != raw else "",
            )
        )
        self.after.append(float(props.get("after", 0.0)))

    def _rules(self, props: Props, space: _Space, before: int) -> None:
        """Borders of a paragraph as rules: the bottom one below it, the top one below what stands before it."""
        width, borders = _inner(props, space), props.get("pBdr")
        if paragraph_frame(borders, width, None) is not None:
            return
        top, bottom = paragraph_rule(borders, "top", width), paragraph_rule(borders, "bottom", width)
        if top is not None:
            self._attach(top, before - 1, space)
        if bottom is not None:
            self._attach(bottom, len(self.paras) - 1, space)

    def _attach(self, stroke: Stroke, index: int, space: _Space) -> None:
        """A rule to the text above it, in its own cell."""
        if 0 <= index < len(self.paras):
            para = self.paras[index]
            near = para.cell == space.cell or space.cell == 0 or para.row == space.row
            if near and para.rule is None:
                self.paras[index] = dataclasses.replace(para, rule=stroke)

    def _draw(self, drawn: list[Drawing], space: _Space, first: int) -> None:
        for drawing in drawn:
            if drawing.box is not None:
                self._text_box(drawing, space)
            elif drawing.line and drawing.down == "page" and drawing.anchor == "page":
                self.loose.append(drawing)
            elif drawing.line:
                self._attach_line(drawing, space, first)

    def _attach_line(self, drawing: Drawing, space: _Space, first: int) -> None:
        """A drawn line belongs to the paragraph it hangs on, or, where it lies at its top, to the one before."""
        here = list(range(first, len(self.paras)))
        if here and (drawing.y is None or drawing.y > 3.0):
            if len(here) > 1 and drawing.x is not None:
                here = [here[-1]] if drawing.x + drawing.width / 2 > space.width / 2 else [here[0]]
            self._attach(drawing.stroke(), here[-1], space)
            return
        wanted: Column | None = None
        if space.column is Column.FULL and drawing.x is not None:
            wanted = _side(drawing.x + drawing.width / 2, space.width)
        for index in range(first - 1, max(-1, first - 6), -1):
            para = self.paras[index]
            if para.cell == space.cell if space.cell else para.column in (wanted, Column.FULL):
                self._attach(drawing.stroke(), index, dataclasses.replace(space, cell=para.cell))
                return

    def _text_box(self, drawing: Drawing, space: _Space) -> None:
        if space.depth >= _DEEP:
            return
        x = (drawing.x or 0.0) - (self.margin if drawing.anchor == "page" else 0.0)
        centre, column = x + drawing.width / 2, space.column
        if column is Column.FULL and drawing.x is not None and drawing.width < space.width * 0.75:
            column = Column.LEFT if centre < space.width / 2 else Column.RIGHT
        cell = 1_000_000 + self._next()
        if drawing.anchor == "page" and drawing.down == "page" and drawing.x is not None and drawing.y is not None:
            self.floats[cell] = (drawing.x, drawing.y, drawing.width)
        width = max(0.0, drawing.width - 14.4)
        inside = _Space(width, x, column, 0, cell, None, drawing.frame(), space.depth + 1)
        for child in _blocks(drawing.box):
            self._block(child, inside)

    def _table(self, table: Any, space: _Space) -> None:
        props = table.find(W + "tblPr")
        style = tables.val(props, "tblStyle") or self.styles.defaults.get("table")
        grid = [twips(c.get(W + "w")) or 0.0 for c in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        total = sum(grid) or space.width
        borders = props.find(W + "tblBorders") if props is not None else None
        lined = tables.lined(borders if borders is not None else self.styles.borders(style))
        rows = list(table.iterfind(W + "tr"))
        if self._drawn_with_table(table, rows, total, space):
            return
        alone = tables.single_cell(rows)
        content = (lined and not alone) or tables.boxed(rows)
        if content:
            self.tables.add(self.sheet)
        for row in rows:
            number, at = self._next(), 0
            height = twips(tables.val_attr(row.find(W + "trPr"), "trHeight"))
            for cell in row.iterfind(W + "tc"):
                span = tables.columns(cell)
                x, width = sum(grid[:at]), sum(grid[at : at + span])
                at += span
                width = width or twips(tables.width(cell)) or total / max(1, len(row))
                inner = _Space(
                    width=max(0.0, width - sum(tables.padding(props))),
                    x=space.x + x,
                    column=Column.TABLE if content else _column(x, width, total, space),
                    row=number,
                    cell=self._next(),
                    table=style,
                    frame=_cell_frame(cell, lined and alone, borders, width, height),
                    depth=space.depth + 1,
                )
                for child in _blocks(cell):
                    self._block(child, inner)
                self._cell_rule(cell, content, inner)

    def _drawn_with_table(self, table: Any, rows: list[Any], total: float, space: _Space) -> bool:
        """A table without a word whose cell has one visible edge is how some draw a rule."""
        if any((t.text or "").strip() for t in table.iter(W + "t")) or len(rows) != 1:
            return False
        edges = [table.find(f".//{W}tcBorders/{W}{side}") for side in ("top", "bottom")]
        shown = [edge for edge in edges if visible(edge)]
        sides = [table.find(f".//{W}tcBorders/{W}{side}") for side in ("left", "right")]
        if len(shown) != 1 or any(visible(side) for side in sides):
            return False
        solid = shown[0].get(W + "val") in ("single", "thick", "double")
        self._attach(Stroke(total, "line", solid), len(self.paras) - 1, space)
        return True

    def _cell_rule(self, cell: Any, content: bool, inner: _Space) -> None:
        """The bottom border of a cell in a layout table is a rule under its last line."""
        border = cell.find(f"{W}tcPr/{W}tcBorders/{W}bottom")
        if not content and inner.frame is None and visible(border):
            self._attach(Stroke(inner.width), len(self.paras) - 1, inner)


def _inner(props: Props, space: _Space) -> float:
    return max(0.0, space.width - float(props.get("left", 0.0)) - float(props.get("right", 0.0)))


def _side(centre: float, width: float) -> Column:
    """The column that a middle at ``centre`` pt falls into."""
    if centre < width * 0.45:
        return Column.LEFT
    return Column.RIGHT if centre > width * 0.55 else Column.FULL


def _column(x: float, width: float, total: float, space: _Space) -> Column:
    if space.column is not Column.FULL or width > total * 0.8:
        return space.column
    centre = (x + width / 2) / total if total else 0.5
    if 0.45 <= centre <= 0.55:
        return Column.FULL
    return Column.LEFT if centre < 0.5 else Column.RIGHT


def _cell_frame(cell: Any, alone: bool, borders: Any, width: float, height: float | None) -> Frame | None:
    found = cell_frame(cell.find(f"{W}tcPr/{W}tcBorders"), width, height)
    if found is None and alone:
        found = cell_frame(borders, width, height) or Frame(width, height, "000000")
    return found


def _blocks(container: Any) -> Iterator[Any]:
    """Paragraphs and tables of a body, cell or text box; wrappers are looked through."""
    for child in container:
        name = child.tag.removeprefix(W) if isinstance(child.tag, str) else ""
        if name in ("p", "tbl"):
            yield child
        elif name == "sdt":
            inner = child.find(W + "sdtContent")
            yield from _blocks(inner) if inner is not None else ()
        elif name in ("customXml", "ins", "moveTo", "smartTag"):
            yield from _blocks(child)
