"""What is typed between quotation marks of an expression is text too: judged on every branch, after its escapes."""

from __future__ import annotations

import re
from functools import partial

from jinja2 import nodes

from congvan.model.source import Spanned
from congvan.problems import Problems, Span
from congvan.yaml.typed import check_value

_SHORT = {"\v": r"\\v", "\f": r"\\f", "\r": r"\\r", "\a": r"\\a", "\b": r"\\b", "\x00": r"\\0"}


def check(tree: nodes.Template, source: Spanned[str], at: str, problems: Problems) -> bool:
    """Whether every literal may stand. Errors: CV005, CV065, each at its character."""
    seen: dict[int, int] = {}
    good = True
    waiting: list[nodes.Node] = [tree]
    while waiting:  # in the order of the text, and not by recursion: an expression may be deeper than the stack
        node = waiting.pop()
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            good &= check_value(node.value, partial(_place, node, source, seen), problems, at)
        waiting += reversed(list(node.iter_child_nodes()))
    return good


def _place(node: nodes.Const, source: Spanned[str], seen: dict[int, int], index: int) -> Span:
    """Where character ``index`` of a literal is typed: itself, or the escape that stands for it.

    ``seen``: how far each character was looked for already.
    """
    char = node.value[index]
    code = ord(char)
    typed = rf"\\x{code:02x}|\\u{code:04x}|\\U{code:08x}|\\{code:03o}|{re.escape(char)}"
    typed += f"|{_SHORT[char]}" if char in _SHORT else ""
    lines = source.value.split("\n")
    before = sum(len(line) + 1 for line in lines[: node.lineno - 1])
    found = re.compile(typed, re.IGNORECASE).search(source.value, max(before, seen.get(code, 0)))
    if found is None:
        return source.at_line(node.lineno - 1)
    seen[code] = found.end()
    return source.at(found.start())
