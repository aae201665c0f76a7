"""VGCA's program on a clerk's PC, as a fake that speaks its protocol: two addresses, each of them good for one thing, once."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from asking import Answer, Asked, now
from five import AGENCY, Crew, crew
from foreign import filled
from pki import rsa_key
from test_electronic import TEXT

ID = "2026/vgca"


def agent(
    at: Crew, told: dict[str, object], holder: str = "Nguyễn Tấn Đức", field: str = "KyLanhDao"
) -> dict[str, object]:
    """What the program does with a message: fetch, sign with its token, bring back, answer."""
    stranger = replace(at.at, secret="", csrf="")
    assert (told["SessionId"], told["JWTToken"]) == ("", "")
    down = fetch(stranger, str(told["FileName"]))
    if down.status != 200:
        return {"Status": 1, "Message": down.body.decode()}
    who = at.authority.issue(holder, key=rsa_key(3) if holder == AGENCY else None)
    return bring(stranger, str(told["FileUploadHandler"]), filled(down.body, who, field))


def fetch(stranger: Asked, address: str) -> Answer:
    return stranger.ask("GET", address.removeprefix("http://127.0.0.1:1"), origin="")


def bring(stranger: Asked, address: str, data: bytes) -> dict[str, object]:
    edge = "----vgca"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="uploadfile"; filename="a.pdf"\r\n\r\n'.encode()
    body = head + data + f"\r\n--{edge}--\r\n".encode()
    kind = f"multipart/form-data; boundary={edge}"
    answer = stranger.ask("POST", address.removeprefix("http://127.0.0.1:1"), body, content_type=kind, origin="")
    said = json.loads(answer.body)
    return {
        "Status": 0 if answer.status == 200 else answer.status,
        "Message": said["Message"],
        "FileServer": said["FileServer"],
    }


def asked(at: Crew, who: str, work: str = "ky") -> tuple[int, dict[str, object]]:
    answer = at[who].ask(
        "POST", f"/so/van-ban/{ID}/ky/vgca", f"viec={work}".encode(), x_csrf_token=at[who].csrf,
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    return answer.status, json.loads(answer.body)


@pytest.fixture
def at(tmp_path: Path) -> Crew:
    made, _ = crew(tmp_path / "studio")
    made.approved(ID, TEXT)
    return made


def test_signed_and_sealed_by_the_program_and_nothing_twice(at: Crew) -> None:
    assert asked(at, "duc")[0] == 409  # nothing to sign yet
    assert at.send("duc", f"/so/van-ban/{ID}/ky/cho-ky", {}).status == 303
    assert asked(at, "minh")[0] == asked(at, "lan")[0] == 403
    status, found = asked(at, "duc")
    assert (status, found["agent"]) == (200, "wss://127.0.0.1:8987/SignApproved")
    told = found["told"]
    assert isinstance(told, dict)
    assert agent(at, told) == {"Status": 0, "Message": "", "FileServer": f"/so/van-ban/{ID}/ky"}
    assert at.one("duc", ID).state == "Chờ cấp số"
    stranger = replace(at.at, secret="", csrf="")
    assert "một lần" in fetch(stranger, str(told["FileName"])).body.decode()
    signed = at.at.file(f"output/{ID}.signed.pdf").read_bytes()
    again = bring(stranger, str(told["FileUploadHandler"]), signed)
    assert again["Status"] == 410
    assert at.number(ID).status == 303
    status, found = asked(at, "minh", "dau")
    told = found["told"]
    assert isinstance(told, dict)
    assert found["agent"] == "wss://127.0.0.1:8987/SignIssued"
    assert (told["DocNumber"], str(told["IssuedDate"])[10:]) == ("01", "T12:00:00+07:00")
    assert at.trail()[-2:] == [("duc", "ky:giam-doc", "sign"), ("minh", "van-thu", "number")]


def test_an_address_is_good_for_its_one_way_its_person_and_five_minutes(
    at: Crew, monkeypatch: pytest.MonkeyPatch
) -> None:
    at.send("duc", f"/so/van-ban/{ID}/ky/cho-ky", {})
    stranger = replace(at.at, secret="", csrf="")

    def told() -> tuple[str, str]:
        one = asked(at, "duc")[1]["told"]
        assert isinstance(one, dict)
        return str(one["FileName"]), str(one["FileUploadHandler"])

    down, up = told()
    crossed = f"/mot-lan/{up.rpartition('/')[2]}/a.pdf"
    assert fetch(stranger, crossed).status == 410
    assert stranger.ask("HEAD", down.removeprefix("http://127.0.0.1:1")).status == 200
    start = fetch(stranger, down).body
    good = filled(start, at.authority.issue("Nguyễn Tấn Đức"), "KyLanhDao")
    assert bring(stranger, up, good[:-40] + b"x" + good[-39:])["Status"] == 422  # one changed byte
    assert bring(stranger, up, good)["Status"] == 410
    assert fetch(stranger, "/mot-lan/khong-co/a.pdf").status == 410
    down, up = told()
    monkeypatch.setattr(type(at.at.studio), "now", lambda _: now() + timedelta(minutes=5))
    assert fetch(stranger, down).status == 410
    monkeypatch.undo()
    down, up = told()
    person = at.at.people.person("duc")
    assert person is not None
    at.at.people.end_all(person)  # signed out everywhere meanwhile
    assert bring(stranger, up, good)["Status"] == 410
    assert not at.at.file(f"output/{ID}.signed.pdf").exists()


def test_whose_step_it_is_no_longer_is_refused(at: Crew) -> None:
    at.send("duc", f"/so/van-ban/{ID}/ky/cho-ky", {})
    told = asked(at, "duc")[1]["told"]
    assert isinstance(told, dict)
    stranger = replace(at.at, secret="", csrf="")
    start = fetch(stranger, str(told["FileName"])).body
    at.at.write(ID, TEXT.replace("thứ nhất", "thứ hai"))  # changed after it was approved
    good = filled(start, at.authority.issue("Nguyễn Tấn Đức"), "KyLanhDao")
    assert bring(stranger, str(told["FileUploadHandler"]), good)["Status"] == 403
    page = at.send("duc", f"/so/van-ban/{ID}/ky/vgca", {"viec": "ky"})
    assert page.status == 403


def test_what_is_brought_waits_for_its_turn(at: Crew) -> None:
    at.send("duc", f"/so/van-ban/{ID}/ky/cho-ky", {})
    told = asked(at, "duc")[1]["told"]
    assert isinstance(told, dict)
    brought: list[dict[str, object]] = []
    program = threading.Thread(target=lambda: brought.append(agent(at, told)))
    with at.at.studio.turns.held("so", [ID]):
        program.start()
        program.join(3)
        assert program.is_alive()
        assert not at.at.file(f"output/{ID}.signed.pdf").exists()
    program.join(60)
    assert brought[0]["Status"] == 0
