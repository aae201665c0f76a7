"""A workspace in a folder of its own, and the program as a real process: what most tests begin with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from warm import Warm

ROOT = Path(__file__).parents[2]
AT_START = ("PYTHON", "LANG", "LC_")
"""So begin the names that an interpreter reads once, when it starts."""
LETTER = """unit: thanh-tra
subject: thử nghiệm
signer: giam-doc
to: [so-noi-vu]
body: |
  Đoạn văn.
copies: [nhu-tren]
"""
"""A sound letter of ten words."""
NUMBERED = LETTER.replace("thử nghiệm", "thử nghiệm {n}")
"""One of several, that differ in what they are about."""
BRIEF = """unit: thanh-tra
subject: việc {n}
signer: giam-doc
to: [so-noi-vu]
body: |
  Nội dung {n}.
"""
"""One of several that say different things."""


_STARTING = threading.Lock()


def _warm() -> Warm:
    """One for each process of the tests, however many of its threads ask at once."""
    with _STARTING:
        return _started()


@cache
def _started() -> Warm:
    return Warm()


@dataclass(frozen=True)
class Shop:
    """A workspace in a folder of its own, and the program as a real process."""

    root: Path
    cold: bool = False

    def run(self, *args: str, timeout: float = 120, **env: str) -> subprocess.CompletedProcess[str]:
        """The program with ``args``; ``env`` is added to the environment, and nobody sits at the keyboard.

        A ``cold`` shop starts an interpreter each time, as a clerk does; so does whatever an interpreter reads when it
        starts. The others fork a process that has imported the program already: a tenth of the time.
        """
        command = [sys.executable, str(ROOT / "build.py"), "--workspace", ".", *args]
        environment = {**os.environ, **env}
        if not self.cold and not any(name.startswith(AT_START) for name in env):
            return _warm().run(command, self.root, environment, timeout)
        return subprocess.run(
            command,
            cwd=self.root,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            stdin=subprocess.DEVNULL,
            env=environment,
        )

    def run_at(self, moment: str, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
        """The program while the machine's clock is wrong: ``moment`` as faketime reads it, "+3 days" or a date in UTC."""
        return subprocess.run(
            ["faketime", moment, sys.executable, str(ROOT / "build.py"), "--workspace", ".", *args],
            cwd=self.root, capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL,
            env={**os.environ, "TZ": "UTC", **env},
        )  # fmt: skip

    def write(self, id: str, text: str | bytes) -> Path:
        path = self.root / "circulars" / f"{id}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def output(self, id: str, ending: str) -> Path:
        return self.root / "output" / f"{id}.{ending}"


def today() -> date:
    """The day in Việt Nam, in which the shipped office numbers its letters: after 17:00 UTC not the machine's."""
    return (datetime.now(UTC) + timedelta(hours=7)).date()


def office(folder: Path, *, cold: bool = False) -> Shop:
    """The shipped issuer and recipients, and no circular."""
    for name in ("issuer.yaml", "recipients.yaml"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "circulars").mkdir()
    return Shop(folder, cold)


def said_codes(done: subprocess.CompletedProcess[str], code: int) -> list[str]:
    """The codes in a JSON answer, sorted, each once; the exit code is as given."""
    import json

    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    return sorted({d["code"] for d in json.loads(done.stdout)["diagnostics"]})
