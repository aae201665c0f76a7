"""Which kinds share a sequence of numbers, and what is told of numbers that were left out (NĐ 30/2020, Điều 15)."""

from __future__ import annotations

from congvan.model.register import COMMON, COPIES, Code
from congvan.model.source import Numbering
from congvan.problems import Problems, term

COPY_FORMS = ("sao-y", "sao-luc", "trich-sao")


def sequence_of(kind: str, numbering: tuple[Numbering, ...]) -> tuple[str, tuple[str, ...]]:
    """The key of the sequence that a kind takes its number from, and the kinds that share it by name.

    The key is the group's name, or else its kinds in alphabetical order: turning the list about changes nothing, and
    a group that was really changed is noticed (CV517) instead of starting at 1 again. A named group may take in a kind
    that has no number yet this year: its sequence goes on.
    """
    if kind in COPY_FORMS:
        return COPIES, COPY_FORMS
    for group in numbering:
        kinds = tuple(k.value for k in group.kinds)
        if kind in kinds:
            return group.name.value if group.name else "+".join(sorted(kinds)), kinds
    return COMMON, (kind,)


def jumped(problems: Problems, code: Code, year: int, free: list[tuple[int, int]], following: int) -> None:
    """Warning CV536: numbers below ``code`` that nobody has."""
    if free:
        told = tuple(first if first == last else term("range", first=first, last=last) for first, last in free)
        problems.warning("CV536", None, code=code, year=year, free=told, next=following)
