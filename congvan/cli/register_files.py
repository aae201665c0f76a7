"""``register import``, ``export``, ``backup``, ``restore``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.options import YEAR, day
from congvan.cli.report import answer, one_line, shown
from congvan.cli.words import say

if TYPE_CHECKING:
    from congvan.desk.register_backup import Backup
    from congvan.desk.register_exchange import Exported, Imported

FILE = click.argument("file", type=click.Path(path_type=Path), metavar="FILE")


@click.command("import", cls=Wording, help=say("register.import"), options_metavar="[…]")
@FILE
@click.option("--dry-run", is_flag=True, help=say("opt.dry_run_import"))
@shared
@click.pass_context
def import_(ctx: click.Context, file: Path, dry_run: bool, lang: str, as_json: bool, debug: bool) -> int:
    """All rows or none; the exit code."""
    del lang
    found = settings(ctx, as_json, debug)

    def told(done: Imported) -> None:
        for name, count in done.sheets:
            click.echo(say("imported_sheet", sheet=one_line(name), count=count))
        key = "would_import" if dry_run else "imported"
        click.echo(say(key, count=done.new, kept=done.kept))

    return answer(found.desk().register_import(file, dry_run=dry_run), found, _counted, told)


def _counted(done: Imported) -> dict[str, object]:
    sheets = [{"name": name, "rows": count} for name, count in done.sheets]
    return {"imported": done.new, "unchanged": done.kept, "sheets": sheets}


@click.command("export", cls=Wording, help=say("register.export"), options_metavar="[…]")
@FILE
@click.option("--year", type=YEAR, metavar="Y", help=say("opt.year"))
@click.option("--from", "since", metavar="D", help=say("opt.from"))
@click.option("--to", "until", metavar="D", help=say("opt.to"))
@click.option("--type", "kind", metavar="TYPE", help=say("opt.type"))
@shared
@click.pass_context
def export(
    ctx: click.Context, file: Path, year: int | None, since: str | None, until: str | None, kind: str | None,
    lang: str, as_json: bool, debug: bool,
) -> int:  # fmt: skip
    """The ten columns as a file; the exit code."""
    del lang
    found = settings(ctx, as_json, debug)
    span = day(ctx, since, "--from"), day(ctx, until, "--to")
    result = found.desk().register_export(file, year=year, since=span[0], until=span[1], kind=kind)
    return answer(result, found, lambda made: {**_path(made), "entries": made.entries}, _told)


def _path(made: Exported | Backup) -> dict[str, object]:
    return {"written": shown(made.path.absolute())}


def _told(made: Exported | Backup) -> None:
    click.echo(say("written", path=shown(made.path.absolute())))


@click.command("backup", cls=Wording, help=say("register.backup"), options_metavar="[…]")
@FILE
@click.option("--own", is_flag=True, help=say("opt.own"))
@shared
@click.pass_context
def backup(ctx: click.Context, file: Path, own: bool, lang: str, as_json: bool, debug: bool) -> int:
    """One state of the register as a file, with the head of its chain; the exit code."""
    del lang
    found = settings(ctx, as_json, debug)
    return answer(
        found.desk().register_backup(file, own=own), found, lambda made: {**_path(made), "head": made.head}, _told
    )


@click.command("restore", cls=Wording, help=say("register.restore"), options_metavar="[…]")
@FILE
@shared
@click.pass_context
def restore(ctx: click.Context, file: Path, lang: str, as_json: bool, debug: bool) -> int:
    """A backup into an empty place, then a check of its chain; the exit code."""
    del lang
    found = settings(ctx, as_json, debug)
    return answer(
        found.desk().register_restore(file), found, lambda count: {"entries": count},
        lambda count: click.echo(say("restored", count=count)),
    )  # fmt: skip


COMMANDS = {"import": import_, "export": export, "backup": backup, "restore": restore}
