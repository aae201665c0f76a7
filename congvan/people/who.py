"""Who signs in, in which roles and from which day to which, and where they are signed in just now: values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from congvan.people.roles import Holding


@dataclass(frozen=True, slots=True)
class Membership:
    """A role in an office, from a day to a day."""

    office: str
    holding: Holding
    since: date | None = None
    until: date | None = None

    def on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Person:
    """Who may sign in; ``able`` is whether a password was set."""

    id: int
    name: str
    full_name: str
    disabled: bool
    able: bool
    memberships: tuple[Membership, ...] = ()

    @property
    def offices(self) -> tuple[str, ...]:
        """Where they have roles."""
        return tuple(dict.fromkeys(one.office for one in self.memberships))


@dataclass(frozen=True, slots=True)
class Kept:
    """A session as it is kept: ``key`` is the hash of its cookie."""

    key: str
    person: Person
    csrf: str
    since: datetime
    agent: str

    @property
    def short(self) -> str:
        """By which a page names it, and a row of the log."""
        return self.key[:16]
