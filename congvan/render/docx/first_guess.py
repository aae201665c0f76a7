"""No heading where LibreOffice parts its first guess at the pages.

Measured with 7.4: before it lays a section out, LibreOffice deals its paragraphs and table rows out to pages by their
count, 25 to the first page, or 20 in a long text. Where the text really ends a page at that very place, a heading
that stands last there is left alone at the page's foot, whatever ``keepNext`` says. So that no guess ends between a
heading and what it keeps with, thin paragraphs are put before it; their height is taken off the space above it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from congvan.render.docx.writer import THIN, Writer

GUESSES = (20, 25)
_ROUNDS = 8


def mind(w: Writer, nodes: Sequence[Any]) -> None:
    """``nodes`` are the elements of one section in order; thin paragraphs go in before the headings at stake."""
    now = list(nodes)
    for _ in range(_ROUNDS):
        at = next((n for n in (_boundary(w, now, guess) for guess in GUESSES) if n and _keeps(w, now[n - 1])), 0)
        first = at
        while first and _keeps(w, now[first - 1]):
            first -= 1
        room = int(_above(w, now[first]) / THIN) if first else 0
        if not first or at - first > room:
            return
        made = [w.thin() for _ in range(at - first)]
        _take_off(w, now[first], len(made) * THIN)
        for thin in made:
            now[first].addprevious(thin)
        now[first:first] = made


def _boundary(w: Writer, nodes: Sequence[Any], guess: int) -> int:
    """The index of the first element that is counted to the next page; 0 where all are on the first."""
    count = 0
    for index, node in enumerate(nodes):
        count += len(node.findall(w.x.qn("w:tr"))) if node.tag == w.x.qn("w:tbl") else 1
        if count > guess:
            return index
    return 0


def _keeps(w: Writer, node: Any) -> bool:
    return node.tag == w.x.qn("w:p") and node.find(f"{w.x.qn('w:pPr')}/{w.x.qn('w:keepNext')}") is not None


def _spacing(w: Writer, node: Any) -> tuple[float, float, float]:
    """Space above, height of a line and space below of a paragraph in pt, its own or its style's."""
    own = node.pPr.find(w.x.qn("w:spacing"))
    if own is not None:
        before, line, after = (int(own.get(w.x.qn(f"w:{name}"), "0")) / 20 for name in ("before", "line", "after"))
        return before, line, after
    look = w.spec.styles[next(n for n in w.spec.styles if w.ids[w.spec.styles[n].word] == node.pPr.pStyle.val)]
    return look.before, look.line, 0.0


def _above(w: Writer, node: Any) -> float:
    return _spacing(w, node)[0]


def _take_off(w: Writer, node: Any, points: float) -> None:
    before, line, after = _spacing(w, node)
    old = node.pPr.find(w.x.qn("w:spacing"))
    if old is not None:
        node.pPr.remove(old)
    w.x.set_properties(node.pPr, [w.x.spacing(before - points, line, after)])
