"""source: the text of a file as it stands, with what tells it from any other text."""

from __future__ import annotations

from dataclasses import dataclass

from congvan.desk import texts
from congvan.desk.here import Here
from congvan.machine.versions import hash_of
from congvan.model.register import Code
from congvan.problems import Problems
from congvan.yaml.tree import parse


@dataclass(frozen=True, slots=True)
class Source:
    """``etag``: SHA-256 of the bytes, which every save has to name. ``parsed``: whether it is YAML at all; then a form
    can be made of it. ``issued``: số và ký hiệu of a circular whose text may not change any more.
    """

    id: str
    data: bytes
    etag: str
    parsed: bool
    issued: Code | None = None

    @property
    def ok(self) -> bool:
        """Whether it can be read."""
        return self.parsed


def source(here: Here, id: str, problems: Problems) -> Source | None:
    """A circular, ``issuer.yaml`` or ``recipients.yaml``. Errors: CV402, CV403, CV006, CV009; those of the syntax."""
    found = texts.there(here, id, problems)
    if found is None:
        return None
    file, data = found
    parsed = parse(data, file.shown, problems) is not None
    entry = texts.issued(here, file, data)
    return Source(file.id, data, hash_of(data), parsed, None if entry is None else entry.code)
