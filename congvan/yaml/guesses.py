"""What people do to YAML, each slip at its own place with the smallest change that mends it: candidates, to be tried.

``mending`` tries them: the change must let the parser come further than it came.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from congvan.problems import Value, term
from congvan.yaml import slips
from congvan.yaml.inline import between, brackets, element_end, quoted_slip, quotes, word_marks, words_end
from congvan.yaml.rows import BEGINS, LIKE_A_KEY, Row
from congvan.yaml.slip import Edit, Slip, Stop


def candidates(rows: Sequence[Row], stop: Stop, known: Collection[str]) -> list[Slip]:
    """All that may be meant, the sure ones first, then by how special a slip is; ``known`` are keys of such files."""
    near = [rows[n] for n in dict.fromkeys((stop.line, stop.line - 1, stop.begun)) if 0 <= n < len(rows)]
    upto = rows[: max(stop.line, stop.begun) + 1]
    found = [
        *_odd_spaces(near), *_escapes(rows, stop), *word_marks(near), *_hashes(near, upto, rows), *quotes(upto, rows),
        *brackets(upto, rows), *_flush(upto, rows), *_beside(near, rows), *_dashes(near), *_signs(near, stop),
        *between(rows, stop), *_no_space(near), *_two_keys(near, known), *_colons(near), *_no_colon(near, known, rows),
        *_no_bar(upto, rows, stop), *_marked_bar(near, rows), *_hidden(upto, rows),
        *_indents(rows, stop), *_perhaps_keys(near, rows),
    ]  # fmt: skip
    return sorted(found, key=lambda slip: not slip.sure)


def _odd_spaces(near: Sequence[Row]) -> Iterator[Slip]:
    for row in near:
        at = slips.odd_space(row.text)
        if at >= 0:
            values: dict[str, Value] = {"code": f"U+{ord(row.text[at]):04X}"}
            yield Slip("CV063", row.index, at, (Edit(row.index, at, at + 1, " "),), values, sure=True)


def _escapes(rows: Sequence[Row], stop: Stop) -> Iterator[Slip]:
    """A backslash between straight marks that YAML reads as the beginning of a sign: ``"C:\\Van ban"``."""
    if "escape" not in stop.problem or stop.line >= len(rows):
        return
    text = rows[stop.line].text
    at = text.rfind("\\", 0, stop.column + 2)
    if at >= 0:
        yield Slip("CV085", stop.line, at, (Edit(stop.line, at, at + 1, "\\\\"),), {"right": f"\\{text[at : at + 2]}"})


_CUT = re.compile(r"[^\"'#\[{]*[^\s\"'#\[{]\s#(?=\S)")


def _whole(row: Row, rows: Sequence[Row]) -> tuple[tuple[Edit, ...], str]:
    """The value that a line belongs to, put in quotation marks from its first line to its last; and as one line."""
    first, last = row, row
    while first.key == "" and first.dash < 0 and first.index and rows[first.index - 1].kind == "line":
        first = rows[first.index - 1]
    for below in rows[row.index + 1 :]:
        if below.kind != "line" or below.key or below.dash >= 0 or below.indent <= first.own:
            break
        last = below
    lines = rows[first.index : last.index + 1]
    right = slips.quoted(" ".join(r.text[max(first.value_at, 0) if r is first else 0 :].strip() for r in lines))
    if first is last:
        return (Edit(row.index, max(row.value_at, row.indent), len(row.text.rstrip()), right),), right
    sign, begin = right[0], max(first.value_at, first.indent)
    return (Edit(first.index, begin, begin, sign), Edit(last.index, (end := len(last.text.rstrip())), end, sign)), right


def _hashes(near: Sequence[Row], upto: Sequence[Row], rows: Sequence[Row]) -> Iterator[Slip]:
    """Words behind `` #``, in prose that goes on below, or inside brackets that are closed behind it."""
    for row in near:
        cut = _CUT.match(row.text) if row.kind == "line" else None
        if cut:
            edits, right = _whole(row, rows)
            values: dict[str, Value] = {"lost": row.text[cut.end() - 1 :].rstrip(), "right": right}
            yield Slip("CV060", row.index, cut.end() - 1, edits, values, sure=True)
    for row in upto:
        at = row.flow.end
        if row.flow.open and row.text[at : at + 1] == "#" and row.text[at + 1 : at + 2].strip():
            begin = max(row.text.rfind(c, 0, at) for c in ",{[:") + 1
            begin += len(row.text[begin:at]) - len(row.text[begin:at].lstrip())
            more = re.split(r"[,}\]]", row.text[at:])[0].rstrip()
            right = slips.quoted(row.text[begin:at] + more)
            edit = Edit(row.index, begin, at + len(more), right)
            yield Slip("CV060", row.index, at, (edit,), {"lost": row.text[at:].rstrip(), "right": right}, sure=True)


