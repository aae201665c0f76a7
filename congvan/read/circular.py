"""A file under ``circulars/`` → CircularSource."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from congvan.model.source import (
    AddresseeSource,
    AnnexSource,
    AttachedSource,
    CircularSource,
    DocumentType,
    MergeSource,
    ReferenceSource,
    Spanned,
    TableSource,
)
from congvan.problems import Problems, Span
from congvan.read.keys import CIRCULAR, DEFAULT_KIND, STANDARD
from congvan.read.own import read_own
from congvan.read.shapes import place, value
from congvan.yaml.tree import Mapping, Node, Scalar

KindOf = Callable[[Spanned[str]], DocumentType | None]
"""``type:`` → the kind, None after its faults are named."""


def circular(
    root: Node, id: str, file: str, problems: Problems, kind_of: KindOf | None = None, *, partly: bool = False
) -> CircularSource | None:
    """The tree of one file → CircularSource; every fault of shape is named, None where it leaves nothing to go on with.

    With ``kind_of`` the kind's own fields are read too; without, they wait in ``own`` for who knows the kind.
    ``partly``: keys that can't be read are left out, whatever they say.
    """
    found = CIRCULAR.read(root, problems, "")
    if found is None and isinstance(root, Mapping):
        found = _without_aside(root) or (CIRCULAR.partly(root) if partly else None)
    keys, own = _own(root)
    blank = _blank(root)
    fields = None
    if kind_of is not None and isinstance(root, Mapping):
        kind = kind_of(_type(root, found))
        fields = None if kind is None else read_own(own, keys, Span(file, 1, 1), kind, problems, blank)
    if found is None or not isinstance(root, Mapping):
        return None
    nothing = Spanned("", Span(file, 1, 1))
    as_they_are: dict[str, Any] = {name: found.get(name) for name in _AS_THEY_ARE}
    return CircularSource(
        id=id,
        file=file,
        span=Span(file, 1, 1),
        type=found.get("type") or Spanned(DEFAULT_KIND, Span(file, 1, 1)),
        subject=found.get("subject") or nothing,
        signer=found.get("signer") or nothing,
        body=found.get("body") or nothing,
        footer=bool(value(found, "footer")),
        dossier=found.get("file"),
        fields=fields,
        keys=keys,
        own=own,
        blank=blank,
        **as_they_are,
        **_lists(found),
    )


_AS_THEY_ARE = (
    "unit", "edition", "follows", "number", "date", "urgency", "circulation", "archive_copies", "drafter", "print_run",
    "authority", "proposal", "per_recipient", "due",
)  # fmt: skip


_ASIDE = (
    "number", "date", "urgency", "circulation", "authority", "copies", "archive", "archive_copies", "drafter",
    "print_run", "footer", "accept", "due", "file",
)  # fmt: skip
"""Keys that say nothing of the text: a fault in one of them leaves all else to be checked in the same run."""


def _without_aside(root: Mapping) -> dict[str, Any] | None:
    """The keys of a file but those aside; None where another one has a fault."""
    rest = {key: node for key, node in root.entries.items() if key not in _ASIDE}
    found: dict[str, Any] | None = CIRCULAR.read(replace(root, entries=rest), Problems(), "")
    return found


def _lists(found: dict[str, Any]) -> dict[str, Any]:
    """What is listed or a record of its own."""
    archive, merge = found.get("archive"), found.get("merge")
    return {
        "merge": _merge(merge) if merge is not None else None,
        "references": {key: _reference(key, record) for key, record in found.get("references", {}).items()},
        "to": _addressees(found.get("to", ())),
        "copies": _addressees(found.get("copies", ())),
        "archive": tuple(archive) if archive is not None else None,
        "annexes": tuple(map(_annex, found.get("annexes", ()))),
        "grounds": tuple(found.get("grounds", ())),
        "accept": tuple(found.get("accept", ())),
        "attached": tuple(
            AttachedSource(a["type"], a["subject"], a["body"], place(a)) for a in found.get("attached", ())
        ),
        **{name: tuple(found.get(name, ())) for name in ("replies", "corrects", "replaces", "recalls")},
    }


def _merge(m: dict[str, Any]) -> MergeSource:
    return MergeSource(m["file"], m["key"], m["name"], place(m), *(m.get(key) for key in ("address", "email", "sheet")))


def _annex(a: dict[str, Any]) -> AnnexSource:
    table = a.get("table")
    wanted = None
    if table is not None:
        wanted = TableSource(table["file"], place(table), *(table.get(key) for key in ("sheet", "range", "head")))
    body = a.get("body") or Spanned("", place(a))
    return AnnexSource(a.get("title"), body, value(a, "landscape"), place(a), wanted)


def _own(root: Node) -> tuple[dict[str, Span], dict[str, Node]]:
    """Every key with its place, and the nodes of those that are not common to all kinds."""
    if not isinstance(root, Mapping):
        return {}, {}
    filled = {k: n for k, n in root.entries.items() if not (isinstance(n, Scalar) and not n.value and not n.tail)}
    return {k: root.keys[k] for k in filled}, {k: n for k, n in filled.items() if k not in STANDARD}


def _blank(root: Node) -> dict[str, Span]:
    """Keys that were left without a value, each with the place where it belongs."""
    if not isinstance(root, Mapping):
        return {}
    return {
        k: n.span for k, n in root.entries.items() if isinstance(n, Scalar) and n.raw and not n.value and not n.tail
    }


def _type(root: Mapping, found: dict[str, Any] | None) -> Spanned[str]:
    """``type:`` even of a file with faults elsewhere, so that those of its own fields are named too."""
    if found is not None and "type" in found:
        typed: Spanned[str] = found["type"]
        return typed
    node = root.entries.get("type")
    if isinstance(node, Scalar) and node.value.strip():
        return Spanned(node.value.strip(), node.span)
    return Spanned(DEFAULT_KIND, root.span)


def _reference(key: str, record: dict[str, Any]) -> ReferenceSource:
    names = ("number", "year", "date", "issuer", "type", "subject", "name", "code")
    return ReferenceSource(key=key, span=place(record), **{name: record.get(name) for name in names})


def _addressees(records: Any) -> tuple[AddresseeSource, ...]:
    return tuple(
        AddresseeSource(
            value(r, "ref"),
            value(r, "text"),
            value(r, "as"),
            value(r, "note"),
            place(r),
            tuple(r.get("for", ())),
            tuple(r[key] for key in ("text", "as", "note") if key in r),
        )
        for r in records
    )
