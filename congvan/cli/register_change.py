"""``register verify``, ``head``, ``reserve``, ``void``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvan.cli.group import F, Wording, settings, shared
from congvan.cli.issue import number as whole
from congvan.cli.register_look import YEAR, as_entry, opened
from congvan.cli.report import INPUT, answer, as_object, print_json
from congvan.cli.words import say
from congvan.problems import Problems

if TYPE_CHECKING:
    from congvan.desk.verify_book import Verified

MOST = 1000
"""So many numbers may be set aside at once: more is a slip of the finger."""


@click.command("verify", cls=Wording, help=say("register.verify"), options_metavar="[…]")
@click.option("--head", "head", type=click.Path(path_type=Path), metavar="FILE", help=say("opt.head"))
@shared
@click.pass_context
def verify(ctx: click.Context, head: Path | None, lang: str, as_json: bool, debug: bool) -> int:
    """Check everything; exit code 1 if anything is wrong."""
    del lang
    from congvan import pipeline
    from congvan.desk import verify_book

    found, problems = settings(ctx, as_json, debug), Problems()
    office = pipeline.open_office(found.space(), problems)
    if office is None:
        return answer(problems, None, "", as_json=found.json)
    done = verify_book.verify(office, problems, head)
    there = office.ledger is not None and not any(d.code == "CV937" for d in problems)
    top = office.ledger.head()[1] if office.ledger is not None and there else ""
    document = _document(done, top)
    if problems.failed and found.json:  # what was looked at is worth telling even so
        print_json({"ok": False, **document, "diagnostics": [as_object(d) for d in problems.sorted()]})
        return INPUT
    return answer(problems, document, "\n".join(_said(done, top, verify_book.warned(problems))), as_json=found.json)


def _document(done: Verified, top: str) -> dict[str, object]:
    checked = done.checked
    return {
        "register": done.shown if done.there else None, "entries": checked.count, "head": top,
        "starts": [{"year": y, "sequence": s, "number": n} for y, s, n in checked.starts],
        "reserved": [{"year": y, "sequence": s, "numbers": n} for (y, s), n in sorted(checked.reserved.items())],
        "matches_head": done.matched is not None,
    }  # fmt: skip


def _said(done: Verified, top: str, warnings: int) -> list[str]:
    """What is worth knowing though it is no fault, then the verdict: nothing is called clean beside a warning."""
    if not done.there:
        return [say("no_register", register=done.shown)]
    checked = done.checked
    if not checked.count:
        return [say("empty_register")]
    lines = [say("starts", year=y, sequence=s, number=n) for y, s, n in checked.starts]
    for (year, sequence), numbers in sorted(checked.reserved.items()):
        shown = ", ".join(f"{n:02d}" for n in numbers)
        lines.append(say("set_aside", numbers=shown, sequence=sequence, year=year))
    if done.matched is not None:
        lines.append(say("head_matched", position=done.matched.position, at=done.matched.at))
    key = "verified_warned" if warnings else "verified"
    return [*lines, say(key, count=checked.count, head=top[:16], warnings=warnings)]


@click.command("head", cls=Wording, help=say("register.head"), options_metavar="[…]")
@shared
@click.pass_context
def head(ctx: click.Context, lang: str, as_json: bool, debug: bool) -> int:
    """Print the head of the audit log, to be kept outside the register; the exit code."""
    del lang
    from congvan.register import heads

    found, problems = settings(ctx, as_json, debug), Problems()
    office, register = opened(found.space(), problems)
    now = heads.current(register) if register is not None else None
    if now is None or office is None:
        if not problems.failed:
            problems.error("CV562", None)
        return answer(problems, None, "", as_json=found.json)
    top = now.head
    document = {"office": top.key, "name": office.issuer.name.value, "position": top.position, "head": top.hash,
                "check": top.sum, "at": top.at,
                "numbers": [{"year": y, "sequence": s, "number": n} for y, s, n in now.numbers]}  # fmt: skip
    lines = [say("head_title"), say("head_name", name=office.issuer.name.value), say("head_key", symbol=top.key),
             say("head_position", position=top.position), say("head_hash", hash=heads.grouped(top.hash)),
             say("head_sum", sum=top.sum), say("head_at", at=top.at),
             *(say("head_number", year=y, sequence=s, number=f"{n:02d}") for y, s, n in now.numbers)]  # fmt: skip
    return answer(problems, document, "\n".join(lines), as_json=found.json)


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
    from congvan import pipeline
    from congvan.desk import book
    from congvan.machine import clock
    from congvan.pipeline import clocks

    found, problems = settings(ctx, as_json, debug), Problems()
    ends = re.split(r"\s*[-–]\s*", numbers.strip())
    first, last = (whole(end, problems) or 0 for end in (ends[0], ends[-1]))
    if not problems.failed and not (len(ends) <= 2 and 0 <= last - first < MOST):
        problems.error("CV534", None, numbers=numbers, most=MOST, command="reserve")
    if not reason.strip():
        problems.error("CV532", None)
    office = pipeline.open_office(found.space(), problems)
    made = []
    if office is not None:
        clocks.check(office, problems, told=True)
    if not problems.failed and office is not None:
        year = year or clock.today(office.issuer.timezone, clock.system_clock).year
        made = book.reserve(office, range(first, last + 1), kind or "cong-van", year, reason.strip(), problems)
    text = say("noted_reserved", codes=", ".join(str(e.code) for e in made), year=year or "")
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
    from congvan import pipeline
    from congvan.desk import book
    from congvan.machine import clock
    from congvan.pipeline import clocks

    found, problems = settings(ctx, as_json, debug), Problems()
    if not reason.strip():
        problems.error("CV532", None)
    office = pipeline.open_office(found.space(), problems)
    several = book.numbers_in(code)
    if several is not None and not 0 < len(several) <= MOST:
        problems.error("CV534", None, numbers=code, most=MOST, command="void")
    made = []
    if office is not None:
        clocks.check(office, problems, told=True)
    if not problems.failed and office is not None:
        today = clock.today(office.issuer.timezone, clock.system_clock)
        made = book.void(office, code, year, kind, today, reason.strip(), problems)
    text = say("noted_void", codes=", ".join(str(e.code) for e in made), year=made[0].year if made else "")
    document = {"entry": as_entry(made[0]), "entries": [as_entry(e) for e in made]} if made else None
    return answer(problems, document, text, as_json=found.json)


COMMANDS = {"verify": verify, "head": head, "reserve": reserve, "void": void}
