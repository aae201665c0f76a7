"""The ledger of one document as a page shows it: rows in the words of the command line, how many stand how, and what
has changed since a window last asked.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from congvan import messages
from congvan.messages import replies
from congvan.model.delivery import AGAIN, BY_HAND, DUE, STATES
from congvan.studio import background
from congvan.studio.offices import Place
from congvan.studio.pages import cured, faults, fragment, language, moment, page, refused
from congvan.studio.scratch import scratch

if TYPE_CHECKING:
    from congvan.desk.deliveries import DeliveryRows
    from congvan.model.delivery import Delivery
    from congvan.studio.studio import Studio

KEPT = 40
"""So many ledgers that windows have seen are remembered; a window whose ledger is not gets all rows anew."""
PILLS = {
    "delivered": "done", "accepted": "done", "attempting": "wait", "planned": "", "deferred": "wait", "held": "late",
    "refused": "late", "bounced": "late", "unknown": "late", "cancelled": "",
}  # fmt: skip
assert set(PILLS) == set(STATES)


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it stands on the page; ``seen``: as a form says it."""

    id: int
    seen: str
    agency: str
    name: str
    notice: bool
    way: str
    address: str
    state: str
    word: str
    pill: str
    attempts: int
    reply: str
    at: str
    open: bool

    @property
    def version(self) -> str:
        """Another one where anything that is shown has changed."""
        return hashlib.sha256(repr((self.word, self.attempts, self.reply, self.at, self.address)).encode()).hexdigest()[
            :8
        ]


@dataclass
class Seen:
    """Which rows stood how in the ledgers that windows have on their screens, by the ledger's version."""

    _known: OrderedDict[str, dict[int, str]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, lines: Sequence[Line]) -> str:
        """Remember this ledger; its version."""
        versions = {line.id: line.version for line in lines}
        name = hashlib.sha256(repr(sorted(versions.items())).encode()).hexdigest()[:16]
        with self._lock:
            self._known[name] = versions
            self._known.move_to_end(name)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return name

    def since(self, version: str, lines: Iterable[Line]) -> list[Line]:
        """What is not as it was then."""
        with self._lock:
            before = self._known.get(version, {})
        return [line for line in lines if before.get(line.id) != line.version]


def key(id: str) -> str:
    """Of whatever hands a document over: one at a time."""
    return f"gui/{id}"


def address(place: Place, id: str) -> str:
    """Of the page of a document."""
    from urllib.parse import quote

    return f"/{place.slug}/van-ban/{quote(id)}/phat-hanh"


def word(row: Delivery, lang: str) -> str:
    """A state in the words of the command line; by post nothing has left yet when everything is printed."""
    printed = row.way == "post" and row.state == "accepted"
    return messages.phrase("st_printed" if printed else f"st_{row.state}", lang)


def way(name: str, lang: str) -> str:
    """A way of delivery in the words of the command line."""
    return messages.phrase(f"way_{name}", lang)


def seen(row: Delivery) -> str:
    """How a row stands, as a form says it: nobody decides on what has changed since."""
    return f"{row.id}.{row.state}.{row.attempts}"


def lines(book: DeliveryRows, place: Place, lang: str, now: datetime) -> list[Line]:
    """The rows in the order of their entry."""
    newest = {(row.agency, row.way): row.id for row in book.rows}
    here = place.local(now)

    def when(text: str) -> str:
        return moment(datetime.fromisoformat(text), lang, here) if text else ""

    made = []
    for row in book.rows:
        reply = replies.shown(row.last_reply, lang)
        if row.next_at:
            reply = f"{reply} ({messages.phrase('again_at', lang, when=when(row.next_at))})"
        free = row.state != "attempting" and newest[row.agency, row.way] == row.id
        made.append(
            Line(
                row.id, seen(row), row.agency, row.name, row.purpose == "recall",
                way(row.way, lang), row.address, row.state, word(row, lang), PILLS[row.state], row.attempts, reply,
                when(row.at), free,
            )
        )  # fmt: skip
    return made


def counts(every: Sequence[Line], lang: str) -> list[tuple[str, str, int]]:
    """State, its word and how many stand so; every state that there can be, so that nothing moves when one comes."""
    found: dict[str, int] = dict.fromkeys(PILLS, 0)
    for line in every:
        found[line.state] += 1
    return [(state, messages.phrase(f"st_{state}", lang), n) for state, n in found.items()]


