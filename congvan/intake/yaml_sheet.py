"""A circular's YAML being written: keys in order, each doubt a comment above its key, with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from congvan.problems import Value, as_value

_PLAIN = re.compile(r"[^\W\d_][\w ./()%–-]*[\w)%]\Z")
_ALONE = re.compile(r"[^\W\d_][\w ./()%,;–-]*[\w)%]\Z")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that was not sure: its code, its values, the paragraph of the Word file, the field."""

    code: str
    node: int
    at: str
    values: Mapping[str, Value] = field(default_factory=dict)


class YamlSheet:
    """Lines of a file; ``doubts`` stand before the key that is written next."""

    def __init__(self) -> None:
        self.lines: list[str | Doubt] = []
        self.places: dict[str, int] = {}  # field → its index among the lines
        self.blocks: dict[tuple[str, int], int] = {}  # (field, index of the line)…

    def doubt(self, code: str, node: int, at: str, /, **values: object) -> None:
        """A comment above the key that follows."""
        self.lines.append(Doubt(code, node, at, {k: as_value(v) for k, v in values.items()}))

    def comment(self, text: str) -> None:
        """A comment of ours."""
        self.lines.append(f"# {text}")

    def key(self, name: str, value: Any, at: str = "", indent: str = "") -> None:
        """One key with its value: a text, number or date, a list or a record."""
        self.places[at or name] = len(self.lines)
        if isinstance(value, str) and "\n" in value:
            self.lines.append(f"{indent}{name}: |-")
            self.lines += [f"{indent}  {line}".rstrip() for line in value.split("\n")]
        elif isinstance(value, list):
            self.lines.append(f"{indent}{name}:")
            self.lines += [f"{indent}  - {_inline(item, alone=True)}" for item in value]
        else:
            self.lines.append(f"{indent}{name}: {_inline(value, alone=True)}")

    def blank(self, name: str, at: str = "") -> None:
        """A key that a person must fill in."""
        self.places[at or name] = len(self.lines)
        self.lines.append(f"{name}:")

    def text(self, name: str, blocks: Sequence[str], at: str = "", indent: str = "") -> None:
        """A text of several paragraphs."""
        self.places[at or name] = len(self.lines)
        self.lines.append(f"{indent}{name}: |")
        for n, block in enumerate(blocks):
            self.lines += [""] if n else []
            self.lines += [f"{indent}  {line}".rstrip() for line in block.split("\n")]

    def raw(self, line: str) -> None:
        """A line as it is."""
        self.lines.append(line)


def _inline(value: Any, *, alone: bool = False) -> str:
    """``alone``: it stands in a line of its own, where commas and semicolons are text."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, bool):
        return "true" if value else "false"
    shown = str(value)
    if not isinstance(value, str):
        return shown
    form = _ALONE if alone else _PLAIN
    plain = form.match(shown) and shown.casefold() not in _WORDS and "  " not in shown
    return shown if plain else json.dumps(shown, ensure_ascii=False)
