"""Where the text area of a PDF's pages begins and ends at its sides, from the lines that go on paragraphs."""

from __future__ import annotations

import bisect
import re
import statistics
from itertools import pairwise

from congvan.conformance.pdf_lines import Line

BULLET = re.compile(r"^[-–+•*]\s*\S")
LABEL = re.compile(
    r"^(\d{1,2}(\.\d{1,2}){0,3}[.)]|[a-zđ]\)|[IVXLC]{1,6}\.)\s+\S|^(Điều|Khoản|Mục|Chương|Phần) [\dIVXLC]+(\s|\.|$)"
)


def _goes_on(a: Line, b: Line, farthest: float) -> bool:
    """Whether ``b`` may go on the paragraph of ``a``: set likewise, and its first word had no room on that line."""
    if a.slant != b.slant or (_all_bold(a) and not _all_bold(b) and a.text.isupper()):
        return False
    word = re.split(r"\s", b.text.strip(), maxsplit=1)[0]
    taken = sum(g.right - g.left for g in b.glyphs[: len(word)]) + 0.2 * b.size
    return a.right + taken > farthest - 6.0


def _all_bold(line: Line) -> bool:
    return all(g.look.bold for g in line.glyphs)


def _farthest(full: list[Line]) -> float:
    """Where the longest lines end: at the last place where several do, so that no single line that runs over counts."""
    order = sorted(x.right for x in full)
    shared = [v for n, v in enumerate(order) if n > 1 and v - order[n - 2] < 1.0]
    return max(shared or order, default=0.0)


def side_edges(full: list[Line], width: float, label: float | None) -> tuple[float, float] | None:
    """Left and right edge of the text area, as the lines within paragraphs show them; None where none does.

    A line that goes on a paragraph begins at the left edge, and the line before it ends at the right one.
    ``label`` is where "Nơi nhận" begins: at the left edge, so what begins an indent further in shows none.
    """
    farthest = _farthest(full)
    pairs = [
        (a, b)
        for a, b in pairwise(full)
        if a.page == b.page
        and a.rule is None
        and abs(a.size - b.size) < 0.6
        and 0 < b.base - a.base < 2.2 * a.size
        and a.right - a.left > 0.5 * width
        and not BULLET.match(b.text.strip())
        and not LABEL.match(b.text.strip())
        and not (abs(a.centre - b.centre) < 3.0 and abs(a.left - b.left) > 5.0)  # centred lines show no edge
        and _goes_on(a, b, farthest)
        and (label is None or not 15.0 < b.left - label < 45.0)
    ]
    seeds = [b.left for a, b in pairs if a.left - b.left > 5.0]
    flush = [b.left for a, b in pairs if abs(a.left - b.left) < 0.8]
    lefts = seeds or (flush if len(flush) > 2 else [])
    if not lefts:
        return None
    left = statistics.median(lefts)
    rights = [a.right for a, b in pairs if abs(b.left - left) < 1.0]
    order = sorted(rights)
    near = [bisect.bisect_left(order, v + 0.8) - bisect.bisect_right(order, v - 0.8) for v in order]
    usual = [v for v, count in zip(order, near, strict=True) if count > max(1, len(rights) // 12)]
    return (left, max(usual or rights)) if rights else None
