"""What goes with a job to a machine that doesn't see the workspace, and where that machine writes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from shop import LETTER, Shop

from congvan import Desk
from congvan.desk import queue
from congvan.jobs import Asked, files
from congvan.machine.settings import Settings


class _Queue:
    """Takes what is put, without a database."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []

    def put(self, asked: Asked) -> int:
        self.asked.append(asked)
        return len(self.asked)

    def served(self, deed: str, office: str) -> bool:
        return bool(deed and office)

    @property
    def carried(self) -> list[str]:
        return sorted(files.unpack(self.asked[-1].carried or b""))


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> _Queue:
    made = _Queue()

    @contextmanager
    def opened(location: object) -> Iterator[_Queue]:
        assert location
        yield made

    monkeypatch.setattr(queue, "_queue", opened)
    return made


@pytest.fixture
def away(shop: Shop) -> Desk:
    """A desk whose register has a queue."""
    return Desk.open(shop.root, settings=Settings(register="postgresql://x@127.0.0.1:1/x"))


def test_a_folder_that_is_inspected_goes_with_the_job(away: Desk, shop: Shop, line: _Queue) -> None:
    for name in ("output/a.pdf", "output/2024/b.docx", "output/khoa.p12"):
        path = shop.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert away.put("inspect", carry=True, files=[str(shop.root / "output")]).ok
    assert {"output/a.pdf", "output/2024/b.docx"} <= set(line.carried)
    assert "output/khoa.p12" not in line.carried


def test_of_the_whole_workspace_only_documents_go_to_be_inspected(away: Desk, shop: Shop, line: _Queue) -> None:
    for name in ("a.pdf", "output/b.docx", "output/c.txt", ".env", ".git/config", "register.db", ".congvan/tai-len/x"):
        path = shop.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert away.put("inspect", carry=True, files=[str(shop.root)]).ok
    assert {"a.pdf", "output/b.docx"} <= set(line.carried)
    assert [name for name in line.carried if name.startswith((".", "register.db")) or name == "output/c.txt"] == []


def test_a_file_that_is_not_there_is_told_by_the_deed(away: Desk, shop: Shop, line: _Queue) -> None:
    assert away.put("inspect", carry=True, files=[str(shop.root / "khong-co.pdf")]).ok
    assert line.asked[-1].request["files"] == ["khong-co.pdf"]
    assert "khong-co.pdf" not in line.carried


def test_a_file_that_can_not_be_read_is_named(
    away: Desk, shop: Shop, line: _Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.write("a", LETTER)
    (shop.root / "so-lieu.csv").write_bytes(b"a,b\n")
    read = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path.name == "so-lieu.csv":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    told = [(d.code, d.span and d.span.file) for d in away.put("build", carry=True, ids=["a"]).diagnostics]
    assert told == [("CV009", "so-lieu.csv")]
    assert line.asked == []


def test_a_circular_goes_whatever_way_its_name_is_spelt(away: Desk, shop: Shop, line: _Queue) -> None:
    name = unicodedata.normalize("NFD", "cảnh-báo")
    (shop.root / "circulars").mkdir(exist_ok=True)
    (shop.root / "circulars" / f"{name}.yaml").write_text(LETTER, "utf-8")
    assert away.put("build", carry=True, ids=["cảnh-báo"]).ok
    assert f"circulars/{name}.yaml" in line.carried


def test_the_gateways_folder_stays_where_the_gateway_looks(away: Desk, shop: Shop, line: _Queue) -> None:
    shop.write("a", LETTER)
    with (shop.root / "issuer.yaml").open("a", encoding="utf-8") as out:
        out.write("delivery:\n  edxml: {outbox: ./truc/gui/}\n")
    for name in ("truc/gui/H01/cu.edxml", "truc/doc.txt"):
        path = shop.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert away.put("send", carry=True, id="a").ok
    assert [name for name in line.carried if name.startswith("truc/")] == ["truc/doc.txt"]


def test_what_is_made_elsewhere_is_written_where_it_comes_back_from(away: Desk, shop: Shop, line: _Queue) -> None:
    shop.write("a", LETTER)
    assert away.put("build", carry=True, ids=["a"], output="dist").ok
    assert "output" not in line.asked[-1].request
    assert away.put("inspect", carry=True, files=["issuer.yaml"], html="/tmp/bao-cao.html").ok
    assert line.asked[-1].request["html"] == "output/bao-cao.html"
    assert away.put("build", ids=["a"], output=str(shop.root / "dist")).ok
    assert line.asked[-1].request["output"] == "dist"
