"""Sections: paper, margins, page numbers that begin anew, the box at the top and the address at the foot of page 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from congvan.model.layout import PageSpec
from congvan.render.docx.writer import THIN, Writer
from congvan.render.ooxml import Block, border, cell, element, nodes, number_field, row, spacing

if TYPE_CHECKING:
    from docx.document import Document as Package
    from docx.section import Section


def first(package: Package, w: Writer) -> None:
    """The letter's own section, with ô 11 and ô 13 on its first page."""
    made = package.sections[0]
    _set(w, made, w.spec.page)
    box = w.spec.circulation
    if box:
        framed = cell(box.width, [w.boxed(box)], middle=True, box=(w.spec.rule_thickness, box.colour))
        table = w.table([box.width], [row([framed], height=box.height)], align="right")
        _replace(made.first_page_header, table, w.paragraph("page_number", (), spacing(0, THIN)))
    if w.spec.foot:
        edge = element("pBdr", border("top", w.spec.rule_thickness, w.spec.colour, round(w.spec.foot_padding)))
        line, *others = [w.paragraph("foot", line) for line in w.spec.foot]
        line.put(edge)
        _replace(made.first_page_footer, line, *others)


def next_section(package: Package, w: Writer, page: PageSpec) -> None:
    """An attached text or an annex: a new page, and pages counted from 1."""
    from docx.enum.section import WD_SECTION

    _set(w, package.add_section(WD_SECTION.NEW_PAGE), page)


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
    (start,) = nodes(element("pgNumType", start="1"))
    for old in properties.findall(start.tag):
        properties.remove(old)
    properties.pgMar.addnext(start)
    section.first_page_header.is_linked_to_previous = False
    _replace(section.first_page_header, w.paragraph("page_number"))
    section.header.is_linked_to_previous = False
    section.first_page_footer.is_linked_to_previous = False
    _replace(section.first_page_footer, w.thin())
    number = w.paragraph("page_number")
    number.runs += number_field("PAGE", "2")
    _replace(section.header, number)


def _replace(part: Any, *blocks: Block) -> None:
    root = part._element
    for old in list(root):
        root.remove(old)
    root.extend(nodes("".join(block.xml for block in blocks)))
