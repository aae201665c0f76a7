"""A text and what a form asks of it → the text in which only that has changed: comments, order, line ends, quotation
marks, lists in brackets, blank lines and whatever else nobody touched stay as they are, byte for byte.

Each operation is done twice, on the text and on its plain values; a text that doesn't read as those values is never
given back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from congvan.yaml import blocks, spelling
from congvan.yaml.extents import BREAK, Entries, Entry, Items, Leaf, Node, Plain, Unfit, column, line_end, outlined
from congvan.yaml.moving import move, remove
from congvan.yaml.operations import (
    Guide,
    Impossible,
    Operation,
    Path,
    done,
    found,
    in_short,
    opened,
    prose,
    shown,
    standing,
    wrapped,
)
from congvan.yaml.spelling import Hand

BOM = "\ufeff"


def changed(text: str, operations: Iterable[Operation], guide: Guide) -> str:
    """The text after all operations, one after the other. Errors: Unfit, Impossible; nothing is half done."""
    mark = BOM if text.startswith(BOM) else ""
    text = text[len(mark) :]
    for operation in operations:
        text = _one(text, operation, guide)
    return mark + text


def _one(text: str, operation: Operation, guide: Guide) -> str:
    made = _gently(text, operation, guide)
    whole = text + hand_of(text, None).ending
    if made is None and text and line_end(text, len(text) - 1) == len(text):
        made = _gently(whole, operation, guide)  # the file's last block ends without a line end: it gets it
    for last in (text, whole):  # at last the list or record around is written anew
        made = _anew(last, operation, guide) if made is None else made
    if made is not None:
        return made
    line, at = _place(text, outlined(text), operation.path)
    raise Unfit("certain", line, at, shown(operation.path))


def _gently(text: str, operation: Operation, guide: Guide) -> str | None:
    """The text after one operation, with nothing else written anew; None where that doesn't read as it should."""
    root, before, after = _values(text, operation, guide)
    if after == before:
        return text
    hand = hand_of(text, root)
    entries = root if isinstance(root, Entries) else None
    plainer = replace(hand, blocks=False)
    # Blank lines behind a block may become its own: then no block is written, or the blank lines go.
    for way, blanks in ((hand, False), (plainer, False), (plainer, True)):
        made = _Change(text, entries, guide, way, blanks).make(operation, before)
        for whole in (made, made + hand.ending):  # the last line of a block is ended only by a line end
            if _reads(whole, after):
                return whole
    return None


def _anew(text: str, operation: Operation, guide: Guide) -> str | None:
    root, _, after = _values(text, operation, guide)
    hand = replace(hand_of(text, root), blocks=False)
    made = _Change(text, root if isinstance(root, Entries) else None, guide, hand).anew(operation.path[:-1], after)
    return next((whole for whole in (made, made + hand.ending) if _reads(whole, after)), None)


def _values(text: str, operation: Operation, guide: Guide) -> tuple[Node | None, Plain, Plain]:
    """A text as it is read, its values, and those after an operation."""
    root = outlined(text)
    before: Plain = {} if root is None else root.plain
    if not isinstance(before, dict):
        raise Unfit("root", 1, 1)
    return root, before, done(before, operation, guide)


def _reads(text: str, wanted: Plain) -> bool:
    """Whether a text reads as these values."""
    try:
        root = outlined(text)
    except Unfit:
        return False
    return (root.plain if root is not None else {}) == wanted


def _place(text: str, root: Node | None, path: Path) -> tuple[int, int]:
    """Line and column of what stands at a path, or of the nearest around it."""
    node = root
    for step in path:
        inner = _child(node, step)
        if inner is None:
            break
        node = inner
    offset = node.start if node is not None else 0
    return len(BREAK.findall(text, 0, offset)) + 1, column(text, offset) + 1


def _child(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, Entries) and isinstance(step, str):
        entry = node.get(step)
        return entry.value if entry is not None else None
    if isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
        return node.items[step].value
    return None


