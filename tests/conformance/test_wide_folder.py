"""A folder without end is refused with its name, and is not walked to its end."""

from __future__ import annotations

import os
from pathlib import Path

from congvan import Desk
from congvan.conformance import files


def test_a_whole_disk_is_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(files, "MOST", 40)
    looked = []

    def endless(_top: str):
        for n in range(1_000_000):
            looked.append(n)
            yield f"/{n}", ["x"], [f"{n}.txt"]

    (tmp_path / "o-dia").mkdir()
    monkeypatch.setattr(os, "walk", endless)
    done = Desk.open(tmp_path).inspect(tmp_path / "o-dia")
    assert [d.code for d in done.diagnostics] == ["CV749"]
    assert "o-dia" in done.diagnostics[0].message()
    assert not done.ok
    assert len(looked) < 30


def test_a_folder_within_bounds_is_looked_through(tmp_path: Path) -> None:
    (tmp_path / "sau" / "hon").mkdir(parents=True)
    (tmp_path / "sau" / "hon" / "a.pdf").write_bytes(b"x")
    assert [p.name for p in files.documents([str(tmp_path)], [])] == ["a.pdf"]
