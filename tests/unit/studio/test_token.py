"""Many letters signed with a token (SoftHSM): its PIN is tried once, it is opened once, and whatever becomes of it in the
middle, page, chain, register and files tell of the same letters.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from five import PIN, Crew
from forty import LETTER, acts, begun, done, housed, id_of, shown, signed_files, with_device, words

from congvan.studio import jobs, signed_here
from congvan.studio.progress import progress

SIX = 6


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Crew:
    return housed(tmp_path, monkeypatch, SIX, 4)


def agree(house: Crew, good: list[str]) -> None:
    """Chain, register, files and states tell of ``good`` and of no other letter."""
    place = house.at.studio.offices.places["so"]
    assert acts(house, "sign") == good
    assert signed_files(house) == good
    head = place.desk.register_verify()
    assert head.ok, head.diagnostics
    assert house.at.people.broken("so") == []
    for n in range(SIX):
        stand = progress(place, house.at.people, id_of(n))
        assert stand is not None
        assert stand.facts.signed == (id_of(n) in good), id_of(n)
        assert stand.story.state == ("number" if id_of(n) in good else "signature"), id_of(n)


def others_follow(house: Crew, there: list[str], signed: int) -> None:
    """Those that were left are shown again, and signed."""
    given, left = shown(house, "duc", "ky")
    assert left == there[signed:]
    told = done(house, "duc", "ky", left, {**given, "khoa": "giam-doc", "mat-khau": PIN})
    assert f"Thành công {SIX - signed}/{SIX - signed}" in told, told
    agree(house, there)


def test_one_pin_one_opening(house: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    log = with_device(house, monkeypatch)
    given, there = shown(house, "duc", "ky")
    assert len(there) == SIX

    told = done(house, "duc", "ky", there, {**given, "khoa": "giam-doc", "mat-khau": "999999"})
    assert f"Thành công 0/{SIX}" in told, told
    assert told.count('mã PIN của token "LanhDao" không đúng') == SIX, told
    assert log.read_text("ascii").splitlines() == ["login 160"]  # CKR_PIN_INCORRECT, once
    agree(house, [])

    log.write_text("", "ascii")
    house.at.write(there[2], LETTER.format(n="khác"))
    (house.at.file("output") / f"{there[4]}.signed.pdf").mkdir(parents=True)
    told = done(house, "duc", "ky", there, {**given, "khoa": "giam-doc", "mat-khau": PIN})
    assert f"Thành công {SIX - 2}/{SIX}" in told, told
    lines = log.read_text("ascii").splitlines()
    assert lines.count("login 0") == 1
    assert lines.count("sign 0") == SIX - 1  # of one nothing can be kept
    (house.at.file("output") / f"{there[4]}.signed.pdf").rmdir()
    house.at.write(there[2], LETTER.format(n=2))
    agree(house, [id for id in there if id not in (there[2], there[4])])

    for path in house.at.root.rglob("*"):
        if path.is_file() and "tokens" not in path.parts:
            assert PIN.encode() not in path.read_bytes(), path


def test_a_token_that_is_pulled_out(house: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    """CV631 of each letter that was not signed."""
    log = with_device(house, monkeypatch)
    monkeypatch.setenv("DEVICE_PULLED_AT", "3")
    given, there = shown(house, "duc", "ky")

    told = done(house, "duc", "ky", there, {**given, "khoa": "giam-doc", "mat-khau": PIN})
    assert f"Thành công 2/{SIX}" in told, told
    assert told.count('token "LanhDao" không trả lời nữa') == SIX - 2, told
    lines = log.read_text("ascii").splitlines()
    assert lines.count("login 0") == 1
    assert len([line for line in lines if line.startswith("sign")]) == 3  # no letter after it is tried
    agree(house, there[:2])

    house.at.file("khoa/away").rename(house.at.file("khoa/tokens"))
    monkeypatch.delenv("DEVICE_PULLED_AT")
    others_follow(house, there, 2)


def test_a_worker_that_is_killed(house: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    with_device(house, monkeypatch)
    monkeypatch.setenv("DEVICE_DIES_AT", "4")
    given, there = shown(house, "duc", "ky")

    told = done(house, "duc", "ky", there, {**given, "khoa": "giam-doc", "mat-khau": PIN})
    assert f"Thành công 3/{SIX}" in told, told
    agree(house, there[:3])

    monkeypatch.delenv("DEVICE_DIES_AT")
    others_follow(house, there, 3)


def test_a_server_that_is_killed(house: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its job is cut off in the middle: who looks again sees of each letter where it stands."""
    with_device(house, monkeypatch)
    given, there = shown(house, "duc", "ky")
    place = house.at.studio.offices.places["so"]
    monkeypatch.setattr(jobs, "_done", lambda held, *_: held.close())  # whoever was at it is there no more
    address = begun(house, "duc", "ky", there, given)
    monkeypatch.setattr(jobs, "_running", set())
    assert place.desk.ready([there[0]]).ok
    ring = place.desk.keys().value
    assert ring is not None
    key = ring.find("giam-doc", "KyLanhDao")
    assert key is not None
    assert signed_here.apart(place, "duc", there[0], key, ring, PIN)[0].ok
    told = words(house.get("duc", address).text)
    assert "Chưa làm xong vì chương trình bị dừng" in told
    assert "việc 0 Chờ cấp số việc 1 Chờ ký việc 2 Chờ ký" in told, told
