"""``templates/<slug>/type.yaml`` → DocumentType: a kind of document is a folder.

``like:`` takes over another folder's keys, fields and body.md.j2: what two kinds share stands once.
"""

from __future__ import annotations

import os
from collections.abc import Mapping as Map
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from congvan.model.raw import Raw
from congvan.model.source import DocumentType, KindField, SignatureType, Spanned
from congvan.problems import Problems, Span, term
from congvan.read.keys import BY_KIND, STANDARD
from congvan.read.shapes import KEY, Anything, Choice, Field, Flag, Many, Record, Table, Text, place, value
from congvan.read.source import bytes_of, contained, template
from congvan.text.nearest import nearest
from congvan.yaml.tree import Mapping, Node, Scalar, parse
from congvan.yaml.tree import Sequence as List

TYPE_FILE = "type.yaml"
BASE_FILE = "base.yaml"
BODY_FILE = "body.md.j2"
NEW_FILE = "new.yaml"

PARTS = Choice.of(
    "part", "head", "subject", "title", "addressees", "authority", "grounds", "order", "body", "signature",
    "confirmation", "foot", "attached", "annexes",
)  # fmt: skip
TYPES = Choice.of("type", "text", "lines", "date", "integer", "list", "record")
SIMPLE = Choice.of("type", "text", "date", "integer")
NAMES = frozenset({"body", "issuer", "unit", "signer", "to", "loop", "true", "false", "none"})
"""What body.md.j2 may name beside the kind's own fields."""

_FIELD = (
    Field("title", Text(), "kind.field.title", required=True),
    Field("description", Text(), "kind.field.description"),
    Field("required", Flag(), "kind.field.required"),
    Field("example", Anything(), "kind.field.example"),
)
_INNER = Record((Field("type", SIMPLE, "kind.field.type", required=True), *_FIELD))
_OWN = Record(
    (
        Field("type", TYPES, "kind.field.type", required=True),
        *_FIELD,
        Field("fields", Table(_INNER, KEY), "kind.field.fields"),
    )
)
_SIGNATURE = Record(
    (
        Field("label", Text(), "kind.signature.label", examples=("Thư ký",)),
        Field("by", Text(KEY, "signer"), "kind.signature.by", required=True),
        Field("post", Choice.of("post", "above", "below", "none"), "kind.signature.post"),
    )
)
_KEYS = Choice(BY_KIND)

KIND = Record(
    (
        Field("name", Text(), "kind.name"),
        Field("abbreviation", Text(r"^[^\s/\-:;,]+$", "QĐ"), "kind.abbreviation"),
        Field("form", Text(), "kind.form"),
        Field("like", Text(), "kind.like"),
        Field("parts", Many(PARTS), "kind.parts"),
        Field(
            "title",
            Choice.of("heading", "full", "no-rule", "name-only"),
            "kind.title",
        ),
        Field("numbered", Flag(), "kind.numbered"),
        Field("dated", Flag(), "kind.dated"),
        Field("subject_prefix", Text(), "kind.subject_prefix", examples=("V/v",)),
        Field(
            "addressee_label",
            Text(r"^([^{}]|\{issuer\}|\{authority\})*$", "{issuer} điện:"),
            "kind.addressee_label",
            examples=("{issuer} điện:",),
        ),
        Field("authority", Choice.of("ruler", "signer", "issuer"), "kind.authority"),
        Field("order_words", Text(), "kind.order_words", examples=("QUYẾT ĐỊNH:",)),
        Field("articles", Flag(), "kind.articles"),
        Field("recipients", Choice.of("beside", "beside", "below"), "kind.recipients"),
        Field("signatures", Many(_SIGNATURE), "kind.signatures"),
        Field("confirmation", Text(), "kind.confirmation"),
        Field("requires", Many(_KEYS), "kind.requires"),
        Field("allows", Many(_KEYS), "kind.allows"),
        Field("fields", Table(_OWN, KEY, "meeting"), "kind.fields"),
    )
)
BODY_KEYS = frozenset({"subject", "body"})
OF_PART: Map[str, tuple[str, ...]] = {
    "addressees": ("to",),
    "authority": ("authority",),
    "grounds": ("grounds", "proposal"),
    "attached": ("attached",),
    "annexes": ("annexes",),
    "foot": ("footer",),
}
"""Which keys of a circular belong to a part: without the part, the key is a fault."""


