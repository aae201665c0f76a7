"""Cells of a pipe table that are joined: ``<`` with the one on the left, ``^`` with the one above → rectangles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from congvan.model.document import Cell

LEFT, ABOVE = "<", "^"
Fault = Literal["nothing_left", "nothing_above", "no_rectangle"]
Place = tuple[int, int]
"""A cell: its row and its column, from 0."""


@dataclass(frozen=True, slots=True)
class Joined:
    """How far each cell that is not joined to another reaches: columns and rows by its place; and what can't be."""

    reach: dict[Place, tuple[int, int]]
    faults: tuple[tuple[Place, Fault], ...] = ()


def joined(rows: Sequence[Sequence[str]]) -> Joined:
    """``rows`` of equal length, as typed. A shape that is no rectangle is a fault, at the first cell that breaks it."""
    owner: dict[Place, Place] = {}
    faults: list[tuple[Place, Fault]] = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            place, before = (r, c), (r, c - 1) if text == LEFT else (r - 1, c)
            if text not in (LEFT, ABOVE) or before not in owner:
                owner[place] = place
                if text in (LEFT, ABOVE):
                    faults.append((place, "nothing_left" if text == LEFT else "nothing_above"))
            else:
                owner[place] = owner[before]
    reach: dict[Place, tuple[int, int]] = {}
    for place, first in owner.items():
        across, down = reach.get(first, (1, 1))
        reach[first] = max(across, place[1] - first[1] + 1), max(down, place[0] - first[0] + 1)
    broken = {first: place for first in reach for place in _outside(first, reach[first], owner)}
    faults += [(place, "no_rectangle") for place in broken.values()]
    return Joined(reach, tuple(sorted(faults)))


def _outside(first: Place, reach: tuple[int, int], owner: dict[Place, Place]) -> list[Place]:
    """The last cell joined to ``first`` where not all that its rectangle needs are; none where all are. Left of
    ``first`` nothing may be joined to it.
    """
    across, down = reach
    mine = [place for place, of in owner.items() if of == first]
    whole = len(mine) == across * down and all(column >= first[1] for _, column in mine)
    return [] if whole else [max(mine)]


def condensed(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[tuple[Cell, ...], ...], tuple[int, ...]]:
    """``rows`` without those that cells from above take whole, which would have no height of their own; and which rows
    are left, from 0.
    """
    left = [r for r, row in enumerate(rows) if not all(cell.covered for cell in row)]
    made = tuple(
        tuple(replace(cell, down=sum(r <= at < r + cell.down for at in left)) for cell in rows[r]) for r in left
    )
    return made, tuple(left)
