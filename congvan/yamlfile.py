"""Strict YAML: bytes → a tree of nodes, each with its place. Every scalar is text; the field decides its kind.

Why not ``safe_load``: it reads ``012`` as 10, ``no`` as False, ``12:30`` as 750, and lets a repeated key win in
silence. Aliases, tags, merge keys and several documents are refused: a letter needs none of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from congvan.problems import Problems, Span

MAX_BYTES = 2_000_000
MAX_DEPTH = 40
MAX_NAMED = 20  # characters of one kind named in one file; more says nothing new

_BINARY = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"GIF8", b"{\\rtf")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HIDDEN = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\u061c\u00ad"
_REFUSED = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f{_HIDDEN}\u2028\u2029\ue000-\uf8ff]|[^\x00-\U0010fffd]")
_TAB = re.compile(r"^[ ]*\t", re.M)


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text as typed; ``lines`` gives the file line of each line of a block scalar."""

    value: str
    span: Span
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values; ``keys`` holds the place of each key."""

    entries: dict[str, Node]
    keys: dict[str, Span]
    span: Span


Node = Scalar | Sequence | Mapping


def parse(data: bytes, shown: str, problems: Problems) -> Node | None:
    """The file's tree, or None. Errors: CV001–CV008 not such a text, CV010–CV016 syntax, CV020–CV027 not allowed."""
    text = _text(data, shown, problems)
    if text is None:
        return None
    before = len(problems)
    _characters(text, shown, problems)
    if len(problems) > before:
        return None
    try:
        root = _Tree(text, shown, problems).root()
    except yaml.MarkedYAMLError as error:
        _syntax(error, text, shown, problems)
        return None
    except RecursionError:
        problems.error("CV025", Span(shown, 1, 1), most=MAX_DEPTH)
        return None
    if root is None and len(problems) == before:
        problems.error("CV008", Span(shown, 1, 1))
    return root


