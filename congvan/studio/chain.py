"""A chain of documents as a picture: points in columns, each to the right of what it goes on from, joined by lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from congvan.desk.register_chain import Chain, Point

WIDTH, HEIGHT = 204, 64
GAP_X, GAP_Y = 96, 20
EDGE = 12
LONGEST = 27
"""Letters of a subject in a box."""


@dataclass(frozen=True, slots=True)
class Box:
    """A point as it is drawn: its upper left corner, its address, whether it is the one that was asked for."""

    x: int
    y: int
    point: Point
    address: str
    subject: str
    current: bool


@dataclass(frozen=True, slots=True)
class Line:
    """From the later document to what it points at; ``x``, ``y``: where its word stands."""

    path: str
    x: int
    y: int
    kind: str
    by: Box
    target: Box


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes and lines, in the px of an SVG of that size."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    more: bool


def address(at: str, code: object, year: int, sequence: str | None) -> str:
    """The page of a line of the book; ``sequence`` where a number without symbol may be in several."""
    more = f"?day={quote(sequence, safe='')}" if sequence and "/" not in str(code) else ""
    return f"{at}/so/{year}/{quote(str(code))}{more}"


def picture(chain: Chain, at: str) -> Picture:
    """Where everything stands; ``at``: the address of the office."""
    columns = _columns(chain)
    rows: dict[int, int] = {}
    boxes = []
    for place, point in enumerate(chain.points):
        column = columns[place]
        row = rows.get(column, 0)
        rows[column] = row + 1
        subject = point.entry.draft.subject if point.entry is not None else ""
        boxes.append(Box(
            EDGE + column * (WIDTH + GAP_X), EDGE + row * (HEIGHT + GAP_Y), point,
            address(at, point.code, point.year, point.entry.sequence if point.entry is not None else None),
            subject if len(subject) <= LONGEST else f"{subject[: LONGEST - 1].rstrip()}…", place == chain.start,
        ))  # fmt: skip
    lines = tuple(_line(boxes[edge.by], boxes[edge.target], edge.kind) for edge in chain.edges)
    width = max(box.x for box in boxes) + WIDTH + EDGE
    return Picture(width, max(box.y for box in boxes) + HEIGHT + EDGE, tuple(boxes), lines, chain.more)


def _columns(chain: Chain) -> list[int]:
    """One further right than the furthest that it points at; a circle of references ends with the number of points."""
    columns = [0] * len(chain.points)
    for _ in chain.points:
        moved = False
        for edge in chain.edges:
            least = columns[edge.target] + 1
            if edge.by != edge.target and columns[edge.by] < least < len(chain.points):
                columns[edge.by], moved = least, True
        if not moved:
            break
    return columns


def _line(by: Box, target: Box, kind: str) -> Line:
    x0, y0, x1, y1 = by.x, by.y + HEIGHT // 2, target.x + WIDTH, target.y + HEIGHT // 2
    if by.x <= target.x:  # a circle: from below
        x0, y0, x1, y1 = by.x + WIDTH // 2, by.y + HEIGHT, target.x + WIDTH // 2, target.y + HEIGHT
    bend = (x0 + x1) // 2
    near = x1 + GAP_X if x0 - x1 > GAP_X else x0
    return Line(f"M{x0} {y0}C{bend} {y0} {bend} {y1} {x1} {y1}", (near + x1) // 2, (y0 + y1) // 2 - 4, kind, by, target)
