"""A workspace with a mail server of its own; whatever a test says of the ledger holds on both databases."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

from mail_server import MailServer  # noqa: E402
from shop import Shop, office  # noqa: E402

LETTER = """unit: thanh-tra
subject: |-
  thử phát hành văn bản "quan trọng"
  cho mọi nơi
signer: giam-doc
to: [{to}]
body: |
  Đoạn văn thứ nhất của công văn.
copies: [nhu-tren, {{text: "Ban Giám đốc Sở"}}]
"""


@dataclass
class Post:
    """A workspace that sends to ``mail``; agencies are named after what the server does to them."""

    shop: Shop
    mail: MailServer
    agencies: dict[str, str] = field(default_factory=dict)
    groups: str = ""

    def smtp(self, **more: object) -> None:
        """``delivery:`` of issuer.yaml, with what is given changed."""
        values = {"host": "127.0.0.1", "port": self.mail.port, "security": "none", "timeout": 5,
                  "from": "vanthu@sotttt.example", **more}  # fmt: skip
        text = (ROOT / "issuer.yaml").read_text(encoding="utf-8")
        lines = "".join(f"    {k}: {json.dumps(v)}\n" for k, v in values.items() if v is not None)
        (self.shop.root / "issuer.yaml").write_text(f"{text}delivery:\n  smtp:\n{lines}", encoding="utf-8")

    def recipients(self, *names: str, **more: str) -> None:
        """One agency for each name, reached at ``name@noi.example``; ``more`` gives the fields of others."""
        self.agencies |= {n: f"{{name: Nơi {n}, email: {n}@noi.example}}" for n in names}
        self.agencies |= {k.replace("_", "-"): v for k, v in more.items()}
        text = "agencies:\n" + "".join(f"  {slug}: {entry}\n" for slug, entry in self.agencies.items()) + self.groups
        (self.shop.root / "recipients.yaml").write_text(text, encoding="utf-8")

    def issued(self, id: str = "a", to: str = "", text: str = LETTER) -> str:
        self.shop.write(id, text.format(to=to or ", ".join(self.agencies)))
        done = self.shop.run("issue", id, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)["code"]

    def send(self, id: str = "a", *args: str, code: int | None = None, **env: str) -> dict:
        """``send --allow-unsigned --json``."""
        done = self.shop.run("send", id, "--allow-unsigned", "--json", *args, **env)
        return said(done, code)

    def run(self, *args: str, code: int | None = None, **env: str) -> dict:
        return said(self.shop.run(*args, "--json", **env), code)

    def states(self, id: str = "a") -> dict[str, str]:
        return {r["agency"]: r["state"] for r in self.run("deliveries", id, code=0)["deliveries"]}

    def rows(self, id: str = "a") -> dict[str, dict]:
        return {r["agency"]: r for r in self.run("deliveries", id, code=0)["deliveries"]}


def said(done, code: int | None) -> dict:
    assert "Traceback" not in done.stderr, done.stderr
    assert code is None or done.returncode == code, (done.returncode, done.stdout, done.stderr)
    return json.loads(done.stdout)


def codes(document: dict) -> list[str]:
    return sorted({d["code"] for d in document["diagnostics"]})


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    """A server that takes mail, a workspace without agencies yet."""
    (tmp_path / "so").mkdir()
    with MailServer(tmp_path / "thu", ("--keep",)) as mail:
        made = Post(office(tmp_path / "so"), mail)
        made.smtp()
        yield made


@pytest.fixture
def with_server(tmp_path: Path) -> Iterator[Callable[..., Post]]:
    """A workspace whose server is started with options of the test's own."""
    (tmp_path / "so").mkdir()
    shop, servers = office(tmp_path / "so"), []

    def make(*options: str) -> Post:
        mail = MailServer(tmp_path / "thu", ("--keep", *options))
        mail.start()
        servers.append(mail)
        made = Post(shop, mail)
        made.smtp()
        return made

    yield make
    for mail in servers:
        mail.stop()
