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

from congvan.machine import children  # noqa: E402
from congvan.render import pdf  # noqa: E402

_counter = itertools.count()
pdf.load()  # as the program loads WeasyPrint, before any test does it the long way
children.allow()  # tests run in the first thread of a process of their own, as the command line does


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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true",
        help="write what comes now into tests/golden/ in place of what was agreed; look at the difference before committing",
    )  # fmt: skip


class Golden:
    """What was agreed to come, under ``tests/golden/``: a set of named values a file, YAML for words, JSON for layouts."""

    FOLDER = ROOT / "tests" / "golden"

    def __init__(self, update: bool) -> None:
        self.update = update

    def __call__(self, name: str, key: str, now: object) -> None:
        """``now`` must be what stands under ``key`` of the set ``name``; with ``--update-golden`` it is written there."""
        path = self.FOLDER / name / f"{key}.json" if name == "layout" else self.FOLDER / f"{name}.yaml"
        if self.update:
            self._write(path, key, now)
            return
        agreed = self._read(path)
        agreed = agreed if name == "layout" else agreed.get(key)
        assert agreed == now, f"{path.name} {key}: not as agreed; if it is right: pytest --update-golden"

    def whole(self, name: str) -> dict:
        return self._read(self.FOLDER / f"{name}.yaml")

    def _write(self, path: Path, key: str, now: object) -> None:
        import fcntl
        import json

        import yaml

        path.parent.mkdir(parents=True, exist_ok=True)
        with (self.FOLDER / ".lock").open("w") as lock:  # several workers write into one file
            fcntl.flock(lock, fcntl.LOCK_EX)
            if path.suffix == ".json":
                path.write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            else:
                whole = (self._read(path) if path.is_file() else None) or {}
                whole[key] = now
                text = yaml.safe_dump(dict(sorted(whole.items())), allow_unicode=True, width=10**6, sort_keys=False)
                path.write_text(text, encoding="utf-8")

    @staticmethod
    def _read(path: Path) -> dict:
        import json

        import yaml

        text = path.read_text(encoding="utf-8")
        return json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader=yaml.CSafeLoader)


@pytest.fixture(scope="session")
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden(request.config.getoption("--update-golden"))
