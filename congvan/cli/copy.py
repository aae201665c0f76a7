"""``congvan copy``: a copy of any PDF after Điều 25, with its number."""

from __future__ import annotations

from pathlib import Path

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.issue import day
from congvan.cli.report import DONE, INPUT, as_object, echo, line, print_json, shown, tell
from congvan.cli.words import language, say
from congvan.messages import worded
from congvan.problems import Problems
from congvan.standard.copies import copies
from congvan.text.dates import short_date
from congvan.workspace import Workspace

FORMS = tuple(copies().forms)


@click.command("copy", cls=Wording, help=say("copy"), options_metavar="[…]")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.pdf")
@click.argument("id", metavar="ID")
@click.argument("more", nargs=-1, metavar="")
@click.option("--form", type=click.Choice(FORMS), required=True, metavar="|".join(FORMS), help=say("opt.form"))
@click.option("--signer", required=True, metavar="SIGNER", help=say("opt.signer"))
@click.option("--pages", metavar="2-3", help=say("opt.pages"))
@click.option("--copies", "to", multiple=True, metavar="SLUG…", help=say("opt.copies"))
@click.option("--electronic", is_flag=True, help=say("opt.electronic"))
@click.option("--date", "typed_date", metavar="D", help=say("opt.copy_date"))
@click.option("--subject", metavar="TEXT", help=say("opt.copy_subject"))
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help=say("opt.output"))
@shared
@click.pass_context
def command(ctx: click.Context, file: Path, id: str, more: tuple[str, ...], form: str, signer: str, pages: str | None,
            to: tuple[str, ...], electronic: bool, typed_date: str | None, subject: str | None, output: Path | None,
            lang: str, as_json: bool, debug: bool) -> int:  # fmt: skip
    """Make one copy; the exit code."""
    del lang
    from congvan import pipeline
    from congvan.desk import copy

    found, problems = settings(ctx, as_json, debug), Problems()
    workspace = Workspace(found.workspace)
    office = pipeline.open_office(workspace, problems)
    if more and not to:
        raise click.UsageError(say("copy_more", more=" ".join(more)), ctx)
    # --copies a b: what follows the first slug arrives as arguments.
    slugs = tuple(slug for typed in (*to, *more) for slug in typed.replace(",", " ").split())
    asked = copy.Request(file, id, form, signer, pages, slugs, electronic, day(ctx, typed_date, "--date"), subject)
    made = copy.copy(asked, office, workspace.output(output), problems) if office is not None else None
    if made is None:
        tell(problems.sorted(), as_json=found.json)
        return INPUT
    entry, told = made.entry, problems.sorted()
    if found.json:
        print_json({
            "ok": True, "id": entry.circular, "outputs": [shown(made.path)], "form": form, "number": entry.number,
            "symbol": entry.symbol, "code": str(entry.code), "date": entry.date.isoformat() if entry.date else None,
            "sequence": entry.sequence, "electronic": electronic, "placed": made.placed, "pages": made.pages,
            "lost_signatures": [worded(name, language()) for name in made.lost],
            "diagnostics": [as_object(d) for d in told],
        })  # fmt: skip
        return DONE
    for diagnostic in told:
        echo(line(diagnostic), err=True)
    echo(shown(made.path))
    when = short_date(entry.date) if entry.date else ""
    echo(say("copied", code=str(entry.code), date=when), err=True)
    if electronic:
        echo(say("copy_to_sign", id=entry.circular or ""), err=True)
    return DONE
