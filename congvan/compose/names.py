"""What a text may name between ``{{`` and ``}}``: plain tables of strings, nothing that Python could walk from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from jinja2 import nodes

from congvan.compose import citation
from congvan.compose.placed import Placed
from congvan.model.circular import Circular

MARK = 0x100000
"""The first of the marks: private signs of the last plane, which no text of a circular has."""
MARKS = re.compile("[\U00100000-\U0010ffff]")


@dataclass(slots=True)
class Marks:
    """What a copy's own words are told apart by: each that is put in is the next mark."""

    count: int = 0

    def mark(self) -> str:
        """The next one."""
        self.count += 1
        return chr(MARK + self.count - 1)


@dataclass(slots=True)
class Named:
    """One name: ``first`` is printed the first time it stands alone, ``again`` afterwards; ``forms`` by attribute.

    ``used`` and ``told`` are the memory of one composition, not of the program.
    """

    key: str
    first: str
    again: str
    forms: Mapping[str, str | None]
    used: bool = False
    told: bool = field(default=False)
    marks: Marks | None = None  # what depends on this name is told apart

    def print(self) -> str:
        """The text where the name stands alone."""
        text = self.again if self.told else self.first
        self.told = True
        return text

    def form(self, attribute: str) -> str | None:
        """The text of an attribute; the full form counts as having told all of it once."""
        if attribute == "full":
            self.told = True
        return self.forms[attribute]


def asked(node: nodes.Expr) -> list[str]:
    """The names that an expression asks for."""
    return [found.name for found in (node, *node.find_all(nodes.Name)) if isinstance(found, nodes.Name)]


def on_one_line(value: str) -> str:
    """What is put into a text: a value never begins a line of its own."""
    return value.replace("\n", " ").replace("\r", " ")


class Unsaid(str):
    """What a recipient's row says nothing of: a condition finds it empty, and printing it is a fault of the row."""

    name: str

    def __new__(cls, name: str) -> Unsaid:
        """``name``: of the column."""
        made = super().__new__(cls, "")
        made.name = name
        return made


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that a kind's form may go through; alone in a sentence it prints its items with commas between."""

    key: str
    items: tuple[Named, ...]

    @property
    def forms(self) -> Mapping[str, str | None]:
        """``many`` is true for two or more items."""
        return {"many": "1" if len(self.items) > 1 else "", "count": str(len(self.items))}

    def print(self) -> str:
        """The items in one sentence."""
        return ", ".join(item.print().rstrip(" ;,") for item in self.items)


@dataclass(frozen=True, slots=True)
class Inserted:
    """Blocks that stand alone on a line of a kind's form: the body, or a field of several lines."""

    key: str
    blocks: tuple[Placed, ...]


Value = Named | Listed | Inserted


def typed(forms: Iterable[str]) -> list[str]:
    """Those attributes that a text can name: a column may have a heading of several words."""
    return [form for form in forms if form.replace(".", "_").isidentifier()]


def law_names(circular: Circular, names: Mapping[str, Value]) -> dict[str, Value]:
    """The names as a ground prints them: a law by its name and date (PL I.I.II.6a), the rest as in the text."""
    made = dict(names)
    for key, reference in circular.references.items():
        told = names[key]
        if reference.name and reference.date and isinstance(told, Named):
            text = citation.law_in_ground(reference)
            made[key] = Named(key, text, text, told.forms)
    return made


def names_of(circular: Circular) -> dict[str, Value]:
    """References by their keys, ``issuer`` and ``unit``."""
    names: dict[str, Value] = {}
    for key, reference in circular.references.items():
        names[key] = Named(key, citation.full(reference), citation.short(reference), citation.forms(reference))
    issuer = circular.issuer
    names["issuer"] = Named(
        "issuer",
        issuer.name.value,
        issuer.name.value,
        {
            "name": issuer.name.value,
            "parent": issuer.parent,
            "symbol": issuer.symbol,
            "place": issuer.place,
            "code": issuer.code,
            "address": issuer.address,
            "phone": issuer.phone,
            "fax": issuer.fax,
            "email": issuer.email,
            "website": issuer.website,
        },
    )
    if circular.unit:
        unit = circular.unit
        names["unit"] = Named("unit", unit.name, unit.name, {"name": unit.name, "symbol": unit.symbol})
    return names
