"""Pieces of text around expressions: ends of lines in a kind's form, signs after a value, the path of an attribute."""

from __future__ import annotations

import re

from jinja2 import nodes

MAX_DEPTH = 60
_LINE_WITH_BLOCKS = re.compile(r"^.*%}[ \t]*$", re.MULTILINE)
_SIGNS = (".", ";", ",")
_BLOCK = re.compile(r"{%.*?%}")


def with_line_ends(text: str) -> str:
    """A form in which every line that ends with a block keeps its end."""
    return _LINE_WITH_BLOCKS.sub(_kept_end, text)


def _kept_end(line: re.Match[str]) -> str:
    """A line of a form that ends with a block keeps its end, unless it is blocks alone (Jinja would join the next)."""
    text = line.group()
    return re.sub(r"\+?%}[ \t]*$", "+%}", text) if _BLOCK.sub("", text).strip() else text


def unsigned(value: str, sign: str) -> str:
    """``value`` without its last sign before the form's ``sign``; "v.v.;" and "...;" are no doubled signs."""
    if sign not in _SIGNS or value[-1:] not in _SIGNS or value in _SIGNS:
        return value
    shortened = value[-1] == "." != sign and "." in value.rsplit(None, 1)[-1][:-1]
    return value if shortened else value[:-1].rstrip()


def path_of(node: nodes.Getattr) -> tuple[nodes.Name | None, str]:
    """``person.born.date`` → the name ``person`` and the path ``born.date``; None for what begins with no name."""
    steps = [node.attr]
    inner: nodes.Node = node.node
    while isinstance(inner, nodes.Getattr) and len(steps) < MAX_DEPTH:
        steps.append(inner.attr)
        inner = inner.node
    return (inner if isinstance(inner, nodes.Name) else None), ".".join(reversed(steps))
