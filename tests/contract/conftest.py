"""Every test of a register runs on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


class Disk:
    """A small disk of its own, which can be filled to the last byte and emptied again."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._ballast = place / "day"

    def fill(self) -> None:
        with contextlib.suppress(OSError), self._ballast.open("ab", buffering=0) as out:
            while out.write(b"x" * 4096):
                pass

    def empty(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def small_disk() -> Iterator[Callable[[int], Disk]]:
    """A disk of so many MiB (tmpfs); whoever runs the tests must be allowed to mount one."""
    places: list[Path] = []

    def mounted(size: int) -> Disk:
        place = Path(tempfile.mkdtemp(prefix="congvan-disk-", dir="/tmp"))
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}m", "tmpfs", str(place)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"this test mounts a small tmpfs, which needs root: {done.stderr}"
        places.append(place)
        return Disk(place)

    yield mounted
    for place in places:
        subprocess.run(["umount", "-l", str(place)], check=True)
        place.rmdir()
