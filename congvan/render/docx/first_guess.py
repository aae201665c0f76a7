"""No heading where LibreOffice parts its first guess at the pages.

Measured with 7.4: before it lays a section out, LibreOffice deals its paragraphs and table rows out to pages by their
count, 25 to the first page, or 20 in a long text. Where the text really ends a page at that very place, a heading
that stands last there is left alone at the page's foot, whatever ``keepNext`` says. So that no guess ends between a
heading and what it keeps with, paragraphs go in before it that hold nothing, are hidden and take no room.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from congvan.render.docx.writer import Writer

GUESSES = (20, 25)
_ROUNDS = 4


def mind(w: Writer, nodes: Sequence[Any]) -> None:
    """``nodes`` are the elements of one section in order; empty hidden paragraphs go in before headings at stake."""
    now = list(nodes)
    for _ in range(_ROUNDS):
        at = next((n for n in (_boundary(w, now, guess) for guess in GUESSES) if n and _keeps(w, now[n - 1])), 0)
        first = at
        while first and _keeps(w, now[first - 1]):
            first -= 1
        if not first:
            return
        made = [_nothing(w) for _ in range(at - first)]
        for node in made:
            now[first].addprevious(node)
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


def _nothing(w: Writer) -> Any:
    """A paragraph with a hidden mark and no text: no height in Word or LibreOffice."""
    made = w.thin()
    made.pPr.append(w.x.with_children(w.x.element("rPr"), [w.x.element("vanish")]))
    return made
