"""One text of a circular, typed as Markdown with expressions → blocks, checked and closed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from congvan.compose.cites import Cites
from congvan.compose.closing import close
from congvan.compose.enclosed import NOTHING, Enclosed
from congvan.compose.names import Marks, Value
from congvan.compose.outline import Outline, outline
from congvan.compose.placed import Placed, words
from congvan.compose.runs import glue
from congvan.model.document import Article, Block, Division, Heading, Item, Paragraph, Picture, Source, Table
from congvan.model.source import Spanned
from congvan.model.wording import Wording
from congvan.problems import Problems, Span
from congvan.text.letters import nfc

_SMALL = re.compile(r"(?<![\w“\"(])điều \d+(?!\w)")
_LARGE = re.compile(r"(?<=[\w,] )(?:Khoản \d+|Điểm [a-zđ](?=[) ])(?= khoản))")
_TITLE_MOST = 200
"""Characters: a longer Điều is a sentence, not a title."""


@dataclass(slots=True)
class Setting:
    """What all texts of one circular share."""

    wording: Wording
    problems: Problems
    annexes: int = 0
    cites: Cites = field(default_factory=Cites)
    in_spite: bool = False  # a text that can't be parsed is shown as it was typed
    enclosed: Enclosed = NOTHING  # the files of tables and pictures
    marks: Marks | None = None  # a copy's own words are told apart by them

    def begin(self) -> None:
        """A text of its own: its citations are its own."""
        self.cites = Cites(self.annexes)


def read(
    text: Spanned[str], names: Mapping[str, Value], at: str, setting: Setting, *, articles: bool = False,
    form: bool = False,
) -> tuple[Placed, ...] | None:  # fmt: skip
    """Blocks with their places, None where the expressions can't be parsed. ``form``: a kind's body.md.j2."""
    # Jinja and markdown-it are heavy: a command that composes nothing doesn't load them.
    from congvan.compose.markdown import placed_of
    from congvan.compose.sandbox import Filled, fill

    filled = fill(
        text, names, at, setting.problems, setting.cites, form=form, in_spite=setting.in_spite or not form,
        enclosed=setting.enclosed,
    )  # fmt: skip
    if filled is None and setting.in_spite:
        filled = Filled(nfc(text.value), tuple(range(text.value.count("\n") + 1)))
    if filled is None:
        return None
    if not form:
        _check_capitals(text, at, setting.problems)
    exact = partial(_at_cell, text)
    found = placed_of(
        filled, text.at_line, at, setting.problems, articles=articles, exact=exact, enclosed=setting.enclosed
    )
    return tuple(_sourced(placed, at) for placed in found)


def _at_cell(text: Spanned[str], line: int, cell: int) -> Span:
    """Where a cell of a table's line, both from 0, stands in the file."""
    from congvan.compose.pipes import column

    typed = text.value.split("\n")
    if line >= len(typed):
        return text.at_line(line)
    return text.at(sum(len(above) + 1 for above in typed[:line]) + column(typed[line], cell))


def line(text: Spanned[str], names: Mapping[str, Value], at: str, setting: Setting) -> str | None:
    """A text that is no Markdown, on one line; None after a fault."""
    from congvan.compose.sandbox import fill

    filled = fill(text, names, at, setting.problems, setting.cites)
    return None if filled is None else " ".join(filled.restore(filled.text).split())


def finish(blocks: Sequence[Placed], text: Spanned[str], at: str, setting: Setting, *, articles: bool) -> Finished:
    """Order and citations checked, titles found, the end mark set, lines glued. Errors: CV212, CV231 to CV236."""
    problems = setting.problems
    if not blocks:
        problems.error("CV212", text.span, at=at)
        return Finished((), Outline())
    articles = articles or any(isinstance(placed.block, Division) for placed in blocks)
    joined = _with_titles(blocks) if articles else tuple(blocks)
    found = outline(joined, at, problems) if articles else Outline()
    _check_cites(found, at, setting)
    if articles:
        _check_titles(joined, at, problems)
    closed, replaced = close(tuple(p.block for p in joined), setting.wording.end_mark)
    if replaced:
        last = max((i for i, typed in enumerate(text.value.splitlines()) if typed.strip()), default=0)
        place = text.at_line(last) if blocks[-1].span.file == text.span.file else blocks[-1].span
        problems.warning("CV213", place, at=at, sign=replaced, mark=setting.wording.end_mark)
    return Finished(tuple(_glued(block) for block in closed), found)


