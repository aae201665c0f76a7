"""``congvan people export``, ``people import``: the steps of an office, as a file that goes where the office goes."""

from __future__ import annotations

from pathlib import Path

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.people import Case, Refused, office_of, offices, run
from congvan.cli.words import say
from congvan.problems import term

_PRIVATE = 0o600
"""The file has the words of drafts."""


@click.command("export", cls=Wording, help=say("people.export"), options_metavar="[…]")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@offices
@office_of
@shared
@click.pass_context
def export(
    ctx: click.Context, file: Path, folder: Path, office: str, lang: str, as_json: bool, debug: bool
) -> int:  # fmt: skip
    """All that was done with the documents of an office, into a file. Errors: CV963, CV972; those of writing."""
    del lang

    def work(case: Case) -> int:
        from congvan.machine import atomic
        from congvan.people import moving

        try:
            data, moved = moving.out(case.book(), case.known(office))
        except moving.Unfit as found:
            raise Refused("CV972", office=office, position=found.what) from None
        try:
            atomic.create(file, data, _PRIVATE)
        except FileExistsError:
            raise Refused("CV475", file=file.as_posix(), why=term("steps_file.there")) from None
        except OSError as error:
            raise atomic.fault(error, file.as_posix()) from None
        body = {"office": office, "file": file.as_posix(), "rows": moved.rows, "head": moved.head}
        return case.answer(body, [say("people.exported", rows=moved.rows, file=file.as_posix(), head=moved.head[:16])])

    return run(settings(ctx, as_json, debug), folder, work)


@click.command("import", cls=Wording, help=say("people.import"), options_metavar="[…]")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@offices
@office_of
@shared
@click.pass_context
def import_(
    ctx: click.Context, file: Path, folder: Path, office: str, lang: str, as_json: bool, debug: bool
) -> int:  # fmt: skip
    """Such a file into the tables of this studio. Errors: CV963, CV475 it is none, CV476 other steps are here."""
    del lang

    def work(case: Case) -> int:
        from congvan.machine.said import said
        from congvan.people import moving

        book = case.book()
        case.known(office)
        try:
            moved = moving.taken(book, office, file.read_bytes())
        except OSError as error:
            raise Refused("CV475", file=file.as_posix(), why=said(error)) from None
        except moving.Unfit as found:
            why = term(f"steps_file.{found.why}", what=found.what)
            raise Refused("CV475", file=file.as_posix(), why=why) from None
        except moving.Other as found:
            raise Refused("CV476", office=office, position=str(found.position)) from None
        here = {one.name: one.full_name for one in book.everybody()}
        missing = sorted(name for name in moved.people if name not in here)
        others = sorted(name for name, full in moved.people.items() if here.get(name, full) != full)
        lines = [say("people.imported", rows=moved.rows, new=moved.new, head=moved.head[:16])]
        lines += [say("people.to_add", names=", ".join(missing))] if missing else []
        lines += [say("people.somebody_else", name=n, full=moved.people[n], here=here[n]) for n in others]
        body = {"office": office, "rows": moved.rows, "new": moved.new, "head": moved.head}
        return case.answer({**body, "missing": missing, "others": others}, lines)

    return run(settings(ctx, as_json, debug), folder, work)


COMMANDS = {"export": export, "import": import_}
