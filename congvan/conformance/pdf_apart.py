"""What stands outside the text of a letter on a PDF's pages: footnotes, and heads that run over many pages."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence

from congvan.conformance.measured import Column
from congvan.conformance.pdf_glyphs import Glyph, Segment
from congvan.conformance.pdf_lines import Line
from congvan.text.letters import fold

_MARK = re.compile(r"^\s*[\[(]?(\d{1,3}|\*{1,3})[\])]?\s*\S")
_NOTE = 11.1
"""A note is set smaller than this many pt; the text of a letter is not."""
_RAISED = 0.8
"""A figure that leads to a note is at most this share of the letters beside it."""
_LONGEST = 0.45
"""A rule over notes is at most this share of the page (Word: 2 in, LibreOffice: a quarter of the text)."""
_HEAD, _FOOT = 60.0, 54.0
"""pt from the edge of the paper: what has its baseline there lies in the margin, and can't be text."""


def without_notes(found: Sequence[Line], segments: Sequence[Segment], width: float) -> tuple[list[Line], list[Segment]]:
    """The lines of a page less its footnotes and the figures that lead to them; the drawn lines less their rule."""
    plain = sorted((x for x in found if x.column is not Column.TABLE), key=lambda x: x.base)
    rule = next((s for s in segments if s.level and _over_notes(s, plain, width)), None)
    first = rule.y0 if rule else _without_rule(plain)
    if first is None:
        return list(found), list(segments)
    numbers = {m[1] for x in plain if x.base > first and (m := _MARK.match(x.text))}
    kept = [x for x in found if x.base < first or x.column is Column.TABLE or x.size >= _NOTE]
    return [y for x in kept if (y := _unmarked(x, numbers)).glyphs], [s for s in segments if s is not rule]


def _over_notes(rule: Segment, plain: Sequence[Line], width: float) -> bool:
    if not 20.0 < rule.x1 - rule.x0 < _LONGEST * width or rule.x0 > 0.25 * width:
        return False
    below = [x for x in plain if x.base > rule.y0]
    notes = [x for x in below if x.size < _NOTE]
    return bool(
        notes
        and below[0] is notes[0]
        and _MARK.match(notes[0].text)
        and notes[0].base - rule.y0 < 3.0 * notes[0].size
        and abs(notes[0].left - rule.x0) < 45.0
        and len(notes) >= len(below) - 1  # a page number may stand under them
    )


def _without_rule(plain: Sequence[Line]) -> float | None:
    """Where notes begin that no rule stands over: the last small lines of a page, the first with a raised figure."""
    tail: list[Line] = []
    for line in reversed(plain):
        if line.size >= _NOTE:
            break
        tail.append(line)
    raised = [x for x in tail if _MARK.match(x.text) and _is_raised(x, 0)]
    return min(x.base for x in raised) - raised[0].size if raised else None


def _is_raised(line: Line, n: int) -> bool:
    glyph = line.glyphs[n]
    return glyph.char.isdigit() and glyph.look.size <= _RAISED * line.size


def _unmarked(line: Line, numbers: set[str]) -> Line:
    """A line of text without the raised figures that lead to notes."""
    raised = [n for n in range(len(line.glyphs)) if _is_raised(line, n)]
    text = "".join(line.glyphs[n].char for n in raised)
    if not raised or not (text in numbers or all(c in numbers for c in text)):
        return line
    kept: list[Glyph] = []
    for n, glyph in enumerate(line.glyphs):
        if n not in raised:
            kept.append(glyph)
        elif kept:  # the letter before takes its place: a gap there would be a space
            kept[-1] = dataclasses.replace(kept[-1], right=glyph.right, note=True)
    return dataclasses.replace(line, glyphs=kept)


def running(pages: Mapping[int, Sequence[Line]], heights: Mapping[int, float]) -> set[int]:
    """The ids of lines in the top and bottom margins that come again, at the same place, on another page."""
    seen: dict[tuple[object, ...], list[tuple[int, Line]]] = {}
    for number, found in pages.items():
        for line in found:
            text = re.sub(r"\d+", "#", fold(line.text.strip()))
            if not re.search(r"[a-z]", text):
                continue  # a page number, which is looked at by itself
            if line.base < _HEAD or heights[number] - line.base < _FOOT:
                seen.setdefault((text, round(line.base / 2)), []).append((number, line))
    return {id(line) for lines in seen.values() if len({n for n, _ in lines}) > 1 for _, line in lines}
