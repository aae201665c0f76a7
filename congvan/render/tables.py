"""How wide the columns of a table are, from the widths of its words and lines in pt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Protocol

from congvan.model.document import Cell, Run, Table
from congvan.model.layout import TableSpec, TextStyle
from congvan.render.breaking import columns
from congvan.render.fonts import Fonts
from congvan.render.opened import PARTS, at_signs, opened
from congvan.render.settle import leaning, settle
from congvan.render.words import BREAK, words
from congvan.standard import Standard

NEAR = 0.6  # pt: renderers differ in the width of a cell by less than this
STEPS = 12
ROUNDS = 4
SLACK = 1.0  # pt: a cell exactly as wide as its text would break in one renderer and not in the other


class Setting(Protocol):
    """What the layout in progress offers."""

    styles: dict[str, TextStyle]
    fonts: Fonts
    standard: Standard


def table_spec(table: Table, width: float, height: float, setting: Setting) -> TableSpec:
    """Column widths of ``table`` in whole twips that add up to ``width`` pt; ``height`` is that of the text area."""
    table = _each(table, lambda cell, _, __: at_signs(cell.runs))
    least = _extremes(table, setting, least=True)
    widths = _widths(table, least, width, setting)
    for _ in range(ROUNDS):  # a column that gave a little may hold less, and then other words are parted in it
        made, before = _opened(table, widths, setting), list(widths)
        _settle(made, widths, least, setting)
        if widths == before:
            break
    else:
        made = _opened(table, widths, setting)
    table = _settled(made, widths, setting)
    twips = [round(w * 20) for w in widths]
    twips[twips.index(max(twips))] += round(width * 20) - sum(twips)
    tall, kept = _tall(table, widths, height, setting), _kept(table, widths, height, setting)
    return TableSpec(table, tuple(t / 20 for t in twips), tall, kept)


def _widths(table: Table, least: list[float], width: float, setting: Setting) -> list[float]:
    """Widths of the columns in pt that add up to ``width``: as the table weighs them where it does, but for words that
    a column has to hold; else as the contents ask for.
    """
    if not table.weights or sum(least) >= width:
        return columns(least, _extremes(table, setting, least=False), width)
    free, left = set(range(len(least))), width
    got = list(least)
    while free:
        share = left / sum(table.weights[c] for c in free)
        short = {c for c in free if table.weights[c] * share < least[c]}
        if not short:
            return [table.weights[c] * share if c in free else got[c] for c in range(len(got))]
        free -= short
        left -= sum(least[c] for c in short)
    return got


def _tall(table: Table, widths: list[float], height: float, setting: Setting) -> frozenset[int]:
    """The rows that are too high to be kept whole on a page with ``height`` pt for text."""
    most = height * setting.standard.gaps["tall_row"]
    high = _heights(table, widths, setting)[1:]
    return frozenset(index for index, points in enumerate(high) if points > most)


def _heights(table: Table, widths: list[float], setting: Setting) -> list[float]:
    """How high each row is, in pt. What a cell over several rows needs beyond them makes the last of them higher."""
    padding = 2 * setting.standard.gaps["cell_padding"]
    high = [0.0] * len(table.all_rows)
    for place in sorted(places(table), key=lambda p: p.row + p.cell.down):
        lines = len(_breaks(_measured(place.cell, setting, place.style), place.room(widths) - padding))
        last = place.row + place.cell.down - 1
        needed = max(lines, 1) * setting.styles[place.style].line
        high[last] = max(high[last], needed - sum(high[place.row : last]))
    return high


def _kept(table: Table, widths: list[float], height: float, setting: Setting) -> frozenset[int]:
    """The rows under the head row, from 0, after which no page may end, because a cell reaches over both sides. A
    stretch of rows that is too high to be kept whole on a page with ``height`` pt for text may be parted.
    """
    high = _heights(table, widths, setting)
    held = {r for p in places(table) for r in range(p.row, p.row + p.cell.down - 1) if r >= table.heads}
    kept: set[int] = set()
    stretch: list[int] = []
    for row in range(table.heads, len(high)):
        if row in held:
            stretch.append(row)
            continue
        if sum(high[r] for r in [*stretch, row]) <= height * setting.standard.gaps["tall_row"]:
            kept |= {r - 1 for r in stretch}  # the head row is none of them
        stretch = []
    return frozenset(kept)


@dataclass(frozen=True, slots=True)
class Place:
    """A cell that is printed: the row and column of its upper left corner from 0, and the style of its text."""

    row: int
    column: int
    cell: Cell
    style: str

    def room(self, widths: Sequence[float]) -> float:
        """How wide the cell is, in pt."""
        return sum(widths[self.column : self.column + self.cell.across])

    @property
    def last(self) -> int:
        """Its last column."""
        return self.column + self.cell.across - 1


def places(table: Table) -> Iterator[Place]:
    """Every cell of ``table`` that isn't covered by another."""
    for index, row in enumerate(table.all_rows):
        style = "table_head" if index < table.heads else "table_cell"
        yield from (Place(index, column, cell, style) for column, cell in enumerate(row) if not cell.covered)


