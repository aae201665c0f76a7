"""A role as it is typed, ``ky:giam-doc``, and what a person holds in an office on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Role = Literal["soan-thao", "truong-don-vi", "kiem-tra", "ky", "van-thu", "quan-tri"]
ROLES: tuple[Role, ...] = get_args(Role)
OF_UNIT: frozenset[Role] = frozenset(("soan-thao", "truong-don-vi"))
"""Roles that are held in a unit; a drafter without one drafts for all units."""
NEEDED: frozenset[Role] = frozenset(("truong-don-vi", "ky"))
"""Roles that mean nothing without a unit or a signer."""


@dataclass(frozen=True, slots=True, order=True)
class Holding:
    """A role with its unit or signer (``scope``, "" for all); ``giver``: the full name of who delegated it,
    ``document`` by which paper (Điều 13.3).
    """

    role: Role
    scope: str = ""
    giver: str = ""
    document: str = ""

    def __str__(self) -> str:
        return f"{self.role}:{self.scope}" if self.scope else self.role

    def covers(self, role: Role, scope: str) -> bool:
        """Whether it is that role for that unit or signer."""
        return self.role == role and self.scope in ("", scope)


def parse(typed: str) -> Holding | None:
    """``ky:giam-doc`` → the role and its scope; None where there is no such role, or it lacks its scope or has one that
    it can't have.
    """
    name, colon, scope = typed.strip().partition(":")
    scope = scope.strip()
    role = next((one for one in ROLES if one == name.strip()), None)
    if role is None or (colon and not scope) or (role in NEEDED and not scope):
        return None
    return Holding(role, scope) if not scope or role in OF_UNIT or role == "ky" else None
