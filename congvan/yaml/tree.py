"""Strict YAML: bytes → a tree of nodes, each with its place. Every scalar is text; the field decides its kind.

Why not ``safe_load``: it reads ``012`` as 10, ``no`` as False, ``12:30`` as 750, and lets a repeated key win in
silence. Aliases, tags, merge keys and several documents are refused: a letter needs none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import yaml

from congvan.machine.said import named
from congvan.model.raw import Raw, Style
from congvan.problems import Problems, Span
from congvan.text.characters import code_of, kind_of, plain
from congvan.text.letters import nfc
from congvan.yaml import slips
from congvan.yaml.slips import Tail
from congvan.yaml.typed import MAX_NAMED, check_file, check_value, place

MAX_BYTES = 2_000_000
MAX_DEPTH = 40

_BINARY = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"GIF8", b"{\\rtf")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_TAB = re.compile(r"^[ ]*\t", re.M)
_ESCAPE = re.compile(r"\\[uUx]([0-9A-Fa-f]{2,8})")


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text as typed; ``lines`` gives the file line of each line of a block scalar, ``raw`` the text in the file.

    ``tail`` is what stands behind it as a comment and may be its own words; ``bare``: no quotation marks around it.
    """

    value: str
    span: Span
    lines: tuple[int, ...] = ()
    raw: Raw | None = field(default=None, compare=False, repr=False)
    tail: Tail | None = field(default=None, compare=False, repr=False)
    bare: bool = field(default=False, compare=False, repr=False)


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
    """The file's tree, or None.

    Errors: CV001–CV008 not such a text, CV010–CV016 syntax, CV020–CV027 not allowed, CV060–CV066 slips.
    """
    text = decoded(data, shown, problems)
    if text is None or not _characters(text, shown, problems):
        return None
    before = len(problems)
    try:
        root = _Tree(text, shown, problems).root()
    except yaml.MarkedYAMLError as error:
        _syntax(error, text, shown, problems)
        return None
    except yaml.YAMLError:
        problems.error("CV010", Span(shown, 1, 1))
        return None
    except RecursionError:
        problems.error("CV025", Span(shown, 1, 1), most=MAX_DEPTH)
        return None
    if root is None and len(problems) == before:
        problems.error("CV008", Span(shown, 1, 1))
    return root


