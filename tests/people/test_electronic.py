"""The electronic way by five people in five sessions, with the agency's token: from draft to issued, every step told."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import LETTER
from five import PASSWORD, Crew, crew
from foreign import filled, foreign
from mail_server import MailServer

from congvan.desk.result import Result

TEXT = LETTER.replace(
    "body: Nội dung.", "body: |\n  Đoạn văn thứ nhất của công văn, có đủ chữ để thành một trang.\ncopies: [nhu-tren]"
)
CHECKED = (
    ("lan", "Trình", "Chờ kiểm tra nội dung"), ("dung", "Đồng ý nội dung", "Chờ kiểm tra thể thức"),
    ("hoa", "Đồng ý thể thức", "Chờ duyệt"),
)  # fmt: skip


@pytest.fixture
def post(tmp_path: Path) -> Iterator[MailServer]:
    with MailServer(tmp_path / "thu") as mail:
        yield mail


def office(folder: Path, monkeypatch: pytest.MonkeyPatch, order: str = "", mail: MailServer | None = None) -> Crew:
    made, env = crew(folder / "studio", order)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    if mail is not None:
        smtp = {"host": "127.0.0.1", "port": mail.port, "security": "none", "from": "vanthu@sotttt.example"}
        issuer = made.at.file("issuer.yaml")
        issuer.write_text(f"{issuer.read_text('utf-8')}\ndelivery:\n  smtp: {json.dumps(smtp)}\n", "utf-8")
    return made


def checked(at: Crew, id: str) -> None:
    """As far as the signer's desk."""
    at.at.write(id, TEXT)
    for who, button, after in CHECKED:
        done = at.press(who, id, button)
        assert done.status == 303, (button, done.alert)
        assert at.one(who, id).state == after


def down(at: Crew, id: str, who: str = "duc", **options: str) -> bytes:
    """The sign-ready file, as the signer gets it."""
    one = f"/so/van-ban/{id}/ky"
    assert at.send(who, f"{one}/cho-ky", options).status == 303
    answer = at[who].ask("GET", f"{one}/tep/cho-ky")
    assert answer.status == 200
    return answer.body


def upload(at: Crew, id: str, data: bytes, who: str = "duc") -> None:
    done = at.bring(who, f"/so/van-ban/{id}/ky/tai-len", data)
    assert done.status == 303, done.alert


def sent(at: Crew, id: str) -> None:
    """Phát hành: the plan that was shown."""
    address = f"/so/van-ban/{id}/phat-hanh"
    shown = at.get("minh", address)
    assert shown.status == 200
    done = at.send("minh", address, shown.form("Phát hành"))
    assert done.status == 303, done.alert
    until = time.monotonic() + 60
    while at.one("minh", id).state != "Đã phát hành":
        assert time.monotonic() < until, at.get("minh", address).text
        time.sleep(0.1)


def clean(at: Crew, id: str) -> None:
    """``verify`` and ``inspect`` of what went out."""
    desk, file = at.at.studio.offices.places["so"].desk, at.at.file(f"output/{id}.signed.pdf")
    for found in (desk.verify(file, trust=[at.at.file("khoa/ca.pem")]), desk.inspect(file, kind="cong-van")):
        assert isinstance(found, Result)
        assert found.ok, found.diagnostics
        assert [d for d in found.diagnostics if d.severity.value == "error"] == []
    assert list(at.at.people.broken("so")) == []
    assert desk.register_verify().ok


