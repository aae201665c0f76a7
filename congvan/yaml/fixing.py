"""A change that a fault brings with it (:class:`~congvan.problems.Fix`), made in the bytes of its file.

Places count the characters of composed text with ``\\n`` at its line ends; the file may be decomposed and have others.
Every byte that no change touches stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from congvan.problems import Diagnostic, Fix, Span, Term
from congvan.text.letters import nfc

_LINE = re.compile(r"[^\r\n]*(\r\n|\r|\n|\Z)")


def mended(data: bytes, fixes: Iterable[Fix]) -> bytes:
    """``data`` (UTF-8) with ``fixes`` made. Of two that overlap the first one is made."""
    bom = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    text = data[len(bom) :].decode("utf-8")
    lines = [found for found in _LINE.finditer(text) if found.group() or found.start() == len(text)]
    ending = next((found[1] for found in lines if found[1]), "\n")
    done: list[tuple[int, int, str]] = []
    for fix in fixes:
        begin = _offset(text, lines, fix.begin.line, fix.begin.column)
        end = _offset(text, lines, fix.end.line, fix.end.column)
        if begin <= end and all(end <= b or e <= begin for b, e, _ in done):
            done.append((begin, end, fix.text.replace("\n", ending)))
    for begin, end, put in sorted(done, reverse=True):
        text = text[:begin] + put + text[end:]
    return bom + text.encode()


def correction(found: Diagnostic, data: bytes) -> Fix | None:
    """The change that a fault brings, or the one that its hint names: where the wrong word stands at the fault's place
    as it is written, and one that is near is known, the one becomes the other. None where nothing is certain.
    """
    if found.fix is not None or found.span is None:
        return found.fix
    near = _near(found)
    lines = nfc(data.decode("utf-8", "replace").removeprefix("\ufeff")).splitlines()
    if not near or not 0 < found.span.line <= len(lines):
        return None
    rest = lines[found.span.line - 1][found.span.column - 1 :]
    opened = rest[:1] in ("'", '"')
    typed = {
        one for name, one in found.values.items() if isinstance(one, str) and name != "near" and one and one != near
    }
    for word in sorted(typed, key=len, reverse=True):
        after = rest[opened + len(word) :][:1]
        if rest[opened:].startswith(word) and not (after.isalnum() or after in ("-", "_")):
            begin = Span(found.span.file, found.span.line, found.span.column + opened)
            return Fix(begin, Span(begin.file, begin.line, begin.column + len(word)), near)
    return None


def _near(found: Diagnostic) -> str:
    """The word that its hint asks for."""
    cure = found.values.get("cure")
    told = dict(cure.values) if isinstance(cure, Term) and cure.name == "meant.near" else found.values
    near = told.get("near")
    return near if isinstance(near, str) else ""


def _offset(text: str, lines: list[re.Match[str]], line: int, column: int) -> int:
    """The offset in ``text`` of a place; columns beyond a line's end are its end."""
    if not 0 < line <= len(lines):
        return len(text)
    found = lines[line - 1]
    raw = text[found.start() : found.end() - len(found[1])]
    if raw.isascii() or nfc(raw) == raw:
        return found.start() + min(column - 1, len(raw))
    for index in range(len(raw) + 1):
        if len(nfc(raw[:index])) >= column - 1 and (index == len(raw) or len(nfc(raw[: index + 1])) > column - 1):
            return found.start() + index
    return found.end() - len(found[1])
