"""What tests share: the shipped workspace, built once and printed once by LibreOffice."""

from __future__ import annotations

import importlib.util
import itertools
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def _tool(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tests" / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


_tool("agreement")
_tool("overlaps")
_tool("letters")
_tool("postgres")
_tool("warm")
_tool("shop")
_tool("issued")

import postgres  # noqa: E402
from shop import Shop, office  # noqa: E402

_counter = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[object]:
    made = postgres.Server()
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def register_url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """ "" for SQLite beside issuer.yaml; the programs that a test starts see it in their environment."""
    url = ""
    if request.param == "postgresql":
        url = request.getfixturevalue("server").database(f"so{next(_counter)}")
    monkeypatch.setenv("CONGVAN_REGISTER", url)
    return url


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """A workspace with the shipped issuer and recipients and no circular."""
    return office(tmp_path)


@dataclass(frozen=True)
class Built:
    """Finished circulars: ours as PDF and DOCX, and the DOCX as LibreOffice prints it."""

    shop: Shop
    ids: tuple[str, ...]
    printed: Path

    def pdf(self, id: str) -> Path:
        return self.shop.output(id, "pdf")

    def docx(self, id: str) -> Path:
        return self.shop.output(id, "docx")

    def office(self, id: str) -> Path:
        return self.printed / f"{Path(id).name}.pdf"


CASES = ROOT / "tests" / "readers" / "cases"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Everything that ships, the kind's example, and the cases under tests/readers/cases."""
    from agreement import print_docx

    shop = office(tmp_path_factory.mktemp("shop"), cold=True)
    shutil.copytree(ROOT / "circulars", shop.root / "circulars", dirs_exist_ok=True)
    shutil.copy(ROOT / "templates" / "cong-van" / "example.yaml", shop.root / "circulars" / "mau-cong-van.yaml")
    for case in sorted(CASES.glob("*.yaml")):
        shutil.copy(case, shop.root / "circulars" / case.name)
    done = shop.run("build")
    assert done.returncode == 0, done.stderr
    ids = tuple(
        p.relative_to(shop.root / "circulars").with_suffix("").as_posix()
        for p in sorted((shop.root / "circulars").rglob("*.yaml"))
    )
    printed = tmp_path_factory.mktemp("printed")
    print_docx([shop.output(id, "docx") for id in ids], printed)
    return Built(shop, ids, printed)
