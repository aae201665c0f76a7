"""What a page of many letters asks for: of what has not changed nothing is read again, and nothing grows."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from crowd import Crowd
from thousand import furnished, id_of

from congvan import Result
from congvan.machine import files
from congvan.people.steps import Mark

LETTERS = 60
PAGES = ("/", "/so/van-ban", "/so/van-ban?trang_thai=approval", "/so/van-ban?tim=giao+duc", "/so/ho-so")
BESIDE = ("/so/so", "/so/bao-cao?ky=nam&nam=2025", f"/so/van-ban/{id_of(0)}", "/tai-khoan", "/so/van-ban?loai=to-trinh")


class Blank:
    def sheets(self, *_: object) -> tuple[Any, None]:
        return Result(None, ()), None


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    made = furnished(tmp_path_factory.mktemp("nghin"), LETTERS, Blank())
    yield made
    made.close()


def reads(crowd: Crowd, monkeypatch: pytest.MonkeyPatch, who: str, path: str) -> tuple[int, int, int]:
    """One page: the circulars that were read for it, the engines that were made, the statements that were asked."""
    read, made, asked = files.read, sa.create_engine, 0
    circulars, engines = [], []

    def reading(file: Any, *more: Any) -> bytes:
        if "/circulars/" in str(file):
            circulars.append(file)
        return read(file, *more)

    def making(*given: Any, **more: Any) -> Any:
        engines.append(given)
        return made(*given, **more)

    def asking(*_: object) -> None:
        nonlocal asked
        asked += 1

    sa.event.listen(sa.Engine, "before_cursor_execute", asking)
    try:
        with monkeypatch.context() as patched:
            patched.setattr(files, "read", reading)
            patched.setattr(sa, "create_engine", making)
            answer = crowd[who].get(path)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", asking)
    assert answer.status == 200
    return len(circulars), len(engines), asked


@pytest.mark.parametrize("who", ["soan1", "ky0", "vanthu"])
def test_of_what_has_not_changed_nothing_is_read_again(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:  # fmt: skip
    """However many letters there are, so many statements: sixty or a thousand."""
    for path in PAGES:
        crowd[who].get(path)
        circulars, engines, asked = reads(crowd, monkeypatch, who, path)
        assert (circulars, engines) == (0, 0), path
        assert asked <= 30, path


def test_what_has_changed_is_read_and_no_more(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    path = crowd.root / "so" / "circulars" / f"{id_of(LETTERS - 1)}.yaml"
    crowd["soan2"].get("/so/van-ban")
    kept = path.read_text("utf-8")
    path.write_text(kept.replace("subject: ", "subject: đã sửa "), "utf-8")
    assert reads(crowd, monkeypatch, "soan2", "/so/van-ban")[:2] == (1, 0)
    assert "đã sửa" in crowd["soan2"].get("/so/van-ban").text
    path.write_text(kept, "utf-8")
    path.with_name("moi.yaml").write_text(kept.replace("subject: ", "subject: thêm mới "), "utf-8")
    assert "thêm mới" in crowd["soan2"].get("/so/van-ban").text
    path.with_name("moi.yaml").unlink()
    assert "thêm mới" not in crowd["soan2"].get("/so/van-ban").text


def state(crowd: Crowd, id: str) -> str:
    """As the list has it."""
    text = crowd["vanthu"].get(f"/so/van-ban?tim={id.rpartition('/')[2]}").text
    row = text[text.index(f'/so/van-ban/{id}"') :]
    return row[: row.index("</tr>")]


def test_a_mark_and_a_line_of_the_register_are_in_the_next_list(crowd: Crowd) -> None:
    id = id_of(LETTERS * 6 // 10 + 6)  # 42: nobody has submitted it
    assert "Nháp" in state(crowd, id)
    crowd.mark(id, ("soan0", "submit"))
    assert "Chờ kiểm tra nội dung" in state(crowd, id)
    other = id_of(LETTERS - 3)
    assert "Nháp" in state(crowd, other)
    issued = crowd.desks["so"].issue(other).value
    assert issued is not None
    assert "Nháp" not in state(crowd, other)
    text = crowd["vanthu"].get("/so/van-ban").text
    assert f">{issued.code}<" in text[: text.index(f'/so/van-ban/{other}"')][-300:]


def test_another_process_s_marks_and_a_chain_that_was_put_back_are_seen(crowd: Crowd) -> None:
    """What was remembered is compared with the chain's last known row, each time."""
    from congvan.people import marks
    from congvan.people.tables import MARKS

    def rows(c: sa.Connection) -> list[dict[str, Any]]:
        return [dict(row) for row in c.execute(sa.select(MARKS).where(MARKS.c.office == "so")).mappings()]

    people, store = crowd.people, crowd.people.store
    before, kept = people.marks("so"), store.read(rows)
    id = id_of(LETTERS - 2)
    one, two = (Mark(id, who, who, "", "submit", "0" * 64, people.now()) for who in ("soan8", "soan9"))
    store.write(lambda c: marks.append(c, "so", one))
    assert people.marks("so") == (*before, one)

    def back(c: sa.Connection) -> None:
        c.execute(sa.delete(MARKS).where(MARKS.c.office == "so"))
        c.execute(sa.insert(MARKS), kept)

    store.write(back)  # a backup of before
    store.write(lambda c: marks.append(c, "so", two))
    assert people.marks("so") == (*before, two)
    store.write(back)
    assert people.marks("so") == before


def test_nothing_grows(crowd: Crowd) -> None:
    """All pages by everybody, three rounds; what the last one leaves behind is less than a page."""
    names = [name for name in crowd.clients if name and name != "quantri"]

    def round(count: int) -> None:
        for n in range(count):
            path = (*PAGES, *BESIDE)[n % 10]
            assert crowd[names[n % len(names)]].get(path).status == 200, path
        gc.collect()

    round(50)
    tracemalloc.start()
    round(30)
    before = tracemalloc.get_traced_memory()[0]
    round(30)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 50_000, grown
