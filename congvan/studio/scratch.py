"""A folder for a file that is made only to be handed over."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Scratch:
    """A folder of nobody else's, until it is cleared."""

    path: Path

    def clear(self) -> None:
        """Away with it."""
        shutil.rmtree(self.path, ignore_errors=True)


def scratch() -> Scratch:
    """A new one."""
    return Scratch(Path(tempfile.mkdtemp(prefix="congvan-")))