def _text(data: bytes, shown: str, problems: Problems) -> str | None:
    start = Span(shown, 1, 1)
    if len(data) > MAX_BYTES:
        problems.error("CV006", start, most=MAX_BYTES // 1_000_000)
    elif data.startswith(_BINARY):
        problems.error("CV001", start)
    elif data.startswith(_UTF16) or (data[:200].count(0) * 3 > len(data[:200]) > 3):
        problems.error("CV002", start)
    else:
        data = data.removeprefix(b"\xef\xbb\xbf")
        try:
            return unicodedata.normalize("NFC", data.decode("utf-8")).replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            head = data[: error.start]
            line = head.count(b"\n") + 1
            column = len(head.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
            problems.error("CV004", Span(shown, line, column))
    return None


def _characters(text: str, shown: str, problems: Problems) -> None:
    for count, found in enumerate(_REFUSED.finditer(text)):
        if count == MAX_NAMED:
            break
        char = found.group()
        code = "CV003" if char == "\x00" else "CV005"
        problems.error(code, _place(text, found.start(), shown), code=f"U+{ord(char):04X}", name=_name(char))
    for found in _TAB.finditer(text):
        if not _inside_block(text, found.start()):
            problems.error("CV007", _place(text, found.start(), shown))


def _name(char: str) -> str:
    return unicodedata.name(char, "ký tự điều khiển").lower()


def _inside_block(text: str, offset: int) -> bool:
    """A tab after enough spaces of a block scalar is text; only a line that begins with one is surely wrong."""
    return text[offset : offset + 1] == " "


def _place(text: str, offset: int, shown: str) -> Span:
    line = text.count("\n", 0, offset) + 1
    return Span(shown, line, offset - (text.rfind("\n", 0, offset) + 1) + 1)


@dataclass(slots=True)
class _Tree:
    """Builds nodes from the parser's events, one pass, bounded depth, nothing constructed."""

    text: str
    shown: str
    problems: Problems
    events: Iterator[Any] = field(init=False)

    def root(self) -> Node | None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.events = iter(yaml.parse(self.text, Loader=loader))
        root: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents == 2:
                    self.problems.error("CV024", self.span(event))
                    return None
            elif isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent, yaml.CollectionStartEvent)):
                root = self.node(event, 0)
        if isinstance(root, Scalar) and not root.value:
            return None
        return root

    def span(self, event: Any) -> Span:
        return Span(self.shown, event.start_mark.line + 1, event.start_mark.column + 1)

    def node(self, event: Any, depth: int) -> Node:
        span = self.span(event)
        if depth > MAX_DEPTH:
            raise RecursionError
        if isinstance(event, yaml.AliasEvent):
            self.problems.error("CV021", span, name=event.anchor)
            return Scalar("", span)
        if event.anchor is not None:
            self.problems.error("CV020", span, name=event.anchor)
        if event.tag is not None:
            self.problems.error("CV022", span)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, span)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(child := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(child, depth + 1))
            return Sequence(tuple(items), span)
        return self.mapping(span, depth)

    def scalar(self, event: Any, span: Span) -> Scalar:
        value: str = event.value
        if not event.style and value in ("~", "null", "Null", "NULL") and len(value) < 2:
            value = ""  # "~" alone is YAML's way to leave a value out; every word stays a word
        if event.style == "|":
            count = value.count("\n") + 1
            return Scalar(value, span, tuple(range(span.line + 1, span.line + 1 + count)))
        if event.style == ">":
            return Scalar(value, span, (span.line + 1,))
        return Scalar(value, span)

    def mapping(self, span: Span, depth: int) -> Mapping:
        entries: dict[str, Node] = {}
        keys: dict[str, Span] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            place = self.span(event)
            key = self.node(event, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if not isinstance(key, Scalar):
                self.problems.error("CV026", place)
            elif key.value == "<<":
                self.problems.error("CV023", place)
            elif key.value in entries:
                self.problems.error("CV027", place, key=key.value, first=keys[key.value].line)
            else:
                entries[key.value], keys[key.value] = value, place
        return Mapping(entries, keys, span)


_GUESSES = (
    # what the faulty line looks like → the code of the friendly sentence
    ("CV011", re.compile(r"^\s*(?:- )?[\w.-]+:[^\s:/\[{\"'].*$")),  # no space after the colon
    ("CV012", re.compile(r"^\s*(?:- )?[\w.-]+:\s+[^\"'|>{\[#][^#]*:\s")),  # a colon inside an unquoted value
    ("CV014", re.compile(r"^\s*(?:- )?(?:[\w.-]+:\s+)?[@`%{*&!]")),  # a value that begins with a sign of YAML's own
)


def _syntax(error: yaml.MarkedYAMLError, text: str, shown: str, problems: Problems) -> None:
    """One sentence for the usual mistakes of people, by what the line looks like, never by the library's English."""
    mark = error.problem_mark or error.context_mark
    lines = text.split("\n")
    line = min(mark.line if mark else 0, len(lines) - 1)
    column = mark.column if mark else 0
    if error.context_mark is not None and (not lines[line].strip() or _odd_quotes(lines[error.context_mark.line])):
        line, column = error.context_mark.line, error.context_mark.column
    candidates = [line] + ([line - 1] if line else [])
    for index in candidates:
        if _odd_quotes(lines[index]):
            problems.error("CV013", Span(shown, index + 1, 1))
            return
        for code, pattern in _GUESSES:
            if pattern.match(lines[index]):
                problems.error(code, Span(shown, index + 1, 1))
                return
    depth = len(lines[line]) - len(lines[line].lstrip())
    code = "CV015" if lines[line].strip() and depth % 2 else "CV010"
    problems.error(code, Span(shown, line + 1, column + 1))


def _odd_quotes(line: str) -> bool:
    value = line.split("#")[0].partition(":")[2].strip()
    return any(value.startswith(q) and value.count(q) % 2 for q in "\"'")
