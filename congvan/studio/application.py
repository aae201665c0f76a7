"""The application: every address of the studio, and who may call it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from congvan.problems import MachineFault
from congvan.studio import (
    acting,
    afterwards,
    agency,
    agent,
    beginning,
    book,
    bookwork,
    by_provider,
    copying,
    drafting,
    editor,
    following,
    forms,
    guide,
    health,
    inspecting,
    issuing,
    listing,
    meter,
    number,
    paper,
    past,
    returned,
    rights,
    settings,
    signing,
    signing_in,
    single,
    staff,
    stopping,
    together,
    tracking,
    verifying,
)
from congvan.studio.guard import Guard, heard, meant, session_of, too_large
from congvan.studio.offices import Place
from congvan.studio.pages import STATIC, language, lasting, page, refused, release
from congvan.studio.studio import Studio
from congvan.studio.watching import Watch

Handler = Callable[[Request, Place], Awaitable[Response]]


def application(studio: Studio, hosts: frozenset[str] | None) -> ASGIApp:
    """The studio as an ASGI application; ``hosts``: the names by which it may be called, None: any."""
    app = Starlette(routes=routes(), exception_handlers=_HANDLERS)
    app.state.studio = studio
    watch = Watch(studio.meter, studio.journal)
    return Guard(app, studio.sessions, hosts, studio.cookie, watch, secure=studio.secure)


def routes() -> list[BaseRoute]:
    """Every address; the longer ones of a document before the document's own."""
    one, own = rights.ONE, rights.OWN
    static = StaticFiles(directory=STATIC)
    return [
        Route("/khoe", health.health),
        Route("/do-dac", meter.measured, methods=["GET"]),
        Route("/vao", _enter, methods=["GET"]),
        Mount(f"/tinh/{release()}", lasting(static), name="tinh"),
        Route("/", _signed(listing.home)),
        Route("/phien", _signed(_session)),
        Route("/ra", _signed(_leave), methods=["POST"]),
        Route("/dang-nhap", signing_in.ask, methods=["GET"]),
        Route("/dang-nhap", signing_in.enter, methods=["POST"]),
        Route(by_provider.START, by_provider.start, methods=["GET"]),
        Route(by_provider.BACK, by_provider.back, methods=["GET"]),
        Route("/dat-mat-khau", signing_in.set_first, methods=["GET"]),
        Route("/dat-mat-khau", signing_in.set_now, methods=["POST"]),
        Route("/tai-khoan", _signed(signing_in.account)),
        Route("/tai-khoan/mat-khau", _signed(signing_in.change), methods=["POST"]),
        Route("/tai-khoan/phien", _signed(signing_in.end), methods=["POST"]),
        Route("/tai-khoan/thu-nhac", _signed(signing_in.reminding), methods=["POST"]),
        Route(f"{agent.ADDRESS}/{{word}}/{{name}}", agent.hand, methods=["GET"]),
        Route(f"{agent.ADDRESS}/{{word}}", agent.take, methods=["POST"]),
        Route("/{office}/nguoi", _signed(staff.staff), methods=["GET"]),
        Route("/{office}/nguoi", _signed(staff.reset), methods=["POST"]),
        Route("/{office}/nguoi/phien", _signed(staff.sign_out), methods=["POST"]),
        Route("/{office}/van-ban", _signed(listing.documents)),
        Route("/{office}/van-ban/moi", _signed(drafting.blank), methods=["GET"]),
        Route("/{office}/van-ban/moi", _signed(drafting.create), methods=["POST"]),
        Route("/{office}/xet", _signed(inspecting.upload), methods=["GET"]),
        Route("/{office}/xet", _signed(inspecting.judge), methods=["POST"]),
        Route("/{office}/xet/{job}", _signed(inspecting.result)),
        Route("/{office}/xet/{job}/tinh-trang", _signed(inspecting.standing)),
        Route("/{office}/xet/{job}/trang", _signed(inspecting.pictures)),
        Route("/{office}/kiem-chung", _signed(verifying.upload), methods=["GET"]),
        Route("/{office}/kiem-chung", _signed(verifying.check), methods=["POST"]),
        Route("/{office}/kiem-chung/{job}", _signed(verifying.result)),
        Route("/{office}/kiem-chung/{job}/tinh-trang", _signed(verifying.standing)),
        Route("/{office}/kiem-chung/{job}/trang/{number:int}.png", _signed(verifying.picture)),
        Route("/{office}/co-quan", _signed(agency.office)),
        *_book(rights.BOOK),
        Route(f"{one}/cap-so", _signed(number.plan), methods=["GET"]),
        Route(f"{one}/cap-so", _signed(number.give), methods=["POST"]),
        Route(f"{one}/soan-tiep/{{way}}", _signed(following.blank), methods=["GET"]),
        Route(f"{one}/soan-tiep/{{way}}", _signed(following.create), methods=["POST"]),
        Route("/{office}/so-buu-dien", _signed(returned.post_book)),
        *_copies("/{office}/sao"),
        *_settings(rights.SETTINGS),
        *_begun("/{office}"),
        *(route for base in (own, one) for route in _written(base)),
        *_sent(rights.PLAN),
        Route(f"{one}/cac-ban", _signed(past.versions), methods=["GET"]),
        Route(f"{one}/cac-ban", _signed(past.restore), methods=["POST"]),
        Route(f"{one}/buoc", _signed(acting.act), methods=["POST"]),
        Route(f"{one}/buoc/{{sha256}}", _signed(acting.since)),
        *(Route(path, _signed(handler), methods=[method]) for method, path, handler in together.ROUTES),
        *_signing(one),
        Route(f"{one}/hinh", _signed(forms.picture), methods=["POST"]),
        Route(f"{one}/bang", _signed(forms.enclosure), methods=["POST"]),
        Route(f"{one}/trang-in", _signed(paper.frame)),
        Route(f"{one}/trang/{{name}}.svg", _signed(paper.sheet)),
        Route(f"{one}/tep/{{format}}", _signed(single.file)),
        Route(one, _signed(single.document)),
    ]


