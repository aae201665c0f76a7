"""Xét thể thức: anybody's PDF or DOCX, judged as a job; what it departs from, drawn on its pages. Gone after a week."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from congvan.studio.guard import PAPER, session_of
from congvan.studio.offices import Place
from congvan.studio.pages import fault, language, moment, page, refused, say

if TYPE_CHECKING:
    from congvan.desk.inspect import Inspected
    from congvan.studio.application import Studio

KEPT = timedelta(days=7)
SUFFIXES = (".pdf", ".docx", ".docm", ".dotx")
_JOB = re.compile(r"[0-9a-f]{16}\Z")
_FRAME = PAPER.replace("img-src 'self'", "img-src data:")
_ONLY_PAGES = (
    "<style>h1,h2,ol,.good{display:none}body{background:#f2f4f6}.page{justify-content:center;margin:12px 44px}</style>"
)
_SHOWN = 20


@dataclass
class Inspecting:
    """The jobs of this process: which of them run. What they came to lies in the office's folder."""

    _running: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, "xet"))

    def begin(self, place: Place, folder: Path, told: dict[str, Any], lang: str) -> None:
        """Judge the file in ``folder``; ``told`` is what is known of it."""
        with self._lock:
            self._running.add(folder.name)
        _note(folder, {**told, "state": "waiting"})
        self._pool.submit(self._done, place, folder, told, lang)

    def _done(self, place: Place, folder: Path, told: dict[str, Any], lang: str) -> None:
        try:
            _note(folder, {**told, **judged(place, folder, told, lang)})
        except Exception:
            _note(folder, {**told, "state": "broken"})
            raise
        finally:
            with self._lock:
                self._running.discard(folder.name)

    def running(self, job: str) -> bool:
        """Whether somebody is at it; a job whose process was killed is not."""
        with self._lock:
            return job in self._running


def store(place: Place) -> Path:
    """Where uploads lie: in the office's own folder, which git is told to leave alone."""
    return place.desk.here.workspace.root / ".congvan" / "xet"


def _note(folder: Path, told: dict[str, Any]) -> None:
    beside = folder / "job.tmp"
    beside.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    beside.replace(folder / "job.json")


def _known(folder: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads((folder / "job.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found


def judged(place: Place, folder: Path, told: dict[str, Any], lang: str) -> dict[str, Any]:
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


def _swept(place: Place, now: datetime) -> list[tuple[str, dict[str, Any]]]:
    """The jobs that are kept, the newest first; older ones are deleted, file and all."""
    found = []
    with suppress(OSError):
        for folder in store(place).iterdir():
            known = _known(folder) if _JOB.match(folder.name) else None
            if known is None or now - datetime.fromisoformat(known["at"]) > KEPT:
                if known is not None or now.timestamp() - folder.stat().st_mtime > 3600:
                    shutil.rmtree(folder, ignore_errors=True)
                continue
            found.append((folder.name, known))
    return sorted(found, key=lambda one: str(one[1]["at"]), reverse=True)


async def upload(request: Request, place: Place) -> Response:
    """The form, and what was judged in the last seven days."""
    return await _form(request, place, "", 200)


async def _form(request: Request, place: Place, why: str, status: int) -> Response:
    studio: Studio = request.app.state.studio
    now, lang = studio.now(), language(request)
    jobs = await run_in_threadpool(_swept, place, now)
    shown = [
        (job, known, moment(place.local(datetime.fromisoformat(known["at"])), lang, place.local(now)))
        for job, known in jobs[:_SHOWN]
    ]
    return page(request, "inspect", status, place=place, jobs=shown, why=why)


async def judge(request: Request, place: Place) -> Response:
    """Take the file in, and begin."""
    studio: Studio = request.app.state.studio
    lang, form = language(request), await request.form()
    given = form.get("tep")
    name = Path(given.filename or "").name if isinstance(given, UploadFile) else ""
    suffix = Path(name).suffix.lower()
    if not isinstance(given, UploadFile) or not name:
        return await _form(request, place, say(lang, "inspect.no_file"), 422)
    if suffix not in SUFFIXES:
        return await _form(request, place, say(lang, "inspect.not_ours", name=name), 422)
    folder = store(place) / secrets.token_hex(8)
    told = {"name": name, "file": f"tep{suffix}", "at": studio.now().isoformat(), "person": session_of(request).person}
    data = await given.read()
    await run_in_threadpool(_put, folder, told["file"], data)
    studio.inspecting.begin(place, folder, told, lang)
    return RedirectResponse(f"/{place.slug}/xet/{folder.name}", 303)


def _put(folder: Path, name: str, data: bytes) -> None:
    folder.mkdir(parents=True, mode=0o770)
    ignore = folder.parent.parent / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")
    (folder / name).write_bytes(data)


def _job(request: Request, place: Place) -> tuple[Path, dict[str, Any]] | None:
    name = request.path_params["job"]
    folder = store(place) / name
    known = _known(folder) if _JOB.match(name) else None
    return None if known is None else (folder, known)


async def result(request: Request, place: Place) -> Response:
    """What a file came to, or that somebody is at it."""
    studio: Studio = request.app.state.studio
    found = await run_in_threadpool(_job, request, place)
    if found is None:
        return page(request, "missing", 404, place=place)
    folder, known = found
    if known["state"] == "waiting" and not studio.inspecting.running(folder.name):
        known["state"] = "broken"
    report = (folder / "report.html").is_file()
    return page(request, "inspected", place=place, job=folder.name, known=known, report=report)


async def standing(request: Request, place: Place) -> Response:
    """Whether it is done, for the page that waits."""
    found = await run_in_threadpool(_job, request, place)
    if found is None:
        return refused(404, "missing", language(request))
    return JSONResponse({"state": found[1]["state"]})


async def pictures(request: Request, place: Place) -> Response:
    """Its pages with every finding drawn on its place, for a frame that runs no script."""
    found = await run_in_threadpool(_job, request, place)
    if found is None or not (found[0] / "report.html").is_file():
        return page(request, "missing", 404, place=place)
    html = await run_in_threadpool((found[0] / "report.html").read_text, "utf-8")
    headers = {"content-security-policy": _FRAME}
    return HTMLResponse(html.replace("</head>", f"{_ONLY_PAGES}</head>", 1), headers=headers)
