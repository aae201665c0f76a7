"""The box on one's own page by which a letter a day is asked for."""

from __future__ import annotations

from pathlib import Path

from asking import asked

from congvan.people.reminders import Reminders, Wish
from congvan.people.roles import Holding


def test_a_letter_is_asked_for_and_called_off(tmp_path: Path) -> None:
    at = asked(tmp_path, Holding("soan-thao"))
    book = Reminders(at.people)
    page = at.ask("GET", "/tai-khoan").body.decode()
    assert 'name="nhac" value="1" aria' in page  # off by default
    assert "address ở studio.yaml" in page
    assert book.wish(at.person) is None
    done = at.post("/tai-khoan/thu-nhac", nhac="1", dia_chi=" Lan@Sở.vn ", tieng_anh="1")
    assert (done.status, done.headers["location"]) == (303, "/tai-khoan")
    assert book.wish(at.person) == Wish("Lan@xn--s-lym.vn", True)
    page = at.ask("GET", "/tai-khoan").body.decode()
    assert 'name="nhac" value="1" checked' in page
    assert 'value="Lan@xn--s-lym.vn"' in page
    wrong = at.post("/tai-khoan/thu-nhac", nhac="1", dia_chi="a@b.vn\r\nBcc: c@d.vn")
    assert wrong.status == 422
    assert "Chưa lưu" in wrong.body.decode()
    assert book.wish(at.person) == Wish("Lan@xn--s-lym.vn", True)
    assert at.ask("GET", "/tai-khoan/thu-nhac").status in (404, 405)
    assert (
        at.ask("POST", "/tai-khoan/thu-nhac", b"nhac=", content_type="application/x-www-form-urlencoded").status == 403
    )
    assert at.post("/tai-khoan/thu-nhac", dia_chi="").status == 303
    assert book.wish(at.person) is None
    assert at.people.broken("so") == []
