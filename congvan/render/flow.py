"""A paragraph's runs → the pieces of text that WeasyPrint makes of them, line by line, each where it stands.

Only what the widths of letters decide: lines end at spaces, as the runs allow (decision 0031); where a line is filled
to within a hair, or a sign asks for more than that, there is no answer, and WeasyPrint is asked itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from congvan.model.document import Run

NEAR = 0.08
"""CSS pixels: nearer to the end of its line no word is judged here."""
UNITS = 1024
"""Pango's units in a CSS pixel."""

Look = tuple[bool, bool]
"""Bold and italic, beside what the paragraph's style is already."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text in the tree of the page: ``path`` are the elements around it inside the paragraph, each with a number of
    its own.
    """

    text: str
    look: Look
    path: tuple[tuple[str, int], ...] = ()
    whole: bool = False  # no line ends inside


@dataclass(frozen=True, slots=True)
class Piece:
    """A text on a line, ``x`` pixels from the paragraph's left edge. ``tail``: a space is drawn after it that counts
    for nothing, as WeasyPrint does at the end of a line that is no break of its own text.
    """

    text: str
    look: Look
    path: tuple[tuple[str, int], ...]
    x: float
    tail: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line; ``spacing`` pixels are added to each of its spaces."""

    pieces: tuple[Piece, ...]
    spacing: float = 0.0


def leaves(runs: Sequence[Run], before: str = "") -> list[Leaf] | None:
    """The runs as the page has them (the macro ``runs`` of letter.html.j2), after the words ``before``; None where they
    hold more than words and spaces.
    """
    out: list[Leaf] = []
    number, word = 0, -1
    if before:
        out.append(Leaf(before, (False, False)))
    for index, run in enumerate(runs):
        text = run.text
        if text in ("\n", "\u200b") or "\u00a0" in text or "\u00ad" in text:
            return None
        look = (run.bold, run.italic)
        path: tuple[tuple[str, int], ...] = ()
        if run.nowrap:
            if word < 0:
                number, word = number + 1, number
            path = (("span", word),)
        else:
            word = -1
        for tag, there in (("b", run.bold), ("i", run.italic)):
            if there:
                path, number = (*path, (tag, number)), number + 1
        if index + 1 < len(runs) and text.endswith(" ") and len(text) > 1:
            _add(out, Leaf(text[:-1], look, path, run.nowrap))
            _add(out, Leaf(" ", look, (*path, ("span", number)), run.nowrap))
            number += 1
        else:
            _add(out, Leaf(text, look, path, run.nowrap))
    return out


def _add(out: list[Leaf], leaf: Leaf) -> None:
    """Texts that no element parts are one."""
    last = out[-1] if out else None
    if last is not None and not last.path and not leaf.path:
        out[-1] = Leaf(last.text + leaf.text, last.look, ())
    else:
        out.append(leaf)


class Widths(dict[str, int]):
    """The widths of letters, in Pango's units, and of all words that were asked for."""

    def __missing__(self, text: str) -> int:
        wide = self[text] = sum(map(self.__getitem__, text)) if len(text) > 1 else self._unknown(text)
        return wide

    @staticmethod
    def _unknown(sign: str) -> int:
        raise KeyError(sign)


@dataclass(frozen=True, slots=True)
class Box:
    """Where a paragraph stands: pixels of its width and of its first line's indent, and how its lines are set."""

    width: float
    indent: float
    align: str


@dataclass(slots=True)
class _Word:
    """What no line parts: ``(leaf, text)`` each, its width in units, and the leaf of the space before it."""

    parts: list[tuple[int, str]]
    width: int
    space: int = -1


def lines(found: Sequence[Leaf], box: Box, widths: Mapping[Look, Widths]) -> list[Line] | None:
    """The lines of a paragraph; None where a word is too near to the end of its line. Errors: KeyError a letter whose
    width is not known.
    """
    words = _words(found, widths)
    rows: list[list[_Word]] = []
    used = 0.0
    for word in words:
        space = widths[found[word.space].look][" "] if word.space >= 0 else 0
        room = (box.width - (box.indent if len(rows) < 2 else 0.0)) * UNITS
        if rows and word.space >= 0:
            over = (used + space + word.width - room) / UNITS
            if -NEAR < over < NEAR:
                return None
            if over < 0:
                rows[-1].append(word)
                used += space + word.width
                continue
        rows.append([word])
        used = word.width
        if word.width > (box.width - (box.indent if len(rows) < 2 else 0.0) - NEAR) * UNITS:
            return None
    return [_set(row, found, box, widths, row is rows[0], after) for row, after in zip_longest(rows, rows[1:])]


def _words(found: Sequence[Leaf], widths: Mapping[Look, Widths]) -> list[_Word]:
    out: list[_Word] = []
    space, begun = -1, False
    for index, leaf in enumerate(found):
        known = widths[leaf.look]
        for number, text in enumerate([leaf.text] if leaf.whole else leaf.text.split(" ")):
            if number:
                space, begun = index, False
            if not text:
                continue
            width = known[text]
            if begun:
                out[-1].parts.append((index, text))
                out[-1].width += width
            else:
                out.append(_Word([(index, text)], width, space if out else -1))
            space, begun = -1, True
    return out


def _set(
    row: Sequence[_Word], found: Sequence[Leaf], box: Box, widths: Mapping[Look, Widths], first: bool,
    after: Sequence[_Word] | None,
) -> Line:  # fmt: skip
    """A line's words in pieces, as WeasyPrint adds them up; ``after``: those of the next line."""
    texts: list[tuple[int, str]] = []
    wide: list[int] = []
    for place, word in enumerate(row):
        for leaf, text in [(word.space, " "), *word.parts] if place else word.parts:
            width = widths[found[leaf].look][text]
            if texts and texts[-1][0] == leaf:
                texts[-1] = (leaf, texts[-1][1] + text)
                wide[-1] += width
            else:
                texts.append((leaf, text))
                wide.append(width)
    start = box.indent if first else 0.0
    at, x = [], start
    for width in wide:
        at.append(x)
        x += width / UNITS
    spare = box.width - x
    spaces = sum(text.count(" ") for _, text in texts)
    spacing = 0.0
    if spare > 0 and box.align == "justify" and after and spaces:
        spacing = spare / spaces
        more = 0.0
        for index, (_, text) in enumerate(texts):
            at[index] += more
            more += spacing * text.count(" ")
    elif spare > 0 and box.align in ("center", "right", "end"):
        shift = spare / 2 if box.align == "center" else spare
        at = [x + shift for x in at]
    pieces = [Piece(text, found[leaf].look, found[leaf].path, x) for (leaf, text), x in zip(texts, at, strict=True)]
    if after and after[0].space == texts[-1][0] != after[0].parts[0][0] and not (spacing and " " in texts[-1][1]):
        pieces[-1] = replace(pieces[-1], tail=True)
    return Line(tuple(piece for piece in pieces if piece.text.strip()), spacing)
