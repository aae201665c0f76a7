"""Values that are numbers and days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from congvan.model.source import Spanned
from congvan.problems import Problems
from congvan.read.places import spoken
from congvan.read.shapes import scalar
from congvan.yaml.tree import Node


@dataclass(frozen=True)
class Integer:
    """A positive whole number."""

    most: int = 999_999

    def read(self, node: Node, problems: Problems, at: str) -> Spanned[int] | None:
        """Errors: CV034."""
        found = scalar(node, problems, at, "integer")
        if found is None:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", found.value) or not 0 < int(found.value) <= self.most:
            problems.error("CV034", node.span, at=at, field=spoken(at), value=found.value[:40], most=self.most)
            return None
        return Spanned(int(found.value), node.span)

    def schema(self) -> dict[str, Any]:
        """An integer from 1."""
        return {"type": "integer", "minimum": 1, "maximum": self.most}


@dataclass(frozen=True)
class Day:
    """A date: 2024-05-14, or 14/5/2024 as people write it."""

    def read(self, node: Node, problems: Problems, at: str) -> Spanned[date] | None:
        """Errors: CV035 not a date, CV036 a day that no calendar has."""
        found = scalar(node, problems, at, "date")
        if found is None:
            return None
        text = found.value.strip()
        iso = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text)
        local = re.fullmatch(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", text)
        if not iso and not local:
            problems.error("CV035", node.span, at=at, field=spoken(at), value=text[:40])
            return None
        parts = iso.groups() if iso else local.groups()[::-1] if local else ()
        try:
            value = date(*(int(p) for p in parts))
        except ValueError:
            problems.error("CV036", node.span, at=at, field=spoken(at), value=text)
            return None
        if not 1945 <= value.year <= 2200:
            problems.error("CV036", node.span, at=at, field=spoken(at), value=text)
            return None
        return Spanned(value, node.span)

    def schema(self) -> dict[str, Any]:
        """A string of one of the two forms."""
        return {"type": "string", "pattern": r"^([0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})$"}
