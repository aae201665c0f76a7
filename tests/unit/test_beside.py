"""A child that is begun before its work is known: what it makes, and what becomes of it when something goes wrong."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from shop import office

from congvan import pipeline
from congvan.desk.desk import Desk
from congvan.machine import children
from congvan.pipeline import printing


@pytest.fixture
def child(monkeypatch: pytest.MonkeyPatch) -> Iterator[children.Beside]:
    monkeypatch.setattr(children, "_mine", [True])
    monkeypatch.setattr(children, "cores", lambda: 2)
    found = children.beside(lambda: None, _work)
    assert found is not None
    yield found
    found.end()


def _work(item: int) -> tuple[int, int]:
    if item < 0:
        raise ValueError(item)
    return os.getpid(), item


def test_it_does_one_piece_after_the_other(child: children.Beside) -> None:
    pieces = [child.ask(_work, number)() for number in range(3)]
    assert [number for _, number in pieces] == [0, 1, 2]
    assert os.getpid() not in {pid for pid, _ in pieces}


def test_what_it_cannot_do_is_done_here_with_its_own_exception(child: children.Beside) -> None:
    with pytest.raises(ValueError, match="-1"):
        child.ask(_work, -1)()
    assert child.gone
    assert child.ask(_work, 5)() == (os.getpid(), 5)


def test_one_that_was_killed_is_not_waited_for(child: children.Beside) -> None:
    os.kill(child._child, 9)
    time.sleep(0.1)
    assert child.ask(_work, 1)() == (os.getpid(), 1)


def test_an_answer_that_nobody_took_is_not_the_next_ones(child: children.Beside) -> None:
    child.ask(_work, 1)
    assert child.ask(_work, 2)() == (os.getpid(), 2)


def test_a_child_of_ours_leaves_it_alone(child: children.Beside) -> None:
    reading, writing = os.pipe()
    if os.fork() == 0:
        with suppress(BaseException):
            os.write(writing, b"%d" % (child.ask(_work, 1)()[0] == os.getpid()))
            child.end()
        os._exit(0)
    os.wait()
    assert os.read(reading, 1) == b"1"
    assert child.ask(_work, 3)()[0] == child._child
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize("killed", [False, True])
def test_letters_are_the_same_with_it_and_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, killed: bool
) -> None:
    shop = office(tmp_path)
    for number in (1, 2, 3):
        (shop.root / "circulars" / f"c{number}.yaml").write_text(
            f"unit: thanh-tra\nsubject: việc {number}\nsigner: giam-doc\nto: [so-noi-vu]\nbody: Chữ {number}.\n"
            "copies: [nhu-tren]\n",
            encoding="utf-8",
        )
    begun = list[int]()
    usual = children.beside

    def begin(*work: object) -> children.Beside | None:
        found = usual(*work)  # type: ignore[arg-type]
        if found is not None:
            begun.append(found._child)
            if killed:
                os.kill(found._child, 9)
        return found

    monkeypatch.setattr(children, "beside", begin)
    monkeypatch.setattr(children, "cores", lambda: 2)
    made = []
    for mine in (True, False):
        monkeypatch.setattr(children, "_mine", [mine])
        monkeypatch.setattr(printing, "_before", [False])
        monkeypatch.setattr(printing, "sys", SimpleNamespace(platform="linux", modules={}))
        output = tmp_path / str(mine)
        result = Desk.open(shop.root).build(["c1", "c2", "c3"], output=output, force=True, jobs=1)
        assert result.value is not None, result
        made.append({path.name: path.read_bytes() for path in sorted(output.glob("c*.*"))})
        assert not printing._early
    assert len(begun) == 1
    assert len(made[0]) == 6
    assert made[0] == made[1]
    with pytest.raises(ChildProcessError):
        os.waitpid(begun[0], os.WNOHANG)


def test_none_is_begun_where_this_process_may_not_be_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "_mine", [False])
    monkeypatch.setattr(printing, "_before", [False])
    pipeline.begin({"pdf"})
    assert not printing._early


def test_a_process_that_builds_again_prints_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = list[object]()
    monkeypatch.setattr(printing, "_before", [False])
    monkeypatch.setattr(printing, "sys", SimpleNamespace(platform="linux", modules={}))
    monkeypatch.setattr(children, "beside", lambda *work: begun.append(work))
    for _ in range(2):
        pipeline.begin({"pdf", "docx"})
        pipeline.end()
    assert len(begun) == 1
