"""From end to end the program starts as at a clerk's: cold."""

from __future__ import annotations

from pathlib import Path

import pytest
from shop import Shop, office


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return office(tmp_path, cold=True)
