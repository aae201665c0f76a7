"""``formerly:`` of an agency, a unit, a signer, a group → what it was called before, each until its day.

An entry says what was otherwise then. What it leaves out was as in the time after it: so the first entry, once written,
stays true when a second is added below it.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Map
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeVar

from congvan.model.past import Past
from congvan.problems import Problems
from congvan.read.figures import Day
from congvan.read.shapes import Field, Many, Record, place
from congvan.yaml.tree import Mapping, Node, Sequence

T = TypeVar("T")
KEY = "formerly"


@dataclass(frozen=True)
class Formerly(Many):
    """A list of former names, the oldest first; one alone needs no list."""

    @property
    def keys(self) -> tuple[str, ...]:
        """What may have been otherwise."""
        assert isinstance(self.item, Record)
        return tuple(f.name for f in self.item.fields if f.name != "until")

    def read(self, node: Node, problems: Problems, at: str) -> list[dict[str, Any]] | None:
        """The entries, the oldest first, whatever their order. Errors: those of the record; CV143 two end on one day,
        CV145 an entry says nothing. Warning: CV144 not in the order of days.
        """
        listed = Sequence((node,), node.span) if isinstance(node, Mapping) else node
        found: list[dict[str, Any]] | None = super().read(listed, problems, at)
        if found is None:
            return None
        days = sorted(found, key=lambda entry: entry["until"].value)
        good = True
        for index, entry in enumerate(found):
            if set(entry) <= {"", "until"}:
                problems.error("CV145", place(entry), at=f"{at}[{index}]", keys=self.keys)
                good = False
        for one, other in pairwise(days):
            if one["until"].value == other["until"].value:
                second = max((one, other), key=found.index)
                problems.error("CV143", second["until"].span, at=at, date=one["until"].value)
                good = False
        if good and days != found:
            late = next(b for a, b in pairwise(found) if a["until"].value > b["until"].value)
            problems.warning("CV144", late["until"].span, at=at, date=late["until"].value)
        return days if good else None

    def schema(self) -> dict[str, Any]:
        """One, or a list."""
        return {"anyOf": [self.item.schema(), super().schema()]}


def with_former(record: Record, *names: str) -> Record:
    """A record that may say what those of its keys were before."""
    kept = tuple(replace(f, required=False) for f in record.fields if f.name in names)
    until = Field("until", Day(), "former.until", required=True, examples=("2025-06-30",))
    former = Field(KEY, Formerly(Record((until, *kept))), "former")
    return replace(record, fields=(*record.fields, former))


def pasts(found: Map[str, Any], make: Callable[[dict[str, Any]], T | None]) -> tuple[Past[T], ...]:
    """The former states of a record that was read, the oldest first; ``make`` builds one from a whole record."""
    later, made = {key: value for key, value in found.items() if key != KEY}, list[Past[T]]()
    for entry in reversed(found.get(KEY, ())):
        later = {**later, **{key: value for key, value in entry.items() if key != "until"}}
        what = make(later)
        if what is not None:
            made.append(Past(entry["until"].value, what, place(entry)))
    return tuple(reversed(made))
