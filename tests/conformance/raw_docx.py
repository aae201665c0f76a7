"""A :class:`Letter` as the bytes of a .docx: raw OOXML and zipfile, nothing shared with the program under test."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace

from tests.conformance import raw_package as package
from tests.conformance import raw_shapes
from tests.conformance.raw_heads import boxed_run, head, rule_length, signature, stack
from tests.conformance.raw_measure import PT, height
from tests.conformance.raw_model import Annex, Attached, Copy, Item, Letter, Line, Page, Rule, Table
from tests.conformance.raw_shapes import box_run, page_line_run, twips
from tests.conformance.raw_text import Text

THIN = Line(size=2, exact=2, align="left")


def write(letter: Letter) -> bytes:
    """The letter as a Word file; the same letter gives the same bytes."""
    raw_shapes.restart()
    text = Text(letter)
    document = package.part("document", f"<w:body>{_document(text)}</w:body>")
    number = letter.page_number
    parts = {
        "[Content_Types].xml": package.CONTENT_TYPES,
        "_rels/.rels": package.ROOT_RELS,
        "word/document.xml": document,
        "word/_rels/document.xml.rels": package.DOCUMENT_RELS,
        "word/settings.xml": package.settings(letter),
        "word/theme/theme1.xml": package.theme(letter),
        "word/header1.xml": package.number_part(text, number)
        if number.place == "header"
        else package.empty_part(text, "hdr"),
        "word/header2.xml": package.empty_part(text, "hdr"),
        "word/footer1.xml": package.number_part(text, number)
        if number.place == "footer"
        else package.empty_part(text, "ftr"),
    }
    parts["word/styles.xml"] = package.styles(text)  # last: it holds what the others used
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(zipfile.ZipInfo(name), content.encode(), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _document(text: Text) -> str:
    letter = text.letter
    if letter.alone:
        return _alone(text)
    made = _info(text) + head(text) + _start(text) + flow(text, letter.body) + _signed(text)
    made += text.paragraph(THIN, "Kẽ") + flow(text, letter.after_sign)
    copy = "".join(_copy(text, block) for block in (letter.copy, letter.copy_again) if block)
    more = bool(letter.attached or letter.annexes)
    made += "" if more else copy
    if letter.foot:
        made += _foot(text, letter.foot)
    last = _section(letter, letter.page, letter.page_number.on_first)
    for attached in letter.attached:
        made += text.paragraph(THIN, "Kẽ", sectPr=last)
        made += _attached(text, attached)
        last = _section(letter, letter.page, on_first=False, restart=attached.restart)
    for annex in letter.annexes:
        made += text.paragraph(THIN, "Kẽ", sectPr=last)
        made += _annex(text, annex)
        page = letter.page
        if annex.landscape:
            page = replace(page, width=page.height, height=page.width)
        last = _section(
            letter, page, letter.page_number.on_first or not annex.hide_first, annex.restart, landscape=annex.landscape
        )
    return made + (copy if more else "") + last


def _signed(text: Text) -> str:
    """The signature beside Nơi nhận, or beside another signature."""
    letter = text.letter
    sent = (letter.recipients_label, *letter.recipients) if letter.recipients else ()
    left: tuple[Line, ...] = () if letter.below else sent
    if letter.left_name:
        left = (*letter.left_sign, *[Line(align="center")] * letter.signature_lines, letter.left_name)
    made = signature(text, left, letter.sign, letter.name, letter.signature_lines)
    if letter.below:
        made += text.paragraph(Line(align="left", size=6), "Trống") + flow(text, sent, "Nơi nhận")
    return made


def _info(text: Text) -> str:
    """Ô 14: a text box in the top margin, at the right edge of the text."""
    letter = text.letter
    if letter.info is None:
        return ""
    left, top = letter.info_at
    width = letter.page.width - letter.page.right - left
    return text.paragraph(THIN, "Neo", box_run(flow(text, (letter.info,)), left, top, width, 10, wrap="wrapNone"))


def _alone(text: Text) -> str:
    """An annex, an attached text, the block of a copy in a file of its own."""
    letter = text.letter
    if letter.alone == "annex":
        made = _info(text) + _annex(text, letter.annexes[0])
    elif letter.alone == "copy":
        assert letter.copy is not None
        made = _copy(text, letter.copy)
    else:
        made = _info(text) + _attached(text, letter.attached[0])
    return made + _section(letter, letter.page, on_first=False)


def _attached(text: Text, attached: Attached) -> str:
    """The head without number and date, tên loại, trích yếu, "(Kèm theo …)", the text."""
    outer = text.letter
    made = ""
    if attached.head:
        text.letter = replace(outer, number=attached.number, date=attached.date, subject=None, urgency=None)
        made += head(text)
        text.letter = outer
    items: list[Item] = [x for x in (attached.kind_name, attached.kind_subject, attached.origin) if x]
    if attached.kind_rule:
        items.append(attached.kind_rule)
    made += stack(text, items, outer.page.text) + flow(text, attached.body)
    if attached.sign:
        made += signature(text, (), attached.sign, attached.name, 4)
    return made


def _start(text: Text) -> str:
    """What stands between the head and the text."""
    letter, width = text.letter, text.letter.page.text
    title: list[Item] = [x for x in (letter.kind_name, letter.kind_subject, letter.kind_rule) if x]
    circulation = ""
    if letter.circulation:
        run = boxed_run(text, letter.circulation, letter.page.left + width - 70, 9, ("page", "page"), "wrapNone")
        circulation = text.paragraph(THIN, "Kẽ", run)
    roles = {id(letter.kind_name): "Tên loại", id(letter.kind_subject): "Trích yếu"}
    made = flow(text, letter.under_head, "Đầu") + stack(text, title, width, roles) + circulation
    if letter.centred and letter.number:
        made += text.paragraph(letter.number, "Số")
    if letter.authority:
        made += text.paragraph(letter.authority, "Thẩm quyền")
    made += flow(text, letter.grounds, "Căn cứ")
    if letter.resolve:
        made += text.paragraph(letter.resolve, "Quyết định")
    return made + flow(text, letter.to, "Kính gửi")


def flow(text: Text, blocks: Sequence[Line | Table], role: str = "Nội dung") -> str:
    return "".join(text.paragraph(b, role) if isinstance(b, Line) else _table(text, b) for b in blocks)


def _table(text: Text, table: Table) -> str:
    look = 'w:val="single" w:sz="4" w:space="0" w:color="000000"'
    sides = "".join(f"<w:{s} {look}/>" for s in ("top", "left", "bottom", "right", "insideH", "insideV"))
    grid = "".join(f'<w:gridCol w:w="{twips(w)}"/>' for w in table.widths)
    rows = ""
    for index, row in enumerate(table.rows):
        line = Line(size=table.size, bold=not index, align="left" if index else "center")
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{twips(w)}" w:type="dxa"/></w:tcPr>{text.paragraph(replace(line, text=c), "Ô bảng")}</w:tc>'
            for c, w in zip(row, table.widths, strict=True)
        )
        rows += f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if not index else ''}{cells}</w:tr>"
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(table.widths))}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _annex(text: Text, annex: Annex) -> str:
    made = ""
    width = text.letter.page.text
    if annex.head:
        made += stack(text, [text.letter.state, text.letter.motto, Rule(share=1.0, form="border")], width)
    items: list[Item] = [x for x in (annex.label, annex.title, annex.origin) if x]
    if annex.rule:
        items.append(annex.rule)
    return made + stack(text, items, width) + flow(text, annex.body)


def _full_rule(text: Text, width: float) -> str:
    """A rule as wide as the text: a paragraph's top border."""
    border = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
    return text.paragraph(Line(size=2, exact=4, before=0, align="left"), "Kẻ", pBdr=border)


