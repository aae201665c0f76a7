"""The outermost of the application."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from starlette.requests import ClientDisconnect

from congvan.studio.guard import Guard
from congvan.studio.sessions import Sessions


def test_who_leaves_while_a_request_is_read_leaves_no_fault() -> None:
    async def app(scope, receive, send):  # type: ignore[no-untyped-def]
        raise ClientDisconnect

    async def nothing(*_):  # type: ignore[no-untyped-def]
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [], "state": {}}
    guard = Guard(app, Sessions(lambda: datetime.now(UTC)), None, "c")
    assert asyncio.run(guard(scope, nothing, nothing)) is None
