"""Glyphs of a page → lines of text, parted into columns where a gap says so; drawn lines → rules, boxes, tables."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from congvan.conformance.measured import Column, Frame, Piece, Place, Stroke
from congvan.conformance.pdf_gaps import filled
from congvan.conformance.pdf_glyphs import Glyph, Look, RawPage, Segment

ASCENT, DESCENT = 0.891, 0.216
"""Of Times New Roman, in em."""

_ROW = 2.0
"""Baselines no further apart than this many pt are one row."""
_FULL = 1.5
"""A line that ends within so many pt of the usual right end is full."""
_NUMBER = re.compile(r"(?i)số:?[\d.…_]*[a-zđ]?/\S*[^\W\d_]")
_STRETCHED = 110.0
"""The widest white, in pt, that justifying leaves between two words that may not part from others."""
_LABEL = re.compile(
    r"^(\d{1,3}[.)]|[a-zđ]\)|[IVXLC]+\.|\d{1,3}(\.\d{1,3})+\.?|[-+–•*]|.*[^:\s]:|.*ngày|.*tháng|.*năm)$"
)


@dataclass
class Line:
    """Text on one baseline in one column."""

    page: int
    base: float
    glyphs: list[Glyph]
    row: int = 0
    column: Column = Column.FULL
    frame: Frame | None = None
    rule: Stroke | None = None
    underlined: bool = False
    region: int = 0
    block: int = 0  # a head or a copy's block begins a new one: columns are not read across

    @property
    def left(self) -> float:
        """Its left end."""
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        """Its right end."""
        return self.glyphs[-1].right

    @property
    def centre(self) -> float:
        """Half way."""
        return (self.left + self.right) / 2

    @cached_property
    def size(self) -> float:
        """The size most of it has."""
        return statistics.mode([g.look.size for g in self.glyphs])

    @cached_property
    def place(self) -> Place:
        """Its box, from ascent to descent."""
        return Place(self.page, self.left, self.base - ASCENT * self.size, self.right, self.base + DESCENT * self.size)

    @cached_property
    def text(self) -> str:
        """Its words."""
        return "".join(text for text, _ in self._stretches)

    @cached_property
    def slant(self) -> bool:
        """Whether most of it is in italics."""
        return 2 * sum(g.look.italic for g in self.glyphs) > len(self.glyphs)

    def pieces(self) -> list[Piece]:
        """Its glyphs by look, a space wherever there is a gap."""
        return [
            Piece(text, look.font, look.size, look.bold, look.italic, self.underlined, look.colour, not text)
            for text, look in self._stretches
        ]

    @cached_property
    def _stretches(self) -> list[tuple[str, Look]]:
        """Its text by look; where a mark of a footnote stood, an empty one."""
        found: list[tuple[str, Look]] = []
        held, look, end = "", self.glyphs[0].look, self.glyphs[0].left
        for glyph in self.glyphs:
            gap = glyph.left - end > 0.12 * glyph.look.size and not glyph.char.isspace() and not held.endswith(" ")
            if glyph.look != look and not glyph.char.isspace():
                if held:
                    found.append((held, look))
                held, look = "", glyph.look
            held += (" " if gap and (held or found) else "") + glyph.char
            end = glyph.right
            if glyph.note:
                found += [(held, look), ("", look)]
                held = ""
        return [*found, (held, look)] if held or not found else found


@dataclass
class Shapes:
    """The drawn lines of a page, sorted: ``rules`` level and alone, ``boxes`` small frames, ``tables``
    ruled regions.
    """

    rules: list[Segment] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float, str, int]] = field(default_factory=list)
    tables: list[tuple[float, float, float, float]] = field(default_factory=list)


def right_edges(pages: list[RawPage]) -> dict[int, float]:
    """Where most lines of the pages of one width (rounded, in pt) end, if enough of them do."""
    ends: dict[int, Counter[float]] = {}
    for page in pages:
        rows: dict[float, float] = {}
        for glyph in page.glyphs:
            if not glyph.char.isspace():
                base = round(glyph.base, 1)
                rows[base] = max(rows.get(base, 0.0), glyph.right)
        ends.setdefault(round(page.width), Counter()).update(round(right) for right in rows.values())
    found: dict[int, float] = {}
    for width, count in ends.items():
        right, often = count.most_common(1)[0] if count else (0.0, 0)
        # A short letter has two full lines: the farthest place where two lines end.
        twice = [end for end, times in count.items() if times == 2]
        if often > 2 or twice:
            found[width] = float(right if often > 2 else max(twice))
    return found


def lines(page: RawPage, edge: float | None = None) -> list[Line]:
    """All lines of a page from the top; a table's are parted at its cells, others where a gap stands out.

    ``edge`` is where full lines end: the gaps of one of them are white that justifying made.
    """
    found: list[Line] = []
    for number, row in enumerate(filled(list(_rows([g for g in page.glyphs if not g.char.isspace()]))), 1):
        full = edge is not None and abs(row[-1].right - edge) < _FULL
        for part in _parts(row, page, full):
            found.append(Line(page.number, statistics.median([g.base for g in part]), part, number))
    return found


def _rows(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    by_base: dict[float, list[Glyph]] = {}
    for glyph in glyphs:
        by_base.setdefault(round(glyph.base, 1), []).append(glyph)
    row: list[Glyph] = []
    for base in sorted(by_base):
        if row and base - round(row[0].base, 1) > _ROW and not _raised(by_base[base][0], row):
            yield sorted(row, key=lambda g: g.left)
            row = []
        row += by_base[base]
    if row:
        yield sorted(row, key=lambda g: g.left)


def _raised(glyph: Glyph, row: list[Glyph]) -> bool:
    """Whether ``row`` so far is a superscript of the line that ``glyph`` begins."""
    size = glyph.look.size
    small = all(g.look.size < 0.8 * size for g in row)
    return small and glyph.base - row[0].base < 0.45 * size


def _parts(row: list[Glyph], page: RawPage, full: bool) -> Iterator[list[Glyph]]:
    gaps = [b.left - a.right for a, b in pairwise(row)]
    wide = sorted(g for g in gaps if g > 0.18 * row[0].look.size)
    usual = wide[len(wide) // 4] if len(wide) > 2 else 0.0
    part = [row[0]]
    for gap, glyph in zip(gaps, row[1:], strict=True):
        stretched = full and _alike(part[-1], glyph) and gap < _STRETCHED
        stands_out = gap > 7.0 and gap > 1.8 * usual and not stretched
        dated = gap > 4.0 and glyph.look.italic and not part[-1].look.italic and _numbered(part)
        walled = gap > 2.0 and _between(part[-1].right, glyph.left, glyph.base, page)
        if (
            walled
            or dated
            or (stands_out and not _LABEL.fullmatch("".join(g.char for g in part[-12:] if len(part) < 30) or "x"))
            or (stands_out and "".join(g.char for g in part).lower().startswith("nơinhận"))
        ):
            yield part
            part = []
        part.append(glyph)
    yield part


def _numbered(part: list[Glyph]) -> bool:
    """Whether glyphs are those of a number: a long one leaves little white before place and date, in italics."""
    return bool(_NUMBER.match("".join(g.char for g in part[:40])))


def _alike(one: Glyph, other: Glyph) -> bool:
    """Whether two glyphs are set alike; what stands side by side in a head or a foot is not."""
    a, b = one.look, other.look
    return abs(a.size - b.size) < 0.1 and a.bold == b.bold and a.italic == b.italic and not a.bold


def _between(x0: float, x1: float, y: float, page: RawPage) -> bool:
    """Whether an upright line stands between two glyphs."""
    return any(not s.level and x0 - 1 <= s.x0 <= x1 + 1 and s.y0 - 2 <= y <= s.y1 + 2 for s in page.segments)


def shapes(page: RawPage) -> Shapes:
    """Segments → rules, boxes and tables."""
    found = Shapes()
    level, upright = [s for s in page.segments if s.level], [s for s in page.segments if not s.level]
    level = _joined(level)
    groups = _touching(level, upright)
    for group in groups:
        across, up = [s for s in group if s.level], [s for s in group if not s.level]
        x0, x1 = min(s.x0 for s in group), max(s.x1 for s in group)
        y0, y1 = min(s.y0 for s in group), max(s.y1 for s in group)
        if not up:
            found.rules += across
        elif len(_apart([s.x0 for s in up])) == 2 and len(_apart([s.y0 for s in across])) == 2:
            found.boxes.append((x0, y0, x1, y1, across[0].colour, 1))
        elif len(up) >= 2:
            ys, xs = _apart([s.y0 for s in across]), _apart([s.x0 for s in up])
            double = len(ys) == 4 and len(xs) == 4 and ys[1] - ys[0] < 4 and xs[1] - xs[0] < 4
            if double:
                found.boxes.append((x0, y0, x1, y1, across[0].colour, 2))
            else:
                found.tables.append((x0, y0, x1, y1))
        else:
            found.rules += across
    return found


def _apart(values: list[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > 1.2:
            kept.append(value)
    return kept


def _joined(level: list[Segment]) -> list[Segment]:
    """Level pieces that continue one another are one line (LibreOffice draws cell borders piece by piece)."""
    done: list[Segment] = []
    for s in sorted(level, key=lambda s: (round(s.y0), s.x0)):
        last = done[-1] if done else None
        near = last and abs(last.y0 - s.y0) < 0.6 and s.x0 <= last.x1 + 0.8 and s.x1 >= last.x0 - 0.8
        if last and near and last.colour == s.colour:
            ends = min(last.x0, s.x0), max(last.x1, s.x1)
            done[-1] = Segment(ends[0], last.y0, ends[1], last.y1, s.colour, last.dashed)
        else:
            done.append(s)
    return done


def _touching(level: list[Segment], upright: list[Segment]) -> list[list[Segment]]:
    everything = [*level, *upright]
    parent = list(range(len(everything)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for i, a in enumerate(level):
        for j, b in enumerate(upright, len(level)):
            if a.x0 - 1.5 <= b.x0 <= a.x1 + 1.5 and b.y0 - 1.5 <= a.y0 <= b.y1 + 1.5:
                parent[root(i)] = root(j)
    for i, a in enumerate(upright, len(level)):
        for j, b in enumerate(upright[i - len(level) + 1 :], i + 1):
            if abs(a.x0 - b.x0) < 1 and a.y0 <= b.y1 + 1.5 and b.y0 <= a.y1 + 1.5:
                parent[root(i)] = root(j)
    groups: dict[int, list[Segment]] = {}
    for n, segment in enumerate(everything):
        groups.setdefault(root(n), []).append(segment)
    return list(groups.values())


def furnish(found: list[Line], drawn: Shapes) -> list[Stroke]:
    """Give lines their rules, underlines and frames; the rules that belong to no line are returned, as strokes."""
    for line in found:
        middle = line.base - 0.3 * line.size
        for x0, y0, x1, y1, colour, count in drawn.boxes:
            if x0 - 2 <= line.left and line.right <= x1 + 2 and y0 - 2 <= middle <= y1 + 2:
                line.frame = Frame(x1 - x0, y1 - y0, colour, count)
        for n, (x0, y0, x1, y1) in enumerate(drawn.tables, 1):
            if x0 - 3 <= line.centre <= x1 + 3 and y0 - 3 <= middle <= y1 + 3:
                line.column, line.region = Column.TABLE, n
    loose: list[Stroke] = []
    for rule in drawn.rules:
        place = Place(found[0].page if found else 1, rule.x0, rule.y0, rule.x1, rule.y1)
        stroke = Stroke(rule.x1 - rule.x0, "line", not rule.dashed, place, (rule.x0 + rule.x1) / 2)
        owner = _above(rule, found)
        if owner is None:
            loose.append(stroke)
        elif rule.y0 - owner.base < 0.2 * owner.size and owner.left - 2 <= rule.x0 and rule.x1 <= owner.right + 2:
            owner.underlined = True
            if owner.rule is None:
                owner.rule = Stroke(stroke.length, "underline", stroke.solid, place, stroke.centre)
        else:
            owner.rule = stroke
    return loose


def _above(rule: Segment, found: list[Line]) -> Line | None:
    """The nearest line above a rule that overlaps it."""
    near = [
        line
        for line in found
        if line.column is not Column.TABLE
        and -0.5 <= rule.y0 - line.base <= 1.1 * line.size + 3
        and min(rule.x1, line.right) - max(rule.x0, line.left) > 0
    ]
    return max(near, key=lambda line: line.base) if near else None
