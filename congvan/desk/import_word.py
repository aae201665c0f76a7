"""import: an office's old Word files → circulars, each with a list of what was not sure; never over a file."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from congvan.desk import agency_facts
from congvan.desk.drafting import place, schema_of, write
from congvan.desk.here import Here
from congvan.desk.result import NOBODY, Watch
from congvan.desk.result import Diagnostic as Seen
from congvan.intake import Unreadable, old_doc, read_word
from congvan.machine import fence
from congvan.problems import Diagnostic, MachineFault, Problems, Severity, Span
from congvan.text.letters import fold
from congvan.workspace import Target, clean_id

if TYPE_CHECKING:
    from congvan.intake.compared import Taken
    from congvan.intake.model import WordFile
    from congvan.pipeline import Office
    from congvan.standard.kinds import Kind

SECONDS = 30.0
MEMORY = 1 << 30
SUFFIXES = (".docx", ".docm", ".doc", ".dotx")
_WHY = {"time": "CV710", "memory": "CV712", "crash": "CV703"}
_WARM = ("congvan.conformance.parts", "congvan.conformance.docx_reader", "congvan.intake.recognised",
         "congvan.intake.words")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at: its sentence's code with its place in the YAML, and the paragraph of the Word file from 1
    (0: the file as a whole).
    """

    diagnostic: Seen
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """One circular that was written; ``differs``: how many words are not as in the file, listed among the doubts."""

    id: str
    path: Path
    kind: str
    doubts: tuple[Doubt, ...]

    @property
    def differs(self) -> int:
        """How many places were found where words differ."""
        return sum(1 for d in self.doubts if d.diagnostic.code in ("CV456", "CV457", "CV458"))


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """One Word file: the circulars made of it, none after a fault."""

    source: Path
    shown: str
    circulars: tuple[Imported, ...] = ()
    faults: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True)
class Imports:
    """All that was asked for, in order."""

    files: tuple[ImportedFile, ...]

    @property
    def ok(self) -> bool:
        """Whether a circular was made of every file."""
        return all(one.circulars and not one.faults for one in self.files)


def import_word(here: Here, file: Path, id: str | None, problems: Problems, watch: Watch = NOBODY) -> Imports | None:
    """A file → ``circulars/<ID>.yaml``; a folder → one of each Word file in it, named as they are, below ``ID``.

    Errors: CV440–CV445, CV403, CV411, what keeps a file from being read; warnings: every doubt (CV446–CV469).
    """
    folder = os.path.isdir(file)
    if not folder and id is None:
        problems.error("CV445", None, file=file.name, example=_slug(file.stem))
        return None
    sources = list(_files(file)) if folder else [file]
    if not sources:
        problems.error("CV444", None, folder=file.as_posix())
        return None
    more = agency_facts.own_kinds(here.workspace.root)
    with here.office(problems) as office:
        if office is None:
            return None
        done: list[ImportedFile] = []
        seen: set[str] = set()
        watch.begin(len(sources))
        for source in sources:
            if watch.stopped:
                break
            wanted = id if not folder else _id(source, file, id, seen)
            one = _one(here, office, source, wanted or "", more)
            for circular in one.circulars:
                problems.extend(d.diagnostic for d in circular.doubts)
            problems.extend(one.faults)
            done.append(one)
            watch.found(one)
            watch.step(len(done), len(sources), one.shown)
    return Imports(tuple(done))


def _files(folder: Path) -> list[Path]:
    found = []
    for at, folders, names in os.walk(folder):
        folders.sort()
        found += [Path(at, n) for n in sorted(names) if n.lower().endswith(SUFFIXES) and not n.startswith(("~$", "."))]
    return found


def _slug(name: str) -> str:
    """A file's name as an id: ``CV 881 - Cảnh báo`` → ``cv-881-canh-bao``."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:80] or "van-ban"


def _id(source: Path, folder: Path, under: str | None, seen: set[str]) -> str:
    """The id of one file of a folder; two of one name are told apart by a number."""
    below = source.relative_to(folder)
    parts = [*([under] if under else []), *map(_slug, below.parent.parts), _slug(below.stem)]
    id, n = "/".join(parts), 1
    while id in seen:
        n += 1
        id = f"{'/'.join(parts)}-{n}"
    seen.add(id)
    return id


def _seen(faults: Iterable[Diagnostic], shown: str) -> tuple[Seen, ...]:
    """Each at its place, or at the file where it has none."""
    return tuple(Seen.of(replace(fault, span=fault.span or Span(shown, 1, 1))) for fault in faults)


def _one(here: Here, office: Office, source: Path, id: str, more: Sequence[Kind]) -> ImportedFile:
    """One file; what is wrong with it stops none of the others."""
    shown, mine = source.as_posix(), Problems()
    first = place(here.workspace, id, mine)
    if first is None or mine.failed:
        return ImportedFile(source, shown, (), _seen(mine, shown))
    try:
        read = _read(source, more)
    except Unreadable as error:
        return _refused(source, shown, error.code, error.values)
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return _refused(source, shown, "CV703", {})
    except fence.Fenced as error:
        return _refused(source, shown, _WHY[error.why], {"seconds": f"{SECONDS:g}"})
    try:
        return _circulars(here, office, source, id, read)
    except MachineFault:
        raise  # a full disk is the same for all
    except Exception as error:  # a fault of the program stops one file of hundreds, not the rest
        return _refused(source, shown, "CV499", {"kind": type(error).__name__})


def _refused(source: Path, shown: str, code: str, values: dict[str, str]) -> ImportedFile:
    return ImportedFile(source, shown, (), (Seen(code, Severity.ERROR, Span(shown, 1, 1), values),))


def _read(source: Path, more: Sequence[Kind]) -> WordFile:
    """Behind the fence; an old ``.doc`` goes through LibreOffice first. Errors: Unreadable, Fenced."""
    if not old_doc.is_one(source):
        return fence.run(partial(read_word, source, more), SECONDS, MEMORY, _WARM)
    with tempfile.TemporaryDirectory(prefix="congvan-doc-") as folder:
        made = old_doc.converted(source, Path(folder))
        return fence.run(partial(read_word, made, more), SECONDS, MEMORY, _WARM)


def _circulars(here: Here, office: Office, source: Path, id: str, read: WordFile) -> ImportedFile:
    """Each document of a file to a circular of its own."""
    from congvan.intake import compared

    shown = source.as_posix()
    ids = [id, *(f"{id}-{n}" for n in range(2, len(read.letters) + 1))]
    made: list[Imported] = []
    faults: list[Diagnostic] = []
    for n, name in enumerate(ids):
        mine = Problems()
        path = place(here.workspace, name, mine)
        if path is None or mine.failed:
            faults += mine
            continue
        target = Target(clean_id(name) or name, path, here.workspace.shown(path))
        schema = schema_of(here.workspace, path)
        taken = compared.circular(office, target, read, n, ids, shown, schema, here.language)
        write(path, taken.text, here.workspace, mine)
        faults += mine
        if not mine.failed:
            made.append(_imported(target, taken))
    told = _seen(faults, shown)
    return ImportedFile(source, shown, tuple(made), told)


def _imported(target: Target, taken: Taken) -> Imported:
    doubts = tuple(Doubt(Seen.of(diagnostic), node) for diagnostic, node in taken.doubts)
    return Imported(target.id, target.path, taken.kind, doubts)
