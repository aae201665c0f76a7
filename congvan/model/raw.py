"""A value as it stands in its file, so that a fault of one character of it is named at that character."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from congvan.problems import Span

Style = Literal["plain", "escaped", "block"]
_ELEMENT = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|\n[ \t]*|(.))|.", re.DOTALL)
_SHORT = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    "N": "\x85", "_": "\u00a0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Raw:
    """``text`` from the value's first character in the file, quotes and all; ``start`` is where that is.

    ``plain`` stands as it is read, ``escaped`` has the escapes of YAML's double quotes, ``block`` a line of its own
    before the text.
    """

    text: str
    start: Span
    style: Style = "plain"

    def place(self, value: str, index: int) -> Span | None:
        """Where character ``index`` of the value read from here stands; None where it can't be found again."""
        if not 0 <= index < len(value):
            return None
        char, before = value[index], value.count(value[index], 0, index)
        offset = next(itertools.islice(self._offsets(char), before, None), None)
        return None if offset is None else self._at(offset)

    def _offsets(self, char: str) -> Iterator[int]:
        """Where a character is typed, each time."""
        if self.style == "escaped":
            yield from (offset for offset, found in self._escaped() if found == char)
            return
        at = self.text.find("\n") if self.style == "block" else -1
        while (at := self.text.find(char, at + 1)) >= 0:
            yield at

    def _escaped(self) -> Iterator[tuple[int, str]]:
        """Each character that is read, with the offset of what it is typed as."""
        for element in _ELEMENT.finditer(self.text, 1):
            number = element[1] or element[2] or element[3]
            if number:
                yield element.start(), chr(int(number, 16)) if int(number, 16) < 0x110000 else ""
            elif element[4]:
                yield element.start(), _SHORT.get(element[4], element[4])
            elif len(element.group()) == 1:
                yield element.start(), element.group()

    def _at(self, offset: int) -> Span:
        line = self.text.count("\n", 0, offset)
        begin = self.text.rfind("\n", 0, offset) + 1
        column = offset - begin + (self.start.column if not line else 1)
        return Span(self.start.file, self.start.line + line, column)
