"""``register verify``, ``head``, ``reserve``, ``void``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvan.cli.group import F, Wording, settings, shared
from congvan.cli.options import YEAR
from congvan.cli.register_look import as_entry
from congvan.cli.report import answer
from congvan.cli.words import say

if TYPE_CHECKING:
    from congvan.desk.register_look import Top
    from congvan.desk.register_verify import Verified
    from congvan.model.register import Entry


@click.command("verify", cls=Wording, help=say("register.verify"), options_metavar="[…]")
@click.option("--head", "head", type=click.Path(path_type=Path), metavar="FILE", help=say("opt.head"))
@shared
@click.pass_context
def verify(ctx: click.Context, head: Path | None, lang: str, as_json: bool, debug: bool) -> int:
    """Check everything; exit code 1 if anything is wrong."""
    del lang
    found = settings(ctx, as_json, debug)
    result = found.desk().register_verify(head)

    def told(done: Verified) -> None:
        if not result.failed:
            click.echo("\n".join(_said(done, len(result.diagnostics))))

    return answer(result, found, _document, told, partly=True)


def _document(done: Verified) -> dict[str, object]:
    checked = done.checked
    return {
        "register": done.shown if done.there else None, "entries": checked.count, "head": done.top,
        "starts": [{"year": y, "sequence": s, "number": n} for y, s, n in checked.starts],
        "reserved": [{"year": y, "sequence": s, "numbers": n} for (y, s), n in sorted(checked.reserved.items())],
        "matches_head": done.matched is not None,
    }  # fmt: skip


def _said(done: Verified, warnings: int) -> list[str]:
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
    return [*lines, say(key, count=checked.count, head=done.top[:16], warnings=warnings)]


@click.command("head", cls=Wording, help=say("register.head"), options_metavar="[…]")
@shared
@click.pass_context
def head(ctx: click.Context, lang: str, as_json: bool, debug: bool) -> int:
    """Print the head of the audit log, to be kept outside the register; the exit code."""
    del lang
    found = settings(ctx, as_json, debug)
    return answer(found.desk().register_head(), found, _top_document, _top)


def _top_document(found: Top) -> dict[str, object]:
    top = found.standing.head
    return {"office": top.key, "name": found.agency, "position": top.position, "head": top.hash, "check": top.sum,
            "at": top.at,
            "numbers": [{"year": y, "sequence": s, "number": n} for y, s, n in found.standing.numbers]}  # fmt: skip


def _top(found: Top) -> None:
    from congvan.register.heads import grouped

    top = found.standing.head
    lines = [say("head_title"), say("head_name", name=found.agency), say("head_key", symbol=top.key),
             say("head_position", position=top.position), say("head_hash", hash=grouped(top.hash)),
             say("head_sum", sum=top.sum), say("head_at", at=top.at),
             *(say("head_number", year=y, sequence=s, number=f"{n:02d}")
               for y, s, n in found.standing.numbers)]  # fmt: skip
    for line in lines:
        click.echo(line)


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
    found = settings(ctx, as_json, debug)
    return answer(
        found.desk().register_reserve(numbers, reason, kind=kind, year=year), found,
        lambda made: {"entries": [as_entry(e) for e in made]},
        lambda made: click.echo(say("noted_reserved", codes=_codes(made), year=made[0].year)),
    )  # fmt: skip


def _codes(made: tuple[Entry, ...]) -> str:
    return ", ".join(str(entry.code) for entry in made)


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
    found = settings(ctx, as_json, debug)
    return answer(
        found.desk().register_void(code, reason, kind=kind, year=year), found,
        lambda made: {"entry": as_entry(made[0]), "entries": [as_entry(e) for e in made]},
        lambda made: click.echo(say("noted_void", codes=_codes(made), year=made[0].year)),
    )  # fmt: skip


COMMANDS = {"verify": verify, "head": head, "reserve": reserve, "void": void}
