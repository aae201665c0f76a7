"""Which files bear a number already: the register may be an older copy of itself, and know nothing of what they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from congvan.machine import files
from congvan.model.register import Code
from congvan.model.source import CircularSource
from congvan.problems import Problems, Span
from congvan.register.ledger import Writing
from congvan.workspace import Workspace
from congvan.yaml.tree import MAX_BYTES

_NUMBER = re.compile(rb"""^\s*["']?number["']?\s*:\s*["']?0*(\d{1,6})["']?\s*(?:#.*)?$""", re.M)
_DATE = re.compile(rb"""^\s*["']?date["']?\s*:(.*)$""", re.M)


@dataclass(frozen=True, slots=True)
class Bearers:
    """The other files of a year, by the number that they seem to bear at a glance."""

    workspace: Workspace
    year: int
    paths: dict[int, list[Path]] = field(default_factory=dict)

    def refuse_again(self, code: Code, within: Callable[[CircularSource], bool], problems: Problems) -> None:
        """Error CV509: another file of the sequence bears the number that is to be given."""
        for path in self.paths.get(code.number, ()):
            if self._place(path, code.number, within) is not None:
                problems.error("CV509", None, code=code, file=self.workspace.shown(path))
                return

    def refuse_above(
        self, writing: Writing, sequence: str, last: int, within: Callable[[CircularSource], bool], problems: Problems
    ) -> None:
        """Error CV949: another file of the sequence bears a number above the last of the register, which does not know
        it. What lies between them may have been given too, and its file be gone.
        """
        for number in sorted(n for n in self.paths if n > last):
            if writing.at(self.year, sequence, number) is not None:
                continue
            for path in self.paths[number]:
                place = self._place(path, number, within)
                if place is not None:
                    problems.error("CV949", place, at="number", number=number, year=self.year, last=last)
                    return

    def _place(self, path: Path, number: int, within: Callable[[CircularSource], bool]) -> Span | None:
        """Where a file bears a number of the year; None where it does not."""
        from congvan import read

        source = read.read_circular(path, self.workspace.shown(path), "", Problems())
        if source is None or source.number is None or source.date is None or not within(source):
            return None
        bears = (source.number.value, source.date.value.year) == (number, self.year)
        return source.number.span if bears else None


def bearers(workspace: Workspace, but: Path, year: int) -> Bearers:
    """Looked for before the register is locked; a glance at the text is enough to choose whom to read."""
    found = Bearers(workspace, year)
    for path in workspace.files():
        if path != but:
            with suppress(OSError):
                data = files.read(path, MAX_BYTES)
                if any(str(year).encode() in match[1] for match in _DATE.finditer(data)):
                    for match in _NUMBER.finditer(data):
                        found.paths.setdefault(int(match[1]), []).append(path)
    return found
