"""``accept:`` of a circular: warnings that the office knows of and lets stand, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from congvan.model.source import Accepted
from congvan.problems import Problems, Span
from congvan.read.places import spoken
from congvan.read.shapes import Field, Record, Text, scalar
from congvan.yaml.tree import Mapping, Node, Scalar, Sequence

_ONE = Record((Field("rule", Text(), "accept.rule", required=True), Field("reason", Text(), "accept.reason")))


@dataclass(frozen=True)
class Accepting:
    """``{VH-1: reason}``, or a list of ``{rule: VH-1, reason: …}`` or of ``VH-1: reason``."""

    def read(self, node: Node, problems: Problems, at: str) -> list[Accepted] | None:
        """Warning: CV091 a warning without its reason. Errors: those of a text."""
        mine = Problems()
        found = self._all(node, mine, at)
        problems.extend(mine)
        return None if mine.failed else found

    def _all(self, node: Node, problems: Problems, at: str) -> list[Accepted]:
        if isinstance(node, Mapping) and not {"rule", "reason"} & node.entries.keys():
            return self._pairs(node, problems, at)
        if isinstance(node, Sequence):
            return [one for n, item in enumerate(node.items) for one in self._item(item, problems, f"{at}[{n}]")]
        return self._item(node, problems, at)

    def _item(self, node: Node, problems: Problems, at: str) -> list[Accepted]:
        if isinstance(node, Mapping) and "rule" not in node.entries:
            return self._pairs(node, problems, at)
        if isinstance(node, Mapping):
            record = _ONE.read(node, problems, at)
            if record is None:
                return []
            reason = record.get("reason")
            return self._made(record["rule"].value, record["rule"].span, reason.value if reason else "", problems, at)
        code = scalar(node, problems, at, "text")
        return [] if code is None else self._made(code.value.strip(), code.span, "", problems, at)

    def _pairs(self, node: Mapping, problems: Problems, at: str) -> list[Accepted]:
        found: list[Accepted] = []
        for key, value in node.entries.items():
            if not isinstance(value, Scalar):
                problems.error("CV037", value.span, at=at, field=spoken(at))
                continue
            found += self._made(key, node.keys[key], " ".join(value.value.split()), problems, at)
        return found

    def _made(self, code: str, span: Span, reason: str, problems: Problems, at: str) -> list[Accepted]:
        if not reason:
            problems.warning("CV091", span, at=at, rule=code)
        return [Accepted(code, reason, span)]

    def schema(self) -> dict[str, Any]:
        """An object from rules to reasons, or a list."""
        pairs = {"type": "object", "additionalProperties": {"type": "string", "minLength": 1}}
        return {"anyOf": [pairs, {"type": "array", "minItems": 1, "items": {"anyOf": [_ONE.schema(), pairs]}}]}
