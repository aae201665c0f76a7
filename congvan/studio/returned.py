"""What comes back after sending: returned mail, states of the axis, answers; and what is printed for the post."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from congvan import messages
from congvan.problems import MachineFault
from congvan.studio import background, tracking, uploads
from congvan.studio.guard import session_of
from congvan.studio.issuing import PAPERS
from congvan.studio.jobs import Store
from congvan.studio.offices import Place
from congvan.studio.pages import faults, language, page, say, wrong
from congvan.studio.scratch import scratch
from congvan.studio.stopping import words
from congvan.studio.tracking import address
from congvan.text.dates import day_of

if TYPE_CHECKING:
    from congvan.studio.studio import Studio

BROUGHT = Store("thu-ve", unknown=timedelta(days=1))
"""Uploaded mail, as long as it may be read; what it came to is known elsewhere."""
DEEDS = {"thu": "--read-bounces", "truc": "--read-edxml"}
"""What is brought, and how the command line is told to read it."""


def _key(id: str) -> str:
    return f"doc/{id}"


async def incoming(request: Request, place: Place) -> Response:
    """Where returned mail and status messages are brought, and what the last of them came to."""
    return await _incoming(request, place, "", 200)


async def _incoming(request: Request, place: Place, why: str, status: int) -> Response:
    id, lang = request.path_params["id"], language(request)
    studio: Studio = request.app.state.studio
    card = await run_in_threadpool(place.card, id)
    if card is None:
        return page(request, "missing", 404, place=place)
    job = await run_in_threadpool(background.look, place, _key(id))
    told = _told(job, lang) if job is not None and job.state == "ended" else None
    return page(
        request, "sending-incoming", status, place=place, card=card, base=address(place, id), why=why, job=job,
        told=told,
        job_at=tracking.job_times(job, place, lang, studio.now()), standing=f"{address(place, id)}/nhan-ve/tinh-trang",
    )  # fmt: skip


def _told(job: background.Job, lang: str) -> dict[str, Any]:
    """What was read, in the words of the command line."""
    said = job.said
    changed = said.get("changed", ())
    name = "learnt" if job.deed == "thu" else "learnt_files"
    numbers = {"read": said.get("read", 0), "changed": len(changed), "strange": len(said.get("strange", ()))}
    rest = {
        "other": said.get("other", 0),
        "unread": len(said.get("unread", ())),
        "unclear": len(said.get("unclear", ())),
    }
    return {
        "line": messages.phrase(name, lang, **numbers) if "read" in said else "",
        "rest": messages.phrase(f"{name}_else", lang, **rest) if any(rest.values()) else "",
        "changed": [
            (one["id"], one["agency"], messages.phrase(f"way_{one['channel']}", lang),
             messages.phrase(f"st_{one['was']}", lang), messages.phrase(f"st_{one['state']}", lang))
            for one in changed
        ],
        "faults": job.faults,
    }  # fmt: skip


async def reading(request: Request, place: Place) -> Response:
    """Whether it has been read, for the page that waits."""
    from starlette.responses import JSONResponse

    running = await run_in_threadpool(background.running, place, _key(request.path_params["id"]))
    return JSONResponse({"state": "waiting" if running else "done"})


async def bring(request: Request, place: Place) -> Response:
    """Take the files in, and have them read. Whether this person may is asked here."""
    id, lang = request.path_params["id"], language(request)
    studio: Studio = request.app.state.studio
    form = await request.form()
    kind = str(form.get("loai", ""))
    given = uploads.every(form)
    if kind not in DEEDS or await run_in_threadpool(place.card, id) is None:
        return page(request, "missing", 404, place=place)
    if not given:
        return await _incoming(request, place, say(lang, "sending.no_files"), 422)
    data = [(one.name, await one.read()) for one in given]
    try:
        folder = await run_in_threadpool(_put, place, data, studio.now())
        arguments = ["deliveries", id, f"{DEEDS[kind]}={folder}"]
        person = session_of(request).person
        begun = await run_in_threadpool(background.begin, place, _key(id), kind, arguments, person, lang, studio.now())
    except MachineFault as stopped:
        return await _incoming(request, place, words(stopped, lang), 500)
    if not begun:
        return await _incoming(request, place, say(lang, "sending.busy"), 409)
    return RedirectResponse(f"{address(place, id)}/nhan-ve", 303)


def _put(place: Place, files: list[tuple[str, bytes]], now: datetime) -> Path:
    """The files in a folder of their own; those of other days go. Errors: MachineFault."""
    from congvan.machine.atomic import fault

    BROUGHT.swept(place, now)
    try:
        folder = BROUGHT.made(place).resolve()
        for number, (name, data) in enumerate(files, 1):
            (folder / f"{number:03}-{uploads.short(name)}").write_bytes(data)
    except OSError as error:
        raise fault(error, BROUGHT.name) from error
    return folder


async def answers(request: Request, place: Place) -> Response:
    """Who has answered, and who has not."""
    return await _answers(request, place, [], 200)


async def _answers(request: Request, place: Place, why: list[str], status: int) -> Response:
    id, lang = request.path_params["id"], language(request)
    card = await run_in_threadpool(place.card, id)
    if card is None:
        return page(request, "missing", 404, place=place)
    result = await run_in_threadpool(place.desk.answers, id)
    found = result.value
    given = {one.agency: one for one in found.given} if found is not None else {}
    rows = [(slug, name, given.get(slug)) for slug, name in (found.names if found is not None else {}).items()]
    told = [str(one["message"]) for one in faults(result, lang)]
    return page(
        request, "sending-answers", status, place=place, card=card, base=address(place, id), rows=rows, why=why or told,
        answered=len(given), left=[row for row in rows if row[2] is None],
        values=await request.form() if status != 200 else {},
    )  # fmt: skip


async def answered(request: Request, place: Place) -> Response:
    """Enter an answer. Whether this person may is asked here."""
    id, lang = request.path_params["id"], language(request)
    form = await request.form()
    typed = str(form.get("ngay", "")).strip()
    day = day_of(typed) if typed else None
    if typed and day is None:
        return await _answers(request, place, [say(lang, "sending.no_day", value=typed)], 422)
    result = await run_in_threadpool(
        place.desk.answered, id, str(form.get("noi", "")), number=str(form.get("so", "")), day=day,
        note=str(form.get("ghi-chu", "")), actor=session_of(request).person,
    )  # fmt: skip
    if not result.ok:
        return await _answers(request, place, [str(one["message"]) for one in faults(result, lang)], 422)
    return RedirectResponse(f"{address(place, id)}/tra-loi", 303)


async def paper(request: Request, place: Place) -> Response:
    """Envelopes, labels, slips or the page of the post book, as they were printed when it was sent."""
    id, name = request.path_params["id"], request.path_params["name"]
    file = place.desk.here.workspace.output(None) / f"{id}.{name}.pdf"
    if name not in PAPERS or await run_in_threadpool(place.card, id) is None or not file.is_file():
        return page(request, "missing", 404, place=place)
    shown = f"{id.rpartition('/')[2]}.{name}.pdf"
    return FileResponse(file, media_type="application/pdf", filename=shown, content_disposition_type="inline")


async def post_book(request: Request, place: Place) -> Response:
    """Sổ gửi văn bản đi bưu điện of some days, or of this year."""
    lang, folder = language(request), await run_in_threadpool(scratch)
    days: list[date | None] = []
    for name in ("tu", "den"):
        typed = request.query_params.get(name, "").strip()
        days.append(day_of(typed) if typed else None)
        if typed and days[-1] is None:
            folder.clear()
            told = wrong(say(lang, "sending.no_day", value=typed))
            return page(request, "sending-unprinted", 422, place=place, faults=[told])
    file = folder.path / "so-buu-dien.pdf"
    result = await run_in_threadpool(place.desk.post_book, file, since=days[0], until=days[1])
    if not result.ok:
        folder.clear()
        return page(request, "sending-unprinted", 422, place=place, faults=faults(result, lang))
    return FileResponse(
        file, media_type="application/pdf", filename=file.name, content_disposition_type="inline",
        background=BackgroundTask(folder.clear),
    )  # fmt: skip
