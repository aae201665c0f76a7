"""``congvan build``: circulars → PDF and DOCX."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvan.cli import background
from congvan.cli.bar import Bar
from congvan.cli.group import Invocation, Wording, settings, shared
from congvan.cli.report import answer, shown
from congvan.cli.words import say

if TYPE_CHECKING:
    from congvan.desk.build import BuildOrder, Built
    from congvan.desk.result import Diagnostic, Result

FORMATS = ("pdf", "docx", "html")


def _formats(ctx: click.Context, typed: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(part.strip().lower() for part in typed.split(",") if part.strip()))
    for name in names or ("",):
        if name not in FORMATS:
            raise click.UsageError(say("bad_format", name=f'"{name}"'), ctx)
    return names


@click.command("build", cls=Wording, help=say("build"), options_metavar="[…]")
@click.argument("targets", nargs=-1, metavar="[ID|FILE|DIR]…")
@click.option("--format", "formats", default=None, metavar="pdf,docx,html", help=say("opt.format"))
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help=say("opt.output"))
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help=say("opt.jobs"))
@click.option("--force", is_flag=True, help=say("opt.force"))
@click.option("--watch", is_flag=True, help=say("opt.watch"))
@click.option("--rounds", type=int, default=0, hidden=True)
@background.options
@shared
@click.pass_context
def command(
    ctx: click.Context, targets: tuple[str, ...], formats: str | None, output: Path | None, jobs: int | None,
    force: bool, watch: bool, rounds: int, in_background: bool, carry: bool, lang: str, as_json: bool, debug: bool,
) -> int:  # fmt: skip
    """Build what is named, or everything; the exit code."""
    del lang
    from congvan.desk.build import BuildOrder

    found = settings(ctx, as_json, debug)
    where = Path(output).absolute() if output is not None else None
    asked = _formats(ctx, formats) if formats is not None else None
    order = BuildOrder(asked or ("pdf", "docx"), where, jobs or 0, force, asked or ("pdf",))
    if watch:
        from congvan.cli.watch import watch_workspace

        return watch_workspace(found, order, lambda again: build_once(found, targets, again), rounds)
    if in_background or carry:
        return _in_background(found, targets, order, asked, carry)
    return build_once(found, targets, order)


def _in_background(
    found: Invocation, names: tuple[str, ...], order: BuildOrder, formats: tuple[str, ...] | None, carry: bool
) -> int:
    output = order.output.as_posix() if order.output is not None else None
    queued = background.put(
        found, "build", carry=carry, ids=list(names), formats=list(formats) if formats is not None else None,
        output=output, jobs=order.jobs, force=order.force,
    )  # fmt: skip
    return queued if isinstance(queued, int) else build_once(found, names, order, queued)


def build_once(found: Invocation, names: Iterable[str], order: BuildOrder, note: Diagnostic | None = None) -> int:
    """One build, told to the clerk; the exit code. ``note``: why it is done here and now."""
    background.warned(note, found)
    with Bar("building", show=not found.json) as bar:
        result = found.desk().build(
            names,
            formats=None if order.each != order.formats else order.formats,
            output=order.output,
            jobs=order.jobs,
            force=order.force,
            watch=bar,
        )
    return told(background.noted(result, note if found.json else None), found)


def told(result: Result[tuple[Built, ...]], found: Invocation) -> int:
    """What a build came to, as text or JSON; the exit code."""

    def text(done: tuple[Built, ...]) -> None:
        if found.debug:
            sys.stderr.writelines(one.trace for one in done)
        if not done and not result.failed:
            click.echo(say("nothing"))
        _written(done)

    return answer(result, found, _document, text, partly=True)


def _document(done: Iterable[Built]) -> dict[str, object]:
    made = sorted((one for one in done if one.outputs), key=lambda one: one.id)
    return {"built": [{"id": o.id, "outputs": [shown(p) for p in o.outputs], "skipped": o.skipped} for o in made]}


def _written(done: Iterable[Built]) -> None:
    """The paths written, then what had not changed."""
    found = sorted((one for one in done if one.outputs), key=lambda one: one.id)
    lines = [shown(path) for one in found if not one.skipped for path in one.outputs]
    kept = [one.id for one in found if one.skipped]
    lines += [say("all_unchanged", count=len(kept))] if len(kept) > 3 else [say("unchanged", id=id) for id in kept]
    sys.stdout.write("".join(text + "\n" for text in lines))
    sys.stdout.flush()
