"""Items of a list taken out or put elsewhere, and keys taken out: whole lines, with what is said beside them."""

from __future__ import annotations

import re

from congvan.yaml.extents import BREAK, Entries, Entry, Item, Items, Leaf, column, line_end, line_start
from congvan.yaml.spelling import Hand

_BLANK = re.compile("(?:\r\n|[\n\r])[ \t]*(?=[\r\n])")


def remove(text: str, node: Items | Entries, place: int, blanks: bool = False) -> str:
    """Without the ``place``-th of several; comments on lines of their own stay, and unless ``blanks`` blank lines."""
    children: tuple[Item | Entry, ...] = node.items if isinstance(node, Items) else node.entries
    child = children[place]
    following = children[place + 1] if place + 1 < len(children) else None
    if node.flow:
        if following is not None:
            return text[: child.start] + text[following.start :]
        return text[: children[place - 1].value.stop] + text[child.value.stop :]
    start, end = line_start(text, child.start), line_end(text, child.value.stop)
    if text[start : child.start].strip(" \t"):  # the first stands on the line of the dash that holds them all
        assert following is not None
        between = text[end : line_start(text, following.start)]
        if between.strip():
            return text[: child.start].rstrip(" \t") + text[end:]
        return text[: child.start] + text[following.start :]
    while blanks and (blank := _BLANK.match(text, end)) is not None:
        end = blank.end()
    found = BREAK.match(text, end)
    if found is not None:
        return text[:start] + text[found.end() :]
    before = text[:start]
    last = list(BREAK.finditer(before))
    return before[: last[-1].start()] if last and last[-1].end() == len(before) else before


def move(text: str, node: Items, index: int, to: int, hand: Hand) -> str:
    """The ``index``-th item at place ``to``; each takes the comment above it along, and that on its line."""
    if node.flow:
        pieces = [(item.value.start, item.value.stop) for item in node.items]
    else:
        pieces = [_piece(text, node, n) for n in range(len(node.items))]
    order = [n for n in range(len(pieces)) if n != index]
    order.insert(to, index)
    made, at = "", 0
    for slot, source in zip(pieces, order, strict=True):
        made += text[at : slot[0]] + text[slice(*pieces[source])]
        at = slot[1]
    return made + text[at:]


def _piece(text: str, node: Items, n: int) -> tuple[int, int]:
    """From the first line of the comment above an item (at its depth, no blank line between) to its last line's end."""
    item = node.items[n]
    start, depth = item.start, column(text, item.start)
    floor = line_end(text, node.items[n - 1].value.stop) if n else 0
    line = line_start(text, start)
    while not text[line:start].strip(" ") and line > floor:
        above = line_start(text, line - (2 if text[line - 2 : line] == "\r\n" else 1))
        told = text[above : line_end(text, above)]
        if above < floor or not told.strip().startswith("#") or len(told) - len(told.lstrip(" ")) != depth:
            break
        start, line = above + depth, above
    value = item.value
    keeps = isinstance(value, Leaf) and value.style in ("|", ">")
    return start, value.stop if keeps and value.stop > item.start else line_end(text, value.stop)