def flush(rows: Sequence[Row]) -> list[Slip]:
    """The first of the texts below ``body: |`` that are not indented and that YAML takes for keys: ``Đoạn hai: ba.``"""
    return [slip for slip in _flush(rows, rows) if slip.code == "CV073"][:1]


def _flush(upto: Sequence[Row], rows: Sequence[Row]) -> Iterator[Slip]:
    """Text below ``body: |`` that is not indented, all of it or from some line on."""
    for row in upto:
        if row.under < 0 or row.kind != "line" or LIKE_A_KEY.match(row.text):
            continue
        header = rows[row.under]
        block = max(header.key_at, header.dash, 0)
        if row.dash >= 0 and block:  # the next item of the list that the block stands in
            continue
        wanted = row.depth or block + 2
        lines = [r for r in rows[row.index : _block_end(row, rows, block)] if r.text.strip() and r.indent < wanted]
        edits = tuple(Edit(r.index, 0, 0, " " * (wanted - row.indent)) for r in lines)
        first = [r for r in rows[header.index + 1 : row.index] if r.kind == "text"]
        if row.indent > block and len(first) <= len(lines) and wanted % 2:
            moved = tuple(Edit(r.index, 0, wanted - row.indent, "") for r in first)
            yield _indent_slip(first[0], row.indent, moved, "below")
        elif row.indent > block:
            yield _indent_slip(row, wanted, edits)
        else:
            yield Slip("CV073", row.index, row.indent, edits, {"key": header.key, "count": wanted}, sure=True)


def _block_end(row: Row, rows: Sequence[Row], block: int) -> int:
    """The line, from 0, at which what belongs to a block ends: the next key, trailing blank lines left out."""
    end = next(
        (r.index for r in rows[row.index + 1 :] if r.indent <= block and LIKE_A_KEY.match(r.text)), len(rows)
    )  # fmt: skip
    while end > row.index + 1 and not rows[end - 1].text.strip():
        end -= 1
    return end


def _no_bar(upto: Sequence[Row], rows: Sequence[Row], stop: Stop) -> Iterator[Slip]:
    """Prose below ``body:`` without ``|``."""
    for row in upto:
        after = next((r for r in rows[row.index + 1 :] if r.text.strip()), None)
        bare = row.kind == "line" and row.key and row.value_at < 0 and after is not None
        if not bare or after is None or LIKE_A_KEY.match(after.text) or " " not in after.text.strip():
            continue
        if after.dash >= 0 or after.text.lstrip()[:1] in "[{#\"'":
            continue
        end = _block_end(after, rows, row.own)
        if not after.index <= stop.line <= end:
            continue
        wanted = max(after.indent, row.own + 2)
        lines = [r for r in rows[after.index : end] if r.text.strip() and r.indent < wanted]
        at = len(row.text.rstrip())
        edits = (Edit(row.index, at, at, " |"), *(Edit(r.index, 0, 0, " " * (wanted - r.indent)) for r in lines))
        yield Slip("CV081", row.index, at, edits, {"key": row.key})


_MARKED_BAR = re.compile(r"([\"'])\s*([|>][-+]?)\s*+\1?\s*$|([|>][-+]?)\s*[\"']\s*$")


def _marked_bar(near: Sequence[Row], rows: Sequence[Row]) -> Iterator[Slip]:
    """``body: "|"``, with the text below it: the bar in quotation marks, or beside one."""
    for row in near:
        found = _MARKED_BAR.match(row.value) if row.kind == "line" and row.key else None
        after = next((r for r in rows[row.index + 1 :] if r.text.strip()), None)
        if found and after is not None and after.indent > row.own:
            edit = Edit(row.index, row.value_at, len(row.text), found[2] or found[3])
            yield Slip("CV081", row.index, row.value_at, (edit,), {"key": row.key}, sure=True)


