"""Xét thể thức: anybody's PDF or DOCX, judged as a job; what it departs from, drawn on its pages. Gone after a week."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from congvan.studio import uploads
from congvan.studio.guard import PAPER, session_of
from congvan.studio.jobs import Store, Told, earlier, owned
from congvan.studio.offices import Place
from congvan.studio.pages import fault, language, page, say

if TYPE_CHECKING:
    from congvan.desk.inspect import Inspected
    from congvan.studio.studio import Studio

KIND = Store("xet")
SUFFIXES = (".pdf", ".docx", ".docm", ".dotx")
_FRAME = PAPER.replace("img-src 'self' data:", "img-src data:")
_ONLY_PAGES = (
    "<style>h1,h2,ol,.good{display:none}body{background:#f2f4f6}.page{justify-content:center;margin:12px 44px}</style>"
)


def judged(place: Place, told: Told, lang: str, folder: Path) -> Told:
    """What the file came to, as it is kept and shown."""
    file = folder / told["file"]
    result = place.desk.inspect([file], html=folder / "report.html")
    faults = [fault(one, lang) for one in ([result.machine] if result.machine else []) + list(result.diagnostics)]
    one: Inspected | None = result.value.files[0] if result.value is not None and result.value.files else None
    report = one.report if one is not None else None
    if report is None:
        return {"state": "refused", "faults": faults}
    findings = [
        {
            "severity": f.severity, "rule": f.rule, "text": f.sentence(lang), "mend": f.say("mend", lang),
            "page": f.page, "quote": f.quote, "sure": f.confidence == "sure",
        }
        for f in report.findings
    ]  # fmt: skip
    regime = report.regime.say("name", lang) if report.regime is not None else ""
    return {"state": "done", "findings": findings, "faults": faults, "regime": regime}


async def upload(request: Request, place: Place) -> Response:
    """The form, and what was judged in the last seven days."""
    return await _form(request, place, "", 200)


async def _form(request: Request, place: Place, why: str, status: int) -> Response:
    shown = await earlier(KIND, request, place)
    return page(request, "inspect", status, place=place, jobs=shown, why=why)


async def judge(request: Request, place: Place) -> Response:
    """Take the file in, and begin."""
    studio: Studio = request.app.state.studio
    lang, form = language(request), await request.form()
    given = uploads.chosen(form)
    if given is None:
        return await _form(request, place, say(lang, "inspect.no_file"), 422)
    if given.suffix not in SUFFIXES:
        return await _form(request, place, say(lang, "inspect.not_ours", name=given.name), 422)
    file, person = f"tep{given.suffix}", session_of(request).person
    told = {"name": given.name, "file": file, "at": studio.now().isoformat(), "person": person}
    folder = await run_in_threadpool(KIND.put, place, file, await given.read())
    studio.jobs.begin(folder, told, partial(judged, place, told, lang))
    return RedirectResponse(f"/{place.slug}/xet/{folder.name}", 303)


async def result(request: Request, place: Place) -> Response:
    """What a file came to, or that somebody is at it."""
    studio: Studio = request.app.state.studio
    found = await studio.jobs.asked(KIND, request, place)
    if found is None:
        return page(request, "missing", 404, place=place)
    folder, known = found
    report = (folder / "report.html").is_file()
    return page(request, "inspected", place=place, job=folder.name, known=known, report=report)


async def standing(request: Request, place: Place) -> Response:
    """Whether it is done, for the page that waits."""
    studio: Studio = request.app.state.studio
    return await studio.jobs.standing(KIND, request, place)


async def pictures(request: Request, place: Place) -> Response:
    """Its pages with every finding drawn on its place, for a frame that runs no script."""
    found = await owned(KIND, request, place)
    if found is None or not (found[0] / "report.html").is_file():
        return page(request, "missing", 404, place=place)
    html = await run_in_threadpool((found[0] / "report.html").read_text, "utf-8")
    headers = {"content-security-policy": _FRAME}
    return HTMLResponse(html.replace("</head>", f"{_ONLY_PAGES}</head>", 1), headers=headers)
