"""A workspace for copies, and a copy made in this process: the order of it, not the command's start."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

from congvan import pipeline  # noqa: E402
from congvan.desk import copy as copying  # noqa: E402
from congvan.desk.here import Here  # noqa: E402
from congvan.problems import Problems  # noqa: E402
from congvan.workspace import Workspace  # noqa: E402

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


class Desk:
    """One office; ``copy`` gives the copy and what was told."""

    def __init__(self, folder: Path) -> None:
        from shop import office

        self.shop = office(folder)
        self.root = folder
        self.office = pipeline.open_office(Workspace(folder), Problems())

    def put(self, name: str, data: bytes) -> Path:
        path = self.root / name
        path.write_bytes(data)
        return path

    def copy(self, file: Path | bytes, id: str, form: str = "sao-y", *, now: datetime = NOW, **more):
        path = self.put(f"{id.replace('/', '-')}.goc.pdf", file) if isinstance(file, bytes) else file
        problems = Problems()
        asked = copying.CopyRequest(path, id, form, more.pop("signer", "giam-doc"), **more)
        made = copying.copy(Here(Workspace(self.root), clock=lambda: now), asked, None, problems)
        return made, [d.code for d in problems]

    def close(self) -> None:
        self.office.forget()


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    yield made
    made.close()
