"""studio.db is exchanged under a running studio: an old copy comes back, another office's, none, an empty one."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from crowd import Crowd

PEOPLE = {"lan": "soan-thao:thanh-tra", "minh": "van-thu", "quan": "quan-tri"}
PAGES = ("/", "/so/van-ban", "/so/van-ban/thu", "/so/so", "/so/bao-cao")


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Crowd]:
    made = Crowd(tmp_path, PEOPLE, offices=("so",))
    made.write("thu")
    yield made
    made.close()


def kept(crowd: Crowd) -> Path:
    """A whole copy of the file."""
    copy = crowd.root / "cu.db"
    with closing(sqlite3.connect(crowd.root / "studio.db")) as source, closing(sqlite3.connect(copy)) as out:
        source.backup(out)
        out.execute("PRAGMA journal_mode = DELETE")
    return copy


def back(crowd: Crowd, copy: Path, way: str) -> None:
    """Put back as clerks do: written over, or another file of that name."""
    file = crowd.root / "studio.db"
    crowd[""].get("/dang-nhap")  # after a request nothing lies beside it
    assert not Path(f"{file}-wal").exists()
    if way == "over":
        shutil.copyfile(copy, file)
    else:
        shutil.copyfile(copy, crowd.root / "moi.db")
        os.replace(crowd.root / "moi.db", file)


def states(crowd: Crowd, who: str) -> list[int]:
    return [crowd[who].get(page).status for page in PAGES]


@pytest.mark.parametrize("way", ["over", "beside"])
def test_an_old_copy_lets_nobody_in(crowd: Crowd, way: str) -> None:
    """What was taken away since then is not given back, by nobody's open browser."""
    copy = kept(crowd)
    person = crowd.people.person("minh")
    assert person is not None
    crowd.people.disable(person, "quan")
    crowd.mark("thu", ("lan", "submit"))
    assert set(states(crowd, "minh")) == {303}
    assert set(states(crowd, "lan")) == {200}

    back(crowd, copy, way)
    for who in ("minh", "lan", "quan"):
        assert set(states(crowd, who)) == {303}, who
        answer = crowd[who].ask("POST", "/so/van-ban/thu/buoc", b"viec=submit", {})
        assert answer.status in (401, 403), who
    assert "thay bằng một bản khác" in crowd[""].get("/dang-nhap").text
    assert crowd.people.marks("so", "thu") == []

    lan = crowd.people.person("lan")
    assert lan is not None
    secret = crowd.people.begin(lan, "anew")
    assert crowd.people.session(secret) is not None
    crowd.mark("thu", ("lan", "submit"))
    assert crowd.people.session(secret) is not None
    assert crowd.people.broken("so") == []


def test_who_signed_out_stays_out(crowd: Crowd) -> None:
    """Of that no chain tells; this process knows it."""
    copy = kept(crowd)
    lan = crowd.people.person("lan")
    assert lan is not None
    crowd.people.end_all(lan)
    back(crowd, copy, "over")
    assert set(states(crowd, "lan")) == {303}
    assert set(states(crowd, "minh")) == {200}  # nothing else has changed since


@pytest.mark.parametrize("way", ["over", "beside"])
def test_the_file_of_another_studio(crowd: Crowd, way: str, tmp_path: Path) -> None:
    (tmp_path / "khac").mkdir()
    other = Crowd(tmp_path / "khac", {"an": "ky:giam-doc", **PEOPLE}, offices=("so",))
    copy = kept(other)
    other.close()
    assert set(states(crowd, "lan")) == {200}
    back(crowd, copy, way)
    for who in PEOPLE:
        assert set(states(crowd, who)) == {303}, who
    crowd.clients["lan"].cookie = other.clients["lan"].cookie  # nor those that the other file has
    assert set(states(crowd, "lan")) == {303}


def test_a_file_that_is_gone_is_missed(crowd: Crowd) -> None:
    """CV635: no other one is begun in its place."""
    file, away = crowd.root / "studio.db", crowd.root / "di.db"
    assert set(states(crowd, "lan")) == {200}
    file.rename(away)
    for page in PAGES:
        answer = crowd["lan"].get(page)
        assert answer.status == 503, page
        assert "studio.db đã bị xóa" in answer.text
    assert crowd["lan"].ask("POST", "/so/van-ban/thu/buoc", b"viec=submit", {}).status == 503
    assert crowd[""].get("/dang-nhap").status == 200
    assert not file.exists()
    away.rename(file)
    assert set(states(crowd, "lan")) == {200}


@pytest.mark.parametrize("way", ["over", "beside"])
def test_an_empty_file_begins_nothing_anew(crowd: Crowd, way: str) -> None:
    assert set(states(crowd, "lan")) == {200}
    empty = crowd.root / "trong.db"
    empty.touch()
    back(crowd, empty, way)
    answers = [crowd["lan"].get(page) for page in PAGES]
    assert {one.status for one in answers} == {503}
    assert all("studio.db" in one.text for one in answers)
    with closing(sqlite3.connect(crowd.root / "studio.db")) as line:
        assert line.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_a_damaged_file_is_told(crowd: Crowd) -> None:
    (crowd.root / "rac").write_bytes(b"khong phai co so du lieu" * 999)
    back(crowd, crowd.root / "rac", "over")
    assert set(states(crowd, "lan")) == {503}
