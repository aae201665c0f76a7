"""Operations on random files: what is read is what the same operation makes of plain values, and nothing else moved."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from congvan.problems import Problems
from congvan.yaml.change import changed
from congvan.yaml.extents import Entries, Items, Leaf, Unfit, outlined
from congvan.yaml.operations import Impossible, NoGuide, Operation, done
from congvan.yaml.spelling import kept
from congvan.yaml.tree import Mapping, Scalar, Sequence, parse

WORDS = st.sampled_from(
    ["Sở Nội vụ", "a", "Kính gửi: ai", "1 # 2", "- gạch", "012", "no", "~", "null", "“Hay”", "[b]", "{{ cv.date }}",
     "nói 'thế'", 'nói "thế"', "a\\b", "x, y", "", "?", "*đậm*", "#1", "12:30", "Thư\u00a0ký", "tiê\u0301ng"]
)  # fmt: skip
LINES = st.lists(
    st.sampled_from(["Một", "  hai", "", "ba # bốn", "- c", "| a | b |", "\u00a0x", "*y*"]), min_size=2, max_size=5
)
TAB = "\t# cột"
NAMES = st.sampled_from(["to", "body", "subject", "note", "ref", "title", "a-b", "cv720", "for"])
PROSE = st.one_of(WORDS, LINES.map("\n".join), LINES.map(lambda lines: "\n".join(lines) + "\n"))
VALUES = st.recursive(
    st.one_of(PROSE, st.integers(1, 99), st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=6,
)


class Writer:
    """Writes a value in a random hand: styles, comments, blank lines, depth."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.step = draw(st.sampled_from([2, 2, 3, 4]))
        self.zero = draw(st.booleans())

    def some(self, *ways: Any) -> Any:
        return self.draw(st.sampled_from(ways))

    def comment(self, *more: str) -> str:
        return str(self.some("", "", "", "  # chú thích", " # kèm: [x", *more))

    def between(self, indent: int) -> str:
        blank = self.some(
            "",
            "",
            "",
            "\n",
            " " * indent + "# riêng\n",
            " " * indent + "# một\n" + " " * indent + "# hai: b\n",
            "# ở lề\n",
        )
        return str(blank)

    def scalar(self, value: str, flow: bool) -> str:
        plain = re.fullmatch(r"[^\W_][\w ]*\w|\w", value) is not None
        ways = ["'" + value.replace("'", "''") + "'", '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"']
        return str(self.some(*ways, *([value] * 3 if plain else [])))

    def flow(self, value: Any) -> str:
        gap = self.some("", " ")
        if isinstance(value, str):
            return self.scalar(value.replace("\n", " "), True)
        if isinstance(value, list):
            return "[" + gap + f",{self.some(' ', '  ')}".join(map(self.flow, value)) + gap + "]"
        return "{" + gap + ", ".join(f"{k}: {self.flow(v)}" for k, v in value.items()) + gap + "}"

    def block(self, value: Any, indent: int, lead: str) -> str:
        """``lead`` is what stands on the line so far: ``key:`` or ``-``."""
        if isinstance(value, str) and "\n" in value and value.strip():
            return self.prose(value, indent, lead)
        if isinstance(value, str):
            if " " in value and self.some(0, 0, 1):  # goes on in the next line
                deeper = "\n" + " " * (indent + self.step)
                if re.fullmatch(r"[^\W_][\w ]*\w", value) and self.some(0, 1):
                    mark = self.some("", ">-")
                    told = value.replace(" ", deeper)
                    return f"{lead} {mark}{deeper if mark else ''}{told}\n"
                return f"{lead} {self.scalar(value, False).replace(' ', deeper, 1)}{self.comment()}\n"
            return f"{lead} {self.scalar(value, False)}{self.comment(TAB)}\n" if value else f"{lead}{self.comment()}\n"
        if not value or self.some(0, 0, 1):
            told = self.flow(value)
            if value and self.some(0, 1) and not re.search("[\"'].*,.*[\"']", told):
                told = told.replace(", ", "," + self.some("", " # trong ngoặc") + "\n" + " " * (indent + self.step), 1)
            return f"{lead} {told}{self.comment()}\n"
        if isinstance(value, list):
            depth = indent if self.zero and lead.endswith(":") else indent + self.step
            if lead.endswith("-"):
                depth = indent + 2
            items = "".join(self.between(depth) + self.block(v, depth, " " * depth + "-") for v in value)
            return f"{lead}{self.comment()}\n{items}"
        if lead.endswith("-") and self.some(0, 1):
            depth = indent + 2
            told = [
                self.block(v, depth, f"{k}:")
                if not n
                else self.between(depth) + self.block(v, depth, " " * depth + f"{k}:")
                for n, (k, v) in enumerate(value.items())
            ]
            return f"{lead} " + "".join(told)
        depth = indent + (2 if lead.endswith("-") else self.step)
        return f"{lead}{self.comment()}\n" + "".join(
            self.between(depth) + self.block(v, depth, " " * depth + f"{k}:") for k, v in value.items()
        )

    def prose(self, value: str, indent: int, lead: str) -> str:
        depth = indent + self.step
        body = value.rstrip("\n")
        more = len(value) - len(body)
        mark = str(depth) if False else ""
        if body.lstrip("\n")[:1] in (" ", "\u00a0", "\t"):
            mark = str(self.step)
        chomp = "-" if not more else "" if more == 1 else "+"
        note = self.some("", "", " # khối")
        told = "".join((" " * depth + line if line else "") + "\n" for line in body.split("\n")) + "\n" * (more - 1)
        return f"{lead} |{mark}{chomp}{note}\n{told}" + (self.some("", "\n") if chomp != "+" else "")


