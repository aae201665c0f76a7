"""Document + Standard + Fonts → LayoutSpec: absolute points, pre-broken lines, table widths, what keeps together.

Why here: a relative line height means 36 lines a page to Word and 40 to CSS. Resolved once, both print alike.
Which piece of the page is decided where: ``head`` ô 1 to 5b, ``pieces`` title to signature, ``text`` the running text.
"""

from __future__ import annotations

from collections.abc import Mapping

from congvan.model.document import ORDER, Annex, Attached, Block, Document, Paragraph, Picture, Table
from congvan.model.layout import HeadSpec, LayoutSpec, LinesSpec, PageSpec, Piece, RuleSpec, SectionSpec, TextStyle
from congvan.render.breaking import balanced
from congvan.render.fonts import Fonts
from congvan.render.layout import head, pieces, text
from congvan.render.layout.setting import Setting, twip
from congvan.render.tables import least_width
from congvan.standard import Standard

__all__ = ["annex_page", "lay_out"]


def lay_out(document: Document, standard: Standard, fonts: Fonts) -> LayoutSpec:
    """Every measure of ``document`` in pt."""
    setting = Setting(standard, fonts, document.names)
    foot = setting.filled(document.parts.foot, setting.page().text_width, "foot")
    letter = _letter(document, foot, setting)
    top = letter.pieces[0]
    assert isinstance(top, HeadSpec)
    sections = (
        letter,
        *(_attached(item, top, setting) for item in document.attached),
        *(_annex(item, setting) for item in document.annexes),
    )
    return LayoutSpec(
        font=standard.font["family"],
        colour=standard.font["colour"],
        styles=_used(setting.styles, document),
        sections=sections,
        circulation=head.circulation(document.parts.circulation, setting),
        foot=foot,
        rule_thickness=standard.rules["thickness"].use,
        rule_gap=standard.rules["gap"].use,
        cell_padding=standard.gaps["cell_padding"],
        foot_padding=standard.gaps["foot_padding"],
        sources=document.parts.sources,
    )


def _used(styles: Mapping[str, TextStyle], document: Document) -> dict[str, TextStyle]:
    """The styles without those of pictures where there is none: a file has no style that nothing in it bears."""
    texts = (document.body, *(text.body for text in document.attached), *(annex.body for annex in document.annexes))
    pictured = any(isinstance(block, Picture) for blocks in texts for block in blocks)
    return {name: style for name, style in styles.items() if pictured or name not in ("picture", "caption")}


def _letter(document: Document, foot: tuple[str, ...], setting: Setting) -> SectionSpec:
    """The pieces of the document itself, in the order of its kind."""
    parts, page = document.parts, setting.page(foot)
    width = page.text_width
    made: list[Piece] = [head.of(parts, width, setting)]
    for part in document.order or ORDER:
        if part == "title":
            made += pieces.title(parts, width, setting)
        elif part == "addressees":
            made += pieces.addressees(parts, width, setting)
        elif part == "authority":
            made += pieces.authority(parts, width, setting)
        elif part == "grounds" and document.grounds:
            made.append(text.of(document.grounds, page, _gap(made, setting), setting))
        elif part == "order":
            made += pieces.order(parts, setting)
        elif part == "body":
            made.append(text.of(document.body, page, _gap(made, setting), setting, with_signature=True))
        elif part == "signature":
            made.append(pieces.signature(parts, width, setting))
        elif part == "confirmation":
            made += pieces.confirmation(parts, width, setting)
    return SectionSpec(page, tuple(made))


def _gap(above: list[Piece], setting: Setting) -> float:
    """The space between what stands above and a text."""
    return setting.standard.gaps["after_addressees" if not isinstance(above[-1], HeadSpec) else "after_head"]


def _attached(item: Attached, top: HeadSpec, setting: Setting) -> SectionSpec:
    """Mẫu 1.3, second part: the head without number and date, tên loại, trích yếu, "(Kèm theo …)", rule, text."""
    page = setting.page()
    width, gaps = page.text_width, setting.standard.gaps
    origin = _origin(item.origin, width, setting)
    made: list[Piece] = [
        head.bare(top),
        LinesSpec("kind_name", (item.kind_name,), gaps["before_addressees"], heading=True, source=item.source),
        LinesSpec("kind_subject", setting.lines(item.subject, width, "kind_subject"), source=item.source),
        origin,
        _origin_rule(origin, setting),
        text.of(item.body, page, gaps["after_head"], setting),
    ]
    return SectionSpec(page, tuple(made))


def _annex(annex: Annex, setting: Setting) -> SectionSpec:
    """Mẫu 2.1: "Phụ lục I", its title, "(Kèm theo …)", rule, text; on its side where a table needs it."""
    page = annex_page(annex, setting)
    width = page.text_width
    origin = _origin(annex.origin, width, setting)
    titled = setting.lines((annex.title,), width, "annex_title") if annex.title else ()
    made: list[Piece] = [
        LinesSpec("annex_label", (annex.label,), heading=True, source=annex.source),
        LinesSpec("annex_title", titled, source=annex.source),
        origin,
        _origin_rule(origin, setting),
        text.of(_unclosed(annex.body, setting), page, setting.standard.gaps["after_head"], setting),
    ]
    return SectionSpec(page, tuple(made))


def _unclosed(body: tuple[Block, ...], setting: Setting) -> tuple[Block, ...]:
    """An annex without an end mark that would stand alone under a form; under a table of data it closes the annex."""
    if not body:
        return body
    *before, last = body
    alone = isinstance(last, Paragraph) and "".join(r.text for r in last.runs) == setting.standard.wording.end_mark
    form = bool(before) and isinstance(before[-1], Table) and _is_form(before[-1])
    return tuple(before) if alone and form else body


def _is_form(table: Table) -> bool:
    """Whether a table is there to be filled in: half of its cells or more hold nothing, or dots to write on."""
    cells = ["".join(run.text for run in cell.runs) for row in table.body for cell in row if not cell.covered]
    return 2 * sum(not text.strip(" .…_") for text in cells) >= len(cells)


def annex_page(annex: Annex, setting: Setting) -> PageSpec:
    """Upright, or on its side where it was asked for or a table needs it."""
    landscape = annex.landscape
    if landscape is None:
        portrait = setting.page().text_width
        landscape = any(least_width(b, setting) > portrait for b in annex.body if isinstance(b, Table))
    return setting.page(landscape=landscape)


def _origin(origin: str, width: float, setting: Setting) -> LinesSpec:
    lines = balanced(origin, width, setting.ruler("annex_origin"), setting.names)
    return LinesSpec("annex_origin", lines)


def _origin_rule(origin: LinesSpec, setting: Setting) -> RuleSpec:
    return RuleSpec(twip(setting.width(origin.lines[-1], "annex_origin") * setting.standard.rules["annex"].use))
