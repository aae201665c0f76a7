"""What a template put into a file for somebody to fill in, found again while it is still there.

A place to fill in is ``<<điền …>>``, wherever it stands in a value; nobody types that by chance. A value of dots alone,
and the texts that ``new`` wrote before there was such a mark, are no less untouched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as Map

from congvan.model.source import Spanned
from congvan.problems import Diagnostic, Problems, Span, Value
from congvan.yaml.tree import Mapping, Node, Scalar, Sequence

_MARK = re.compile(r"<<\s*điền\b[^<>\n]*(?:>>)?", re.IGNORECASE)
_DOTS = re.compile(r"[\s.…]*(?:…|\.{3})[\s.…]*\Z")
_OLD = re.compile(
    r"^[ \t]*(?:(?:Điều )?\d\.[ \t]+)?(việc cần điền|Nội dung đoạn thứ nhất"
    r"|Nội dung của điều thứ (?:nhất|hai))[.;]?[ \t]*$",
    re.MULTILINE,
)
_LONGEST = 90


def mark(what: str) -> str:
    """The place where somebody is to fill in ``what``."""
    return f"<<điền {what}>>"


def told(root: Node, problems: Problems) -> frozenset[Span]:
    """Errors: CV420 for each place that is still as its template had it. Where the values begin in which they stand."""
    found, numbered = [], _numbered(root)
    for path, scalar in _scalars(root, ""):
        for text, where in _left(scalar, numbered):
            found.append(scalar.span)
            problems.error("CV420", where, at=path, text=text[:_LONGEST])
    return frozenset(found)


def quoted(values: Map[str, Value]) -> bool:
    """Whether a fault is of a mark: it quotes one, wherever it puts its finger."""
    return any(_MARK.search(str(value)) for value in values.values())


def told_once(found: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    """Without what else was found wrong with a place that nobody filled in: later stages look it up as if it were a
    slug.
    """
    left = {(d.field, d.span.line) for d in found if d.code == "CV420" and d.span is not None}
    return [
        d for d in found
        if d.code == "CV420" or d.span is None or not ((d.field, d.span.line) in left or quoted(d.values))
    ]  # fmt: skip


def _scalars(node: Node, path: str) -> Iterator[tuple[str, Scalar]]:
    """Every value of a tree with its path (``to[0].note``)."""
    if isinstance(node, Scalar):
        yield path, node
    elif isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            yield from _scalars(item, f"{path}[{index}]")
    elif isinstance(node, Mapping):
        for key, child in node.entries.items():
            yield from _scalars(child, f"{path}.{key}" if path else key)


def _numbered(root: Node) -> bool:
    """Whether a circular bears a number: then somebody has read it through, and dots are what it says."""
    number = root.entries.get("number") if isinstance(root, Mapping) else None
    return isinstance(number, Scalar) and bool(number.value.strip())


def _left(scalar: Scalar, numbered: bool) -> Iterator[tuple[str, Span]]:
    """What of one value was not filled in, each with its place."""
    value = scalar.value
    if not numbered and _DOTS.match(value):
        yield value.strip(), scalar.span
        return
    typed = Spanned(value, scalar.span, scalar.lines, scalar.raw)
    for found in _MARK.finditer(value):
        yield found.group(), typed.at(found.start())
    for found in () if numbered else _OLD.finditer(value):
        yield found[1], typed.at(found.start(1))