def hand_of(text: str, root: Node | None) -> Hand:
    """How the file is written: its first line end, and how deep its first record or list stands."""
    first = BREAK.search(text)
    ending = first.group() if first and first.group() in ("\n", "\r\n", "\r") else "\n"
    step = 2
    for entry in root.entries if isinstance(root, Entries) else ():
        value = entry.value
        if isinstance(value, Entries) and not value.flow and value.entries:
            step = column(text, value.start) - column(text, entry.start)
            break
    return Hand(ending, step if 1 <= step <= 8 else 2)


@dataclass(frozen=True, slots=True)
class _Holder:
    """Where a node stands: behind ``after`` (a colon, a dash, a bracket), in a collection in brackets (``flow``), its
    key or dash at column ``indent``.
    """

    after: int
    flow: bool
    indent: int


class _Change:
    """One operation on one text."""

    def __init__(self, text: str, root: Entries | None, guide: Guide, hand: Hand, blanks: bool = False) -> None:
        """``blanks``: the blank lines behind what is taken out go too, which the text before would take for its own."""
        self.text, self.root, self.guide, self.hand, self.blanks = text, root, guide, hand, blanks

    def make(self, operation: Operation, before: Plain) -> str:
        path, value = operation.path, operation.value
        if self.root is None:
            return self._first(wrapped(path, value))
        if operation.verb == "prose" and isinstance(value, str):
            value = prose(value, standing(before, path, self.guide))
        if operation.verb in ("set", "prose"):
            return self._set(path, value)
        if operation.verb == "insert":
            return self._insert(path, value)
        if operation.verb == "rename":
            entry = self._entry(path)
            spelt = spelling.inline(str(value), flow=True)
            return self._cut(entry.start, entry.end, spelt)
        if operation.verb == "move":
            holder, index = self._node(path[:-1]), path[-1]
            assert isinstance(holder, Items) and isinstance(index, int)
            return move(self.text, holder, index, operation.to, self.hand)
        return self._out(path, before)

    def _out(self, path: Path, before: Plain) -> str:
        """Without what is at a path, and what would be left with nothing."""
        if in_short(before, path, self.guide):
            if path[-1] != 0:
                return self._replace(path[:-1], "")
            path = path[:-1]  # a list of one that is none
        while len(path) > 1 and isinstance(path[-2], str) and len(self._children(path[:-1])) == 1:
            path = path[:-1]
        holder = self._node(path[:-1])
        assert not isinstance(holder, Leaf)
        children = self._children(path[:-1])
        step = path[-1]
        place = (
            step if isinstance(step, int) else next(n for n, c in enumerate(children) if getattr(c, "key", "") == step)
        )
        if len(children) == 1:
            return self._replace(path[:-1], [] if isinstance(holder, Items) else {})
        return remove(self.text, holder, place, self.blanks)

    def anew(self, path: Path, after: Plain) -> str:
        """The last resort: the list or record around is written anew."""
        value = found(after, path)
        if not path or value is None or self._found(path) is None:
            return self.text
        return self._replace(path, value)

    def _cut(self, start: int, end: int, new: str) -> str:
        return self.text[:start] + new + self.text[end:]

    def _first(self, value: Plain) -> str:
        """A file that says nothing yet, but may have comments."""
        assert isinstance(value, dict)
        ((key, inner),) = value.items()
        lead = self.text
        if lead and not BREAK.search(lead, max(0, len(lead) - 1)):
            lead += self.hand.ending
        return lead + spelling.entry(key, inner, 0, self.hand) + self.hand.ending

    def _node(self, path: Path) -> Node:
        node: Node | None = self.root
        for step in path:
            node = _child(node, step)
        if node is None:
            raise Impossible(path)
        return node

    def _children(self, path: Path) -> tuple[object, ...]:
        node = self._node(path)
        return () if isinstance(node, Leaf) else node.items if isinstance(node, Items) else node.entries

    def _entry(self, path: Path) -> Entry:
        holder = self._node(path[:-1])
        entry = holder.get(str(path[-1])) if isinstance(holder, Entries) else None
        if entry is None:
            raise Impossible(path)
        return entry

    def _holder(self, path: Path) -> _Holder:
        """Where the node at ``path`` stands."""
        if not path:
            return _Holder(0, False, -self.hand.step)
        around = self._node(path[:-1])
        assert not isinstance(around, Leaf)
        if isinstance(around, Entries):
            entry = self._entry(path)
            return _Holder(entry.colon, around.flow, column(self.text, entry.start))
        item = around.items[int(path[-1])]
        return _Holder(item.start + (not around.flow), around.flow, column(self.text, item.start))

    def _set(self, path: Path, value: Plain) -> str:
        node: Node = self.root  # type: ignore[assignment]
        for depth, step in enumerate(path):
            inner = _child(node, step)
            if inner is None:
                return self._missing(path, depth, node, value)
            node = inner
        if isinstance(value, dict | list) and type(value) is type(node.plain) and value and node.plain:
            return self._alike(path, node, value)
        return self._replace(path, value)

    def _alike(self, path: Path, node: Node, value: Plain) -> str:
        """A list or record over another of its kind: only what differs is touched, one thing after the other."""
        old, steps = node.plain, list[Operation]()
        if isinstance(old, dict) and isinstance(value, dict):
            for key in value:
                if key not in old or old[key] != value[key]:
                    steps.append(Operation("set", (*path, key), value[key]))
            steps += [Operation("remove", (*path, key)) for key in old if key not in value]
        else:
            assert isinstance(old, list) and isinstance(value, list)
            same = next(
                (n for n, (a, b) in enumerate(zip(old, value, strict=False)) if a != b), min(len(old), len(value))
            )
            tail = 0
            while tail < min(len(old), len(value)) - same and old[-1 - tail] == value[-1 - tail]:
                tail += 1
            before, now = len(old) - same - tail, value[same : len(value) - tail]
            steps += [Operation("set", (*path, same + n), item) for n, item in enumerate(now[:before])]
            steps += [Operation("insert", (*path, same + n), now[n]) for n in range(before, len(now))]
            steps += [Operation("remove", (*path, same + n)) for n in reversed(range(len(now), before))]
        text = self.text
        for step in steps:
            text = _one(text, step, self.guide)
        return text

    def _missing(self, path: Path, depth: int, node: Node, value: Plain) -> str:
        """What isn't there yet, inside what is."""
        step, inner = path[depth], wrapped(path[depth + 1 :], value)
        if isinstance(node, Leaf):
            if depth == len(path) - 1 and isinstance(value, str) and step == self.guide.short(path[:depth]):
                return self._replace(path[:depth], value)
            bare = opened(node.plain, step, path[:depth], self.guide)
            if isinstance(bare, str):
                return self._replace(path[:depth], wrapped(path[depth:], value))
            if isinstance(bare, list) and isinstance(step, int) and step == 0:
                return self._set((*path[:depth], *path[depth + 1 :]), value)  # the one is its list's first
            if isinstance(bare, list):
                return self._replace(path[:depth], [*bare, inner])
            assert isinstance(bare, dict) and isinstance(step, str)
            return self._replace(path[:depth], {**bare, step: inner}, flow=True)
        if isinstance(node, Entries):
            return self._add(path[:depth], node, str(step), inner)
        return self._insert((*path[:depth], step), inner)

    def _add(self, path: Path, node: Entries, key: str, value: Plain) -> str:
        """A key that a record hasn't got, where the order of its table has it."""
        flow = bool(node.entries) and any(isinstance(e.value, Entries) and e.value.flow for e in node.entries)
        if not node.entries:
            return self._replace(path, {key: value}, flow=node.flow)
        order = list(self.guide.order(path))
        rank = order.index(key) if key in order else len(order)
        known = [(order.index(e.key), e) for e in node.entries if e.key in order]
        earlier = [e for n, e in known if n < rank] if rank < len(order) else list(node.entries)
        if node.flow:
            spelt = f"{spelling.inline(key, flow=True)}: {spelling.flowed(value)}"
            if earlier:
                return self._cut(earlier[-1].value.stop, earlier[-1].value.stop, f", {spelt}")
            return self._cut(node.entries[0].start, node.entries[0].start, f"{spelt}, ")
        indent = column(self.text, node.start)
        told = spelling.entry(key, value, indent, self.hand, flow=flow)
        place = blocks.placeholder(self.text, key) if not path else None
        if place is not None:
            return self._line(place, indent, told)
        if earlier:
            last = max(earlier, key=lambda e: e.start)
            return self._line(line_end(self.text, last.value.stop), indent, told)
        return self._cut(node.start, node.start, f"{told}{self.hand.ending}{' ' * indent}")

    def _line(self, end: int, indent: int, told: str) -> str:
        """Lines of their own after the line that ends at ``end``."""
        return self._cut(end, end, f"{self.hand.ending}{' ' * indent}{told}")

    def _insert(self, path: Path, value: Plain) -> str:
        node, index = self._found(path[:-1]), path[-1]
        assert isinstance(index, int)
        if not isinstance(node, Items):
            if node is None or node.plain in ("", [], {}):
                return self._set(path[:-1], [value]) if index == 0 else self._set(path, value)
            one = opened(node.plain, index, path[:-1], self.guide)
            assert isinstance(one, list)
            return self._replace(path[:-1], [*one[:index], value, *one[index:]])
        if not node.items:
            return self._replace(path[:-1], [value], flow=node.flow)
        if node.flow:
            spelt = spelling.flowed(value)
            if index < len(node.items):
                return self._cut(node.items[index].start, node.items[index].start, f"{spelt}, ")
            return self._cut(node.items[-1].value.stop, node.items[-1].value.stop, f", {spelt}")
        indent = column(self.text, node.start)
        told = spelling.item(value, indent, self.hand)
        if index:
            return self._line(line_end(self.text, node.items[index - 1].value.stop), indent, told)
        return self._cut(node.start, node.start, f"{told}{self.hand.ending}{' ' * indent}")

    def _found(self, path: Path) -> Node | None:
        node: Node | None = self.root
        for step in path:
            node = _child(node, step)
        return node

    def _replace(self, path: Path, value: Plain, *, flow: bool = False) -> str:
        """Another value in a node's place."""
        node, holder = self._node(path), self._holder(path)
        if holder.flow:
            return self._flow(node, holder, value)
        if (
            isinstance(node, Leaf)
            and node.style == "|"
            and isinstance(value, str)
            and "\n" in value
            and self.hand.blocks
        ):
            again = blocks.relined(self.text, node, value, holder.indent, self.hand)
            if again is not None:
                return again
        style = spelling.chosen(node.value, node.style, flow=False) if isinstance(node, Leaf) else ""
        flow = flow or (isinstance(node, Items | Entries) and node.flow)
        made = spelling.spelt(value, max(holder.indent, -self.hand.step), self.hand, style=style, flow=flow)
        if not path:
            head, tail = made.head, made.tail.removeprefix(self.hand.ending)
            return self._cut(node.start, node.stop, head + tail)
        return blocks.exchanged(self.text, node, holder.after, made)

    def _flow(self, node: Node, holder: _Holder, value: Plain) -> str:
        """Another value inside brackets or braces."""
        style = spelling.chosen(node.value, node.style, flow=True) if isinstance(node, Leaf) else ""
        spelt = spelling.inline(value, flow=True, style=style) if isinstance(value, str) else spelling.flowed(value)
        blank = (
            " " if node.start == holder.after and node.start == node.stop and self.text[holder.after - 1] == ":" else ""
        )
        return self._cut(node.start, node.stop, blank + spelt)
