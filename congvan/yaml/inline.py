"""Slips inside one value: quotation marks, brackets, commas; each at its own place with what mends it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from congvan.problems import Value, term
from congvan.yaml import slips
from congvan.yaml.rows import BEGINS, CLOSING, Row
from congvan.yaml.slip import Edit, Slip, Stop

_MARKED = re.compile(r"(?:^ *(?:- +)*(?:[\w.-]+:[ ]+)?|[{\[,] *(?:[\w.-]+: +)?)([“„‟″«])")

_KEY_BEHIND = re.compile(r"\s*+[\w-]+:(\s++\S.*?(?<=\S)|\s{2,}(?=\s\S))\s++([a-z][a-z_-]*):\s")


def word_marks(near: Sequence[Row]) -> Iterator[Slip]:
    """Word's marks around a value that has something in it which only straight ones keep together."""
    for row in near:
        for found in _MARKED.finditer(row.text) if row.kind == "line" else ():
            at = found.start(1)
            end = min((e for e in (row.text.find(c, at + 1) for c in '”“″»"') if e >= 0), default=-1)
            inner = row.text[at + 1 : end].strip() if end >= 0 else ""
            if inner and re.match(r"[ \t]*(?:[,}\]]|$)", row.text[end + 1 :]):
                yield _marks(row, at, end, inner)


def _marks(row: Row, at: int, end: int, inner: str) -> Slip:
    right = slips.quoted(inner)
    return Slip("CV062", row.index, at, (Edit(row.index, at, end + 1, right),), {"right": right}, sure=": " in inner)


def _ends(row: Row, rows: Sequence[Row]) -> bool:
    """Whether the next line begins anew, as one of our keys does, or there is none."""
    after = next((r for r in rows[row.index + 1 :] if r.text.strip()), None)
    return after is None or bool(BEGINS.match(after.text) and after.indent <= row.indent) or after.kind == "comment"


def quotes(upto: Sequence[Row], rows: Sequence[Row]) -> Iterator[Slip]:
    """A quotation mark that is not closed on its line, or words behind the one that closes."""
    for row in upto:
        at, text = row.flow.quote, row.text
        if row.kind != "line":
            continue
        if at >= 0:
            curly = max(text.rfind("”"), text.rfind("“"))
            inside = at != row.value_at
            end = element_end(text, at + 1) if inside else len(text.rstrip())
            edit = Edit(row.index, end, end, text[at])
            if curly > at:  # “ opened straight, closed by Word
                right = slips.quoted(text[at + 1 : curly].strip())
                whole = Edit(row.index, at, curly + 1, right)
                yield Slip("CV062", row.index, curly, (whole,), {"right": right}, sure=_ends(row, rows))
            yield Slip("CV013", row.index, at, (edit,), {"sign": text[at]}, sure=_ends(row, rows))
        elif row.flow.behind >= 0:
            yield from _behind(row)


def _behind(row: Row) -> Iterator[Slip]:
    text, at, begin = row.text, row.flow.behind, row.flow.quoted
    inside = begin != row.value_at
    if inside and re.match(r"[\"'\[{]|[\w-]+:\s", text[at:]):
        yield replace(_comma(row, len(text[:at].rstrip()), text[at:]), sure=True)
        return
    end = element_end(text, at) if inside else len(text.rstrip())
    typed = text[begin:end]
    right = f"'{typed}'" if "'" not in typed else slips.quoted(re.sub(r'"([^"]*)"', r"“\1”", typed.strip('"')))
    edit = Edit(row.index, begin, end, right)
    yield Slip("CV076", row.index, at, (edit,), {"right": right}, sure=True)


def _comma(row: Row, at: int, rest: str) -> Slip:
    nxt = re.match(r"[\w-]+:|\"[^\"]*\"|\S+", rest)
    values: dict[str, Value] = {"next": (nxt[0] if nxt else rest[:20]).strip('"')}
    return Slip("CV084", row.index, at, (Edit(row.index, at, at, ","),), values)


def element_end(text: str, at: int) -> int:
    """Where the value of a list or group in brackets ends: before the next comma or closing bracket."""
    return words_end(text, at, re.compile(r"[,\]}]"))


