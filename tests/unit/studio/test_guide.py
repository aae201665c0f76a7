"""The guide that the studio shows: what it names is there, and in the wheel."""

from __future__ import annotations

import tomllib
from pathlib import Path

from congvan.studio import guide

ROOT = Path(__file__).parents[3]


def test_every_page_of_the_help_is_there_and_in_the_wheel() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    pages = {*guide.PAGES, *(name for _, name, _ in guide.OF)}
    assert {name for name in pages if not (ROOT / "docs" / f"{name}.md").is_file()} == set()
    assert {name for name in pages if packed.get(f"docs/{name}.md") != f"congvan/_guide/{name}.md"} == set()


def test_every_heading_that_is_opened_stands_in_its_page() -> None:
    for _, name, heading in guide.OF:
        lines = (ROOT / "docs" / f"{name}.md").read_text("utf-8").splitlines()
        assert not heading or heading in {guide.anchor(line.lstrip("# ")) for line in lines if line.startswith("#")}
