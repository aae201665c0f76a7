"""Markdown to blocks. The lines are read here, markdown-it reads the emphasis inside them.

Why lines are read here: CommonMark renumbers lists, makes code of indented text and swallows ``---``; a clerk's
text must lose nothing. Links, HTML, code and quotes have no meaning here and stay the text they are; a picture stands
alone on its line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from congvan.compose import pictures, pipes
from congvan.compose.enclosed import NOTHING, Enclosed
from congvan.compose.labels import Nesting, label_of
from congvan.compose.placed import Placed
from congvan.compose.runs import merge
from congvan.compose.sandbox import Filled
from congvan.model.document import Article, Block, Division, Heading, Item, Paragraph, Run
from congvan.model.source import Spanned
from congvan.problems import Problems, Span, term

_HEADING = re.compile(r"(#{1,6})[ \t]+")
_RULE = re.compile(r"(?:-[ \t]*){3,}\Z|(?:\*[ \t]*){3,}\Z|(?:_[ \t]*){3,}\Z|=+\Z")
_LOCAL = re.compile(r"\s*<?(?:file:|/|\.\.?/|[A-Za-z]:\\)", re.IGNORECASE)
DIVISION = re.compile(r"(?i)(phần|chương|mục|tiểu mục)\s+([IVXLC]+|\d{1,3})(?:[.:]?(?:\s+[-–—]?\s*(.*))?)")
ARTICLE = re.compile(r"(Điều \d{1,3}[a-zđ]?\.)(?:\s+|\Z)")
_TYPED = re.compile(r"[*_ ]*Điều \d{1,3}[a-zđ]?\.[*_]*(?:\s|\Z)")
"""An article as it is typed: all of it bold, its number alone, or nothing."""
_ALMOST = re.compile(r"[*_ ]*((?i:điều) *(\d{1,3}[a-zđ]?) ?(?:[.:)]|[-–—](?= )))")
_LOOSE = re.compile(r"(?<=\S)[ \t]+\*\*\Z")
_LOOKED = 2000
"""Characters of a line in which a picture is looked for."""
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]*)\)")
_LEVELS = {"Phần": 1, "Chương": 2, "Mục": 3, "Tiểu mục": 4}
_SENTENCE = ".;:,!?…”)"


def blocks_of(filled: Filled, span: Callable[[int], Span], at: str, problems: Problems) -> tuple[Block, ...]:
    """The blocks of a text; ``span`` gives the place of a source line (from 0)."""
    return tuple(placed.block for placed in placed_of(filled, span, at, problems))


def placed_of(
    filled: Filled, span: Callable[[int], Span], at: str, problems: Problems, *, articles: bool = False,
    exact: Callable[[int, int], Span] | None = None, enclosed: Enclosed = NOTHING,
) -> tuple[Placed, ...]:  # fmt: skip
    """The blocks of a text with their places; ``articles``: Điều are read as such (Phần, Chương, Mục always are).
    ``exact`` gives the place of a cell of a source line, both from 0, ``enclosed`` pictures.
    """
    reader = _Reader(filled, span, at, problems, articles)
    reader.exact, reader.enclosed = exact, enclosed
    return reader.read()


@cache
def _inline() -> MarkdownIt:
    """The reader of what stands in a line; it keeps nothing of what it has read."""
    return MarkdownIt("commonmark", {"html": False}).disable(
        ["backticks", "link", "image", "autolink", "html_inline", "entity"]
    )


class _Reader:
    """One reading of one text, line by line."""

    def __init__(
        self, filled: Filled, span: Callable[[int], Span], at: str, problems: Problems, articles: bool
    ) -> None:
        self.articles = articles
        self.exact: Callable[[int, int], Span] | None = None
        self.enclosed = NOTHING
        self.quoted = 0  # inside “ … ”: another document's articles
        self.opened = 0  # the line of the “ that is open
        self.passed = False  # a Điều or Chương stands after it
        self.filled = filled
        self.lines = [line.expandtabs(4) for line in filled.text.split("\n")]
        self.span = span
        self.at = at
        self.problems = problems
        self.nesting = Nesting()
        self.blocks: list[Placed] = []
        self.begun = 0  # the line at which what is being read began
        self.begun_quoted = False
        self.open: list[str] = []  # the lines of the paragraph or item being read
        self.item: tuple[int, str] | None = None
        self.inline = _inline()

    def read(self) -> tuple[Placed, ...]:
        index = 0
        while index < len(self.lines):
            line = self.lines[index].lstrip()
            if self.picture(index, line):
                index += 1
                continue
            size = pipes.size(self.lines, index)
            if size:
                self.flush()
                self.nesting = Nesting()
                self.begun = index
                self.table(index, size)
                index += size
                continue
            self.check_table(index)
            self.line(index, self.lines[index], line)
            index += 1
        self.flush()
        if self.quoted and self.passed:
            self.problems.error("CV239", self.place(self.opened), at=self.at)
        return tuple(self.blocks)

    def place(self, index: int) -> Span:
        return self.span(self.filled.lines[index] if index < len(self.filled.lines) else 0)

    def line(self, index: int, whole: str, line: str) -> None:
        heading = heading_of(line)
        label = label_of(line)
        if not line.strip():
            self.flush()
        elif _RULE.match(line.rstrip()):
            self.begin(index)
            self.add(Paragraph((Run(line.strip()),)))
        elif heading and heading[1]:
            self.begin(index)
            self.nesting = Nesting()
            self.heading(min(heading[0], 4), heading[1])
        elif label:
            self.begin(index)
            kind, typed, rest = label
            self.item = (self.nesting.level(len(whole) - len(line), kind), typed)
            self.open.append(rest)
        elif line.strip() in self.filled.inserted:
            self.begin(index)
            self.nesting = Nesting()
            self.blocks += self.filled.inserted[line.strip()].blocks
        else:
            if self.begins_article(line):
                self.begin(index)
                self.nesting = Nesting()
            elif not self.open:
                self.begin(index)
                self.check_article(line)
                if whole == line:
                    self.nesting = Nesting()
            self.open.append(line)
        self.count_quotes(index, line)
        self.check_inserted(index, line)

    def count_quotes(self, index: int, line: str) -> None:
        """What stands between “ and ” is another document's; a “ that is never closed would hide all that follows."""
        now = max(0, self.quoted + line.count("“") - line.count("”"))
        if self.quoted and self.articles:
            bare = line.lstrip("#*_ ")
            self.passed |= bool(_TYPED.match(bare) or DIVISION.fullmatch(bare))
        if now and not self.quoted:
            self.opened, self.passed = index, False
        self.quoted = now

    def check_inserted(self, index: int, line: str) -> None:
        """Blocks can't stand inside a sentence. Errors: CV216."""
        for char, value in self.filled.inserted.items():
            if char in line and line.strip() != char:
                self.problems.error("CV216", self.place(index), at=self.at, name=value.key)

    def begins_article(self, line: str) -> bool:
        """``Điều 2. …`` begins a paragraph, unless it ends a sentence that was only broken there."""
        if not self.articles or self.quoted or not _TYPED.match(line):
            return False
        before = self.open[-1].rstrip(" *_") if self.open else ""
        return not before or before[-1] in _SENTENCE or bool(_TYPED.match(self.open[0]))

    def check_article(self, line: str) -> None:
        """A paragraph that was meant to be an article but isn't written as one. Warning: CV240."""
        if self.articles and not self.quoted and (almost := _ALMOST.match(line)):
            right = f"Điều {almost[2]}."
            self.problems.warning("CV240", self.place(self.begun), at=self.at, typed=almost[1], right=right)

    def begin(self, index: int) -> None:
        """End what is being read; the next begins at ``index``."""
        self.flush()
        self.begun, self.begun_quoted = index, bool(self.quoted)

    def add(self, block: Block) -> None:
        self.blocks.append(Placed(block, self.place(self.begun)))

    def flush(self) -> None:
        """End the paragraph or item being read."""
        if self.open:
            text = "\n".join(self.open).rstrip()
            if self.articles and _TYPED.match(text):
                text = _LOOSE.sub("**", text)  # "**Điều 1. Tên **" means to be bold
            runs = self.runs(text)
            if self.item:
                self.add(Item(self.item[0], self.item[1], runs))
            elif runs:
                self.add(self.article(self.open[0], runs) or Paragraph(runs))
        self.open = []
        self.item = None

    def heading(self, level: int, text: str) -> None:
        """Look by numbering (PL I.I.II.6đ): ``I.`` capitals and bold, ``1.`` bold, ``a)`` upright."""
        division = None if self.quoted else DIVISION.fullmatch(text)
        runs = self.runs(text)
        if division:
            name = division[1].capitalize()
            title = self.runs(division[3] or "")
            self.add(Division(_LEVELS[name], f"{name} {division[2]}", title))
            return
        if (
            self.articles
            and not self.quoted
            and (article := self.article(text, tuple(replace(r, bold=True) for r in runs)))
        ):
            self.add(article)
            return
        label = label_of(text)
        kind = label[0] if label else ("roman", "arabic", "arabic", "letter")[level - 1]
        caps = kind == "roman"
        self.add(Heading(level, runs, caps, caps or kind.startswith("arabic")))

    def article(self, typed: str, runs: tuple[Run, ...]) -> Article | None:
        """``Điều 2. …`` with its label taken off; None for a paragraph that is none, or only cites one."""
        if not self.articles or self.begun_quoted or not _TYPED.match(typed):
            return None
        match = ARTICLE.match("".join(run.text for run in runs))
        if match is None:
            return None
        rest, cut = [], match.end()
        for run in runs:
            if cut < len(run.text):
                rest.append(run.like(run.text[cut:]))
            cut = max(0, cut - len(run.text))
        titled = bool(rest) and all(run.bold for run in rest)
        return Article(match[1], tuple(replace(r, bold=False) for r in rest) if titled else tuple(rest), titled)

    def picture(self, index: int, line: str) -> bool:
        """Whether a line is a picture, or was meant to have one. Errors: CV210 a file that would have to be fetched, or
        a link to one; CV260 it isn't alone in its paragraph; CV261 nothing says what it shows.
        """
        typed = pictures.of(line.rstrip())
        if typed is None or pictures.fetched(typed.path):
            if _has_image(line):
                fetched = typed is not None or not _has_picture(line)
                self.problems.error("CV210" if fetched else "CV260", self.place(index), at=self.at)
            return False
        below = self.lines[index + 1] if index + 1 < len(self.lines) else ""
        if self.open or (below.strip() and pictures.of(below.strip()) is None):
            self.problems.error("CV260", self.place(index), at=self.at)
            return True
        self.begin(index)
        self.nesting = Nesting()
        alt = self.filled.restore(typed.alt)
        if not alt:
            self.problems.error("CV261", self.place(index), at=self.at, file=typed.path)
        name = Spanned(self.filled.restore(typed.path), self.place(index))
        found = self.enclosed.picture(name, self.at, self.problems)
        if found is not None and alt:
            self.add(replace(found, alt=alt, caption=self.runs(typed.caption) if typed.caption else ()))
        return True

    def check_table(self, index: int) -> None:
        """Rows whose second line is no rule print their bars. Errors: CV241. Warning: CV242 they may be no table."""
        bars = pipes.bars(self.lines[index])
        if not bars or (index and pipes.bars(self.lines[index - 1])):
            return
        row = self.lines[index].strip()
        right = "|" + "---|" * len(pipes.cells(row))
        if row.startswith("|") and bars > 1:
            self.problems.error("CV241", self.place(index), at=self.at, right=right)
        elif index + 1 < len(self.lines) and pipes.bars(self.lines[index + 1]) == bars:
            self.problems.warning("CV242", self.place(index), at=self.at, right=right)

    def table(self, start: int, size: int) -> None:
        """Errors: CV211 rows of several lengths, CV243 cells joined to what is not there, or to no rectangle."""
        pipe = pipes.read(self.lines, start, size)
        for line, cells in pipe.odd:
            self.problems.error("CV211", self.place(line), at=self.at, cells=cells, head=len(pipe.rows[0]))
        found = pipe.joined()
        for (row, column), fault in found.faults:
            place = self.cell_place(pipe.lines[row], column)
            sign = pipe.rows[row][column]
            self.problems.error("CV243", place, at=self.at, sign=sign, why=term(f"joined.{fault}"))
        table = pipe.table(found, self.runs, lambda line: self.place(line).line)
        self.add(replace(table, span=self.place(start)))

    def cell_place(self, index: int, cell: int) -> Span:
        """Where a cell of a line stands."""
        if self.exact is None or index >= len(self.filled.lines):
            return self.place(index)
        return self.exact(self.filled.lines[index], cell)

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
        return squeeze(merge(out))


