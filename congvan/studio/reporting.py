"""Báo cáo by month, quarter, year, as a table and as Excel; lists as they are filtered, as Excel."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from congvan.people import reports
from congvan.people.reports import BY, MONTHS, Line, Report
from congvan.studio.listing import listed, rows
from congvan.studio.offices import Place
from congvan.studio.pages import day, faults, language, page, say

if TYPE_CHECKING:
    from congvan.desk.result import Result
    from congvan.studio.application import Studio

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILTER = {"kind": "loai", "unit": "don_vi", "signer": "nguoi_ky"}
"""By what a line counts: the filter of the book that shows the same documents."""
NUMBERS = ("count", "in_time", "late", "waiting", "unknown")


def _made(request: Request, place: Place) -> tuple[Report, list[dict[str, object]]]:
    """The report that the address asks for, and what is wrong with the register."""
    studio: Studio = request.app.state.studio
    today, asked = place.local(studio.now()).date(), request.query_params
    wanted = reports.period(asked.get("ky", ""), asked.get("nam", ""), asked.get("so", ""), today)
    result: Result[Any] = place.desk.register_list(since=wanted.since, until=wanted.until)
    entries = result.value.entries if result.value is not None else ()
    due = {card.id: card.due for card in place.cards() if card.due is not None}
    facts = place.facts()
    return reports.report(entries, wanted, due, facts.units, today, facts.steps), faults(result, language(request))


async def report(request: Request, place: Place) -> Response:
    """The page."""
    studio: Studio = request.app.state.studio
    found, told = await run_in_threadpool(_made, request, place)
    asked, this = found.period, place.local(studio.now()).year
    return page(
        request, "report", place=place, report=found, faults=told, by=BY, numbers=NUMBERS, spans=tuple(MONTHS),
        title=_title(found, language(request)), years=range(this, this - 10, -1) if asked.year > this - 10 else
        range(this, asked.year - 1, -1), most=12 // MONTHS[asked.span], link=partial(_link, place, found),
        query=urlencode({"ky": asked.span, "nam": asked.year, "so": asked.number}),
    )  # fmt: skip


def _link(place: Place, found: Report, by: str, line: Line | None) -> str:
    """The book, filtered to what a line counts; a line without a name can't be asked for there."""
    asked = {"nam": "moi-nam", "tu": found.period.since, "den": found.period.until, "trang_thai": "da-cap"}
    if line is not None and not line.key:
        return ""
    more = {FILTER[by]: line.key} if line is not None else {}
    return f"/{place.slug}/so?{urlencode({**asked, **more})}"


def _title(found: Report, lang: str) -> str:
    asked = found.period
    return say(lang, f"report.of.{asked.span}", number=asked.number, year=asked.year)


async def excel(request: Request, place: Place) -> Response:
    """The three tables below one another."""
    lang = language(request)
    found, told = await run_in_threadpool(_made, request, place)
    if told and not found.total.count:
        return page(request, "unbuilt", 422, place=place, id="", faults=told)
    lines: list[list[str]] = []
    for by in BY:
        lines += [[say(lang, f"report.by.{by}"), say(lang, "report.sum"), *_numbers(found.total)]]
        lines += [["", line.name or "–", *_numbers(line)] for line in found.tables[by]]
    headings = ["", say(lang, "report.name"), *(say(lang, f"report.{one}") for one in NUMBERS)]
    title = f"{place.facts().name}: {_title(found, lang)}"
    asked = found.period
    name = f"bao-cao-{asked.span}-{asked.number}-{asked.year}.xlsx"
    return await _sheet(say(lang, "page.report"), title, headings, lines, name)


def _numbers(line: Line) -> list[str]:
    return [str(getattr(line, name)) for name in NUMBERS]


async def _sheet(sheet: str, title: str, headings: Sequence[str], lines: list[list[str]], name: str) -> Response:
    data = await run_in_threadpool(reports.to_excel, sheet, title, headings, lines)
    return Response(
        data, media_type=XLSX, headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    )


async def documents(request: Request, place: Place) -> Response:
    """Văn bản as Excel: every line that the filters of the address leave."""
    lang = language(request)
    lines = await run_in_threadpool(_documents, request, place, lang)
    names = ("list.code", "document.date", "list.subject", "list.kind", "list.drafter", "document.signer", "list.state",
             "waits.limit", "waits.of", "document.file")  # fmt: skip
    title = f"{place.facts().name}: {say(lang, 'page.documents')} ({len(lines)})"
    return await _sheet(say(lang, "page.documents"), title, [say(lang, one) for one in names], lines, "van-ban.xlsx")


def _documents(request: Request, place: Place, lang: str) -> list[list[str]]:
    studio: Studio = request.app.state.studio
    seen = listed(request, place)
    made = []
    for row in rows(place, seen.hits, lang, place.local(studio.now()), seen.known, seen.people):
        card, wait = row.card, row.wait
        state = say(lang, f"standing.{row.state}") if row.state else say(lang, f"state.{card.state}")
        late = wait.late if wait is not None else ""
        limit = day(wait.found.until, lang) if wait is not None and wait.found.until is not None else ""
        made.append([
            card.code, day(card.date, lang) if card.date else "", card.subject, row.kind, card.unit, card.signer,
            f"{state}, {late}" if late else state, limit, wait.whom if wait is not None else "", card.id,
        ])  # fmt: skip
    return made


async def files(request: Request, place: Place) -> Response:
    """Hồ sơ: the office's list of files, how long each is kept, how many documents are in it."""
    cards = await run_in_threadpool(place.cards)
    known = place.facts().files
    counts = {slug: sum(card.dossier == slug for card in cards) for slug in known}
    return page(
        request, "files", place=place, files=known, counts=counts, without=sum(not card.dossier for card in cards)
    )


async def contents(request: Request, place: Place) -> Response:
    """Mục lục văn bản of one file (PL V), as Excel: what lies in it, by date."""
    slug, lang = request.path_params["slug"], language(request)
    found = place.facts().files.get(slug)
    if found is None:
        return page(request, "missing", 404, place=place)
    cards = [card for card in await run_in_threadpool(place.cards) if card.dossier == slug]
    cards.sort(key=lambda card: (card.date is None, card.date or card.modified.date(), card.code, card.id))
    facts = place.facts()
    lines = [
        [str(n), card.code, day(card.date, lang) if card.date else "", f"{facts.kind(card.kind)}: {card.subject}",
         facts.name, "", card.id] for n, card in enumerate(cards, 1)
    ]  # fmt: skip
    title = f"{found.code} {found.title} ({say(lang, 'files.keep')}: {found.keep})"
    headings = [say(lang, f"contents.{name}") for name in ("row", "code", "date", "what", "author", "sheet", "note")]
    return await _sheet(say(lang, "contents.title"), title, headings, lines, f"ho-so-{slug}.xlsx")
