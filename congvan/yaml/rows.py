"""A text that may be no YAML → its lines, each with what stands on it: a key and its value, the text of a block, a line
of a list. Nothing here needs the text to be right; brackets and quotation marks are followed as far as they go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

_DASHES = re.compile(r" *(?:[-?](?: +|$))*")
_KEY = re.compile(r"(\"[^\"]*\"\s*|'[^']*'\s*|[^\s#\"'\[\]{},:&*!|>%@`-][^\n:#]*+):(?=\s|$)")
_HEADER = re.compile(r"[|>][-+0-9]{0,2}[ \t]*(?:#.*)?$")
LIKE_A_KEY = re.compile(r" *(?:- +)*[a-z][a-z0-9_-]*:(?:[ \t]|$)")
"""A line that begins as the keys of our files do."""
BEGINS = re.compile(rf"{LIKE_A_KEY.pattern}| *- ")
"""A line on which no list or group in brackets goes on."""
CLOSING = {"[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Flow:
    """Where the brackets and quotation marks of one line lead; offsets on the line, -1: there is none.

    ``open``: brackets not closed on it; ``end``: behind the last one; ``quote``: one that is not closed on it;
    ``behind``: words behind a closing quotation mark, ``quoted`` where that opened; ``wrong``: a closing bracket that
    closes none, and the offset of the bracket it stands against.
    """

    open: tuple[int, ...] = ()
    end: int = 0
    quote: int = -1
    behind: int = -1
    quoted: int = -1
    wrong: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line. ``kind``: ``text`` lies in a block, ``flow`` goes on what an earlier line opened.

    ``under`` is the header of the block that a line of text lies in, or ended right above another line; ``depth`` how
    far the text of that block is indented.
    """

    index: int
    text: str
    indent: int
    kind: Literal["blank", "comment", "text", "flow", "line"]
    dash: int = -1  # of the last dash before the key or value
    key: str = ""
    key_at: int = -1
    value_at: int = -1
    header: bool = False  # a key with "|" or ">": a block of text follows
    flow: Flow = field(default_factory=Flow)
    under: int = -1
    depth: int = 0

    @property
    def value(self) -> str:
        """What stands behind the key or the dash."""
        return self.text[self.value_at :] if self.value_at >= 0 else ""

    @property
    def own(self) -> int:
        """The column of the key, or of the value of an item without one: what its siblings are in line with."""
        return self.key_at if self.key_at >= 0 else self.indent


def walk(lines: Sequence[str]) -> list[Row]:
    """Every line as it seems to be meant."""
    found: list[Row] = []
    under, depth, block = -1, 0, 0  # the header above, the indentation of its text, that of its key
    carried, opened = "", 0  # the closing signs that earlier lines still owe, the indentation of the first of them
    for index, text in enumerate(lines):
        indent = len(text) - len(text.lstrip(" "))
        if not text.strip():
            found.append(Row(index, text, indent, "blank", under=under, depth=depth))
            continue
        if under >= 0 and indent > block and (not depth or indent >= depth):
            depth = depth or indent
            found.append(Row(index, text, indent, "text", under=under, depth=depth))
            continue
        if carried and (indent > opened or not BEGINS.match(text)):
            carried = _carried(text, carried)
            found.append(Row(index, text, indent, "flow"))
            continue
        carried = ""
        row = _line(index, text, indent, under, depth)
        found.append(row)
        if row.kind == "line":
            under, depth, block = (index, 0, max(row.key_at, row.dash, 0)) if row.header else (-1, 0, 0)
            carried, opened = _owed(row), indent
    return found


