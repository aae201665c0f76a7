"""A studio of offices in this process, and requests to it without a browser."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from congvan.desk.desk import Desk
from congvan.machine.settings import Settings
from congvan.people.book import Membership, People, Person
from congvan.people.roles import Holding
from congvan.people.setup import Setup
from congvan.studio.application import application
from congvan.studio.drawing import Drawer
from congvan.studio.members import Members, Slowing
from congvan.studio.offices import Offices
from congvan.studio.studio import Studio

ROOT = Path(__file__).parents[2]
LETTER = "unit: thanh-tra\nsubject: việc\nsigner: giam-doc\nto: [so-noi-vu]\nbody: Nội dung.\n"


def now() -> datetime:
    return datetime(2026, 11, 30, 3, tzinfo=UTC)


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    starts: int = 0


@dataclass
class Asked:
    """One person at one office ``so`` beside another, ``xa``."""

    root: Path
    people: People
    studio: Studio
    app: Any
    person: Person
    secret: str
    csrf: str

    def file(self, name: str, office: str = "so") -> Path:
        return self.root / office / name

    def write(self, id: str, text: str = LETTER, office: str = "so") -> Path:
        file = self.file(f"circulars/{id}.yaml", office)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def ask(self, method: str, address: str, body: bytes = b"", **headers: str) -> Answer:
        path, _, query = address.partition("?")
        given = {
            "host": "127.0.0.1:1", "origin": "http://127.0.0.1:1", "cookie": f"c={self.secret}",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }  # fmt: skip
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": path, "raw_path": path.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(k.encode(), v.encode()) for k, v in given.items() if v], "client": ("127.0.0.1", 9),
            "server": ("127.0.0.1", 1), "state": {},
        }  # fmt: skip
        answer, parts = Answer(), [body[at : at + 65536] for at in range(0, len(body) or 1, 65536)]

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": parts.pop(0) if parts else b"", "more_body": bool(parts)}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answer.starts += 1
                answer.status = message["status"]
                answer.headers = {k.decode(): v.decode() for k, v in message["headers"]}
            else:
                answer.body += message.get("body", b"")

        asyncio.run(self.app(scope, receive, send))
        return answer

    def post(self, address: str, **form: str) -> Answer:
        body = urlencode({"_csrf": self.csrf, **form}).encode()
        return self.ask("POST", address, body, content_type="application/x-www-form-urlencoded")


def asked(root: Path, *held: Holding) -> Asked:
    for office in ("so", "xa"):
        (root / office / "circulars").mkdir(parents=True)
        for name in ("issuer.yaml", "recipients.yaml"):
            shutil.copy(ROOT / name, root / office / name)
    people = People(Setup(root, {"so": root / "so", "xa": root / "xa"}), Settings(), now)
    assert people.add("lan", "Lan", [Membership("so", one) for one in held], "mot cau ngan", "root")
    person = people.person("lan")
    assert person is not None
    secret = people.begin(person, "")
    kept = people.session(secret)
    assert kept is not None
    desks = {office: Desk.open(root / office) for office in ("so", "xa")}
    studio = Studio(Offices.several(desks), Members(people, Slowing(now)), Drawer(), now, "c")
    return Asked(root, people, studio, application(studio, None), person, secret, kept.csrf)
