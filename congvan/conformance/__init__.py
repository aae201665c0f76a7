"""Does any DOCX or PDF conform to NĐ 30?

Finished files are opened with readers of their own; nothing is shared with the renderers.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from congvan.conformance.findings import Finding, Findings
from congvan.conformance.letter import Agency, Parts
from congvan.conformance.measured import Measured
from congvan.conformance.refusal import Unreadable
from congvan.conformance.regimes import Regime
from congvan.machine.files import known
from congvan.machine.said import because, said
from congvan.pdf import is_pdf
from congvan.standard.kinds import Kind

__all__ = ["Agency", "Finding", "Regime", "Report", "Unreadable", "inspect_file"]


@dataclass(frozen=True)
class Report:
    """What was found in one file. ``unjudged`` holds rules that this file does not show, with a key of the reason.

    ``regime`` is set where the file is made by other rules than NĐ 30; then nothing was judged. Where it is not
    ``sure``, nobody can tell, and only what holds for any text was.
    """

    kind: str | None
    findings: tuple[Finding, ...]
    unjudged: dict[str, str]
    pages: int | None
    number: str = ""
    year: str = ""
    subject: str = ""
    kind_name: str = ""
    scanned: bool = False  # pictures of pages: nothing but the line of a copy was judged
    regime: Regime | None = None
    issued: date | None = None  # the date in its head
    issuer: str = ""  # who issued it, as it stands there

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(1 for f in self.findings if f.severity == "error")


def inspect_file(
    path: Path, kind: str | None = None, more: Sequence[Kind] = (), agency: Agency | None = None
) -> Report:
    """Read one file and judge it. ``kind`` is the slug where the caller knows it, ``more`` are an agency's own kinds,
    ``agency`` says which symbols its own letters may bear.

    Errors: Unreadable.
    """
    from congvan.conformance import parts, regimes, rules
    from congvan.conformance.rules.case import Case
    from congvan.standard.loader import load

    measured = measure(path)
    if measured.scanned:
        return _scanned(measured)
    found = parts.find(measured, kind, more)
    found.agency = agency
    other = regimes.told(measured, found) if kind is None else None
    pages = measured.pages if measured.format == "pdf" else None
    if other is not None and other.sure:
        return Report(None, (), {}, pages, kind_name=other.shown, regime=other)
    case = Case(measured, found, load(), Findings(), found)
    rules.judge(case, anything=other is not None)
    case.findings.skip("SK-3", "register")
    if found.kind is None and not found.absent and other is None:
        for rule in ("SK-2", "TL-1", "TL-2", "KG-1", "PR-1"):
            case.findings.skip(rule, "kind")
    told_kind = _told(found)
    told = _weighed(sorted(case.findings.found, key=_reading_order), measured.format)
    number = f"{found.annual}/{found.code}" if found.annual and found.code else ""
    return Report(
        kind=told_kind.slug if told_kind else None,
        findings=told,
        unjudged=case.findings.unjudged,
        pages=pages,
        number=number,
        year=str(found.issued.year) if found.issued else "",
        kind_name=told_kind.name if told_kind else found.untold,
        regime=other,
        issued=found.issued,
        issuer=" ".join(p.text for p in found.issuer),
        subject=" ".join(p.text for p in (*found.subject, *found.kind_subject)),
    )


def _scanned(measured: Measured) -> Report:
    """A scan bears nothing to judge but the line that its electronic copy was signed with (KS-1)."""
    from congvan.conformance.rules import signed
    from congvan.conformance.rules.case import Case
    from congvan.standard.loader import load

    parts = Parts(measured, signed=list(measured.copy_line))
    case = Case(measured, parts, load(), Findings(), parts)
    signed.line(case)
    if not case.findings.found:
        raise Unreadable("CV709")
    return Report(None, _weighed(case.findings.found, measured.format), {}, measured.pages, scanned=True)


def _weighed(found: Sequence[Finding], form: str) -> tuple[Finding, ...]:
    """Findings with how sure each is, the sure ones first."""
    from congvan.conformance.confidence import confidence, ordered

    return ordered([replace(f, confidence=confidence(f.rule, f.wording, form)) for f in found])


def _told(found: Parts) -> Kind | None:
    """The main document's kind; that of an attached text in a file of its own."""
    return found.attached[0].kind if found.absent == "attached_alone" else found.kind


def _reading_order(finding: Finding) -> tuple[float, float]:
    """From the top of the file to its end: by place in a PDF, by paragraph in a DOCX."""
    if finding.place is not None:
        return finding.place.page, finding.place.top
    return (finding.page or 0, 0.0) if finding.paragraph is None else (0, finding.paragraph)


def measure(path: Path) -> Measured:
    """A file → what is measured in it, by its first bytes, not by its name. Errors: Unreadable CV700 to CV711."""
    from congvan.conformance import typed_rules

    if os.path.exists(path) and not os.path.isfile(path):
        raise Unreadable("CV700", reason=because(errno.EISDIR))
    try:
        known(path)
        with path.open("rb") as handle:
            head = handle.read(1024)
    except OSError as error:
        raise Unreadable("CV700", reason=said(error)) from error
    if not head:
        raise Unreadable("CV702")
    if is_pdf(head):
        from congvan.conformance import pdf_reader

        return typed_rules.taken(pdf_reader.read(path))
    if head.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        from congvan.conformance import docx_package, docx_reader

        package = docx_package.open_package(path)
        measured = typed_rules.taken(docx_reader.read(package))
        pictured = b":blip" in (package.read(package.main) or b"") or b":imagedata" in (
            package.read(package.main) or b""
        )
        if pictured and sum(len(p.text) for p in measured.paras) < 20:
            raise Unreadable("CV709")
        return measured
    raise Unreadable("CV701")
