"""What all pieces of a layout share: the styles in pt, the measure of a text, the page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from congvan.model.document import Run
from congvan.model.layout import PageSpec, TextStyle
from congvan.model.length import mm
from congvan.render.breaking import NONE, broken, greedy
from congvan.render.fonts import NATURAL_LINE, Fonts, Ruler
from congvan.render.opened import opened
from congvan.render.settle import NEAR, settle, steady
from congvan.standard import Standard, StyleRule
from congvan.text.breaks import linked, plain
from congvan.text.names import Name, glued
from congvan.text.remembered import remembered

TWIPS = 20  # per pt
NBSP = "\u00a0"
RUNNING = ("body", "article", "ground", "item_", "heading_", "division_")
"""Styles of running text: they take the agency's line and paragraph spacing."""
WITH_NEXT = ("heading_", "division_", "ruling", "order")
"""Lines that never stand last on a page."""


def twip(points: float) -> float:
    """``points`` rounded to a whole twip, in pt."""
    return round(points * TWIPS) / TWIPS


def _width(text: str, style: TextStyle, fonts: Fonts) -> float:
    return fonts.width(text.upper() if style.caps else text, style.size, bold=style.bold, italic=style.italic)


def _upright(run: Run) -> float:
    return 0.0


def _ruler(style: TextStyle, fonts: Fonts) -> Ruler:
    return fonts.ruler(style.size, bold=style.bold, italic=style.italic, caps=style.caps)


@remembered(1024, most=2000, size=lambda texts: sum(map(len, texts)))
def _lines(
    texts: tuple[str, ...], width: float, style: TextStyle, fonts: Fonts, names: frozenset[Name]
) -> tuple[str, ...]:
    return broken(texts, width, _ruler(style, fonts), names)


@remembered(1024, most=2000)
def _flowing(text: str, width: float, style: TextStyle, fonts: Fonts, names: frozenset[Name]) -> tuple[Run, ...]:
    def measure(run: Run) -> float:
        return _width(run.text, style, fonts)

    runs: list[Run] = []
    for word in linked(glued(text.split(" "), names)):
        whole = not plain(word) and _width(word, style, fonts) <= width
        runs += [Run(" ")] * bool(runs) + [Run(word, nowrap=whole)]
    said, upright = tuple(runs), _upright
    if not style.caps:
        wide = fonts.widths(style.size, bold=style.bold, italic=style.italic)
        if steady(said, 0.0, width, lambda run: wide, upright):
            return said
    made = settle(said, 0.0, width, measure, upright)
    return settle(opened(made, width - NEAR, measure), 0.0, width, measure, upright)


@lru_cache(maxsize=256)
def _style(name: str, rule: StyleRule, spacing: float, above: float, first_line: float) -> TextStyle:
    """A style in pt. ``spacing``, ``above`` (pt), ``first_line`` (mm): what the agency chose for its running text."""
    running = name.startswith(RUNNING)
    spaced = running and not rule.before and name != "division_title"
    return TextStyle(
        word=rule.word,
        size=rule.size.use,
        line=twip(rule.size.use * NATURAL_LINE * (spacing if running else 1.0)),
        bold=rule.bold,
        italic=rule.italic,
        caps=rule.caps,
        align=rule.align,
        before=twip(above if spaced else rule.before),
        first_line=twip(mm(first_line)) if running and rule.align == "justify" else 0.0,
        keep_next=name.startswith(WITH_NEXT),
        outline=int(name[-1]) if name.startswith(("heading_", "division_")) and name[-1].isdigit() else 0,
    )


class Setting:
    """The standard as chosen, with the fonts that measure it."""

    def __init__(self, standard: Standard, fonts: Fonts, names: frozenset[Name] = NONE) -> None:
        self.standard = standard
        self.names = names  # of people and places: no line ends inside one where another end is possible
        self.fonts = fonts
        spacing, above, first = (standard.body[key].use for key in ("line_spacing", "paragraph_spacing", "first_line"))
        self.styles = {name: _style(name, rule, spacing, above, first) for name, rule in standard.styles.items()}

    def width(self, text: str, style: str) -> float:
        """Width of ``text`` in pt as ``style`` sets it."""
        return _width(text, self.styles[style], self.fonts)

    def ruler(self, style: str) -> Ruler:
        """What measures texts as ``style`` sets them."""
        return _ruler(self.styles[style], self.fonts)

    def lines(self, texts: Sequence[str], width: float, style: str) -> tuple[str, ...]:
        """``texts`` in lines that fit ``width`` pt; a typed line break is kept."""
        shown = tuple(t.upper() for t in texts) if self.styles[style].caps else tuple(texts)
        return _lines(shown, width, self.styles[style], self.fonts, self.names)

    def filled(self, texts: Sequence[str], width: float, style: str) -> tuple[str, ...]:
        """``texts`` in lines as full as ``width`` pt and a hair allow."""
        return tuple(line for text in texts for line in greedy(text, width - NEAR, self.ruler(style), self.names))

    def flowing(self, text: str, width: float, style: str) -> tuple[Run, ...]:
        """A text that each program breaks into lines of ``width`` pt by itself, so prepared that all do it alike."""
        return _flowing(text, width, self.styles[style], self.fonts, self.names)

    def gap(self, name: str) -> str:
        """A blank to be filled in later; a no-break space is half as wide as a digit."""
        return NBSP * (2 * int(self.standard.gaps[name]))

    def page(self, foot: Sequence[str] = (), *, landscape: bool = False) -> PageSpec:
        """Paper and margins; ``foot`` are the lines of ô 13 that stand inside the text area of page 1."""
        p = {name: twip(mm(number.use)) for name, number in self.standard.page.items()}
        width, height = (p["height"], p["width"]) if landscape else (p["width"], p["height"])
        foot_height = 0.0
        if foot:
            foot_height = twip(len(foot) * self.styles["foot"].line + self.standard.gaps["foot_padding"] + 1)
        return PageSpec(
            width,
            height,
            p["margin_top"],
            p["margin_right"],
            p["margin_bottom"],
            p["margin_left"],
            number_top=p["number_distance"],
            first_foot=foot_height,
        )