def test_from_draft_to_issued_with_a_key_in_any_tool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, post: MailServer
) -> None:
    at, id = office(tmp_path, monkeypatch, mail=post), "2026/dien-tu"
    checked(at, id)
    assert at.press("duc", id, "Duyệt và ký").location == f"/so/van-ban/{id}/ky"
    assert at.one("duc", id).state == "Chờ ký"
    upload(at, id, filled(down(at, id), at.authority.issue("Nguyễn Tấn Đức"), "KyLanhDao"))
    assert at.one("duc", id).state == "Chờ cấp số"
    assert at.number(id).status == 303
    assert at.one("minh", id).state == "Chờ đóng dấu"
    wrong = at.seal(id, "0000000")
    assert (wrong.status, "PIN" in wrong.alert) == (422, True)
    assert at.seal(id).status == 303
    assert at.one("minh", id).state == "Chờ phát hành"
    sent(at, id)
    clean(at, id)
    assert at.trail()[-8:] == [
        ("lan", "soan-thao:thanh-tra", "submit"), ("dung", "truong-don-vi:thanh-tra", "content"),
        ("hoa", "kiem-tra", "form"), ("duc", "ky:giam-doc", "approve"), ("duc", "ky:giam-doc", "sign"),
        ("minh", "van-thu", "number"), ("minh", "van-thu", "seal"), ("minh", "van-thu", "dispatch"),
    ]  # fmt: skip


@pytest.mark.parametrize("tool", ["its own field", "its own field elsewhere"])
def test_a_tool_that_makes_its_own_fields(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool: str) -> None:
    at, id = office(tmp_path, monkeypatch), "2026/o-rieng"
    at.approved(id, TEXT)
    start = down(at, id, **{"o-rieng": "1"})
    box = json.loads(at.at.file(f"output/{id}.ready.json").read_text("utf-8"))["fields"]["KyLanhDao"]
    if tool.endswith("elsewhere"):
        box |= {"y0": box["y0"] - 150, "y1": box["y1"] - 150}
    upload(at, id, foreign(start, at.authority, box))
    assert at.one("duc", id).state == "Chờ cấp số"
    assert at.number(id).status == 303
    assert at.seal(id).status == 303
    assert at.one("minh", id).state == "Chờ phát hành"
    assert [act for _, _, act in at.trail()[-4:]] == ["approve", "sign", "number", "seal"]


def test_the_number_before_the_signature_with_a_key_of_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, post: MailServer
) -> None:
    at, id = office(tmp_path, monkeypatch, "{number: truoc-ky}", post), "2026/so-truoc"
    checked(at, id)
    assert "Duyệt và ký" not in at.one("duc", id).buttons()
    assert at.press("duc", id, "Duyệt").status == 303
    assert at.one("duc", id).state == "Chờ cấp số"
    assert at["duc"].post(f"/so/van-ban/{id}/ky/cho-ky").status == 403
    assert at.number(id).status == 303
    assert at.one("minh", id).state == "Chờ ký"
    assert at.seal(id).status == 403
    down(at, id)
    key = {"viec": "ky", "khoa": "giam-doc", "mat-khau": PASSWORD}
    assert at.send("minh", f"/so/van-ban/{id}/ky", key).status == 403
    assert at.send("duc", f"/so/van-ban/{id}/ky", key).status == 303
    assert at.one("duc", id).state == "Chờ đóng dấu"
    assert at.seal(id).status == 303
    sent(at, id)
    clean(at, id)
    assert [who for who, _, _ in at.trail()[-8:]] == ["lan", "dung", "hoa", "duc", "minh", "duc", "minh", "minh"]


def test_what_can_not_be_told_is_not_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from congvan.people import marks
    from congvan.problems import MachineFault

    at, id = office(tmp_path, monkeypatch), "2026/khong-ghi"
    at.approved(id, TEXT)
    signed = filled(down(at, id), at.authority.issue("Nguyễn Tấn Đức"), "KyLanhDao")

    def broken(*_: object) -> None:
        raise MachineFault("CV497")

    with monkeypatch.context() as patch:
        patch.setattr(marks, "append", broken)
        assert at.bring("duc", f"/so/van-ban/{id}/ky/tai-len", signed).status == 503
    assert at.one("duc", id).state == "Chờ ký"
    upload(at, id, signed)
    with monkeypatch.context() as patch:
        patch.setattr(marks, "append", broken)
        assert at.number(id).status == 503
    assert at.one("minh", id).state == "Chờ cấp số"
