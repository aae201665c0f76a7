"""Ô 6: blocks → paragraphs as they are printed, tables with their widths, and what keeps with the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import assert_never

from congvan.model.document import Article, Block, Division, Ground, Heading, Item, Paragraph, Picture, Run, Table
from congvan.model.layout import PageSpec, ParagraphSpec, PictureSpec, TableSpec, TextPart, TextSpec, TextStyle
from congvan.render.fonts import Fonts, Widths
from congvan.render.layout.setting import Setting, twip
from congvan.render.opened import BREAK, at_line_ends, at_signs, opened
from congvan.render.settle import NEAR, leaning, settle, steady
from congvan.render.tables import table_spec
from congvan.text.remembered import remembered


def of(
    blocks: Sequence[Block], page: PageSpec, before: float, setting: Setting, *, with_signature: bool = False
) -> TextSpec:
    """``blocks`` in lines as long as ``page`` has them; the last of them keep with a signature that follows."""
    width = page.text_width
    parts: list[TextPart] = []
    for block in blocks:
        if isinstance(block, Table):
            parts.append(table_spec(block, width, page.text_height, setting))
        elif isinstance(block, Picture):
            parts += _picture(block, page, setting)
        elif isinstance(block, Division):
            parts += _division(block, width, setting)
        else:
            parts.append(_settled(_paragraph(block), width, setting))
    if len(parts) > 1 and _closes(parts[-1], setting) and isinstance(parts[-2], PictureSpec | ParagraphSpec):
        above = parts[-2]
        if isinstance(above, PictureSpec) or above.style == "caption":
            parts[-2] = replace(above, keep=True)
    last = kept(parts, width, setting) if with_signature else tuple(parts)
    return TextSpec(last, max(before, _own_space(parts, setting)))


def paragraph(block: Block, width: float, setting: Setting) -> ParagraphSpec:
    """A block that is one paragraph, as it is printed."""
    assert not isinstance(block, Table | Picture | Division)
    return _settled(_paragraph(block), width, setting)


def kept(parts: Sequence[TextPart], width: float, setting: Setting) -> tuple[TextPart, ...]:
    """``parts``, of which the last keep with a signature that follows."""
    last = _kept_with_signature(parts, width, setting)
    return tuple(
        replace(part, keep=True) if index in last and isinstance(part, ParagraphSpec) else part
        for index, part in enumerate(parts)
    )


def _closes(part: TextPart, setting: Setting) -> bool:
    """Whether a part is the end mark alone, as it is under a picture."""
    said = "".join(run.text for run in part.runs) if isinstance(part, ParagraphSpec) else ""
    return said == setting.standard.wording.end_mark


def _own_space(parts: Sequence[TextPart], setting: Setting) -> float:
    """What a Phần or Chương that begins a text wants above it, also under the rule of a title."""
    first = parts[0] if parts else None
    if isinstance(first, ParagraphSpec) and first.style.startswith("division_"):
        return setting.styles[first.style].before
    return 0.0


def _paragraph(block: Paragraph | Heading | Item | Article | Ground) -> ParagraphSpec:
    """A block with its label put before its text and its look put into its runs."""
    if isinstance(block, Paragraph):
        return ParagraphSpec("body", block.runs, source=block.source)
    if isinstance(block, Ground):
        return ParagraphSpec("ground", block.runs, source=block.source)
    if isinstance(block, Item):
        return ParagraphSpec(f"item_{block.level}", (Run(f"{block.label} "), *block.runs), source=block.source)
    if isinstance(block, Article):
        label = Run(block.label, bold=True, nowrap=True)
        space = (Run(" ", bold=True),) if block.runs else ()
        runs = tuple(replace(r, bold=True) for r in block.runs) if block.titled else block.runs
        return ParagraphSpec("article", (label, *space, *runs), keep=block.titled, source=block.source)
    if isinstance(block, Heading):
        runs = tuple(_loud(r, caps=block.caps, bold=block.bold) for r in block.runs)
        return ParagraphSpec(f"heading_{block.level}", runs, heading=block.level, keep=True, source=block.source)
    assert_never(block)


def _picture(block: Picture, page: PageSpec, setting: Setting) -> list[TextPart]:
    """A picture as large as it is by itself, but no wider than the text and no higher than a page has room for with its
    caption; never larger.
    """
    caption: list[TextPart] = []
    body = setting.styles["body"]  # a line of it: the end mark may stand under the last picture
    room = page.text_height - page.first_foot - setting.styles["picture"].before - body.before - body.line
    room -= setting.standard.gaps["picture_foot"]
    if block.caption:
        said = _settled(ParagraphSpec("caption", block.caption, source=block.source), page.text_width, setting)
        caption.append(said)
        style = setting.styles["caption"]
        room -= style.before + style.line * (_lines(said, page.text_width, setting) + 1)
    shrunk = min(1.0, page.text_width / block.width, room / block.height)
    size = (max(twip(block.width * shrunk), 1.0), max(twip(block.height * shrunk), 1.0))
    return [PictureSpec(block, *size, setting.standard.gaps["picture_foot"], keep=bool(caption)), *caption]


def _lines(part: ParagraphSpec, width: float, setting: Setting) -> int:
    """How many lines a paragraph has at most, but for a word."""
    style = setting.styles[part.style]
    long = sum(setting.fonts.width(r.text, style.size, bold=style.bold or r.bold, italic=True) for r in part.runs)
    return ceil(long / width) + sum(run.text == "\n" for run in part.runs)


def _loud(run: Run, *, caps: bool, bold: bool) -> Run:
    text = run.text.upper() if caps else run.text
    return run if (text, run.bold or bold) == (run.text, run.bold) else replace(run, text=text, bold=run.bold or bold)


def _division(block: Division, width: float, setting: Setting) -> list[ParagraphSpec]:
    """The number on its own line, then the title in capitals on as many as it needs."""
    name, said = f"division_{block.level}", (Run(block.label),)
    label = ParagraphSpec(name, said, heading=block.level, keep=True, source=block.source)
    title = "".join(" " if r.text == "\n" else r.text for r in block.runs)
    if not title:
        return [label]
    runs: list[Run] = []
    for line in setting.lines((title,), width, "division_title"):
        runs += [Run("\n")] * bool(runs) + [Run(line)]
    titled = ParagraphSpec("division_title", tuple(runs), keep=True, source=block.source)
    return [label, _settled(titled, width, setting)]


def _settled(part: ParagraphSpec, width: float, setting: Setting) -> ParagraphSpec:
    """``part`` without a line on whose end two renderers could disagree."""
    return replace(part, runs=_sure(part.runs, setting.styles[part.style], width, setting.fonts))


@remembered(2048, most=5000, size=lambda runs: sum(len(run.text) for run in runs))
def _sure(runs: tuple[Run, ...], style: TextStyle, width: float, fonts: Fonts) -> tuple[Run, ...]:

    def measure(run: Run) -> float:
        bold, italic = style.bold or run.bold, style.italic or run.italic
        return fonts.width(run.text, style.size, bold=bold, italic=italic)

    def widths(run: Run) -> Widths:
        return fonts.widths(style.size, bold=style.bold or run.bold, italic=style.italic or run.italic)

    lean = leaning(style)
    runs = at_signs(runs)
    if not any(run.text in ("\n", BREAK) for run in runs) and steady(runs, style.first_line, width, widths, lean):
        return runs
    runs = settle(runs, style.first_line, width, measure, lean)
    sure = width - NEAR - max((lean(run) for run in runs), default=0.0)  # no piece that fits by a hair
    parted = opened(runs, sure, measure, style.first_line)
    if parted is not runs:
        runs = settle(parted, style.first_line, width, measure, lean)
    return at_line_ends(runs, style.first_line, width, measure)


def _kept_with_signature(parts: Sequence[TextPart], width: float, setting: Setting) -> set[int]:
    """The last parts, as many as make two lines: a signature never stands alone on a page."""
    keep: set[int] = set()
    lines = 0
    for index in range(len(parts) - 1, -1, -1):
        more = _line_count(parts[index], width, setting)
        if keep and more > setting.standard.body["longest_kept"].use:
            break  # one line with the signature, rather than a page half empty
        keep.add(index)
        lines += more
        if lines >= setting.standard.body["lines_with_signature"].use:
            break
    return keep


def _line_count(part: TextPart, width: float, setting: Setting) -> int:
    """How many lines a part takes, near enough to tell one from two and few from many."""
    if isinstance(part, TableSpec):
        return len(part.table.rows) + 1
    if isinstance(part, PictureSpec):
        return ceil(part.height / setting.styles["body"].line)
    style = setting.styles["body"]
    bold = bool(part.heading) and all(run.bold for run in part.runs)
    text = "".join(run.text for run in part.runs)
    # Slack of one word: what may be one line or two counts as one, so that more is kept, never less.
    long = style.first_line + setting.fonts.width(text, style.size, bold=bold)
    return 1 if long < width * 1.1 else ceil(long / width)
