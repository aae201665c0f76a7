"""What only a kind can say of a circular's keys: its own fields, and which of the common keys it needs or has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from congvan.model.source import CircularSource, DocumentType, FieldValue, KindField
from congvan.problems import Problems, Span, Term, term
from congvan.read.figures import Day, Integer
from congvan.read.keys import BY_KIND, STANDARD
from congvan.read.places import spoken
from congvan.read.shapes import OF_EFFECT, Field, Many, Record, Shape, Text
from congvan.text.nearest import nearest
from congvan.yaml.typed import MAX_NAMED

RULED = ("subject", "body", "to", "authority", "grounds", "proposal", "attached", "annexes", "footer")
"""Keys of a circular that some kinds have and others don't."""


def shape_of(field: KindField) -> Shape:
    """The shape that a declared field's value must have."""
    if field.type == "lines":
        return Text(lines=True)
    if field.type == "date":
        return Day()
    if field.type == "integer":
        return Integer()
    if field.type == "record":
        return Record(tuple(as_field(inner) for inner in field.fields))
    if field.type == "list":
        return Many(Record(tuple(as_field(f) for f in field.fields)) if field.fields else Text())
    return Text()


def as_field(field: KindField) -> Field:
    """A declared field as the reader and the schema know fields."""
    examples = () if field.example is None else (field.example,)
    return Field(field.name, shape_of(field), "", field.required, examples, field.title, field.description)


def read_own(
    own: Mapping[str, Any], keys: Mapping[str, Span], root: Span, kind: DocumentType, problems: Problems,
    blank: Mapping[str, Span],
) -> dict[str, FieldValue]:  # fmt: skip
    """The values of the kind's own fields, after every fault of the file's keys against the kind is named.

    Errors: CV030 unknown key, CV032 one in ``blank`` that is needed, CV041 one that is missing, CV048 one that this
    kind doesn't have; shapes.
    """
    made: dict[str, FieldValue] = {}
    known = [*STANDARD, *kind.fields]
    for name in [name for name in own if name not in kind.fields][:MAX_NAMED]:
        near = nearest(name, [k for k in known if k not in OF_EFFECT])
        problems.error("CV030", keys[name], at=name, key=name[:60], near=near, known=", ".join(known))
    for name in [name for name in own if name in kind.fields]:
        node = own[name]
        found = shape_of(kind.fields[name]).read(node, problems, name)
        if found is not None:
            made[name] = _bare(found)
    for name, field in kind.fields.items():
        if field.required and name not in own:
            _lacking(name, field.title, root, blank, problems)
    for name in RULED:
        if name in keys and name not in kind.allows:
            problems.error("CV048", keys[name], at=name, key=name, title=term(BY_KIND[name]),
                           kind=term("kind", name=kind.name.lower(), slug=kind.slug))  # fmt: skip
    for name in sorted(kind.requires - {"to", "unit"}):  # resolve says of these two what they are for
        if name not in keys:
            _lacking(name, term(BY_KIND[name]), root, blank, problems)
    return made


def _lacking(name: str, title: str | Term, root: Span, blank: Mapping[str, Span], problems: Problems) -> None:
    """A key that the kind needs: left blank on its own line, or not there at all."""
    if name in blank:
        problems.error("CV032", blank[name], at=name, field=spoken(name))
    else:
        problems.error("CV041", root, at=name, key=name, title=title)


def _bare(found: Any) -> FieldValue:
    if isinstance(found, list):
        return tuple(_bare(item) for item in found)
    if isinstance(found, dict):
        return {key: item for key, item in found.items() if key}
    value: FieldValue = found
    return value


def complete(source: CircularSource, kind: DocumentType, problems: Problems) -> CircularSource:
    """A circular that was read without its kind, with the kind's own fields read; its faults are named."""
    return replace(source, fields=read_own(source.own, source.keys, source.span, kind, problems, source.blank))
