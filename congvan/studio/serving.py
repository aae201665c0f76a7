"""The server: one process, one address, ended by Ctrl-C."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, TextIO

import uvicorn
from starlette.types import ASGIApp

from congvan.desk.desk import Desk
from congvan.people import oidc
from congvan.studio import sweeping, warming
from congvan.studio.application import application
from congvan.studio.drawing import Drawer
from congvan.studio.members import Members, Slowing
from congvan.studio.meter import Journal
from congvan.studio.offices import Offices
from congvan.studio.sessions import Sessions
from congvan.studio.studio import Studio

if TYPE_CHECKING:
    from congvan.machine.clock import Clock
    from congvan.people.book import People

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0: any that is free. Errors: OSError.

    The protocol is named: asyncio sends at once only over a socket that says it is TCP. Else the second packet of every
    answer waits for the other side's receipt of the first, some 40 ms (Nagle's algorithm).
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(512)
    except OSError:
        made.close()
        raise
    return made


def hosts_of(host: str, port: int) -> frozenset[str] | None:
    """The names by which a server on ``host`` may be called; None: any, where it listens to more than this machine."""
    if host not in LOOPBACK:
        return None
    return frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))


def serve(app: ASGIApp, line: socket.socket, ready: Callable[[], None]) -> None:
    """Answer requests on ``line`` until the process is asked to end. ``ready`` is called once it listens."""
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", server_header=False, date_header=True, ws="none",
        timeout_graceful_shutdown=3, timeout_keep_alive=30,
    )  # fmt: skip
    server = uvicorn.Server(config)
    logging.getLogger("uvicorn.error").addFilter(_told)  # an end in order leaves no trace of who was still waiting

    async def run() -> None:
        serving = asyncio.ensure_future(server.serve([line]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        if server.started:
            ready()
        await serving

    with suppress(KeyboardInterrupt):  # uvicorn has ended in order and says once more why
        asyncio.run(run())


def _told(record: logging.LogRecord) -> bool:
    found = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    return not isinstance(found, asyncio.CancelledError) and "graceful shutdown" not in record.getMessage()


def run(desk: Desk, line: socket.socket, host: str, told: Callable[[str], None], lang: str) -> None:
    """The studio of one workspace on ``line``. ``told`` gets the address that signs its owner in, once."""
    port = int(line.getsockname()[1])
    sessions = Sessions(desk.here.clock)
    drawer = Drawer()
    offices = Offices.alone(desk)
    studio = Studio(offices, sessions, drawer, desk.here.clock, f"congvan_{port}")
    app = application(studio, hosts_of(host, port))
    shown = f"[{host}]" if ":" in host else host
    query = "" if lang == "vi" else f"&lang={lang}"
    token = sessions.token(desk.here.settings.actor)
    entry = f"http://{shown}:{port}/vao?ma={token}{query}"
    serve(app, line, partial(_ready, studio, partial(told, entry)))


def _ready(studio: Studio, told: Callable[[], None]) -> None:
    """The studio listens: it is said, and what its first visitor would wait for is made ready."""
    told()
    warming.begin(studio.offices.first())
    studio.drawer.warm(studio.offices.first())
    sweeping.begin(studio)


def run_offices(
    desks: Mapping[str, Desk], people: People, clock: Clock, line: socket.socket, host: str,
    told: Callable[[str], None], log: TextIO | None = None,
) -> None:  # fmt: skip
    """The studio of many offices on ``line``. ``told`` gets the address of the page where one signs in; ``log``: where
    requests are written down.
    """
    port = int(line.getsockname()[1])
    drawer, offices = Drawer(), Offices.several(desks)
    members = Members(people, Slowing(clock))
    secure = people.setup.secure_cookies
    name = f"__Host-congvan_{port}" if secure else f"congvan_{port}"  # so no page of a neighbouring name can set it
    journal = Journal(log) if log is not None else None
    provider = oidc.of(people)
    studio = Studio(offices, members, drawer, clock, name, secure=secure, journal=journal, provider=provider)
    app = application(studio, hosts_of(host, port))
    shown = f"[{host}]" if ":" in host else host
    serve(app, line, partial(_ready, studio, partial(told, f"http://{shown}:{port}/dang-nhap")))
    if journal is not None:
        journal.close()
