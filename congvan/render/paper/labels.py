"""Labels on A4, three columns of eight: documents, addressee and address, row by row."""

from __future__ import annotations

from collections.abc import Sequence

from congvan.model.length import Pt, mm
from congvan.model.paper import Mail
from congvan.problems import Problems
from congvan.render import fonts as families
from congvan.render.fonts import Fonts
from congvan.render.paper.fitting import Block, Piece, fit, printable
from congvan.render.paper.sheet import Page, pdf
from congvan.render.paper.words import enclosed, said
from congvan.standard import load
from congvan.standard.paper import paper
from congvan.text.letters import nfc


def labels(mails: Sequence[Mail], problems: Problems, start: int = 1, *, frame: bool = False) -> bytes | None:
    """A PDF with a label for each piece of mail, or None after a fault.

    ``start``: the first free label of a sheet already begun, from 1; ``frame``: with lines to cut along, for plain
    paper. Errors, all at once: CV880 too long, CV881 a letter the fonts lack, CV883 no such label, CV884 nothing to
    print, CV885 an unknown mark.
    """
    mine = Problems()
    rule = paper().label
    found = families.find()
    if not mails:
        mine.error("CV884", None, what=rule.title)
    if not 1 <= start <= rule.count:
        mine.error("CV883", None, start=start, count=rule.count)
    pages: list[Page] = []
    if not mine.failed:
        for place, mail in enumerate(mails, start - 1):
            sheet, cell = divmod(place, rule.count)
            if sheet == len(pages):
                pages.append(Page())
            _label(pages[sheet], cell, mail, found, mine, frame=frame)
    problems.extend(mine)
    page = load().page
    return None if mine.failed else pdf(pages, page["width"].use, page["height"].use, rule.title, found)


def _label(page: Page, cell: int, mail: Mail, fonts: Fonts, problems: Problems, *, frame: bool) -> None:
    rule = paper().label
    row, column = divmod(cell, rule.columns)
    left, top = mm(rule.left + column * rule.width), mm(rule.top + row * rule.height)
    if frame:
        page.frame(left, top, mm(rule.width), mm(rule.height), rule.frame)
    block = _block(mail, fonts, problems)
    if block is not None:
        inside = mm(rule.height - 2 * rule.padding)
        above = (inside - block.height) / 2
        page.text(block, left + mm(rule.padding), top + mm(rule.padding) + above, mm(rule.width - 2 * rule.padding))


def _block(mail: Mail, fonts: Fonts, problems: Problems) -> Block | None:
    rule = paper().label
    head = said("label_number", enclosed(mail.enclosed)) if mail.enclosed else ""
    marks = _marks(mail, problems)
    if not printable((mail.name, mail.address, head), mail.name, fonts, problems):
        return None
    pieces = [
        Piece(nfc(head), ratio=rule.small),
        Piece(marks, bold=True, ratio=rule.small),
        Piece(nfc(said("to", mail.name)), bold=True, before=paper().above),
        Piece(nfc(mail.address)),
    ]
    width, height = mm(rule.width - 2 * rule.padding), mm(rule.height - 2 * rule.padding)
    block = fit(pieces, Pt(width), Pt(height), rule.text, fonts)
    if block is None:
        problems.error("CV880", None, name=mail.name, what=rule.title)
    return block


def _marks(mail: Mail, problems: Problems) -> str:
    """``MẬT - HỎA TỐC``."""
    urgency = load().wording.urgency
    marks = {slug: mark.text for slug, mark in paper().marks.items()}
    words = []
    for slug, known in ((mail.secrecy, marks), (mail.urgency, urgency)):
        if slug is not None and slug not in known:
            problems.error("CV885", None, mark=slug, known=", ".join(known))
        elif slug is not None:
            words.append(known[slug])
    return " - ".join(words)
