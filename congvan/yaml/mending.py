"""A text that is no YAML → its slips, each told at its place, and the text as it would be without them: so that one run
tells the rest, too. What is on the disk stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import yaml

from congvan.problems import Diagnostic, Fix, Problems, Severity, Span, term
from congvan.yaml.guesses import candidates
from congvan.yaml.rows import walk
from congvan.yaml.slip import Edit, Slip, Stop
from congvan.yaml.typed import MAX_NAMED

MOST = 20
"""Slips of one file; who makes more has another file in mind."""
_EFFORT = 3_000_000
"""Characters that may be parsed while candidates are tried: a short file gets hundreds of tries, a long one a few."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SPANNING = ("while scanning a quoted", "while scanning a double", "while parsing a flow", "while scanning a simple")


@dataclass
class Moved:
    """Where the characters of a mended text stand in the file."""

    by_line: dict[int, list[Edit]] = field(default_factory=dict)

    def add(self, edit: Edit) -> None:
        """One more change, made after all before it."""
        self.by_line.setdefault(edit.line, []).append(edit)

    def back(self, line: int, column: int) -> int:
        """The offset on ``line`` of the file for the offset ``column`` there in the mended text."""
        for edit in reversed(self.by_line.get(line, ())):
            if column >= edit.begin + len(edit.text):
                column += edit.end - edit.begin - len(edit.text)
            elif column > edit.begin:
                column = min(column, edit.end) if edit.end > edit.begin else edit.begin
        return column


@dataclass(frozen=True)
class Mended:
    """The text after its slips were mended, and how to find one's way back; ``text`` is None where it stays broken."""

    text: str | None
    moved: Moved


