"""One document: its page, its state, who did what when, its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from congvan.people.steps import targets
from congvan.studio import scans
from congvan.studio.acting import Button, buttons, pages_of, told
from congvan.studio.answered import letters
from congvan.studio.book import logged
from congvan.studio.guard import session_of
from congvan.studio.offices import Place
from congvan.studio.opinions import asking, members, names
from congvan.studio.pages import faults, language, moment, page
from congvan.studio.progress import Progress, progress, remember
from congvan.studio.rights import STEPS, Seat, seat
from congvan.studio.steps import Next, steps
from congvan.studio.waiting import waits
from congvan.text.redline import redline

if TYPE_CHECKING:
    from congvan.desk.circulars import Card
    from congvan.studio.studio import Studio

FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


async def document(request: Request, place: Place) -> Response:
    """The pages as they would be printed now, and beside them what is known of the document."""
    id, lang = request.path_params["id"], language(request)
    studio: Studio = request.app.state.studio
    card = await run_in_threadpool(place.card, id)
    if card is None:
        return page(request, "missing", 404, place=place)
    if request.url.path != request.url.path.rstrip("/"):
        return RedirectResponse(request.url.path.rstrip("/"), 308)
    result, sheets = await run_in_threadpool(studio.drawer.sheets, place, id, None)
    stand, sits = await run_in_threadpool(_standing, request, studio, place, id)
    taking = buttons(sits, stand) if sits is not None and stand is not None and sheets is not None else []
    more = await run_in_threadpool(_more, request, place, stand, sits, taking)
    return page(
        request, "document", place=place, card=card, sheets=sheets, faults=faults(result, lang),
        steps=_steps(place, card, stand, sits), stand=stand, buttons=taking, shown=pages_of(sheets),
        targets=targets(stand.story, stand.order) if stand is not None else (),
        story=told(stand, place, lang, more["names"]) if stand is not None else [], more=more,
        letters=await run_in_threadpool(letters, place, id),
        log=await run_in_threadpool(_log, place, id, lang), touched=moment(place.local(card.modified), lang),
    )  # fmt: skip


def _standing(request: Request, studio: Studio, place: Place, id: str) -> tuple[Progress | None, Seat | None]:
    """Where it stands and who looks, in a studio of offices."""
    if studio.people is None:
        return None, None
    stand = progress(place, studio.people, id)
    if stand is not None:
        remember(place, stand)
    return stand, seat(request, place)


def _more(
    request: Request, place: Place, stand: Progress | None, sits: Seat | None, taking: list[Button]
) -> dict[str, Any]:
    """What a page of a document has beside its buttons, in a studio of offices: how long it waits, opinions, the
    signer's correction with what was corrected, the scan.
    """
    studio: Studio = request.app.state.studio
    people = studio.people
    if stand is None or sits is None or people is None:
        return {
            "names": {},
            "asking": None,
            "wait": None,
            "corrects": False,
            "changes": (),
            "scan": None,
            "at_once": False,
        }
    there, now = members(people, place), place.local(studio.now())
    scan = {"there": scans.file(place, stand.id) is not None, "mine": sits.able("scan", stand) is not None}
    before = people.words(place.slug, stand.story.base) if any(b.act == "amend" for b in taking) else ""
    return {
        "names": names(people.everybody()), "asking": asking(stand, sits, there),
        "wait": waits(stand, place, there, now, language(request)),
        "corrects": stand.story.state == "approval" and sits.able("approve", stand) is not None,
        "changes": redline(before, stand.words) if before else (),
        "scan": scan if stand.order.paper else None, "at_once": sits.able("number", stand) is not None,
    }  # fmt: skip


def _steps(place: Place, card: Card, stand: Progress | None, sits: Seat | None) -> list[Next]:
    """The next steps that have pages of their own, those of whoever looks."""
    every = steps(f"/{place.slug}", card)
    if sits is None:
        return every
    if stand is None:
        return []
    return [one for one in every if one.name in STEPS and sits.able(STEPS[one.name], stand) is not None]


def _log(place: Place, id: str, lang: str) -> list[tuple[str, str, str]]:
    shown = place.desk.register_show(id).value
    return logged(shown.log, place, lang) if shown is not None and shown.entry.circular == id else []


async def file(request: Request, place: Place) -> Response:
    """The finished file, made now where it is not up to date; with faults, the page that tells them."""
    id, lang, format = request.path_params["id"], language(request), request.path_params["format"]
    if format not in FORMATS or await run_in_threadpool(place.card, id) is None:
        return page(request, "missing", 404, place=place)
    result: Any = await run_in_threadpool(place.desk.build, [id], formats=(format,), actor=session_of(request).person)
    made = [path for one in result.value or () for path in one.outputs if path.suffix == f".{format}"]
    if not result.ok or not made:
        return page(request, "unbuilt", 422, place=place, id=id, faults=faults(result, lang))
    name = f"{id.rpartition('/')[2]}.{format}"
    shown = "inline" if format == "pdf" else "attachment"
    return FileResponse(made[0], media_type=FORMATS[format], filename=name, content_disposition_type=shown)
