"""A leader with forty letters: signed at once by a key of the server, two of them not; then numbered. What the page
counts, the marks, the register's log, its lines and the files say one and the same.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from five import LEADER, PASSWORD, PEOPLE, Crew
from forty import LETTER, acts, done, housed, id_of, shown, signed_files

from congvan.studio.progress import progress

FORTY = 40


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Crew:
    return housed(tmp_path, monkeypatch, FORTY, 3)


def test_forty_letters_of_which_two_fail(house: Crew) -> None:
    desk, root = house.at.studio.offices.places["so"].desk, house.at.file(".")
    ids = [id_of(n) for n in range(FORTY)]

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
    assert signed_files(house) == good
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