@dataclass(frozen=True, slots=True)
class Finished:
    """The blocks of a text and what stands in it to be cited."""

    blocks: tuple[Block, ...]
    outline: Outline


def _with_titles(blocks: Sequence[Placed]) -> tuple[Placed, ...]:
    """A Chương whose title is the heading after it gets it; a Điều that is a title is one, however it was typed."""
    out: list[Placed] = []
    for placed in blocks:
        last = out[-1].block if out else None
        if isinstance(last, Division) and not last.runs and isinstance(placed.block, Heading):
            out[-1] = Placed(replace(last, runs=placed.block.runs), out[-1].span)
            continue
        if isinstance(last, Article) and _is_title(last) and isinstance(placed.block, Paragraph | Item | Table):
            out[-1] = Placed(replace(last, titled=True), out[-1].span)
        out.append(placed)
    return tuple(out)


def _is_title(article: Article) -> bool:
    """Words without a sign at their end, before the paragraphs of the Điều."""
    text = words(article).strip()
    return 0 < len(text) <= _TITLE_MOST and text[-1] not in ".;:,!?…”" and "\n" not in text


def _check_titles(blocks: Sequence[Placed], at: str, problems: Problems) -> None:
    """Phần, Chương, Mục must bear a title; so must each Điều of a text that has them (PL I.I.II.6d)."""
    divided = any(isinstance(p.block, Division) for p in blocks)
    for block, span in blocks:
        if isinstance(block, Division) and not block.runs:
            problems.warning("CV234", span, at=at, label=block.label)
        elif isinstance(block, Article) and divided and not block.titled:
            problems.warning("CV234", span, at=at, label=block.label.rstrip("."))


def _check_cites(found: Outline, at: str, setting: Setting) -> None:
    """What the text cites of itself must be there. Errors: CV236."""
    for cited in setting.cites.found:
        name, number = cited.steps[0]
        if name == "phu_luc":
            from congvan.text.letters import roman

            known = [roman(n + 1) for n in range(setting.annexes)]
            there = number in known or (not number and len(known) == 1)
            near = ""
        else:
            there, near = found.holds(cited), found.nearest(cited)
        if not there:
            setting.problems.error("CV236", cited.span, at=at, cited=cited.print(), near=near)


def _check_capitals(text: Spanned[str], at: str, problems: Problems) -> None:
    """PL II, V.7: Điều with a capital, khoản and điểm without, inside a sentence."""
    for number, typed in enumerate(text.value.splitlines()):
        for pattern, code in ((_SMALL, "CV237"), (_LARGE, "CV237")):
            for match in pattern.finditer(typed):
                right = match.group()[0].swapcase() + match.group()[1:]
                problems.warning(code, text.at_line(number), at=at, typed=match.group(), right=right)


def _sourced(placed: Placed, at: str) -> Placed:
    """A block that knows its field and line; what a form inserts knows them already."""
    block, span = placed
    if block.source is not None:
        return placed
    return Placed(replace(block, source=Source.at(at, span)), span)


def _glued(block: Block) -> Block:
    if isinstance(block, Table):
        return replace(
            block,
            head=tuple(replace(c, runs=glue(c.runs)) for c in block.head),
            rows=tuple(tuple(replace(c, runs=glue(c.runs)) for c in row) for row in block.rows),
        )
    if isinstance(block, Picture):
        return replace(block, caption=glue(block.caption))
    return replace(block, runs=glue(block.runs))
