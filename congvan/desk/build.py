"""build: many circulars → many files. What is up to date is skipped, the rest is shared out to worker processes."""

from __future__ import annotations

import pickle
import signal
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from congvan import pipeline
from congvan.desk.freshness import Cache, Made, copy_path, fingerprint, shared_stamp
from congvan.desk.here import Here
from congvan.desk.result import NOBODY, Watch
from congvan.machine import atomic, children, workers
from congvan.machine.clock import today
from congvan.machine.said import said
from congvan.pipeline import registered
from congvan.problems import Diagnostic, MachineFault, Problems, Severity, Span
from congvan.workspace import Target, Workspace

if TYPE_CHECKING:
    from concurrent.futures import Future

    from congvan.model.circular import Circular
    from congvan.model.document import Document

MANY = 8
"""From here on worker processes save more time than their imports cost."""


COPIES = 250
"""So many copies for each recipient are made at a time: what they share is printed once by each worker."""
TOGETHER = 50
"""So many of them are written at a time: the disk is waited for once."""


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one circular: its files by format, or its faults; ``trace`` only after a fault of the program."""

    id: str
    outputs: tuple[Path, ...] = ()
    skipped: bool = False
    diagnostics: tuple[Diagnostic, ...] = ()
    machine: bool = False
    trace: str = ""
    mark: str = ""
    made: dict[str, Made] = field(default_factory=dict)
    enclosed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BuildOrder:
    """What to make: formats, where to, with how many processes (0: as many as pay), even if up to date; ``each``: the
    formats of the copies for each recipient.
    """

    formats: tuple[str, ...] = ("pdf", "docx")
    output: Path | None = None
    jobs: int = 0
    force: bool = False
    each: tuple[str, ...] = ("pdf",)

    def paths(self, target: Target, workspace: Workspace) -> dict[str, Path]:
        """Where the files of ``target`` go, by format."""
        base = workspace.output(self.output)
        return {name: base / f"{target.id}.{name}" for name in self.formats}


def build(
    here: Here, names: Iterable[str], order: BuildOrder, problems: Problems, watch: Watch = NOBODY
) -> tuple[Built, ...]:
    """What ids, files and folders name, or everything where they name nothing, made or found up to date."""
    targets, done = here.workspace.select(names, problems), list[Built]()
    watch.begin(len(targets))
    with closing(_builds(targets, here, order, problems)) as builds:
        while not watch.stopped and (one := next(builds, None)) is not None:
            problems.extend(one.diagnostics)
            done.append(one)
            watch.found(one)
            watch.step(len(done), len(targets), one.id)
    if not targets and not problems.failed:
        with here.office(problems):
            pass  # an empty workspace still hears of a missing issuer.yaml
    return tuple(done)


def _builds(
    targets: Sequence[Target], here: Here, order: BuildOrder, problems: Problems
) -> Generator[Built, None, None]:
    """Every target, as it is ready; ended early, what was made stays recorded."""
    workspace = here.workspace
    cache = Cache(workspace.output(order.output), workspace.settings)
    shared = shared_stamp(workspace, today(None, here.clock))
    office = pipeline.open_office(workspace, problems, here.clock) if registered.likely(workspace) else None
    known = registered.answers(targets, office) if office is not None else {}
    stale: list[Target] = []
    for target in targets:
        paths = order.paths(target, workspace)
        mark = fingerprint(target, shared + known.get(target.id, ""))
        current = not order.force and cache.current(target.id, mark, paths, workspace.root)
        there = cache.copies(target.id, order.each) if current else None
        if there is not None:
            yield Built(target.id, (*paths.values(), *there), skipped=True)
        else:
            stale.append(target)
    if not stale:
        return
    if len(stale) < MANY and (order.jobs < 2 or len(stale) == 1) and not _copied(stale):
        pipeline.begin(order.formats)
    try:
        if office is None:
            office = pipeline.open_office(workspace, problems, here.clock)
        else:
            office.forget()  # no connection may live in two processes
        for one in _work(stale, workspace, office, order, shared):
            if one.made:
                mark = fingerprint(_by_id(stale, one.id), shared + known.get(one.id, ""))
                cache.note(one.id, mark if known else one.mark, one.made, one.enclosed)
            yield one
    finally:
        pipeline.end()
        cache.save()
        if office is not None:
            office.forget()


def _copied(targets: Iterable[Target]) -> bool:
    """Whether there may be copies: they are made here, so a child that prints would be one more to get ready."""
    from congvan.pipeline import each

    return any(map(each.likely, targets))


def _by_id(targets: list[Target], id: str) -> Target:
    return next(t for t in targets if t.id == id)


def _work(
    targets: list[Target], workspace: Workspace, office: pipeline.Office | None, order: BuildOrder, shared: str
) -> Iterator[Built]:
    if office is None:
        from congvan.pipeline import shape

        kinds = pipeline.Kinds(workspace)
        yield from (Built(t.id, diagnostics=tuple(shape.faults(t, kinds))) for t in targets)
        return
    pieces = [piece for target in targets for piece in _pieces(target, office)]
    office.forget()  # no connection may live in two processes
    yield from _joined(pieces, _worked(pieces, office, order, shared))


def _worked(pieces: list[Piece], office: pipeline.Office, order: BuildOrder, shared: str) -> Iterator[Built]:
    many = sum(max(1, len(piece.keys)) for piece in pieces)
    jobs = min(order.jobs or (1 if many < MANY else children.cores()), len(pieces))
    if jobs > 1 and children.allowed():
        yield from _in_processes(pieces, office, order, shared, jobs)
        return
    copied = any(piece.keys for piece in pieces) and not children.allowed()
    if (jobs > 1 or copied) and _portable(office):
        yield from _apart(pieces, office, order, shared, jobs)
        return
    for piece in pieces:
        yield make(piece, office, order, shared)


@dataclass(frozen=True, slots=True)
class Piece:
    """What one worker makes at a time: a circular, and of its copies for each recipient some; ``first``: the circular
    itself, too.
    """

    target: Target
    keys: tuple[str, ...] = ()
    first: bool = True


def _pieces(target: Target, office: pipeline.Office) -> Iterator[Piece]:
    """A circular with many copies is shared out among workers."""
    from congvan.pipeline import each

    keys = each.keys_of(target, office)
    for start in range(0, max(1, len(keys)), COPIES):
        yield Piece(target, keys[start : start + COPIES], start == 0)


def _joined(pieces: Sequence[Piece], made: Iterable[Built]) -> Iterator[Built]:
    """What became of the pieces → what became of each circular, as soon as all of it is there."""
    left = Counter(piece.target.id for piece in pieces)
    found: dict[str, list[Built]] = {}
    for one in made:
        parts = found.setdefault(one.id, [])
        parts.append(one)
        if len(parts) == left[one.id]:
            yield _whole(found.pop(one.id))


def _whole(parts: Sequence[Built]) -> Built:
    """The model first, then its copies as they come in the list; a fault of one piece is one of the circular."""
    bad = [part for part in parts if part.machine or any(d.severity is Severity.ERROR for d in part.diagnostics)]
    made = {name: one for part in parts for name, one in part.made.items()}
    told = {d: None for part in parts for d in part.diagnostics} if len(parts) > 1 else {}
    head = bad[0] if bad else next((p for p in parts if any("/" not in name for name in p.made)), parts[0])
    if len(parts) == 1:
        return head
    outputs = tuple(sorted((one.path for one in made.values()), key=lambda path: (len(path.parts), path)))
    return replace(head, outputs=outputs, made={} if bad else made, diagnostics=tuple(told))


def make(piece: Piece, office: pipeline.Office, order: BuildOrder, shared: str) -> Built:
    """One circular → its files on disk. A fault of the program becomes CV499, and the next circular is made."""
    mine, target = Problems(), piece.target
    one = Built(target.id, mark=fingerprint(target, shared))
    try:
        found = _read(piece, office, mine)
        document = found[1] if found is not None else None
        made: dict[str, Made] = {}
        if document is not None and not mine.failed and piece.first:
            made |= _written(document, office, order.formats, order.paths(target, office.workspace))
        if found is not None and not mine.failed and piece.keys:
            made |= _copies(found[0], piece, office, order)
        files = tuple(m.path for m in made.values())
        enclosed = dict(document.files) if document is not None else {}
        return replace(one, outputs=files, diagnostics=tuple(mine), made=made, enclosed=enclosed)
    except MachineFault as fault:
        return replace(one, diagnostics=(*mine, fault.diagnostic), machine=True)
    except OSError as error:
        mine.error("CV407", Span(target.shown, 1, 1), reason=said(error))
        return replace(one, diagnostics=tuple(mine))
    except Exception as error:
        import traceback

        crash = Diagnostic("CV499", Severity.ERROR, Span(target.shown, 1, 1), {"kind": type(error).__name__})
        return replace(one, diagnostics=(*mine, crash), machine=True, trace=traceback.format_exc())


def _read(piece: Piece, office: pipeline.Office, problems: Problems) -> tuple[Circular, Document] | None:
    if not piece.keys:
        return pipeline.to_circular(piece.target, office, problems)
    from congvan.pipeline import each

    return each.told(piece.target, office, problems)


def _copies(circular: Circular, piece: Piece, office: pipeline.Office, order: BuildOrder) -> dict[str, Made]:
    """The copies of some recipients, by ``pdf/KEY``."""
    from congvan.pipeline import copies

    output, made = office.workspace.output(order.output), dict[str, Made]()
    for start in range(0, len(piece.keys), TOGETHER):
        keys = piece.keys[start : start + TOGETHER]
        files = {
            (format, key): (copy_path(output, piece.target.id, f"{format}/{key}"), rendered)
            for key, formats in copies.rendered(piece.target, circular, office, keys, order.each)
            for format, rendered in formats.items()
        }
        stamps = atomic.write_all({path: r.data for path, r in files.values()}, office.settings.rights())
        made |= {f"{f}/{key}": Made(path, r.sha256, *stamps[path]) for (f, key), (path, r) in files.items()}
    return made


def _written(
    document: Document, office: pipeline.Office, formats: Iterable[str], paths: Mapping[str, Path]
) -> dict[str, Made]:
    """A document on disk, by format."""
    rendered = pipeline.render(document, office, formats)
    stamps = atomic.write_all({paths[name]: r.data for name, r in rendered.items()}, office.settings.rights())
    return {name: Made(paths[name], r.sha256, *stamps[paths[name]]) for name, r in rendered.items()}


def _start(office: pipeline.Office, order: BuildOrder, shared: str) -> None:
    """A worker leaves Ctrl-C to its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    office.forget()
    _here.extend((office, order, shared))


