"""``congvan verify``: the verdict on the signatures of a PDF, first of all the verdict."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import DONE, INPUT, as_object, echo, line, print_json
from congvan.cli.words import language, say
from congvan.machine.said import said
from congvan.problems import Diagnostic, Problems, Severity, Span
from congvan.text.zones import zone

if TYPE_CHECKING:
    from congvan.model.signing import Checked, Finding, Report

LARGEST = 200_000_000
SECONDS, MEMORY = 150, 1_500_000_000


@click.command("verify", cls=Wording, help=say("verify"), options_metavar="[…]")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.pdf")
@click.option("--trust", type=click.Path(path_type=Path), multiple=True, metavar="CA.pem", help=say("opt.trust"))
@shared
@click.pass_context
def command(ctx: click.Context, file: Path, trust: tuple[Path, ...], lang: str, as_json: bool, debug: bool) -> int:
    """Check one file; exit code 0 only if every signature holds."""
    del lang
    found, problems = settings(ctx, as_json, debug), Problems()
    report = _report(file, trust, problems)
    if report is None:
        told = [as_object(d) for d in problems]
        state = "unjudged" if any(d.code == "CV653" for d in problems) else "invalid"
        if found.json:
            print_json({"ok": False, "file": file.as_posix(), "state": state, "signatures": [], "diagnostics": told})
        for diagnostic in () if found.json else problems:
            echo(line(diagnostic), err=True)
        return INPUT
    if found.json:
        print_json(_document(file, report))
    else:
        _print(file, report)
    return DONE if report.state.value == "valid" else INPUT


def _report(file: Path, trusted: tuple[Path, ...], problems: Problems) -> Report | None:
    from congvan.machine import fence, files
    from congvan.pades import trust
    from congvan.pades.verify import verify

    given = [c for path in trusted for c in trust.load(path, problems)]
    try:
        data = files.read(file, LARGEST)
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.EFBIG:
            problems.error("CV653", None, path=file.as_posix())
            return None
        problems.error("CV655", None, path=file.as_posix(), reason=said(error))
        return None
    if problems.failed:
        return None
    roots = [*given, *trust.machine()]
    try:
        return fence.run(lambda: verify(data, roots), SECONDS, MEMORY)
    except (fence.Fenced, MemoryError):
        pass  # told as any file that can't be checked within bounds
    problems.error("CV653", None, path=file.as_posix())
    return None


def _diagnostic(file: Path, finding: Finding) -> Diagnostic:
    severity = Severity.ERROR if finding.fatal else Severity.WARNING
    return Diagnostic(finding.code, severity, Span(file.as_posix(), 1, 1), dict(finding.values))


def _sentence(finding: Finding) -> str:
    from congvan.messages import sentence

    severity = say("error" if finding.fatal else "warning")
    plain = Diagnostic(finding.code, Severity.ERROR, None, dict(finding.values))
    return f"{severity} {finding.code}: {sentence(plain, language())}"


def _time(item: Checked) -> str:
    if item.time is None:
        return "–"
    local = item.time.astimezone(zone(None))
    return local.strftime("%d/%m/%Y %H:%M:%S +07:00")


def _print(file: Path, report: Report) -> None:
    echo(f"{file.as_posix()}: {say('v_' + report.state.value, count=len(report.signatures))}")
    for finding in report.findings:
        echo(f"  {_sentence(finding)}")
    for item in report.signatures:
        state = "weak" if item.state.value == "untrusted" and not item.intact else item.state.value
        echo(f"- {item.field}: {say('s_' + state)}")
        if item.holder:
            echo("    " + say("v_who", name=item.holder.name, issuer=item.holder.issuer))
        source = say("t_" + item.time_source, authority=item.authority)
        echo("    " + say("v_time", time=_time(item), source=source))
        values = {"covers": say("c_" + item.covers), "changes": say("m_" + item.changes)}
        echo("    " + say("v_covers", level=item.level or "–", revocation=say("r_" + item.revocation), **values))
        for finding in item.findings:
            echo(f"    {_sentence(finding)}")
    if report.empty:
        echo(say("v_empty", fields=", ".join(report.empty)))


def _document(file: Path, report: Report) -> dict[str, object]:
    every = [*report.findings, *(f for item in report.signatures for f in item.findings)]
    return {
        "ok": report.state.value == "valid",
        "file": file.as_posix(),
        "state": report.state.value,
        "revisions": report.revisions,
        "signatures": [_item(item) for item in report.signatures],
        "empty": list(report.empty),
        "diagnostics": [as_object(_diagnostic(file, f)) for f in every],
    }


def _item(item: Checked) -> dict[str, object]:
    who = item.holder
    return {
        "field": item.field, "kind": item.kind, "state": item.state.value, "valid": item.state.value == "valid",
        "intact": item.intact, "trusted": item.trusted, "covers": item.covers, "changes": item.changes,
        "changes_allowed": item.changes != "forbidden", "signer": who.name if who else None,
        "organisation": who.organisation if who else None, "issuer": who.issuer if who else None,
        "serial": who.serial if who else None, "time": item.time.isoformat() if item.time else None,
        "time_source": item.time_source, "timestamp_authority": item.authority or None,
        "revocation": item.revocation, "level": item.level or None, "reason": item.reason, "page": item.page,
        "findings": [f.code for f in item.findings],
    }  # fmt: skip
