"""Keys and items added to a YAML file by text edit: every byte that is there stays as it was.

A file is asked for what is to be added at which path; whoever asks reads the outcome again and compares.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import yaml

Path = tuple[str, ...]
Addition = tuple[str, str]
"""A key and its value, both as they are to be written; of a list, ``("", item)``."""


class CanNot(Exception):
    """Nothing can be added at ``path`` without changing what is there."""

    def __init__(self, path: Path) -> None:
        super().__init__(".".join(path))
        self.path = path


def text_of(value: str) -> str:
    """A text as a value that reads back as it, in block and flow style."""
    return json.dumps(value, ensure_ascii=False)


@dataclass
class Growing:
    """A file and what is to be put into it, by places in its text; written by :meth:`grown`, the last place first."""

    data: bytes
    text: str = field(init=False)
    root: yaml.Node | None = field(init=False)
    end: str = field(init=False)
    _put: list[tuple[int, int, str]] = field(default_factory=list)
    """Where in the text, how deep in the file, what."""

    def __post_init__(self) -> None:
        self.text = self.data.removeprefix(_BOM).decode("utf-8")
        self.end = "\r\n" if "\r\n" in self.text else "\n"
        self.root = yaml.compose(self.text, Loader=yaml.SafeLoader)

    def add(self, path: Path, additions: Sequence[Addition]) -> None:
        """Keys (or items) at the end of the mapping (or list) at ``path``; a mapping of the top level that is not there
        is made. Errors: CanNot.
        """
        if not additions:
            return
        node = self._at(path)
        if node is None and len(path) == 1:
            lead = "" if not self.text or self.text.endswith("\n") else self.end
            self._put.append((len(self.text), 0, f"{lead}{path[0]}:{self.end}{self._lines(additions, '  ', '')}"))
        elif node is None or not isinstance(node, (yaml.MappingNode, yaml.SequenceNode)):
            raise CanNot(path)
        elif node.flow_style:
            self._flow(node, additions, self._column(path), len(path))
        else:
            dash = "- " if isinstance(node, yaml.SequenceNode) else ""
            lines = self._lines(additions, " " * int(node.start_mark.column), dash)
            self._put.append(self._after(_last(node), lines, len(path)))

    def grown(self) -> bytes:
        """The file with all of it; of what comes to one place, what belongs deepest stands first: where the last agency
        ends, what it lacked, then the agencies below it.
        """
        text = self.text
        put = ((place, -depth, number, added) for number, (place, depth, added) in enumerate(self._put))
        for place, _, _, added in sorted(put, reverse=True):
            text = text[:place] + added + text[place:]
        return (_BOM if self.data.startswith(_BOM) else b"") + text.encode()

    def _at(self, path: Path) -> yaml.Node | None:
        node = self.root
        for name in path:
            if not isinstance(node, yaml.MappingNode):
                return None
            node = next((value for key, value in node.value if key.value == name), None)
        return node

    def _column(self, path: Path) -> int:
        """Where the key of the last step stands."""
        node = self._at(path[:-1])
        assert isinstance(node, yaml.MappingNode)
        return next(int(key.start_mark.column) for key, _ in node.value if key.value == path[-1])

    def _flow(self, node: yaml.CollectionNode, additions: Sequence[Addition], column: int, depth: int) -> None:
        shown = [f"{key}: {value}" if key else value for key, value in additions]
        if node.value:
            last = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
            self._put.append((last.end_mark.index, depth, "".join(f", {one}" for one in shown)))
        elif (
            isinstance(node, yaml.MappingNode) and "{" not in self.text[node.start_mark.index + 1 : node.end_mark.index]
        ):
            # "agencies: {}" says that there are none yet: it becomes a block
            start, stop = node.start_mark.index, node.end_mark.index
            self._put.append(self._after(node, self._lines(additions, " " * (column + 2), ""), depth))
            self.text = f"{self.text[:start]}{' ' * (stop - start)}{self.text[stop:]}"
        else:
            self._put.append((node.start_mark.index + 1, depth, ", ".join(shown)))

    def _after(self, node: yaml.Node, lines: str, depth: int) -> tuple[int, int, str]:
        """Lines below the one on which a node ends, comments of that line kept."""
        place = self.text.find("\n", node.end_mark.index)
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            place = node.end_mark.index - 1
        return (place + 1, depth, lines) if place >= 0 else (len(self.text), depth, self.end + lines)

    def _lines(self, additions: Sequence[Addition], indent: str, dash: str) -> str:
        return "".join(f"{indent}{dash}{f'{key}: ' if key else ''}{value}{self.end}" for key, value in additions)


_BOM = b"\xef\xbb\xbf"


def _last(node: yaml.Node) -> yaml.Node:
    """The last scalar or flow collection of a block: where its text really ends."""
    while isinstance(node, (yaml.MappingNode, yaml.SequenceNode)) and not node.flow_style and node.value:
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    return node
