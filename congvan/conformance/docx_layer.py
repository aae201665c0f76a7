"""Paragraphs as they are read → ``Para``, each in its column, and where its lines and rules come to lie."""

from __future__ import annotations

import dataclasses
import unicodedata
from dataclasses import dataclass

from congvan.conformance import advances
from congvan.conformance import docx_flow as flow
from congvan.conformance.docx_places import Hung, Laid, Places, broken
from congvan.conformance.docx_sections import Section
from congvan.conformance.docx_shapes import paragraph_frame, paragraph_rule
from congvan.conformance.docx_styles import Props
from congvan.conformance.docx_text import Content
from congvan.conformance.docx_typed import TypedColumns
from congvan.conformance.drawing import Drawing
from congvan.conformance.measured import Align, Column, Frame, Para, Piece, Stroke

_SET_ASIDE = 0.35
"""A centred paragraph whose indents leave it less than this share away from one edge stands in a column."""


_MIDDLE = 6.0
"""A line is taken for centred no further than this many pt from the middle."""


@dataclass(frozen=True, slots=True)
class Space:
    """Where paragraphs are being read: how wide it is, which column, which row and cell."""

    width: float
    x: float = 0.0  # from the text area's left edge
    column: Column = Column.FULL
    row: int = 0
    cell: int = 0
    table: str | None = None
    frame: Frame | None = None
    depth: int = 0
    edge: float = 0.0  # where its text begins, from the text area's left edge
    celled: bool = False  # in a table


