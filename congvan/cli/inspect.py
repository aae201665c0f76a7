"""``congvan inspect``: any PDF or DOCX against NĐ 30."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvan.cli import background
from congvan.cli.group import Invocation, Wording, settings, shared
from congvan.cli.report import DONE, ELSEWHERE, INPUT, answer, as_object, line, one_line, print_json, warn
from congvan.cli.words import language, say
from congvan.desk.inspect import Inspected, Inspection
from congvan.desk.result import Result, Watch
from congvan.problems import Diagnostic

if TYPE_CHECKING:
    from congvan.conformance import Finding, Regime


@click.command("inspect", cls=Wording, help=say("inspect"), options_metavar="[…]")
@click.argument("names", nargs=-1, required=True, metavar="FILE|DIR…")
@click.option("--type", "kind", metavar="TYPE", help=say("opt.kind"))
@click.option("--html", "html", type=click.Path(path_type=Path), metavar="REPORT", help=say("opt.html"))
@background.options
@shared
@click.pass_context
def command(
    ctx: click.Context,
    names: tuple[str, ...],
    kind: str | None,
    html: Path | None,
    in_background: bool,
    carry: bool,
    lang: str,
    as_json: bool,
    debug: bool,
) -> int:
    """Inspect what is named; the exit code is 1 where anything has an error or can't be read."""
    del lang
    found, note = settings(ctx, as_json, debug), None
    if in_background or carry:
        report = html.as_posix() if html is not None else None
        queued = background.put(found, "inspect", carry=carry, files=list(names), kind=kind, html=report)
        if isinstance(queued, int):
            return queued
        background.warned(note := queued, found)
    result = found.desk().inspect(names, kind=kind, html=html, watch=_Telling() if not found.json else None)
    if note is not None and found.json and result.value is not None:
        result = replace(result, value=replace(result.value, notes=(note, *result.value.notes)))
    return told(result, found, html)


def told(result: Result[Inspection], found: Invocation, html: Path | None, *, again: bool = False) -> int:
    """What a run came to, as text or JSON; the exit code. ``again``: nobody has been told file by file."""
    done = result.value
    if done is None:
        return answer(result, found, lambda value: {}, lambda value: None)
    if done.refused:
        return _refuse(result.diagnostics, found.json)
    if found.json:
        print_json(_document(done))
    else:
        for item in done.files if again else ():
            _tell(item)
        for item in done.twice:
            _print(_finding_line(one_line(item.shown), item.report.findings[-1]) if item.report else "")
        warn(done.notes)
        _summary(done.files, html)
    if not result.ok:
        return INPUT
    return ELSEWHERE if any(item.report is not None and item.report.regime for item in done.files) else DONE


def _refuse(faults: Sequence[Diagnostic], as_json: bool) -> int:
    if as_json:
        print_json({"ok": False, "files": [], "findings": [], "diagnostics": [as_object(d) for d in faults]})
    else:
        warn(faults)
    return INPUT


class _Telling(Watch):
    """Tells each file as soon as it is judged."""

    def found(self, item: object) -> None:
        """One file, judged."""
        assert isinstance(item, Inspected)
        _tell(item)


def _print(text: str) -> None:
    if text:
        click.echo(text)


def _tell(item: Inspected) -> None:
    """One file: its findings, a line each, what could not be judged, and what it came to."""
    if item.diagnostic is not None:
        sys.stderr.write(line(item.diagnostic) + "\n")
        sys.stderr.flush()
    if item.report is None:
        return
    from congvan.conformance.confidence import folded
    from congvan.conformance.findings import reasons

    for finding, times in folded(item.report.findings):
        _print(_finding_line(one_line(item.shown), finding, times))

    alike: dict[str, list[str]] = {}
    for rule, why in sorted(item.report.unjudged.items()):
        alike.setdefault(why, []).append(rule)
    for why, names in alike.items():
        _print(say("unjudged", file=one_line(item.shown), rule=", ".join(names), why=reasons()[why][language()]))
    _print(_verdict(item))


def _finding_line(shown: str, finding: Finding, times: int = 1) -> str:
    """``FILE: trang 1: lỗi PG-1: lề trái 20,0 mm; phải từ 30 đến 35 mm (Phụ lục I, I.I.3); cách sửa: …``."""
    from congvan.conformance.confidence import said

    place = say("page", page=finding.page) if finding.page else ""
    if not place and finding.paragraph:
        place = say("paragraph", number=finding.paragraph)
    mend = say("mend", how=finding.say("mend", language()))
    where = f"{shown}: {place}: " if place else f"{shown}: "
    sure = "" if finding.confidence == "sure" else f"; {said(finding.confidence, language())}"
    again = say("finding.times", times=times) if times > 1 else ""
    return f"{where}{say(finding.severity)} {finding.rule}: {finding.sentence(language())}; {mend}{sure}{again}"