def mend(
    text: str, shown: str, problems: Problems, known: Collection[str] = (), seen: Sequence[Slip] = ()
) -> Mended:  # fmt: skip
    """Tell every slip of ``text`` that explains why it can't be parsed. ``known`` are keys that such a file may have;
    ``seen`` are slips that were seen before, as lines that begin with a tab.

    Errors: CV007 the tabs, CV010 where nothing explains it, and those of :mod:`congvan.yaml.guesses`.
    """
    work = _Work(text.split("\n"), shown, problems, known, max(12, _EFFORT // (len(text) + 1)))
    tabs = [slip for slip in seen if slip.code == "CV007"]
    for slip in seen:
        if slip.code != "CV007":
            work.tell(slip)
    work.change([edit for slip in seen for edit in slip.edits])
    mended = _mended(work)
    for slip in tabs[:MAX_NAMED]:
        work.tell_tab(slip, text.split("\n", slip.line + 1)[slip.line])
    return mended


def _mended(work: _Work) -> Mended:
    for _ in range(MOST):
        stop = work.stop(work.lines)
        if stop is None:
            return Mended("\n".join(work.lines), work.moved)
        slip = work.explained(stop)
        if slip is None:
            work.unexplained(stop)
            return Mended(None, work.moved)
        work.tell(slip)
        if not slip.edits:
            return Mended(None, work.moved)
        work.apply(slip)
    return Mended(None, work.moved)


@dataclass
class _Work:
    lines: list[str]
    shown: str
    problems: Problems
    known: Collection[str]
    tries: int
    moved: Moved = field(default_factory=Moved)
    told: set[tuple[str, int]] = field(default_factory=set)  # a slip that comes again was none

    def stop(self, lines: list[str]) -> Stop | None:
        """Where the parser gives up; None where it doesn't."""
        try:
            for _ in yaml.parse("\n".join(lines), Loader=_LOADER):
                pass
        except yaml.MarkedYAMLError as error:
            mark, context = error.problem_mark or error.context_mark, error.context_mark
            last = len(lines) - 1
            line, column = (min(mark.line, last), mark.column) if mark else (0, 0)
            while line > 0 and not lines[line].strip():  # what is wrong stands above the end of the file
                line, column = line - 1, len(lines[line - 1])
            spanning = context is not None and (error.context or "").startswith(_SPANNING)
            begun = min(context.line, last) if spanning and context is not None else line
            return Stop(line, column, begun, f"{error.context or ''} {error.problem or ''}")
        except yaml.YAMLError:
            return Stop(0, 0, 0)
        return None

    def explained(self, stop: Stop) -> Slip | None:
        """The first candidate whose change lets the parser come further."""
        for slip in candidates(walk(self.lines), stop, self.known):
            if (slip.code, slip.line) in self.told and not slip.sure:
                continue
            if not slip.edits:
                return slip
            if self.tries <= 0:
                return slip if slip.sure else None
            self.tries -= 1
            after = self.stop(_edited(self.lines, slip.edits))
            if after is None or _further(slip, stop, after):
                return slip
        return None

    def apply(self, slip: Slip) -> None:
        """From here on the text is read without this slip."""
        self.change(slip.edits)

    def change(self, edits: Sequence[Edit]) -> None:
        """All of them at once: a file of a hundred thousand tabs is copied once."""
        self.lines = _edited(self.lines, edits)
        for edit in sorted(edits, key=lambda e: (e.line, -e.begin)):
            self.moved.add(edit)

    def tell(self, slip: Slip) -> None:
        """Name it where it stands in the file, with the change that mends it. How far a line with a tab is to be
        indented is told of the tab.
        """
        if slip.code == "CV015" and any(edit.text and not edit.begin for edit in self.moved.by_line.get(slip.line, ())):
            return
        self.told.add((slip.code, slip.line))
        span = self._span(slip.line, slip.column)
        fix = self._fix(slip.cure or slip.edits)
        self.problems.add(Diagnostic(slip.code, Severity.ERROR, span, slip.values, fix=fix))

    def tell_tab(self, slip: Slip, typed: str) -> None:
        """Errors: CV007, with as many spaces as the line needs."""
        width, line = slip.edits[0].end, self.lines[slip.line]
        count = len(line) - len(line.lstrip(" "))
        span = Span(self.shown, slip.line + 1, 1)
        fix = Fix(span, Span(self.shown, slip.line + 1, width + 1), " " * count)
        cure = term("tab.spaces", count=count) if count else term("tab.delete")
        self.problems.error("CV007", span, fix=fix if typed.startswith("\t") else None, cure=cure)

    def unexplained(self, stop: Stop) -> None:
        """Errors: CV010, of words that should have been a key where they begin."""
        begun = stop.begun if stop.problem.startswith("while scanning a simple key") else stop.line
        column = stop.column if begun == stop.line else len(self.lines[begun]) - len(self.lines[begun].lstrip())
        self.problems.error("CV010", self._span(begun, column))

    def _span(self, line: int, column: int) -> Span:
        return Span(self.shown, line + 1, self.moved.back(line, column) + 1)

    def _fix(self, edits: tuple[Edit, ...]) -> Fix | None:
        """One change from the first of some edits to the last; None for none, and where lines were changed before."""
        if not edits or any(edit.line in self.moved.by_line for edit in edits):
            return None
        ordered = sorted(edits, key=lambda e: (e.line, e.begin))
        first, last = ordered[0], ordered[-1]
        parts = [text for text in _edited(self.lines, edits)[first.line : last.line + 1]]
        tail = len(self.lines[last.line]) - last.end
        parts[-1] = parts[-1][: len(parts[-1]) - tail] if tail else parts[-1]
        parts[0] = parts[0][first.begin :]
        begin = Span(self.shown, first.line + 1, first.begin + 1)
        return Fix(begin, Span(self.shown, last.line + 1, last.end + 1), "\n".join(parts))


def _edited(lines: list[str], edits: Sequence[Edit]) -> list[str]:
    made = list(lines)
    for edit in sorted(edits, key=lambda e: (e.line, e.begin), reverse=True):
        text = made[edit.line]
        made[edit.line] = text[: edit.begin] + edit.text + text[edit.end :]
    return made


def _further(slip: Slip, before: Stop, after: Stop) -> bool:
    """Whether the parser came further: past the slip itself where that is sure, else past where it gave up before."""
    if slip.sure:
        return after.begun >= slip.line and (after.line, after.column) != (before.line, before.column)
    return (after.begun, after.line, after.column) > (before.begun, before.line, before.column)
