"""A mail address as a value of issuer.yaml or recipients.yaml: one address, nothing around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from congvan.model.source import Spanned
from congvan.problems import Problems
from congvan.read.places import spoken
from congvan.read.shapes import Text
from congvan.text.addresses import several, shown, suggested
from congvan.yaml.tree import Node, Scalar

PATTERN = r"^[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\"]+$"
MOST = 2000
"""No address, and no line of them, is longer."""
_TEXT = Text(PATTERN, "vanthu@so.example")


@dataclass(frozen=True)
class Mailbox:
    """Whether mail can be sent to it is judged by ``check`` and ``send`` (:mod:`congvan.mail.boxes`)."""

    many: bool = False  # a list may stand here

    def read(self, node: Node, problems: Problems, at: str) -> Spanned[str] | None:
        """Errors: CV865 more around the address, CV866 several in one value; those of a text."""
        typed = node.value.strip() if isinstance(node, Scalar) else ""
        if len(typed) > MOST:
            problems.error("CV033", node.span, at=at, field=spoken(at), value=typed[:60], example=_TEXT.example)
            return None
        if not typed or re.match(PATTERN, typed):
            return _TEXT.read(node, problems, at)
        found, near = several(typed), suggested(typed)
        if found and self.many:
            problems.error("CV866", node.span, at=at, field=spoken(at), value=shown(typed), near=", ".join(found))
        elif near:
            problems.error("CV865", node.span, at=at, field=spoken(at), value=shown(typed), near=near)
        else:
            return _TEXT.read(node, problems, at)
        return None

    def schema(self) -> dict[str, Any]:
        """A string of that form."""
        return _TEXT.schema()
