"""A file as a form: groups of fields, each with its path, its words and value, what may be chosen, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from congvan.problems import Diagnostic

Widget = Literal[
    "text", "lines", "markdown", "date", "integer", "flag", "choice", "list", "table", "record", "odd",
]  # fmt: skip
"""``list``: items that can be ordered, ``table``: items with names of their own, ``record``: fields of one thing,
``odd``: what can't be shown as a field, because the text has something else there than belongs there.
"""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that may be chosen. ``group``: that it stands for several, whose names are ``members``; ``about``: what
    is said beside its name.
    """

    value: str
    label: str
    about: str = ""
    group: bool = False
    members: tuple[str, ...] = ()
    search: str = ""
    """Label and value without marks and capitals: whoever types "so noi" finds "Sở Nội vụ"."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``path`` is that of the operations; ``value`` as it stands in the file, a date as people write it.
    ``choices`` names the list in :attr:`Form.choices`; ``free``: something else may be typed too.
    """

    path: str
    name: str
    label: str
    widget: Widget
    help: str = ""
    value: str = ""
    present: bool = False
    required: bool = False
    example: str = ""
    choices: str = ""
    free: bool = False
    fields: tuple[Field, ...] = ()
    items: tuple[Item, ...] = ()
    new: object = ""
    """What an operation inserts as a further item."""
    pattern: str = ""
    """Of the names of a table's items, or of the text itself."""
    faults: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list or table: a ``field`` of its own, with what it is called."""

    path: str
    title: str
    field: Field
    about: str = ""
    members: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together. ``open``: whether it is shown at once."""

    name: str
    label: str
    fields: tuple[Field, ...]
    open: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """``unfit``: why no field can be changed at the moment, with its line; there are no groups then. ``faults``: those
    that belong to no field. ``kind``: the slug of a circular's kind.
    """

    id: str
    etag: str
    groups: tuple[Group, ...]
    choices: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    faults: tuple[Diagnostic, ...] = ()
    unfit: Diagnostic | None = None
    kind: str = ""
    issued: str = ""

    def find(self, path: str) -> Field | None:
        """The field of a path, or the nearest around it."""
        best: Field | None = None
        for one in every(self):
            if (path == one.path or path.startswith((f"{one.path}.", f"{one.path}["))) and (
                best is None or len(one.path) > len(best.path)
            ):
                best = one
        return best


def every(form: Form) -> list[Field]:
    """Every field of a form, those of items among them."""
    found: list[Field] = []

    def walk(one: Field) -> None:
        found.append(one)
        for inner in one.fields:
            walk(inner)
        for item in one.items:
            walk(item.field)

    for group in form.groups:
        for one in group.fields:
            walk(one)
    return found
