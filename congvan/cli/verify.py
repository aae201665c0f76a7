"""``congvan verify``: the verdict on the signatures of a PDF, first of all the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from congvan.cli.group import Wording, settings, shared
from congvan.cli.report import DONE, INPUT, answer, as_object, echo, print_json, warn
from congvan.cli.words import language, say
from congvan.problems import Diagnostic, Severity
from congvan.text.zones import zone

if TYPE_CHECKING:
    from congvan.desk.verify import Judged
    from congvan.model.signing import Checked, Finding, Report


@click.command("verify", cls=Wording, help=say("verify"), options_metavar="[…]")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.pdf")
@click.option("--trust", type=click.Path(path_type=Path), multiple=True, metavar="CA.pem", help=say("opt.trust"))
@shared
@click.pass_context
def command(ctx: click.Context, file: Path, trust: tuple[Path, ...], lang: str, as_json: bool, debug: bool) -> int:
    """Check one file; exit code 0 only if every signature holds."""
    del lang
    found = settings(ctx, as_json, debug)
    result = found.desk().verify(file, trust=trust)
    judged = result.value
    if judged is None:
        return answer(result, found, lambda value: {}, lambda value: None)
    if found.json:
        print_json(_document(judged, result.diagnostics))
    elif judged.report is None:
        warn(result.diagnostics)
    else:
        _print(file, judged.report)
    return DONE if judged.ok else INPUT


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


def _document(judged: Judged, told: Sequence[Diagnostic]) -> dict[str, object]:
    report = judged.report
    head = {"ok": judged.ok, "file": judged.file.as_posix(), "state": judged.state}
    if report is None:
        return {**head, "signatures": [], "diagnostics": [as_object(d) for d in told]}
    return {
        **head,
        "revisions": report.revisions,
        "signatures": [_item(item) for item in report.signatures],
        "empty": list(report.empty),
        "diagnostics": [as_object(d) for d in judged.findings],
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
