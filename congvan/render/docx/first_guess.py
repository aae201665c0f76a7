"""No heading where LibreOffice parts its first guess at the pages.

Measured with 7.4: before it lays a section out, LibreOffice deals its paragraphs and table rows out to pages by their
count, 25 to the first page, or 20 in a long text. Where the text really ends a page at that very place, a heading
that stands last there is left alone at the page's foot, whatever ``keepNext`` says. So that no guess ends between a
heading and what it keeps with, paragraphs go in before it that hold nothing, are hidden and take no room.
"""

from __future__ import annotations

from collections.abc import Sequence

from congvan.render import ooxml
from congvan.render.docx.writer import Writer
from congvan.render.ooxml import Block, Paragraph, Table

GUESSES = (20, 25)
_ROUNDS = 4


def mind(w: Writer, start: int) -> None:
    """The blocks from ``start`` on are one section in order; empty hidden paragraphs go in before headings at stake."""
    for _ in range(_ROUNDS):
        now = w.body[start:]
        at = next((n for n in (_boundary(now, guess) for guess in GUESSES) if n and _keeps(now[n - 1])), 0)
        first = at
        while first and _keeps(now[first - 1]):
            first -= 1
        if not first:
            return
        w.body[start + first : start + first] = [_nothing(w) for _ in range(at - first)]


def _boundary(blocks: Sequence[Block], guess: int) -> int:
    """The index of the first block that is counted to the next page; 0 where all are on the first."""
    count = 0
    for index, block in enumerate(blocks):
        count += len(block.rows) if isinstance(block, Table) else 1
        if count > guess:
            return index
    return 0


def _keeps(block: Block) -> bool:
    return isinstance(block, Paragraph) and "keepNext" in block.properties


def _nothing(w: Writer) -> Paragraph:
    """A paragraph with a hidden mark and no text: no height in Word or LibreOffice."""
    made = w.thin()
    made.put(ooxml.element("rPr", ooxml.element("vanish")))
    return made
