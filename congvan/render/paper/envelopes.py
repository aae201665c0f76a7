"""Bì văn bản (NĐ 30/2020, PL IV.II): sender above a rule, số/ký hiệu below it, Kính gửi lower right, a page each."""

from __future__ import annotations

from collections.abc import Sequence

from congvan.model.length import Pt, mm
from congvan.model.paper import Mail, MailSender
from congvan.problems import Problems
from congvan.render import fonts as families
from congvan.render.fonts import Fonts
from congvan.render.paper.fitting import Block, Piece, fit, printable
from congvan.render.paper.sheet import Page, pdf
from congvan.render.paper.words import contacts, enclosed, said
from congvan.standard import load
from congvan.standard.paper import Area, Type, paper
from congvan.text.letters import capitals, nfc


def size_for(pages: int) -> str:
    """The smallest envelope that ``pages`` pages go into; the largest for more than any takes."""
    sizes = paper().envelope.sizes
    return next((name for name, size in sizes.items() if pages <= size.sheets), list(sizes)[-1])


def envelopes(sender: MailSender, mails: Sequence[Mail], problems: Problems, size: str = "c5") -> bytes | None:
    """A PDF with an envelope for each piece of mail, or None after a fault.

    Errors, all of them at once: CV880 a text too long for its place, CV881 a letter the fonts lack, CV882 unknown
    ``size``, CV884 nothing to print, CV885 an unknown mark.
    """
    mine = Problems()
    rule = paper().envelope
    found = families.find()
    if not mails:
        mine.error("CV884", None, what=rule.title)
    if size not in rule.sizes:
        mine.error("CV882", None, size=size, known=", ".join(rule.sizes))
        problems.extend(mine)
        return None
    area = rule.sizes[size]
    head = _head(sender, area, found, mine) if mails else None
    pages = [_page(mail, sender, head, area, found, mine) for mail in mails] if head is not None else []
    problems.extend(mine)
    return None if mine.failed else pdf(pages, area.width, area.height, rule.title, found)


def _head(sender: MailSender, area: Area, fonts: Fonts, problems: Problems) -> Block | None:
    """The sender's block, the same on every envelope."""
    rule = paper().envelope
    lines = contacts(sender)
    if not printable((sender.name, *lines), sender.name, fonts, problems):
        return None
    pieces = [
        Piece(capitals(sender.name), bold=True, typed=nfc(sender.name)),
        *(Piece(nfc(line), ratio=rule.small) for line in lines),
    ]
    width, height = _head_width(sender, area), mm(area.height * rule.head - rule.margin)
    return _fitted(pieces, width, height, _scaled(rule.sender, area), sender.name, fonts, problems)


def _scaled(sizes: Type, area: Area) -> Type:
    return Type(sizes.use * area.scale, sizes.least)


def _head_width(sender: MailSender, area: Area) -> Pt:
    rule = paper().envelope
    logo = rule.logo + rule.gap if sender.logo else 0
    return mm(area.width - 2 * rule.margin - rule.stamp.width - rule.gap - logo)


def _fitted(
    pieces: Sequence[Piece], width: Pt, height: Pt, sizes: Type, name: str, fonts: Fonts, problems: Problems
) -> Block | None:
    block = fit(pieces, width, height, sizes, fonts)
    if block is None:
        problems.error("CV880", None, name=name, what=paper().envelope.title)
    return block


def _page(mail: Mail, sender: MailSender, head: Block, area: Area, fonts: Fonts, problems: Problems) -> Page:
    rule = paper().envelope
    page = Page()
    margin, gap = mm(rule.margin), mm(rule.gap)
    bottom = Pt(margin + max(head.height, mm(rule.logo) if sender.logo else 0.0) + gap / 2)
    left = margin + (mm(rule.logo + rule.gap) if sender.logo else 0)
    if sender.logo:
        page.picture(sender.logo, margin, margin, mm(rule.logo))
    page.text(head, left, margin, _head_width(sender, area))
    page.rule(margin, bottom, mm(area.width - 2 * rule.margin - rule.stamp.width), rule.rule)
    documents = enclosed(mail.enclosed)
    if not printable((mail.name, mail.address, documents), mail.name, fonts, problems):
        return page
    _number(page, mail, documents, Pt(bottom + gap / 2), area, fonts, problems)
    _addressee(page, mail, area, fonts, problems)
    _marks(page, mail, area, fonts, problems)
    return page


def _number(page: Page, mail: Mail, documents: str, top: Pt, area: Area, fonts: Fonts, problems: Problems) -> None:
    """Số/ký hiệu văn bản: between the rule and the addressee."""
    rule = paper().envelope
    width = mm(area.width - 2 * rule.margin - rule.stamp.width - rule.gap)
    height = Pt(mm(area.height * rule.address["top"] - rule.gap) - top)
    pieces = [Piece(nfc(said("number", documents)))] if documents else []
    block = _fitted(pieces, width, height, _scaled(rule.number, area), mail.name, fonts, problems)
    if block is not None:
        page.text(block, mm(rule.margin), top, width)


def _addressee(page: Page, mail: Mail, area: Area, fonts: Fonts, problems: Problems) -> None:
    rule = paper().envelope
    left, top = mm(area.width * rule.address["left"]), mm(area.height * rule.address["top"])
    width = Pt(mm(area.width - rule.margin) - left)
    height = Pt(mm(area.height - rule.margin) - top)
    pieces = [Piece(nfc(said("to", mail.name)), bold=True, italic=True), Piece(nfc(mail.address), before=paper().above)]
    block = _fitted(pieces, width, height, _scaled(rule.addressee, area), mail.name, fonts, problems)
    if block is not None:
        page.text(block, left, top, width)


def _marks(page: Page, mail: Mail, area: Area, fonts: Fonts, problems: Problems) -> None:
    """Độ mật above mức độ khẩn, on the left, level with the addressee."""
    rule, standard = paper().envelope, load()
    marks = []
    if mail.secrecy is not None:
        mark = paper().marks.get(mail.secrecy)
        if mark is None:
            problems.error("CV885", None, mark=mail.secrecy, known=", ".join(paper().marks))
        else:
            marks.append(mark)
    if mail.urgency is not None:
        text = standard.wording.urgency.get(mail.urgency)
        if text is None:
            problems.error("CV885", None, mark=mail.urgency, known=", ".join(standard.wording.urgency))
        else:
            box = standard.boxes[mail.urgency]
            marks.append(Area(box["width"], box["height"], text))
    top = mm(area.height * rule.address["top"])
    colour, size = standard.font["stamp_colour"], standard.styles["urgency"].size
    for mark in marks:
        width, height = mm(mark.width), mm(mark.height)
        page.frame(mm(rule.margin), top, width, height, standard.rules["thickness"].use, colour)
        block = fit([Piece(mark.text, bold=True)], width, height, Type(size.use, size.lo), fonts)
        if block is not None:
            page.text(block, mm(rule.margin), top + (height - block.height) / 2, width, "center", colour)
        top = Pt(top + height + mm(rule.gap))
