"""Cài đặt: how letters go out, how the page looks, numbers, pictures, fonts, register; secrets never."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from congvan.studio import uploads
from congvan.studio.guard import session_of
from congvan.studio.jobs import Store, forget
from congvan.studio.offices import Place
from congvan.studio.pages import errors, faults, language, page, say, spoken, wrong
from congvan.studio.rights import allowed

if TYPE_CHECKING:
    from congvan.desk.result import Result
    from congvan.desk.setup import Setup
    from congvan.studio.studio import Studio

FILE = "issuer.yaml"
ROLES = {"ky": "KyLanhDao", "dau": "DauCoQuan"}
"""By the word that a form sends: a signer's signature, the agency's seal."""
FOLDER = "anh"
KIND = Store(FOLDER)


async def settings(request: Request, place: Place) -> Response:
    """Everything on one page."""
    return await _shown(request, place, [], 200)


async def _shown(request: Request, place: Place, told: list[dict[str, object]], status: int, **more: Any) -> Response:
    lang = language(request)
    found = await run_in_threadpool(place.desk.setup)
    setup: Setup | None = found.value
    theirs = await run_in_threadpool(allowed, request, place, "settings")
    pictures = await run_in_threadpool(_pictures, place) if theirs else []
    values: dict[str, Any] = {
        "setup": setup, "faults": told or faults(found, lang), "spoken": partial(spoken, lang=lang),
        "facts": place.facts(), "letter": None,
        "judged": None, "pictures": pictures, **more,
    }  # fmt: skip
    return page(request, "settings", status, place=place, **values)


def _pictures(place: Place) -> list[str]:
    """The pictures that are kept, by name."""
    try:
        return sorted(one.name for one in (place.desk.here.workspace.root / FOLDER).iterdir() if one.suffix == ".png")
    except OSError:
        return []


async def letter(request: Request, place: Place) -> Response:
    """The test letter, and what the server said of it; nothing else of the office is touched."""
    lang, form = language(request), await request.form()
    result = await run_in_threadpool(place.desk.mail_test, str(form.get("den", "")))
    if result.value is None:
        return await _shown(request, place, faults(result, lang), 422)
    from congvan.messages import worded

    sent = result.value
    said = {"state": sent.state, "to": sent.to, "server": sent.server, "reply": worded(sent.reply, lang)}
    return await _shown(request, place, [], 200 if sent.ok else 422, letter=said)


async def style(request: Request, place: Place) -> Response:
    """The page as the decree lets an office choose it, with a true page of it; what is tried stands in the address."""
    found = await run_in_threadpool(place.desk.setup)
    if found.value is None:
        return await _shown(request, place, [], 422)
    tried = {one.key: _typed(request.query_params.get(one.key, one.chosen)) for one in found.value.style}
    return await _style(request, place, found.value, tried, [], 200)


async def _style(
    request: Request, place: Place, setup: Setup, tried: dict[str, str], told: list[dict[str, object]], status: int
) -> Response:
    studio: Studio = request.app.state.studio
    source = await run_in_threadpool(place.desk.source, FILE)
    wanted = {key: value for key, value in tried.items() if value}
    result, sheets = await run_in_threadpool(studio.drawer.styled, place, wanted)
    shown = told or [one for one in faults(result, language(request)) if str(one["code"]).startswith("CV30")]
    etag = source.value.etag if source.value is not None else ""
    return page(
        request, "style", status, place=place, style=setup.style, tried=tried, sheets=sheets, faults=shown, etag=etag,
    )  # fmt: skip


async def keep_style(request: Request, place: Place) -> Response:
    """What was chosen, into ``style:`` of issuer.yaml: only what changed, and nothing that the decree refuses."""
    lang, form = language(request), await request.form()
    found = await run_in_threadpool(place.desk.setup)
    if found.value is None:
        return await _shown(request, place, [], 422)
    setup = found.value
    tried = {one.key: _typed(form.get(one.key, "")) for one in setup.style}
    operations = [_operation(one.key, tried[one.key]) for one in setup.style if tried[one.key] != one.chosen]
    if not operations:
        return RedirectResponse(f"/{place.slug}/cai-dat", 303)
    result = await run_in_threadpool(_kept, place, operations, str(form.get("etag", "")), session_of(request).person)
    if not result.ok:
        return await _style(request, place, setup, tried, errors(result, lang), 422)
    return RedirectResponse(f"/{place.slug}/cai-dat", 303)


def _operation(key: str, value: str) -> dict[str, object]:
    return {"path": f"style.{key}", "set": _plain(value)} if value else {"path": f"style.{key}", "remove": True}


def _plain(value: str) -> object:
    """A whole number as YAML has it, without quotation marks; any other text as it is."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else value


def _typed(value: object) -> str:
    """As a form sends it: what people write with a comma has a point in the file."""
    text = str(value).strip()
    return text.replace(",", ".") if text.replace(",", "").replace(".", "").isdecimal() else text


def _kept(place: Place, operations: list[dict[str, object]], etag: str, person: str) -> Result[Any]:
    """First on the text alone: what has a fault is not written."""
    source = place.desk.source(FILE)
    if source.value is None:
        return source
    judged = place.desk.edit(FILE, operations, source=source.value.data)
    if not judged.ok:
        return judged
    return place.desk.edit(FILE, operations, expected=etag, actor=person)


async def picture(request: Request, place: Place) -> Response:
    """The image of a signature or seal: judged, and kept where the person says so."""
    lang, form = language(request), await request.form()
    role, given = ROLES.get(str(form.get("la", ""))), uploads.chosen(form, "anh")
    if role is None or given is None:
        return await _shown(request, place, [wrong(say(lang, "set.no_picture"))], 422)
    signer = str(form.get("nguoi_ky", ""))
    kept = "dau" if role == ROLES["dau"] else f"chu-ky-{signer if signer in place.facts().signers else 'khac'}"
    folder = await run_in_threadpool(KIND.put, place, "anh.png", await given.read())
    keep = kept if form.get("viec") == "giu" else None
    try:
        work = partial(place.desk.seal_picture, folder / "anh.png", role, keep=keep, actor=session_of(request).person)
        result = await run_in_threadpool(work)
    finally:
        await run_in_threadpool(forget, folder)
    if result.value is None:
        return await _shown(request, place, faults(result, lang), 422)
    judged = {"name": given.name, "made": result.value, "role": role, "said": faults(result, lang), "kept": keep}
    return await _shown(request, place, [], 200, judged=judged)


async def kept_picture(request: Request, place: Place) -> Response:
    """One of the pictures that are kept."""
    name = request.path_params["name"]
    if f"{name}.png" not in await run_in_threadpool(_pictures, place):
        return page(request, "missing", 404, place=place)
    return FileResponse(place.desk.here.workspace.root / FOLDER / f"{name}.png", media_type="image/png")
