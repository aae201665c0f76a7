"""Sections: paper, margins, page numbers that begin anew, the box at the top and the address at the foot of page 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from congvan.model.layout import PageSpec, SectionSpec
from congvan.render.docx.writer import THIN, Writer

if TYPE_CHECKING:
    from docx.section import Section


def first(w: Writer, section: SectionSpec) -> None:
    """The letter's own section, with ô 11 and ô 13 on its first page."""
    made = w.package.sections[0]
    _set(w, made, section.page)
    box = w.spec.circulation
    if box:
        framed = w.x.cell(box.width, [w.boxed(box)], middle=True, box=(w.spec.rule_thickness, box.colour))
        table = w.table([box.width], [w.x.row([framed], height=box.height)], align="right")
        _replace(w, made.first_page_header, [table, w.paragraph("page_number", (), w.x.spacing(0, THIN))])
    if w.spec.foot:
        edge = w.x.with_children(
            w.x.element("pBdr"),
            [w.x.border("top", w.spec.rule_thickness, w.spec.colour, round(w.spec.foot_padding))],
        )
        line, *others = [w.paragraph("foot", line) for line in w.spec.foot]
        w.x.set_properties(line.pPr, [edge])
        _replace(w, made.first_page_footer, [line, *others])


def next_section(w: Writer, section: SectionSpec) -> None:
    """An attached text or an annex: a new page, and pages counted from 1."""
    from docx.enum.section import WD_SECTION

    made = w.package.add_section(WD_SECTION.NEW_PAGE)
    # The paragraph that carries the section's end must not need a line of its own.
    carrier = w.body.sectPr.getprevious()
    w.x.set_properties(carrier.get_or_add_pPr(), [w.x.spacing(0, THIN)])
    _set(w, made, section.page)


def _set(w: Writer, section: Section, page: PageSpec) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Pt

    section.orientation = WD_ORIENT.LANDSCAPE if page.width > page.height else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Pt(page.width), Pt(page.height)
    section.top_margin, section.bottom_margin = Pt(page.top), Pt(page.bottom)
    section.left_margin, section.right_margin = Pt(page.left), Pt(page.right)
    section.header_distance = Pt(page.number_top)
    section.footer_distance = Pt(page.bottom if page.first_foot else page.number_top)
    section.gutter = Pt(0)
    section.different_first_page_header_footer = True
    properties = section._sectPr
    start = w.x.element("pgNumType", start="1")
    for old in properties.findall(start.tag):
        properties.remove(old)
    properties.find(w.x.qn("w:pgMar")).addnext(start)
    section.first_page_header.is_linked_to_previous = False
    _replace(w, section.first_page_header, [w.paragraph("page_number")])
    section.header.is_linked_to_previous = False
    section.first_page_footer.is_linked_to_previous = False
    _replace(w, section.first_page_footer, [w.thin()])
    number = w.paragraph("page_number")
    _replace(w, section.header, [w.x.with_children(number, w.x.field("PAGE", "2"))])


def _replace(w: Writer, part: Any, elements: list[Any]) -> None:
    root = part._element
    for old in list(root):
        root.remove(old)
    w.x.with_children(root, elements)