def read(folder: Path, shown: str, bases: Sequence[Path], problems: Problems) -> DocumentType | None:
    """A kind's folder → DocumentType. ``bases``: where ``like:`` looks, the workspace's own first.

    Errors: shapes, CV050 to CV057.
    """
    before = len(problems)
    chain = _chain(folder, shown, bases, problems)
    if len(problems) > before:
        return None
    found: dict[str, Any] = {}
    for record, _ in reversed(chain):
        fields = found.get("fields", {}) | record.get("fields", {})
        found |= record | {"fields": fields}
    _check(found, chain[0][0], problems)
    if len(problems) > before:
        return None
    made = _made(found, folder, [where for _, where in chain], bases, problems)
    return made if len(problems) == before else None


def _chain(
    folder: Path, shown: str, bases: Sequence[Path], problems: Problems
) -> list[tuple[dict[str, Any], tuple[Path, str]]]:
    """The records of a folder and of those it is like, itself first, each with where it stands."""
    chain: list[tuple[dict[str, Any], tuple[Path, str]]] = []
    seen: list[Path] = []
    at: tuple[Path, str] | None = (folder, shown)
    while at is not None:
        path, name = at
        seen.append(path)
        file = TYPE_FILE if os.path.lexists(path / TYPE_FILE) else BASE_FILE
        record = _record(path / file, f"{name}/{file}", bases, problems)
        if record is None:
            return []
        chain.append((record, at))
        at = _like(record, seen, bases, problems)
    return chain


def _record(path: Path, shown: str, bases: Sequence[Path], problems: Problems) -> dict[str, Any] | None:
    data = bytes_of(path, shown, problems) if contained(path, bases, shown, problems) else None
    tree = None if data is None else parse(data, shown, problems)
    return None if tree is None else KIND.read(tree, problems, "")


def _like(
    record: dict[str, Any], seen: list[Path], bases: Sequence[Path], problems: Problems
) -> tuple[Path, str] | None:
    """The folder that ``like:`` names; a kind that is like its own name means the one that ships. Errors: CV050."""
    like = record.get("like")
    if like is None:
        return None
    known: dict[str, None] = {}
    for base in bases:
        for file in (TYPE_FILE, BASE_FILE):
            folder = base / like.value
            if _plain(like.value) and (folder / file).is_file() and folder not in seen:
                return folder, folder.as_posix()
            known |= {p.parent.name: None for p in sorted(base.glob(f"*/{file}"))}
    circle = any(path.name == like.value for path in seen)
    code = "CV051" if circle else "CV050"
    problems.error(code, like.span, at="like", like=like.value, near=nearest(like.value, known))
    return None


def _plain(name: str) -> bool:
    return "/" not in name and "\\" not in name and not name.startswith(".")


def _check(found: dict[str, Any], own: dict[str, Any], problems: Problems) -> None:
    """What shapes can't say. Errors: CV041, CV052 to CV057."""
    top = place(own)
    for key, holder in (("name", own), ("parts", found)):
        if key not in holder:
            problems.error("CV041", top, at=key, key=key, title=term(f"kind.{key}"))
    parts = [part.value for part in found.get("parts", ())]
    for index, part in enumerate(found.get("parts", ())):
        if part.value in parts[:index]:
            problems.error("CV052", part.span, at="parts", part=part.value)
    for name, field in found["fields"].items():
        _check_field(name, field, problems)
    _check_signatures(found, problems)
    for part, key in (("order", "order_words"), ("confirmation", "confirmation")):
        if part in parts and key not in found:
            problems.error("CV055", top, at=key, part=part, key=key)


