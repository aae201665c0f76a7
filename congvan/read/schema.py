"""JSON Schema, draft 7, of the three files, made from the shapes that the reader follows.

A circular's ``type:`` chooses, by ``if`` and ``then``, the fields of its kind and which of the common keys it may
have. ``python -m congvan.read.schema`` writes ``schemas/*.json`` for the kinds that ship; a test keeps them equal to
the code. The command ``schema`` adds the kinds of the workspace.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from congvan import messages
from congvan.model.source import DocumentType
from congvan.problems import Problems, term
from congvan.read import kind as _kind
from congvan.read.keys import CIRCULAR, DEFAULT_KIND, STANDARD
from congvan.read.office import ISSUER, RECIPIENTS
from congvan.read.own import RULED, as_field
from congvan.read.shapes import described

SHAPES = {
    "circular": (CIRCULAR, "file.circular"),
    "issuer": (ISSUER, "file.issuer"),
    "recipients": (RECIPIENTS, "file.recipients"),
}


def schema(which: str, kinds: Sequence[DocumentType] = ()) -> dict[str, Any]:
    """The schema of ``circular``, ``issuer`` or ``recipients``; ``kinds`` are those that a circular may be of."""
    record, title = SHAPES[which]
    made = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": messages.worded(term(title)),
        **record.schema(),
    }
    if which == "circular" and kinds:
        made["properties"]["type"] |= {
            "enum": [kind.slug for kind in kinds],
            "markdownEnumDescriptions": [_about(kind) for kind in kinds],
        }
        made["allOf"] = [_of_kind(kind) for kind in kinds]
    return made


def _about(kind: DocumentType) -> str:
    return f"{kind.name} ({kind.form})" if kind.form else kind.name


def _of_kind(kind: DocumentType) -> dict[str, Any]:
    """What ``type:`` decides: own fields with their titles, the keys that may stand there, those that must."""
    chosen: dict[str, Any] = {"properties": {"type": {"const": kind.slug}}}
    if kind.slug != DEFAULT_KIND:
        chosen["required"] = ["type"]
    own = [as_field(field) for field in kind.fields.values()]
    keys = sorted((STANDARD - set(RULED)) | (kind.allows & set(RULED))) + list(kind.fields)
    must = sorted(kind.requires - {"to"}) + [field.name for field in own if field.required]
    then: dict[str, Any] = {"propertyNames": {"enum": keys}, "required": must}
    if "to" in kind.requires:  # a list of people may stand for it
        then["anyOf"] = [{"required": [name]} for name in ("to", "merge")]
    if own:
        then = {"properties": {field.name: described(field) for field in own}, **then}
    return {"if": chosen, "then": then}


def read_kinds(folders: Mapping[str, Path], bases: Sequence[Path], problems: Problems) -> list[DocumentType]:
    """Every kind of ``folders`` that has no fault; the faults of the others are named."""
    found = (_kind.read(folder, folder.as_posix(), bases, problems) for _, folder in sorted(folders.items()))
    return [kind for kind in found if kind is not None]


def text(which: str) -> str:
    """The schema as it stands in ``schemas/``: with the kinds that ship."""
    from congvan.workspace import shipped_templates

    bases = shipped_templates()
    folders = {p.parent.name: p.parent for base in bases for p in base.glob("*/type.yaml")}
    kinds = read_kinds(folders, bases, Problems()) if which == "circular" else []
    return json.dumps(schema(which, kinds), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name in SHAPES:
        Path("schemas", f"{name}.json").write_text(text(name), encoding="utf-8")