def _book(base: str) -> list[BaseRoute]:
    """Sổ văn bản đi; the longer addresses before those of its lines."""
    job = f"{base}/viec/{{job}}"
    return [
        Route(base, _signed(book.book)),
        Route(f"{base}/giu-so", _signed(book.reserving), methods=["GET"]),
        Route(f"{base}/giu-so", _signed(book.reserve), methods=["POST"]),
        Route(f"{base}/huy-so", _signed(book.voiding), methods=["GET"]),
        Route(f"{base}/huy-so", _signed(book.void), methods=["POST"]),
        Route(f"{base}/dau-so", _signed(book.head)),
        Route(f"{base}/xuat", _signed(bookwork.export), methods=["POST"]),
        Route(f"{base}/nhap", _signed(bookwork.upload), methods=["GET"]),
        Route(f"{base}/nhap", _signed(bookwork.look), methods=["POST"]),
        Route(f"{base}/kiem-tra", _signed(bookwork.check), methods=["POST"]),
        Route(f"{base}/sao-luu", _signed(bookwork.backup), methods=["POST"]),
        Route(job, _signed(bookwork.result), methods=["GET"]),
        Route(f"{job}/nhap", _signed(bookwork.enter), methods=["POST"]),
        Route(f"{job}/tinh-trang", _signed(bookwork.standing)),
        Route(f"{job}/tep", _signed(bookwork.file)),
        Route(f"{base}/{{year:int}}/{{code:path}}", _signed(book.entry)),
    ]


def _sent(base: str) -> list[BaseRoute]:
    """What stands on "Phát hành, theo dõi" of a document, and what is done there."""
    return [
        Route(f"{base}/so-gui", _signed(tracking.changes)),
        Route(f"{base}/so-gui.xlsx", _signed(tracking.export)),
        Route(f"{base}/noi-nhan/{{row}}", _signed(tracking.one)),
        Route(f"{base}/ghi-nhan", _signed(afterwards.mark), methods=["POST"]),
        Route(f"{base}/gui-lai", _signed(afterwards.resend), methods=["POST"]),
        Route(f"{base}/thu-hoi", _signed(afterwards.recall), methods=["GET"]),
        Route(f"{base}/thu-hoi", _signed(afterwards.take_back), methods=["POST"]),
        Route(f"{base}/nhan-ve/tinh-trang", _signed(returned.reading)),
        Route(f"{base}/nhan-ve", _signed(returned.incoming), methods=["GET"]),
        Route(f"{base}/nhan-ve", _signed(returned.bring), methods=["POST"]),
        Route(f"{base}/tra-loi", _signed(returned.answers), methods=["GET"]),
        Route(f"{base}/tra-loi", _signed(returned.answered), methods=["POST"]),
        Route(f"{base}/giay/{{name}}.pdf", _signed(returned.paper)),
        Route(base, _signed(issuing.sending), methods=["GET"]),
        Route(base, _signed(issuing.confirm), methods=["POST"]),
    ]


