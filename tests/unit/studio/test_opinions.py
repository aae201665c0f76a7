"""The signer's own correction, opinions, copies and scans: asked without a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from asking import LETTER, Asked, asked

from congvan.machine.versions import hash_of
from congvan.people.book import Membership
from congvan.people.roles import Holding
from congvan.people.steps import Act, Mark

SIGNER, CLERK, CHECKER = Holding("ky", "giam-doc"), Holding("van-thu"), Holding("kiem-tra")
FIRST = "2026-11-29T03:00:00+00:00"


def marked(at: Asked, id: str, *acts: Act) -> None:
    from congvan.studio.progress import progress

    for act in acts:
        stand = progress(at.studio.offices.places["so"], at.people, id)
        assert stand is not None
        mark = Mark(id, "an", "An", "", act, stand.sha256, FIRST)
        assert at.people.mark("so", mark, "", stand.words, len(stand.marks))


def state(at: Asked, id: str) -> str:
    from congvan.studio.progress import progress

    stand = progress(at.studio.offices.places["so"], at.people, id)
    assert stand is not None
    return stand.story.state


def order(at: Asked, text: str) -> None:
    issuer = at.file("issuer.yaml")
    issuer.write_text(f"{issuer.read_text('utf-8')}\nsteps: {text}\n", "utf-8")


def page(at: Asked, id: str) -> str:
    answer = at.ask("GET", f"/so/van-ban/{id}")
    assert answer.status == 200
    return answer.body.decode()


def bound(at: Asked, id: str) -> dict[str, str]:
    """What the form of a button holds."""
    text = page(at, id)
    found = {name: re.search(rf'name="{name}" value="([0-9a-f]*)"', text) for name in ("hash", "trang")}
    assert all(found.values()), text
    return {name: hit[1] for name, hit in found.items() if hit is not None}


def saved(at: Asked, id: str, text: str) -> None:
    file = at.file(f"circulars/{id}.yaml")
    headers = {"x_csrf_token": at.csrf, "if_match": f'"{hash_of(file.read_bytes())}"'}
    assert at.ask("PUT", f"/so/van-ban/{id}/nguon", text.encode(), **headers).status == 200


@pytest.mark.parametrize(("said", "after"), [("{keep_checks: có}", "signature"), ("{keep_checks: không}", "content")])
def test_the_signer_corrects_and_approves(tmp_path: Path, said: str, after: str) -> None:
    at = asked(tmp_path, SIGNER)
    order(at, said)
    at.write("2026/a")
    marked(at, "2026/a", "submit", "content", "form")
    assert 'href="/so/van-ban/2026/a/sua">Sửa và duyệt' in page(at, "2026/a")
    saved(at, "2026/a", LETTER.replace("Nội dung", "Nội dung đã sửa"))
    assert state(at, "2026/a") == "draft"
    text = page(at, "2026/a")
    assert "<ins>" in text
    assert "Sửa và duyệt" in text
    assert at.post("/so/van-ban/2026/a/buoc", viec="amend", **bound(at, "2026/a")).status == 303
    assert state(at, "2026/a") == after


def test_what_another_changed_too_is_no_correction_of_the_signers(tmp_path: Path) -> None:
    at = asked(tmp_path, SIGNER)
    order(at, "{keep_checks: có}")
    file = at.write("2026/a")
    marked(at, "2026/a", "submit", "content", "form")
    file.write_text(LETTER.replace("Nội dung", "Nội dung khác"), "utf-8")
    saved(at, "2026/a", LETTER.replace("Nội dung", "Nội dung khác nữa"))
    answer = at.post("/so/van-ban/2026/a/buoc", viec="amend", **bound(at, "2026/a"))
    assert (answer.status, state(at, "2026/a")) == (422, "draft")
    assert "còn có người khác sửa" in answer.body.decode()


def test_only_the_signer_corrects(tmp_path: Path) -> None:
    at = asked(tmp_path, CHECKER)
    at.write("2026/a")
    marked(at, "2026/a", "submit", "content", "form")
    saved(at, "2026/a", LETTER.replace("Nội dung", "Nội dung đã sửa"))
    text = page(at, "2026/a")
    assert "Sửa và duyệt" not in text
    assert at.post("/so/van-ban/2026/a/buoc", viec="amend", hash="0" * 64, trang="x").status == 403


def test_an_opinion_is_asked_given_and_blocks_nobody(tmp_path: Path) -> None:
    at = asked(tmp_path, CHECKER)
    at.people.add("dung", "Dũng", [Membership("so", SIGNER)], "mot cau ngan", "root")
    at.people.add("la", "Lạ", [Membership("xa", SIGNER)], "mot cau ngan", "root")
    at.write("2026/a")
    marked(at, "2026/a", "submit")
    form = bound(at, "2026/a")
    nobody = [{"hoi": "la", "loi": "Được không?"}, {"hoi": "lan", "loi": "Được không?"}, {"hoi": "dung", "loi": " "}]
    for wrong in nobody:
        assert at.post("/so/van-ban/2026/a/y-kien", viec="xin", **form, **wrong).status == 422
    assert at.post("/so/van-ban/2026/a/y-kien", viec="cho", loi="Được", **form).status == 403  # nobody asked
    assert at.post("/so/van-ban/2026/a/y-kien", viec="xin", hoi="dung", loi="Được không?", **form).status == 303
    assert state(at, "2026/a") == "content"
    text = page(at, "2026/a")
    assert "Chưa trả lời: Dũng" in text
    assert "“Được không?”" in text
    marks = at.people.marks("so", "2026/a")
    assert (marks[-1].act, marks[-1].target, marks[-1].sha256) == ("ask", "dung", form["hash"])


def test_an_opinion_is_of_the_text_that_was_shown(tmp_path: Path) -> None:
    at = asked(tmp_path, CHECKER)
    file = at.write("2026/a")
    marked(at, "2026/a", "submit")
    at.people.mark("so", Mark("2026/a", "an", "An", "", "ask", "0" * 64, FIRST, "Được không?", "lan"), "", "", 1)
    form = bound(at, "2026/a")
    assert "Ý kiến của tôi" in page(at, "2026/a")
    file.write_text(LETTER.replace("Nội dung", "Nội dung khác"), "utf-8")
    assert at.post("/so/van-ban/2026/a/y-kien", viec="cho", loi="Được", **form).status == 409
    form = bound(at, "2026/a")
    assert at.post("/so/van-ban/2026/a/y-kien", viec="cho", loi="Được", **form).status == 303
    assert "Gửi ý kiến: “Được”" in re.sub(r"\s+", " ", page(at, "2026/a"))
    assert at.post("/so/van-ban/2026/a/y-kien", viec="cho", loi="Nữa", **form).status == 403


def test_on_paper_the_copies_that_were_sealed_are_told_and_the_scan_is_kept(tmp_path: Path) -> None:
    at = asked(tmp_path, CLERK)
    order(at, "{way: giay}")
    at.write("2026/a")
    marked(at, "2026/a", "submit", "content", "form", "approve", "sign")
    issued = at.studio.offices.places["so"].desk.issue("2026/a", actor="lan")
    assert issued.ok, issued.diagnostics
    assert state(at, "2026/a") == "seal"
    form = bound(at, "2026/a")
    assert at.post("/so/van-ban/2026/a/buoc", viec="seal", so_ban="0", **form).status == 422
    assert at.post("/so/van-ban/2026/a/buoc", viec="seal", so_ban="12", **form).status == 303
    assert "Đóng dấu (12 bản)" in re.sub(r"\s+", " ", page(at, "2026/a"))
    assert brought(at, b"anh", "chup.jpg") == 422  # CV785
    assert not at.file("output/2026/a.ban-ky.pdf").exists()
    assert brought(at, b"%PDF-1.7\n...", "chup.pdf") == 303
    assert at.ask("GET", "/so/van-ban/2026/a/ban-chup").body == b"%PDF-1.7\n..."
    assert "chup.pdf (SHA-256" in page(at, "2026/a")
    assert at.ask("GET", "/xa/van-ban/2026/a/ban-chup").status == 404


def brought(at: Asked, data: bytes, name: str) -> int:
    parts = [
        f'--b\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n{at.csrf}\r\n'.encode(),
        f'--b\r\nContent-Disposition: form-data; name="tep"; filename="{name}"\r\n\r\n'.encode(), data, b"\r\n--b--\r\n",
    ]  # fmt: skip
    return at.ask(
        "POST", "/so/van-ban/2026/a/ban-chup", b"".join(parts), content_type="multipart/form-data; boundary=b"
    ).status


def test_no_scan_of_what_is_signed_electronically(tmp_path: Path) -> None:
    at = asked(tmp_path, CLERK)
    at.write("2026/a")
    marked(at, "2026/a", "submit", "content", "form", "approve")
    assert brought(at, b"%PDF-1.7\n...", "chup.pdf") == 403
