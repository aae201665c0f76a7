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


def areas(rows: Sequence[Sequence[str]]) -> dict[Place, list[Place]]:
    """The cells that are one, by the first of them, which is joined to none, or to one that is not there."""
    owner: dict[Place, Place] = {}
    made: dict[Place, list[Place]] = {}
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            place = (r, c)
            before = {LEFT: (r, c - 1), ABOVE: (r - 1, c)}.get(text, place)
            first = owner[place] = owner.get(before, place)
            made.setdefault(first, []).append(place)
    return made


def extent(places: Sequence[Place]) -> tuple[int, int, bool]:
    """Over how many columns and rows the cells of an area reach, and whether they are all of that rectangle."""
    top, left = places[0]  # joins lead to the right and down only
    across, down = max(c for _, c in places) - left + 1, max(r for r, _ in places) - top + 1
    return across, down, across * down == len(places)


def joined(rows: Sequence[Sequence[str]]) -> Joined:
    """``rows`` of equal length, as typed. A shape that is no rectangle is a fault, at its last cell."""
    faults: list[tuple[Place, Fault]] = []
    reach: dict[Place, tuple[int, int]] = {}
    for first, places in areas(rows).items():
        text = rows[first[0]][first[1]]
        if text in (LEFT, ABOVE):
            faults.append((first, "nothing_left" if text == LEFT else "nothing_above"))
        across, down, whole = extent(places)
        reach[first] = across, down
        if not whole:
            faults.append((places[-1], "no_rectangle"))
    return Joined(reach, tuple(sorted(faults)))


def condensed(rows: Sequence[Sequence[Cell]]) -> tuple[tuple[tuple[Cell, ...], ...], tuple[int, ...]]:
    """``rows`` without those that cells from above take whole, which would have no height of their own; and which rows
    are left, from 0.
    """
    left = [r for r, row in enumerate(rows) if not all(cell.covered for cell in row)]
    made = tuple(
        tuple(replace(cell, down=sum(r <= at < r + cell.down for at in left)) for cell in rows[r]) for r in left
    )
    return made, tuple(left)