def _copies(base: str) -> list[BaseRoute]:
    """Bản sao: which file, what is asked of it, the copy."""
    return [
        Route(base, _signed(copying.upload), methods=["GET"]),
        Route(base, _signed(copying.take), methods=["POST"]),
        Route(f"{base}/{{job}}", _signed(copying.choose), methods=["GET"]),
        Route(f"{base}/{{job}}", _signed(copying.make), methods=["POST"]),
        Route(f"{base}/{{job}}/trang/{{page:int}}.png", _signed(copying.sheet)),
        Route(f"{base}/{{job}}/hinh/{{name}}.png", _signed(copying.picture)),
        Route(f"{base}/{{job}}/tep", _signed(copying.download)),
    ]


def _begun(base: str) -> list[BaseRoute]:
    """Bắt đầu, Trợ giúp: what an office needs that has nothing yet."""
    return [
        Route(f"{base}/bat-dau", _signed(beginning.start), methods=["GET"]),
        Route(f"{base}/bat-dau", _signed(beginning.make), methods=["POST"]),
        Route(f"{base}/bat-dau/noi-nhan", _signed(beginning.recipients), methods=["POST"]),
        Route(f"{base}/tro-giup", _signed(guide.first)),
        Route(f"{base}/tro-giup/hinh/{{name}}", _signed(guide.picture)),
        Route(f"{base}/tro-giup/{{name}}", _signed(guide.read)),
    ]


UNBEGUN: tuple[Any, ...] = (beginning.start, beginning.make, guide.first, guide.picture, guide.read)
"""What is there before there is an office; signing out is, too."""


def _settings(base: str) -> list[BaseRoute]:
    """Cài đặt: seen, tried, changed."""
    return [
        Route(base, _signed(settings.settings), methods=["GET"]),
        Route(f"{base}/thu", _signed(settings.letter), methods=["POST"]),
        Route(f"{base}/the-thuc", _signed(settings.style), methods=["GET"]),
        Route(f"{base}/the-thuc", _signed(settings.keep_style), methods=["POST"]),
        Route(f"{base}/anh", _signed(settings.picture), methods=["POST"]),
        Route(f"{base}/anh/{{name}}.png", _signed(settings.kept_picture)),
    ]


def _written(base: str) -> list[BaseRoute]:
    """What an editor of a text calls."""
    return [
        Route(f"{base}/sua", _signed(editor.editor)),
        Route(f"{base}/nguon", _signed(editor.read), methods=["GET"]),
        Route(f"{base}/nguon", _signed(editor.write), methods=["PUT"]),
        Route(f"{base}/xem", _signed(editor.look), methods=["POST"]),
        Route(f"{base}/khac", _signed(editor.difference), methods=["POST"]),
        Route(f"{base}/nhip", _signed(editor.beat), methods=["POST"]),
        Route(f"{base}/bieu-mau", _signed(forms.form), methods=["POST"]),
        Route(f"{base}/thao-tac", _signed(forms.operate), methods=["POST"]),
        Route(f"{base}/chua", _signed(forms.mend), methods=["POST"]),
        Route(f"{base}/goi-y", _signed(forms.complete), methods=["POST"]),
        Route(f"{base}/dan", _signed(forms.paste), methods=["POST"]),
        Route(f"{base}/so", _signed(forms.known)),
    ]


def _signing(one: str) -> list[BaseRoute]:
    """A document's signatures."""
    return [
        Route(f"{one}/ky", _signed(signing.shown), methods=["GET"]),
        Route(f"{one}/ky", _signed(signing.sign), methods=["POST"]),
        Route(f"{one}/ky/cho-ky", _signed(signing.make), methods=["POST"]),
        Route(f"{one}/ky/tai-len", _signed(signing.bring), methods=["POST"]),
        Route(f"{one}/ky/vgca", _signed(agent.ask), methods=["POST"]),
        Route(f"{one}/ky/kiem-chung", _signed(verifying.own), methods=["POST"]),
        Route(f"{one}/ky/tep/{{which}}", _signed(signing.download)),
        Route(f"{one}/ky/trang/{{name}}/{{number:int}}.png", _signed(signing.picture)),
    ]


