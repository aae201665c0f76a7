"""``register import``, ``export``, ``backup``, ``restore``."""

from __future__ import annotations

from pathlib import Path

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.issue import day
from congvan.cli.register_look import YEAR, of_kind, opened
from congvan.cli.report import answer, one_line, shown
from congvan.cli.words import say
from congvan.problems import Problems
from congvan.yaml.typed import said_cleanly

FILE = click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
KNOWN = (".xlsx", ".csv", ".pdf")


@click.command("import", cls=Wording, help=say("register.import"), options_metavar="[…]")
@FILE
@shared
@click.pass_context
def import_(ctx: click.Context, file: Path, lang: str, as_json: bool, debug: bool) -> int:
    """All rows or none; the exit code."""
    del lang
    from congvan import pipeline
    from congvan.desk import exchange
    from congvan.pipeline import clocks

    found, problems = settings(ctx, as_json, debug), Problems()
    office = pipeline.open_office(found.space(), problems)
    done = exchange.Imported()
    if office is not None:
        clocks.check(office, problems, told=True)
    if office is not None and not problems.failed:
        done = exchange.import_file(file, file.as_posix(), office, problems)
    text = "\n".join([*(say("imported_sheet", sheet=one_line(n), count=c) for n, c in done.sheets),
                      say("imported", count=done.new, kept=done.kept)])  # fmt: skip
    document = {
        "imported": done.new,
        "unchanged": done.kept,
        "sheets": [{"name": n, "rows": c} for n, c in done.sheets],
    }
    return answer(problems, document, text, as_json=found.json)


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
    from congvan.desk import exchange
    from congvan.machine import atomic
    from congvan.model.register import Filter

    found, problems = settings(ctx, as_json, debug), Problems()
    wanted = Filter(year, day(ctx, since, "--from"), day(ctx, until, "--to"))
    ending = file.suffix.lower()
    if ending not in KNOWN:
        problems.error("CV564", None, file=file.name, known=", ".join(KNOWN))
    said_cleanly(file.name, "FILE", problems)
    office, register = opened(found.space(), problems)
    wanted = of_kind(wanted, kind, office, problems)
    entries = list(register.list(wanted)) if register is not None else []
    whole = wanted == Filter(wanted.year, sequence=wanted.sequence)
    if not entries and not problems.failed:
        problems.error("CV562", None)
    if not problems.failed and office is not None:
        undoing = register.undoing() if register is not None else ()
        data = exchange.export(entries, ending, office, undoing, whole=whole)
        atomic.write_all({file.absolute(): data}, office.settings.rights())
    return _written(file, problems, {"entries": len(entries)}, as_json=found.json)


def _written(file: Path, problems: Problems, more: dict[str, object], *, as_json: bool) -> int:
    path = shown(file.absolute())
    return answer(problems, {"written": path, **more}, say("written", path=path), as_json=as_json)


@click.command("backup", cls=Wording, help=say("register.backup"), options_metavar="[…]")
@FILE
@shared
@click.pass_context
def backup(ctx: click.Context, file: Path, lang: str, as_json: bool, debug: bool) -> int:
    """One state of the register as a file, with the head of its chain; the exit code."""
    del lang
    from congvan.machine import atomic

    found, problems = settings(ctx, as_json, debug), Problems()
    said_cleanly(file.name, "FILE", problems)
    _, register = opened(found.space(), problems)
    if file.exists():
        problems.error("CV563", None, file=file.name)
    elif register is None and not problems.failed:
        problems.error("CV562", None)
    head = ""
    if not problems.failed and register is not None:
        from congvan.register import backup as copies

        data, head = copies.dump(register)
        atomic.write_all({file.absolute(): data}, found.told.rights())
    return _written(file, problems, {"head": head}, as_json=found.json)


@click.command("restore", cls=Wording, help=say("register.restore"), options_metavar="[…]")
@FILE
@shared
@click.pass_context
def restore(ctx: click.Context, file: Path, lang: str, as_json: bool, debug: bool) -> int:
    """A backup into an empty place, then a check of its chain; the exit code."""
    del lang
    from congvan import pipeline
    from congvan.desk import book

    found, problems = settings(ctx, as_json, debug), Problems()
    office = pipeline.open_office(found.space(), problems)
    count = book.restore(office, file, problems) if office is not None and not problems.failed else 0
    return answer(problems, {"entries": count}, say("restored", count=count), as_json=found.json)


COMMANDS = {"import": import_, "export": export, "backup": backup, "restore": restore}
