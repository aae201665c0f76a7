"""Values that take lines of their own: one exchanged for another with the comments around it left standing, and a block
of prose in which only the lines that changed are written anew.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from congvan.yaml.extents import BREAK, Entries, Items, Leaf, Node, column, line_end
from congvan.yaml.spelling import Hand, Spelt, block

_HEADER = re.compile(r"\|([-+0-9]*)")
MOST = 4000
"""So many lines that differ are compared with one another; beyond, all of them are written anew."""


def placeholder(text: str, key: str) -> int | None:
    """Where the line ends on which a comment keeps the place of a key (``# edition: 2``, as ``new`` writes it), with
    the lines of the comment that go on from it; None where none does.
    """
    found = re.search(rf"^#[ ]?{re.escape(key)}:.*?$", text, re.M)
    if found is None:
        return None
    end = line_end(text, found.start())
    while (more := re.compile(r"(?:\r\n|\n|\r)#[ ]{2,}[^\r\n]*").match(text, end)) is not None:
        end = more.end()
    return end


def exchanged(text: str, node: Node, after: int, made: Spelt) -> str:
    """``made`` in the place of ``node``, which stands behind ``after`` (its colon or dash)."""
    if isinstance(node, Leaf) and node.style in ("|", ">"):
        first = line_end(text, node.start)
        mark = re.compile(r"[|>][-+0-9]*").match(text, node.start)
        rest = text[mark.end() if mark else first : first]
        return _joined(text[: node.start], made, rest, text[max(node.stop, first) :])
    inner = isinstance(node, Entries | Items) and not node.flow
    end = line_end(text, node.stop)
    if inner and line_end(text, after) < node.start:  # it begins on the next line: what stands behind the key stays
        return _joined(text[:after], made, text[after : line_end(text, after)], text[end:], gap=True)
    if inner:  # it begins behind its dash
        return _joined(text[: node.start], made, "", text[end:])
    if isinstance(node, Leaf) and node.start == node.stop:
        return _joined(text[:after], made, text[after : line_end(text, after)], text[line_end(text, after) :], gap=True)
    before = text[: node.start] if made.head else text[: node.start].rstrip(" \t")
    if not made.tail:
        return before + made.head + text[node.stop :]
    return _joined(before, made, text[node.stop : end], text[end:])


def _joined(before: str, made: Spelt, rest: str, after: str, *, gap: bool = False) -> str:
    """Head, what stood behind it on its line, tail."""
    head = f" {made.head}" if gap and made.head else made.head
    if not head and rest.startswith("\t"):
        rest = "  " + rest.lstrip(" \t")  # no tab may follow a bare dash
    whole = before + head + (rest if rest.strip() else "")
    return (whole.rstrip(" \t") if made.tail or not head else whole) + made.tail + after


def relined(text: str, node: Leaf, value: str, indent: int, hand: Hand) -> str | None:
    """A block whose text changed: the lines that did not are the very same bytes. None where it has to be written anew:
    another end, or another first line that would be read otherwise.
    """
    header = _HEADER.match(text, node.start)
    first = line_end(text, node.start)
    made = block(value, indent + hand.step, hand)
    if header is None or made is None or "+" in header[1] or "+" in made.head or first >= node.stop:
        return None
    if made.head.strip("|0123456789") != header[1].strip("0123456789") or made.head.strip("|-") or header[1].strip("-"):
        return None
    raw = BREAK.split(text[first : node.stop])[1:]
    ends = BREAK.findall(text[first : node.stop])
    depth = min((len(line) - len(line.lstrip(" ")) for line in raw if line.strip(" ")), default=0)
    old, new = node.value.removesuffix("\n").split("\n"), value.removesuffix("\n").split("\n")
    if not depth or len(old) != len(raw) or column(text, first) == 0:
        return None
    lines: list[str] = []
    for same, a, b, lines_new in _runs(old, new):
        if same:
            lines += [ends[n] + raw[n] for n in range(a, b)]
        else:
            lines += [hand.ending + (" " * depth + line if line else "") for line in lines_new]
    return text[:first] + "".join(lines) + text[node.stop :]


def _runs(old: list[str], new: list[str]) -> list[tuple[bool, int, int, list[str]]]:
    """Runs of lines that stayed, by their place in the old text, and of new ones."""
    head = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    runs = [(True, 0, head, list[str]())]
    middle, made = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(middle) + len(made) > MOST:
        runs.append((False, 0, 0, made))
    else:
        for tag, a, b, c, d in SequenceMatcher(None, middle, made, autojunk=False).get_opcodes():
            runs.append((tag == "equal", head + a, head + b, made[c:d] if tag != "equal" else []))
    runs.append((True, len(old) - tail, len(old), []))
    return runs
