"""Sổ gửi văn bản đi bưu điện (NĐ 30/2020, PL IV.III): a cover, then the six columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from congvan.model.paper import MailSender, PostLine
from congvan.problems import Problems
from congvan.render import fonts as families
from congvan.render import register_book
from congvan.render.fonts import Fonts
from congvan.render.paper.fitting import printable
from congvan.render.paper.words import codes_cell, said
from congvan.standard import load
from congvan.standard.paper import paper
from congvan.text.dates import short_date
from congvan.text.letters import capitals, nfc

_NUMBER = re.compile(r"\d+")


def post_book(sender: MailSender, lines: Sequence[PostLine], problems: Problems, volume: str = "…") -> bytes | None:
    """The book as PDF, or None after a fault. Errors: CV881 a letter the fonts lack, CV884 nothing to print."""
    mine = Problems()
    book = paper().post_book
    if not lines:
        mine.error("CV884", None, what=book.title)
    found = families.find()
    rows = [row(line, found) for line in lines]
    front = cover(sender, lines, volume) if lines else []
    printable(front, sender.name, found, mine)
    for line in lines:
        printable((*line.codes, line.name, line.note), line.name, found, mine)
    problems.extend(mine)
    return None if mine.failed else register_book.render(book, front, rows)


def row(line: PostLine, fonts: Fonts) -> tuple[str, ...]:
    """The six columns of a line; the fifth is for the post office's signature and stamp."""
    column = paper().post_book_width * paper().post_book.columns[1].share / 100
    codes = codes_cell(line.codes, column, load().styles["table_cell"].size.use, fonts)
    return (short_date(line.day), codes, nfc(line.name), str(line.envelopes), "", nfc(line.note))


def cover(sender: MailSender, lines: Sequence[PostLine], volume: str) -> list[str]:
    """The lines of the cover."""
    days = sorted(line.day for line in lines)
    years = sorted({day.year for day in days})
    numbers = sorted(int(found[0]) for line in lines for code in line.codes if (found := _NUMBER.match(code)))
    parent = [capitals(sender.parent)] if sender.parent else []
    year = str(years[0]) if len(years) == 1 else f"{years[0]} - {years[-1]}"
    low, high = (f"{numbers[0]:02d}", f"{numbers[-1]:02d}") if numbers else ("…", "…")
    return [
        *parent, capitals(sender.name), paper().post_book.title, said("book_year", year),
        said("book_days", short_date(days[0]), short_date(days[-1])), said("book_numbers", low, high),
        said("book_volume", volume),
    ]  # fmt: skip
