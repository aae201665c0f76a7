"""``congvan import FILE ID``, ``congvan import DIR``: old Word files → circulars."""

from __future__ import annotations

from pathlib import Path

import click

from congvan.cli.bar import Bar
from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import answer, as_object, one_line, shown
from congvan.cli.words import say
from congvan.desk.import_word import Doubt, ImportedFile, Imports


@click.command("import", cls=Wording, help=say("import"), options_metavar="[…]")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE|DIR")
@click.argument("id", required=False, metavar="[ID]")
@shared
@click.pass_context
def command(ctx: click.Context, file: Path, id: str | None, lang: str, as_json: bool, debug: bool) -> int:
    """Write ``circulars/<ID>.yaml`` of a Word file, or of each in a folder; the exit code."""
    del lang
    found = settings(ctx, as_json, debug)
    desk = found.desk()

    def told(done: Imports) -> None:
        for one in done.files:
            for made in one.circulars:
                click.echo(say("import.made", path=desk.shown(made.path), count=len(made.doubts)))
        if len(done.files) > 1:
            _summary(done)

    with Bar("importing", show=not found.json) as bar:
        result = desk.import_word(file, id, watch=bar)
    return answer(result, found, _document, told, partly=True)


def _summary(done: Imports) -> None:
    """One line a file, then the sum."""
    width = max(len(one.shown) for one in done.files)
    click.echo("")
    for one in done.files:
        name = f"{one_line(one.shown):<{width}}"
        if not one.circulars:
            click.echo(f"{name}  {say('import.refused')}")
        for made in one.circulars:
            counts = {"doubts": f"{len(made.doubts):>3}", "differs": f"{made.differs:>3}"}
            click.echo(f"{name}  " + say("import.row", id=made.id, kind=made.kind, **counts))
    good = sum(1 for one in done.files if one.circulars)
    count = sum(len(one.circulars) for one in done.files)
    click.echo(say("import.sum", files=len(done.files), good=good, refused=len(done.files) - good, circulars=count))


def _document(done: Imports) -> dict[str, object]:
    return {"files": [_file(one) for one in done.files]}


def _file(one: ImportedFile) -> dict[str, object]:
    circulars = [
        {"id": made.id, "created": shown(made.path), "kind": made.kind, "differences": made.differs,
         "doubts": [_doubt(doubt, one) for doubt in made.doubts]}
        for made in one.circulars
    ]  # fmt: skip
    return {"file": one.shown, "circulars": circulars, "faults": [as_object(d) for d in one.faults]}


def _doubt(doubt: Doubt, one: ImportedFile) -> dict[str, object]:
    """A diagnostic with its place in the YAML, and its place in the Word file."""
    word = {"file": one.shown, "paragraph": doubt.paragraph or None}
    values = doubt.diagnostic.values
    return {**as_object(doubt.diagnostic), "word": word, "typed": values.get("typed"), "built": values.get("built")}
