"""The ledger of a thousand agencies in a window while it changes: nothing that a person reads, has chosen or is in moves."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from browsing import Studio, Watched, entered, window
from ledger import MANY, filled, learnt
from playwright.sync_api import Browser, expect
from shop import office

from congvan.desk.here import Here
from congvan.model.delivery import Outcome
from congvan.studio.tracking import key

COUNT = 1000


@dataclass
class Book:
    studio: Studio
    here: Here


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    shop = office(tmp_path)
    here = filled(shop.root, COUNT)
    studio = Studio(shop)
    studio.start()
    yield Book(studio, here)
    code, _, err = studio.end()
    assert code == 0, err


@pytest.fixture
def seen(book: Book, chromium: Browser) -> Iterator[Watched]:
    found = window(chromium, book.studio.base, entered(chromium, book.studio))
    yield found
    found.context.close()
    assert found.said == []


WHERE = """row => ({top: document.getElementById(row).getBoundingClientRect().top,
    focus: document.activeElement.getAttribute('href') ?? document.activeElement.id,
    first: document.elementFromPoint(innerWidth / 2, innerHeight - 40).closest('tr')?.id})"""


def test_a_thousand_rows_change_and_nothing_moves(book: Book, seen: Watched) -> None:
    folder = book.studio.shop.root / ".congvan" / "viec" / hashlib.sha256(key(MANY).encode()).hexdigest()[:24]
    folder.mkdir(parents=True)
    told = {"key": key(MANY), "deed": "send", "person": "lan", "at": "2026-11-30T08:00:00+07:00", "arguments": []}
    (folder / "job.json").write_text(json.dumps(told), "utf-8")
    page = seen.page
    with (folder / "lock").open("ab") as held:  # as whoever sends holds it
        fcntl.flock(held.fileno(), fcntl.LOCK_EX)
        page.goto(f"{book.studio.at}/van-ban/{MANY}/phat-hanh")
        expect(page.locator("table.ledger tbody tr")).to_have_count(COUNT, timeout=60_000)
        ids = page.locator("table.ledger tbody tr").evaluate_all("rows => rows.map(row => row.id)")
        page.evaluate(
            "window.moved = []; new PerformanceObserver(list => window.moved.push(...list.getEntries().map(one => one.value)))"
            ".observe({type: 'layout-shift'})"
        )
        chosen, into = page.locator(f"#{ids[503]} input"), page.locator(f"#{ids[500]} a")
        chosen.check()
        into.focus()
        page.evaluate(f"document.getElementById('{ids[500]}').scrollIntoView({{block: 'center', behavior: 'instant'}})")
        page.wait_for_timeout(600)  # what a click or a key moved is nobody's jump
        page.evaluate("window.moved = []")
        before = page.evaluate(WHERE, ids[500])
        long = "550 5.7.1 " + "từ chối vì một lý do rất dài, " * 11 + "hết"
        for rows, outcome, word in (
            (range(0, 400), Outcome("accepted", "250 ok"), "đã gửi"),
            ([*range(400, 480), 501, *range(520, 640)], Outcome("refused", long), "bị từ chối"),
            (range(640, COUNT), Outcome("deferred", "450 4.2.1 Try later"), "hoãn"),
        ):
            learnt(book.here, list(rows), outcome)
            expect(page.locator(f"#{ids[list(rows)[-1]]} .pill")).to_have_text(word, timeout=60_000)
            assert page.evaluate(WHERE, ids[500]) == before
        expect(page.locator(f"#{ids[501]} .words")).to_have_attribute("title", long)
        assert page.evaluate("window.moved") == []
        expect(chosen).to_be_checked()
        expect(page.locator(".states")).to_contain_text("400 đã gửi")
    expect(page.locator("#news")).to_contain_text("xong", timeout=60_000)
    assert page.evaluate(WHERE, ids[500]) == before
