"""Every test of a register runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import importlib.util
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

_FILE = Path(__file__).parents[1] / "tools" / "postgres.py"
_counter = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[object]:
    spec = importlib.util.spec_from_file_location("postgres", _FILE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made = module.Server()
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def register_url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """ "" for SQLite beside issuer.yaml; the programs that a test starts see it in their environment."""
    url = ""
    if request.param == "postgresql":
        url = request.getfixturevalue("server").database(f"so{next(_counter)}")
    monkeypatch.setenv("CONGVAN_REGISTER", url)
    return url
