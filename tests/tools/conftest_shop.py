"""A workspace of its own for tests that are not beside the shared conftest."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Shop:
    root: Path

    def run(self, *args: str, timeout: float = 120, **env: str) -> subprocess.CompletedProcess[str]:
        import os

        return subprocess.run(
            [sys.executable, str(ROOT / "build.py"), "--workspace", ".", *args], cwd=self.root, capture_output=True,
            text=True, timeout=timeout, check=False, stdin=subprocess.DEVNULL, env={**os.environ, **env},
        )  # fmt: skip

    def write(self, id: str, text: str) -> Path:
        path = self.root / "circulars" / f"{id}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def output(self, id: str, ending: str) -> Path:
        return self.root / "output" / f"{id}.{ending}"


def office(folder: Path) -> Shop:
    for name in ("issuer.yaml", "recipients.yaml"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "circulars").mkdir()
    return Shop(folder)


def said_codes(done: subprocess.CompletedProcess[str], code: int) -> list[str]:
    """The codes in a JSON answer, sorted, each once; the exit code is as given."""
    import json

    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    return sorted({d["code"] for d in json.loads(done.stdout)["diagnostics"]})
