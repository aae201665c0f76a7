"""What an agency, a unit, a signer, a group was called before, and until when: who is meant on a day.

A letter bears the names of its own day for ever; whoever is written to today is written to where it is today.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from congvan.problems import Span

if TYPE_CHECKING:
    from congvan.model.source import Issuer, Recipients

T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Past(Generic[T]):
    """``what`` is all that was said of it then, the former words among it; it held until that day, itself included."""

    until: date
    what: T
    span: Span


class Renamed(Protocol):
    """What may have had other names; ``former`` is in the order of days, the oldest first."""

    @property
    def former(self) -> tuple[Past[object], ...]:
        """Its former names."""
        ...


N = TypeVar("N", bound=Renamed)


def on(thing: N, day: date) -> N:
    """The thing as it was called on a day."""
    return next((past.what for past in thing.former if day <= past.until), thing)  # type: ignore[return-value]


def _all_on(things: Mapping[str, N], day: date) -> dict[str, N]:
    return {slug: on(thing, day) for slug, thing in things.items()}


def issuer_on(issuer: Issuer, day: date) -> Issuer:
    """The issuing agency with its units and signers as all were called on a day."""
    then = on(issuer, day)
    return replace(then, former=issuer.former, units=_all_on(issuer.units, day), signers=_all_on(issuer.signers, day))


def recipients_on(recipients: Recipients, day: date) -> Recipients:
    """Agencies and groups as they were called on a day."""
    return replace(
        recipients, agencies=_all_on(recipients.agencies, day), groups=_all_on(recipients.groups, day)
    )  # fmt: skip


def names(issuer: Issuer) -> tuple[str, ...]:
    """Every name of the issuing agency, today's first: its documents and its certificates bear one of them."""
    return tuple(dict.fromkeys((issuer.name.value, *(past.what.name.value for past in issuer.former))))


class Names:
    """Who issues and who receives, by day. What was asked for once is kept: few days are turns."""

    def __init__(self, issuer: Issuer, recipients: Recipients) -> None:
        things: tuple[Renamed, ...] = (
            issuer, *issuer.units.values(), *issuer.signers.values(),
            *recipients.agencies.values(), *recipients.groups.values(),
        )  # fmt: skip
        self.turns = tuple(sorted({past.until for thing in things for past in thing.former}))
        """The last days of all former names."""
        self.now = issuer, recipients
        self.latest: dict[tuple[str, str, str], date] = {}
        """What was once found out: the day of the last letter that bears words which nobody gave an end."""
        self._known = {len(self.turns): self.now}

    def on(self, day: date | None, today: Callable[[], date]) -> tuple[Issuer, Recipients]:
        """Both as they were called on a day; of a letter without a date, ``today``."""
        gone = len(self.turns)
        if self.turns:
            gone = bisect_left(self.turns, day or today())
        if gone not in self._known:
            then = self.turns[gone]
            self._known[gone] = issuer_on(self.now[0], then), recipients_on(self.now[1], then)
        return self._known[gone]