def _beside(near: Sequence[Row], rows: Sequence[Row]) -> Iterator[Slip]:
    """Words on the line of ``|``."""
    for row in near:
        found = re.match(r"([|>][-+]?)\s+(?=[^\s#])", row.value) if row.kind == "line" else None
        if found is None:
            continue
        at, after = row.value_at, next((r for r in rows[row.index + 1 :] if r.text.strip()), None)
        words = row.value[found.end() :].rstrip()
        goes_on = after is not None and after.indent > row.own and not LIKE_A_KEY.match(after.text)
        end = len(row.text.rstrip())
        if goes_on or found[1][0] == "|":
            depth = after.indent if goes_on and after is not None else row.own + 2
            kept = Edit(row.index, at, end, found[1] if goes_on else slips.quoted(words))
            cure = Edit(row.index, at, end, f"{found[1]}\n{' ' * depth}{words}")
            yield Slip("CV077", row.index, at, (kept,), {"sign": found[1], "count": depth}, sure=True, cure=(cure,))


def _dashes(near: Sequence[Row]) -> Iterator[Slip]:
    for row in near:
        found = re.match(r" *-(?=[^\s-])", row.text) if row.kind == "line" else None
        if found:
            at = found.end()
            yield Slip("CV082", row.index, at, (Edit(row.index, at, at, " "),), {"right": f"- {row.text[at:].strip()}"})


_SIGN = re.compile(r"[@`%*&!]|\{\{|[-?](?: |$)|[,\]}]|[|>] ?(?=\S)")


def _signs(near: Sequence[Row], stop: Stop) -> Iterator[Slip]:
    """A value that begins with a sign of YAML's own."""
    for row in near:
        text = row.text
        if row.kind == "line" and row.value_at >= 0 and _SIGN.match(row.value) and (row.key or row.dash >= 0):
            yield quoted_slip("CV014", row, row.value_at, _value_end(row), sign=_SIGN.match(row.value)[0].strip())  # type: ignore[index]
        at = stop.column
        if row.index == stop.line and row.value_at < at < len(text) and text[at] in "@`%":
            yield quoted_slip("CV014", row, at, element_end(text, at), sign=text[at])


def _value_end(row: Row) -> int:
    return words_end(row.text, row.value_at, re.compile(r"\s#"))


_TIGHT = re.compile(r" *(?:- +)*[\w.-]+:(?=[^\s:/])")


def _no_space(near: Sequence[Row]) -> Iterator[Slip]:
    for row in near:
        found = _TIGHT.match(row.text) if row.kind == "line" and not row.key else None
        if found:
            at = found.end()
            right = f"{row.text[row.indent : at]} {row.text[at:].strip()}"
            yield Slip("CV011", row.index, at, (Edit(row.index, at, at, " "),), {"right": right})


def _two_keys(near: Sequence[Row], known: Collection[str]) -> Iterator[Slip]:
    """Two keys on one line: nobody but the clerk knows which words are whose."""
    for row in near:
        for found in re.finditer(r"\s([a-z_]+):(?=\s)", row.value) if row.kind == "line" and row.key else ():
            if found[1] in known and row.value[0] not in "\"'[{":
                at = row.value_at + found.start(1)
                cure = Edit(row.index, len(row.text[:at].rstrip()), at, "\n" + " " * row.own)
                yield Slip("CV083", row.index, at, (), {"key": found[1], "first": row.key}, sure=True, cure=(cure,))


def _colons(near: Sequence[Row]) -> Iterator[Slip]:
    """A colon inside a value without quotation marks."""
    for row in near:
        plain = row.kind == "line" and row.value_at >= 0 and row.value[0] not in "\"'[{|>#"
        if plain and row.key and re.search(r":(?:\s|$)", row.value):
            yield quoted_slip("CV012", row, row.value_at, _value_end(row))


_UNSIGNED = re.compile(r"( *(?:- +)*)([a-z_]+)(\s*(?:=|：|﹕|：)\s*|\s+)(\S.*)$")


def _no_colon(near: Sequence[Row], known: Collection[str], rows: Sequence[Row]) -> Iterator[Slip]:
    """A key with no colon behind it, or another sign."""
    for row in near:
        found = _UNSIGNED.match(row.text) if row.kind == "line" and not row.key else None
        if found and found[2] in known:
            edit = Edit(row.index, found.start(3), found.end(3), ": ")
            yield Slip("CV080", row.index, found.start(3), (edit,), {"key": found[2]}, sure=True)
    for row in near:
        word = row.text.strip()
        below = next((r for r in rows[row.index + 1 :] if r.text.strip()), None)
        heads = below is not None and below.indent > row.indent and bool(BEGINS.match(below.text))
        if row.kind == "line" and not row.key and (word in known or (heads and re.fullmatch(r"[a-z][\w-]*", word))):
            at = len(row.text.rstrip())
            yield Slip("CV080", row.index, at, (Edit(row.index, at, at, ":"),), {"key": word}, sure=True)


