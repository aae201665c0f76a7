"""What a person typed, judged by the tables of ``text/``: hidden characters, old encodings, letters of other scripts.

Every text that comes in passes here: files before and after their escapes are read, literals of an expression,
reasons and notes of a command.
"""

from __future__ import annotations

from collections.abc import Callable

from congvan.machine.said import named
from congvan.problems import Problems, Span
from congvan.text import characters, legacy, lookalikes

MAX_NAMED = 20
"""Characters of one kind named in one file; more says nothing new."""
_SOFT = "\u00ad"


def check_file(text: str, shown: str, problems: Problems) -> bool:
    """A whole file as it stands: every hidden character at its line and column. Whether it may be read on.

    Errors: CV003 NUL, CV005. The soft hyphen of a line in TCVN3 is a letter there (ư): the line is told.
    """
    named_ = 0
    for offset, char, kind in characters.refused(text):
        if char == _SOFT and legacy.look(_line(text, offset)) is not None:
            continue
        problems.error("CV003" if char == "\x00" else "CV005", place(text, offset, shown), **_values(char, kind))
        named_ += 1
        if named_ == MAX_NAMED:
            break
    return not named_


def check_text(text: str, shown: str, problems: Problems) -> bool:
    """A template or another file without escapes of its own: its characters and its words."""
    good = check_file(text, shown, problems)
    return good and check_value(text, lambda index: place(text, index, shown), problems)


def check_value(value: str, where: Callable[[int], Span], problems: Problems, at: str = "") -> bool:
    """A value after its escapes are read; ``where`` gives the place of one of its characters.

    Errors: CV003, CV005 hidden, CV065 an old encoding, with the line as it should be. Warning: CV066 another script.
    """
    if value.isascii() and value.isprintable():
        return True
    old = dict(legacy.lines(value))
    starts = _starts(value) if old else []
    for number, (line, told) in enumerate(old.items()):
        if number < MAX_NAMED:
            span = where(starts[line] + told.offset)
            problems.error("CV065", span, at=at, encoding=told.encoding, right=told.right)
    good = not old
    for number, (offset, char, kind) in enumerate(characters.refused(value)):
        if number == MAX_NAMED:
            break
        if char == _SOFT and value.count("\n", 0, offset) in old:
            continue
        problems.error("CV003" if char == "\x00" else "CV005", where(offset), at=at, **_values(char, kind))
        good = False
    for number, (offset, char, word, right) in enumerate(lookalikes.find(value)):
        if number == MAX_NAMED:
            break
        problems.warning("CV066", where(offset), at=at, code=characters.code_of(char), word=word, right=right)
    return good


def said_cleanly(value: str, what: str, problems: Problems) -> bool:
    """A reason, a note, an answer's number, as a command got it. Errors: CV414 it holds what no text may hold."""
    found = characters.first(value)
    if found is not None:
        problems.error("CV414", None, what=what, **_values(*found))
    return found is None


def _values(char: str, kind: characters.Kind) -> dict[str, str]:
    return {"code": characters.code_of(char), "name": named(f"HIDDEN_{kind.key}")}


def _line(text: str, offset: int) -> str:
    end = text.find("\n", offset)
    return text[text.rfind("\n", 0, offset) + 1 : end if end >= 0 else len(text)]


def _starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def place(text: str, offset: int, shown: str) -> Span:
    """Line and column of an offset."""
    line = text.count("\n", 0, offset) + 1
    return Span(shown, line, offset - (text.rfind("\n", 0, offset) + 1) + 1)
