"""A letter that came in, beside its answer."""

from __future__ import annotations

from pathlib import Path

from asking import LETTER, Asked, asked

from congvan.people.roles import Holding

ANSWER = LETTER + (
    "references:\n  cv12: {number: 12/UBND-VX, date: 2026-11-20, issuer: UBND xã Tân Phú, subject: xin ý kiến}\n"
    "replies: cv12\n"
)


def brought(at: Asked, key: str, data: bytes, **more: str) -> int:
    fields = {"_csrf": at.csrf, "khoa": key, **more}
    parts = [f'--b\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields.items()]
    parts += [b'--b\r\nContent-Disposition: form-data; name="tep"; filename="den.pdf"\r\n\r\n', data, b"\r\n--b--\r\n"]
    kind = "multipart/form-data; boundary=b"
    return at.ask("POST", "/so/van-ban/2026/a/van-ban-den", b"".join(parts), content_type=kind).status


def test_it_lies_beside_and_its_signatures_are_told(tmp_path: Path) -> None:
    at = asked(tmp_path, Holding("soan-thao", "thanh-tra"))
    at.write("2026/b", LETTER.replace("Nội dung", "Nội dung khác"))
    built = at.studio.offices.places["so"].desk.build(["2026/b"], formats=("pdf",)).value
    assert built
    data = built[0].outputs[0].read_bytes()
    at.write("2026/a", ANSWER)
    page = at.ask("GET", "/so/van-ban/2026/a").body.decode()
    assert "12/UBND-VX" in page
    assert "UBND xã Tân Phú" in page
    assert brought(at, "cv12", data, ngay_den="2026-11-23", han="2026-12-04") == 303
    shown = at.ask("GET", "/so/van-ban/2026/a/van-ban-den/cv12")
    assert shown.status == 200
    told = shown.body.decode()
    assert "23/11/2026" in told
    assert "4/12/2026" in told
    assert 'class="verdict' in told
    assert at.ask("GET", "/so/van-ban/2026/a/van-ban-den/cv12/tep").body == data
    assert at.ask("GET", "/so/van-ban/2026/a/van-ban-den/cv13").status == 404


def test_only_what_is_answered_lies_beside(tmp_path: Path) -> None:
    at = asked(tmp_path, Holding("soan-thao", "thanh-tra"))
    at.write("2026/a", ANSWER)
    assert brought(at, "../x", b"%PDF-1.7") == 422  # CV787
    assert brought(at, "cv12", b"GIF89a") == 422  # CV785
    assert not at.file("output").exists()
    found = at.studio.offices.places["so"].desk.keep_letter("2026/a", "cv99", b"%PDF-1.7")
    assert [one.code for one in found.diagnostics] == ["CV787"]


def test_a_clerk_of_no_text_puts_nothing_beside(tmp_path: Path) -> None:
    at = asked(tmp_path, Holding("quan-tri"))
    at.write("2026/a", ANSWER)
    assert brought(at, "cv12", b"%PDF-1.7") == 403
