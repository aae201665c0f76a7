"""Labels at the start of a line, the Vietnamese way: ``I.``, ``1.``, ``1.1.``, ``a)``, ``-``, ``+`` (PL I.I.II.6đ)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_KINDS = (
    ("roman", re.compile(r"(?=[IVX])(?:XL|X{0,3})(?:IX|IV|V?I{0,3})[.)](?=\s)")),
    ("arabic", re.compile(r"\d{1,3}[.)](?=\s)")),
    ("arabic2", re.compile(r"\d{1,3}\.\d{1,3}\.(?=\s)")),
    ("arabic3", re.compile(r"\d{1,3}(?:\.\d{1,3}){2,4}\.(?=\s)")),
    ("letter", re.compile(r"[a-zđ][).](?=\s)")),
    ("dash", re.compile(r"[-–—•*](?=\s)")),
    ("plus", re.compile(r"\+(?=\s)")),
)


def label_of(line: str) -> tuple[str, str, str] | None:
    """Kind, label as typed and the rest of a line without indentation; ``None`` where it bears no label."""
    for kind, pattern in _KINDS:
        match = pattern.match(line)
        if match and line[match.end() :].strip():
            # "*" is Markdown's own sign for a dash, not something the clerk wants to see.
            label = "-" if match.group() == "*" else match.group()
            return kind, label, line[match.end() :].lstrip()
    return None


@dataclass(slots=True)
class Nesting:
    """How deep a label stands, from the labels and indents before it."""

    stack: list[tuple[int, str]] = field(default_factory=list)

    def level(self, indent: int, kind: str) -> int:
        """1 to 3; deeper ones are printed as 3."""
        while self.stack and self.stack[-1][0] > indent:
            self.stack.pop()
        same = [i for i, entry in enumerate(self.stack) if entry == (indent, kind)]
        if same:
            del self.stack[same[0] + 1 :]
        else:
            self.stack.append((indent, kind))
        return min(len(self.stack), 3)
