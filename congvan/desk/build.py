"""Many circulars → many files: what is up to date is skipped, the rest is shared out to worker processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from congvan import pipeline
from congvan.desk.freshness import Cache, Made, fingerprint, shared_stamp
from congvan.machine import atomic
from congvan.machine.said import said
from congvan.pipeline import registered
from congvan.problems import Diagnostic, MachineFault, Problems, Severity, Span
from congvan.workspace import Target, Workspace

if TYPE_CHECKING:
    from congvan.model.circular import Circular

MANY = 8
"""From here on worker processes save more time than their imports cost."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one circular: its files by format, or its faults; ``trace`` only after a fault of the program."""

    id: str
    outputs: tuple[Path, ...] = ()
    skipped: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()
    machine: bool = False
    trace: str = ""
    mark: str = ""
    made: dict[str, Made] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Order:
    """What to make: formats, where to, with how many processes (0: as many as pay), even if up to date."""

    formats: tuple[str, ...] = ("pdf", "docx")
    output: Path | None = None
    jobs: int = 0
    force: bool = False

    def paths(self, target: Target, workspace: Workspace) -> dict[str, Path]:
        """Where the files of ``target`` go, by format."""
        base = workspace.output(self.output)
        return {name: base / f"{target.id}.{name}" for name in self.formats}


def build(targets: Sequence[Target], workspace: Workspace, order: Order, problems: Problems) -> Iterator[Outcome]:
    """Make every target, skipping what is up to date; outcomes come as they are ready."""
    cache = Cache(workspace.output(order.output), workspace.settings)
    shared = shared_stamp(workspace)
    office = pipeline.open_office(workspace, problems) if registered.likely(workspace) else None
    known = registered.answers(targets, office) if office is not None else {}
    stale: list[Target] = []
    for target in targets:
        paths = order.paths(target, workspace)
        mark = fingerprint(target, shared + known.get(target.id, ""))
        if not order.force and cache.current(target.id, mark, paths):
            yield Outcome(target.id, tuple(paths.values()), skipped=True)
        else:
            stale.append(target)
    if not stale:
        return
    if office is None:
        office = pipeline.open_office(workspace, problems)
    else:
        office.forget()  # no connection may live in two processes
    try:
        for outcome in _work(stale, workspace, office, order, shared):
            if outcome.made:
                mark = fingerprint(_by_id(stale, outcome.id), shared + known.get(outcome.id, ""))
                cache.note(outcome.id, mark if known else outcome.mark, outcome.made)
            yield outcome
    finally:
        cache.save()


def _by_id(targets: list[Target], id: str) -> Target:
    return next(t for t in targets if t.id == id)


def _work(
    targets: list[Target], workspace: Workspace, office: pipeline.Office | None, order: Order, shared: str
) -> Iterator[Outcome]:
    if office is None:
        kinds = pipeline.Kinds(workspace)
        yield from (Outcome(t.id, diagnostics=tuple(_shape_only(t, kinds))) for t in targets)
        return
    jobs = order.jobs or (1 if len(targets) < MANY else os.cpu_count() or 1)
    if min(jobs, len(targets)) > 1:
        yield from _in_processes(targets, office, order, shared, min(jobs, len(targets)))
        return
    for target in targets:
        yield make(target, office, order, shared)


def _shape_only(target: Target, kinds: pipeline.Kinds) -> Iterator[Diagnostic]:
    """The faults of a circular that can be told without knowing issuer and recipients."""
    from congvan import read

    mine = Problems()
    try:
        read.read_circular(target.path, target.shown, target.id, mine, kind_of=kinds.asked(mine))
    except OSError as error:
        mine.error("CV407", Span(target.shown, 1, 1), reason=said(error))
    yield from mine


