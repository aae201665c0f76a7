"""What a person does with rows of the ledger: writes down what was learnt, has it sent again, takes the document back.

A form says of each chosen row how it stood on the page; where one has changed meanwhile, nothing is done and that is
said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.model.delivery import AGAIN
from congvan.problems import MachineFault
from congvan.studio import background, recording, traces
from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.pages import faults, language, page, say
from congvan.studio.stopping import words
from congvan.studio.tracking import address, key, seen
from congvan.studio.tracking import way as called

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from congvan.model.delivery import Delivery
    from congvan.studio.studio import Studio


async def mark(request: Request, place: Place) -> Response:
    """Ghi nhận: what a person learnt of the chosen rows. Whether this person may is asked here."""
    id, lang = request.path_params["id"], language(request)
    form = await request.form()
    chosen = await _chosen(place, id, form)
    state, note = str(form.get("dieu", "")), str(form.get("ghi-chu", ""))
    if not chosen:
        return await _refused(request, place, id, say(lang, "sending.changed" if chosen is None else "sending.none"))
    if not state:
        return await _refused(request, place, id, say(lang, "sending.no_mark"))
    person, done = session_of(request).person, list[str]()
    for way in dict.fromkeys(row.way for row in chosen):
        told = [f"{row.agency}={state}" for row in chosen if row.way == way]
        result = await run_in_threadpool(place.desk.mark, id, told, via=way, note=note, actor=person)
        if not result.ok:
            return await _refused(request, place, id, *(said(f) for f in faults(result, lang)), done=done)
        done.append(called(way, lang))
    return RedirectResponse(_back(place, id, form), 303)


def said(found: Mapping[str, object]) -> str:
    """A fault and its cure in one sentence."""
    return f"{found['message']}; {found['hint']}" if found["hint"] else str(found["message"])


async def resend(request: Request, place: Place) -> Response:
    """Gửi lại: by a person's word, with a reason. Whether this person may is asked here."""
    id, lang = request.path_params["id"], language(request)
    studio: Studio = request.app.state.studio
    form = await request.form()
    why = " ".join(str(form.get("ghi-chu", "")).split())
    if await run_in_threadpool(background.running, place, key(id)):
        return await _refused(request, place, id, say(lang, "sending.busy"))
    book = (await run_in_threadpool(place.desk.deliveries, id)).value
    chosen = _ticked(book.rows, form) if book is not None else None
    if book is None or not chosen:
        return await _refused(request, place, id, say(lang, "sending.changed" if chosen is None else "sending.none"))
    if not why:
        return await _refused(request, place, id, say(lang, "sending.no_reason"))
    via = _ways(chosen, book.rows)
    if via is None:
        return await _refused(request, place, id, say(lang, "sending.one_way"))
    slugs = ",".join(dict.fromkeys(row.agency for row in chosen))
    unsigned = ["--allow-unsigned"] if "chua-ky" in form else []
    arguments = ["deliveries", id, f"--resend={slugs}", *via, f"--note={why}", *unsigned]
    return await _begun(request, place, id, "resend", arguments, studio)


def _ways(chosen: Sequence[Delivery], every: Sequence[Delivery]) -> list[str] | None:
    """The option that lets ``deliveries --resend`` take exactly these rows; None where no one call of it does."""
    wanted = {row.id for row in chosen}
    if any(row.state not in AGAIN for row in chosen):
        return None
    slugs, ways = {row.agency for row in chosen}, {row.way for row in chosen}
    mine = [row for row in every if row.agency in slugs and row.state in AGAIN]
    if {row.id for row in mine} == wanted:
        return []
    if {row.id for row in mine if row.way in ways} == wanted:
        return [f"--via={','.join(sorted(ways))}"]
    return None


async def recall(request: Request, place: Place) -> Response:
    """What recalling does, and the form for it."""
    return await _recall(request, place, "", 200)


async def _recall(request: Request, place: Place, why: str, status: int) -> Response:
    id = request.path_params["id"]
    card = await run_in_threadpool(place.card, id)
    if card is None:
        return page(request, "missing", 404, place=place)
    result = await run_in_threadpool(place.desk.deliveries, id)
    book = result.value
    have = (
        [row for row in book.rows if row.purpose == "document" and row.state in ("accepted", "delivered", "unknown")]
        if book
        else []
    )
    running = await run_in_threadpool(background.running, place, key(id))
    return page(
        request, "sending-recall", status, place=place, card=card, base=address(place, id), have=len(have), why=why,
        before=book.recalled if book is not None else None, running=running,
    )  # fmt: skip


async def take_back(request: Request, place: Place) -> Response:
    """Thu hồi văn bản. Whether this person may is asked here."""
    id, lang = request.path_params["id"], language(request)
    studio: Studio = request.app.state.studio
    reason = " ".join(str((await request.form()).get("ly-do", "")).split())
    if await run_in_threadpool(place.card, id) is None:
        return page(request, "missing", 404, place=place)
    result = await run_in_threadpool(place.desk.deliveries, id)
    before = result.value.recalled if result.value is not None else None
    if not reason and before is None:
        return await _recall(request, place, say(lang, "sending.no_reason"), 422)
    if await run_in_threadpool(background.running, place, key(id)):
        return await _recall(request, place, say(lang, "sending.busy"), 409)
    record = await traces.begun(request, place, "recall")
    answer = await _begun(request, place, id, "recall", ["recall", id, f"--reason={reason}"], studio)
    if answer.status_code == 303:
        await traces.kept(record)
    return answer


async def _begun(request: Request, place: Place, id: str, deed: str, arguments: list[str], studio: Studio) -> Response:
    lang = language(request)
    try:
        await run_in_threadpool(recording.stated, request, place, deed, id)
        begun = await run_in_threadpool(
            background.begin, place, key(id), deed, arguments, session_of(request).person, lang, studio.now()
        )
    except MachineFault as stopped:
        return await _refused(request, place, id, words(stopped, lang))
    if not begun:
        return await _refused(request, place, id, say(lang, "sending.busy"))
    return RedirectResponse(address(place, id), 303)


async def _chosen(place: Place, id: str, form: FormData) -> list[Delivery] | None:
    """The rows that were ticked, where each still stands as it did on the page; None where one does not."""
    result = await run_in_threadpool(place.desk.deliveries, id)
    return _ticked(result.value.rows, form) if result.value is not None else None


def _ticked(rows: Sequence[Delivery], form: FormData) -> list[Delivery] | None:
    known = {seen(row): row for row in rows}
    ticked = [str(value) for value in form.getlist("dong")]
    return None if any(value not in known for value in ticked) else [known[value] for value in ticked]


def _back(place: Place, id: str, form: FormData) -> str:
    """The page that the form stood on: one row's, or the ledger as it was narrowed."""
    at, narrowed = address(place, id), str(form.get("tinh-trang", ""))
    one = str(form.get("dong", "")).partition(".")[0]
    if "mot" in form and one.isdecimal():
        return f"{at}/noi-nhan/{one}"
    return f"{at}?tinh-trang={narrowed}" if narrowed.isalpha() else at


async def _refused(request: Request, place: Place, id: str, *why: str, done: Sequence[str] = ()) -> Response:
    """Nothing was done, or only what belongs to the ways ``done``, and why, with a way back."""
    card = await run_in_threadpool(place.card, id)
    if card is None:
        return page(request, "missing", 404, place=place)
    return page(request, "sending-refused", 409, place=place, card=card, base=address(place, id), why=why, done=done)
