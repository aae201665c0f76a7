"""The queue as its tables have it: put, look, cancel, note how far a run is and what came of it.

Statements go through :class:`congvan.register.database.Database`: with its patience and its sentences of faults. What
procrastinate owns is changed only by procrastinate's own functions in the database.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from importlib.util import find_spec
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from congvan.jobs import HELP, LOST, PRIORITY, SILENT, Asked, Deed, Job, Run, Told, Words
from congvan.jobs.standing import TASK, defer, end, job_of, put_back, standing
from congvan.jobs.tables import JOBS, WORKERS, complete
from congvan.problems import MachineFault
from congvan.register import Location
from congvan.register.database import Database

T = TypeVar("T")
CARRY = "*"
"""Stands for an office in the name of a queue whose jobs bring their files with them."""
_LOCK = 7_305_123
_LOOK = """
SELECT o.*, p.status::text AS status, p.abort_requested, p.scheduled_at,
    o.carried IS NOT NULL AS carries, o.made IS NOT NULL AS brings,
    (w.last_heartbeat IS NULL OR w.last_heartbeat < now() - make_interval(secs => :silent)) AS silent,
    coalesce(h.done, 0) AS theirs, coalesce(h.hands, 0) AS helping
FROM (SELECT id, office, parent, deed, typed, person, at, worker, begun, ended, tries, done, "of", name, code,
        carried, made FROM congvan_jobs) o
JOIN procrastinate_jobs p ON p.id = o.id
LEFT JOIN procrastinate_workers w ON w.id = p.worker_id
LEFT JOIN LATERAL (
    SELECT sum(c.done) AS done, count(*) FILTER (WHERE q.status = 'doing') AS hands
    FROM congvan_jobs c JOIN procrastinate_jobs q ON q.id = c.id WHERE c.parent = o.id
) h ON true
"""
_LOST = sa.text(
    "SELECT id FROM procrastinate_jobs WHERE status = 'doing' AND task_name = :task AND (worker_id IS NULL OR worker_id"
    " IN (SELECT id FROM procrastinate_workers WHERE last_heartbeat < now() - make_interval(secs => :silent)))"
    " FOR UPDATE SKIP LOCKED"
)

_OFF = sa.text("SELECT procrastinate_cancel_job_v1(c.id, false, false) FROM congvan_jobs c WHERE c.parent = :id")
_HELD = sa.text("SELECT 1 FROM procrastinate_jobs WHERE id = :id AND status = 'doing' FOR UPDATE")
"""Locks are taken in one order: procrastinate's row, then ours."""


def queue_of(deed: str, office: str) -> str:
    """The name of a queue: of a deed for one office, whose workspace a worker must see, or for :data:`CARRY`."""
    return f"{deed}.{office}"


