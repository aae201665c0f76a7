"""Who may read what the program writes, and a draft that is made whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from shop import office, said_codes

LETTER = "unit: thanh-tra\nsubject: việc\nsigner: giam-doc\nto: [so-noi-vu]\nbody: Nội dung.\n"


def rights(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))[2:]


@pytest.mark.parametrize(("share", "wanted"), [("", "640"), ("owner", "600"), ("everyone", "644")])
def test_what_is_written_is_for_the_group_unless_somebody_says_otherwise(
    shop, share: str, wanted: str, monkeypatch
) -> None:
    monkeypatch.delenv("CONGVAN_REGISTER", raising=False)
    monkeypatch.setenv("CONGVAN_SHARE", share)
    shop.write("a", LETTER)
    assert shop.run("issue", "a").returncode == 0
    assert shop.run("build").returncode == 0
    assert shop.run("register", "backup", "so.bak").returncode == 0
    assert shop.run("register", "export", "so.csv").returncode == 0
    assert shop.run("new", "cong-van", "moi").returncode == 0
    made = [
        shop.root / n
        for n in ("register.db", "so.bak", "so.csv", "circulars/moi.yaml", "output/a.pdf", "output/a.docx")
    ]
    assert {path.name: rights(path) for path in made} == {path.name: wanted for path in made}
    assert {rights(p) for p in shop.root.glob("register.db-*")} <= {wanted}


def test_a_word_that_is_no_choice_is_told(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONGVAN_REGISTER", raising=False)
    shop.write("a", LETTER)
    done = shop.run("build", "--json", CONGVAN_SHARE="moi-nguoi")
    assert said_codes(done, 3) == ["CV947"]


def test_new_on_a_full_disk_leaves_nothing(shop, small_disk) -> None:
    disk = small_disk(1)
    (disk.place / "w").mkdir()
    there = office(disk.place / "w")
    disk.fill()
    done = there.run("new", "cong-van", "moi")
    assert done.returncode == 3
    assert "CV491" in done.stderr
    assert list((there.root / "circulars").iterdir()) == []
    disk.empty()
    assert there.run("new", "cong-van", "moi").returncode == 0
    before = (there.root / "circulars" / "moi.yaml").read_bytes()
    assert said_codes(there.run("new", "cong-van", "moi", "--json"), 1) == ["CV411"]
    assert (there.root / "circulars" / "moi.yaml").read_bytes() == before
    assert [p.name for p in (there.root / "circulars").iterdir()] == ["moi.yaml"]