def make(target: Target, office: pipeline.Office, order: Order, shared: str) -> Outcome:
    """One circular → its files on disk. A fault of the program becomes CV499, and the next circular is made."""
    mine = Problems()
    outcome = Outcome(target.id, mark=fingerprint(target, shared))
    try:
        document = pipeline.to_document(target, office, mine)
        rendered = pipeline.render(document, office, order.formats) if document is not None else {}
        made: dict[str, Made] = {}
        if rendered and not mine.failed:
            paths = order.paths(target, office.workspace)
            data = {paths[name]: r.data for name, r in rendered.items()}
            stamps = atomic.write_all(data, office.settings.rights())
            made = {name: Made(paths[name], r.sha256, *stamps[paths[name]]) for name, r in rendered.items()}
        files = tuple(m.path for m in made.values())
        return replace(outcome, outputs=files, diagnostics=tuple(mine), made=made)
    except MachineFault as fault:
        return replace(outcome, diagnostics=(*mine, fault.diagnostic), machine=True)
    except OSError as error:
        mine.error("CV407", Span(target.shown, 1, 1), reason=said(error))
        return replace(outcome, diagnostics=tuple(mine))
    except Exception as error:
        crash = Diagnostic("CV499", Severity.ERROR, Span(target.shown, 1, 1), {"kind": type(error).__name__})
        return replace(outcome, diagnostics=(*mine, crash), machine=True, trace=traceback.format_exc())


def _start(office: pipeline.Office, order: Order, shared: str) -> None:
    """A worker leaves Ctrl-C to its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    office.forget()
    _here.extend((office, order, shared))


_here: list[object] = []


def _slice(targets: list[Target]) -> list[Outcome]:
    office, order, shared = _here[-3:]
    assert isinstance(office, pipeline.Office) and isinstance(order, Order) and isinstance(shared, str)
    return [make(target, office, order, shared) for target in targets]


def _in_processes(
    targets: list[Target], office: pipeline.Office, order: Order, shared: str, jobs: int
) -> Iterator[Outcome]:
    """Slices go to forked workers; several slices each, so that a long letter does not hold up the end."""
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    size = max(1, min(8, len(targets) // (jobs * 4)))
    slices = [targets[i : i + size] for i in range(0, len(targets), size)]
    context = multiprocessing.get_context(method)
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(office, order, shared))
    done = False
    try:
        waiting: set[Future[list[Outcome]]] = {pool.submit(_slice, piece) for piece in slices}
        while waiting:
            ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in ready:
                yield from future.result()
        done = True
    except BrokenProcessPool as error:
        raise MachineFault("CV492") from error
    finally:
        workers = list((pool._processes or {}).values())
        pool.shutdown(wait=done, cancel_futures=True)
        if not done:
            for worker in workers:
                worker.terminate()


def check(targets: Sequence[Target], workspace: Workspace, problems: Problems) -> Iterator[Outcome]:
    """Every fault of every target, nothing rendered, nothing written."""
    office, kinds = pipeline.open_office(workspace, problems), pipeline.Kinds(workspace)
    if office is not None:
        _boxes(office, problems)
    for target in targets:
        mine = Problems()
        if office is None:
            mine.extend(_shape_only(target, kinds))
            yield Outcome(target.id, diagnostics=tuple(mine))
            continue
        try:
            found = pipeline.to_circular(target, office, mine)
            if found is not None:
                _shared_boxes(found[0], office, mine)
            yield Outcome(target.id, diagnostics=tuple(mine))
        except OSError as error:
            mine.error("CV407", Span(target.shown, 1, 1), reason=said(error))
            yield Outcome(target.id, diagnostics=tuple(mine))
        except MachineFault:
            raise  # an unreachable register is the same for all: told once
        except Exception as error:
            crash = Diagnostic("CV499", Severity.ERROR, Span(target.shown, 1, 1), {"kind": type(error).__name__})
            yield Outcome(target.id, (), False, (*mine, crash), True, traceback.format_exc())


def _boxes(office: pipeline.Office, problems: Problems) -> None:
    """Errors: CV801, CV812 mail that could not be sent; warning CV886."""
    from congvan.mail import boxes

    boxes.judge(office.issuer, office.recipients, problems)


def _shared_boxes(circular: Circular, office: pipeline.Office, problems: Problems) -> None:
    """Warning CV803, as ``send`` tells it: two agencies of the list end in one mailbox."""
    if not office.issuer.delivery.sends:
        return
    from congvan.dispatch import plan

    planned = Problems()
    plan.make(circular, office.recipients, office.issuer.delivery, plan.Choice(partial=True), planned)
    problems.extend(d for d in planned if d.code == "CV803")
