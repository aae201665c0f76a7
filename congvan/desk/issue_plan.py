"""issue_plan: which number a circular would get now, beside which others, on which days, and what forbids it.

It goes the way of ``issue`` up to the line that would be entered, over a register that is only read. The number is a
forecast: whoever issues first takes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from congvan.desk.giving import Giving, IssueWish, begun, ready
from congvan.desk.here import Here
from congvan.machine.versions import hash_of
from congvan.model.register import Entry
from congvan.pipeline import bearing, changing, typed
from congvan.pipeline.sequences import sequence_of
from congvan.problems import Problems
from congvan.register import trial
from congvan.yaml import edit

BESIDE = 5
"""So many lines of the book are shown before the number."""
ASIDE = 30
"""So many numbers that are set aside are told."""


@dataclass(frozen=True, slots=True)
class IssuePlan:
    """``number`` and ``day``: what ``issue`` would give. ``since`` … ``until``: the days that the number may bear;
    ``since`` None where nothing stands before it. ``before``, ``after``: its neighbours in the book; ``reserved``:
    numbers of the sequence that are set aside. ``source``: the file with number and date in it, None where it can't be
    read. ``entry``: the line that the circular has already, and ``written`` whether its file bears that. ``text``: the
    hash of the file as it was looked at.
    """

    id: str
    year: int
    sequence: str
    number: int
    day: date
    since: date | None
    until: date
    symbol: str
    before: tuple[Entry, ...] = ()
    after: tuple[Entry, ...] = ()
    reserved: tuple[Entry, ...] = ()
    source: bytes | None = None
    entry: Entry | None = None
    written: bool = True
    text: str = ""


def issue_plan(here: Here, id: str, wish: IssueWish, number: str | int | None, problems: Problems) -> IssuePlan | None:
    """Errors: CV402, and whatever ``issue`` would tell of the circular as it stands; then the plan is there beside
    them, as far as the file can be read.
    """
    wish = replace(wish, number=typed.whole(number, problems))
    target = here.one(id, problems)
    with here.office(problems) as office:
        if target is None or office is None:
            return None
        return begun(target, office, wish, problems, lambda one: _planned(one, problems))


def _planned(one: Giving, problems: Problems) -> IssuePlan | None:
    """The plan of a file that nobody else changes just now."""
    seen = one.file.now()
    if seen.source is None:
        problems.extend(seen.faults)
        return None
    kind = seen.source.type.value
    mine = Problems()
    standing = one.standing(mine)
    entry = standing.entry or standing.owner
    if entry is None and not mine.failed and ready(one, mine):
        entry = _tried(one, mine)
    if entry is not None:
        one.settled(entry, mine)
    problems.extend(mine)
    sequence, _ = sequence_of(kind, one.office.issuer.numbering)
    number, day = seen.borne or (one.wish.number or one.number, one.day)
    if entry is not None:
        sequence, number, day = entry.sequence, entry.number, entry.date or day
    return _beside(one, IssuePlan(
        one.target.id, day.year, sequence, number, day, None, one.today, _symbol(one, number, day),
        source=edit.with_number(seen.data, number, day), entry=entry,
        written=entry is None or seen.borne == (entry.number, entry.date), text=hash_of(seen.data),
    ))  # fmt: skip


def _tried(one: Giving, problems: Problems) -> Entry | None:
    """What stands against the number, told; the line that somebody has entered for the document meanwhile."""
    one.bearers = bearing.bearers(one.office.workspace, one.target.path, one.day.year)
    try:
        found = one.ledger.ask(
            lambda c, o: one.chosen(trial.Trial(c, o, one.ledger.clock, one.ledger.actor), problems), None
        )
    except changing.Refused as refusal:
        problems.extend(refusal.problems or ())
        return None
    if isinstance(found, Entry):
        return found
    if found is not None:
        problems.extend(found.told)
    return None


def _symbol(one: Giving, number: int, day: date) -> str:
    """Ký hiệu as it would be printed; empty where the circular is not sound enough to tell."""
    circular, _ = one.file.composed(one.file.now(), one.ledger, Problems(), number, day)
    return circular.symbol if circular is not None else ""


def _beside(one: Giving, plan: IssuePlan) -> IssuePlan:
    """The plan with its neighbours, and with the days that they leave."""
    none: Sequence[Entry] = ()
    place = plan.year, plan.sequence
    before, after, aside = one.ledger.ask(
        lambda c, o: (
            trial.before(c, o, *place, plan.number, BESIDE),
            trial.after(c, o, *place, plan.number, 2),
            trial.set_aside(c, o, *place, ASIDE),
        ),
        (none, none, none),
    )
    below = [e.date for e in before if e.state == "issued" and e.date is not None]
    above = [e.date for e in after if e.state == "issued" and e.date is not None]
    return replace(
        plan, before=tuple(before), after=tuple(after), reserved=tuple(aside), since=below[-1] if below else None,
        until=min(above[0], plan.until) if above else plan.until,
    )  # fmt: skip
