"""A text → its tree with the offsets of everything in it, so that a part can be exchanged and the rest left alone.

Unlike :mod:`congvan.yaml.tree` it judges no value: a letter with a hidden character in one field can be mended in it.
What it can't leave alone with certainty it refuses (:class:`Unfit`): anchors, tags, explicit keys, a key that is there
twice. Offsets are those of the text as it stands, with its own line ends and in its own Unicode form; values are as
the reader keeps them (:func:`congvan.text.characters.plain`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from congvan.text.characters import plain
from congvan.yaml.tree import MAX_DEPTH

BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_GAP = re.compile("(?:[ \t]|#[^\n\r\x85\u2028\u2029]*|\r\n|[\n\r\x85\u2028\u2029])*")
_COLON = re.compile("[ \t]*:")

Plain = str | list["Plain"] | dict[str, "Plain"]
"""A value without its places: every scalar is text, what is left blank is ``""``."""


class Unfit(Exception):
    """Where a text can't be changed by its fields: ``line`` and ``column`` from 1; ``reason`` names it in the terms."""

    def __init__(self, reason: str, line: int, column: int, name: str = "") -> None:
        super().__init__(reason)
        self.reason, self.line, self.column, self.name = reason, line, column, name


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar. ``style``: ``|``, ``>``, a quotation mark, or "" for a plain one. ``start`` is ``end`` where nothing is
    written; ``stop`` is where its last line ends, without blank lines that say nothing.
    """

    value: str
    start: int
    end: int
    stop: int
    style: str

    @property
    def plain(self) -> Plain:
        """Its text."""
        return self.value


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list; ``start``: its dash, or where a flow list's item begins."""

    start: int
    value: Node


@dataclass(frozen=True, slots=True)
class Items:
    """A list. ``flow``: in brackets."""

    items: tuple[Item, ...]
    start: int
    end: int
    stop: int
    flow: bool

    @property
    def plain(self) -> Plain:
        """Its items' values."""
        return [item.value.plain for item in self.items]


@dataclass(frozen=True, slots=True)
class Entry:
    """One key with its value; ``colon`` is the offset after the colon."""

    key: str
    start: int
    end: int
    colon: int
    value: Node


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping. ``flow``: in braces."""

    entries: tuple[Entry, ...]
    start: int
    end: int
    stop: int
    flow: bool

    @property
    def plain(self) -> Plain:
        """Its keys and values."""
        return {entry.key: entry.value.plain for entry in self.entries}

    def get(self, key: str) -> Entry | None:
        """The entry of that key."""
        return next((entry for entry in self.entries if entry.key == key), None)


Node = Leaf | Items | Entries


def outlined(text: str) -> Node | None:
    """The tree of ``text``; None of one that says nothing. Errors: Unfit, yaml.YAMLError never leaves."""
    try:
        return _Outline(text).root()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        raise Unfit("syntax", line, column) from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise Unfit("syntax", 1, 1) from error
    except RecursionError as error:
        raise Unfit("deep", 1, 1) from error


def line_end(text: str, offset: int) -> int:
    """Where the line of ``offset`` ends, before its break."""
    found = BREAK.search(text, offset)
    return found.start() if found else len(text)


def line_start(text: str, offset: int) -> int:
    """Where the line of ``offset`` begins."""
    start = 0
    for char in "\n\r\x85\u2028\u2029":
        start = max(start, text.rfind(char, 0, offset) + 1)
    return start


def column(text: str, offset: int) -> int:
    """How many characters stand before ``offset`` on its line."""
    return offset - line_start(text, offset)


def _end(event: Any) -> int:
    end: int = event.end_mark.index
    return end


class _Outline:
    """Builds the tree from the parser's events."""

    def __init__(self, text: str) -> None:
        self.text = text
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.events: Iterator[Any] = iter(yaml.parse(text, Loader=loader))

    def root(self) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents == 2:
                    raise self.unfit("documents", event)
            elif isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent, yaml.CollectionStartEvent)):
                root = self.node(event, 0)
        return None if isinstance(root, Leaf) and root.start == root.end else root

    def unfit(self, reason: str, event: Any, name: str = "") -> Unfit:
        return Unfit(reason, event.start_mark.line + 1, event.start_mark.column + 1, name)

    def node(self, event: Any, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self.unfit("deep", event)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise self.unfit("anchor", event, event.anchor)
        if event.tag is not None:
            raise self.unfit("tag", event)
        if isinstance(event, yaml.ScalarEvent):
            return self.leaf(event)
        flow = bool(event.flow_style)
        made = self.items(event, depth) if isinstance(event, yaml.SequenceStartEvent) else self.entries(event, depth)
        if flow:
            return made
        children = made.items if isinstance(made, Items) else made.entries
        stop = children[-1].value.stop
        if isinstance(made, Items):
            return Items(made.items, made.start, stop, stop, False)
        return Entries(made.entries, made.start, stop, stop, False)

    def leaf(self, event: Any) -> Leaf:
        start, end = event.start_mark.index, event.end_mark.index
        style = event.style or ""
        value = "" if event.value == "~" and not style else plain(event.value)
        stop = self.stop(start, end) if style in ("|", ">") else end
        return Leaf(value, start, end, stop, style)

    def stop(self, start: int, end: int) -> int:
        """Where the last line of a block scalar ends; blank lines behind it are its own only if it keeps them."""
        first = line_end(self.text, start)
        if first >= end:
            return end
        if "+" in self.text[start:first].partition("#")[0]:
            breaks = [found.start() for found in BREAK.finditer(self.text, first, end)]
            return breaks[-1] if breaks and BREAK.match(self.text, breaks[-1]).end() == end else end  # type: ignore[union-attr]
        return max(first, start + len(self.text[start:end].rstrip(" \t\n\r\x85\u2028\u2029")))

    def items(self, event: Any, depth: int) -> Items:
        flow, start = bool(event.flow_style), event.start_mark.index
        items: list[Item] = []
        at = start
        child: Any
        while not isinstance(child := next(self.events), yaml.SequenceEndEvent):
            if not flow and items:
                at = self.past(items[-1].value.stop)
            value = self.node(child, depth + 1)
            if flow and isinstance(value, Entries) and value.flow and self.text[value.start : value.start + 1] != "{":
                raise self.unfit("pair", child)
            items.append(Item(value.start if flow else at, value))
        end = _end(child)
        return Items(tuple(items), start, end, end, flow)

    def past(self, offset: int) -> int:
        """What comes after blanks, line ends and comments."""
        found = _GAP.match(self.text, offset)
        return found.end() if found else offset

    def entries(self, event: Any, depth: int) -> Entries:
        flow, start = bool(event.flow_style), event.start_mark.index
        entries: list[Entry] = []
        child: Any
        while not isinstance(child := next(self.events), yaml.MappingEndEvent):
            key = self.node(child, depth + 1)
            if not isinstance(key, Leaf) or key.style in ("|", ">"):
                raise self.unfit("key", child)
            name = key.value.strip() if not key.style else key.value
            if name == "<<":
                raise self.unfit("merge", child)
            if any(entry.key == name for entry in entries):
                raise self.unfit("twice", child, name)
            colon = _COLON.match(self.text, key.end)
            value = self.node(next(self.events), depth + 1)
            if colon is None or value.start < colon.end():
                raise self.unfit("key", child, name)
            entries.append(Entry(name, key.start, key.end, colon.end(), value))
        end = _end(child)
        return Entries(tuple(entries), start, end, end, flow)
