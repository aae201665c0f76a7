"""Since when a document waits, until when it may, and whether that is past: nothing of it is stored.

Working days are those of the standard and the office. After the signature number, seal and sending are due on the next
working day (Điều 15.2, 18.1), of urgent documents at once; the other steps have the days that the office gives them;
and a document may have a day of its own (``due:``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Literal

from congvan.model.steps import Steps
from congvan.people.steps import Facts, State, Story
from congvan.standard.days import calendar

Why = Literal["", "step", "law", "due"]
AFTER_SIGNATURE: frozenset[State] = frozenset(("number", "seal", "dispatch"))
ENDED: frozenset[State] = frozenset(("sent", "recalled", "void"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """``since``: when it came to where it is, None where nobody knows; ``until``: the last day, None where it has
    none, and ``why`` that day: the office's days of the step, the decree, the document's own. ``days``: so many working
    days it is late, 0: it is not. ``urgent``: sent at once after the signature.
    """

    since: datetime | None = None
    until: date | None = None
    why: Why = ""
    days: int = 0
    urgent: bool = False

    @property
    def late(self) -> bool:
        """Whether its day is past."""
        return self.days > 0


def waiting(story: Story, facts: Facts, order: Steps, today: date, zone: tzinfo | None) -> Waiting:
    """How long a document waits at its step, on a day."""
    if story.state in ENDED:
        return Waiting()
    moments = _moments(story, facts)
    since = _moment(moments.get(story.state, story.since.at if story.since is not None else ""))
    found: list[tuple[date, Why]] = [(facts.due, "due")] if facts.due is not None else []
    allowed = order.days.get(story.state)
    if allowed is not None and since is not None:
        found.append((calendar().after(since.astimezone(zone).date(), allowed, order.off), "step"))
    signed = _moment(moments.get("signed", "") or facts.numbered_at)
    if story.state in AFTER_SIGNATURE and signed is not None:
        day = signed.astimezone(zone).date()
        found.append((day if facts.urgent else calendar().after(day, 1, order.off), "law"))
    if not found:
        return Waiting(since, urgent=facts.urgent)
    until, why = min(found, key=lambda one: one[0])
    late = max(1, calendar().until(until, today, order.off)) if today > until else 0
    return Waiting(since, until, why, late, facts.urgent)


def _moments(story: Story, facts: Facts) -> dict[str, str]:
    """When each state after the approval began, as far as marks, register and signatures tell; ``signed``: the
    signature.
    """
    made = {mark.act: mark.at for mark in story.counted}
    signed = facts.signed_at or made.get("sign", "")
    approved = made.get("approve", "") or made.get("amend", "")
    found = {
        "signed": signed, "signature": max(approved, facts.numbered_at), "number": signed or approved,
        "seal": max(facts.numbered_at, signed),
        "dispatch": facts.sealed_at or made.get("seal", "") or facts.numbered_at,
    }  # fmt: skip
    return {name: at for name, at in found.items() if at}


def _moment(at: str) -> datetime | None:
    return datetime.fromisoformat(at) if at else None


def sent_late(day: date | None, sent: date | None, due: date | None, today: date, order: Steps) -> int:
    """So many working days after its last day a document went out, or did not yet; 0: in time. ``day``: its date, after
    which the next working day is the last (Điều 18.1), ``due``: its own last day.
    """
    if day is None:
        return 0
    until = calendar().after(day, 1, order.off)
    until = min(until, due) if due is not None else until
    end = sent or today
    return max(1, calendar().until(until, end, order.off)) if end > until else 0
