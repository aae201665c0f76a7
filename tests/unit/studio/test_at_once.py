"""Cấp số, đóng dấu, phát hành on one page: in turn, as far as it goes, and what was done is told."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from asking import LETTER, Asked, asked

from congvan.people.roles import Holding
from congvan.people.steps import Act, Mark
from congvan.studio.progress import progress

CLERK = Holding("van-thu")
WAY: tuple[Act, ...] = ("submit", "content", "form", "approve", "sign")
AT = "/so/van-ban/2026/a/mot-luot"


def office(tmp_path: Path, *held: Holding, to: str = "so-noi-vu") -> Asked:
    at = asked(tmp_path, *held)
    issuer, recipients = at.file("issuer.yaml"), at.file("recipients.yaml")
    issuer.write_text(f"{issuer.read_text('utf-8')}\nsteps: {{way: giay}}\n", "utf-8")
    text = recipients.read_text("utf-8")
    assert "agencies:\n" in text
    post = "  buu-dien: {name: Sở Bưu điện, address: 1 Lê Lợi, channels: [post]}\n"
    recipients.write_text(text.replace("agencies:\n", f"agencies:\n{post}", 1), "utf-8")
    at.write("2026/a", LETTER.replace("so-noi-vu", to))
    for act in WAY:
        stand = progress(at.studio.offices.places["so"], at.people, "2026/a")
        assert stand is not None
        mark = Mark("2026/a", "an", "An", "", act, stand.sha256, "2026-11-29T03:00:00+00:00")
        assert at.people.mark("so", mark, "", stand.words, len(stand.marks))
    return at


def form(at: Asked) -> dict[str, str]:
    answer = at.ask("GET", AT)
    assert answer.status == 200
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.body.decode())
    return {name: unescape(value) for name, value in found if name != "_csrf"}


def state(at: Asked) -> str:
    stand = progress(at.studio.offices.places["so"], at.people, "2026/a")
    assert stand is not None
    return stand.story.state


def test_it_goes_to_its_end(tmp_path: Path) -> None:
    at = office(tmp_path, CLERK, to="buu-dien")
    given = form(at)
    answer = at.post(AT, **given, so_ban="3", **{"chua-ky": "1"})
    assert (answer.status, answer.headers.get("location")) == (303, "/so/van-ban/2026/a/phat-hanh"), (
        answer.body.decode()
    )
    acts = [(mark.act, mark.target, mark.person) for mark in at.people.marks("so", "2026/a")[5:]]
    assert acts == [("number", "file", "lan"), ("seal", "3", "lan"), ("dispatch", "file", "lan")]


def test_it_ends_at_the_first_that_can_not_be_done_and_goes_on_from_there(tmp_path: Path) -> None:
    at = office(tmp_path, CLERK)
    answer = at.post(AT, **form(at), so_ban="x", **{"chua-ky": "1"})
    told = re.sub(r"\s+", " ", answer.body.decode())
    assert answer.status == 409
    assert "Dừng ở bước &#34;Đóng dấu&#34;" in told
    assert "Đã làm: đã cấp số" in told
    assert state(at) == "seal"
    answer = at.post(AT, **form(at), so_ban="2", **{"chua-ky": "1"})
    told = re.sub(r"\s+", " ", answer.body.decode())
    assert (answer.status, state(at)) == (409, "dispatch")  # no mail server: so-noi-vu is reached by mail
    assert "Dừng ở bước &#34;Phát hành&#34;" in told
    assert "Đã làm: đã đóng dấu" in told


def test_another_text_or_another_number_is_told_before_anything_is_done(tmp_path: Path) -> None:
    at = office(tmp_path, CLERK)
    given = form(at)
    answer = at.post(AT, **{**given, "so_du_kien": "77"})
    assert (answer.status, state(at)) == (409, "number")
    assert "Chưa có gì thay đổi" in answer.body.decode()
    assert at.post(AT, **{**given, "trang": "0" * 64}).status == 409
    at.write("2026/a", LETTER.replace("Nội dung", "Nội dung khác"))
    assert at.post(AT, **given).status == 409
    assert not at.studio.offices.places["so"].desk.circulars(["2026/a"]).value[0].code  # type: ignore[index]


def test_it_is_the_clerks(tmp_path: Path) -> None:
    at = office(tmp_path, Holding("ky", "giam-doc"), Holding("soan-thao"))
    assert at.ask("GET", AT).status == 403
    assert at.post(AT, hash="0").status == 403
    assert state(at) == "number"
