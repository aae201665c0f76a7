"""Strict YAML: bytes → a tree of nodes, each with its place. Every scalar is text; the field decides its kind.

Why not ``safe_load``: it reads ``012`` as 10, ``no`` as False, ``12:30`` as 750, and lets a repeated key win in
silence. Aliases, tags, merge keys and several documents are refused: a letter needs none of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import yaml

from congvan.machine.said import named
from congvan.model.raw import Raw, Style
from congvan.problems import Problems, Span, term
from congvan.text.characters import code_of, kind_of, plain
from congvan.text.letters import nfc
from congvan.yaml import slips
from congvan.yaml.guesses import flush
from congvan.yaml.mending import Mended, Moved, mend
from congvan.yaml.rows import walk
from congvan.yaml.slip import Edit, Slip
from congvan.yaml.slips import Tail
from congvan.yaml.typed import MAX_NAMED, check_file, check_value, place

MAX_BYTES = 2_000_000
MAX_DEPTH = 40

_BINARY = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"GIF8", b"{\\rtf")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_TAB = re.compile(r"^\t+", re.M)
_SIMPLE = re.compile(r"[a-z][a-z0-9_-]*\Z")
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
    """A list; ``flow``: typed in brackets."""

    items: tuple[Node, ...]
    span: Span
    flow: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values; ``keys`` holds the place of each key; ``flow``: typed in braces."""

    entries: dict[str, Node]
    keys: dict[str, Span]
    span: Span
    flow: bool = field(default=False, compare=False)


Node = Scalar | Sequence | Mapping


def parse(
    data: bytes, shown: str, problems: Problems, *, in_spite: bool = False, known: Collection[str] = ()
) -> Node | None:
    """The file's tree, or None. ``in_spite``: after slips of its YAML it is the tree of the text without them, so that
    whoever reads on can tell the rest, too; the faults say that the file is broken. ``known`` are keys of such a file.

    Errors: CV001–CV008 not such a text, CV010–CV016 syntax, CV020–CV027 not allowed, CV060–CV066, CV073–CV085 slips.
    """
    text = decoded(data, shown, problems)
    if text is None or not check_file(text, shown, problems):
        return None
    broken = _tabs(text)
    mine = Problems()
    try:
        root = None if broken else _Tree(text, shown, mine).root()
    except yaml.YAMLError as error:
        if _half_character(error, text, shown, problems):
            return None
    except RecursionError:
        problems.extend(mine)
        problems.error("CV025", Span(shown, 1, 1), most=MAX_DEPTH)
        return None
    else:
        broken += _taken_for_keys(root, text)
        if not broken:
            problems.extend(mine)
            if root is None and not len(mine):
                problems.error("CV008", Span(shown, 1, 1), cure=term(f"empty.{_file(shown)}"))
            return root
    mended = mend(text, shown, problems, known, broken)
    return _without(mended, shown, problems) if in_spite else None


def _taken_for_keys(root: Node | None, text: str) -> list[Slip]:
    """Text at the margin that YAML takes for keys, because each line has a colon."""
    strange = isinstance(root, Mapping) and any(not _SIMPLE.match(key) for key in root.entries)
    return flush(walk(text.split("\n"))) if strange else []


def _without(mended: Mended, shown: str, problems: Problems) -> Node | None:
    """The tree of a broken text as it would be without its slips; None where that stays unknown."""
    if mended.text is not None:
        with suppress(yaml.YAMLError, RecursionError):
            return _Tree(mended.text, shown, problems, mended.moved).root()
    return None


def _file(shown: str) -> str:
    """Which of our files a name is."""
    name = shown.rpartition("/")[2].removesuffix(".yaml")
    return name if name in ("issuer", "recipients") else "circular"


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


def _tabs(text: str) -> list[Slip]:
    """Lines that begin with tabs, with as many spaces as they seem to mean: one tab more is a level more.

    A tab after enough spaces of a block scalar is text; only a line that begins with one is surely wrong.
    """
    if not _TAB.search(text):
        return []
    found: list[Slip] = []
    widths: dict[int, int] = {}  # what so many tabs came to
    before, count = "", 0
    for line, typed in enumerate(text.split("\n")):
        tabs = len(typed) - len(typed.lstrip("\t"))
        if tabs and typed.strip():
            above = len(before) - len(before.lstrip(" "))
            if tabs not in widths or tabs > count:
                widths[tabs] = (above + 2 if before.rstrip().endswith((":", "|", ">")) else above) if before else 0
            found.append(Slip("CV007", line, 0, (Edit(line, 0, tabs, " " * widths[tabs]),)))
            typed = " " * widths[tabs] + typed[tabs:]
        if typed.strip():
            before, count = typed, tabs
    return found


@dataclass(slots=True)
class _Tree:
    """Builds nodes from the parser's events, one pass, bounded depth, nothing constructed."""

    text: str
    shown: str
    problems: Problems
    moved: Moved = field(default_factory=Moved)
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
        mark = event.start_mark
        return Span(self.shown, mark.line + 1, self.moved.back(mark.line, mark.column) + 1)

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
            return Sequence(tuple(items), span, bool(event.flow_style))
        return self.mapping(span, depth, bool(event.flow_style))

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
        mark = event.start_mark
        tail = slips.tail(self.text, begin, end, Span(self.shown, mark.line + 1, mark.column + 1))
        if tail is not None and self.moved.by_line:
            line, column = tail.span.line - 1, tail.span.column - 1
            tail = replace(tail, span=Span(self.shown, line + 1, self.moved.back(line, column) + 1))
        return Scalar(value, span, (), raw, tail, not event.style)

    def mapping(self, span: Span, depth: int, flow: bool) -> Mapping:
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
        return Mapping(entries, keys, span, flow)

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


def _half_character(error: yaml.YAMLError, text: str, shown: str, problems: Problems) -> bool:
    """An escape that is no character, ``"\\ud800"``. Errors: CV005."""
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    if mark is None or "Unicode character escape" not in str(error):
        return False
    found = _ESCAPE.search(text, max(0, mark.index - 2))
    if found is None:
        return False
    number = int(found[1][:8], 16)
    kind = kind_of(chr(number)) if number < 0x110000 else None
    name = named(f"HIDDEN_{kind.key if kind else 'UNASSIGNED'}")
    problems.error("CV005", place(text, found.start(), shown), code=f"U+{number:04X}", name=name)
    return True
