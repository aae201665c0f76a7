"""The deeds of the register, as methods of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from congvan.desk.door import Deeds, path_of
from congvan.desk.result import Result
from congvan.model.register import Filter

if TYPE_CHECKING:
    from congvan.desk.register_backup import Backup
    from congvan.desk.register_chain import Chain
    from congvan.desk.register_exchange import Exported, Imported
    from congvan.desk.register_look import BookPage, EntryList, Shown, Top
    from congvan.desk.register_verify import Verified
    from congvan.model.register import Acted, Entry


class RegisterDesk(Deeds):
    """Looking into the register, changing it by hand, taking it in and out."""

    def register_list(
        self, *, year: int | None = None, since: date | None = None, until: date | None = None,
        kind: str | None = None, limit: int | None = None,
    ) -> Result[EntryList]:  # fmt: skip
        """Entries by year, days, kind; the copies of every form are ``ban-sao``."""
        from congvan.desk import register_look

        wanted = Filter(year, since, until, kind, limit=limit)
        return self._done(lambda here, problems: register_look.list_(here, wanted, problems))

    def register_page(
        self, *, year: int | None = None, since: date | None = None, until: date | None = None,
        kind: str | None = None, sequence: str | None = None, unit: str | None = None, signer: str | None = None,
        state: Literal["issued", "reserved", "void", "recalled"] | None = None, words: str | None = None, at: int = 1,
        size: int = 50, known: Mapping[int | None, BookPage] | None = None,
    ) -> Result[BookPage]:  # fmt: skip
        """One page of the book, the newest number first, of many thousand. ``year`` 0: its latest. ``known``:
        earlier pages by their year; what one of them could be filtered by is not looked for again without need.
        """
        from congvan.desk import register_look

        if at < 1 or not 1 <= size <= 500:
            raise ValueError("at: a page from 1 on; size: 1 to 500 lines")
        wanted = Filter(year, since, until, kind, sequence, state, unit=unit, signer=signer, words=words)
        return self._done(lambda here, problems: register_look.page(here, wanted, at, size, known or {}, problems))

    def register_chain(self, code: str, *, year: int | None = None, sequence: str | None = None) -> Result[Chain]:
        """All documents that hang together with one: what it follows, answers, corrects, cites, and what does so."""
        from congvan.desk import register_chain

        return self._done(lambda here, ps: register_chain.register_chain(here, code, year, sequence, ps))

    def register_search(self, words: str, *, limit: int = 50) -> Result[EntryList]:
        """The newest entries that hold every word, with or without its marks."""
        from congvan.desk import register_look

        return self._done(lambda here, problems: register_look.search(here, words, limit, problems))

    def register_show(self, code: str, *, year: int | None = None, sequence: str | None = None) -> Result[Shown]:
        """One entry by its code, its number (in a sequence) or its circular's id, and the chain that it stands in."""
        from congvan.desk import register_look

        return self._done(lambda here, problems: register_look.show(here, code, year, sequence, problems))

    def register_head(self) -> Result[Top]:
        """The head of the audit log, to be kept outside the register."""
        from congvan.desk import register_look

        return self._done(lambda here, problems: register_look.head(here, problems))

    def record(
        self, act: str, circular: str = "", *, before: str = "", after: str = "", actor: str | None = None, **said: str
    ) -> Result[str]:
        """A row of the register's audit log for what somebody did that changes no line of it: a consent, a setting.

        ``before``, ``after``: SHA-256 (hex) of the text or file; ``actor``: a name, or an ``Actor`` with role and
        session. Where there is no value, the act must not be done. The value is the hash of the row.
        """
        from congvan.desk import record

        return self._done(
            lambda here, problems: record.record(here, act, circular, before, after, said, problems), actor=actor
        )

    def recorded(self, circular: str = "") -> Result[tuple[Acted, ...]]:
        """What people did with a document, or in the office, as the audit log tells it."""
        from congvan.desk import record

        return self._done(lambda here, problems: record.recorded(here, circular, problems))

    def register_verify(self, head: str | Path | None = None) -> Result[Verified]:
        """Numbers, dates, seals, log and files; with ``head``, whether the log goes on from one that was kept."""
        from congvan.desk import register_verify

        return self._done(lambda here, problems: register_verify.verify(here, path_of(head), problems))

    def register_reserve(
        self,
        numbers: str | int,
        reason: str,
        *,
        kind: str | None = None,
        year: int | None = None,
        actor: str | None = None,
    ) -> Result[tuple[Entry, ...]]:
        """``12`` or ``12-15`` set aside."""
        from congvan.desk import register_change

        return self._done(
            lambda here, ps: register_change.reserve(here, str(numbers), reason, kind, year, ps), actor=actor
        )

    def register_void(
        self,
        code: str | int,
        reason: str,
        *,
        kind: str | None = None,
        year: int | None = None,
        actor: str | None = None,
    ) -> Result[tuple[Entry, ...]]:
        """A number marked as spoiled, by its code or itself; or ``12-15``, which nobody took."""
        from congvan.desk import register_change

        return self._done(lambda here, ps: register_change.void(here, str(code), reason, kind, year, ps), actor=actor)

    def register_import(self, file: str | Path, *, dry_run: bool = False, actor: str | None = None) -> Result[Imported]:
        """An old book, CSV or XLSX: every row or none. ``dry_run``: what would be entered; nothing is."""
        from congvan.desk import register_exchange

        return self._done(
            lambda here, problems: register_exchange.import_(here, Path(file), dry_run, problems), actor=actor
        )

    def register_export(
        self, file: str | Path, *, year: int | None = None, since: date | None = None, until: date | None = None,
        kind: str | None = None, sequence: str | None = None, unit: str | None = None, signer: str | None = None,
        state: Literal["issued", "reserved", "void", "recalled"] | None = None, words: str | None = None,
    ) -> Result[Exported]:  # fmt: skip
        """The decree's ten columns as XLSX, CSV or PDF."""
        from congvan.desk import register_exchange

        wanted = Filter(year, since, until, kind, sequence, state, unit=unit, signer=signer, words=words)
        return self._done(lambda here, problems: register_exchange.export(here, Path(file), wanted, problems))

    def register_backup(self, file: str | Path, *, own: bool = False) -> Result[Backup]:
        """One state of the register as a file; never over a file. ``own``: of a database that many agencies share, only
        this one's rows.
        """
        from congvan.desk import register_backup

        return self._done(lambda here, problems: register_backup.backup(here, Path(file), own, problems))

    def register_restore(self, file: str | Path, *, actor: str | None = None) -> Result[int]:
        """A backup into an empty place; how many entries it has."""
        from congvan.desk import register_backup

        return self._done(lambda here, problems: register_backup.restore(here, Path(file), problems), actor=actor)
