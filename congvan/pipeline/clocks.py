"""The machine's clock against the times that the register knows, before a number or a signature is given by it.

A dead battery gives 1970, a slip of the finger 2041; what is numbered or signed then is wrong for ever. The book was
written by the same clock when it was right, so its last time is the witness.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from congvan import pipeline
from congvan.problems import Problems, Span
from congvan.text.zones import zone

if TYPE_CHECKING:
    from congvan.model.register import Entry

PAUSE = timedelta(days=60)
"""So long nothing may happen in an office before somebody is asked whether the clock is right."""
VOUCHED = timedelta(days=31)
"""A day that was typed bears the clock out when it is today's or lies so little before it."""


def check(
    office: pipeline.Office, problems: Problems, *, day: date | None = None, firm: bool = True, told: bool = False
) -> None:
    """Whether the machine's clock can be right. ``day``, typed by the clerk, says that it is; where it can't be typed,
    a long pause is only told (``firm`` False); ``told``: so is a clock that went back, where refusing would harm more.

    Errors: CV591 earlier than the register's last time, CV592 much later, CV593 earlier than the program itself.
    """
    from congvan.register import times

    now = office.clock()
    where = zone(office.issuer.timezone)
    if now < times.SINCE:
        problems.error("CV593", None, now=now.astimezone(where))
        return
    register = pipeline.open_register(office)
    last = register.ask(times.last, None) if register is not None else None
    if last is None:
        return
    today = now.astimezone(where).date()
    sure = day is not None and timedelta() <= today - day <= VOUCHED
    if now < last - times.SLACK:
        code, tell = "CV591", problems.warning if sure or told else problems.error
    elif now > last + PAUSE and not sure:
        code, tell = "CV592", problems.error if firm and not told else problems.warning
    else:
        return
    tell(code, None, now=now.astimezone(where), last=last.astimezone(where), today=today)


def verify(office: pipeline.Office, problems: Problems) -> None:
    """What a wrong clock has left in the register. Errors: CV594, CV597; warning CV598."""
    from congvan.register import times

    register = pipeline.open_register(office)
    now, today = office.clock(), office.today()
    if register is not None:
        register.ask(lambda connection, mine: times.check(connection, mine, now, today, problems), None)


def before_its_day(entry: Entry | None, office: pipeline.Office, place: Span, problems: Problems) -> None:
    """Warning CV596: a document goes out before the day that it bears."""
    today = office.today()
    if entry is not None and entry.date is not None and entry.date > today:
        problems.warning("CV596", place, code=entry.code, date=entry.date, today=today)
