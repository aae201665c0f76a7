"""inspect: files and folders → what departs from NĐ 30 in each, one after the other, each read behind a fence."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from congvan.conformance import Agency, Report, Unreadable, inspect_file
from congvan.conformance.files import documents
from congvan.desk import agency_facts
from congvan.desk.here import Here
from congvan.desk.result import NOBODY, Watch
from congvan.machine import fence
from congvan.machine.settings import Settings
from congvan.problems import Diagnostic, MachineFault, Problems, Severity, Span
from congvan.standard.kinds import Kind, kinds
from congvan.text.nearest import nearest

SECONDS = 30.0
MEMORY = 1 << 30
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


@dataclass(frozen=True)
class Inspection:
    """``files``: each file judged; ``twice``: those whose number another one bears with other words; ``notes``: what is
    to be told of the run itself; ``refused``: nothing was judged, and the notes say why.
    """

    files: tuple[Inspected, ...]
    twice: tuple[Inspected, ...] = ()
    notes: tuple[Diagnostic, ...] = ()
    refused: bool = False

    @property
    def ok(self) -> bool:
        """Whether every file could be judged and none has an error."""
        return not self.refused and not any(one.failed for one in self.files)


def inspect(
    here: Here, names: Sequence[str], kind: str | None, html: Path | None, problems: Problems, watch: Watch = NOBODY
) -> Inspection:
    """What is named, judged; ``html``: a report beside it, in the language of the desk.

    Errors: CV713 no such kind, CV749 a folder too wide, CV714 one without files, what keeps a file from being judged;
    warning CV715.
    """
    more = agency_facts.own_kinds(here.workspace.root)
    notes, empty = _kind_faults(kind, [k.slug for k in more]), list[str]()
    try:
        paths = list(documents(names, empty)) if not notes else []
    except MachineFault as wide:  # nobody's machine is at fault: the folder was
        problems.add(wide.diagnostic)
        return Inspection((), notes=(wide.diagnostic,), refused=True)
    notes += [Diagnostic("CV714", Severity.ERROR, None, {"folder": name}) for name in empty]
    if notes and not paths:
        problems.extend(notes)
        return Inspection((), notes=tuple(notes), refused=True)
    watch.begin(len(paths))
    done: list[Inspected] = []
    with closing(judged(paths, kind, more, agency_facts.agency(here.workspace.root))) as each:
        while not watch.stopped and (item := next(each, None)) is not None:
            done.append(item)
            watch.found(item)
            watch.step(len(done), len(paths), item.shown)
    done, twice = numbered_twice(done)
    notes += _write_report(html, done, here.language, here.settings) if html is not None else []
    problems.extend(item.diagnostic for item in done if item.diagnostic is not None)
    problems.extend(notes)
    return Inspection(tuple(done), tuple(twice), tuple(notes))


def _kind_faults(kind: str | None, more: Sequence[str]) -> list[Diagnostic]:
    known = [*kinds(), *more]
    if kind is None or kind in known:
        return []
    return [Diagnostic("CV713", Severity.ERROR, None, {"type": kind, "near": nearest(kind, known)})]


def judged(
    paths: Sequence[Path], kind: str | None, more: Sequence[Kind] = (), agency: Agency | None = None
) -> Generator[Inspected, None, None]:
    """Each file, judged. A file that can't be read is told with its reason and does not stop the others.

    ``more`` are an agency's own kinds, ``agency`` its symbols (``agency_facts`` finds both in a workspace).
    """
    warm = _warm(paths)
    for path in paths:
        shown = path.as_posix()
        try:
            report = fence.run(partial(inspect_file, path, kind, more, agency), SECONDS, MEMORY, warm)
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


def _warm(paths: Sequence[Path]) -> list[str]:
    """What the files need, to be imported once, before the first child is made."""
    endings = {p.suffix.lower() for p in paths}
    names = ["parts", "rules", *(["pdf_reader"] if ".pdf" in endings else [])]
    return [f"congvan.conformance.{name}" for name in (*names, *(["docx_reader"] if endings - {".pdf"} else []))]


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


def _write_report(html: Path, done: Sequence[Inspected], lang: str, settings: Settings) -> list[Diagnostic]:
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
