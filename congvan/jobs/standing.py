"""How a job stands, in procrastinate's words and ours; what is procrastinate's only its own functions change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa

from congvan.jobs import Deed, Job, State
from congvan.jobs.tables import JOBS

TASK = "congvan"
"""The one task that procrastinate knows of ours."""
_DEFER = sa.text(
    "SELECT (procrastinate_defer_jobs_v1(ARRAY[ROW(CAST(:queue AS varchar), CAST(:task AS varchar),"
    " CAST(:priority AS integer), NULL, NULL, CAST('{}' AS jsonb), NULL)]::procrastinate_job_to_defer_v1[]))[1]"
)


def put_back(connection: sa.Connection, number: int, at: datetime | None) -> str:
    """A job that is begun anew, at once where no moment is given, or, where its end is asked for, has ended; how it
    stands.
    """
    again = sa.text(
        "SELECT procrastinate_retry_job_v2(:id, coalesce(CAST(:at AS timestamptz), now()), NULL, NULL, NULL)"
    )
    connection.execute(again, {"id": number, "at": at})
    return standing(connection, number)


def end(connection: sa.Connection, number: int, how: str) -> str:
    """A job that is over; how it stands."""
    finish = sa.text("SELECT procrastinate_finish_job_v1(:id, CAST(:how AS procrastinate_job_status), false)")
    connection.execute(finish, {"id": number, "how": how})
    return standing(connection, number)


def standing(connection: sa.Connection, number: int) -> str:
    """procrastinate's word for how a job stands; one that has ended needs no more what it brought with it."""
    status = str(
        connection.execute(
            sa.text("SELECT status::text FROM procrastinate_jobs WHERE id = :id"), {"id": number}
        ).scalar_one()
    )
    if status not in ("todo", "doing"):
        over = {"ended": sa.func.now(), "carried": None}
        connection.execute(sa.update(JOBS).where(JOBS.c.id == number).values(**over))
    return status


def defer(connection: sa.Connection, queue: str, priority: int) -> int:
    """A new job of a queue; its number."""
    return int(connection.execute(_DEFER, {"queue": queue, "task": TASK, "priority": priority}).scalar_one())


def job_of(row: Mapping[Any, Any]) -> Job:
    """A row of the queue, with what procrastinate and those who help say of it → Job."""
    state = _state(row)
    running = state in ("running", "stopping")
    done = min(row["of"], row["done"] + int(row["theirs"]))  # a second pass counts those of the helpers, too
    return Job(
        row["id"], cast(Deed, row["deed"]), row["typed"], row["person"], state, row["at"], row["begun"],
        row["ended"], done, row["of"], row["name"], running + int(row["helping"]),
        row["worker"] if running or state == "left" else "", row["tries"],
        row["scheduled_at"] if state == "again" else None, row["code"], row["carries"], row["brings"],
    )  # fmt: skip


def _state(row: Mapping[Any, Any]) -> State:
    """procrastinate's words and ours → how a job stands."""
    status = row["status"]
    if status == "todo":
        return "again" if row["tries"] else "waiting"
    if status == "doing":
        if row["silent"]:
            return "left"
        return "stopping" if row["abort_requested"] else "running"
    if status == "cancelled":
        return "stopped" if row["tries"] else "cancelled"
    if status == "aborted" or (status == "failed" and row["abort_requested"]):
        return "stopped"
    return "done" if status == "succeeded" else "faulty"
