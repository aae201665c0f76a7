"""Trích yếu: what a document is about, as it is typed, printed, kept on one line, and compared."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from congvan.text.letters import nfc, raise_first

_MARK = re.compile(r"\s*\(lần (\d+)\)\Z")
PREFIX = re.compile(r"(?:v/v|về việc)\s*:?\s+", re.IGNORECASE)
_LEAD = re.compile(r"\A(?:v/v|về việc|về)\s*:?\s+")


@dataclass(frozen=True, slots=True)
class Subject:
    """``lines``: as typed, without surplus spaces; ``prefix``: what is printed before a công văn's, "V/v"; ``edition``:
    which time it is said, 1 where it bears no "(lần …)".
    """

    lines: tuple[str, ...]
    prefix: str = ""
    edition: int = 1

    @classmethod
    def typed(cls, text: str, prefix: str = "", edition: int | None = None) -> Subject:
        """What stands in a file; a line break is kept."""
        lines = (" ".join(line.split()) for line in nfc(text).splitlines())
        return cls(tuple(line for line in lines if line), prefix, edition or 1)

    @classmethod
    def kept(cls, line: str) -> Subject:
        """The one line of a register, with "(lần 2)" at its end where there is one."""
        return cls((_MARK.sub("", line),), "", edition_in(line) or 1)

    @property
    def line(self) -> str:
        """All on one line, without its edition."""
        return " ".join(self.lines)

    @property
    def led(self) -> str:
        """The "V/v" or "về việc" that was typed where one is printed anyhow; "" where none was."""
        typed = PREFIX.match(self.lines[0]) if self.lines and self.prefix else None
        return typed.group().strip() if typed else ""

    def printed(self, mark: str) -> tuple[str, ...]:
        """The lines as they are printed; ``mark`` words the edition, from the second on: "(lần {n})"."""
        first, *more = self.lines
        if self.prefix:
            first = f"{self.prefix} {PREFIX.sub('', first, count=1) if self.led else first}"
        else:
            first = raise_first(first)
        return replace(self, lines=(first, *more)).numbered(mark)

    def numbered(self, mark: str) -> tuple[str, ...]:
        """The lines with their edition, from the second on; one that was typed is not said twice."""
        said = mark.format(n=self.edition)
        if self.edition < 2 or self.lines[-1].endswith(said):
            return self.lines
        return (*self.lines[:-1], f"{self.lines[-1]} {said}")


def edition_in(line: str) -> int | None:
    """Which time it is said, by the "(lần 2)" at the end of a line."""
    mark = _MARK.search(line)
    return int(mark[1]) if mark else None


def same_key(subject: str) -> str:
    """A subject for comparison: without "V/v", "(lần 2)", capitals and double spaces."""
    plain = " ".join(nfc(subject).casefold().split())
    return _LEAD.sub("", _MARK.sub("", plain)).rstrip(" .;,")
