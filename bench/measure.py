"""What every bench needs: the program as a process, a workspace of so many letters, two things timed in turn."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
LETTER = (ROOT / "circulars/2024/canh-bao-gia-danh-lan-2.yaml").read_text(encoding="utf-8")


def seconds(command: list[str], before: Callable[[], object] = lambda: None) -> float:
    """Wall time of one process."""
    before()
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def congvan(workspace: Path, *args: str) -> list[str]:
    return [sys.executable, str(ROOT / "build.py"), "--workspace", str(workspace), *args]


def workspace(folder: Path, letters: int) -> Path:
    folder.mkdir()
    for name in ("issuer.yaml", "recipients.yaml"):
        shutil.copy(ROOT / name, folder)
    (folder / "circulars").mkdir()
    for number in range(letters):
        text = LETTER.replace("number: 881", f"number: {number + 1}")
        (folder / "circulars" / f"l{number:03}.yaml").write_text(text, encoding="utf-8")
    return folder


def alternately(a: Callable[[], float], b: Callable[[], float], runs: int) -> tuple[float, float, float]:
    """Medians of both and of their ratios, taken in turn so that a machine that slows down slows both."""
    a(), b()
    pairs = [(a(), b()) for _ in range(runs)]
    left, right = zip(*pairs, strict=True)
    return statistics.median(left), statistics.median(right), statistics.median(x / y for x, y in pairs)
