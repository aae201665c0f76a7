"""A kind's fixed wording: body.md.j2 filled with the kind's own fields and the clerk's body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from congvan.compose import text
from congvan.compose.names import Inserted, Listed, Named, Value
from congvan.compose.placed import Placed
from congvan.compose.text import Setting
from congvan.model.circular import Circular
from congvan.model.document import Source, Table
from congvan.model.source import DocumentType, KindField, Spanned
from congvan.problems import Problems
from congvan.text.dates import long_date, short_date, two_digits
from congvan.text.letters import nfc
from congvan.text.nearest import nearest

_PRINTED = re.compile(r"\{[{%](.*?)[%}]\}")
_NAME = re.compile(r"[a-z_]\w*")
COMMON = ("body", "to", "subject", "issuer", "unit", "signer", "loop")
"""What a form may name beside the kind's own fields."""


def filled(
    circular: Circular, names: Mapping[str, Value], own: Mapping[str, Value], body: tuple[Placed, ...], setting: Setting
) -> tuple[Placed, ...] | None:
    """The blocks of the form with everything in its place, or the body alone where the kind has no form."""
    kind = circular.kind
    if kind.body_template is None:
        return body
    signer = circular.signer
    subject = " ".join(nfc(circular.source.subject.value).split())
    common: dict[str, Value] = {
        "body": Inserted("body", body),
        "to": Listed("to", tuple(Named("to", a.printed, a.printed, {}) for a in circular.to)),
        "subject": Named("subject", subject, subject, {}),
        "issuer": names["issuer"],
        "unit": names.get("unit", Named("unit", "", "", {"name": "", "symbol": ""})),
        "signer": Named("signer", signer.name, signer.name, {"name": signer.name, "title": signer.title}),
    }
    found = text.read(kind.body_template, {**common, **own}, "", setting, articles=kind.articles, form=True)
    return None if found is None else tuple(_sourced(placed, circular, kind.body_template) for placed in found)


def _sourced(placed: Placed, circular: Circular, form: Spanned[str]) -> Placed:
    """A block of the form with the first field that its wording prints; without one it keeps the form's own line."""
    source = placed.block.source
    if source is None or source.path or source.line not in form.lines:
        return placed
    begin, typed = form.lines.index(source.line), form.value.split("\n")
    end = next((n for n in range(begin, len(typed)) if not typed[n].strip()), len(typed))
    named = {*circular.kind.fields, "subject", "to", "unit", "signer", "body"}
    above = [line for line in typed[max(0, begin - 1) : begin] if "{%" in line]
    names = (
        word for text in (*typed[begin:end], *above) for part in _PRINTED.findall(text) for word in _NAME.findall(part)
    )
    name = next((word for word in names if word in named), None)
    if name is None:
        return placed
    span = circular.source.keys.get(name, circular.source.span)
    block = replace(placed.block, source=Source.at(name, span))
    # The rows' lines are those of the form; the clerk's field is one place.
    return Placed(replace(block, lines=()) if isinstance(block, Table) else block, placed.span)


def field_values(circular: Circular, names: Mapping[str, Value], setting: Setting) -> dict[str, Value]:
    """Every field of the kind as a form names it, those that were left out too."""
    given = circular.source.fields or {}
    return {name: _value(field, given.get(name), names, name, setting) for name, field in circular.kind.fields.items()}


def _value(field: KindField, given: Any, names: Mapping[str, Value], at: str, setting: Setting) -> Value:
    if field.type == "list":
        items = given or ()
        return Listed(
            field.name, tuple(_item(field, item, names, f"{at}[{i}]", setting) for i, item in enumerate(items))
        )
    if field.type == "lines":
        found = text.read(given, names, at, setting) if given is not None else ()
        return Inserted(field.name, found or ())
    return _item(field, given, names, at, setting)


def _item(field: KindField, given: Any, names: Mapping[str, Value], at: str, setting: Setting) -> Named:
    """A text, number, date or record; a record alone prints its first field."""
    if field.fields:
        record = given or {}
        inner = {f.name: _item(f, record.get(f.name), names, f"{at}.{f.name}", setting) for f in field.fields}
        first = inner[field.fields[0].name].first
        forms: dict[str, str | None] = {name: named.first for name, named in inner.items()}
        deeper = {f"{name}.{key}": text for name, named in inner.items() for key, text in named.forms.items()}
        return Named(field.name, first, first, forms | deeper)
    if given is None:
        return Named(field.name, "", "", dict.fromkeys(_FORMS.get(field.type, ()), ""))
    if isinstance(given.value, date):
        day = given.value
        shown = f"ngày {long_date(day)}"
        return Named(field.name, shown, shown, {"date": short_date(day), "long": long_date(day)})
    if isinstance(given.value, int):
        return Named(field.name, str(given.value), str(given.value), {"two": two_digits(given.value)})
    shown = text.line(given, names, at, setting) or ""
    return Named(field.name, shown, shown, {})


_FORMS: Mapping[str, tuple[str, ...]] = {"date": ("date", "long"), "integer": ("two",)}


def person(own: Mapping[str, Value], name: str) -> tuple[str, str] | None:
    """Name and post of who signs beside the signer, from the field ``name``; None where it was left out."""
    found = own.get(name)
    if not isinstance(found, Named) or not found.first:
        return None
    return found.forms.get("name") or found.first, found.forms.get("post") or ""


def check(kind: DocumentType, problems: Problems) -> None:
    """Every name that the form uses must be there, on any branch. Errors: CV201, CV204, CV205."""
    if kind.body_template is None:
        return
    from jinja2 import Environment, TemplateSyntaxError, nodes

    from congvan.compose.ends import path_of
    from congvan.compose.refusals import reason

    template: Spanned[str] = kind.body_template
    try:
        tree = Environment(trim_blocks=True, lstrip_blocks=True).parse(nfc(template.value))
        names, parts = list(tree.find_all(nodes.Name)), list(tree.find_all(nodes.Getattr))
    except TemplateSyntaxError as error:
        problems.error("CV201", template.at_line(error.lineno - 1), why=reason(error.message or ""))
        return
    except (RecursionError, ValueError, OverflowError, MemoryError):
        problems.error("CV202", template.span)
        return
    loops = {loop.target.name for loop in tree.find_all(nodes.For) if isinstance(loop.target, nodes.Name)}
    known = [*kind.fields, *COMMON]
    for name in names:
        if name.ctx == "load" and name.name not in known and name.name not in loops:
            near = nearest(name.name, known)
            place = template.at_line(name.lineno - 1)
            problems.error("CV204", place, name=name.name[:40], near=near, known=", ".join(known))
    for part in parts:
        owner, attribute = path_of(part)
        if owner is not None and owner.name in kind.fields:
            _check_part(kind.fields[owner.name], attribute, template.at_line(part.lineno - 1), problems)


def _check_part(field: KindField, attribute: str, place: Any, problems: Problems) -> None:
    known = ["many", "count"] if field.type == "list" else [f.name for f in field.fields]
    known += [f"{f.name}.{form}" for f in field.fields for form in _FORMS.get(f.type, ()) if field.type == "record"]
    known = known or list(_FORMS.get(field.type, ()))
    if attribute not in known:
        near = nearest(attribute, known)
        problems.error("CV205", place, name=field.name, attribute=attribute[:40], near=near, known=", ".join(known))
