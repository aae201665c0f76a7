"""The block of a copy (Mẫu 3.1) → a PDF page as large as the block, or an A4 sheet with the block at its top."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from congvan.machine.workers import apart
from congvan.model.copy import Block
from congvan.model.length import mm
from congvan.render import html
from congvan.render.breaking import broken, dated, numbered
from congvan.render.fonts import NATURAL_LINE, Fonts, Ruler
from congvan.render.pdf import PX_TO_PT, VARIANT, font_configuration, refuse
from congvan.standard import Standard
from congvan.standard.copies import Copies
from congvan.text.dates import long_date

STYLES = ("issuer", "number", "place_date", "authority", "signer_name", "recipients_label", "recipient")
TALL = 3000.0  # pt: room to find out how high a block is
END = "Het"
SLACK = 2.0  # pt that a line in a column leaves free


@dataclass(frozen=True, slots=True)
class Style:
    """One component's look: sizes in pt."""

    size: float
    line: float
    align: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Setting:
    """What a block is set with."""

    standard: Standard
    copies: Copies
    fonts: Fonts

    def width(self, text: str, style: str) -> float:
        """Width of ``text`` in pt."""
        return self.ruler(style)(text)

    def ruler(self, style: str) -> Ruler:
        """What measures texts as ``style`` sets them."""
        rule = self.standard.styles[style]
        return self.fonts.ruler(rule.size.use, bold=rule.bold, italic=rule.italic)


@apart
def fitted(block: Block, width: float, setting: Setting) -> tuple[bytes, float]:
    """The block ``width`` pt wide on a page as high as it needs, and that height."""
    pages = _pages(block, width, (width, TALL, 0, 0, 0, 0), setting)
    height = pages.pages[0].anchors[END][3] * PX_TO_PT
    return _pdf(_pages(block, width, (width, height + 1, 0, 0, 0, 0), setting)), height + 1


@apart
def sheet(block: Block, setting: Setting) -> bytes:
    """An A4 sheet with the block at its top, the margins those of a letter."""
    p = {name: mm(number.use) for name, number in setting.standard.page.items()}
    width = p["width"] - p["margin_left"] - p["margin_right"]
    around = (p["width"], p["height"], p["margin_top"], p["margin_right"], p["margin_bottom"], p["margin_left"])
    return _pdf(_pages(block, width, around, setting))


def _pages(block: Block, width: float, around: tuple[float, ...], setting: Setting) -> Any:
    configuration = font_configuration()
    import weasyprint
    from markupsafe import Markup

    standard, w = setting.standard, setting.standard.wording
    date_line = f"{block.place}, ngày {long_date(block.day)}"
    first = _first(block, width, date_line, setting)
    before = f"{w.number_label} {block.number}"
    symbol = numbered(before, f"/{block.symbol}", first - SLACK, setting.ruler("number"))
    date_line = dated(date_line, "", width - first - SLACK, setting.ruler("place_date"))
    agency = _lines((block.agency,), first, "issuer", setting, block.unbroken)
    style = html.template("copy_block.css.j2").render(
        m=_measures(width, first, around, agency[-1], setting),
        styles={name: _style(name, setting) for name in STYLES},
        heading=Style(setting.copies.heading, setting.copies.heading * NATURAL_LINE, "center", bold=True),
        colour=standard.font["colour"],
        family=f'"{setting.fonts.family}"',
    )
    *others, archive = block.recipients
    text = html.template("copy_block.html.j2").render(
        title=block.heading, css=Markup(style.replace("</", "<\\/")), block=block, agency=agency,
        number=before + symbol, place_date=date_line, label=w.recipients_label,
        recipients=[*(f"- {line};" for line in others), f"- {archive}"],
        authority=_lines(block.authority, width - first, "authority", setting, block.unbroken),
        names=_lines(block.names, width - first, "signer_name", setting, block.unbroken),
    )  # fmt: skip
    return weasyprint.HTML(string=text, url_fetcher=refuse).render(font_config=configuration)


def _measures(width: float, first: float, around: tuple[float, ...], last: str, setting: Setting) -> dict[str, float]:
    standard, gaps = setting.standard, setting.standard.gaps
    page_width, page_height, top, right, bottom, left = around
    return {
        "page_width": page_width, "page_height": page_height, "top": top, "right": right, "bottom": bottom,
        "left": left, "width": width, "first": first, "rule": standard.rules["thickness"].use,
        "rule_width": width * setting.copies.rule, "below_rule": setting.copies.gaps["below_rule"],
        "rule_gap": standard.rules["gap"].use,
        "issuer_rule": setting.width(last, "issuer") * standard.rules["issuer"].use,
        "before_number": gaps["before_number"], "before_signature": gaps["before_signature"],
        "hang": setting.width("- ", "recipient"), "signature": gaps["signature_height"],
    }  # fmt: skip


def _first(block: Block, width: float, date_line: str, setting: Setting) -> float:
    """Width of the left column: two fifths, or what the agency's name wants while the date keeps its line."""
    most = max(
        width * setting.standard.gaps["head_left"],
        width - setting.width(date_line, "place_date") - setting.standard.gaps["head_gutter"],
    )
    number = f"{setting.standard.wording.number_label} {block.number}/{block.symbol}"
    wishes = (setting.width(block.agency, "issuer") + SLACK, setting.width(number, "number") + SLACK)
    return min(max([width * 0.4, *(wish for wish in wishes if wish <= most)]), most)


def _lines(
    texts: tuple[str, ...], width: float, style: str, setting: Setting, names: frozenset[tuple[str, ...]]
) -> tuple[str, ...]:
    return broken(texts, width, setting.ruler(style), names)


def _style(name: str, setting: Setting) -> Style:
    rule = setting.standard.styles[name]
    return Style(rule.size.use, rule.size.use * NATURAL_LINE, rule.align, rule.bold, rule.italic)


def _pdf(pages: Any) -> bytes:
    """PDF/A, so that a copy of PDF/A can remain one; the same block gives the same bytes."""
    identifier = hashlib.sha256(repr([p.anchors for p in pages.pages]).encode()).digest()[:16]
    data: bytes = pages.write_pdf(pdf_variant=VARIANT.replace("3a", "3b"), pdf_identifier=identifier)
    return data