def _perhaps_keys(near: Sequence[Row], rows: Sequence[Row]) -> Iterator[Slip]:
    """A word before its value, between keys: a key that only its kind knows, without its colon."""
    for row in near:
        found = _UNSIGNED.match(row.text) if row.kind == "line" and not row.key else None
        around = [rows[n] for n in (row.index - 1, row.index + 1) if 0 <= n < len(rows)]
        if found and around and all(LIKE_A_KEY.match(r.text) and r.indent == row.indent for r in around):
            edit = Edit(row.index, found.start(3), found.end(3), ": ")
            yield Slip("CV080", row.index, found.start(3), (edit,), {"key": found[2]})


def _hidden(upto: Sequence[Row], rows: Sequence[Row]) -> Iterator[Slip]:
    """A heading (``# …``) of a text that is not indented enough: to YAML a comment, which ends the text."""
    for row in upto:
        goes_on = any(r.kind == "text" and r.under == row.under for r in rows[row.index + 1 :])
        if row.kind == "comment" and row.depth > row.indent and row.under >= 0 and goes_on:
            yield _indent_slip(row, row.depth, (Edit(row.index, 0, 0, " " * (row.depth - row.indent)),))


def _indents(rows: Sequence[Row], stop: Stop) -> Iterator[Slip]:
    """A line that is not in line with its siblings: moved to each column where one may stand, the nearest first."""
    row = rows[stop.line] if stop.line < len(rows) else None
    if row is None or row.kind != "line":
        return
    before = [r for r in rows[: row.index] if r.kind == "line"]
    columns: list[int] = []
    for other in reversed(before):
        for column in (other.key_at if other.dash >= 0 else -1, other.indent):
            if column >= 0 and (not columns or column < min(columns)):
                columns.append(column)
    last = before[-1] if before else None
    columns += [last.own + 2] if last is not None and last.key and last.value_at < 0 else []
    yield from _first_of_them(row, rows)
    for wanted in sorted(set(columns), key=lambda c: (abs(c - row.indent), -c)):
        if wanted == row.indent:
            continue
        end = next((r.index for r in rows[row.index + 1 :] if r.text.strip() and r.indent < row.indent), len(rows))
        moved = [r for r in rows[row.index : end] if r.text.strip()]
        step = wanted - row.indent
        edits = tuple(Edit(r.index, 0, -step if step < 0 else 0, " " * step) for r in moved)
        yield _indent_slip(row, wanted, edits)


def _first_of_them(row: Row, rows: Sequence[Row]) -> Iterator[Slip]:
    """The line above is the one that is out of line: alone at an odd column, where this one is at an even one."""
    above: list[Row] = []
    for other in reversed(rows[: row.index]):
        if other.kind == "line" and other.indent < row.indent:
            break
        above.insert(0, other)
    first = next((r for r in above if r.kind == "line"), None)
    last = next((r for r in reversed(rows[: row.index]) if r.kind == "line"), None)
    if last is not None and last.indent % 2 and last.indent < row.indent and not row.indent % 2 and last.value_at >= 0:
        edits: tuple[Edit, ...] = (Edit(last.index, 0, 0, " " * (row.indent - last.indent)),)
        yield _indent_slip(last, row.indent, edits, "below")
    if first is None or row.indent % 2 or not first.indent % 2 or first.indent < row.indent:
        return
    if all(r.indent > first.indent or not r.text.strip() for r in above if r.index > first.index):
        step = first.indent - row.indent
        edits = tuple(Edit(r.index, 0, step, "") for r in above if r.text.strip() and r.index >= first.index)
        yield _indent_slip(first, row.indent, edits, "below")


def _indent_slip(row: Row, wanted: int, edits: tuple[Edit, ...], where: str = "above") -> Slip:
    more = wanted - row.indent
    cure = term("indent.more" if more > 0 else "indent.less", count=abs(more))
    values: dict[str, Value] = {"line": row.index + 1, "found": row.indent, "wanted": wanted, "cure": cure}
    values["where"] = term(f"siblings.{where}")
    return Slip("CV015", row.index, 0, edits, values)
