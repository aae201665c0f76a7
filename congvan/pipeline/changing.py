"""One change of the register: done whole, or undone with its reasons told; and the rule that number and date rise
together, for letters as for copies (Điều 15).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from congvan import pipeline
from congvan.model.register import Code
from congvan.problems import Problems
from congvan.register.ledger import Writing

T = TypeVar("T")


class Refused(Exception):
    """Undoes the transaction in which it is raised; ``problems`` say why, where they are not noted already."""

    def __init__(self, problems: Problems | None = None) -> None:
        super().__init__()
        self.problems = problems


def change(
    office: pipeline.Office, work: Callable[[Writing, Problems], T], problems: Problems, *, repeatable: bool
) -> T | None:
    """``work`` in one transaction; None where it was undone, by an error that it noted or by :class:`Refused`.

    Each attempt has problems of its own: what an attempt met whose server went away is nobody's fault any more.
    """
    mine = Problems()

    def attempt(writing: Writing) -> T:
        nonlocal mine
        mine = Problems()
        made = work(writing, mine)
        if mine.failed:
            raise Refused
        return made

    made: T | None = None
    try:
        made = pipeline.ledger_of(office).write(attempt, repeatable=repeatable)
    except Refused as refusal:
        mine.extend(refusal.problems or ())
    problems.extend(mine)
    return made


def in_order(
    writing: Writing, code: Code, day: date, sequence: str, problems: Problems, last: date | None = None
) -> None:
    """Errors: CV510 earlier than the number before, or than ``last``, the day of the sequence's last number; CV516
    later than the number after.
    """
    below, above = writing.neighbours(day.year, sequence, code.number)
    if below is not None and below.date is not None and day < below.date:
        problems.error("CV510", None, date=day, code=below.code, last=below.date, year=day.year)
    elif last is not None and day < last:
        problems.error("CV510", None, date=day, code=sequence, last=last, year=day.year)
    if above is not None and above.date is not None and day > above.date:
        since = below.date if below is not None and below.date is not None else date(day.year, 1, 1)
        problems.error("CV516", None, date=day, code=above.code, next=above.date, number=code.number, year=day.year,
                       since=since)  # fmt: skip