class Layer:
    """What was read so far, and how far down it has come."""

    def __init__(self) -> None:
        self.paras: list[Para] = []
        self.places = Places()
        self.y = 0.0  # where the next paragraph begins, but for its white
        self.trail = 0.0  # white after the paragraph before
        self.page = 0.0  # where the text of this page begins
        self.sheet = 0
        self.node = 0  # the paragraph element that is being read
        self.section: Section | None = None
        self.strokes: list[Stroke] = []
        self._after: list[float] = []
        self._typed = TypedColumns()

    @property
    def margin(self) -> float:
        """The left margin of the section that is being read."""
        return self.section.margins["left"] if self.section else 0.0

    @property
    def head_room(self) -> float:
        """The upper margin of the section that is being read."""
        return self.section.margins["top"] if self.section else 0.0

    def begin(self, props: Props) -> tuple[float, int]:
        """Begin a paragraph: (its upper edge with the white above it, the number of its first ``Para``)."""
        top = self.y + self.trail
        self.trail = 0.0
        self.y = top + float(props.get("before", 0.0))
        return top, len(self.paras)

    def end(self, props: Props, first: int, mark: Piece, pushed: float) -> None:
        """End it: an empty one is as high as its mark; ``pushed`` is the foot of what it makes room for."""
        if len(self.paras) == first:
            self.y += _height(mark.size, props)
        self.trail = float(props.get("after", 0.0))
        self.y = max(self.y, pushed)

    def emit(self, content: Content, props: Props, space: Space) -> None:
        """The text of a paragraph, column by column where tabs or spaces part it."""
        filled = [part for part in content.parts if "".join(p.text for p in part).strip()]
        if not filled:
            return
        if space.column is Column.FULL and not space.celled and self._typed_line(content, props, space):
            return
        if len(filled) > 1 and flow.heads(filled) and space.column is Column.FULL:
            self._tabs(content, filled, props, space)
            return
        if len(filled) == 1 and self._tabbed(filled[0], content, props, space):
            return
        tabs = 0
        while tabs < len(content.parts) - 1 and not "".join(p.text for p in content.parts[tabs]).strip():
            tabs += 1
        if tabs and (props.get("firstLine") or 0) <= 0:
            props = props | {"firstLine": (props.get("firstLine") or 0) + 36.0 * tabs}
        space = _set_aside(props, space)
        for n, pieces in enumerate(flow.split_lines(content.pieces)):
            self._add(pieces, props if n == 0 else props | {"before": 0.0}, space, None)

    def _typed_line(self, content: Content, props: Props, space: Space) -> bool:
        centred = props.get("jc") in ("center", "right", "end")
        chunks = self._typed.parted(content.parts, space.width, stops=bool(flow.stops(props)), centred=centred)
        top, bottom = self.y, self.y
        begin = max(0.0, float(props.get("left", 0.0)) + float(props.get("firstLine", 0.0)))
        for n, chunk in enumerate(chunks):
            self.y = top
            left = (len(chunks) == 2 and n == 0) or (len(chunks) == 1 and self._typed.stands_left(chunk, space.width))
            column = Column.LEFT if left else Column.RIGHT
            inner = dataclasses.replace(space, column=column, cell=-1 if left else -2)
            extent = (space.edge + begin + chunk.x, space.edge + begin + chunk.x + chunk.width)
            self._add(chunk.pieces, props, inner, "center", extent=extent, typed=True)
            bottom = max(bottom, self.y)
        self.y = bottom
        return bool(chunks)

    def _tabs(self, content: Content, filled: list[list[Piece]], props: Props, space: Space) -> None:
        lead = 0 if content.parts[0] in filled and content.parts[0] else 1
        spread = flow.spread(content.parts, props)
        top, bottom = self.y, self.y
        for n, part in enumerate(filled):
            self.y = top
            column = Column.LEFT if n == 0 else Column.RIGHT
            inner = dataclasses.replace(space, column=column, cell=-1 - n)
            left, right = spread[next(k for k, other in enumerate(content.parts) if other is part)]
            extent = (space.edge + left, space.edge + right)
            self._add(tuple(part), props, inner, flow.tab_align(props, n + lead), extent=extent)
            bottom = max(bottom, self.y)
        self.y = bottom

    def _tabbed(self, part: list[Piece], content: Content, props: Props, space: Space) -> bool:
        """Text behind tabs that lead to a centre stop stands in the column of that stop."""
        stop, stops = content.parts.index(part), flow.stops(props)
        if not 0 < stop <= len(stops) or stops[stop - 1][1] != "center" or space.column is not Column.FULL:
            return False
        column = side(stops[stop - 1][0], space.width)
        cell = {Column.LEFT: -1, Column.RIGHT: -2}.get(column, 0)
        middle = space.edge + stops[stop - 1][0]
        for line in flow.split_lines(tuple(part)):
            half = sum(broken(line, 1e6, 0.0)) / 2
            inner = dataclasses.replace(space, column=column, cell=cell)
            self._add(line, props, inner, "center", extent=(middle - half, middle + half))
        return True

    def _add(
        self,
        pieces: tuple[Piece, ...],
        props: Props,
        space: Space,
        align: Align | None,
        *,
        extent: tuple[float, float] | None = None,
        typed: bool = False,
    ) -> None:
        raw = "".join(p.text for p in pieces)
        composed = unicodedata.normalize("NFC", raw)
        if composed != raw:
            pieces = tuple(dataclasses.replace(p, text=unicodedata.normalize("NFC", p.text)) for p in pieces)
        size = max((p.size for p in pieces if p.text.strip()), default=10.0)
        align = align or flow.ALIGN.get(str(props.get("jc", "left")), "left")
        room = inner(props, space)
        lines = broken(pieces, 1e6 if extent else room, 0.0 if extent else float(props.get("firstLine", 0.0)))
        if extent is None and _in_middle(pieces, lines, align, props, space):
            align = "center"
        self._lay(lines, _height(size, props), align, props, space, extent)
        self.paras.append(
            Para(
                index=len(self.paras),
                pieces=pieces,
                column=space.column,
                row=space.row,
                cell=space.cell,
                sheet=self.sheet,
                align=align,
                first_line=float(props.get("firstLine", 0.0)),
                left=float(props.get("left", 0.0)) + space.x,
                before=float(props.get("before", 0.0)) + (self._after[-1] if self._after else 0.0),
                spacing=flow.spacing(props, size),
                frame=space.frame or paragraph_frame(props.get("pBdr"), room, None),
                raw=raw if composed != raw else "",
                widths=lines,
                typed=typed,
                node=self.node,
            )
        )
        self._after.append(float(props.get("after", 0.0)))

    def _lay(
        self,
        lines: tuple[float, ...],
        height: float,
        align: Align,
        props: Props,
        space: Space,
        extent: tuple[float, float] | None,
    ) -> None:
        """Lay the lines of one ``Para`` where the last one ended."""
        left = space.edge + float(props.get("left", 0.0))
        room, wide = inner(props, space), max(lines, default=0.0)
        shift = {"center": (room - wide) / 2, "right": room - wide}.get(align, 0.0)
        begin, end = extent or (left + shift, left + shift + wide)
        self.y += height * max(1, len(lines))
        self.places.laid.append(Laid(len(self.paras), space.cell, begin, end, self.y - height, self.y, height))

    def borders(self, props: Props, space: Space, first: int, top: float) -> None:
        """Borders of a paragraph as rules: the bottom one below it, the top one below what stands before it."""
        width, borders = inner(props, space), props.get("pBdr")
        if borders is None or paragraph_frame(borders, width, None) is not None:
            return
        left = space.edge + float(props.get("left", 0.0))
        for name, y in (("top", top + float(props.get("before", 0.0))), ("bottom", self.y)):
            stroke = paragraph_rule(borders, name, width)
            if stroke is not None:
                after = first if name == "top" else len(self.paras)
                self.hang(stroke, [(left, y)], after)

    def hang(self, stroke: Stroke, spots: list[tuple[float, float]], after: int) -> None:
        """Keep a rule until everything is laid; it can only stand under what lies above one of its ``spots``."""
        self.places.hung.append(Hung(stroke, spots, after))

    def draw(self, drawing: Drawing, props: Props, space: Space, first: int, top: float) -> None:
        """A drawn line that hangs on the paragraph that began at ``top``."""
        spots = [
            (x, y) for x in self._lefts(drawing, props, space) for y in self._tops(drawing, props, space, first, top)
        ]
        width = min(drawing.width, space.width)
        stroke = dataclasses.replace(drawing.stroke(), length=width if drawing.inline else drawing.width)
        self.hang(stroke, list(dict.fromkeys(spots)), len(self.paras))

    def _lefts(self, drawing: Drawing, props: Props, space: Space) -> list[float]:
        """Where the left edge of a drawing may lie: in a cell Word takes the cell for the page."""
        width = drawing.width
        if drawing.inline:
            room = inner(props, space)
            left = space.edge + float(props.get("left", 0.0))
            shift = {"center": (room - width) / 2, "right": room - width}.get(str(props.get("jc", "left")), 0.0)
            return [left + max(0.0, shift)]
        section, found = self.section, []
        page, text = (section.width, section.text_width) if section else (space.width, space.width)
        areas = {
            "page": (-self.margin, page),
            "margin": (0.0, text),
            "leftMargin": (-self.margin, self.margin),
            "insideMargin": (-self.margin, self.margin),
            "rightMargin": (text, page - text - self.margin),
            "outsideMargin": (text, page - text - self.margin),
        }
        own = (space.edge, space.width)
        first = [own] if space.celled and drawing.in_cell else []
        for base, room in dict.fromkeys((*first, areas.get(drawing.anchor, own), own)[: 3 if space.celled else 1]):
            aligned = {"center": (room - width) / 2, "right": room - width, "outside": room - width}
            found.append(base + (aligned.get(drawing.across, 0.0) if drawing.across else (drawing.x or 0.0)))
        return found

    def _tops(self, drawing: Drawing, props: Props, space: Space, first: int, top: float) -> list[float]:
        """How far down a drawing may lie."""
        written = len(self.paras) > first
        if drawing.inline or drawing.y is None:
            return [self.y if written else top]
        if drawing.down == "page" or drawing.down == "topMargin":
            found = [self.page - self.head_room + drawing.y]
        elif drawing.down == "margin":
            found = [self.page + drawing.y]
        elif drawing.down == "line":
            return [top + float(props.get("before", 0.0)) + drawing.y]
        else:
            return [top + drawing.y]
        return [*found, *([top + drawing.y] if space.celled else [])]

    def settle(self) -> None:
        """Every rule to the paragraph that it stands under, once all is laid."""
        self.places.sort()
        taken = {p.index for p in self.paras if p.rule is not None}
        for hung in self.places.hung:
            index = next(
                (k for x, y in hung.spots if (k := self.places.above(x, x + hung.stroke.length, y, taken)) is not None),
                None,
            )
            if index is None:
                self.strokes.append(hung.stroke)
            else:
                self.paras[index] = dataclasses.replace(self.paras[index], rule=hung.stroke)
                taken.add(index)

    def levels(self, cells: set[int]) -> None:
        """Floating text gets its level on the page."""
        for laid in self.places.laid:
            if laid.cell in cells:
                self.paras[laid.index] = dataclasses.replace(self.paras[laid.index], level=laid.bottom)


