"""References: from what the clerk gave of an earlier document to a whole one, or a fault at its place.

A wrong reference is an error even where the text never uses it: it would go wrong the day it is used.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Mapping

from congvan.model.circular import Reference
from congvan.model.source import CircularSource, DocumentType, ReferenceSource, Spanned
from congvan.problems import Problems, term
from congvan.resolve.kinds import KINDS, LAWS
from congvan.text.letters import fold
from congvan.text.nearest import nearest

RESERVED = frozenset(
    {
        "issuer",
        "unit",
        "recipient",
        "true",
        "false",
        "none",
        "loop",
        "range",
        "dict",
        "dieu",
        "namespace",
        "lipsum",
        "cycler",
        "joiner",
        "self",
        "caller",
        "varargs",
        "kwargs",
    }
)
_NUMBER = re.compile(r"(\d+)[a-zđ]?(?:/(\d{4}))?(?:/\D\S*)?\Z", re.IGNORECASE)
_FIELDS = ("number", "date", "issuer", "type", "subject")


KindOf = Callable[[Spanned[str], Problems], DocumentType | None]
"""``type:`` → the kind; None after its faults are named."""


def resolve_references(
    source: CircularSource, kind: DocumentType, problems: Problems, kind_of: KindOf | None = None
) -> Mapping[str, Reference]:
    """Every entry of ``references`` as a Reference; a faulty one is reported and kept as far as it is known."""
    return {key: _resolve_one(item, source, kind, problems, kind_of) for key, item in source.references.items()}


def _resolve_one(
    item: ReferenceSource, source: CircularSource, kind: DocumentType, problems: Problems, kind_of: KindOf | None
) -> Reference:
    at = f"references.{item.key}"
    _check_key(item, at, problems)
    slug, type_name = _type(item, kind, at, problems, kind_of)
    if slug in LAWS:
        _check_law(item, at, problems)
    else:
        _check_complete(item, at, problems)
    _check_number(item, slug, at, problems)
    if item.date and source.date and item.date.value > source.date.value:
        problems.error(
            "CV121",
            item.date.span,
            at=f"{at}.date",
            key=item.key,
            date=item.date.value,
            circular=source.date.value,
        )
    return Reference(
        key=item.key,
        type_name=type_name,
        number=_text(item.number),
        date=item.date.value if item.date else None,
        issuer=_text(item.issuer),
        subject=_text(item.subject),
        name=_law_name(item, type_name) if slug in LAWS else _text(item.name),
        code=item.code.value if item.code else None,
    )


def _check_key(item: ReferenceSource, at: str, problems: Problems) -> None:
    if item.key in RESERVED or item.key.lower() in RESERVED or keyword.iskeyword(item.key):
        problems.error("CV115", item.span, at=at, key=item.key)
    elif not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", item.key):
        example = re.sub(r"[^a-z0-9]+", "_", fold(item.key)).strip("_")
        problems.error("CV114", item.span, at=at, key=item.key, near=example if example[:1].isalpha() else "")


def _type(
    item: ReferenceSource, kind: DocumentType, at: str, problems: Problems, kind_of: KindOf | None
) -> tuple[str, str]:
    """Slug and printed name of the kind; a name alone (``{name: Luật …}``) speaks for a law."""
    if item.type is None:
        return ("luat", "Luật") if item.name else ("", "")
    slug = item.type.value
    if slug in KINDS:
        return slug, KINDS[slug][0]
    if slug == kind.slug:
        return slug, kind.name
    own = kind_of(item.type, Problems()) if kind_of is not None else None  # a kind of the workspace's own
    if own is not None:
        return slug, own.name
    by_name = {fold(name): (known, name) for known, (name, _) in KINDS.items()}
    near = by_name.get(fold(slug), ("", ""))[0] or nearest(slug, KINDS)
    problems.error("CV116", item.type.span, at=f"{at}.type", type=slug, near=near)
    return "", slug


def _check_law(item: ReferenceSource, at: str, problems: Problems) -> None:
    if item.name is None and item.subject is None:
        problems.error("CV119", item.span, at=at, key=item.key, fields=(term("lacking.name"),))


def _check_complete(item: ReferenceSource, at: str, problems: Problems) -> None:
    absent = [name for name in _FIELDS if getattr(item, name) is None]
    if not absent:
        return
    fields = tuple(term(f"lacking.{name}") for name in absent)
    if item.number and item.year and len(absent) == len(_FIELDS) - 1:
        # The register will complete such a reference; until there is one, only the clerk can.
        problems.error("CV118", item.span, at=at, key=item.key, fields=fields)
    else:
        problems.error("CV119", item.span, at=at, key=item.key, fields=fields)


def _check_number(item: ReferenceSource, slug: str, at: str, problems: Problems) -> None:
    """The number must look like số/ký hiệu and agree with the date, the year and the kind."""
    if item.date and item.year and item.date.value.year != item.year.value:
        problems.error(
            "CV120", item.year.span, at=f"{at}.year", key=item.key, year=item.year.value, date=item.date.value
        )
    if item.number is None:
        return
    number = item.number.value.strip()
    match = _NUMBER.match(number)
    if match is None or ("/" not in number and slug not in LAWS):
        problems.error("CV117", item.number.span, at=f"{at}.number", number=number)
        return
    year = match.group(2)
    given = item.date.value.year if item.date else item.year.value if item.year else None
    if year and given is not None and int(year) != given and "/" in number[match.end(2) :]:
        problems.error("CV125", item.number.span, at=f"{at}.number", number=number, year=year, other=given)
    abbreviation = KINDS.get(slug, ("", ""))[1]
    tokens = re.split(r"[/.\-]", number)
    if abbreviation and abbreviation not in tokens:
        problems.warning(
            "CV126",
            item.number.span,
            at=f"{at}.number",
            number=number,
            type=term("kind", name=KINDS[slug][0].lower(), slug=slug),
            abbreviation=abbreviation,
        )


def _law_name(item: ReferenceSource, type_name: str) -> str | None:
    """A law's own name, with its kind before it: ``Luật Giao dịch điện tử``."""
    name = _text(item.name) or _text(item.subject)
    if name is None or not type_name:
        return name
    return name if fold(name).startswith(fold(type_name)) else f"{type_name} {name}"


def _text(value: Spanned[str] | None) -> str | None:
    return " ".join(value.value.split()) if value else None
