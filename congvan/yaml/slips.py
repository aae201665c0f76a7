"""Slips that YAML takes without a word, or blames on another place: `` #`` after prose, Word's quotation marks, blanks
that are no spaces, brackets that are never closed. Each is found at its own place, with what to type instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from congvan.problems import Problems, Span

_TAIL = re.compile(r"([ \t]+)#([^\n]*)")
_NEXT = re.compile(r"[ \t]*\n( +)#(\d[^\n]*)")
_INDENT = re.compile(" *")
_OPENING, _CLOSING = "“„‟″«‹‘‚", '”“″»›’"'
_MARKED = re.compile(r"^([ ]*(?:- +)*[\w.-]+:[ ]+|[ ]*-[ ]+)([“„‟″«].*)$")
_ODD = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ODD_PLACE = re.compile(rf"^[ ]*(?:- *)*(?:[\w.-]+[ ]*:[ ]*[|>]?[-+0-9]*)?[ ]*([{_ODD}])")
_CUT = re.compile(r"[^\"'#\[{]*[^\s\"'#\[{]\s#(?=\S)")
_HASH = re.compile(r"\s#(?=\S)")


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


def told_tail(found: Tail | None, value: str, problems: Problems, at: str) -> bool:
    """Errors: CV060 words behind ``#`` would not be printed. Warning: CV061 they may be meant as a comment."""
    if found is None:
        return True
    right = quoted(f"{value.strip()} {found.lost}".strip())
    (problems.error if found.sure else problems.warning)(
        "CV060" if found.sure else "CV061", found.span, at=at, lost=found.lost, right=right
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


def told_syntax(text: str, lines: list[str], near: list[int], shown: str, problems: Problems) -> bool:
    """What of this explains that a file is no YAML; ``near``: the lines (from 0) where the parser gave up.

    Errors: CV060, CV062 Word's marks, CV063 a blank that is no space, CV064 a bracket.
    """
    told = any(_line_slip(lines[n], n, n == near[0], shown, problems) for n in near)
    return told or _bracket_slip(text, lines, shown, problems)


def _line_slip(line: str, index: int, here: bool, shown: str, problems: Problems) -> bool:
    """A slip that shows itself on its line; ``here``: the parser gave up on this one."""
    column = odd_space(line)
    if column >= 0:
        problems.error("CV063", Span(shown, index + 1, column + 1), code=f"U+{ord(line[column]):04X}")
        return True
    word = _MARKED.match(line)
    if word and (curly(word[2]) or (here and ": " in word[2])):
        right = quoted(curly(word[2]) or word[2].strip())
        problems.error("CV062", Span(shown, index + 1, word.start(2) + 1), right=right)
        return True
    cut = _CUT.match(line)
    if cut:
        before, lost = cut.group()[:-1], line[cut.end() - 1 :]
        right = quoted(f"{(before.partition(': ')[2] or before).strip(' -')} {lost}")
        problems.error("CV060", Span(shown, index + 1, cut.end()), lost=lost, right=right)
        return True
    return False


def _bracket_slip(text: str, lines: list[str], shown: str, problems: Problems) -> bool:
    """A bracket that is never closed, or whose closing one stands behind `` #``."""
    mark = open_bracket(text)
    if mark is None:
        return False
    line, column = mark
    hash_ = _HASH.search(lines[line], column)
    if hash_:
        begin = hash_.start() + 1
        before, lost = lines[line][:begin], lines[line][begin:]
        value = re.split(r"[,{\[]", before)[-1].rpartition(": ")[2].strip()
        more = re.split(r"[,}\]]", lost)[0].rstrip()
        right = quoted(f"{value} {more}".strip())
        problems.error("CV060", Span(shown, line + 1, begin + 1), lost=lost, right=right)
        return True
    sign = lines[line][column]
    problems.error("CV064", Span(shown, line + 1, column + 1), sign=sign, closing="]" if sign == "[" else "}")
    return True


def open_bracket(text: str) -> tuple[int, int] | None:
    """Line and column (from 0) of the bracket that is not closed; None where all are."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    stack: list[yaml.Token] = []
    pairs = {
        yaml.FlowSequenceEndToken: yaml.FlowSequenceStartToken,
        yaml.FlowMappingEndToken: yaml.FlowMappingStartToken,
    }
    try:
        for token in yaml.scan(text, Loader=loader):
            if isinstance(token, (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)):
                stack.append(token)
            elif (opening := pairs.get(type(token))) is not None:
                if not stack or not isinstance(stack[-1], opening):
                    break
                stack.pop()
    except yaml.YAMLError:
        return None
    if not stack:
        return None
    mark = stack[-1].start_mark
    return mark.line, mark.column
