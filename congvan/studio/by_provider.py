"""Đăng nhập bằng tài khoản cơ quan (OIDC): to the provider and back, as a person whom the studio knows."""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from congvan.people.oidc import Flow, Unsure
from congvan.studio.members import Members
from congvan.studio.pages import language, page, say
from congvan.studio.sessions import same
from congvan.studio.signing_in import safe

if TYPE_CHECKING:
    from congvan.people.oidc import Provider
    from congvan.studio.application import Studio

START, BACK = "/dang-nhap/oidc", "/dang-nhap/oidc/ve"
LASTS = timedelta(minutes=10)
MOST = 2_000


@dataclass
class Flows:
    """Who is at the provider just now: by the hash of the state, with the word that their browser alone has."""

    _found: OrderedDict[str, tuple[Flow, str, str, datetime]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def keep(self, flow: Flow, word: str, address: str, until: datetime) -> None:
        """One more; the oldest makes room."""
        with self._lock:
            self._found[_key(flow.state)] = flow, _key(word), address, until
            while len(self._found) > MOST:
                self._found.popitem(last=False)

    def take(self, state: str, word: str, now: datetime) -> tuple[Flow, str] | None:
        """What a state stands for, once, in the browser that it was given to; and where to go on."""
        with self._lock:
            found = self._found.pop(_key(state), None)
        if found is None or now >= found[3] or not same(_key(word), found[1]):
            return None
        return found[0], found[2]


def _key(word: str) -> str:
    return hashlib.sha256(word.encode("utf-8", "replace")).hexdigest()


def _of(request: Request) -> tuple[Studio, Members, Provider] | None:
    studio: Studio = request.app.state.studio
    if not isinstance(studio.sessions, Members) or studio.provider is None:
        return None
    return studio, studio.sessions, studio.provider


def _redirect(request: Request, studio: Studio) -> str:
    scheme = "https" if studio.secure else request.url.scheme
    return f"{scheme}://{request.url.netloc}{BACK}"


async def start(request: Request) -> Response:
    """To the provider. Nobody is signed in or out by it; the state that comes back is bound to this browser."""
    of = _of(request)
    if of is None:
        return page(request, "missing", 404)
    studio, _, provider = of
    try:
        flow = await run_in_threadpool(provider.begin, _redirect(request, studio))
    except Unsure as unsure:
        return _refused(request, unsure, 503)
    word = secrets.token_urlsafe(32)
    studio.flows.keep(flow, word, safe(request.query_params.get("tiep", "/")), studio.now() + LASTS)
    answer = RedirectResponse(flow.address, 303)
    lasts = int(LASTS.total_seconds())
    # Lax: the way back begins at the provider, and a strict cookie stays away from it.
    answer.set_cookie(
        f"{studio.cookie}_oidc", word, httponly=True, samesite="lax", secure=studio.secure, max_age=lasts, path=START
    )
    return answer


async def back(request: Request) -> Response:
    """From the provider: a session for the person whom it names, or a sentence."""
    of = _of(request)
    if of is None:
        return page(request, "missing", 404)
    studio, members, provider = of
    word = request.cookies.get(f"{studio.cookie}_oidc", "")
    found = studio.flows.take(request.query_params.get("state", ""), word, studio.now())
    if found is None:
        return _told(request, 400, say(language(request), "oidc.strange"))
    flow, address = found
    try:
        name = await run_in_threadpool(provider.finish, flow, dict(request.query_params))
    except Unsure as unsure:
        return _refused(request, unsure, 503 if unsure.why == "away" else 403)
    person = await run_in_threadpool(members.people.person, name)
    if person is None or person.disabled:
        return _told(request, 403, say(language(request), "oidc.unknown", name=name[:100]))
    secret = await run_in_threadpool(members.people.begin, person, request.headers.get("user-agent", ""))
    # A page of ours, which goes on by itself: a redirect from another site would come without the session's cookie.
    answer = page(request, "signed-in", 200, next=address)
    studio.admit(answer, secret)
    answer.delete_cookie(f"{studio.cookie}_oidc", path=START)
    return answer


def _refused(request: Request, unsure: Unsure, status: int) -> Response:
    logging.getLogger(__name__).warning("oidc: %s", unsure)
    return _told(request, status, say(language(request), f"oidc.{unsure.why}"))


def _told(request: Request, status: int, sentence: str) -> Response:
    return page(request, "by-provider", status, told=sentence)
