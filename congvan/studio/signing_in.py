"""Đăng nhập: name and password → a session; a word that works once → a password; one's own password and sessions."""

from __future__ import annotations

import secrets as random
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.people.reminders import Reminders, Wish
from congvan.people.secrets import LONGEST, SHORTEST, good
from congvan.studio.browsers import browser
from congvan.studio.guard import session_of
from congvan.studio.members import Members
from congvan.studio.offices import Place
from congvan.studio.pages import language, moment, page, say
from congvan.studio.recording import actor
from congvan.studio.sessions import same
from congvan.text.addresses import normal

if TYPE_CHECKING:
    from congvan.people.book import People, Person
    from congvan.studio.studio import Studio


def _of(request: Request) -> tuple[Studio, Members] | None:
    """The studio, where people sign in by name; None in a workspace of one's own."""
    studio: Studio = request.app.state.studio
    return (studio, studio.sessions) if isinstance(studio.sessions, Members) else None


def _form(request: Request, name: str, status: int, **values: object) -> Response:
    """A form for one who has no session yet: its word stands in a cookie and in the form."""
    studio: Studio = request.app.state.studio
    word, lang = random.token_urlsafe(24), language(request)
    at = studio.people.life.exchanged if studio.people is not None else None
    values["exchanged"] = moment(studio.offices.first().local(at), lang) if at is not None else ""
    answer = page(request, name, status, word=word, provider=studio.provider is not None, **values)
    options = {"httponly": True, "samesite": "strict", "secure": studio.secure, "max_age": 3600}
    answer.set_cookie(f"{studio.cookie}_vao", word, path="/", **options)  # type: ignore[arg-type]
    return answer


async def _meant(request: Request) -> bool:
    studio: Studio = request.app.state.studio
    word = request.cookies.get(f"{studio.cookie}_vao", "")
    form = await request.form(max_files=0, max_fields=20)
    return bool(word) and same(str(form.get("_csrf", "")), word)


def safe(address: str) -> str:
    """Where to go after signing in: a page of ours, whatever the address says."""
    parts = urlsplit(address)
    ours = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return address if ours and address.isprintable() and "\\" not in address else "/"


async def ask(request: Request) -> Response:
    """Tên đăng nhập, Mật khẩu."""
    if _of(request) is None:
        return page(request, "missing", 404)
    next_ = safe(request.query_params.get("tiep", "/"))
    if request.state.session is not None:
        return RedirectResponse(next_, 303)
    return _form(request, "sign-in", 200, typed="", told="", next=next_)


async def enter(request: Request) -> Response:
    """A session, or the form again with a sentence that tells nobody whether the name is known."""
    of = _of(request)
    if of is None:
        return page(request, "missing", 404)
    studio, members = of
    if not await _meant(request):
        return page(request, "strange", 403)
    form, lang = await request.form(), language(request)
    name, password = str(form.get("ten", "")).strip()[:100], str(form.get("mat_khau", ""))[: LONGEST + 1]
    next_ = safe(str(form.get("tiep", "/")))
    keys = (f"name {name}", f"address {request.client.host if request.client else ''}")
    wait = members.slowing.attempt(*keys)
    again = partial(_form, request, "sign-in", typed=name, next=next_)
    if wait:
        answer = again(429, told=say(lang, "sign_in.slow", seconds=wait))
        answer.headers["retry-after"] = str(wait)
        return answer
    person = await run_in_threadpool(members.people.fits, name, password)
    if person is None:
        members.slowing.failed(keys[1])
        return again(401, told=say(lang, "sign_in.wrong"))
    members.slowing.well(*keys)
    return await _signed_in(request, studio, members.people, person, next_)


async def _signed_in(request: Request, studio: Studio, people: People, person: Person, address: str) -> Response:
    secret = await run_in_threadpool(people.begin, person, request.headers.get("user-agent", ""))
    answer = RedirectResponse(address, 303)
    studio.admit(answer, secret)
    answer.delete_cookie(f"{studio.cookie}_vao", path="/", secure=studio.secure)
    return answer


async def set_first(request: Request) -> Response:
    """The form of an address that works once; looking at it uses nothing up."""
    of = _of(request)
    if of is None:
        return page(request, "missing", 404)
    word = request.query_params.get("ma", "")
    person = await run_in_threadpool(of[1].people.resettable, word)
    if person is None:
        return page(request, "used-up", 404)
    return _form(request, "new-password", 200, ma=word, person=person, told="")


