"""``congvan copy``: a copy of any PDF after Điều 25, with its number."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.options import day
from congvan.cli.report import answer, echo, shown
from congvan.cli.words import language, say
from congvan.messages import worded
from congvan.standard.copies import copies
from congvan.text.dates import short_date

if TYPE_CHECKING:
    from congvan.desk.copy import Copied

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
    found = settings(ctx, as_json, debug)
    if more and not to:
        raise click.UsageError(say("copy_more", more=" ".join(more)), ctx)
    # --copies a b: what follows the first slug arrives as arguments.
    slugs = tuple(slug for typed in (*to, *more) for slug in typed.replace(",", " ").split())
    when = day(ctx, typed_date, "--date")
    result = found.desk().copy(
        file, id, form=form, signer=signer, pages=pages, copies=slugs, electronic=electronic, day=when,
        subject=subject, output=output,
    )  # fmt: skip

    def document(made: Copied) -> dict[str, object]:
        entry = made.entry
        return {
            "id": entry.circular, "outputs": [shown(made.path)], "form": form, "number": entry.number,
            "symbol": entry.symbol, "code": str(entry.code), "date": entry.date.isoformat() if entry.date else None,
            "sequence": entry.sequence, "electronic": electronic, "placed": made.placed, "pages": made.pages,
            "lost_signatures": [worded(name, language()) for name in made.lost],
        }  # fmt: skip

    def told(made: Copied) -> None:
        entry = made.entry
        echo(shown(made.path))
        echo(say("copied", code=str(entry.code), date=short_date(entry.date) if entry.date else ""), err=True)
        if electronic:
            echo(say("copy_to_sign", id=entry.circular or ""), err=True)

    return answer(result, found, document, told)
