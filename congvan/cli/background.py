"""``--background``: a deed into the queue instead of doing it; where there is none, that is said, and it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from congvan.cli.report import answer, line
from congvan.cli.words import say

if TYPE_CHECKING:
    from congvan.cli.group import Invocation
    from congvan.desk.queue import Put
    from congvan.desk.result import Diagnostic, Result
    from congvan.jobs import Deed

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


def options(command: F) -> F:
    """``--background``, ``--carry``."""
    for decorator in (
        click.option("--carry", is_flag=True, help=say("opt.carry")),
        click.option("--background", "in_background", is_flag=True, help=say("opt.background")),
    ):
        command = decorator(command)
    return command


def put(found: Invocation, deed: Deed, *, carry: bool, **request: Any) -> int | Diagnostic:
    """The exit code after the job's number was printed; where there is no queue, the sentence that says so: the deed is
    then to be done here.
    """
    result = found.desk().put(deed, carry=carry, **request)
    if result.value is not None and result.value.number is None and not result.failed:
        return next(d for d in result.diagnostics if d.code == "CV796")
    return answer(result, found, _document, _text)


def noted(result: Result[T], note: Diagnostic | None) -> Result[T]:
    """The result of a deed that was done here, with the sentence why."""
    return result if note is None else replace(result, diagnostics=(note, *result.diagnostics))


def warned(note: Diagnostic | None, found: Invocation) -> None:
    """The sentence for people, before a deed that takes its time."""
    if note is not None and not found.json:
        click.echo(line(note), err=True)


def _document(done: Put) -> dict[str, object]:
    return {"job": done.number, "served": done.served}


def _text(done: Put) -> None:
    click.echo(say("job.put", number=done.number))
