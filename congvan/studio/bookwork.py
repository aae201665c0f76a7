"""Long work on the book: export of what is filtered, import after a look, check, backup. A process of its own does it,
and a page waits.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from congvan.machine import workers
from congvan.machine.settings import Settings
from congvan.studio import uploads
from congvan.studio.book import asked_of, filters, shown
from congvan.studio.guard import session_of
from congvan.studio.jobs import Store, Told
from congvan.studio.offices import Place
from congvan.studio.pages import fault, faults, language, page, say, wrong

if TYPE_CHECKING:
    from congvan.desk.result import Result
    from congvan.studio.studio import Studio

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}  # fmt: skip
AT_ONCE = {"xlsx": 2000, "csv": 5000, "pdf": 200}
"""So many lines are handed out at once; more are a job."""
LONGEST_PDF = 10_000
"""Lines: a book of more pages than that nobody binds, and no machine draws in an hour."""
NAMES = (".xlsx", ".csv")
JOBS = Store("so", kept=timedelta(days=1), unknown=timedelta(days=1), letters=32)
"""A day after they were written to; nobody guesses the name of one."""
SHOWN = 500
"""Faulty rows on one page."""


def done(folder: Path, settings: Settings, deed: str, given: tuple[Any, ...], more: dict[str, Any]) -> Result[Any]:
    """A deed of the desk of a workspace: the job of a process of its own."""
    from congvan.desk.desk import Desk

    result: Result[Any] = getattr(Desk.open(folder, settings=settings), deed)(*given, **more)
    return result


def _alone(place: Place, deed: str, *given: Any, **more: Any) -> Result[Any]:
    workspace = place.desk.here.workspace
    return workers.alone(done, workspace.typed, workspace.settings, deed, given, more)


def _studio(request: Request) -> Studio:
    studio: Studio = request.app.state.studio
    return studio


async def _begin(request: Request, place: Place, kind: str, told: Told, work: Any) -> Response:
    """A job, and its page."""
    studio = _studio(request)
    folder = await run_in_threadpool(_made, place, studio.now())
    studio.book_jobs.begin(folder, {"kind": kind, "person": session_of(request).person, **told}, work)
    return RedirectResponse(f"/{place.slug}/so/viec/{folder.name}", 303)


def _made(place: Place, now: datetime) -> Path:
    JOBS.swept(place, now)
    return JOBS.made(place)


async def export(request: Request, place: Place) -> Response:
    """What is filtered, as Excel, CSV or PDF: at once where it is short, else as a job."""
    form, lang = await request.form(), language(request)
    asked, ending = asked_of(form), str(form.get("dang", ""))
    if ending not in KINDS:
        return page(request, "missing", 404, place=place)
    wanted = filters(asked)
    found = (await run_in_threadpool(partial(place.desk.register_page, **wanted, size=1, known=place.book))).value
    count = found.count if found is not None else 0
    if found is not None:
        wanted["year"] = found.year
    if ending == "pdf" and count > LONGEST_PDF:
        why = say(lang, "export.too_long", count=count, most=LONGEST_PDF)
        return await shown(request, place, asked, [wrong(why)], 422)
    name = f"so-van-ban-di-{wanted['year'] or 'moi-nam'}.{ending}"
    if count > AT_ONCE[ending]:
        return await _begin(request, place, "export", {"file": name}, partial(_exported, place, wanted, name, lang))
    folder = await run_in_threadpool(_made, place, _studio(request).now())
    told = await run_in_threadpool(_exported, place, wanted, name, lang, folder)
    if told["state"] != "done":
        return await shown(request, place, asked, told["faults"], 422)
    return FileResponse(folder / name, media_type=KINDS[ending], filename=name)


def _exported(place: Place, wanted: dict[str, Any], name: str, lang: str, folder: Path) -> Told:
    result = _alone(place, "register_export", folder / name, **wanted)
    return {**_state(result, lang), "count": result.value.entries if result.value is not None else 0}


def _state(result: Result[Any], lang: str) -> Told:
    """``done`` where there is a value, with all that is told beside it."""
    return {"state": "done" if result.value is not None else "refused", "faults": faults(result, lang)}


async def check(request: Request, place: Place) -> Response:
    """Kiểm tra sổ."""
    return await _begin(request, place, "check", {}, partial(_checked, place, language(request)))


def _checked(place: Place, lang: str, _folder: Path) -> Told:
    result = _alone(place, "register_verify")
    told = _state(result, lang)
    found = result.value
    if found is None:
        return told
    checked = found.checked
    return {
        **told, "ok": result.ok, "there": found.there, "count": checked.count, "top": found.top,
        "starts": [list(one) for one in checked.starts],
        "reserved": [[y, s, numbers] for (y, s), numbers in sorted(checked.reserved.items())],
    }  # fmt: skip


async def backup(request: Request, place: Place) -> Response:
    """Sao lưu: one state of the register as a file to be taken away."""
    name = f"so-{place.local(_studio(request).now()):%Y%m%d-%H%M%S}.bak"
    own = _studio(request).people is not None  # of many offices, each takes away its own rows only
    return await _begin(request, place, "backup", {"file": name}, partial(_backed, place, name, language(request), own))


def _backed(place: Place, name: str, lang: str, own: bool, folder: Path) -> Told:
    result = _alone(place, "register_backup", folder / name, own=own)
    return {**_state(result, lang), "top": result.value.head if result.value is not None else ""}


async def upload(request: Request, place: Place) -> Response:
    """The form for an old book."""
    return page(request, "old-book", place=place, why="")


async def look(request: Request, place: Place) -> Response:
    """Read an old book; nothing is entered before somebody has seen what would be."""
    form, lang = await request.form(), language(request)
    given = uploads.chosen(form)
    if given is None:
        return page(request, "old-book", 422, place=place, why=say(lang, "taking.no_file"))
    name = given.name
    if given.suffix not in NAMES:
        return page(request, "old-book", 422, place=place, why=say(lang, "taking.not_ours", name=name))
    data = await given.read()
    told = {"name": name, "file": f"so{given.suffix}"}

    def work(folder: Path) -> Told:
        (folder / told["file"]).write_bytes(data)
        return _looked(place, folder / told["file"], name, lang)

    return await _begin(request, place, "import", told, work)


def _looked(place: Place, file: Path, name: str, lang: str) -> Told:
    result = _alone(place, "register_import", file, dry_run=True)
    rows = [_row(one, file, name, lang) for one in result.diagnostics]
    value = result.value
    return {
        "state": "done", "ok": result.ok, "rows": rows[:SHOWN], "more": max(0, len(rows) - SHOWN),
        "new": value.new if value is not None else 0, "kept": value.kept if value is not None else 0,
        "machine": [fault(result.machine, lang)] if result.machine is not None else [],
    }  # fmt: skip


def _row(found: Any, file: Path, name: str, lang: str) -> dict[str, object]:
    """A fault of a row: where, what, and the cure, which the catalogue knows where the fault itself names none."""
    from congvan.messages import catalogue, cure

    cured = cure(found, lang) or (catalogue()[found.code]["cure"] if lang == "vi" else "")
    where = (found.file or "").replace(file.as_posix(), name)
    return {**fault(found, lang), "file": where, "cure": cured}


async def enter(request: Request, place: Place) -> Response:
    """The file that was looked at, entered: all of it or nothing."""
    studio, lang = _studio(request), language(request)
    found = await studio.book_jobs.asked(JOBS, request, place)
    if found is not None and found[1].get("kind") == "entered":  # pressed twice
        return RedirectResponse(f"/{place.slug}/so/viec/{found[0].name}", 303)
    if found is None or found[1].get("kind") != "import" or not found[1].get("ok"):
        return page(request, "missing", 404, place=place)
    folder, told = found
    file, person = folder / told["file"], session_of(request).person

    def work(_: Path) -> Told:
        result = _alone(place, "register_import", file, actor=person)
        value = result.value
        return {
            **_state(result, lang), "kind": "entered", "ok": result.ok, "new": value.new if value else 0,
            "kept": value.kept if value else 0,
        }  # fmt: skip

    studio.book_jobs.begin(folder, {**told, "kind": "entered"}, work)
    return RedirectResponse(f"/{place.slug}/so/viec/{folder.name}", 303)


async def result(request: Request, place: Place) -> Response:
    """What came of it, or that somebody is at it."""
    found = await _studio(request).book_jobs.asked(JOBS, request, place)
    if found is None:
        return page(request, "missing", 404, place=place)
    folder, told = found
    return page(request, "bookwork", place=place, job=folder.name, known=told)


async def standing(request: Request, place: Place) -> Response:
    """Whether it is done, for the page that waits."""
    return await _studio(request).book_jobs.standing(JOBS, request, place)


async def file(request: Request, place: Place) -> Response:
    """The file that a job made."""
    found = await _studio(request).book_jobs.asked(JOBS, request, place)
    made = found[0] / str(found[1].get("file", "")) if found is not None else None
    if found is None or made is None or found[1]["kind"] not in ("export", "backup") or not made.is_file():
        return page(request, "missing", 404, place=place)
    kind = KINDS.get(made.suffix[1:], "application/octet-stream")
    return FileResponse(made, media_type=kind, filename=made.name)
