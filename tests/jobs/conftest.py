"""A queue of its own on a real PostgreSQL, workers as real processes, a mail server that does as its recipients say."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from crew import Crew
from mail_server import MailServer
from shop import office


@pytest.fixture
def queue_url(server, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database of its own with the queue's tables."""
    url = server.database(f"viec_{os.getpid()}_{time.monotonic_ns()}")
    monkeypatch.setenv("CONGVAN_REGISTER", url)
    return url


@pytest.fixture
def crew(tmp_path: Path, queue_url: str) -> Iterator[Crew]:
    (tmp_path / "so").mkdir()
    made = Crew(office(tmp_path / "so"))
    assert made.run("worker", "--init")["made"]
    yield made
    made.close()


@pytest.fixture
def mail(tmp_path: Path) -> Iterator[MailServer]:
    # Of so many agencies some must be left when `jobs`, a process for each question, has told who has the job.
    delay = "0.08" if os.environ.get("CONGVAN_STRESS") == "1" else "0.01"
    with MailServer(tmp_path / "thu", ("--delay", delay)) as made:
        yield made
