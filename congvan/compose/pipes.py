"""Pipe tables: which lines are one, and its rows as cells of text with what joins them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from congvan.compose.joined import Joined, Place, condensed, joined
from congvan.model.document import Align, Cell, Run, Table

_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?\Z")
_BAR = re.compile(r"(?<!\\)((?:\\\\)*)\|")
MOST_HEADS = 6
"""So many rows may stand above the rule."""


def size(lines: Sequence[str], index: int) -> int:
    """How many lines from ``index`` on are a pipe table; 0 where none begins."""
    heads = _heads(lines, index)
    if not heads:
        return 0
    end = index + heads + 1
    while end < len(lines) and "|" in lines[end]:
        end += 1
    return end - index


def _heads(lines: Sequence[str], index: int) -> int:
    """How many rows stand above the rule of the table that begins at ``index``; 0 where none begins. Several do only
    where each begins with a bar, so that a sentence with a bar above a table stays one.
    """
    if "|" not in lines[index]:
        return 0
    for heads in range(1, MOST_HEADS + 1):
        if index + heads >= len(lines):
            return 0
        rule = lines[index + heads].strip()
        if _RULE.match(rule) and "|" in rule:
            return heads
        if not all(line.strip().startswith("|") and bars(line) > 1 for line in lines[index : index + heads + 1]):
            return 0
    return 0


def bars(line: str) -> int:
    """How many bars a line has that part cells."""
    return len(_BAR.findall(line)) if "|" in line else 0


def cells(line: str) -> list[str]:
    """The cells of a line, without the spaces around them."""
    return [text.strip() for _, text in _parts(line)]


def _parts(line: str) -> list[tuple[int, str]]:
    """What stands between the bars of a line, with the column from 0 at which it begins."""
    ends = [found.end() - 1 for found in _BAR.finditer(line)]
    begins = [0, *(end + 1 for end in ends)]
    parts = [(begin, line[begin:end]) for begin, end in zip(begins, [*ends, len(line)], strict=True)]
    if ends and not parts[0][1].strip():
        parts.pop(0)
    if len(parts) > 1 and not parts[-1][1].strip():
        parts.pop()
    return parts


def column(line: str, cell: int) -> int:
    """The column from 0 at which the words of a cell begin; 0 where the line has no such cell."""
    parts = _parts(line)
    if cell >= len(parts):
        return 0
    begin, text = parts[cell]
    return begin + len(text) - len(text.lstrip())


def align(rule: str) -> Align:
    """Which side the words of a column keep to, by the colons of its rule."""
    if rule.startswith(":") and rule.endswith(":"):
        return "center"
    return "right" if rule.endswith(":") else "left"


@dataclass(frozen=True, slots=True)
class Pipe:
    """The lines of one table as text: its rows of equal length, how many stand above the rule, each row's line."""

    rows: tuple[tuple[str, ...], ...]
    heads: int
    aligns: tuple[Align, ...]
    lines: tuple[int, ...]
    odd: tuple[tuple[int, int], ...]  # rows of another length than the first: their line, how many cells they have

    def joined(self) -> Joined:
        """What ``<`` and ``^`` join."""
        return joined(self.rows)

    def table(self, found: Joined, runs: Callable[[str], tuple[Run, ...]], line: Callable[[int], int]) -> Table:
        """The table with its cells read. A row that shares a cell with the head belongs to it. ``line``: which line of
        its file a line of the text is.
        """
        made, left = condensed([
            [_cell((r, c), text, found, runs) for c, text in enumerate(row)] for r, row in enumerate(self.rows)
        ])  # fmt: skip
        heads = reached(made, sum(row < self.heads for row in left))
        return Table(made[0], made[1:], self.aligns, heads, lines=tuple(line(self.lines[row]) for row in left))


def _cell(place: Place, text: str, found: Joined, runs: Callable[[str], tuple[Run, ...]]) -> Cell:
    if place not in found.reach:
        return Cell((), covered=True)
    across, down = found.reach[place]
    return Cell(runs(text), across, down)


def reached(rows: Sequence[Sequence[Cell]], heads: int) -> int:
    """How many rows are head rows where the first ``heads`` are, with those that a cell of theirs reaches into."""
    row = 0
    while row < min(heads, len(rows)):
        heads = max(heads, *(row + cell.down for cell in rows[row]))
        row += 1
    return heads


def read(lines: Sequence[str], start: int, count: int) -> Pipe:
    """The ``count`` lines from ``start`` on, which :func:`size` found to be a table. A row of another length is filled
    up, or cut.
    """
    heads = _heads(lines, start)
    split = {n: cells(lines[start + n]) for n in range(count)}
    rule = split.pop(heads)
    width = len(split[0])
    odd = [(n, len(row)) for n, row in [*split.items(), (heads, rule)] if len(row) != width]
    return Pipe(
        tuple(tuple(_filled(row, width)) for row in split.values()),
        heads,
        tuple(align(text) for text in _filled(rule, width)),
        tuple(start + n for n in split),
        tuple(sorted((start + n, cells) for n, cells in odd)),
    )


def _filled(row: Sequence[str], width: int) -> Iterator[str]:
    return iter([*row, *[""] * width][:width])
