"""``register import``, ``export``, ``backup``, ``restore``."""

from __future__ import annotations

from pathlib import Path

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.issue import day
from congvan.cli.register_look import of_kind, opened
from congvan.cli.report import DONE, INPUT, as_object, line, print_json, shown, tell
from congvan.cli.words import say
from congvan.problems import Problems

FILE = click.argument("file", type=click.Path(path_type=Path), metavar="FILE")


@click.command("import", cls=Wording, help=say("register.import"), options_metavar="[…]")
@FILE
@shared
@click.pass_context
def import_(ctx: click.Context, file: Path, lang: str, as_json: bool, debug: bool) -> int:
    """All rows or none; the exit code."""
    del lang
    from congvan import exchange, pipeline
    from congvan.workspace import Workspace

    found, problems = settings(ctx, as_json, debug), Problems()
    office = pipeline.open_office(Workspace(found.workspace), problems)
    count = kept = 0
    if office is not None:
        count, kept = exchange.import_file(file, file.as_posix(), office, problems)
    if problems.failed:
        tell(problems.sorted(), as_json=found.json)
        return INPUT
    if found.json:
        print_json({"ok": True, "imported": count, "unchanged": kept,
                    "diagnostics": [as_object(d) for d in problems.sorted()]})  # fmt: skip
        return DONE
    for diagnostic in problems.sorted():
        click.echo(line(diagnostic), err=True)
    click.echo(say("imported", count=count, kept=kept))
    return DONE


@click.command("export", cls=Wording, help=say("register.export"), options_metavar="[…]")
@FILE
@click.option("--year", type=int, metavar="Y", help=say("opt.year"))
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
    from congvan import atomic, exchange
    from congvan.model.register import Filter

    found, problems = settings(ctx, as_json, debug), Problems()
    wanted = of_kind(Filter(year, day(ctx, since, "--from"), day(ctx, until, "--to")), kind)
    ending = file.suffix.lower()
    if ending not in (".xlsx", ".csv", ".pdf"):
        problems.error("CV564", None, file=file.name, known=".xlsx, .csv, .pdf")
    office, register = opened(found.workspace, problems)
    entries = list(register.list(wanted)) if register is not None else []
    if not entries and not problems.failed:
        problems.error("CV562", None)
    if problems.failed or office is None:
        tell(problems.sorted(), as_json=found.json)
        return INPUT
    atomic.write_all({file.absolute(): exchange.export(entries, ending, office)})
    if found.json:
        print_json({"ok": True, "written": shown(file.absolute()), "entries": len(entries), "diagnostics": []})
    else:
        click.echo(say("written", path=shown(file.absolute())))
    return DONE


@click.command("backup", cls=Wording, help=say("register.backup"), options_metavar="[…]")
@FILE
@shared
@click.pass_context
def backup(ctx: click.Context, file: Path, lang: str, as_json: bool, debug: bool) -> int:
    """One state of the register as a file, after its chain was checked; the exit code."""
    del lang
    from congvan import atomic

    found, problems = settings(ctx, as_json, debug), Problems()
    _, register = opened(found.workspace, problems)
    if file.exists():
        problems.error("CV563", None, file=file.name)
    elif register is None and not problems.failed:
        problems.error("CV562", None)
    if problems.failed or register is None:
        tell(problems.sorted(), as_json=found.json)
        return INPUT
    from congvan.register import backup as copies

    atomic.write_all({file.absolute(): copies.dump(register)})
    head = register.head()[1]
    if found.json:
        print_json({"ok": True, "written": shown(file.absolute()), "head": head, "diagnostics": []})
    else:
        click.echo(say("written", path=shown(file.absolute())))
    return DONE


@click.command("restore", cls=Wording, help=say("register.restore"), options_metavar="[…]")
@FILE
@shared
@click.pass_context
def restore(ctx: click.Context, file: Path, lang: str, as_json: bool, debug: bool) -> int:
    """A backup into an empty place, then a check of its chain; the exit code."""
    del lang
    from congvan import bookkeeping, pipeline
    from congvan.workspace import Workspace

    found, problems = settings(ctx, as_json, debug), Problems()
    office = pipeline.open_office(Workspace(found.workspace), problems)
    count = bookkeeping.restore(office, file, problems) if office is not None and not problems.failed else 0
    if problems.failed:
        tell(problems.sorted(), as_json=found.json)
        return INPUT
    if found.json:
        print_json({"ok": True, "entries": count, "diagnostics": []})
    else:
        click.echo(say("restored", count=count))
    return DONE


COMMANDS = {"import": import_, "export": export, "backup": backup, "restore": restore}