def _signed(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Only for who has signed in, at an office that there is for them; what changes anything, only from a page of ours;
    and only what they may do.
    """

    async def handled(request: Request) -> Response:
        studio: Studio = request.app.state.studio
        script = "x-csrf-token" in request.headers
        if request.state.session is None:
            return refused(401, "signed_out", language(request)) if script else _unknown(request, studio)
        if request.method not in ("GET", "HEAD") and not await meant(request):
            return refused(403, "strange", language(request)) if script else page(request, "strange", 403)
        if handler is _leave:  # so may who has a role nowhere any more
            return await _leave(request)
        slug = request.path_params.get("office")
        place = await run_in_threadpool(_place, request, studio, slug)
        if place is None:
            return page(request, "no-office", 403) if slug is None else _missing(request, None)
        turn = studio.people is not None and rights.in_turn(request)
        if not turn or await run_in_threadpool(rights.hopeless, request, place):
            return await _asked(request, place, handler, script=script)
        await heard(request)  # whole before its turn, so that nobody waits for a slow line
        async with studio.turns.at(place.slug, request.path_params["id"]):
            return await _asked(request, place, handler, script=script)

    return handled


async def _asked(request: Request, place: Place, handler: Handler, *, script: bool) -> Response:
    """What may be done is done, at a document as it was when that was asked; the rest is refused."""
    if await rights.refused(request, place):
        if await run_in_threadpool(rights.nowhere, request, place):
            return _missing(request, None)
        return refused(403, "forbidden", language(request)) if script else page(request, "forbidden", 403, place=place)
    if not script and handler not in (*UNBEGUN, _session) and not await run_in_threadpool(beginning.begun, place):
        return RedirectResponse(f"/{place.slug}/bat-dau", 303)
    if not script:
        await run_in_threadpool(place.facts)  # every page names its office; reading that is not for the loop
    try:
        return await handler(request, place)
    except RuntimeError as error:
        if str(error) != "Stream consumed":  # a form with files was sent where a text is read
            raise
        return refused(400, "broken", language(request))


def _place(request: Request, studio: Studio, slug: str | None) -> Place | None:
    """The office of an address, or the first of one's own; an office in which one has no role is not there."""
    if studio.people is None:
        return studio.offices.first() if slug is None else studio.offices.find(slug)
    named = [place for place in studio.offices if slug in (None, place.slug)]
    return next((place for place in named if rights.member(studio.people, request, place)), None)


def _unknown(request: Request, studio: Studio) -> Response:
    """Who has no session: to the page where one signs in, and back from there."""
    if studio.people is None or request.method not in ("GET", "HEAD"):
        return page(request, "signed-out", 401, by_name=studio.people is not None)
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse("/dang-nhap" if asked == "/" else f"/dang-nhap?tiep={quote(asked)}", 303)


async def _enter(request: Request) -> Response:
    """The address that is printed: its token is used up, and the browser has a session."""
    studio: Studio = request.app.state.studio
    secret = studio.sessions.use(request.query_params.get("ma", "")) if request.method == "GET" else None
    if secret is None:
        if request.state.session is not None:  # the address was opened again, by one who is in already
            return RedirectResponse("/", 303)
        return page(request, "signed-out", 401, by_name=studio.people is not None)
    answer = RedirectResponse("/", 303)
    studio.admit(answer, secret)
    return answer


async def _session(request: Request, place: Place) -> Response:
    """The word of the session, for a page that stood open while somebody signed in anew; only ours can read it."""
    return JSONResponse({"csrf": session_of(request).csrf})


async def _leave(request: Request, place: Place | None = None) -> Response:
    studio: Studio = request.app.state.studio
    await run_in_threadpool(studio.sessions.end, request.state.secret)
    request.state.session = None
    answer: Response = (
        page(request, "signed-out", 200, by_name=False)
        if studio.people is None
        else RedirectResponse("/dang-nhap", 303)
    )
    answer.delete_cookie(studio.cookie, path="/", secure=studio.secure)
    return answer


def _missing(request: Request, _error: Exception | None) -> Response:
    if "x-csrf-token" in request.headers:
        return refused(404, "missing", language(request))
    return page(request, "missing", 404)


_HANDLERS: dict[Any, Any] = {
    404: _missing, 405: _missing, 413: too_large, 500: stopping.broken, stopping.Stopped: stopping.stopped,
    MachineFault: stopping.stopped, OSError: stopping.stopped, MemoryError: stopping.stopped,
}  # fmt: skip
