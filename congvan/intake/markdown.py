"""Lines and tables → our Markdown, so that what is printed of it has the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from congvan.compose.joined import ABOVE, LEFT
from congvan.compose.labels import label_of
from congvan.compose.markdown import ARTICLE, DIVISION
from congvan.intake.model import Cell, Grid, Line, Piece, Stretch

_SPECIAL = re.compile(r"[\\*|`]|(?<!\w)_|_(?!\w)|(?<=\])\((?!\()")
_JINJA = re.compile(r"\{(?=[{%#])")
_OPENS = re.compile(r"#{1,6}\s")
_SENTENCE = (".", ";", ":", ",", "?", "!", "…")
_LONGEST_HEADING = 160
_LEVELS = {"phần": "#", "chương": "##", "mục": "###", "tiểu mục": "####"}
_DASHED = re.compile(r"([-–—+•])(?=[^\s\d-])")
_BULLET = re.compile(r"[➢➤❖✓✔➔►□☐☑☒◆◇](?=\s)")
"""Bullets of Word's own sign fonts that the font of a letter has not."""
_RULE = {"center": ":-:", "right": "--:", "left": ":--"}


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of Markdown that stand together, and the paragraph of the Word file that they come from."""

    text: str
    node: int


def blocks(pieces: Sequence[Piece], *, articles: bool) -> list[Block]:
    """A text as blocks, in order; ``articles``: Điều of its own are read as such."""
    made: list[Block] = []
    groups = list(_paragraphs(pieces))
    at = 0
    while at < len(groups):
        group = groups[at]
        at += 1
        if isinstance(group, Grid):
            if group.rows:
                made.append(Block(table(group), group.node))
            continue
        division = DIVISION.fullmatch(group[0].text) if len(group) == 1 and _stands(group[0]) else None
        if division is not None:
            title = division[3] or ""
            while not title and at < len(groups) and (more := _title(groups[at])):
                title, at = more, at + 1
                while at < len(groups) and (more := _title(groups[at])) and title.isupper() == more.isupper():
                    title, at = f"{title} {more}", at + 1
            mark = _LEVELS[division[1].lower()]
            made.append(Block(f"{mark} {division[1]} {division[2]}. {_escaped(title)}".rstrip(), group[0].node))
        else:
            made += [Block(text, group[0].node) for text in _paragraph(group, articles=articles)]
    return made


def _paragraphs(pieces: Sequence[Piece]) -> Iterator[Grid | list[Line]]:
    """Lines that a hard break parts stand in one list; one after which a new thought begins begins a new one."""
    held: list[Line] = []
    for piece in pieces:
        if isinstance(piece, Line) and held and piece.again and not _begins(held[-1], piece):
            held.append(piece)
            continue
        if held:
            yield held
        held = []
        if isinstance(piece, Grid):
            yield piece
        elif piece.text:
            held = [piece]
    if held:
        yield held


def _begins(before: Line, line: Line) -> bool:
    """Whether a line after a hard break is a paragraph of its own: labelled, or after the end of a sentence."""
    plain = label_of(line.text) is not None or bool(_DASHED.match(line.text)) or bool(ARTICLE.match(line.text))
    return plain or before.text.endswith(_SENTENCE[:3])


def _stands(line: Line) -> bool:
    """Whether a line stands as a title does."""
    return len(line.text) < _LONGEST_HEADING and (line.bold or line.centred or line.text.isupper())


def _title(group: Grid | list[Line]) -> str:
    """The words of what follows a Chương's number as its title, ``""`` where it is none."""
    if isinstance(group, Grid):
        return ""
    text = " ".join(line.text for line in group)
    shown = all(_stands(line) for line in group) and (group[0].centred or text.isupper())
    plain = label_of(text) is None and not ARTICLE.match(text) and not DIVISION.fullmatch(text)
    return text if shown and plain and not text.endswith(_SENTENCE) else ""


def _paragraph(lines: Sequence[Line], *, articles: bool) -> list[str]:
    """One paragraph as Markdown; with hard breaks, lines that end with a backslash. A bullet that can't be printed is a
    dash.
    """
    if _BULLET.match(lines[0].text):
        first = lines[0].runs[0]
        dash = replace(first, text=_BULLET.sub("-", first.text, count=1))
        lines = [replace(lines[0], runs=(dash, *lines[0].runs[1:])), *lines[1:]]
    text = lines[0].text
    label = label_of(text)
    if len(lines) == 1 and label is not None and lines[0].bold and _heads(text):
        mark = {"roman": "#", "arabic": "##", "arabic2": "###"}.get(label[0], "")
        if mark and (label[0] != "roman" or text.isupper()):
            return [f"{mark} {_escaped(text)}"]
    runs = [list(line.runs) for line in lines]
    head = ""
    article = ARTICLE.match(text) if articles else None
    if label is not None:
        head, runs[0] = f"{label[1]} ", _after(runs[0], len(label[1]))
    elif article is not None and not all(line.bold for line in lines):
        head, runs[0] = f"{article[1]} ", _after(runs[0], len(article[1]))
    made = "\\\n".join(_inline(run) for run in runs)
    if not head and _OPENS.match(made):
        made = "\\" + made
    return [head + made]


def _heads(text: str) -> bool:
    return len(text) < _LONGEST_HEADING and not text.endswith(_SENTENCE)


def _after(runs: Sequence[Stretch], count: int) -> list[Stretch]:
    """Runs without their first ``count`` characters and the space after them."""
    made: list[Stretch] = []
    left = count
    for run in runs:
        text = run.text[left:] if left < len(run.text) else ""
        left = max(0, left - len(run.text))
        text = text if made else text.lstrip()
        if text:
            made.append(Stretch(text, run.bold, run.italic))
    return made


def _inline(runs: Sequence[Stretch]) -> str:
    """Runs with their emphasis; each begins and ends at a space, so the marks always bind."""
    made = ""
    for run in runs:
        lead = " " if run.text.startswith(" ") and made else ""
        mark = "*" * (2 * run.bold + run.italic)
        words = run.text.strip()
        if words and not any(c.isalnum() for c in words):
            mark = ""  # emphasis of a dash alone says nothing, and would read as a sign
        made += lead + mark + _escaped(words) + mark if words else lead
    return made


def plain(lines: Sequence[Line]) -> str:
    """Lines as one text without emphasis, its signs kept from being read."""
    return _escaped(" ".join(line.text for line in lines))


def _escaped(text: str) -> str:
    """Signs of Markdown and of expressions as they print themselves."""
    made = _SPECIAL.sub(lambda match: "\\" + match.group(), text)
    return _JINJA.sub('{{ "{" }}', made)


def expression(text: str) -> str:
    """A field that is no Markdown: only expressions are kept from being read."""
    return _JINJA.sub('{{ "{" }}', text)


def table(grid: Grid) -> str:
    """A pipe table; ``<`` and ``^`` for cells that are one with a neighbour."""
    heads = min(grid.heads, len(grid.rows))
    rows = [[_cell(cell, head=n < heads) for cell in row] for n, row in enumerate(grid.rows)]
    rule = [_RULE.get(align, ":--") for align in grid.aligns]
    return "\n".join(f"| {' | '.join(row)} |" for row in [*rows[:heads], rule, *rows[heads:]])


def _cell(cell: Cell, *, head: bool) -> str:
    if cell.joined:
        return cell.joined
    text = plain(cell.lines) if head else " ".join(_inline(line.runs) for line in cell.lines if line.text)
    return f"\\{text}" if text in (LEFT, ABOVE) else text