def _line(index: int, text: str, indent: int, under: int, depth: int) -> Row:
    if text.lstrip().startswith("#"):
        return Row(index, text, indent, "comment", under=under, depth=depth)
    dashes = _DASHES.match(text)
    begin = dashes.end() if dashes else indent
    dash = text.rfind("-", 0, begin)
    found = _KEY.match(text, begin)
    if found is None:
        at = begin if text[begin:].strip() else -1
        header = bool(_HEADER.match(text, begin)) and dash >= 0
        flow = flow_of(text, begin) if at >= 0 else Flow()
        return Row(index, text, indent, "line", dash, "", -1, at, header, flow, under, depth)
    rest = text[found.end() :]
    at = found.end() + len(rest) - len(rest.lstrip()) if rest.strip() and not rest.lstrip().startswith("#") else -1
    header = at >= 0 and bool(_HEADER.match(text, at))
    flow = flow_of(text, at) if at >= 0 and not header else Flow()
    return Row(index, text, indent, "line", dash, found[1].rstrip(), begin, at, header, flow, under, depth)


def flow_of(text: str, at: int) -> Flow:
    """The brackets and quotation marks of a value that begins at offset ``at``; of plain words there are none."""
    if text[at] in "\"'":
        end = closing_quote(text, at)
        if end < 0:
            return Flow(quote=at)
        behind = end + 1 + len(text[end + 1 :]) - len(text[end + 1 :].lstrip())
        return Flow() if not text[behind:] or text[behind] in "#:" else Flow(behind=behind, quoted=at)
    if text[at] not in "[{" or text.startswith("{{", at):
        return Flow()
    return _brackets(text, at)


def _brackets(text: str, at: int) -> Flow:
    stack: list[int] = []
    last = at
    begins, after = True, -1  # whether a value may begin here; the quotation right before
    for i, char in _outside(text, at):
        opens, last = begins and after < 0, i
        if char in "\"'" and opens:
            if closing_quote(text, i) < 0:
                return Flow(tuple(stack), len(text), i)
            begins, after = False, i
        elif char in "[{" and opens:
            stack.append(i)
        elif char in "]}":
            if not stack or CLOSING[text[stack[-1]]] != char:
                return Flow(tuple(stack), i, wrong=(i, stack[-1] if stack else -1))
            stack.pop()
            begins, after = False, -1
        elif char in ",:":
            begins, after = True, -1
        elif not char.isspace():
            if after >= 0 or not stack:
                return Flow(tuple(stack), i, behind=i if after >= 0 else -1, quoted=after)
            begins = False
    rest = text[last + 1 :]
    comment = rest.lstrip().startswith("#")
    return Flow(tuple(stack), len(text) - len(rest.lstrip()) if comment else len(text.rstrip()))


def _outside(text: str, at: int) -> Iterator[tuple[int, str]]:
    """The characters of a flow but for those inside quotation marks; a comment ends them."""
    i, begins = at, True
    while i < len(text):
        char = text[i]
        if char == "#" and (i == at or text[i - 1].isspace()):
            return
        yield i, char
        if char in "\"'" and begins:
            end = closing_quote(text, i)
            i = end if end >= 0 else len(text)
        begins = char in "[{,:" or (begins and char.isspace())
        i += 1


def closing_quote(text: str, at: int) -> int:
    """Where on this line the quotation that opens at ``at`` is closed; -1: it isn't."""
    sign, i = text[at], at + 1
    while i < len(text):
        if text[i] == "\\" and sign == '"':
            i += 2
            continue
        if text[i] == sign:
            if sign == "'" and text[i + 1 : i + 2] == "'":
                i += 2
                continue
            return i
        i += 1
    return -1


def _owed(row: Row) -> str:
    """The signs that close what a line leaves open, the innermost first."""
    flow = row.flow
    signs = "".join(CLOSING[row.text[at]] for at in reversed(flow.open))
    return (row.text[flow.quote] if flow.quote >= 0 else "") + signs


def _carried(text: str, owed: str) -> str:
    """What is still owed after a line that goes on; roughly: signs are counted where they stand."""
    for char in text:
        if owed and owed[0] in "\"'":
            owed = owed[1:] if char == owed[0] else owed
        elif char in "[{":
            owed = CLOSING[char] + owed
        elif owed and char == owed[0]:
            owed = owed[1:]
    return owed