def _copy(text: Text, copy: Copy) -> str:
    """The block of a paper copy: issuer and number left, form and date right, then Nơi nhận and signature."""
    letter = text.letter
    inner = replace(
        letter,
        parent=None,
        issuer=copy.issuer,
        issuer_rule=copy.issuer_rule,
        number=copy.number,
        date=copy.date,
        subject=None,
        urgency=None,
        layout="table" if letter.layout in ("boxes", "frames") else letter.layout,
    )
    first, *more = copy.form
    assert isinstance(first, Line)
    made = text.paragraph(Line(size=6, align="left"), "Trống")
    made += _full_rule(text, letter.page.text) if copy.full_rule else ""
    outer, text.letter = text.letter, replace(inner, state=first, motto=Line(size=13, align="center"), motto_rule=None)
    if more:
        motto, rule = [*more, None][:2]
        assert isinstance(motto, Line)
        text.letter = replace(text.letter, motto=motto, motto_rule=rule if isinstance(rule, Rule) else None)
    made += head(text)
    made += text.paragraph(THIN, "Kẽ")
    made += signature(text, (copy.recipients_label, *copy.recipients), copy.sign, copy.name, 4)
    text.letter = outer
    return made + text.paragraph(THIN, "Kẽ")


def _foot(text: Text, foot: Sequence[Line]) -> str:
    """Ô 13 at the foot of page 1: a text box on the bottom margin, under a line as wide as the text."""
    page = text.letter.page
    tall = sum(height(line, page.text) for line in foot) / PT + 1
    top = page.height - page.bottom - tall
    box = box_run(flow(text, foot, "Địa chỉ"), page.left, top, page.text, tall, wrap="wrapNone")
    return text.paragraph(THIN, "Kẽ", box + page_line_run(page.text, page.left, top, 0.75))


def _section(letter: Letter, page: Page, on_first: bool, restart: bool = True, *, landscape: bool = False) -> str:
    number = letter.page_number
    kind = {"header": ("header", "rId4"), "footer": ("footer", "rId6")}.get(number.place)
    refs = f'<w:{kind[0]}Reference w:type="default" r:id="{kind[1]}"/>' if kind else ""
    refs += "" if on_first or not kind else '<w:headerReference w:type="first" r:id="rId5"/>'
    turned = ' w:orient="landscape"' if landscape else ""
    start = '<w:pgNumType w:start="1"/>' if restart and letter.annexes else ""
    margins = " ".join(f'w:{s}="{twips(getattr(page, s))}"' for s in ("top", "right", "bottom", "left"))
    return (
        f'<w:sectPr>{refs}<w:pgSz w:w="{twips(page.width)}" w:h="{twips(page.height)}"{turned}/>'
        f'<w:pgMar {margins} w:header="{twips(10)}" w:footer="{twips(10)}" w:gutter="0"/>{start}{"" if on_first else "<w:titlePg/>"}</w:sectPr>'
    )


__all__ = ["Letter", "rule_length", "write"]
