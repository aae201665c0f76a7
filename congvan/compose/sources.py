"""Which field of which file each part of the page comes from, for whoever looks at the page and wants to change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from congvan.model.circular import Addressee, Circular
from congvan.model.document import Source

_KEYS = {
    "kind_name": "type",
    "number": "number",
    "place_date": "date",
    "subject": "subject",
    "urgency": "urgency",
    "circulation": "circulation",
    "signature": "signer",
    "authority": "authority",
    "order": "type",
    "foot": "footer",
    "archive": "archive",
}
"""Component → the key of the circular that says it."""


def sources_of(circular: Circular) -> Mapping[str, Source]:
    """Component, or line of one (``addressees[0]``) → where it is typed; a field left out has line 1 of its file."""
    source, issuer = circular.source, circular.issuer

    def key(name: str) -> Source:
        span = source.keys.get(name, source.span)
        return Source(name, span.line, source.file)

    found = {component: key(name) for component, name in _KEYS.items()}
    found["issuer"] = Source.at("name", issuer.name.span)
    if "parent" in issuer.keys:
        found["parent"] = Source.at("parent", issuer.keys["parent"])
    if source.authority is None:
        found["authority"] = found["signature"]
    if (other := next((s.by for s in circular.kind.signatures if s.by != "signer"), None)) is not None:
        found["beside"] = key(other)
    found |= _listed("addressees", circular.to)
    found |= _listed("recipients", circular.copies)
    found[f"recipients[{len(circular.copies)}]"] = found["archive"]
    return found


def _listed(part: str, lines: tuple[Addressee, ...]) -> Iterator[tuple[str, Source]]:
    """Each line of a list that was typed; the usual one of a list left out was not."""
    return ((f"{part}[{n}]", line.source) for n, line in enumerate(lines) if line.source is not None)
