"""Tables of Excel and CSV, pictures: the tools that make them."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "tools"))
