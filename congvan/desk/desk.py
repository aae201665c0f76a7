"""The desk: every deed of the house as a method. Values in, a Result out; it neither prints nor asks who called."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from congvan.desk.here import Here
from congvan.desk.result import Diagnostic, Looks, Result, told, watching
from congvan.machine.clock import Clock, system_clock
from congvan.machine.said import most_files, starved
from congvan.model.register import Filter
from congvan.problems import MachineFault, Problems, Severity
from congvan.workspace import Workspace

if TYPE_CHECKING:
    from congvan.desk.build import Built
    from congvan.desk.check import Checked
    from congvan.desk.drafting import Drafted
    from congvan.desk.issue import Issued
    from congvan.desk.register_backup import Backup
    from congvan.desk.register_exchange import Exported, Imported
    from congvan.desk.register_look import Listed, Shown, Top
    from congvan.desk.register_verify import Verified
    from congvan.model.register import Entry

T = TypeVar("T")
FORMATS = ("pdf", "docx", "html")


class Desk:
    """A workspace, and what a clerk does with it.

    It holds nothing that changes: each deed opens what it needs and closes it, so that one desk serves many threads.
    """

    def __init__(self, here: Here) -> None:
        self.here = here

    @classmethod
    def open(cls, folder: str | Path, *, language: str = "vi", clock: Clock = system_clock) -> Desk:
        """The desk of the workspace in ``folder``. What is wrong with the folder, each deed tells."""
        return cls(Here(Workspace(Path(folder)), language, clock))

    # circulars

    def check(self, ids: Iterable[str] = (), *, watch: Looks | None = None) -> Result[tuple[Checked, ...]]:
        """Every fault of the circulars that ids, files and folders name, or of all; nothing is written."""
        from congvan.desk import check

        return self._done(lambda here, problems: check.check(here, ids, problems, watching(watch)), _first_stopped)

    def build(
        self, ids: Iterable[str] = (), *, formats: Iterable[str] = ("pdf", "docx"), output: str | Path | None = None,
        jobs: int = 0, force: bool = False, watch: Looks | None = None,
    ) -> Result[tuple[Built, ...]]:  # fmt: skip
        """PDF, DOCX, HTML of the circulars named, or of all; what is up to date is not made again."""
        from congvan.desk import build

        wanted = tuple(dict.fromkeys(formats))
        if not wanted or not set(wanted) <= set(FORMATS):
            raise ValueError(f"formats: {', '.join(FORMATS)}")
        order = build.Order(wanted, _path(output), jobs, force)
        return self._done(
            lambda here, problems: build.build(here, ids, order, problems, watching(watch)), _first_stopped
        )

    def new(self, kind: str, id: str) -> Result[Drafted]:
        """A commented YAML of a kind, to fill in; never over a file."""
        from congvan.desk import new

        return self._done(lambda here, problems: new.new(here, kind, id, problems))

    def follow_up(self, ref: str, id: str, *, only_unanswered: bool = False) -> Result[Drafted]:
        """The draft that goes on from an issued document, by its code or id."""
        from congvan.desk import follow_up

        return self._done(lambda here, problems: follow_up.follow_up(here, ref, id, only_unanswered, problems))

    def issue(
        self, id: str, *, day: date | None = None, number: int | str | None = None, same_text: bool = False
    ) -> Result[Issued]:
        """The next number, once, and number and date written into the file; asked again, the same one."""
        from congvan.desk import issue

        return self._done(lambda here, problems: issue.issue(here, id, day, number, same_text, problems))

    # the register

    def register_list(
        self, *, year: int | None = None, since: date | None = None, until: date | None = None,
        kind: str | None = None, limit: int | None = None,
    ) -> Result[Listed]:  # fmt: skip
        """Entries by year, days, kind; the copies of every form are ``ban-sao``."""
        from congvan.desk import register_look

        wanted = Filter(year, since, until, kind, limit=limit)
        return self._done(lambda here, problems: register_look.list_(here, wanted, problems))

    def register_search(self, words: str, *, limit: int = 50) -> Result[Listed]:
        """The newest entries that hold every word, with or without its marks."""
        from congvan.desk import register_look

        return self._done(lambda here, problems: register_look.search(here, words, limit, problems))

    def register_show(self, code: str, *, year: int | None = None) -> Result[Shown]:
        """One entry by its code, its number or its circular's id, and the chain that it stands in."""
        from congvan.desk import register_look

        return self._done(lambda here, problems: register_look.show(here, code, year, problems))

    def register_head(self) -> Result[Top]:
        """The head of the audit log, to be kept outside the register."""
        from congvan.desk import register_look

        return self._done(lambda here, problems: register_look.head(here, problems))

    def register_verify(self, head: str | Path | None = None) -> Result[Verified]:
        """Numbers, dates, seals, log and files; with ``head``, whether the log goes on from one that was kept."""
        from congvan.desk import register_verify

        return self._done(lambda here, problems: register_verify.verify(here, _path(head), problems))

    def register_reserve(
        self, numbers: str | int, reason: str, *, kind: str | None = None, year: int | None = None
    ) -> Result[tuple[Entry, ...]]:
        """``12`` or ``12-15`` set aside."""
        from congvan.desk import register_change

        return self._done(lambda here, ps: register_change.reserve(here, str(numbers), reason, kind, year, ps))

    def register_void(
        self, code: str | int, reason: str, *, kind: str | None = None, year: int | None = None
    ) -> Result[tuple[Entry, ...]]:
        """A number marked as spoiled, by its code or itself; or ``12-15``, which nobody took."""
        from congvan.desk import register_change

        return self._done(lambda here, ps: register_change.void(here, str(code), reason, kind, year, ps))

    def register_import(self, file: str | Path) -> Result[Imported]:
        """An old book, CSV or XLSX: every row or none."""
        from congvan.desk import register_exchange

        return self._done(lambda here, problems: register_exchange.import_(here, Path(file), problems))

    def register_export(
        self, file: str | Path, *, year: int | None = None, since: date | None = None, until: date | None = None,
        kind: str | None = None,
    ) -> Result[Exported]:  # fmt: skip
        """The decree's ten columns as XLSX, CSV or PDF."""
        from congvan.desk import register_exchange

        wanted = Filter(year, since, until, kind)
        return self._done(lambda here, problems: register_exchange.export(here, Path(file), wanted, problems))

    def register_backup(self, file: str | Path) -> Result[Backup]:
        """One state of the register as a file; never over a file."""
        from congvan.desk import register_backup

        return self._done(lambda here, problems: register_backup.backup(here, Path(file), problems))

    def register_restore(self, file: str | Path) -> Result[int]:
        """A backup into an empty place; how many entries it has."""
        from congvan.desk import register_backup

        return self._done(lambda here, problems: register_backup.restore(here, Path(file), problems))

    def shown(self, path: Path) -> str:
        """A path as the workspace was named, for messages."""
        return self.here.workspace.shown(path)

    def _done(
        self, deed: Callable[[Here, Problems], T | None], part: Callable[[T], Diagnostic | None] = lambda value: None
    ) -> Result[T]:
        """A deed → its Result: the one place where faults of the machine become values. ``part``: the fault of the
        machine that a deed survived.
        """
        problems = Problems()
        machine: MachineFault | None = None
        value: T | None = None
        try:
            value = deed(self.here, problems)
        except MachineFault as fault:
            machine = fault
        except MemoryError:
            machine = MachineFault("CV497")
        except Exception as error:
            if not starved(error):
                raise
            machine = MachineFault("CV939", limit=str(most_files()))
        if machine is not None:
            return Result(None, told(problems.sorted()), Diagnostic.of(machine.diagnostic))
        assert value is not None or problems.failed
        return Result(value, told(problems.sorted()), None if value is None else part(value))


def _first_stopped(items: Iterable[Checked | Built]) -> Diagnostic | None:
    """The fault of the machine at the first circular that it stopped."""
    stopped = (d for item in items if item.machine for d in reversed(item.diagnostics) if d.severity is Severity.ERROR)
    return next(map(Diagnostic.of, stopped), None)


def _path(given: str | Path | None) -> Path | None:
    return None if given is None else Path(given)
