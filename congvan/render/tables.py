"""How wide the columns of a table are, from the widths of its words and lines in pt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    table = _each(table, lambda runs, _, __: at_signs(runs))
    least = _extremes(table, setting, least=True)
    widths = columns(least, _extremes(table, setting, least=False), width)
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
    return TableSpec(table, tuple(t / 20 for t in twips), _tall(table, widths, height, setting))


def _tall(table: Table, widths: list[float], height: float, setting: Setting) -> frozenset[int]:
    """The rows that are too high to be kept whole on a page with ``height`` pt for text."""
    line = setting.styles["table_cell"].line
    most = height * setting.standard.gaps["tall_row"] / line
    inner = [w - 2 * setting.standard.gaps["cell_padding"] for w in widths]

    def lines(cell: Cell, room: float) -> int:
        return len(_breaks(_measured(cell, setting, "table_cell"), room))

    return frozenset(
        index
        for index, row in enumerate(table.rows)
        if any(lines(cell, room) > most for cell, room in zip(row, inner, strict=True))
    )


def _each(table: Table, change: Callable[[tuple[Run, ...], int, str], tuple[Run, ...]]) -> Table:
    """``table`` with every cell changed: its runs, by its column and style."""

    def cells(row: tuple[Cell, ...], style: str) -> tuple[Cell, ...]:
        return tuple(Cell(change(cell.runs, column, style)) for column, cell in enumerate(row))

    rows = tuple(cells(row, "table_cell") for row in table.rows)
    return replace(table, head=cells(table.head, "table_head"), rows=rows)


def _measure(setting: Setting, style: str) -> Callable[[Run], float]:
    """How wide a run is in a cell of that style, in pt."""
    return lambda run: _piece_width([(run.text, run.bold, run.italic)], setting, style)


def _opened(table: Table, widths: list[float], setting: Setting) -> Table:
    """``table`` with every token parted that its column can't hold."""
    spare = _spare(setting)

    def change(runs: tuple[Run, ...], column: int, style: str) -> tuple[Run, ...]:
        return opened(runs, widths[column] - spare, _measure(setting, style), spare=NEAR)

    return _each(table, change)


def _settled(table: Table, widths: list[float], setting: Setting) -> Table:
    """``table`` without a line on whose end renderers could disagree: what no width of the columns settled."""
    padding = 2 * setting.standard.gaps["cell_padding"]

    def change(runs: tuple[Run, ...], column: int, style: str) -> tuple[Run, ...]:
        lean = leaning(setting.styles[style])
        return settle(runs, 0.0, widths[column] - padding, _measure(setting, style), lean, NEAR)

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
    most = columns(_extremes(table, setting, least=True), _extremes(table, setting, least=False), width)
    spare = _spare(setting)
    least = setting.standard.gaps["least_cell"] * setting.fonts.width("0", setting.styles["table_cell"].size)
    rows = [(table.head, "table_head"), *((row, "table_cell") for row in table.rows)]
    found = []
    for index, room in enumerate(w - spare for w in most):
        for row, style in rows:
            for piece in _pieces(row[index], least=True):
                long = max((_piece_width([p], setting, style) for p in _signed(piece)), default=0.0)
                if long > room + NEAR:
                    word = "".join(text for text, _, _ in piece)
                    heading = "".join(run.text for run in table.head[index].runs)
                    found.append(Narrow(heading or str(index + 1), word, room, room < least))
    return min(found, key=lambda n: (n.width, -len(n.word)), default=None)


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
            if not _doubtful(table, column, widths[column], setting):
                break
            other = giver if column != giver else widths.index(min(widths))
            step = -NEAR if column == giver else NEAR
            if spare(giver) < NEAR:
                break  # there is nothing to give: a word would be cut for it
            widths[column] += step
            widths[other] -= step


def _doubtful(table: Table, column: int, width: float, setting: Setting) -> bool:
    """Whether some cell of ``column`` breaks otherwise where the column is a hair wider or narrower."""
    inner = width - 2 * setting.standard.gaps["cell_padding"]
    rows = [(table.head, "table_head"), *((row, "table_cell") for row in table.rows)]
    for row, style in rows:
        found = _measured(row[column], setting, style)
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
    padding = 2 * setting.standard.gaps["cell_padding"] + SLACK
    rows = [(table.head, "table_head"), *((row, "table_cell") for row in table.rows)]
    return [
        padding + max(_cell_width(row[column], setting, style, least=least) for row, style in rows)
        for column in range(len(table.head))
    ]


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
