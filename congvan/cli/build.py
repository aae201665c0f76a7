"""``congvan build``: circulars → PDF and DOCX."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvan.cli.group import Settings, Wording, settings, shared
from congvan.cli.report import Summary, print_json
from congvan.cli.words import say
from congvan.problems import Problems
from congvan.workspace import Target

if TYPE_CHECKING:
    from congvan.desk.build import Order, Outcome

FORMATS = ("pdf", "docx", "html")
FEW = 5
"""From here on a progress bar is worth its line."""


def _formats(ctx: click.Context, typed: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(part.strip().lower() for part in typed.split(",") if part.strip()))
    for name in names or ("",):
        if name not in FORMATS:
            raise click.UsageError(say("bad_format", name=f'"{name}"'), ctx)
    return names


@click.command("build", cls=Wording, help=say("build"), options_metavar="[…]")
@click.argument("targets", nargs=-1, metavar="[ID|FILE|DIR]…")
@click.option("--format", "formats", default="pdf,docx", metavar="pdf,docx,html", help=say("opt.format"))
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR", help=say("opt.output"))
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N", help=say("opt.jobs"))
@click.option("--force", is_flag=True, help=say("opt.force"))
@click.option("--watch", is_flag=True, help=say("opt.watch"))
@click.option("--rounds", type=int, default=0, hidden=True)
@shared
@click.pass_context
def command(
    ctx: click.Context, targets: tuple[str, ...], formats: str, output: Path | None, jobs: int | None, force: bool,
    watch: bool, rounds: int, lang: str, as_json: bool, debug: bool,
) -> int:  # fmt: skip
    """Build what is named, or everything; the exit code."""
    del lang
    from congvan.desk.build import Order

    found = settings(ctx, as_json, debug)
    where = Path(output).absolute() if output is not None else None
    order = Order(_formats(ctx, formats), where, jobs or 0, force)
    if watch:
        from congvan.cli.watch import watch_workspace

        return watch_workspace(found, order, lambda again: build_once(found, targets, again), rounds)
    return build_once(found, targets, order)


def build_once(found: Settings, names: Iterable[str], order: Order) -> int:
    """One build, told to the clerk; the exit code."""
    from congvan.desk import build

    workspace = found.space()
    summary = Summary(Problems())
    targets = workspace.select(names, summary.problems)
    with _progress(targets, show=not found.json) as advance:
        for outcome in build.build(targets, workspace, order, summary.problems):
            summary.add(outcome)
            advance(outcome)
    if not targets and not summary.problems.failed:
        # An empty workspace still hears of a missing issuer.yaml.
        from congvan import pipeline

        pipeline.open_office(workspace, summary.problems)
    if found.json:
        print_json(summary.document())
        return summary.code
    summary.to_stderr(debug=found.debug)
    if not targets and not summary.problems.failed:
        click.echo(say("nothing"))
    summary.to_stdout()
    return summary.code


class _Advance:
    """Called with each outcome."""

    def __init__(self, step: object = None) -> None:
        self.step = step

    def __call__(self, outcome: Outcome) -> None:
        if callable(self.step):
            self.step(1)


@contextmanager
def _progress(targets: list[Target], *, show: bool) -> Iterator[_Advance]:
    """A bar on standard error, where a person watches and there is something to wait for."""
    if not show or len(targets) < FEW or not sys.stderr.isatty():
        yield _Advance()
        return
    with click.progressbar(length=len(targets), label=say("building"), file=sys.stderr) as bar:
        yield _Advance(bar.update)