class Queue:
    """The queue in a register's database."""

    def __init__(self, location: Location) -> None:
        """Errors: CV799 procrastinate is not installed."""
        if find_spec("procrastinate") is None:
            raise MachineFault("CV799")
        self.location = location
        self._database = Database(location)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def prepare(self) -> bool:
        """Make its tables, or what an older version's lack; False where they were there. Twenty that come at once make
        them once.
        """

        def work(connection: sa.Connection) -> bool:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            if not connection.execute(sa.text("SELECT to_regclass('procrastinate_jobs')")).scalar():
                from procrastinate.schema import SchemaManager

                connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
            return complete(connection)

        return self._database.write(work, repeatable=True)

    def _read(self, question: Callable[[sa.Connection], T]) -> T:
        def asked(connection: sa.Connection) -> T:
            self._refuse_missing(connection)
            return question(connection)

        return self._database.read(asked)

    def _write(self, work: Callable[[sa.Connection], T], *, repeatable: bool = True) -> T:
        def told(connection: sa.Connection) -> T:
            self._refuse_missing(connection)
            return work(connection)

        return self._database.write(told, repeatable=repeatable)

    def _refuse_missing(self, connection: sa.Connection) -> None:
        """Errors: CV798 the tables are not there."""
        if not _there(connection):
            raise MachineFault("CV798", register=self.location.shown)

    # whoever asks

    def put(self, asked: Asked) -> int:
        """A new job's number. A commit whose answer is lost is told (CV587), and not tried again: it would be two."""

        def work(connection: sa.Connection) -> int:
            office = asked.office if asked.carried is None else CARRY
            number = defer(connection, queue_of(asked.deed, office), PRIORITY[asked.deed] + asked.priority)
            values = {
                "id": number, "office": asked.office, "deed": asked.deed, "request": dict(asked.request),
                "typed": asked.typed, "person": asked.person, "carried": asked.carried,
            }  # fmt: skip
            connection.execute(sa.insert(JOBS).values(**values))
            return number

        return self._write(work, repeatable=False)

    def jobs(self, office: str, most: int) -> list[Job]:
        """The newest jobs of an office, the newest first; those who only help are told with the job they help."""
        query = sa.text(f"{_LOOK} WHERE o.office = :office AND o.parent IS NULL ORDER BY o.id DESC LIMIT :most")
        rows = self._read(
            lambda c: c.execute(query, {"office": office, "silent": SILENT, "most": most}).mappings().all()
        )
        return [job_of(row) for row in rows]

    def job(self, office: str, number: int) -> tuple[Job, Mapping[str, Words]] | None:
        """One job of an office and what its last run told, by language."""
        query = sa.text(f"{_LOOK} WHERE o.office = :office AND o.parent IS NULL AND o.id = :number")

        def question(connection: sa.Connection) -> tuple[Job, Mapping[str, Words]] | None:
            row = connection.execute(query, {"office": office, "silent": SILENT, "number": number}).mappings().first()
            if row is None:
                return None
            words = connection.execute(sa.select(JOBS.c.words).where(JOBS.c.id == number)).scalar() or {}
            return job_of(row), {lang: Words(**one) for lang, one in words.items()}

        return self._read(question)

    def brought(self, number: int) -> bytes | None:
        """The files that a run elsewhere wrote, packed."""
        return self._read(lambda c: c.execute(sa.select(JOBS.c.made).where(JOBS.c.id == number)).scalar())

    def taken(self, number: int) -> None:
        """What a job brought lies where it belongs."""
        self._write(lambda c: c.execute(sa.update(JOBS).where(JOBS.c.id == number).values(made=None)))

    def cancel(self, number: int) -> bool:
        """Ask a job and its helpers to end: one that waits is never begun, one that runs ends after the piece it is
        at; False where it had ended.
        """
        which = sa.text(
            "SELECT id, procrastinate_cancel_job_v1(id, true, false) FROM congvan_jobs WHERE id = :id OR parent = :id"
        )

        def work(connection: sa.Connection) -> bool:
            asked = [row[0] for row in connection.execute(which, {"id": number}) if row[1] is not None]
            for one in asked:
                standing(connection, one)
            return bool(asked)

        return self._write(work)

    def served(self, deed: str, office: str) -> bool:
        """Whether a worker that lives takes jobs of this queue."""
        query = sa.text("SELECT queues FROM congvan_workers WHERE seen > now() - make_interval(secs => :silent)")
        names = self._read(lambda c: c.execute(query, {"silent": SILENT}).scalars().all())
        return any(queue_of(deed, office) in json.loads(one) for one in names)

    # whoever works

    def begin(self, number: int, worker: str, workspaces: Mapping[str, str]) -> Run | None:
        """A run of a job, named anew: an older run of it learns by that that it is over. None where it is not ours to
        do: others had it while we slept, or the job that it helped has ended, with the files that it carried.
        """
        token = secrets.token_hex(12)

        def work(connection: sa.Connection) -> Run | None:
            values = {
                "run": token, "worker": worker, "halt": False, "tries": JOBS.c.tries + 1, "ended": None,
                "begun": sa.func.coalesce(JOBS.c.begun, sa.func.now()),
                "done": sa.case((JOBS.c.parent.is_(None), 0), else_=JOBS.c.done),
            }  # fmt: skip
            made = sa.update(JOBS).where(JOBS.c.id == number).values(**values).returning(JOBS)
            if connection.execute(_HELD, {"id": number}).first() is None:
                return None
            row = connection.execute(made).mappings().one()
            share = tuple(int(n) for n in row["share"].split("/")) if row["share"] else (0, 1)
            source = row["id"] if row["parent"] is None else row["parent"]
            carried = connection.execute(sa.select(JOBS.c.carried).where(JOBS.c.id == source)).scalar()
            if carried is None and row["office"] not in workspaces:
                end(connection, number, "failed")
                return None
            return Run(
                number, token, cast(Deed, row["deed"]), row["request"], row["person"], self.location.url,
                workspaces.get(row["office"], ""), row["parent"], cast(tuple[int, int], share), carried, row["of"] > 0,
                row["faults"],
            )  # fmt: skip

        return self._write(work)

    def further(self, run: Run, done: int, of: int, name: str) -> bool:
        """Note how far a run is; whether it is to go on: nobody has asked for its end, nobody else has the job."""
        noted = sa.text(
            'UPDATE congvan_jobs o SET done = :done, "of" = :of, name = :name FROM procrastinate_jobs p'
            " WHERE o.id = :id AND p.id = o.id AND o.run = :run RETURNING o.halt OR p.abort_requested OR"
            " p.status <> 'doing'"
        )
        values = {"id": run.number, "run": run.token, "done": done, "of": of, "name": name}
        return self._write(lambda c: c.execute(noted, values).scalar()) is False

    def tidy(self, kept: timedelta) -> None:
        """Forget what ended longer ago than ``kept``."""
        old = sa.text(
            "DELETE FROM procrastinate_jobs p USING congvan_jobs o WHERE p.id = o.id AND p.status NOT IN"
            " ('todo', 'doing') AND coalesce(o.ended, o.at) < now() - make_interval(secs => :kept)"
        )
        orphans = sa.text("DELETE FROM congvan_jobs WHERE id NOT IN (SELECT id FROM procrastinate_jobs)")
        values = {"kept": kept.total_seconds()}
        self._write(lambda c: (c.execute(old, values), c.execute(orphans)))

    def halt(self, run: Run) -> None:
        """Ask a run to end, so that another worker goes on with its job."""
        which = sa.update(JOBS).where(JOBS.c.id == run.number, JOBS.c.run == run.token).values(halt=True)
        self._write(lambda c: c.execute(which))

    def told(self, run: Run, told: Told, *, faults: int, again: datetime | None) -> str | None:
        """Keep what a run came to and let go of its job, in one commit: so nobody does again what has been told, and
        nothing is told of a job that is another's by now. ``faults``: of the machine, one after the other; ``again``:
        when it is to be begun anew, None where it has ended. procrastinate's word for how it stands, None where the job
        is not this run's any more.
        """
        words = {lang: {"out": w.out, "err": w.err, "document": w.document} for lang, w in told.words.items()}
        values: dict[str, Any] = {"code": told.code, "words": words, "faults": faults}
        if told.made is not None:
            values["made"] = told.made

        def work(connection: sa.Connection) -> str | None:
            taken = connection.execute(_HELD, {"id": run.number}).first()
            made = sa.update(JOBS).where(JOBS.c.id == run.number, JOBS.c.run == run.token).values(**values)
            if taken is None or not connection.execute(made).rowcount:
                return None
            if again is not None:
                return put_back(connection, run.number, again)
            return end(connection, run.number, "failed" if told.code else "succeeded")

        return self._write(work)

    def help(self, run: Run, most: int) -> None:
        """Ask others to help with a job, as long as there are fewer than ``most`` at it."""

        def work(connection: sa.Connection) -> None:
            connection.execute(sa.select(JOBS.c.id).where(JOBS.c.id == run.number).with_for_update())
            there = connection.execute(
                sa.text(
                    "SELECT count(*) FROM congvan_jobs c JOIN procrastinate_jobs p ON p.id = c.id WHERE c.parent = :id"
                    " AND p.status IN ('todo', 'doing')"
                ),
                {"id": run.number},
            ).scalar_one()
            row = connection.execute(sa.select(JOBS).where(JOBS.c.id == run.number)).mappings().one()
            office = row["office"] if row["carried"] is None else CARRY
            for k in range(there + 1, most + 1):
                number = defer(connection, queue_of(row["deed"], office), HELP)
                more = {"id": number, "parent": run.number, "share": f"{_apart(k)}/{PLACES}"}
                same = {name: row[name] for name in ("office", "deed", "request", "typed", "person")}
                connection.execute(sa.insert(JOBS).values(**same, **more))

        self._write(work)

    def enough(self, run: Run) -> None:
        """Nothing is left to begin with: help that nobody has begun with is called off."""
        self._write(lambda c: c.execute(_OFF, {"id": run.parent or run.number}))

    def helped(self, run: Run) -> int:
        """How many are still helping with a job; help that nobody has begun with is called off."""
        left = sa.text(
            "SELECT count(*) FROM congvan_jobs c JOIN procrastinate_jobs p ON p.id = c.id WHERE c.parent = :id AND"
            " p.status = 'doing'"
        )

        def work(connection: sa.Connection) -> int:
            connection.execute(_OFF, {"id": run.number})
            return int(connection.execute(left, {"id": run.number}).scalar_one())

        return self._write(work)

    def beat(self, worker: str, queues: Sequence[str]) -> list[int]:
        """A sign of life; the jobs of those who gave none, which are for others from now on."""

        def work(connection: sa.Connection) -> list[int]:
            seen = sa.text(
                "INSERT INTO congvan_workers (name, queues, seen) VALUES (:name, :queues, now())"
                " ON CONFLICT (name) DO UPDATE SET queues = excluded.queues, seen = excluded.seen"
            )
            connection.execute(seen, {"name": worker, "queues": json.dumps(list(queues))})
            gone = sa.text("DELETE FROM congvan_workers WHERE seen < now() - make_interval(secs => :silent)")
            connection.execute(gone, {"silent": 60 * SILENT})
            found = list(connection.execute(_LOST, {"task": TASK, "silent": SILENT}).scalars())
            for number in found:
                put_back(connection, number, None)
                lost = {"lost": JOBS.c.lost + 1, "run": ""}
                connection.execute(sa.update(JOBS).where(JOBS.c.id == number).values(**lost))
            return found

        return self._write(work)

    def leave(self, worker: str) -> None:
        """A worker that ends in order is no longer seen."""
        self._write(lambda c: c.execute(sa.delete(WORKERS).where(WORKERS.c.name == worker)))

    def hopeless(self, run: Run) -> bool:
        """Whether too many workers fell silent over a job."""
        asked = sa.select(JOBS.c.lost).where(JOBS.c.id == run.number)
        return (self._read(lambda c: c.execute(asked).scalar()) or 0) >= LOST


PLACES = 64
"""Where in a list those who help may begin: a power of two."""


def _apart(k: int) -> int:
    """Where the ``k``-th begins, as far as can be from all before it: a half, a quarter, three quarters, an eighth…"""
    place, step = 0, PLACES
    while k and step > 1:
        step //= 2
        place += step * (k & 1)
        k >>= 1
    return place


def _there(connection: sa.Connection) -> bool:
    query = sa.text("SELECT to_regclass('procrastinate_jobs') IS NOT NULL AND to_regclass('congvan_jobs') IS NOT NULL")
    return bool(connection.execute(query).scalar())