def inner(props: Props, space: Space) -> float:
    """The width that a paragraph's indents leave it."""
    return max(0.0, space.width - float(props.get("left", 0.0)) - float(props.get("right", 0.0)))


def side(centre: float, width: float) -> Column:
    """The column that a middle at ``centre`` pt falls into."""
    if centre < width * 0.45:
        return Column.LEFT
    return Column.RIGHT if centre > width * 0.55 else Column.FULL


def _set_aside(props: Props, space: Space) -> Space:
    """A centred line that its indents push to one side stands in that column."""
    if space.column is not Column.FULL or space.celled or props.get("jc") != "center":
        return space
    left, right = float(props.get("left", 0.0)), float(props.get("right", 0.0))
    if max(left, right) < _SET_ASIDE * space.width:
        return space
    column = side(left + inner(props, space) / 2, space.width)
    return dataclasses.replace(space, column=column, cell={Column.LEFT: -1, Column.RIGHT: -2}.get(column, 0))


def _in_middle(pieces: tuple[Piece, ...], lines: tuple[float, ...], align: Align, props: Props, space: Space) -> bool:
    """Whether a line of a head or foot that is not set centred comes to lie in the middle of its cell all the same."""
    if align not in ("left", "justify") or not space.celled or space.column not in (Column.LEFT, Column.RIGHT):
        return False
    if len(lines) != 1 or pieces[0].text.lstrip().startswith(("-", "–")):
        return False
    begin = float(props.get("left", 0.0)) + float(props.get("firstLine", 0.0)) + advances.lead(pieces)
    return abs(begin + lines[0] / 2 - space.width / 2) <= _MIDDLE


def _height(size: float, props: Props) -> float:
    return size * flow.NATURAL * (flow.spacing(props, size) or 1.0)
