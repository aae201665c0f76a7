"""A text that somebody types in, and a place in it → the path of what is typed there. The text need be no YAML at the
moment, so its lines are read by their indents, and brackets on the line by themselves; nothing is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

Path = tuple[str | int, ...]
_KEY = re.compile(
    r"""("[^"]*"\s*+|'[^']*'\s*+|[^\s\[\]{},"'#|>&*!%@`-][^:#,\[\]{}]*+|[^\s:#\[\]{}"']++\s*+):(?=\s|$)"""
)
_DASH = re.compile(r"-(?:[ ]+|$)")
_BLOCK = re.compile(r"[|>][-+0-9]*\s*(#.*)?$")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where somebody types. ``path``: of the value, or of the record whose key it is (``key``). ``word``: what is
    typed of it so far. ``flow``: within brackets. ``indent``: columns before a key. ``prose``: inside a text of several
    lines. ``present``: the keys that the record has elsewhere. ``behind``: what stands behind the word on its line.
    """

    path: Path
    key: bool
    word: str
    flow: bool = False
    indent: int = 0
    prose: bool = False
    present: frozenset[str] = frozenset()
    behind: str = ""


def cursor(text: str, line: int, column: int) -> Cursor | None:
    """The place ``line``, ``column`` (from 1) of ``text``; None where there is no such line or a comment."""
    lines = text.splitlines()
    if not 0 < line <= len(lines) + 1:
        return None
    whole = lines[line - 1] if line <= len(lines) else ""
    typed, behind = whole[: column - 1], whole[column - 1 :]
    walk = _Walk()
    present: dict[Path, set[str]] = {}
    for number, each in enumerate(lines, 1):
        if number != line:
            for holder, key in walk.line(each):
                present.setdefault(holder, set()).add(key)
        elif walk.prose(each):
            return Cursor(walk.path, False, typed, prose=True, behind=behind)
        else:
            found = _Walk(list(walk.stack)).typed(typed)
            list(walk.line(each))
    if line > len(lines):
        found = walk.typed(typed)
    if found is None:
        return None
    known = frozenset(present.get(found.path, ())) if found.key else frozenset()
    return Cursor(found.path, found.key, found.word, found.flow, found.indent, False, known, behind)


def keys_of(text: str, path: Path) -> tuple[str, ...]:
    """The keys of the record at ``path``, in their order."""
    walk = _Walk()
    return tuple(key for line in text.splitlines() for holder, key in walk.line(line) if holder == path)


def _name(found: re.Match[str]) -> str:
    """The key that was matched, without its quotes."""
    return found[1].rstrip().strip("\"'")


class _Walk:
    """The path at each line: ``stack`` holds the columns at which its steps stand."""

    def __init__(self, stack: list[tuple[int, str | int]] | None = None) -> None:
        self.stack: list[tuple[int, str | int]] = stack or []
        self.block: int | None = None  # the column of the key or dash whose text of several lines this is

    @property
    def path(self) -> Path:
        """The steps that lead here."""
        return tuple(step for _, step in self.stack)

    def prose(self, line: str) -> bool:
        """Whether the line belongs to a text of several lines."""
        if self.block is None:
            return False
        if line.strip() and len(line) - len(line.lstrip(" ")) <= self.block:
            self.block = None
            return False
        return True

    def line(self, line: str) -> Iterator[tuple[Path, str]]:
        """Past a line; each key that begins on it, with the path of its record."""
        if self.prose(line) or not line.strip() or line.lstrip().startswith("#"):
            return
        at, rest = self.dashes(line)
        found = _KEY.match(rest)
        if found is not None:
            key = _name(found)
            self.leave(at)
            yield self.path, key
            self.stack.append((at, key))
            rest = rest[found.end() :].lstrip()
        if _BLOCK.match(rest) and self.stack:
            self.block = self.stack[-1][0]

    def dashes(self, line: str) -> tuple[int, str]:
        """The column behind the dashes of a line, and what stands there; the stack is that of the item."""
        at = len(line) - len(line.lstrip(" "))
        rest = line[at:]
        while found := _DASH.match(rest):
            number = 0
            while self.stack and (
                self.stack[-1][0] > at or (self.stack[-1][0] == at and isinstance(self.stack[-1][1], int))
            ):
                column, step = self.stack.pop()
                if column == at and isinstance(step, int):
                    number = step + 1
            self.stack.append((at, number))
            at, rest = at + found.end(), rest[found.end() :]
        return at, rest

    def leave(self, at: int) -> None:
        """Out of everything that stands at this column or further in, but the item that the key opens."""
        while self.stack and self.stack[-1][0] >= at:
            self.stack.pop()

    def typed(self, typed: str) -> Cursor | None:
        """What is typed at the end of a line's beginning; None in a comment."""
        if re.search(r"(^|\s)#", typed):
            return None
        at, rest = self.dashes(typed)
        found = _KEY.match(rest)
        if found is None and not rest.lstrip().startswith(("[", "{")):
            if not rest.strip() and typed.rstrip().endswith("-"):
                return Cursor(self.path, False, "")
            word = rest.strip()
            item = (
                bool(self.stack) and self.stack[-1][0] < at and isinstance(self.stack[-1][1], int) and "-" in typed[:at]
            )
            if not item:
                self.leave(at)
            return Cursor(self.path, not item, word, indent=at) if " " not in word else None
        if found is not None:
            self.leave(at)
            self.stack.append((at, _name(found)))
            rest = rest[found.end() :]
        return _flow(self.path, rest.lstrip())


def _flow(path: Path, rest: str) -> Cursor:
    """The end of a value that may open brackets."""
    if not rest.startswith(("[", "{")):
        return Cursor(path, False, rest.lstrip("\"'"))
    inner: list[tuple[str, str | int]] = []
    word, quote = "", ""
    for char in rest:
        if quote:
            quote = "" if char == quote else quote
            word += char if quote else ""
        elif char in "\"'" and not word.strip():
            quote = char
        elif char in "[{":
            inner.append((char, 0 if char == "[" else ""))
            word = ""
        elif char in "]}" and inner:
            inner.pop()
            word = ""
        elif char == "," and inner:
            kind, step = inner[-1]
            inner[-1] = (kind, step + 1 if isinstance(step, int) else "")
            word = ""
        elif char == ":" and inner and inner[-1][0] == "{" and inner[-1][1] == "":
            inner[-1] = ("{", word.strip())
            word = ""
        else:
            word += char
    steps = tuple(step for _, step in inner if step != "")
    return Cursor((*path, *steps), bool(inner) and inner[-1][1] == "", word.strip(), flow=bool(inner))