_here: list[object] = []


def _slice(pieces: list[Piece]) -> list[Built]:
    office, order, shared = _here[-3:]
    assert isinstance(office, pipeline.Office) and isinstance(order, BuildOrder) and isinstance(shared, str)
    return [make(piece, office, order, shared) for piece in pieces]


def _slices(pieces: list[Piece], jobs: int) -> list[list[Piece]]:
    """Several slices for each process, so that a long letter does not hold up the end."""
    size = max(1, min(8, len(pieces) // (jobs * 4)))
    return [pieces[i : i + size] for i in range(0, len(pieces), size)]


def _portable(office: pipeline.Office) -> bool:
    """Whether another process can be given the office: a caller's own clock may be of this one only."""
    try:
        pickle.dumps(office)
    except (pickle.PicklingError, AttributeError, TypeError):
        return False
    return True


def _slice_of(pieces: list[Piece], office: pipeline.Office, order: BuildOrder, shared: str) -> list[Built]:
    try:
        return [make(piece, office, order, shared) for piece in pieces]
    finally:
        office.forget()


def _apart(pieces: list[Piece], office: pipeline.Office, order: BuildOrder, shared: str, jobs: int) -> Iterator[Built]:
    """Slices go to the workers of this process, which must not be doubled: others' threads run in it."""
    from concurrent.futures import ThreadPoolExecutor, as_completed

    with ThreadPoolExecutor(jobs) as pool:
        futures = [
            pool.submit(workers.call, _slice_of, piece, office, order, shared) for piece in _slices(pieces, jobs)
        ]
        try:
            for future in as_completed(futures):
                yield from future.result()
        finally:
            for future in futures:
                future.cancel()


def _in_processes(
    pieces: list[Piece], office: pipeline.Office, order: BuildOrder, shared: str, jobs: int
) -> Iterator[Built]:
    """Slices go to forked workers, which begin with all that is loaded here: the libraries, imported once for all."""
    import multiprocessing
    from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool

    pipeline.end()
    pipeline.load({*order.formats, *(order.each if any(piece.keys for piece in pieces) else ())})
    context = multiprocessing.get_context("fork")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(office, order, shared))
    done = False
    try:
        waiting: set[Future[list[Built]]] = {pool.submit(_slice, piece) for piece in _slices(pieces, jobs)}
        while waiting:
            ready, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in ready:
                yield from future.result()
        done = True
    except BrokenProcessPool as error:
        raise MachineFault("CV492") from error
    finally:
        forked = list((pool._processes or {}).values())
        pool.shutdown(wait=done, cancel_futures=True)
        if not done:
            for worker in forked:
                worker.terminate()