def _check_signatures(found: dict[str, Any], problems: Problems) -> None:
    signatures = found.get("signatures", ())
    known = ["signer", *(n for n, f in found["fields"].items() if value(f, "type") in ("text", "record"))]
    for signature in signatures:
        by = signature["by"]
        if by.value not in known:
            problems.error("CV056", by.span, at="signatures", name=by.value, near=nearest(by.value, known))
    if len(signatures) > 2:
        problems.error("CV057", place(signatures[2]), at="signatures")


def _check_field(name: str, field: dict[str, Any], problems: Problems) -> None:
    at = f"fields.{name}"
    if name in STANDARD or name in NAMES:
        problems.error("CV053", place(field), at=at, name=name)
    kind, inner = value(field, "type"), field.get("fields")
    if (kind == "record" and not inner) or (inner and kind not in ("record", "list")):
        problems.error("CV054", place(field), at=at, name=name, type=kind)


def _made(
    found: dict[str, Any], folder: Path, chain: list[tuple[Path, str]], bases: Sequence[Path], problems: Problems
) -> DocumentType:
    parts = tuple(part.value for part in found["parts"])
    implied = {key for part in parts for key in OF_PART.get(part, ())}
    requires = frozenset(k.value for k in found["requires"]) if "requires" in found else BODY_KEYS
    allows = frozenset(k.value for k in found.get("allows", ())) | implied | requires | BODY_KEYS
    given = {
        key: value(found, key)
        for key in ("title", "numbered", "dated", "authority", "articles", "recipients")
        if value(found, key) is not None
    }
    if "signatures" in found:
        given["signatures"] = tuple(
            SignatureType(value(s, "label"), value(s, "by"), value(s, "post") or "above") for s in found["signatures"]
        )
    return DocumentType(
        slug=folder.name,
        name=value(found, "name"),
        abbreviation=value(found, "abbreviation"),
        form=value(found, "form") or "",
        parts=parts,
        subject_prefix=value(found, "subject_prefix") or "",
        addressee_label=value(found, "addressee_label"),
        order_words=value(found, "order_words"),
        confirmation=value(found, "confirmation"),
        requires=requires,
        allows=allows,
        body_template=_template(chain, bases, problems),
        new_file=next(((p / NEW_FILE).as_posix() for p, _ in chain if os.path.lexists(p / NEW_FILE)), None),
        folder=folder.as_posix(),
        fields={name: _field(name, f) for name, f in found["fields"].items()},
        **given,
    )


def _template(chain: list[tuple[Path, str]], bases: Sequence[Path], problems: Problems) -> Spanned[str] | None:
    """The nearest body.md.j2, each of its lines with its place. Errors: those of a template."""
    for path, shown in chain:
        file, name = path / BODY_FILE, f"{shown}/{BODY_FILE}"
        if os.path.lexists(file):
            text = template(file, name, bases, problems)
            if text is None:
                return None
            start = Span(name, 1, 1)
            return Spanned(text, start, tuple(range(1, text.count("\n") + 2)), Raw(text, start))
    return None


def _field(name: str, record: dict[str, Any]) -> KindField:
    return KindField(
        name=name,
        type=value(record, "type"),
        title=value(record, "title"),
        description=value(record, "description") or "",
        required=bool(value(record, "required")),
        example=bare(record.get("example")),
        fields=tuple(_field(key, inner) for key, inner in (record.get("fields") or {}).items()),
        span=place(record),
    )


def bare(node: Node | None) -> Any:
    """An example as Python's own values, for the schema and for ``new``."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, List):
        return [bare(item) for item in node.items]
    if isinstance(node, Mapping):
        return {key: bare(child) for key, child in node.entries.items()}
    return None
