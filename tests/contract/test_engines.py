"""An engine serves one deed after another; of the database nothing is held between them, and nobody gets another's."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from shop import BRIEF, office

from congvan import Desk
from congvan.register import Location, database
from congvan.register.database import Database


def desk_at(folder: Path, name: str, letters: int) -> Desk:
    """An office whose register has so many letters."""
    folder.mkdir()
    shop = office(folder)
    issuer = shop.root / "issuer.yaml"
    issuer.write_text(issuer.read_text("utf-8").replace("Sở Thông tin và Truyền thông", name), "utf-8")
    desk = Desk.open(shop.root)
    for n in range(letters):
        shop.write(f"{n}", BRIEF.format(n=f"{name} {n}"))
        assert desk.issue(f"{n}").ok
    return desk


def subjects(desk: Desk) -> list[str]:
    found = desk.register_list().value
    assert found is not None
    return sorted(one.draft.subject for one in found.entries)


def opened(path: Path) -> list[str]:
    """What this process has open of a register."""
    links = (Path("/proc/self/fd") / name for name in os.listdir("/proc/self/fd"))
    found = (os.readlink(link) for link in links if os.path.lexists(link))
    return [one for one in found if one.startswith(str(path))]


def test_no_engine_is_made_for_each_deed_and_no_file_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desk_at(tmp_path / "a", "Sở A", 1)
    made: list[str] = []
    create = sa.create_engine

    def counting(url: str, **more: Any) -> sa.Engine:
        made.append(url)
        return create(url, **more)

    monkeypatch.setattr(sa, "create_engine", counting)
    for _ in range(20):
        assert subjects(desk) == ["việc Sở A 0"]
        assert opened(desk.here.workspace.root / "register.db") == []
    assert made == []
    assert not (desk.here.workspace.root / "register.db-wal").exists()


def test_a_file_that_is_exchanged_between_two_deeds_is_the_one_that_is_read(tmp_path: Path) -> None:
    one, two = desk_at(tmp_path / "a", "Sở A", 1), desk_at(tmp_path / "b", "Sở A", 3)
    register, other = (desk.here.workspace.root / "register.db" for desk in (one, two))
    kept = tmp_path / "kept.db"
    shutil.copy(register, kept)
    assert len(subjects(one)) == 1
    os.replace(shutil.copy(other, tmp_path / "new.db"), register)  # another inode
    assert len(subjects(one)) == 3
    register.write_bytes(kept.read_bytes())  # the same inode
    assert len(subjects(one)) == 1
    register.unlink()
    assert subjects(one) == []
    shutil.copy(kept, register)
    assert len(subjects(one)) == 1
    assert one.register_verify().ok


def test_threads_at_two_registers_never_get_each_other_s(tmp_path: Path) -> None:
    desks = [desk_at(tmp_path / name, f"Sở {name}", 2) for name in "ab"]
    wrong: list[object] = []

    def work(desk: Desk, expected: list[str]) -> None:
        try:
            wrong.extend(found for _ in range(15) if (found := subjects(desk)) != expected)
        except Exception as error:
            wrong.append(error)

    given = [(desk, subjects(desk)) for desk in desks] * 3
    threads = [threading.Thread(target=work, args=one) for one in given]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert all(len(found) <= database.RESTING for found in database._resting.values())


def asked(base: Database) -> object:
    return base.read(lambda c: c.exec_driver_sql("SELECT what FROM t").scalar())


def test_one_that_a_thread_is_still_at_is_given_to_nobody(tmp_path: Path) -> None:
    """The deed is over for one thread, and another is in the middle of its question."""
    bases = []
    for name in ("a", "b"):
        base = Database(Location(path=tmp_path / f"{name}.db"))
        base.creating()

        def make(c: sa.Connection, name: str = name) -> None:
            c.exec_driver_sql("CREATE TABLE t (what)")
            c.exec_driver_sql("INSERT INTO t VALUES (?)", (name,))

        base.write(make, repeatable=True)
        base.close()
        bases.append(base)
    one, two = bases
    inside, go_on, seen = threading.Event(), threading.Event(), []

    def question(c: sa.Connection) -> object:
        inside.set()
        assert go_on.wait(30)
        return c.exec_driver_sql("SELECT what FROM t").scalar()

    thread = threading.Thread(target=lambda: seen.append(one.read(question)))
    thread.start()
    assert inside.wait(30)
    one.close()
    assert asked(two) == "b"
    assert asked(one) == "a"
    go_on.set()
    thread.join()
    assert seen == ["a"]
    for base in bases:
        base.close()
    assert opened(tmp_path) == []


def test_a_forked_child_has_nothing_of_its_parent_s(tmp_path: Path) -> None:
    desk = desk_at(tmp_path / "a", "Sở A", 1)
    assert len(subjects(desk)) == 1
    child = os.fork()
    if child == 0:
        code = 1
        try:
            (tmp_path / "a" / "circulars" / "neu.yaml").write_text(BRIEF.format(n="neu"), "utf-8")
            code = 0 if desk.issue("neu").ok and len(subjects(desk)) == 2 else 2
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    assert len(subjects(desk)) == 2
    assert desk.register_verify().ok


def test_a_server_that_restarts_between_two_deeds_is_asked_again(tmp_path: Path, server: Any) -> None:
    url = server.database("may_chu_khoi_dong_lai")
    shop = office(tmp_path)
    issuer = shop.root / "issuer.yaml"
    issuer.write_text(f"{issuer.read_text('utf-8')}\nregister: {url}\n", "utf-8")
    desk = Desk.open(shop.root)
    for n in range(2):
        shop.write(f"{n}", BRIEF.format(n=n))
        assert desk.issue(f"{n}").ok
        assert len(subjects(desk)) == n + 1
        server.restart() if n == 0 else None
