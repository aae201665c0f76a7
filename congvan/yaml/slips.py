"""Slips that YAML takes without a word, or blames on another place: `` #`` after prose, Word's quotation marks, blanks
that are no spaces, brackets that are never closed. Each is found at its own place, with what to type instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from congvan.problems import Fix, Problems, Span

_TAIL = re.compile(r"([ \t]+)#([^\n]*)")
_NEXT = re.compile(r"[ \t]*\n( +)#(\d[^\n]*)")
_INDENT = re.compile(" *")
_OPENING, _CLOSING = "“„‟″«‹‘‚", '”“″»›’"'
_ODD = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ODD_PLACE = re.compile(rf"(?! *+:)[- ]*+(?:[\w.-]*+[ ]*+:[ ]*+[|>]?+[-+0-9]*+)?[ ]*+([{_ODD}])")


@dataclass(frozen=True, slots=True)
class Tail:
    """What YAML took for a comment behind a value: ``sure`` where it is no comment by its look."""

    lost: str
    span: Span
    sure: bool


def tail(text: str, begin: int, end: int, span: Span) -> Tail | None:
    """The comment behind a value from offset ``begin`` to ``end``, if it may be the value's own words.

    ``#1`` and ``#x`` after one blank are; ``# x`` after one blank may be; after two blanks it is the comment that the
    guide shows. A line of its own that begins with ``#2`` deeper than the value's is the value's too.
    """
    found = _TAIL.match(text, end)
    first = begin - span.column + 1  # where the value's line begins
    if found is None:
        found = _NEXT.match(text, end)
        if found is None or len(found[1]) <= len(_INDENT.match(text, first)[0]):  # type: ignore[index]
            return None
        return Tail(f"#{found[2].strip()}", _span(text, first, found.start(2) - 1, span), True)
    gap, words, at = len(found[1].expandtabs(2)), found[2], found.start(2) - 1
    typed = words.strip()
    if not typed or typed.startswith("#"):
        return None
    digit = typed[0].isdigit()
    sure = (digit and gap <= 3 and (gap == 1 or words[0] == typed[0])) or (gap == 1 and words[0] == typed[0])
    if not sure and gap > 1:
        return None
    return Tail(f"#{words.rstrip()}", _span(text, first, at, span), sure)


def _span(text: str, first: int, offset: int, span: Span) -> Span:
    """The place of ``offset``; ``first`` is where the line of ``span`` begins: a file of many lines is counted once."""
    line = span.line + text.count("\n", first, offset)
    return Span(span.file, line, offset - max(text.rfind("\n", first, offset), first - 1))


def quoted(value: str) -> str:
    """``value`` as YAML takes it whole."""
    return f"'{value.replace(chr(39), chr(39) * 2)}'" if '"' in value or "\\" in value else f'"{value}"'


def told_tail(found: Tail | None, value: str, problems: Problems, at: str, fix: Fix | None = None) -> bool:
    """Errors: CV060 words behind ``#`` would not be printed. Warning: CV061 they may be meant as a comment."""
    if found is None:
        return True
    right = quoted(f"{value.strip()} {found.lost}".strip())
    (problems.error if found.sure else problems.warning)(
        "CV060" if found.sure else "CV061", found.span, at=at, fix=fix, lost=found.lost, right=right
    )
    return not found.sure


def curly(value: str) -> str:
    """The words inside Word's quotation marks where all of a value stands in one pair of them, "" elsewhere."""
    value = value.strip()
    if len(value) < 3 or value[0] not in _OPENING or value[-1] not in _CLOSING:
        return ""
    inner = value[1:-1]
    if any(c in "“”„‟″«»" for c in inner) or (value[0] in "‘‚‹" and any(c in "‘’" for c in inner)):
        return ""
    return inner.strip()


def odd_space(line: str) -> int:
    """The offset of a blank that is no space where YAML wants one (indentation, after a dash or a colon); -1: none."""
    found = _ODD_PLACE.match(line)
    return found.start(1) if found else -1
