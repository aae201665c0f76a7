"""Kiểm chứng chữ ký: anybody's PDF, or a document's own signed file, checked as a job; each signature on its page."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan import messages
from congvan.desk.result import Diagnostic
from congvan.problems import Severity
from congvan.studio import uploads
from congvan.studio.guard import session_of
from congvan.studio.jobs import Store, Told, earlier, owned
from congvan.studio.offices import Place
from congvan.studio.pages import fault, faults, language, moment, page, say

if TYPE_CHECKING:
    from congvan.model.signing import Checked, Finding
    from congvan.studio.studio import Studio

KIND = Store("kiem-chung")
FILE = "tep.pdf"


def judged(place: Place, lang: str, folder: Path) -> Told:
    """What the file came to, as it is kept and shown; its pages lie beside it."""
    seen = verified(place, folder / FILE, lang)
    pages = seen.pop("pictures", ())
    for number, (picture, _, _) in enumerate(pages, 1):
        (folder / f"{number}.png").write_bytes(picture)
    return {**seen, "sizes": [(width, height) for _, width, height in pages]}


def verified(place: Place, file: Path, lang: str) -> dict[str, Any]:
    """The verdict in words, each signature with its box on its page, and the pages (``pictures``)."""
    ring = place.desk.keys()
    result = place.desk.verify(file, trust=ring.value.trust if ring.value is not None else ())
    told = faults(ring, lang) if ring.failed else []
    report = result.value.report if result.value is not None else None
    if report is None:
        return {"state": "refused", "faults": [*told, *faults(result, lang)]}
    placed = [one.box for one in report.signatures if one.box is not None]
    drawn = place.desk.pictures(file, boxes=placed)
    found = iter(drawn.value.boxes if drawn.value is not None else ())
    boxes = [next(found, None) if one.box is not None else None for one in report.signatures]
    rows = [_row(one, box, lang) for one, box in zip(report.signatures, boxes, strict=True)]
    return {
        "state": "done", "verdict": report.state.value, "empty": list(report.empty),
        "sentence": messages.phrase(f"v_{report.state.value}", lang, count=len(report.signatures)),
        "findings": _said(report.findings, lang), "signatures": rows,
        "faults": [*told, *(fault(one, lang) for one in drawn.diagnostics)],
        "pictures": drawn.value.pages if drawn.value is not None else (),
        "count": drawn.value.count if drawn.value is not None else 0,
    }  # fmt: skip


def _row(one: Checked, box: Any, lang: str) -> dict[str, Any]:
    state = "weak" if one.state.value == "untrusted" and not one.intact else one.state.value
    return {
        "field": one.field, "kind": one.kind, "state": one.state.value, "word": messages.phrase(f"s_{state}", lang),
        "holder": asdict(one.holder)["name"] if one.holder else "", "issuer": one.holder.issuer if one.holder else "",
        "time": one.time.isoformat() if one.time else "",
        "source": messages.phrase(f"t_{one.time_source}", lang, authority=one.authority),
        "covers": messages.phrase(f"c_{one.covers}", lang), "changes": messages.phrase(f"m_{one.changes}", lang),
        "revocation": messages.phrase(f"r_{one.revocation}", lang), "level": one.level, "reason": one.reason,
        "page": one.page, "box": box, "findings": _said(one.findings, lang),
    }  # fmt: skip


def _said(findings: tuple[Finding, ...], lang: str) -> list[dict[str, Any]]:
    told = []
    for one in findings:
        severity = Severity.ERROR if one.fatal else Severity.WARNING
        told.append(fault(Diagnostic(one.code, severity, None, dict(one.values)), lang))
    return told


def when(place: Place, rows: list[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    """The rows with their times as the clocks of the office show them."""
    return [
        {**row, "at": moment(place.local(datetime.fromisoformat(row["time"])), lang) if row["time"] else "–"}
        for row in rows
    ]


async def upload(request: Request, place: Place) -> Response:
    """The form, and what was checked in the last seven days."""
    return await _form(request, place, "", 200)


async def _form(request: Request, place: Place, why: str, status: int) -> Response:
    shown = await earlier(KIND, request, place)
    return page(request, "verify", status, place=place, jobs=shown, why=why)


async def check(request: Request, place: Place) -> Response:
    """Take the file in, and begin."""
    given = uploads.chosen(await request.form())
    if given is None:
        return await _form(request, place, say(language(request), "verify.no_file"), 422)
    return await _begun(request, place, given.name, await given.read())


async def own(request: Request, place: Place) -> Response:
    """The document's own signed file, checked as it lies there now."""
    id = request.path_params["id"]
    found = await run_in_threadpool(place.desk.signing, id)
    file = found.value.file if found.value is not None else None
    if file is None:
        return page(request, "missing", 404, place=place)
    return await _begun(request, place, file.name, await run_in_threadpool(file.read_bytes), document=id)


async def _begun(request: Request, place: Place, name: str, data: bytes, document: str = "") -> Response:
    studio: Studio = request.app.state.studio
    told = {"name": name, "at": studio.now().isoformat(), "person": session_of(request).person, "document": document}
    folder = await run_in_threadpool(KIND.put, place, FILE, data)
    studio.jobs.begin(folder, told, partial(judged, place, language(request)))
    return RedirectResponse(f"/{place.slug}/kiem-chung/{folder.name}", 303)


async def result(request: Request, place: Place) -> Response:
    """What a file came to, or that somebody is at it."""
    studio: Studio = request.app.state.studio
    found = await studio.jobs.asked(KIND, request, place)
    if found is None:
        return page(request, "missing", 404, place=place)
    folder, known = found
    rows = when(place, known.get("signatures", []), language(request))
    return page(request, "verified", place=place, job=folder.name, known=known, rows=rows)


async def standing(request: Request, place: Place) -> Response:
    """Whether it is done, for the page that waits."""
    studio: Studio = request.app.state.studio
    return await studio.jobs.standing(KIND, request, place)


async def picture(request: Request, place: Place) -> Response:
    """A page of it."""
    found = await owned(KIND, request, place)
    file = found[0] / f"{request.path_params['number']}.png" if found is not None else None
    if file is None or not await run_in_threadpool(file.is_file):
        return page(request, "missing", 404, place=place)
    return Response(await run_in_threadpool(file.read_bytes), media_type="image/png")