def _verdict(item: Inspected) -> str:
    report = item.report
    assert report is not None
    if report.regime is not None:
        told = {"what": report.regime.say("name", language()), "rules": report.regime.say("rules", language())}
        key = "regime" if report.regime.sure else "unknown"
        counts = {"errors": report.errors, "warnings": len(report.findings) - report.errors}
        return say(key, file=one_line(item.shown), shown=one_line(report.regime.shown), **told, **counts)
    name = report.kind_name or say("no_kind")
    if report.kind is None and report.kind_name:
        name = say("untold", title=one_line(report.kind_name))
    warnings = len(report.findings) - report.errors
    if not report.findings:
        return say("conforms", file=one_line(item.shown), kind=name)
    counted = say("departs", file=one_line(item.shown), errors=report.errors, warnings=warnings, kind=name)
    return counted + _levels(report.findings)


def _levels(findings: Sequence[Finding]) -> str:
    """How many findings of each degree of certainty, where not all are sure."""
    from congvan.conformance.confidence import count, said

    found = count(findings)
    if len(findings) == found["sure"]:
        return ""
    return "; " + ", ".join(f"{number} {said(level, language())}" for level, number in found.items() if number)


def _summary(done: Sequence[Inspected], html: Path | None) -> None:
    if len(done) > 1:
        click.echo("")
        width = max(len(item.shown) for item in done)
        for item in done:
            if item.report is None:
                click.echo(f"{item.shown:<{width}}  {say('refused')}")
            elif item.report.regime is not None:
                click.echo(f"{item.shown:<{width}}  {item.report.regime.say('name', language())}")
            else:
                warnings = len(item.report.findings) - item.report.errors
                click.echo(
                    say(
                        "table",
                        file=f"{item.shown:<{width}}",
                        errors=f"{item.report.errors:>3}",
                        warnings=f"{warnings:>3}",
                    )
                )
        refused = sum(1 for item in done if item.report is None)
        bad = sum(1 for item in done if item.report is not None and item.report.errors)
        other = sum(1 for item in done if item.report is not None and item.report.regime)
        good = len(done) - refused - bad - other
        click.echo(say("inspected", count=len(done), good=good, bad=bad, refused=refused))
        if other:
            click.echo(say("elsewhere", count=other))
    if html is not None:
        click.echo(say("reported", path=html.as_posix()))


def _regime(regime: Regime | None) -> dict[str, str | bool] | None:
    """The rules by which a file is made where NĐ 30 does not rule it."""
    if regime is None:
        return None
    return {
        "name": regime.name,
        "what": regime.say("name", language()),
        "rules": regime.say("rules", language()),
        "shown": regime.shown,
        "sure": regime.sure,
    }


def _document(run: Inspection) -> dict[str, object]:
    """The run for ``--json``: files with their verdicts, every finding, every diagnostic."""
    from congvan.conformance.confidence import count

    done = run.files
    findings = [_object(item.shown, f) for item in done if item.report for f in item.report.findings]
    refused = [as_object(item.diagnostic) for item in done if item.diagnostic is not None]
    files = [
        {
            "file": item.shown,
            "kind": item.report.kind if item.report else None,
            "title": item.report.kind_name or None if item.report else None,
            "regime": _regime(item.report.regime) if item.report else None,
            "pages": item.report.pages if item.report else None,
            "errors": item.report.errors if item.report else None,
            "warnings": len(item.report.findings) - item.report.errors if item.report else None,
            "confidence": count(item.report.findings) if item.report else None,
            "unjudged": sorted(item.report.unjudged) if item.report else [],
        }
        for item in done
    ]
    return {
        "ok": run.ok,
        "files": files,
        "findings": findings,
        "diagnostics": [*findings, *refused, *[as_object(n) for n in run.notes]],
    }


def _object(shown: str, finding: Finding) -> dict[str, object]:
    """A finding as a diagnostic, with what was measured, what is allowed, the article and the box on the page (pt)."""
    place = finding.place
    box = (
        {"page": place.page, "x0": place.left, "y0": place.top, "x1": place.right, "y1": place.bottom}
        if place
        else None
    )
    lang = language()
    return {
        "file": shown,
        "line": None,
        "column": None,
        "code": finding.rule,
        "rule": finding.rule,
        "finding": finding.wording,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "message": finding.sentence(lang),
        "hint": finding.say("mend", lang) or None,
        "page": finding.page,
        "paragraph": finding.paragraph,
        "measured": finding.measured or finding.say("what", lang),
        "allowed": finding.say("allowed", lang),
        "article": finding.article,
        "box": box,
    }
