"""An office for each test with keys of a test authority, and one letter sealed once for all tests of a session."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

import pki  # noqa: E402
from shop import Shop, office  # noqa: E402

PASSWORD = "bí mật 1"
DRAFT = """unit: thanh-tra
subject: thử ký số
signer: giam-doc
to: [so-noi-vu]
body: |
  Đoạn văn thứ nhất của công văn, có đủ chữ để thành một trang.

  1. Việc thứ nhất;
  2. Việc thứ hai.
copies: [nhu-tren]
"""


@dataclass
class Bench:
    shop: Shop
    keys: Path
    authority: pki.Authority

    def run(self, *args: str):
        return self.shop.run(*args)

    def p12(self, name: str) -> list[str]:
        return ["--p12", str(self.keys / f"{name}.p12"), "--password-file", str(self.keys / "mat-khau")]

    @property
    def ca(self) -> str:
        return str(self.keys / "ca.pem")

    def stamp(self, box) -> bytes:
        """The look of a signature, for tests that sign without the command."""
        from congvan.render import fonts, stamp

        return stamp.note(box, ["Thử"], fonts.find(), "000000")

    def issue(self, id: str, *more: str) -> str:
        """The real command; the code it gave."""
        import json

        done = self.run("issue", id, "--date", "2026-11-24", "--json", *more)
        assert done.returncode == 0, done.stdout + done.stderr
        made = json.loads(done.stdout)
        return made.get("code") or made["issued"][0]["code"]

    def signed(self, id: str) -> Path:
        return self.shop.output(id, "signed.pdf")

    def seal(self, id: str, text: str = DRAFT, *more: str) -> Path:
        self.shop.write(id, text)
        for args in (
            ["ready", id],
            ["sign", id, "--as", "KyLanhDao", *self.p12("leader"), *more],
        ):
            done = self.run(*args)
            assert done.returncode == 0, done.stderr
        self.issue(id, *(("--number", "881") if id == "mau" else ()))
        done = self.run("sign", id, "--as", "DauCoQuan", *self.p12("agency"), *more)
        assert done.returncode == 0, done.stderr
        return self.signed(id)


def bench_in(folder: Path, authority: pki.Authority) -> Bench:
    keys = folder / "keys"
    keys.mkdir(parents=True)
    (keys / "mat-khau").write_text(PASSWORD + "\n", encoding="utf-8")
    (keys / "mat-khau").chmod(0o600)  # else each signature comes with a warning (CV948)
    authority.identity().pem(keys / "ca.pem")
    authority.issue("Nguyễn Tấn Đức").p12(keys / "leader.p12", PASSWORD)
    authority.issue("Sở Thông tin và Truyền thông", key=pki.rsa_key(3)).p12(keys / "agency.p12", PASSWORD)
    work = folder / "shop"
    work.mkdir()
    return Bench(office(work), keys, authority)


@pytest.fixture
def make_bench():
    return bench_in


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """The office that the others are copies of: "mau" stands in it, 881, sealed. No test works in it."""
    made = bench_in(tmp_path_factory.mktemp("ky-so"), pki.Authority())
    made.seal("mau")
    return made


@pytest.fixture
def bench(pattern: Bench, tmp_path: Path) -> Bench:
    """An office of the test's own: which tests ran before in the same process never shows in it."""
    place = tmp_path / "ky-so"
    shutil.copytree(pattern.keys.parent, place)
    return Bench(Shop(place / "shop"), place / "keys", pattern.authority)


@pytest.fixture(scope="session")
def sealed(pattern: Bench) -> bytes:
    return pattern.signed("mau").read_bytes()


@pytest.fixture(scope="session")
def roots(pattern: Bench):
    from congvan.pades import trust

    return list(trust.parse(Path(pattern.ca).read_bytes()))


@pytest.fixture(scope="session")
def server():
    made = pki.Server()
    yield made
    made.close()
