"""A studio of offices in this process, with people in every role, each with a session: no server, no browser."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from anyio.from_thread import start_blocking_portal
from asgi import HOST, Client
from shop import office

from congvan import Desk, Settings
from congvan.people.book import Membership, People
from congvan.people.roles import parse
from congvan.people.setup import load
from congvan.people.steps import Act, Mark
from congvan.problems import Problems
from congvan.studio.application import application
from congvan.studio.drawing import Drawer
from congvan.studio.members import Members, Slowing
from congvan.studio.offices import Offices
from congvan.studio.recording import teller
from congvan.studio.studio import Studio

COOKIE = "congvan_8881"
LETTER = """unit: thanh-tra
subject: {subject}
signer: giam-doc
to: [so-noi-vu]
body: |
  Nội dung {subject}.
copies: [nhu-tren]
"""


class Crowd:
    """``people``: by name the roles in ``so``; who is in ``khac`` is told as ``khac/role``."""

    def __init__(
        self, root: Path, people: dict[str, str], database: str = "", offices: tuple[str, ...] = ("so", "khac"),
        drawer: Any = None, patience: float = 30,
    ) -> None:  # fmt: skip
        self.root, self.time = root, datetime(2026, 11, 30, 3, tzinfo=UTC)
        for slug in offices:
            (root / slug).mkdir()
            shop = office(root / slug)
            text = (shop.root / "issuer.yaml").read_text("utf-8")
            (shop.root / "issuer.yaml").write_text(f"{text}\nid: {slug}\nsteps: {{way: giay}}\n", "utf-8")
        lines = "".join(f"  {slug}: {{workspace: {slug}}}\n" for slug in offices)
        more = f"database: {database}\n" if database else ""
        (root / "studio.yaml").write_text(f"offices:\n{lines}{more}", "utf-8")
        problems = Problems()
        setup = load(root, problems)
        assert setup is not None, list(problems)
        settings = Settings(actor="root", patience=patience)
        self.desks = {s: Desk.open(w, settings=settings, clock=self.now) for s, w in setup.offices.items()}
        self.people = People(setup, settings, self.now, teller(self.desks))
        members = Members(self.people, Slowing(self.now))
        self.studio = Studio(Offices.several(self.desks), members, drawer or Drawer(), self.now, COOKIE)
        self.app = application(self.studio, frozenset({HOST}))
        self._portal = start_blocking_portal()
        self.portal = self._portal.__enter__()
        self.clients: dict[str, Client] = {"": Client(self.app, portal=self.portal)}
        for name, held in people.items():
            self.add(name, *held.split())

    def now(self) -> datetime:
        self.time += timedelta(milliseconds=1)
        return self.time

    def add(self, name: str, *held: str) -> None:
        """``office/role`` or a role in ``so``; its browser has a session."""
        memberships = []
        for one in held:
            office, _, role = one.rpartition("/")
            holding = parse(role)
            assert holding is not None, role
            memberships.append(Membership(office or "so", holding))
        plain = People(self.people.setup, Settings(), self.now)
        assert plain.add(name, name.title(), memberships, "", "root")
        plain.close()
        person = self.people.person(name)
        assert person is not None
        secret = self.people.begin(person, "test")
        kept = self.people.session(secret)
        assert kept is not None
        self.clients[name] = Client(self.app, f"{COOKIE}={secret}", kept.csrf, self.portal)

    def __getitem__(self, name: str) -> Client:
        return self.clients[name]

    def close(self) -> None:
        self._portal.__exit__(None, None, None)
        self.people.close()

    # documents

    def write(self, id: str, subject: str = "", office: str = "so") -> Path:
        path = self.root / office / "circulars" / f"{id}.yaml"
        path.write_text(LETTER.format(subject=subject or f"việc {id}"), "utf-8")
        return path

    def hash(self, id: str, office: str = "so") -> str:
        found = self.desks[office].standing(id).value
        assert found is not None
        return found.hashes[0] if found.hashes else "0" * 64

    def mark(self, id: str, *acts: tuple[str, Act], target: str = "", office: str = "so") -> None:
        """Steps taken without their buttons: who, what."""
        sha256 = self.hash(id, office)
        for person, act in acts:
            known = len(self.people.marks(office, id))
            mark = Mark(id, person, person.title(), "", act, sha256, self.people.now(), "", target)
            assert self.people.mark(office, mark, "", "", known)

    def changed(self, before: set[tuple[str, str]]) -> set[str]:
        """Which files are not as they were, for whoever reads of a failure."""
        return {name for name, _ in before ^ self.files()}

    def files(self) -> set[tuple[str, str]]:
        return {(str(p), hashlib.sha256(_tables(p) if p.suffix == ".db" else p.read_bytes()).hexdigest())
                for p in self.root.rglob("*") if p.is_file() and not p.name.endswith((".db-wal", ".db-shm"))}  # fmt: skip


def _tables(path: Path) -> bytes:
    line = sqlite3.connect(path)
    names = [name for (name,) in line.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    said = [
        (name, line.execute(f'SELECT * FROM "{name}"').fetchall())
        for name in names
        if not name.startswith(("sqlite_", "entries_words"))
    ]
    line.close()
    return repr(said).encode()
