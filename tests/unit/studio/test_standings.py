"""Many standings with one opening of the office are those of each by itself."""

from __future__ import annotations

from pathlib import Path

from crowd import Crowd

PEOPLE = {"lan": "soan-thao:thanh-tra"}


def test_many_are_as_each(tmp_path: Path) -> None:
    crowd = Crowd(tmp_path, PEOPLE, offices=("so",))
    desk, ids = crowd.desks["so"], [f"thu-{n}" for n in range(24)]
    for id in ids:
        crowd.write(id)
    assert desk.standings(ids).value == {id: desk.standing(id).value for id in ids}  # no register yet
    (tmp_path / "so" / "circulars" / "thu-3.yaml").write_text("subject: [\n", "utf-8")
    for id in ids[:2]:
        assert desk.issue(id).ok
    found = desk.standings([*ids, "khong-co"]).value
    assert found == {id: desk.standing(id).value for id in ids if desk.standing(id).value is not None}
    assert [found[id].numbered for id in ids[:3]] == [True, True, False]
    assert found["thu-3"].hashes == ()
    crowd.close()