def _each(table: Table, change: Callable[[Cell, int, str], tuple[Run, ...]]) -> Table:
    """``table`` with the runs of every cell changed, by its column and style."""

    def cells(index: int, row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        style = "table_head" if index < table.heads else "table_cell"
        return tuple(replace(cell, runs=change(cell, column, style)) for column, cell in enumerate(row))

    head, *rows = (cells(index, row) for index, row in enumerate(table.all_rows))
    return replace(table, head=head, rows=tuple(rows))


def _measure(setting: Setting, style: str) -> Callable[[Run], float]:
    """How wide a run is in a cell of that style, in pt."""
    return lambda run: _piece_width([(run.text, run.bold, run.italic)], setting, style)


def _opened(table: Table, widths: list[float], setting: Setting) -> Table:
    """``table`` with every token parted that its column can't hold."""
    spare = _spare(setting)

    def change(cell: Cell, column: int, style: str) -> tuple[Run, ...]:
        room = sum(widths[column : column + cell.across])
        return opened(cell.runs, room - spare, _measure(setting, style), spare=NEAR)

    return _each(table, change)


def _settled(table: Table, widths: list[float], setting: Setting) -> Table:
    """``table`` without a line on whose end renderers could disagree: what no width of the columns settled."""
    padding = 2 * setting.standard.gaps["cell_padding"]

    def change(cell: Cell, column: int, style: str) -> tuple[Run, ...]:
        lean = leaning(setting.styles[style])
        room = sum(widths[column : column + cell.across])
        return settle(cell.runs, 0.0, room - padding, _measure(setting, style), lean, NEAR)

    return _each(table, change)


@dataclass(frozen=True, slots=True)
class Narrow:
    """A column that can't hold a word: its heading, the word, and how wide its text may be, in pt."""

    column: str
    word: str
    width: float
    unreadable: bool


def narrow(table: Table, width: float, setting: Setting) -> Narrow | None:
    """The worst column of ``table`` in which a word or number is cut where no sign allows it; None where none is."""
    most = _widths(table, _extremes(table, setting, least=True), width, setting)
    spare = _spare(setting)
    least = setting.standard.gaps["least_cell"] * setting.fonts.width("0", setting.styles["table_cell"].size)
    found = []
    for place in sorted(places(table), key=lambda p: p.column):
        room = place.room(most) - spare
        for piece in _pieces(place.cell, least=True):
            long = max((_piece_width([p], setting, place.style) for p in _signed(piece)), default=0.0)
            if long > room + NEAR:
                word = "".join(text for text, _, _ in piece)
                found.append(Narrow(heading(table, place.column), word, room, room < least))
    return min(found, key=lambda n: (n.width, -len(n.word)), default=None)


def heading(table: Table, column: int) -> str:
    """What stands over a column: the words of its lowest head cell; its number from 1 where there are none."""
    for row in reversed(table.all_rows[: table.heads]):
        if said := "".join(run.text for run in row[column].runs):
            return said
    return str(column + 1)


def _signed(piece: list[tuple[str, bool, bool]]) -> Iterator[tuple[str, bool, bool]]:
    """A word in the parts between the signs after which it may break anyway."""
    for text, bold, italic in piece:
        for word in text.split(" "):
            yield from ((part, bold, italic) for part in PARTS.findall(word))


def _spare(setting: Setting) -> float:
    """What of a column's width its text may not take."""
    return 2 * setting.standard.gaps["cell_padding"] + SLACK + NEAR


def _settle(table: Table, widths: list[float], least: list[float], setting: Setting) -> None:
    """Move a little width to any column in which a line nearly fits from the one that can best spare it, so that all
    renderers agree.
    """

    def spare(column: int) -> float:
        return widths[column] - least[column]

    giver = max(range(len(widths)), key=spare)
    for column in range(len(widths)):
        for _ in range(STEPS):
            if not _doubtful(table, column, widths, setting):
                break
            other = giver if column != giver else widths.index(min(widths))
            step = -NEAR if column == giver else NEAR
            if spare(giver) < NEAR:
                break  # there is nothing to give: a word would be cut for it
            widths[column] += step
            widths[other] -= step


def _doubtful(table: Table, column: int, widths: list[float], setting: Setting) -> bool:
    """Whether some cell that ends with ``column`` breaks otherwise where the column is a hair wider or narrower."""
    padding = 2 * setting.standard.gaps["cell_padding"]
    for place in places(table):
        if place.last != column:
            continue
        found = _measured(place.cell, setting, place.style)
        inner = place.room(widths) - padding
        if _breaks(found, inner - NEAR) != _breaks(found, inner + NEAR):
            return True
    return False


def _measured(cell: Cell, setting: Setting, style: str) -> list[tuple[float, float]]:
    """The words of a cell: the space before each and its width in pt; no space holds a hard break."""
    measure, found = _measure(setting, style), []
    for word in words(cell.runs, measure):
        space = measure(word.space) if word.space and word.space.text != BREAK else 0.0
        found.append((inf if word.breaks else space, word.width))
    return found


def _breaks(found: list[tuple[float, float]], width: float) -> list[int]:
    """The indices of the words that begin a line."""
    begun, used = [], inf
    for index, (space, word) in enumerate(found):
        if used + space + word > width:
            begun.append(index)
            used = word
        else:
            used += space + word
    return begun


def least_width(table: Table, setting: Setting) -> float:
    """The least width in pt at which no word of ``table`` is broken."""
    return sum(_extremes(table, setting, least=True))


def _extremes(table: Table, setting: Setting, *, least: bool) -> list[float]:
    """How wide each column is for its longest word, or line, in pt. What a cell over several columns needs beyond them
    is shared among them by their widths.
    """
    padding = 2 * setting.standard.gaps["cell_padding"] + SLACK
    got = [padding] * len(table.head)
    for place in sorted(places(table), key=lambda p: p.cell.across):
        needed = padding + _cell_width(place.cell, setting, place.style, least=least)
        lacking, whole = needed - place.room(got), place.room(got)
        if place.cell.across == 1:
            got[place.column] = max(got[place.column], needed)
        elif lacking > 0:
            for column in range(place.column, place.last + 1):
                got[column] += lacking * got[column] / whole
    return got


def _cell_width(cell: Cell, setting: Setting, style: str, *, least: bool) -> float:
    return max(_piece_width(piece, setting, style) for piece in _pieces(cell, least=least))


def _piece_width(piece: list[tuple[str, bool, bool]], setting: Setting, style: str) -> float:
    look = setting.styles[style]
    return sum(setting.fonts.width(t, look.size, bold=look.bold or b, italic=i) for t, b, i in piece)


def _pieces(cell: Cell, *, least: bool) -> Iterator[list[tuple[str, bool, bool]]]:
    """Stretches of text without a break inside: words (``least``) or typed lines, as (text, bold, italic)."""
    piece: list[tuple[str, bool, bool]] = []
    for run in cell.runs:
        separators = "\n" if run.nowrap or not least else f" \n{BREAK}"
        text = ""
        for char in run.text:
            if char in separators:
                yield [*piece, (text, run.bold, run.italic)]
                piece, text = [], ""
            else:
                text += char
        piece.append((text, run.bold, run.italic))
    yield piece
