"""How long a document waits, of whom, and since when it is late: in the words of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from congvan.people import days, steps
from congvan.studio.offices import Place
from congvan.studio.pages import day, moment, say

if TYPE_CHECKING:
    from congvan.people.book import Person
    from congvan.people.days import Waiting
    from congvan.people.roles import Role
    from congvan.studio.progress import Progress


@dataclass(frozen=True, slots=True)
class Wait:
    """``since``, ``late`` and ``until`` as sentences, "" where there is nothing to say; ``whom``: who has it to do."""

    found: Waiting
    since: str = ""
    until: str = ""
    late: str = ""
    whom: str = ""

    @property
    def order(self) -> tuple[bool, bool, date, str]:
        """Late ones first, then urgent ones, then by their day and how long they wait."""
        since = self.found.since.isoformat() if self.found.since is not None else ""
        return not self.found.late, not self.found.urgent, self.found.until or date.max, since


Holders = dict[tuple[str, str], list[str]]
"""Who holds a role for a unit or a signer today, by name: of a thousand documents it is asked once a step."""


def waits(
    stand: Progress, place: Place, people: Sequence[Person], now: datetime, lang: str, held: Holders | None = None
) -> Wait:
    """A document's own; ``held``: what was found for others of the same list."""
    found = days.waiting(stand.story, stand.facts, stand.order, now.date(), now.tzinfo)
    since = say(lang, "waits.since", when=moment(place.local(found.since), lang, now)) if found.since else ""
    until = say(lang, f"waits.until.{found.why}", day=day(found.until, lang)) if found.until else ""
    late = say(lang, "waits.late", days=found.days) if found.late else ""
    if not late and found.urgent and stand.story.state in days.AFTER_SIGNATURE:
        until = say(lang, "waits.at_once")
    return Wait(found, since, until, late, ", ".join(whom(stand, place, people, now.date(), held)))


def fell(stand: Progress, lang: str) -> str:
    """Of a draft whose text was changed on its way: the last step that holds no longer, as a sentence; else ""."""
    if not stand.story.fell:
        return ""
    last = stand.story.fell[-1]
    return say(lang, "waits.fell", act=say(lang, f"act.{last.act}"), name=last.name)


def whom(
    stand: Progress, place: Place, people: Sequence[Person], today: date, held: Holders | None = None
) -> list[str]:
    """Those who hold its step today, by name; of what came back, who submitted it."""
    state = stand.story.state
    if state in ("returned", "draft"):
        made = [mark.name for mark in stand.marks if mark.act == "submit"]
        return made[-1:]
    role = steps.STEP_OF.get(state)
    if role is None:
        return []
    scope = steps.scope_of(role, stand.facts)
    known = {} if held is None else held
    if (role, scope) not in known:
        known[role, scope] = _holders(place, people, role, scope, today)
    return known[role, scope]


def _holders(place: Place, people: Sequence[Person], role: Role, scope: str, today: date) -> list[str]:
    return [
        one.full_name for one in people
        if not one.disabled and any(
            m.office == place.slug and m.on(today) and m.holding.covers(role, scope) for m in one.memberships
        )
    ]  # fmt: skip
