"""Who does what is done: a name, and in a studio of offices the role and the session."""

from __future__ import annotations

ROLE_MOST, SESSION_MOST = 140, 16
"""Letters of a role and of the word for a session in the audit log."""


class Actor(str):
    """Who does what is done, as the audit log names them, with the role in which it is done and a word for the session;
    the command line knows neither. It goes wherever a name goes.
    """

    role: str
    session: str

    __slots__ = ("role", "session")

    def __new__(cls, name: str, role: str = "", session: str = "") -> Actor:
        """``session``: the beginning of the hash by which a session is kept, never what opens it."""
        made = super().__new__(cls, name)
        made.role, made.session = role, session
        return made

    def __reduce__(self) -> tuple[type[Actor], tuple[str, str, str]]:
        return Actor, (str(self), self.role, self.session)


def seat_of(actor: str) -> tuple[str, str]:
    """Role and session of who does it, both "" where a name is all that is known."""
    return (actor.role, actor.session) if isinstance(actor, Actor) else ("", "")


def same_actor(one: str, other: str) -> bool:
    """Whether two are one person in one role and session."""
    return one == other and seat_of(one) == seat_of(other)