def words_end(text: str, at: int, stop: re.Pattern[str]) -> int:
    """Where words from ``at`` on end: before the blanks in front of the first ``stop``, or of the line's end."""
    found = stop.search(text, at)
    return at + len(text[at : found.start()].rstrip()) if found else len(text.rstrip())


def brackets(upto: Sequence[Row], rows: Sequence[Row]) -> Iterator[Slip]:
    """A bracket that is not closed before the next key; one that closes another kind, or none."""
    for row in upto:
        flow, text = row.flow, row.text
        if row.kind != "line":
            continue
        if flow.wrong is not None:
            yield from _wrong(row, *flow.wrong)
        elif flow.open and flow.quote < 0 and flow.behind < 0:
            last = _last_of_flow(row, rows)
            end = flow.end if last is row else len(last.text.rstrip())
            end = len(last.text[:end].rstrip())
            at = flow.open[-1]
            closing = "".join(CLOSING[text[n]] for n in reversed(flow.open))
            sign = text[at]
            values: dict[str, Value] = {
                "said": term(f"unclosed.{'list' if sign == '[' else 'group'}", line=row.index + 1),
                "sign": sign, "closing": closing, "end": last.index + 1,
            }  # fmt: skip
            yield Slip("CV064", row.index, at, (Edit(last.index, end, end, closing),), values, sure=_ends(last, rows))


def _last_of_flow(row: Row, rows: Sequence[Row]) -> Row:
    last = row
    for other in rows[row.index + 1 :]:
        if other.kind == "flow":
            last = other
        elif other.kind != "blank":
            break
    return last


def _wrong(row: Row, at: int, opener: int) -> Iterator[Slip]:
    sign = row.text[at]
    if opener < 0:
        yield Slip("CV079", row.index, at, (Edit(row.index, at, at + 1, ""),), {"sign": sign}, sure=True)
        return
    opened = row.text[opener]
    below = [row.text[n] for n in row.flow.open[:-1]]
    closing = CLOSING[opened]
    if below and CLOSING[below[-1]] == sign:
        said = term(f"unclosed.{'list' if opened == '[' else 'group'}", line=row.index + 1)
        values: dict[str, Value] = {
            "said": said, "sign": opened, "closing": closing, "end": row.index + 1,
        }  # fmt: skip
        yield Slip("CV064", row.index, opener, (Edit(row.index, at, at, closing),), values, sure=True)
        return
    edit = Edit(row.index, at, at + 1, closing)
    yield Slip("CV078", row.index, at, (edit,), {"opened": opened, "sign": sign, "closing": closing}, sure=True)


def between(rows: Sequence[Row], stop: Stop) -> Iterator[Slip]:
    """Inside brackets: a comma is missing before the next key, or a value has a colon."""
    row = rows[stop.line] if stop.line < len(rows) else None
    if row is None or row.kind == "text" or not (row.kind == "flow" or row.value[:1] in ("[", "{")):
        return
    text = row.text
    colon = stop.column if text[stop.column : stop.column + 1] == ":" else text.find(": ", stop.column)
    if row.kind == "line" and colon < row.value_at:
        return
    begin = max(text.rfind(c, 0, colon) for c in ",{[") + 1 if colon >= 0 else 0
    part = text[begin : element_end(text, colon)] if colon >= 0 else ""
    found = _KEY_BEHIND.match(part + " ")
    if found:
        yield _comma(row, begin + found.end(1), part[found.start(2) :])
        return
    colons = re.match(r"\s*+(?:[\w-]+:\s++)?(?=.*:\s)", part + " ")
    if colons and part[colons.end() :].strip() and ":" in part[colons.end() :]:
        start = begin + colons.end()
        yield quoted_slip("CV012", row, start, begin + len(part.rstrip()))


def quoted_slip(code: str, row: Row, begin: int, end: int, **values: Value) -> Slip:
    """What stands from ``begin`` to ``end`` of a line, put in quotation marks."""
    right = slips.quoted(row.text[begin:end].strip())
    shown = f"{row.key}: {right}" if row.key and begin == row.value_at else right
    return Slip(code, row.index, begin, (Edit(row.index, begin, end, right),), {"right": shown, **values})
