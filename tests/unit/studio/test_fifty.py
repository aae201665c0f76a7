"""Fifty offices of one symbol on one server, with one PostgreSQL for their registers and the studio's own tables."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from crowd import Crowd

from congvan import Desk, Result, Settings

FIFTY = tuple(f"xa-{n}" for n in range(50))
PEOPLE = {
    "lan": "xa-0/soan-thao:thanh-tra", "minh": "xa-0/van-thu", "duc": "xa-0/ky:giam-doc xa-1/ky:giam-doc",
    "dung": "xa-1/van-thu xa-1/soan-thao:thanh-tra",
}  # fmt: skip


class Blank:
    def sheets(self, *_: object) -> tuple[Any, None]:
        return Result(None, ()), None


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory, server: Any) -> Iterator[Crowd]:
    url = server.database("nam_muoi_xa")
    root = tmp_path_factory.mktemp("xa")
    made = Crowd(root, PEOPLE, database=url, offices=FIFTY, drawer=Blank())
    for n, slug in enumerate(FIFTY):
        file = root / slug / "issuer.yaml"
        text = file.read_text("utf-8")
        own = [line for line in text.splitlines() if not line.startswith(("symbol:", "name:", "code:"))]
        more = ["symbol: UBND", f"name: Ủy ban nhân dân xã số {n}", f"register: {url}"]
        file.write_text("\n".join([*own, *more, ""]), "utf-8")
    yield made
    made.close()


def test_each_has_numbers_of_its_own(crowd: Crowd) -> None:
    for slug in FIFTY:
        crowd.write("a", f"việc của {slug}", office=slug)

    def issued(slug: str) -> int:
        done = crowd.desks[slug].issue("a")
        assert done.value is not None, [d.message() for d in done.diagnostics]
        return done.value.number

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(issued, FIFTY)) == {1}
    crowd.write("b", "việc thứ hai", office="xa-7")
    assert issued_code(crowd, "xa-7", "b").startswith("02/UBND")
    for slug in FIFTY[:5]:
        assert [one.draft.circular for one in listed(crowd.desks[slug])] == ["a"]
        assert crowd.desks[slug].register_verify().ok


def issued_code(crowd: Crowd, slug: str, id: str) -> str:
    done = crowd.desks[slug].issue(id)
    assert done.value is not None
    return done.value.code


def listed(desk: Desk) -> tuple[Any, ...]:
    found = desk.register_list().value
    assert found is not None
    return found.entries


def test_marks_lie_in_postgresql_and_in_the_register_of_their_office(crowd: Crowd) -> None:
    crowd.write("c", "việc c", office="xa-0")
    crowd.write("c", "việc c", office="xa-1")
    crowd.mark("c", ("lan", "submit"), office="xa-0")
    assert [mark.person for mark in crowd.people.marks("xa-0", "c")] == ["lan"]
    assert crowd.people.marks("xa-1", "c") == []
    assert [one.actor for one in crowd.desks["xa-0"].recorded("c").value or ()] == ["lan"]
    assert crowd.desks["xa-1"].recorded("c").value == ()
    assert crowd.people.broken("xa-0") == []


def test_two_at_once_mark_once(crowd: Crowd) -> None:
    """On PostgreSQL nobody locks the whole database: the second finds that the story has gone on."""
    from congvan.people.steps import Mark

    crowd.write("d", "việc d", office="xa-1")
    sha256 = crowd.hash("d", "xa-1")
    mark = Mark("d", "dung", "Dung", "", "submit", sha256, crowd.people.now())
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: crowd.people.mark("xa-1", mark, "", "", 0), range(8)))
    assert sum(done) == 1
    assert len(crowd.people.marks("xa-1", "d")) == 1


def test_nobody_sees_another_s(crowd: Crowd) -> None:
    for path in (
        "van-ban",
        "van-ban/a",
        "so",
        "co-quan",
        "cai-dat",
        "nguoi",
        "van-ban/a/cap-so",
        "so/2026/01/UBND-TTr",
    ):
        there = crowd["lan"].get(f"/xa-2/{path}")
        assert there.status == 404, path
        assert there.body == crowd["lan"].get(f"/xa-khong-co/{path}").body, path  # told nothing, not even that it is
    assert "xã số 1" not in crowd["lan"].get("/xa-0/so").text.replace("xã số 0", "")


def test_a_leader_in_two_offices_has_two_queues(crowd: Crowd) -> None:
    for slug, first in (("xa-0", "lan"), ("xa-1", "dung")):
        crowd.write("q", f"chờ duyệt ở {slug}", office=slug)
        crowd.mark("q", (first, "submit"), ("x", "content"), ("y", "form"), office=slug)  # type: ignore[arg-type]
    shown = crowd["duc"].get("/").text
    assert "chờ duyệt ở xa-0" in shown
    assert "chờ duyệt ở xa-1" in shown
    assert "chờ duyệt ở xa-1" not in crowd["lan"].get("/").text


def test_an_office_s_backup_holds_nobody_else_and_goes_back(crowd: Crowd, server: Any, tmp_path: Path) -> None:
    import gzip

    files = {}
    for slug in ("xa-7", "xa-8"):
        files[slug] = tmp_path / f"{slug}.bak"
        assert crowd.desks[slug].register_backup(files[slug], own=True).ok
    text = gzip.decompress(files["xa-7"].read_bytes()).decode()
    assert "việc của xa-7" in text
    assert "xa-8" not in text
    other = server.database("may_chu_moi")
    for slug, file in files.items():
        desk = Desk.open(crowd.root / slug, settings=Settings(register=other), clock=crowd.now)
        restored = desk.register_restore(file)
        assert restored.value == len(listed(crowd.desks[slug])), [d.message() for d in restored.diagnostics]
        assert desk.register_verify().ok
        twice = desk.register_restore(file)
        assert [d.code for d in twice.diagnostics] == ["CV561"]
    seven = Desk.open(crowd.root / "xa-7", settings=Settings(register=other), clock=crowd.now)
    crowd.write("e", "việc e", office="xa-7")
    done = seven.issue("e")
    assert done.value is not None, [d.message() for d in done.diagnostics]
    assert (done.value.number, done.value.date) == (3, date(2026, 11, 30))
    assert seven.register_verify().ok
    (crowd.root / "xa-7" / "circulars" / "e.yaml").unlink()


def test_an_office_moves_out_as_a_folder_and_a_register_file(crowd: Crowd, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(crowd.root / "xa-7", tmp_path / "xa-7")
    file = tmp_path / "xa-7" / "issuer.yaml"
    file.write_text(
        "\n".join(one for one in file.read_text("utf-8").split("\n") if not one.startswith("register:")), "utf-8"
    )
    bak = tmp_path / "so.bak"
    assert crowd.desks["xa-7"].register_backup(bak, own=True).ok
    desk = Desk.open(tmp_path / "xa-7", clock=crowd.now)
    assert desk.register_restore(bak).ok
    assert (tmp_path / "xa-7" / "register.db").is_file()
    assert desk.register_verify().ok
    assert [one.number for one in listed(desk)] == [one.number for one in listed(crowd.desks["xa-7"])]


def test_one_office_that_is_down_stops_no_other(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    (crowd.root / "xa-9" / "issuer.yaml").write_text("name: [\n", "utf-8")
    assert crowd["lan"].get("/xa-0/van-ban").status == 200
    assert crowd["duc"].get("/").status == 200
