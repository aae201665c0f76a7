"""``corrects``, ``replaces``, ``recalls``: what a document may do to an earlier one, and in which form (Điều 18)."""

from __future__ import annotations

from collections.abc import Mapping

from congvan.model.circular import Reference
from congvan.model.source import CircularSource, DocumentType
from congvan.problems import Problems
from congvan.text.nearest import nearest

FIELDS = ("corrects", "replaces", "recalls")
LETTER = "cong-van"


def check(source: CircularSource, kind: DocumentType, references: Mapping[str, Reference], problems: Problems) -> None:
    """Errors: CV127 no such reference; warnings: CV528, CV529 a form that the decree does not give.

    Điều 18.3: what is wrong in content is amended or replaced by a document of equal form; what is wrong in form or
    procedure is corrected by a công văn. So a công văn may correct anything, and so may a document of the same kind,
    which amends it; only the same kind replaces. For a recall (Điều 18.4) the decree prescribes no form.
    """
    for name in FIELDS:
        for key in getattr(source, name):
            if key.value not in references:
                near = nearest(key.value, references)
                problems.error("CV127", key.span, at=name, field=name, key=key.value, near=near)
                continue
            given = source.references[key.value].type
            if given is None or given.value == kind.slug or name == "recalls":
                continue
            values = {"kind": kind.name, "old": references[key.value].type_name, "key": key.value}
            if name == "replaces":
                problems.warning("CV529", key.span, at=name, **values)
            elif kind.slug != LETTER:
                problems.warning("CV528", key.span, at=name, **values)
