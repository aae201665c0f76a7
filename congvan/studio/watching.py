"""Each request on its way: counted, timed, told to the journal, and refused where one browser sends too many."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from congvan.studio.meter import Journal, Meter, Pace, route_of
from congvan.studio.pages import language, page, refused, say

if TYPE_CHECKING:
    from starlette.responses import Response


@dataclass
class Watch:
    """See :class:`congvan.studio.guard.Watching`."""

    meter: Meter
    journal: Journal | None = None
    pace: Pace = field(default_factory=Pace)

    async def __call__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, answered by ``app``."""
        began, status = time.monotonic(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        self.meter.began()
        try:
            await app(scope, receive, sending)
        finally:
            took = time.monotonic() - began
            self.meter.ended(scope["method"], route_of(scope), status, took)
            if self.journal is not None:
                self.journal.note(scope, status, took)

    def paced(self, scope: Scope) -> Response | None:
        """429 for whoever comes too often: by session, without one by address."""
        session, client = scope["state"]["session"], scope.get("client")
        key = (session.key or session.csrf) if session is not None else str(client[0] if client else "")
        seconds = self.pace.wait(scope, key)
        if not seconds:
            return None
        request = Request(scope)
        lang = language(request)
        script = "x-csrf-token" in request.headers
        told = say(lang, "often.text", seconds=seconds)
        answer: Response = refused(429, "often", lang) if script else page(request, "often", 429, told=told)
        answer.headers["retry-after"] = str(seconds)
        return answer
