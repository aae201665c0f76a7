"""A list that YAML took for words: no space behind its dashes, or a dash out of line."""

from __future__ import annotations

import re

from congvan.problems import Fix, Problems, Span, term
from congvan.yaml.tree import Scalar


def unlisted(node: Scalar, problems: Problems, at: str) -> bool:
    """A list whose dashes YAML took for words. Errors: CV082 no space behind them, CV015 out of line."""
    if node.raw is None or not node.bare:
        return False
    lines = node.raw.text.split("\n")
    for number, line in enumerate(lines):
        found = re.match(r"( *)-(\s*)(?=\S)", line)
        if found is None or (number == 0 and not node.value.startswith("-")):
            continue
        first = node.span.column if not number else 1
        span = Span(node.span.file, node.span.line + number, first + found.end(1) + 1)
        if not found[2]:
            right = f"- {line[found.end() :].strip()}"
            problems.error("CV082", span, at=at, fix=Fix(span, span, " "), right=right)
        else:
            indent, wanted = len(found[1]), max(0, node.span.column - 3)
            cure = term("indent.more" if wanted > indent else "indent.less", count=abs(wanted - indent))
            begin = Span(span.file, span.line, 1)
            fix = Fix(begin, Span(span.file, span.line, indent + 1), " " * wanted)
            problems.error(
                "CV015",
                begin,
                at=at,
                fix=fix,
                line=span.line,
                found=indent,
                wanted=wanted,
                cure=cure,
                where=term("siblings.above"),
            )
        return True
    return False


def replaced(node: Scalar, text: str) -> Fix | None:
    """``text`` in place of a value that stands on one line."""
    if node.raw is None or "\n" in node.raw.text:
        return None
    span = node.span
    return Fix(span, Span(span.file, span.line, span.column + len(node.raw.text)), text)
