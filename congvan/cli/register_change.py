"""``register verify``, ``reserve``, ``void``."""

from __future__ import annotations

import re

import click

from congvan.cli.group import F, Wording, settings, shared
from congvan.cli.issue import number as whole
from congvan.cli.register_look import YEAR, as_entry
from congvan.cli.report import INPUT, answer, as_object, print_json
from congvan.cli.words import say
from congvan.problems import Problems
from congvan.workspace import Workspace

MOST = 1000
"""So many numbers may be set aside at once: more is a slip of the finger."""


@click.command("verify", cls=Wording, help=say("register.verify"), options_metavar="[…]")
@shared
@click.pass_context
def verify(ctx: click.Context, lang: str, as_json: bool, debug: bool) -> int:
    """Check everything; exit code 1 if anything is wrong."""
    del lang
    from congvan import bookkeeping, pipeline

    found, problems = settings(ctx, as_json, debug), Problems()
    office = pipeline.open_office(Workspace(found.workspace), problems)
    checked = bookkeeping.verify(office, problems) if office is not None else None
    count, starts = (checked.count, checked.starts) if checked is not None else (0, [])
    head = office.ledger.head()[1] if office is not None and office.ledger is not None else ""
    begun = [{"year": year, "sequence": sequence, "number": number} for year, sequence, number in starts]
    if problems.failed and found.json:  # what was looked at is worth telling even so
        print_json({"ok": False, "entries": count, "head": head, "starts": begun,
                    "diagnostics": [as_object(d) for d in problems.sorted()]})  # fmt: skip
        return INPUT
    text = "\n".join([*(say("starts", **start) for start in begun), say("verified", count=count, head=head[:16])])
    return answer(problems, {"entries": count, "head": head, "starts": begun}, text, as_json=found.json)


def _noting(command: F) -> F:
    """The options of what is noted by hand: why, and in which sequence of which year."""
    for decorator in (
        shared,
        click.option("--year", type=YEAR, metavar="Y", help=say("opt.year")),
        click.option("--type", "kind", metavar="TYPE", help=say("opt.type")),
        click.option("--reason", default="", metavar="TEXT", help=say("opt.reason")),
    ):
        command = decorator(command)
    return command


@click.command("reserve", cls=Wording, help=say("register.reserve"), options_metavar="[…]")
@click.argument("numbers", metavar="N[-M]")
@_noting
@click.pass_context
def reserve(
    ctx: click.Context, numbers: str, reason: str, kind: str | None, year: int | None, lang: str, as_json: bool,
    debug: bool,
) -> int:  # fmt: skip
    """Set numbers aside; the exit code."""
    del lang
    from congvan import bookkeeping, clocks, issuing, pipeline

    found, problems = settings(ctx, as_json, debug), Problems()
    ends = re.split(r"\s*[-–]\s*", numbers.strip())
    first, last = (whole(end, problems) or 0 for end in (ends[0], ends[-1]))
    if not problems.failed and not (len(ends) <= 2 and 0 <= last - first < MOST):
        problems.error("CV534", None, numbers=numbers, most=MOST)
    if not reason.strip():
        problems.error("CV532", None)
    office = pipeline.open_office(Workspace(found.workspace), problems)
    made = []
    if office is not None:
        clocks.check(office, problems, told=True)
    if not problems.failed and office is not None:
        year = year or issuing.today(office.issuer.timezone, issuing.system_clock).year
        made = bookkeeping.reserve(office, range(first, last + 1), kind or "cong-van", year, reason.strip(), problems)
    text = say("noted", codes=", ".join(str(e.code) for e in made))
    return answer(problems, {"entries": [as_entry(e) for e in made]} if made else None, text, as_json=found.json)


@click.command("void", cls=Wording, help=say("register.void"), options_metavar="[…]")
@click.argument("code", metavar="CODE")
@_noting
@click.pass_context
def void(
    ctx: click.Context, code: str, reason: str, kind: str | None, year: int | None, lang: str, as_json: bool,
    debug: bool,
) -> int:  # fmt: skip
    """Void one number; the exit code."""
    del lang
    from congvan import bookkeeping, clocks, issuing, pipeline

    found, problems = settings(ctx, as_json, debug), Problems()
    if not reason.strip():
        problems.error("CV532", None)
    office = pipeline.open_office(Workspace(found.workspace), problems)
    entry = None
    if office is not None:
        clocks.check(office, problems, told=True)
    if not problems.failed and office is not None:
        today = issuing.today(office.issuer.timezone, issuing.system_clock)
        entry = bookkeeping.void(office, code, year, kind, today, reason.strip(), problems)
    text = say("noted", codes=str(entry.code) if entry else "")
    return answer(problems, {"entry": as_entry(entry)} if entry else None, text, as_json=found.json)


COMMANDS = {"verify": verify, "reserve": reserve, "void": void}