def heading_of(line: str) -> tuple[int, str] | None:
    """How many ``#`` a heading has, and its words without those at its end; None for a line that is none."""
    found = _HEADING.match(line)
    if found is None:
        return None
    words = line[found.end() :].rstrip(" \t")
    closed = words.rstrip("#")
    if closed != words and closed[-1:] in (" ", "\t"):
        words = closed.rstrip(" \t")
    return len(found[1]), words.strip()


def _has_image(line: str) -> bool:
    """``![…](…)``, or a link to a file of this machine. Each bracket is looked at once, however many there are."""
    begin, closing = 0, -1
    at = line.find("](")
    while at >= 0:
        begin = max(begin, line.rfind("]", begin, at) + 1)
        if closing < at and (closing := line.find(")", at)) < 0:
            return False
        local = _LOCAL.match(line, at + 2, closing) and line.find("[", begin, at) >= 0
        if local or line.find("![", begin, at) >= 0:
            return True
        begin, at = at + 1, line.find("](", at + 1)
    return False


def _has_picture(line: str) -> bool:
    """``![…](path)`` of a file beside the circular, somewhere in a line."""
    return any(not pictures.fetched(found[1].strip()) for found in _PICTURE.finditer(line[:_LOOKED]))


def _step(token: Token, name: str) -> int:
    return token.nesting if token.type in (f"{name}_open", f"{name}_close") else 0


def squeeze(runs: tuple[Run, ...]) -> tuple[Run, ...]:
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
