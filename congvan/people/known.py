"""What was last known of the studio's tables, in a file beside them: an older copy that is put back while no process
runs is told from the tables that were left there, and what was taken away since does not come to life with it.

The file has the newest mark, who may what as a hash for each person, and the sessions that their owners ended. Where
the mark is not in the tables any more, all their sessions and words of new passwords end, and whoever could do
something else by them than when the studio last looked is shut out until somebody lets them in again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from congvan.machine import atomic, locks
from congvan.machine.clock import Clock
from congvan.people import marks
from congvan.people.steps import Mark
from congvan.people.tables import DELEGATIONS, MARKS, MEMBERSHIPS, PEOPLE, RESETS, SESSIONS
from congvan.problems import MachineFault
from congvan.register.database import Database

FILE = "studio.seen"
PRIVATE = 0o600
LASTS = timedelta(hours=20)
"""So long an ended session is remembered, and people are told that the tables were exchanged: no session is older."""
_PATIENCE = 10.0
BY = "congvan"
"""Who shuts out, in the chain."""
m, p, ms, d = MARKS.c, PEOPLE.c, MEMBERSHIPS.c, DELEGATIONS.c
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """``first``: the hash of the oldest mark, ``id`` and ``hash`` of the newest; ``people``: name → hash of what they
    may, None where that was not asked; ``ended``: session → when; ``exchanged``: when other tables were found.
    """

    first: str = ""
    id: int = 0
    hash: str = ""
    people: Mapping[str, str] | None = None
    ended: Mapping[str, str] = field(default_factory=dict)
    exchanged: str = ""


class Known:
    """The file, and what this process has read or written of it."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path, self._clock, self._lock = path, clock, threading.Lock()
        self._state: State | None = None

    # sessions that are over

    def over(self, key: str) -> bool:
        """Whether a session was ended by its owner, in whatever process."""
        return key in self._read().ended

    def end(self, keys: Iterable[str]) -> None:
        """Remember that these are over."""
        now = self._now()
        self._change(lambda state: replace(state, ended={**state.ended, **dict.fromkeys(keys, now)}))

    @property
    def exchanged(self) -> datetime | None:
        """When other tables were found, as long as people are to be told of it."""
        told = self._read().exchanged
        at = datetime.fromisoformat(told) if told else None
        return at if at is not None and self._clock() - at < LASTS else None

    # tables

    def asked(self, c: sa.Connection) -> State | None:
        """What is new in the tables after a change; None where no mark is."""
        known = self._read().id
        newest = c.execute(sa.select(m.id, m.hash).order_by(m.id.desc()).limit(1)).first()
        if newest is None or newest.id == known:
            return None
        of_people = c.execute(sa.select(m.id).where(m.id > known, m.circular == "").limit(1)).first()
        people = may(c) if of_people is not None or not known else None
        return State(_first(c), int(newest.id), str(newest.hash), people)

    def note(self, new: State | None) -> None:
        """Know it from now on; another process may be ahead."""
        if new is None:
            return

        def work(old: State) -> State:
            if old.id >= new.id:
                return old
            people = old.people if new.people is None else new.people
            return replace(old, first=new.first, id=new.id, hash=new.hash, people=people)

        self._change(work)

    def look(self, database: Database) -> None:
        """Whether these are the tables of before. What stands in older ones alone is taken away and told."""
        with self._alone():
            old = self._load()
            if old.id and not database.read(lambda c: _there(c, old)):
                told = database.write(lambda c: self._withdraw(c, old), repeatable=True)
                _log.warning(
                    "the studio's tables are not those of before (mark %s is not in them): all sessions ended; "
                    "shut out until an administrator has looked: %s", old.id, ", ".join(told) or "nobody",
                )  # fmt: skip
                now = database.read(_newest)
                old = replace(now, ended=old.ended, exchanged=self._now())
                self._save(old)
            elif not old.id:
                now = database.read(_newest)
                if now.id:
                    self._save(replace(now, ended=old.ended, exchanged=old.exchanged))

    def _withdraw(self, c: sa.Connection, old: State) -> list[str]:
        """End what can be used at once; shut out who may do something else than was known. The tables of another studio
        have people of their own, of whom nothing is known here.
        """
        c.execute(sa.delete(SESSIONS))
        c.execute(sa.delete(RESETS))
        if old.people is None or _first(c) != old.first:
            return []
        now = may(c)
        held = [name for name, hash in now.items() if old.people.get(name) != hash]
        out = []
        for row in c.execute(sa.select(p.id, p.name).where(p.name.in_(held), p.disabled == 0).order_by(p.name)).all():
            c.execute(sa.update(PEOPLE).where(p.id == row.id).values(disabled=1))
            offices = c.execute(sa.select(ms.office).where(ms.person == row.id).distinct().order_by(ms.office))
            for office in offices.scalars().all():
                told = Mark("", BY, BY, "", "people", "", self._now(), f"{row.name} disabled (older copy)")
                marks.append(c, office, told)
            out.append(str(row.name))
        return out

    # the file

    def _now(self) -> str:
        return self._clock().astimezone(UTC).isoformat(timespec="seconds")

    def _read(self) -> State:
        if self._state is None:
            self._state = self._load()
        return self._state

    def _load(self) -> State:
        """As it stands; nothing is known where there is none, or one that nobody can read."""
        try:
            told = json.loads(self._path.read_bytes())
            state = State(**{name: told[name] for name in State.__dataclass_fields__})
        except FileNotFoundError:
            state = State()
        except (OSError, ValueError, TypeError, KeyError) as error:
            _log.warning(
                "%s can not be read (%s): an older copy of the tables would not be told",
                self._path,
                type(error).__name__,
            )
            state = State()
        self._state = state
        return state

    def _change(self, work: Any) -> None:
        with self._alone():
            old = self._load()
            new = work(old)
            if new != old:
                self._save(new)

    def _save(self, state: State) -> None:
        oldest = (self._clock().astimezone(UTC) - LASTS).isoformat(timespec="seconds")
        kept = {key: at for key, at in state.ended.items() if at >= oldest}
        state = replace(state, ended=kept)
        told = {name: getattr(state, name) for name in State.__dataclass_fields__}
        self._state = state
        try:
            atomic.write_all({self._path: json.dumps(told, sort_keys=True).encode()}, PRIVATE)
        except (MachineFault, OSError) as error:
            _log.warning(
                "%s can not be written (%s): an older copy would not be told", self._path, type(error).__name__
            )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One thread and one process at a time; where nothing can be locked, the last one wins. The folder itself is
        what writers of the tables queue at.
        """
        with self._lock:
            try:
                handle = os.open(self._path.with_name(f"{FILE}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
            except OSError:
                yield
                return
            try:
                locks.lock(handle, _PATIENCE, self._path.name)
                yield
            finally:
                os.close(handle)


def may(c: sa.Connection) -> dict[str, str]:
    """Name → a hash of all by which a person may do something: shut out or not, password, roles, roles of others."""
    rows = c.execute(sa.select(p.id, p.name, p.disabled, p.password)).all()
    names = {row.id: row.name for row in rows}
    held: dict[int, list[Any]] = {row.id: [row.disabled, row.password] for row in rows}
    for one in c.execute(sa.select(MEMBERSHIPS).order_by(ms.office, ms.role, ms.scope)):
        held[one.person].append([one.office, one.role, one.scope, str(one.since), str(one.until)])
    for one in c.execute(sa.select(DELEGATIONS).order_by(d.office, d.role, d.scope, d.since, d.until, d.document)):
        days = [str(one.since), str(one.until)]
        held[one.taker].append([one.office, names.get(one.giver, ""), one.role, one.scope, one.document, *days])
    return {names[id]: hashlib.sha256(json.dumps(what).encode()).hexdigest()[:32] for id, what in held.items()}


def _first(c: sa.Connection) -> str:
    return str(c.execute(sa.select(m.hash).order_by(m.id).limit(1)).scalar() or "")


def _there(c: sa.Connection, old: State) -> bool:
    return c.execute(sa.select(m.hash).where(m.id == old.id)).scalar() == old.hash


def _newest(c: sa.Connection) -> State:
    row = c.execute(sa.select(m.id, m.hash).order_by(m.id.desc()).limit(1)).first()
    return State() if row is None else State(_first(c), int(row.id), str(row.hash), may(c))