def decoded(data: bytes, shown: str, problems: Problems) -> str | None:
    """Bytes → text, composed, its lines ended by ``\\n``. Errors: CV001, CV002, CV004, CV006."""
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
            return nfc(data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n"))
        except UnicodeDecodeError as error:
            head = data[: error.start]
            line = head.count(b"\n") + 1
            column = len(head.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
            problems.error("CV004", Span(shown, line, column))
    return None


def _characters(text: str, shown: str, problems: Problems) -> bool:
    """Errors: CV003, CV005 hidden characters, CV007 tabs."""
    good = check_file(text, shown, problems)
    tabs = [found.start() for found in _TAB.finditer(text) if not _inside_block(text, found.start())]
    for offset in tabs[:MAX_NAMED]:
        problems.error("CV007", place(text, offset, shown))
    return good and not tabs


def _inside_block(text: str, offset: int) -> bool:
    """A tab after enough spaces of a block scalar is text; only a line that begins with one is surely wrong."""
    return text[offset : offset + 1] == " "


@dataclass(slots=True)
class _Tree:
    """Builds nodes from the parser's events, one pass, bounded depth, nothing constructed."""

    text: str
    shown: str
    problems: Problems
    events: Iterator[Any] = field(init=False)
    told: dict[str, int] = field(default_factory=dict)

    def fault(self, code: str, span: Span, /, **values: str | int | None) -> None:
        """Name a fault, as long as a person would still read of its kind."""
        self.told[code] = self.told.get(code, 0) + 1
        if self.told[code] <= MAX_NAMED:
            self.problems.error(code, span, **{k: str(v) for k, v in values.items()})

    def root(self) -> Node | None:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.events = iter(yaml.parse(self.text, Loader=loader))
        root: Node | None = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents == 2:
                    self.fault("CV024", self.span(event))
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
            self.fault("CV021", span, name=event.anchor)
            return Scalar("", span)
        if event.anchor is not None:
            self.fault("CV020", span, name=event.anchor)
        if event.tag is not None:
            self.fault("CV022", span)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, span)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(child := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(child, depth + 1))
            return Sequence(tuple(items), span)
        return self.mapping(span, depth)

    def scalar(self, event: Any, span: Span) -> Scalar:
        typed: str = event.value
        begin, end = event.start_mark.index, event.end_mark.index
        style: Style = "escaped" if event.style == '"' else "block" if event.style in ("|", ">") else "plain"
        raw = Raw(self.text[begin:end], span, style)
        check_value(typed, partial(_at, raw, typed), self.problems)
        value = "" if typed == "~" and not event.style else plain(typed)  # "~" alone is YAML's way to leave it out
        if style == "block":
            count = value.count("\n") + 1 if event.style == "|" else 1
            return Scalar(value, span, tuple(range(span.line + 1, span.line + 1 + count)), raw)
        tail = slips.tail(self.text, begin, end, span)
        return Scalar(value, span, (), raw, tail, not event.style)

    def mapping(self, span: Span, depth: int) -> Mapping:
        entries: dict[str, Node] = {}
        keys: dict[str, Span] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            place = self.span(event)
            key = self.node(event, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if not isinstance(key, Scalar):
                self.fault("CV026", place)
                continue
            name = self.name(key)
            if name == "<<":
                self.fault("CV023", place)
            elif name in entries:
                self.fault("CV027", place, key=name, first=keys[name].line)
            else:
                entries[name], keys[name] = value, place
        return Mapping(entries, keys, span)

    def name(self, key: Scalar) -> str:
        """A key as it was meant. Errors: CV062 it stands in Word's marks, CV063 beside a blank that is no space."""
        name = key.value.strip()
        if key.bare and name != key.value:
            char = key.value[0] if key.value[0].isspace() else key.value[-1]
            odd = _at(key.raw, key.value, key.value.index(char)) if key.raw else key.span
            self.fault("CV063", odd, code=code_of(char))
            return name
        if key.bare and (inner := slips.curly(name)):
            self.fault("CV062", key.span, right=f"{inner}:")
            return inner
        return key.value


def _at(raw: Raw, value: str, index: int) -> Span:
    return raw.place(value, index) or raw.start


_GUESSES = (
    # what the faulty line looks like → the code of the friendly sentence
    ("CV011", re.compile(r"^\s*(?:- )?[\w.-]+:[^\s:/\[{\"'].*$")),  # no space after the colon
    ("CV012", re.compile(r"^\s*(?:- )?[\w.-]+:\s+(?![\"'|>{\[#\s])[^#]*:\s")),  # a colon inside an unquoted value
    ("CV014", re.compile(r"^\s*(?:- )?(?:[\w.-]+:\s+)?[@`%{*&!]")),  # a value that begins with a sign of YAML's own
)


def _syntax(error: yaml.MarkedYAMLError, text: str, shown: str, problems: Problems) -> None:
    """One sentence for the usual mistakes of people, by what the line looks like, never by the library's English."""
    mark = error.problem_mark or error.context_mark
    lines = text.split("\n")
    last = len(lines) - 1  # the end of a file without a line end is a line further for the library
    line = min(mark.line if mark else 0, last)
    column = mark.column if mark else 0
    before = min(error.context_mark.line, last) if error.context_mark is not None else line
    if _half_character(error, text, shown, problems):
        return
    if error.context_mark is not None and (not lines[line].strip() or _odd_quotes(lines[before])):
        line, column = before, error.context_mark.column
    candidates = [line] + ([line - 1] if line else [])
    if slips.told_syntax(text, lines, candidates, shown, problems):
        return
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


def _half_character(error: yaml.MarkedYAMLError, text: str, shown: str, problems: Problems) -> bool:
    """An escape that is no character, ``"\\ud800"``. Errors: CV005."""
    mark = error.problem_mark
    if mark is None or "Unicode character escape" not in (error.problem or ""):
        return False
    found = _ESCAPE.search(text, max(0, mark.index - 2))
    if found is None:
        return False
    number = int(found[1][:8], 16)
    kind = kind_of(chr(number)) if number < 0x110000 else None
    name = named(f"HIDDEN_{kind.key if kind else 'UNASSIGNED'}")
    problems.error("CV005", place(text, found.start(), shown), code=f"U+{number:04X}", name=name)
    return True


def _odd_quotes(line: str) -> bool:
    value = line.split("#")[0].partition(":")[2].strip()
    return any(value.startswith(q) and value.count(q) % 2 for q in "\"'")