def standing(every: Sequence[Line], job: background.Job | None, lang: str, book: DeliveryRows | None) -> dict[str, Any]:
    """How far it is: what the head of the ledger says."""
    left = sum(line.state in ("planned", "attempting") for line in every)
    return {
        "job": job, "counts": counts(every, lang), "total": len(every), "done": len(every) - left,
        "recalled": book.recalled if book is not None else None, "go_on": True,
        "due": sum(line.state in DUE for line in every), "unknown": sum(line.state == "unknown" for line in every),
        "job_faults": [cured(one, lang) for one in job.faults] if job is not None else [],
    }  # fmt: skip


def marks(lang: str) -> list[tuple[str, str]]:
    """What a person may write down, with its word."""
    return [(state, messages.phrase(f"st_{state}", lang)) for state in BY_HAND]


async def changes(request: Request, place: Place) -> Response:
    """For the page that stays open: the rows that are not as they were when it last asked, and how far it is."""
    id, lang = request.path_params["id"], language(request)
    job = await run_in_threadpool(background.look, place, key(id))  # before the ledger: what it wrote is then in it
    result = await run_in_threadpool(place.desk.deliveries, id)
    if result.value is None:
        return refused(404, "missing", lang)
    return JSONResponse(await run_in_threadpool(_changes, request, place, result.value, job))


def _changes(request: Request, place: Place, book: DeliveryRows, job: background.Job | None) -> dict[str, Any]:
    studio: Studio = request.app.state.studio
    lang, base, now = language(request), address(place, book.id), studio.now()
    every = lines(book, place, lang, now)
    changed = studio.seen.since(request.query_params.get("ban", ""), every)
    head = fragment(
        lang, "sending-head.html", base=base, chosen=request.query_params.get("tinh-trang", ""),
        job_at=job_times(job, place, lang, now), **standing(every, job, lang, book),
    )  # fmt: skip
    return {
        "running": job is not None and job.state == "running", "version": studio.seen.keep(every), "head": head,
        "rows": [[line.id, fragment(lang, "sending-row.html", line=line, base=base)] for line in changed],
    }  # fmt: skip


def job_times(job: background.Job | None, place: Place, lang: str, now: datetime) -> str:
    """When the last deed began."""
    return "" if job is None else moment(job.begun, lang, place.local(now))


async def export(request: Request, place: Place) -> Response:
    """The ledger as Excel."""
    id, lang = request.path_params["id"], language(request)
    folder = await run_in_threadpool(scratch)
    file = folder.path / "so-gui.xlsx"
    result = await run_in_threadpool(place.desk.deliveries_export, id, file)
    if not result.ok:
        folder.clear()
        return page(request, "unbuilt", 422, place=place, id=id, faults=faults(result, lang))
    name = f"{id.rpartition('/')[2]}.so-gui.xlsx"
    return FileResponse(file, filename=name, background=BackgroundTask(folder.clear))


async def one(request: Request, place: Place) -> Response:
    """One row: where it went, what was tried, and what a person can do about it."""
    studio: Studio = request.app.state.studio
    id, lang = request.path_params["id"], language(request)
    card = await run_in_threadpool(place.card, id)
    result = await run_in_threadpool(place.desk.deliveries, id)
    rows = result.value.rows if result.value is not None else ()
    row = next((r for r in rows if str(r.id) == request.path_params["row"]), None)
    if card is None or result.value is None or row is None:
        return page(request, "missing", 404, place=place)
    every, here = await run_in_threadpool(lines, result.value, place, lang, studio.now()), place.local(studio.now())
    line = next(one for one in every if one.id == row.id)
    tried = [
        (moment(datetime.fromisoformat(a.at), lang, here), messages.phrase(f"st_{a.state}", lang),
         replies.shown(a.reply, lang))
        for a in result.value.history(row)
    ]  # fmt: skip
    return page(
        request, "sending-one", place=place, card=card, line=line, row=row, tried=tried, marks=marks(lang),
        base=address(place, id), again=row.state in AGAIN, unsigned=unsigned(place, id),
    )  # fmt: skip


def unsigned(place: Place, id: str) -> bool:
    """Whether there is no file of it that bears a seal."""
    return not (place.desk.here.workspace.output(None) / f"{id}.signed.pdf").is_file()
