"""A Result of the desk → text for people, one JSON document for programs, and the exit code."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from congvan.cli.words import language, say
from congvan.problems import Diagnostic, Severity
from congvan.text import characters

if TYPE_CHECKING:
    from congvan.cli.group import Invocation
    from congvan.desk.result import Result

T = TypeVar("T")

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
    """A diagnostic for ``--json``; ``file``, ``line``, ``column`` are null where there is no place. ``fix`` is there
    where a program can mend it: from ``line``, ``column`` up to ``end_line``, ``end_column`` it is to read ``text``.
    """
    from congvan.messages import hint, message

    span, fix = diagnostic.span, diagnostic.fix
    told: dict[str, object] = {
        "file": span.file if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": message(diagnostic, language()),
        "hint": hint(diagnostic, language()) or None,
    }
    if diagnostic.severity is Severity.ACCEPTED:
        told["accepted"] = str(diagnostic.values["reason"])
    if fix is not None:
        end = {"end_line": fix.end.line, "end_column": fix.end.column}
        told["fix"] = {"line": fix.begin.line, "column": fix.begin.column, **end, "text": fix.text}
    return told


def print_json(document: object) -> None:
    """The one document on standard output."""
    sys.stdout.write(_ESCAPED.sub(_escaped, json.dumps(document, ensure_ascii=False, indent=2)) + "\n")
    sys.stdout.flush()


def tell(diagnostics: Iterable[Diagnostic], *, as_json: bool) -> None:
    """Diagnostics alone: lines on standard error, or a JSON document that says ``"ok": false``."""
    if as_json:
        print_json({"ok": False, "built": [], "diagnostics": [as_object(d) for d in diagnostics]})
    else:
        warn(diagnostics)


def warn(diagnostics: Iterable[Diagnostic]) -> None:
    """Diagnostics as lines on standard error."""
    sys.stderr.write("".join(line(d) + "\n" for d in diagnostics))
    sys.stderr.flush()


def code_of(result: Result[T]) -> int:
    """The exit code: the machine's fault outweighs the input's."""
    if result.machine is not None:
        return MACHINE
    return DONE if result.ok else INPUT


def answer(
    result: Result[T], found: Invocation, body: Callable[[T], Mapping[str, object]], text: Callable[[T], None],
    *, partly: bool = False, quiet: bool = False,
    but: Sequence[Diagnostic] = (), accepted: bool = False, code: Callable[[Result[T]], int] = code_of,
) -> int:  # fmt: skip
    """What a deed came to: its faults alone where it failed; otherwise ``body`` with the warnings in it for ``--json``,
    or the warnings as lines and then what ``text`` says. ``partly``: what was done is told beside its faults, too;
    ``quiet``: where text is asked for, warnings are left to other commands; ``but``: those told already;
    ``accepted``: warnings that a file lets stand are told, too. The exit code.
    """
    if result.value is None or (result.failed and not partly):
        tell(result.diagnostics if result.machine is None else [result.machine], as_json=found.json)
        return code_of(result) or INPUT
    ended = code(result)
    if found.json:
        told = [as_object(d) for d in result.diagnostics]
        print_json({"ok": ended == DONE, **body(result.value), "diagnostics": told})
        return ended
    left = [d for d in result.diagnostics if d not in but and (accepted or d.severity is not Severity.ACCEPTED)]
    warn(() if quiet else left)
    text(result.value)
    return ended


def shown(path: Path) -> str:
    """A path below the current folder as such, any other in full."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()
