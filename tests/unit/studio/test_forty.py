"""A leader with forty letters: signed at once by a key of the server, two of them not; then numbered. What the page
counts, the marks, the register's log, its lines and the files say one and the same.
"""

from __future__ import annotations

import re
import time
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from five import KEYS, LEADER, PASSWORD, PEOPLE, Crew, crew

from congvan import Result
from congvan.people.steps import Act, Mark
from congvan.studio.drawing import Sheets
from congvan.studio.progress import progress

FORTY = 40
KEY = KEYS[: KEYS.index("  the:")]
LETTER = "unit: thanh-tra\nsubject: việc {n}\nsigner: giam-doc\nto: [so-noi-vu]\nbody: Nội dung {n}.\n"
WAY: tuple[tuple[str, Act], ...] = (("lan", "submit"), ("dung", "content"), ("hoa", "form"))


class Drawn:
    """One page a letter, without drawing it: what is signed is drawn in earnest by ``ready``."""

    def sheets(self, place: Any, id: str, _source: object) -> tuple[Any, Sheets]:
        text = (place.desk.here.workspace.circulars / f"{id}.yaml").read_text("utf-8")
        return Result(None, ()), Sheets((f"{hash(text):x}",), ((595.0, 842.0),), ())


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Crew:
    made, env = crew(tmp_path, keys=KEY)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    drawer = Drawn()
    object.__setattr__(made.at.studio, "drawer", drawer)
    place = made.at.studio.offices.places["so"]
    for n in range(FORTY):
        id = f"2026/thu-{n:02}"
        made.at.write(id, LETTER.format(n=n))
        stand = progress(place, made.at.people, id)
        assert stand is not None
        for known, (who, act) in enumerate(WAY):
            at = f"2026-11-29T03:{n:02}:0{known}+00:00"
            mark = Mark(id, who, PEOPLE[who][0], PEOPLE[who][1], act, stand.sha256, at)
            assert made.at.people.mark("so", mark, "", stand.words, known)
    return made


def shown(house: Crew, who: str, many: str) -> tuple[dict[str, str], list[str]]:
    """The page: what it hides in its form, and which letters can be chosen there."""
    text = house.get(who, f"/so/nhieu/{many}").text
    given = dict(re.findall(r'name="((?:hash|trang|so):[^"]+)" value="([^"]*)"', text))
    return given, re.findall(r'name="chon" value="([^"]*)"', text)


def done(house: Crew, who: str, many: str, chosen: list[str], given: dict[str, str]) -> str:
    """What the page says at last, in words."""
    seat = house[who]
    body = urlencode([("_csrf", seat.csrf), *(("chon", id) for id in chosen), *given.items()]).encode()
    answer = seat.ask("POST", f"/so/nhieu/{many}", body, content_type="application/x-www-form-urlencoded")
    assert answer.status == 303
    for _ in range(1200):
        text = house.get(who, answer.headers["location"]).text
        if 'id="waiting"' not in text:
            return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))
        time.sleep(0.5)
    raise AssertionError("it goes on and on")


def acts(house: Crew, act: str) -> list[str]:
    return sorted(one.circular for one in house.at.people.marks("so") if one.act == act)


def test_forty_letters_of_which_two_fail(house: Crew) -> None:
    desk, root = house.at.studio.offices.places["so"].desk, house.at.file(".")
    ids = [f"2026/thu-{n:02}" for n in range(FORTY)]

    given, there = shown(house, "duc", "duyet")
    assert there == ids
    assert f"Thành công {FORTY}/{FORTY}" in done(house, "duc", "duyet", there, given)
    assert acts(house, "approve") == ids

    given, there = shown(house, "duc", "ky")
    assert there == ids
    changed, blocked = ids[3], ids[17]
    house.at.write(changed, LETTER.format(n="khác"))
    (root / "output" / f"{blocked}.signed.pdf").mkdir(parents=True)
    wrong = done(house, "duc", "ky", there[:2], {**given, "khoa": "giam-doc", "mat-khau": "sai"})
    assert "Thành công 0/2" in wrong
    assert acts(house, "sign") == []
    told = done(house, "duc", "ky", there, {**given, "khoa": "giam-doc", "mat-khau": PASSWORD})
    assert f"Thành công {FORTY - 2}/{FORTY}" in told, told
    assert "2 văn bản chưa làm được" in told
    failed = told[told.index("2 văn bản chưa làm được") : told.index("Đã ký")]
    reasons = dict(re.findall(r"việc (\S+) : (.*?)(?= việc |$)", failed))
    assert set(reasons) == {"khác", "17"}, failed
    assert len(set(reasons.values())) == 2
    good = [id for id in ids if id not in (changed, blocked)]

    # the marks, the files, the register's log and the states tell of the same thirty-eight
    assert acts(house, "sign") == good
    files = sorted(
        p.relative_to(root / "output").as_posix() for p in (root / "output").rglob("*.signed.pdf") if p.is_file()
    )
    assert files == [f"{id}.signed.pdf" for id in good]
    head = desk.register_verify()
    assert head.ok, head.diagnostics
    for id in ids:
        kinds = [one.kind for one in desk.recorded(id).value or ()]
        assert kinds.count("sign") == 0  # the register's own row says it, with the file's hash
        stand = progress(house.at.studio.offices.places["so"], house.at.people, id)
        assert stand is not None
        assert stand.facts.signed == (id in good)
        assert stand.story.state == ("number" if id in good else "draft" if id == changed else "signature"), id

    given, there = shown(house, "minh", "cap-so")
    assert there == good
    told = done(house, "minh", "cap-so", there, given)
    assert f"Thành công {len(good)}/{len(good)}" in told
    found = desk.register_list().value
    assert found is not None
    assert sorted((one.number, one.draft.circular) for one in found.entries) == list(enumerate(good, 1))
    assert acts(house, "number") == good
    assert desk.register_verify().ok
    assert house.at.people.broken("so") == []
    assert LEADER in PEOPLE["duc"]

    # what opened the key stands nowhere
    for path in house.at.root.rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes(), path
            assert ascii(PASSWORD)[1:-1].encode() not in path.read_bytes(), path