@st.composite
def files(draw: Any) -> str:
    writer = Writer(draw)
    root = draw(st.dictionaries(NAMES, VALUES, min_size=1, max_size=5))
    text = "".join(writer.between(0) + writer.block(_text(v), 0, f"{k}:") for k, v in root.items()) + writer.between(0)
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    if draw(st.sampled_from([0, 0, 1])):
        text = text.rstrip("\r\n")
    return draw(st.sampled_from(["", "", "\ufeff"])) + text


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return [_text(v) for v in value]
    return {k: _text(v) for k, v in value.items()} if isinstance(value, dict) else value


def paths(value: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [at] if at else []
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found += paths(inner, (*at, key))
    return found


def bare(node: Any) -> Any:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [bare(item) for item in node.items]
    assert isinstance(node, Mapping)
    return {k: bare(v) for k, v in node.entries.items()}


def at(node: Any, path: tuple[str | int, ...]) -> tuple[int, int] | None:
    """From where to where the value at a path, or the nearest around it, is written."""
    start = 0
    for step in path:
        inner = None
        if isinstance(node, Entries) and isinstance(step, str):
            entry = node.get(step)
            inner, start = (entry.value, entry.start) if entry else (None, 0)
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
            inner, start = node.items[step].value, node.items[step].start
        if inner is None:
            return None
        node = inner
    return start, max(node.end, node.stop)


@st.composite
def operations(draw: Any, root: Any) -> Operation:
    known = paths(root)
    verb = draw(st.sampled_from(["set", "set", "set", "prose", "insert", "remove", "move", "rename"]))
    path = draw(st.sampled_from(known)) if known and draw(st.sampled_from([1, 1, 1, 0])) else (draw(NAMES),)
    if verb == "set":
        if draw(st.sampled_from([0, 0, 1])):
            path = (*path, draw(st.one_of(NAMES, st.integers(0, 2))))
        return Operation.of({"path": list(path), "set": draw(VALUES)})
    if verb == "prose":
        return Operation.of({"path": list(path), "prose": draw(PROSE)})
    if verb == "insert":
        if not isinstance(path[-1], int):
            path = (*path, draw(st.integers(0, 3)))
        return Operation.of({"path": list(path), "insert": draw(VALUES)})
    if verb == "remove":
        return Operation.of({"path": list(path), "remove": True})
    if verb == "move":
        assume(isinstance(path[-1], int))
        return Operation.of({"path": list(path), "move": draw(st.integers(0, 3))})
    assume(isinstance(path[-1], str))
    return Operation.of({"path": list(path), "rename": draw(NAMES)})


@settings(max_examples=800, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_is_read_is_what_was_asked_for_and_nothing_else_moved(data: Any) -> None:
    text = data.draw(files())
    root = outlined(text.removeprefix("\ufeff"))
    assume(isinstance(root, Entries))
    assert isinstance(root, Entries)
    operation = data.draw(operations(root.plain))
    try:
        expected = done(root.plain, operation, NoGuide())
    except Impossible:
        with pytest.raises(Impossible):
            changed(text, [operation], NoGuide())
        return
    new = changed(text, [operation], NoGuide())
    read = parse(new.encode(), "f", quiet := Problems())
    assert read is not None, [d.code for d in quiet]
    if not text.endswith("\n") and bare(read) != expected:  # the last block of a file gets the line end that it lacks
        ended = outlined(text.removeprefix("\ufeff") + ("\r\n" if "\r\n" in text else "\n"))
        assert ended is not None
        expected = done(ended.plain, operation, NoGuide())
    assert bare(read) == expected
    if expected == root.plain:
        assert new == text
    assert new.startswith("\ufeff") == text.startswith("\ufeff")
    _untouched(text, new, root, operation)


def _untouched(text: str, new: str, root: Entries, operation: Operation) -> None:
    """Every line that has no part in the value asked for is there still, in its order; line ends are of the file's kind."""
    if operation.verb == "move":
        ends = re.compile("\r\n|\n")
        assert sorted(ends.split(text)) == sorted(ends.split(new)) or "[" in text
        return
    if "\r\n" in text:
        assert not re.search("(?<!\r)\n", new)
    else:
        assert "\r" not in new
    path = operation.path
    while operation.verb == "remove" and len(path) > 1 and isinstance(path[-2], str) and len(_at(root, path[:-1])) == 1:
        path = path[:-1]  # what is left with nothing goes too
    place = at(root, path)
    extra = len(text) - len(text.removeprefix("\ufeff"))
    start, end = (place[0] + extra, place[1] + extra) if place else (len(text), len(text))
    comments = [
        m.group() for m in re.finditer(r"^[ ]*# (?:riêng|một|hai: b|ở lề)", text, re.M) if not start <= m.start() < end
    ]
    left = new
    for comment in comments:
        assert comment in left, (operation, text, new)
        left = left[left.index(comment) + len(comment) :]


def _at(root: Entries, path: tuple[str | int, ...]) -> Any:
    value: Any = root.plain
    for step in path:
        value = value[step]
    return value


@settings(max_examples=400, deadline=None)
@given(
    VALUES,
    st.sampled_from(["a: 1\n", "a: 1", "a: [1]\n", "a: {b: 1}\n", "x:\n  a: 1\n", "# c\n", "a: |\n  x\n  y\nb: 1\n"]),
)
def test_a_value_reads_back_as_itself(value: Any, text: str) -> None:
    new = changed(text, [Operation.of({"path": "a", "set": value})], NoGuide())
    read = outlined(new)
    assert isinstance(read, Entries)
    entry = read.get("a")
    assert entry is not None
    assert entry.value.plain == _kept(_text(value))


def _kept(value: Any) -> Any:
    if isinstance(value, list):
        return [_kept(v) for v in value]
    return {k: _kept(v) for k, v in value.items()} if isinstance(value, dict) else kept(value)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=30).filter(lambda t: t == t.encode("utf-8", "ignore").decode()))
def test_any_text_survives(value: str) -> None:
    for text in ("a: 1 # c\nb: 2\n", "a: [1, 2]\r\nb: 2", "a: {c: 1}\n", "a: |\n  x\n\nb: 2\n", "- \n"):
        if text.startswith("-"):
            with pytest.raises(Unfit):
                changed(text, [Operation.of({"path": "a", "set": value})], NoGuide())
            continue
        path = "a[1]" if "[" in text else "a.c" if "{" in text else "a"
        root = outlined(changed(text, [Operation.of({"path": path, "set": value})], NoGuide()))
        assert root is not None
        place = at(root, Operation.of({"path": path, "set": ""}).path)
        assert place is not None
        leaf: Any = root
        for step in Operation.of({"path": path, "set": ""}).path:
            leaf = leaf.get(step).value if isinstance(step, str) else leaf.items[step].value
        assert isinstance(leaf, Leaf)
        assert leaf.value == kept(value)
