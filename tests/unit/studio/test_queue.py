"""Việc của tôi, asked without a browser: late ones first, since when, of whom; what is of one's unit; opinions."""

from __future__ import annotations

import re
from pathlib import Path

from asking import LETTER, Asked, asked

from congvan.people.book import Membership
from congvan.people.roles import Holding
from congvan.people.steps import Act, Mark

HEAD, DRAFTER = Holding("truong-don-vi", "thanh-tra"), Holding("soan-thao", "thanh-tra")


def marked(at: Asked, id: str, act: Act, moment: str, *, person: str = "an", target: str = "") -> None:
    from congvan.studio.progress import progress

    stand = progress(at.studio.offices.places["so"], at.people, id)
    assert stand is not None
    mark = Mark(id, person, person.title(), "", act, stand.sha256, moment, target=target)
    assert at.people.mark("so", mark, "", stand.words, len(stand.marks))


def order(at: Asked, text: str) -> None:
    issuer = at.file("issuer.yaml")
    issuer.write_text(f"{issuer.read_text('utf-8')}\nsteps: {text}\n", "utf-8")


def shown(at: Asked, address: str = "/") -> str:
    answer = at.ask("GET", address)
    assert answer.status == 200
    return re.sub(r"\s+", " ", answer.body.decode())


def test_late_ones_first_and_counted_in_the_title(tmp_path: Path) -> None:
    at = asked(tmp_path, HEAD)
    order(at, "{days: {noi-dung: 2}}")
    for id, moment in (("2026/moi", "2026-11-29T03:00:00+00:00"), ("2026/cu", "2026-11-24T03:00:00+00:00")):
        at.write(id, LETTER.replace("subject: việc", f"subject: việc {id[5:]}"))
        marked(at, id, "submit", moment)
    page = shown(at)
    assert "<title>Việc của tôi (2) · 1 quá hạn" in page
    assert page.index("việc cu") < page.index("việc moi")
    assert "quá hạn 2 ngày làm việc" in page
    assert "hạn của bước: 26/11/2026" in page
    assert "chờ từ 24/11 10:00, Lan" in page


def test_what_is_my_units_and_waits_for_others(tmp_path: Path) -> None:
    at = asked(tmp_path, DRAFTER)
    at.people.add("dung", "Dũng", [Membership("so", HEAD)], "mot cau ngan", "root")
    at.write("2026/a")
    marked(at, "2026/a", "submit", "2026-11-30T01:00:00+00:00")
    at.write("2026/b", LETTER.replace("thanh-tra", "van-phong"))
    marked(at, "2026/b", "submit", "2026-11-30T01:00:00+00:00")
    page = shown(at)
    assert "<title>Việc của tôi ·" in page
    unit = page[page.index("Của đơn vị tôi") :]
    assert "2026/a" in unit
    assert "2026/b" not in unit
    assert "chờ từ 08:00, Dũng" in unit


def test_the_documents_own_day(tmp_path: Path) -> None:
    at = asked(tmp_path, DRAFTER)
    at.write("2026/a", LETTER + "due: 2026-11-27\nurgency: khan\n")
    at.write("2026/b")
    page = shown(at, "/so/van-ban?trang_thai=qua-han")
    assert "2026/a" in page
    assert "2026/b" not in page
    assert "hạn của văn bản: 27/11/2026" in page
    assert "Khẩn" in page
    assert "1 quá hạn" in page


def test_whose_opinion_is_asked_has_it_to_do(tmp_path: Path) -> None:
    at = asked(tmp_path, Holding("kiem-tra"))
    at.write("2026/a")
    marked(at, "2026/a", "submit", "2026-11-30T01:00:00+00:00")
    marked(at, "2026/a", "ask", "2026-11-30T02:00:00+00:00", target="lan")
    page = shown(at)
    assert "<title>Việc của tôi (1)" in page
    assert "Xin ý kiến" in page
