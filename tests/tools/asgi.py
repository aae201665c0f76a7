"""The studio without a server: requests straight into its application, in this process, one after another."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

HOST = "127.0.0.1:8881"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


@dataclass
class Client:
    """A browser that has a session, or (``cookie`` "") none; its word for forms stands in ``csrf``."""

    app: Any
    cookie: str = ""
    csrf: str = ""
    portal: Any = None
    """Of anyio: one loop with its threads for all clients."""
    address: str = "127.0.0.1"

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, b"", headers)

    def post(self, path: str, form: Mapping[str, str] | None = None, **headers: str) -> Answer:
        """A form of ours: its word and Origin are there, unless ``form`` and ``headers`` say otherwise."""
        body = urlencode({"_csrf": self.csrf, **(form or {})}).encode()
        return self.ask("POST", path, body, {"content-type": "application/x-www-form-urlencoded", **headers})

    def upload(self, path: str, form: Mapping[str, str], name: str, data: bytes, field: str = "tep") -> Answer:
        """A form with a file."""
        mark = "----ranh-gioi"
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
                 for key, value in {"_csrf": self.csrf, **form}.items()]  # fmt: skip
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'.encode()
        body = b"".join([*parts, head, data, f"\r\n--{mark}--\r\n".encode()])
        return self.ask("POST", path, body, {"content-type": f"multipart/form-data; boundary={mark}"})

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """One request and its whole answer."""
        found: Answer = self.portal.call(self.asked, method, path, body, headers)
        return found

    async def asked(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The same, for several at once."""
        plain, _, query = path.partition("?")
        every = {"host": HOST, "content-length": str(len(body)), **headers}
        if method not in ("GET", "HEAD"):
            every = {"origin": f"http://{HOST}", **every}
        if self.cookie:
            every["cookie"] = self.cookie
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": plain, "raw_path": plain.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(k.replace("_", "-").lower().encode(), v.encode()) for k, v in every.items()],
            "client": (self.address, 50000), "server": tuple(HOST.split(":")), "state": {},
        }  # fmt: skip
        told: list[dict[str, Any]] = []
        sent = False

        async def receive() -> dict[str, Any]:
            nonlocal sent
            if sent:
                await asyncio.sleep(3600)
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            told.append(message)

        await self.app(scope, receive, send)
        found = {k.decode(): v.decode("latin-1") for k, v in told[0]["headers"]}
        return Answer(told[0]["status"], found, b"".join(one.get("body", b"") for one in told[1:]))
