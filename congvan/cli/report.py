"""Outcomes and diagnostics → text for people, one JSON document for programs, and the exit code."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvan.cli.words import language, say
from congvan.problems import Diagnostic, Problems
from congvan.text import characters

if TYPE_CHECKING:
    from congvan.desk.build import Outcome

DONE, INPUT, USAGE, MACHINE, ELSEWHERE = 0, 1, 2, 3, 4
"""``ELSEWHERE``: nothing wrong was found, but a file is made by other rules than NĐ 30 and was not judged."""


def line(diagnostic: Diagnostic) -> str:
    """``file:line:column: lỗi CV104: …``, as editors and terminals can follow it."""
    from congvan.messages import sentence

    span = diagnostic.span
    place = f"{one_line(span.file)}:{span.line}:{span.column}: " if span else ""
    return f"{place}{say(diagnostic.severity.value)} {diagnostic.code}: {sentence(diagnostic, language())}"


one_line = characters.shown
"""A name as printed: what would break the line or move the cursor is shown as a mark."""


def echo(text: str, *, err: bool = False) -> None:
    """One line with words that may be other people's: names in certificates, reasons, subjects, answers of servers."""
    click.echo(one_line(text), err=err)


_ESCAPED = re.compile("[^ -~\u00a0-\u00ac\u00ae-\u02ff\u1ea0-\u1ef9\n]")


def _escaped(found: re.Match[str]) -> str:
    """A character that no text may hold as JSON escapes it: a program reads it as it is, a terminal does nothing."""
    kind = characters.kind_of(found.group())
    if kind is None or kind.fate != "refused":
        return found.group()
    return json.dumps(found.group())[1:-1]


def as_object(diagnostic: Diagnostic) -> dict[str, object]:
    """A diagnostic for ``--json``; ``file``, ``line``, ``column`` are null where there is no place."""
    from congvan.messages import hint, message

    span = diagnostic.span
    return {
        "file": span.file if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": message(diagnostic, language()),
        "hint": hint(diagnostic, language()) or None,
    }


def print_json(document: object) -> None:
    """The one document on standard output."""
    sys.stdout.write(_ESCAPED.sub(_escaped, json.dumps(document, ensure_ascii=False, indent=2)) + "\n")
    sys.stdout.flush()


def tell(diagnostics: Iterable[Diagnostic], *, as_json: bool) -> None:
    """Diagnostics alone: lines on standard error, or a JSON document that says ``"ok": false``."""
    items = list(diagnostics)
    if as_json:
        print_json({"ok": False, "built": [], "diagnostics": [as_object(d) for d in items]})
        return
    for item in items:
        sys.stderr.write(line(item) + "\n")
    sys.stderr.flush()


def answer(problems: Problems, document: Mapping[str, object] | None, text: str, *, as_json: bool) -> int:
    """What a command came to: its faults alone where there is an error or no ``document``; otherwise ``document``
    with the warnings in it for ``--json``, or the warnings as lines and then ``text``. The exit code.
    """
    found = problems.sorted()
    if problems.failed or document is None:
        tell(found, as_json=as_json)
        return INPUT
    if as_json:
        print_json({"ok": True, **document, "diagnostics": [as_object(d) for d in found]})
        return DONE
    sys.stderr.write("".join(line(d) + "\n" for d in found))
    sys.stderr.flush()
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
    return DONE


@dataclass
class Summary:
    """What a run came to."""

    problems: Problems
    outcomes: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Take in one outcome; the same fault met by many circulars is told once."""
        self.outcomes.append(outcome)
        self.problems.extend(outcome.diagnostics)

    @property
    def code(self) -> int:
        """The exit code: the machine's fault outweighs the input's."""
        if any(o.machine for o in self.outcomes):
            return MACHINE
        return INPUT if self.problems.failed else DONE

    def traces(self) -> list[str]:
        """The program's own traces, for ``--debug``."""
        return [o.trace for o in self.outcomes if o.trace]

    def document(self) -> dict[str, object]:
        """The run for ``--json``."""
        built = [
            {"id": o.id, "outputs": [shown(p) for p in o.outputs], "skipped": o.skipped}
            for o in sorted(self.outcomes, key=lambda o: o.id)
            if o.outputs
        ]
        found = [as_object(d) for d in self.problems.sorted()]
        return {"ok": self.code == DONE, "built": built, "diagnostics": found}

    def to_stderr(self, *, debug: bool) -> None:
        """Diagnostics in the order of the files; traces only where asked for."""
        for diagnostic in self.problems.sorted():
            sys.stderr.write(line(diagnostic) + "\n")
        if debug:
            sys.stderr.writelines(self.traces())
        sys.stderr.flush()

    def to_stdout(self) -> None:
        """The paths written, then what had not changed."""
        made = sorted((o for o in self.outcomes if o.outputs and not o.skipped), key=lambda o: o.id)
        kept = sorted(o.id for o in self.outcomes if o.skipped)
        lines = [shown(p) for o in made for p in o.outputs]
        lines += _unchanged(kept)
        sys.stdout.write("".join(text + "\n" for text in lines))
        sys.stdout.flush()


def _unchanged(ids: Sequence[str]) -> list[str]:
    if len(ids) > 3:
        return [say("all_unchanged", count=len(ids))]
    return [say("unchanged", id=id) for id in ids]


def shown(path: Path) -> str:
    """A path below the current folder as such, any other in full."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