async def set_now(request: Request) -> Response:
    """The password is set, the word used up, the person signed in."""
    of = _of(request)
    if of is None:
        return page(request, "missing", 404)
    if not await _meant(request):
        return page(request, "strange", 403)
    studio, members = of
    form = await request.form()
    word, password = str(form.get("ma", "")), str(form.get("mat_khau", ""))
    person = await run_in_threadpool(members.people.resettable, word)
    if person is None:
        return page(request, "used-up", 404)
    wrong = _unfit(request, password, str(form.get("lai", "")))
    if wrong:
        return _form(request, "new-password", 422, ma=word, person=person, told=wrong)
    if not await run_in_threadpool(members.people.set_by, word, person, password):
        return page(request, "used-up", 404)  # another request had the same word, and was faster
    return await _signed_in(request, studio, members.people, person, "/")


def _unfit(request: Request, password: str, again: str) -> str:
    lang = language(request)
    if not good(password):
        return say(lang, "password.short", least=SHORTEST)
    return "" if password == again else say(lang, "password.unlike")


async def account(request: Request, place: Place) -> Response:
    """One's own name, roles, password, and where one is signed in."""
    return await _account(request, place, "", 200)


async def _account(
    request: Request, place: Place, told: str, status: int, asked: Wish | None = None
) -> Response:  # fmt: skip
    of, who = _of(request), session_of(request).who
    if of is None or who is None:
        return page(request, "missing", 404, place=place)
    lang = language(request)
    kept = await run_in_threadpool(of[1].people.sessions, who)
    mine = session_of(request).key
    sessions = [(one.short, moment(place.local(one.since), lang), browser(one.agent), one.key == mine) for one in kept]
    people = of[1].people
    wish = asked or await run_in_threadpool(Reminders(people).wish, who)
    return page(
        request, "account", status, place=place, who=who, sessions=sessions, told=told, wish=wish,
        sends=bool(people.setup.address),
    )  # fmt: skip


async def change(request: Request, place: Place) -> Response:
    """Another password: whoever changes it knows the one of now; every session ends, and this one begins anew."""
    of, who = _of(request), session_of(request).who
    if of is None or who is None:
        return page(request, "missing", 404, place=place)
    studio, members = of
    form, key = await request.form(), f"name {who.name}"
    wait = members.slowing.attempt(key)
    if wait:
        return await _account(request, place, say(language(request), "sign_in.slow", seconds=wait), 429)
    if await run_in_threadpool(members.people.fits, who.name, str(form.get("cu", ""))) is None:
        return await _account(request, place, say(language(request), "password.wrong"), 422)
    members.slowing.well(key)
    password = str(form.get("mat_khau", ""))
    wrong = _unfit(request, password, str(form.get("lai", "")))
    if wrong:
        return await _account(request, place, wrong, 422)
    await run_in_threadpool(members.people.password, who, password, who.name)
    return await _signed_in(request, studio, members.people, who, "/tai-khoan")


async def reminding(request: Request, place: Place) -> Response:
    """Whether a letter a day comes, and where to."""
    of, who = _of(request), session_of(request).who
    if of is None or who is None:
        return page(request, "missing", 404, place=place)
    form = await request.form()
    wish, typed = None, str(form.get("dia_chi", "")).strip()
    if form.get("nhac"):
        address, english = normal(typed), bool(form.get("tieng_anh"))
        if address is None or len(address) > 320:
            told = say(language(request), "remind.wrong", address=typed[:200])
            return await _account(request, place, told, 422, Wish(typed, english))
        wish = Wish(address, english)
    await run_in_threadpool(Reminders(of[1].people).want, who, wish, actor(session_of(request), ""))
    return RedirectResponse("/tai-khoan", 303)


async def end(request: Request, place: Place) -> Response:
    """One session of one's own ends, or all of them."""
    of, who = _of(request), session_of(request).who
    if of is None or who is None:
        return page(request, "missing", 404, place=place)
    form = await request.form()
    wanted = str(form.get("phien", ""))
    if not wanted:
        await run_in_threadpool(of[1].people.end_all, who)
        return RedirectResponse("/dang-nhap", 303)
    for one in await run_in_threadpool(of[1].people.sessions, who):
        if one.short == wanted:
            await run_in_threadpool(of[1].people.end, one.key, who)
    return RedirectResponse("/tai-khoan", 303)
