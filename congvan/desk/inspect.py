"""Files and folders → what departs from NĐ 30 in each, one after the other, each read behind a fence."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from congvan.conformance import Agency, Report, Unreadable, inspect_file
from congvan.machine import fence
from congvan.machine.settings import NOTHING, Settings
from congvan.problems import Diagnostic, Severity, Span
from congvan.standard.kinds import Kind

SECONDS = 30.0
MEMORY = 1 << 30
SUFFIXES = (".pdf", ".docx", ".docm", ".dotx")
_WHY = {"time": "CV710", "memory": "CV712", "crash": "CV703"}


@dataclass(frozen=True)
class Inspected:
    """One file: its report, or the one reason why there is none."""

    path: Path
    shown: str
    report: Report | None
    diagnostic: Diagnostic | None = None

    @property
    def failed(self) -> bool:
        """Whether the file could not be judged, or has an error."""
        return self.report is None or self.report.errors > 0


def files(names: Sequence[str], empty: list[str]) -> Iterator[Path]:
    """Files as named; of a folder every PDF and DOCX below it, in order. Folders without any are put into ``empty``."""
    count = 0
    for name in names:
        path = Path(name)
        if path.is_dir():
            before = count
            for folder, folders, found in os.walk(path):
                folders.sort()
                for item in sorted(found):
                    if item.lower().endswith(SUFFIXES) and not item.startswith(("~$", ".")):
                        count += 1
                        yield Path(folder, item)
            if count == before:
                empty.append(name)
        else:
            yield path


def inspect(
    paths: Sequence[Path], kind: str | None, more: Sequence[Kind] = (), agency: Agency | None = None
) -> Iterator[Inspected]:
    """Each file, judged. A file that can't be read is told with its reason and does not stop the others.

    ``more`` are an agency's own kinds, ``agency`` its symbols (``agency_facts`` finds both in a workspace).
    """
    _warm(paths)
    for path in paths:
        shown = path.as_posix()
        try:
            report = fence.run(partial(inspect_file, path, kind, more, agency), SECONDS, MEMORY)
            scan = Diagnostic("CV709", Severity.ERROR, Span(shown, 1, 1)) if report.scanned else None
            yield Inspected(path, shown, report, scan)
        except Unreadable as error:
            yield Inspected(path, shown, None, Diagnostic(error.code, Severity.ERROR, Span(shown, 1, 1), error.values))
        except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError):
            # No letter makes a reader stumble; a file made to do so is damaged, and the next one is read.
            yield Inspected(path, shown, None, Diagnostic("CV703", Severity.ERROR, Span(shown, 1, 1)))
        except fence.Fenced as error:
            values = {"seconds": f"{SECONDS:g}"}
            yield Inspected(path, shown, None, Diagnostic(_WHY[error.why], Severity.ERROR, Span(shown, 1, 1), values))


def _warm(paths: Sequence[Path]) -> None:
    """Import what the files need once, before the first child is made of this process."""
    from congvan.conformance import parts, rules  # noqa: F401

    endings = {p.suffix.lower() for p in paths}
    if ".pdf" in endings:
        from congvan.conformance import pdf_reader  # noqa: F401
    if endings - {".pdf"}:
        from congvan.conformance import docx_reader  # noqa: F401


def numbered_twice(done: Sequence[Inspected]) -> tuple[list[Inspected], list[Inspected]]:
    """SK-3 as far as the files themselves show it: two letters of one number and year that say different things."""
    from dataclasses import replace

    from congvan.conformance import Finding

    seen: dict[tuple[str, str], Inspected] = {}
    out, told = list(done), []
    for n, item in enumerate(done):
        if item.report is None or not item.report.number:
            continue
        key = (item.report.number, item.report.year)
        first = seen.setdefault(key, item)
        if first is not item and first.report is not None and first.report.subject != item.report.subject:
            values = {"measured": item.report.number, "other": first.shown}
            finding = Finding("SK-3", "twice", "error", values, 1)
            report = replace(item.report, findings=(*item.report.findings, finding))
            out[n] = replace(item, report=report)
            told.append(out[n])
    return out, told


def write_report(html: Path, done: Sequence[Inspected], lang: str, settings: Settings = NOTHING) -> list[Diagnostic]:
    """The HTML report, written beside its place and renamed. Errors: MachineFault where it can't be written."""
    from congvan.conformance import report_html
    from congvan.machine import atomic
    from congvan.messages import sentence

    pages = report_html.Report(lang)
    notes: list[Diagnostic] = []
    for item in done:
        if item.report is None:
            pages.refused(item.shown, sentence(item.diagnostic, lang) if item.diagnostic else "")
            continue
        if not pages.add(item.path, item.shown, item.report):
            notes.append(Diagnostic("CV715", Severity.WARNING, Span(item.shown, 1, 1)))
    atomic.write_all({html: pages.text().encode()}, settings.rights())
    return notes
