"""Markdown to blocks. The lines are read here, markdown-it reads the emphasis inside them.

Why lines are read here: CommonMark renumbers lists, makes code of indented text and swallows ``---``; a clerk's
text must lose nothing. Links, images, HTML, code and quotes have no meaning here and stay the text they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.token import Token

from congvan.compose.labels import Nesting, label_of
from congvan.compose.runs import merge
from congvan.compose.sandbox import Filled
from congvan.model.document import Align, Block, Cell, Heading, Item, Paragraph, Run, Table
from congvan.problems import Problems, Span

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*\Z")
_RULE = re.compile(r"(?:-[ \t]*){3,}\Z|(?:\*[ \t]*){3,}\Z|(?:_[ \t]*){3,}\Z|=+\Z")
_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?\Z")
_IMAGE = re.compile(
    r"!\[[^\]\n]*\]\([^)\n]*\)|\[[^\]\n]*\]\(\s*<?(?:file:|/|\.\.?/|[A-Za-z]:\\)[^)\n]*\)", re.IGNORECASE
)
_CELL_BAR = re.compile(r"(?<!\\)((?:\\\\)*)\|")


def blocks_of(filled: Filled, span: Callable[[int], Span], at: str, problems: Problems) -> tuple[Block, ...]:
    """The blocks of a text; ``span`` gives the place of a source line (from 0)."""
    return _Reader(filled, span, at, problems).read()


class _Reader:
    """One reading of one text, line by line."""

    def __init__(self, filled: Filled, span: Callable[[int], Span], at: str, problems: Problems) -> None:
        self.filled = filled
        self.lines = [line.expandtabs(4) for line in filled.text.split("\n")]
        self.span = span
        self.at = at
        self.problems = problems
        self.nesting = Nesting()
        self.blocks: list[Block] = []
        self.open: list[str] = []  # the lines of the paragraph or item being read
        self.item: tuple[int, str] | None = None
        self.inline = MarkdownIt("commonmark", {"html": False}).disable(
            ["backticks", "link", "image", "autolink", "html_inline", "entity"]
        )

    def read(self) -> tuple[Block, ...]:
        index = 0
        while index < len(self.lines):
            line = self.lines[index].lstrip()
            if _IMAGE.search(line):
                self.problems.error("CV210", self.place(index), at=self.at)
            size = self.table_size(index)
            if size:
                self.flush()
                self.nesting = Nesting()
                self.table(index, size)
                index += size
                continue
            self.line(self.lines[index], line)
            index += 1
        self.flush()
        return tuple(self.blocks)

    def place(self, index: int) -> Span:
        return self.span(self.filled.lines[index] if index < len(self.filled.lines) else 0)

    def line(self, whole: str, line: str) -> None:
        heading = _HEADING.match(line)
        label = label_of(line)
        if not line.strip():
            self.flush()
        elif _RULE.match(line.rstrip()):
            self.flush()
            self.blocks.append(Paragraph((Run(line.strip()),)))
        elif heading and heading.group(2).strip():
            self.flush()
            self.nesting = Nesting()
            self.blocks.append(self.heading(min(len(heading.group(1)), 4), heading.group(2)))
        elif label:
            self.flush()
            kind, typed, rest = label
            self.item = (self.nesting.level(len(whole) - len(line), kind), typed)
            self.open.append(rest)
        else:
            if not self.open and whole == line:
                self.nesting = Nesting()
            self.open.append(line)

    def flush(self) -> None:
        """End the paragraph or item being read."""
        if self.open:
            runs = self.runs("\n".join(self.open).rstrip())
            if self.item:
                self.blocks.append(Item(self.item[0], self.item[1], runs))
            elif runs:
                self.blocks.append(Paragraph(runs))
        self.open = []
        self.item = None

    def heading(self, level: int, text: str) -> Heading:
        """Look by numbering (PL I.I.II.6đ): ``I.`` capitals and bold, ``1.`` bold, ``a)`` upright."""
        label = label_of(text)
        kind = label[0] if label else ("roman", "arabic", "arabic", "letter")[level - 1]
        caps = kind == "roman"
        return Heading(level, self.runs(text), caps, caps or kind.startswith("arabic"))

    def table_size(self, index: int) -> int:
        """How many lines from ``index`` on are a pipe table; 0 where none begins."""
        if index + 1 >= len(self.lines) or "|" not in self.lines[index]:
            return 0
        rule = self.lines[index + 1].strip()
        if not _DELIMITER.match(rule) or "|" not in rule:
            return 0
        end = index + 2
        while end < len(self.lines) and "|" in self.lines[end]:
            end += 1
        return end - index

    def table(self, start: int, size: int) -> None:
        rows = [_cells(line) for line in self.lines[start : start + size]]
        width = len(rows[0])
        for offset, row in enumerate(rows):
            if len(row) != width:
                self.problems.error("CV211", self.place(start + offset), at=self.at, cells=len(row), head=width)
        head, rule, *body = [tuple([*row, *[""] * width][:width]) for row in rows]
        self.blocks.append(
            Table(
                tuple(Cell(self.runs(c)) for c in head),
                tuple(tuple(Cell(self.runs(c)) for c in row) for row in body),
                tuple(_align(c) for c in rule),
            )
        )

    def runs(self, text: str) -> tuple[Run, ...]:
        """Emphasis to runs, and the values back in their places."""
        tokens = self.inline.parseInline(text)[0].children or []
        out: list[Run] = []
        bold = italic = 0
        for token in tokens:
            bold += _step(token, "strong")
            italic += _step(token, "em")
            if token.type == "hardbreak":
                out.append(Run("\n"))
            elif token.type == "softbreak":
                out.append(Run(" ", bold > 0, italic > 0))
            elif token.content:
                out.append(Run(self.filled.restore(token.content), bold > 0, italic > 0))
        return _squeeze(merge(out))


def _step(token: Token, name: str) -> int:
    return token.nesting if token.type in (f"{name}_open", f"{name}_close") else 0


def _squeeze(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """One space where several were typed, none at the ends of a line."""
    out: list[Run] = []
    after_space = True
    for run in runs:
        if run.text == "\n":
            out.append(run)
            after_space = True
            continue
        text = re.sub(r"[ \t]+", " ", run.text)
        if after_space:
            text = text.lstrip(" ")
        if text:
            out.append(Run(text, run.bold, run.italic))
            after_space = text.endswith(" ")
    while out and not out[-1].text.strip():
        out.pop()
    if out:
        out[-1] = Run(out[-1].text.rstrip(" "), out[-1].bold, out[-1].italic)
    return tuple(out)


def _cells(line: str) -> list[str]:
    line = line.strip()
    line = line[1:] if line.startswith("|") else line
    cells = _CELL_BAR.sub("\\1\0", line).split("\0")
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return [c.strip() for c in cells]


def _align(rule: str) -> Align:
    if rule.startswith(":") and rule.endswith(":"):
        return "center"
    return "right" if rule.endswith(":") else "left"
