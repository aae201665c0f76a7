"""The 29 kinds, built once: every example as it ships, each with number and date, and documents nobody foresaw."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest


def _tool(name: str):
    path = Path(__file__).parents[1] / "tools" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


tool = _tool("office")
_tool("desk")


@dataclass(frozen=True)
class Made:
    """A workspace whose circulars were built, and their DOCX as LibreOffice prints them."""

    root: Path
    printed: Path

    def file(self, id: str, ending: str) -> Path:
        return self.root / "output" / f"{id}.{ending}"

    def office(self, id: str) -> Path:
        return self.printed / f"{id}.pdf"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    from agreement import print_docx

    place = tool.workspace(tmp_path_factory.mktemp("kinds"))
    for slug in tool.SLUGS:
        text = tool.example(slug)
        (place / "circulars" / f"{slug}.yaml").write_text(text, encoding="utf-8")
        (place / "circulars" / f"so-{slug}.yaml").write_text(tool.dated(text), encoding="utf-8")
    for name in tool.UNSEEN:
        shutil.copy(tool.CASES / f"{name}.yaml", place / "circulars")
    code, said = tool.run(place, "build")
    assert code == 0, said
    printed = tmp_path_factory.mktemp("printed")
    print_docx([place / "output" / f"{id}.docx" for id in (*tool.SLUGS, *tool.UNSEEN)], printed)
    return Made(place, printed)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return tool.workspace(tmp_path)
