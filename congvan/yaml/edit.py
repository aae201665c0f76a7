"""Writing ``number:`` and ``date:`` into a circular by text edit: every other byte stays as it was.

The edited file is read again and compared with the old one, so an edit that would change anything else is refused.
"""

from __future__ import annotations

import re
from datetime import date

from congvan.problems import Problems
from congvan.yaml.tree import Mapping, Node, Scalar, Sequence, parse

_AFTER = ("follows", "edition", "subject", "unit", "type")
_EMPTY = re.compile(
    r"""^(\s*(?:number|date|"number"|"date"|'number'|'date')\s*:)[ \t]*?(?:~|""|'')?([ \t]+#[^\r\n]*|[ \t]*)(\r?\n?)$"""
)
_COMMENTED = re.compile(r"^#\s*(number|date)\s*:")


def with_number(data: bytes, number: int, day: date) -> bytes | None:
    """The file with its number and date, or None where that cannot be done by touching only these two lines."""
    bom = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = data[len(bom) :].decode("utf-8")
    old = parse(data, "", Problems())
    if not isinstance(old, Mapping):
        return None
    for place in _places(text, old):
        made = bom + _edited(text, old, {"number": str(number), "date": day.isoformat()}, place).encode()
        if _same_but(old, parse(made, "", Problems()), number, day):
            return made
    return None


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+\Z", text)


def _places(text: str, root: Mapping) -> list[int]:
    """Lines before which the two may be put, the best first."""
    lines = _lines(text)
    starts = sorted(span.line - 1 for span in root.keys.values())
    commented = [i for i, line in enumerate(lines) if _COMMENTED.match(line)]
    places = [commented[-1] + 1] if commented else []
    anchors = [root.keys[k].line - 1 for k in _AFTER if k in root.keys and k not in ("number", "date")]
    for anchor in (anchors[:3] and [max(anchors[:3])]) or anchors:
        end = next((s for s in starts if s > anchor), len(lines))
        close = end
        while close > anchor + 1 and (not lines[close - 1].strip() or lines[close - 1].startswith("#")):
            close -= 1
        places += [close, end]
    return places


def _edited(text: str, root: Mapping, values: dict[str, str], place: int) -> str:
    lines = _lines(text)
    first = next(iter(root.keys.values()))
    indent = " " * (first.column - 1)
    ending = "\r\n" if lines and lines[0].endswith("\r\n") else "\n"
    missing = []
    for key, value in values.items():
        if key not in root.keys:
            missing.append(f"{indent}{key}: {value}{ending}")
            continue
        node = root.entries[key]
        if isinstance(node, Scalar) and not node.value:
            index = root.keys[key].line - 1
            lines[index] = _EMPTY.sub(lambda m, v=value: f"{m[1]} {v}{_kept(m[2])}{m[3]}", lines[index])  # type: ignore[misc]
    if "number" in root.keys and missing:
        place = root.keys["number"].line
    elif "date" in root.keys and missing:
        place = root.keys["date"].line - 1
    if missing and place >= len(lines) and lines and not lines[-1].endswith("\n"):
        lines[-1] += ending
        missing[-1] = missing[-1].removesuffix(ending)
    return "".join([*lines[:place], *missing, *lines[place:]])


def _kept(rest: str) -> str:
    """What stood after the empty value: a comment stays as it was, blanks were where the value comes now."""
    return rest if "#" in rest else ""


def _same_but(old: Mapping, new: Node | None, number: int, day: date) -> bool:
    if not isinstance(new, Mapping):
        return False
    rest = {k: _plain(v) for k, v in old.entries.items() if k not in ("number", "date")}
    kept = {k: _plain(v) for k, v in new.entries.items() if k not in ("number", "date")}
    written = [_plain(new.entries[k]) if k in new.entries else None for k in ("number", "date")]
    return rest == kept and written == [str(number), day.isoformat()]


def _plain(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return {k: _plain(v) for k, v in node.entries.items()}
