"""verify: the verdict on the signatures of any PDF, read behind the fence."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from congvan.machine import fence, files
from congvan.machine.said import said
from congvan.problems import Diagnostic, Problems, Severity, Span

if TYPE_CHECKING:
    from datetime import datetime

    from congvan.desk.here import Here
    from congvan.model.signing import Checked, Finding, Report

LARGEST = 200_000_000
SECONDS, MEMORY = 150, 1_500_000_000


@dataclass(frozen=True, slots=True)
class Judged:
    """``report``: what was found; None where the file could not be judged, and the faults say why.

    ``state``: ``valid``, ``untrusted``, ``unjudged`` or ``invalid``.
    """

    file: Path
    state: str
    report: Report | None = None

    @property
    def ok(self) -> bool:
        """Whether every signature holds, and somebody we trust vouches for it."""
        return self.state == "valid"

    @property
    def signatures(self) -> Sequence[Checked]:
        """Each signature as found."""
        return self.report.signatures if self.report is not None else ()

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """What was found in the file, then in each signature."""
        return tuple(_diagnostic(self.file, one) for one in self.report.all_findings()) if self.report else ()


def verify(here: Here, file: Path, trusted: Sequence[Path], problems: Problems) -> Judged:
    """Errors: CV653 it can't be judged within bounds, CV655 unreadable, those of ``trusted``, and what is found."""
    report = _report(file, trusted, here.clock(), problems)
    if report is None:
        return Judged(file, "unjudged" if any(d.code == "CV653" for d in problems) else "invalid")
    found = Judged(file, report.state.value, report)
    problems.extend(found.findings)
    return found


def _report(file: Path, trusted: Sequence[Path], now: datetime, problems: Problems) -> Report | None:
    from congvan.pades import trust
    from congvan.pades.verify import judged

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
    roots = [c.dump() for c in (*given, *trust.machine())]
    try:
        return fence.run(partial(judged, data, roots, now), SECONDS, MEMORY)
    except (fence.Fenced, MemoryError):
        pass  # told as any file that can't be checked within bounds
    problems.error("CV653", None, path=file.as_posix())
    return None


def _diagnostic(file: Path, finding: Finding) -> Diagnostic:
    severity = Severity.ERROR if finding.fatal else Severity.WARNING
    return Diagnostic(finding.code, severity, Span(file.as_posix(), 1, 1), dict(finding.values))
