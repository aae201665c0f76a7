"""How wide the columns of a table are, from the widths of its words and lines in pt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from congvan.model.document import Cell, Table
from congvan.model.layout import TableSpec, TextStyle
from congvan.render.breaking import columns
from congvan.render.fonts import Fonts
from congvan.standard import Standard

SLACK = 1.0  # pt: a cell exactly as wide as its text would break in one renderer and not in the other


class Setting(Protocol):
    """What the layout in progress offers."""

    styles: dict[str, TextStyle]
    fonts: Fonts
    standard: Standard


def table_spec(table: Table, width: float, setting: Setting) -> TableSpec:
    """Column widths of ``table`` in whole twips that add up to ``width`` pt."""
    widths = columns(_extremes(table, setting, least=True), _extremes(table, setting, least=False), width)
    twips = [round(w * 20) for w in widths]
    twips[twips.index(max(twips))] += round(width * 20) - sum(twips)
    return TableSpec(tuple(t / 20 for t in twips))


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
    look = setting.styles[style]
    widest = 0.0
    for piece in _pieces(cell, least=least):
        widest = max(
            widest,
            sum(setting.fonts.width(t, look.size, bold=look.bold or b, italic=i) for t, b, i in piece),
        )
    return widest


def _pieces(cell: Cell, *, least: bool) -> Iterator[list[tuple[str, bool, bool]]]:
    """Stretches of text without a break inside: words (``least``) or typed lines, as (text, bold, italic)."""
    piece: list[tuple[str, bool, bool]] = []
    for run in cell.runs:
        separators = "\n" if run.nowrap or not least else " \n"
        text = ""
        for char in run.text:
            if char in separators:
                yield [*piece, (text, run.bold, run.italic)]
                piece, text = [], ""
            else:
                text += char
        piece.append((text, run.bold, run.italic))
    yield piece
