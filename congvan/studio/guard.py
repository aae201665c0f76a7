"""What every request goes through: by which name the server was called, how much it brings, who asks, from which page;
and what every answer bears: a policy that lets the page run nothing but our own files.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from congvan.people.steps import ROLES_OF
from congvan.problems import MachineFault
from congvan.studio.discreet import keeper
from congvan.studio.members import Members
from congvan.studio.pages import language, page, refused
from congvan.studio.sessions import Session, Sessions, same
from congvan.studio.stopping import stopped

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST = 25 * 1024 * 1024
"""Bytes of an upload."""
ONCE = "/mot-lan/"
"""Addresses that work once, which no cookie opens."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self'; font-src 'self'; "
    "connect-src 'self' wss://127.0.0.1:8987; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
PAPER = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
"""Of the frame in which the page is shown: its own ``style=`` attributes, the pictures in it, and no script at all."""
_ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


class TooLarge(HTTPException):
    """A body that is longer than is read, and longer than it said."""

    def __init__(self) -> None:
        super().__init__(413)


def too_large(request: Request, _error: Exception | None = None) -> Response:
    """What was sent is longer than is read, as a page, or as a sentence for a script."""
    if "x-csrf-token" in request.headers:
        return refused(413, "large", language(request))
    return page(request, "large", 413)


class Watching(Protocol):
    """Who counts requests, and says who sends too many."""

    async def __call__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, answered by ``app``."""
        ...

    def paced(self, scope: Scope) -> Response | None:
        """429 for whoever comes too often."""
        ...


class Guard:
    """The outermost of the application."""

    def __init__(
        self, app: ASGIApp, sessions: Sessions | Members, hosts: frozenset[str] | None, cookie: str,
        watch: Watching | None = None, *, secure: bool = False,
    ) -> None:  # fmt: skip
        """``hosts``: the names by which the server may be called (another one is somebody's page that had its name
        point here); None: any, where it was told to listen to the whole network. ``watch``: who counts requests.
        ``secure``: browsers are told to come by HTTPS only.
        """
        self.app, self.sessions, self.hosts, self.cookie = app, sessions, hosts, cookie
        self.watch, self.secure = watch, secure
        self._running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        self._running += 1
        try:
            if self.watch is None:
                await self._served(scope, receive, send)
            else:
                await self.watch(self._served, scope, receive, send)
        finally:
            self._running -= 1
            store = self.sessions.people.store if isinstance(self.sessions, Members) else None
            if store is not None and store.rests and not self._running:  # the answer has gone out
                await run_in_threadpool(store.rest)

    async def _served(self, scope: Scope, receive: Receive, send: Send) -> None:
        nonce = secrets.token_urlsafe(16)
        headers = Headers(scope=scope)
        secret = Request(scope).cookies.get(self.cookie, "")
        scope.setdefault("state", {}).update(nonce=nonce, session=None, secret=secret)
        dressed = _dressed(send, nonce, secure=self.secure)
        refused = self._refused(scope, headers)
        if refused is None and secret:
            try:
                scope["state"]["session"] = await self._session(secret)
            except MachineFault as fault:  # nobody can be known now: a page that says so, as of any other fault
                refused = await stopped(Request(scope), fault)
        keeper.set(_keeps(scope["state"]["session"]))
        if refused is None and self.watch is not None:
            refused = self.watch.paced(scope)
        if refused is not None:
            await refused(scope, receive, dressed)
            return
        try:
            await self.app(scope, _bounded(receive), dressed)
        except ClientDisconnect:  # whoever asked has closed the page: there is nobody to answer
            return

    async def _session(self, secret: str) -> Session | None:
        """Asked of a database, it is not for the loop."""
        if isinstance(self.sessions, Members):
            return await run_in_threadpool(self.sessions.find, secret)
        return self.sessions.find(secret)

    def _refused(self, scope: Scope, headers: Mapping[str, str]) -> Response | None:
        host = headers.get("host", "")
        if self.hosts is not None and host.lower() not in self.hosts:
            return Response("421 Host", 421)
        if scope["method"] in SAFE:
            return _without_slash(scope)
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > LARGEST + 65_536:
            return too_large(Request(scope))
        if scope["path"].startswith(ONCE):  # brought by a program, not by a page: its word is all that it has
            return None
        origin = urlsplit(headers.get("origin", ""))
        if origin.scheme not in ("http", "https") or origin.netloc.lower() != host.lower():
            return page(Request(scope), "strange", 403)
        return None


def _keeps(session: Session | None) -> bool:
    """Whether somebody looks after the machine: an administrator, or the one whose own workspace it is."""
    if session is None or session.who is None:
        return session is not None
    return any(m.holding.role in ROLES_OF["settings"] for m in session.who.memberships)


def _without_slash(scope: Scope) -> Response | None:
    """No address here ends with a slash; who typed one is led to the page. Its own path alone is named, so that nobody
    is led elsewhere (``//other``), and what is to be escaped is.
    """
    path = scope["path"]
    if path == "/" or not path.endswith("/"):
        return None
    asked = scope.get("query_string", b"").decode("latin-1")
    return RedirectResponse(quote(f"/{path.strip('/')}") + (f"?{asked}" if asked else ""), 307)


def _bounded(receive: Receive) -> Receive:
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > LARGEST + 65_536:
            raise TooLarge
        return message

    return receiving


def _dressed(send: Send, nonce: str, *, secure: bool = False) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _ALWAYS.items():
                headers.setdefault(name, value)
            headers.setdefault("content-security-policy", _POLICY.format(nonce=nonce))
            headers.setdefault("cache-control", "no-store")
            if secure:
                headers.setdefault("strict-transport-security", "max-age=31536000")
        await send(message)

    return sending


def session_of(request: Request) -> Session:
    """Who asks, where :func:`meant` or the router has made sure that somebody does."""
    found = request.state.session
    assert isinstance(found, Session)
    return found


def _is_form(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in ("application/x-www-form-urlencoded", "multipart/form-data")


async def _form(request: Request) -> FormData:
    if not request.headers.get("content-type", "").startswith("multipart/"):
        await request.body()  # kept, for a handler that wants it as it came
    return await request.form(max_files=200, max_fields=3000)


async def heard(request: Request) -> None:
    """All that a request brings, read now: whoever asks for it later has it at once."""
    await (_form(request) if _is_form(request) else request.body())


async def meant(request: Request) -> bool:
    """Whether a page of ours sent this: the session's word stands in a header, or in the form itself."""
    session = session_of(request)
    given = request.headers.get("x-csrf-token", "")
    if not given and _is_form(request):
        given = str((await _form(request)).get("_csrf", ""))
    return same(given, session.csrf)
