"""What 29 kinds cost who builds one: the same program, with every folder of kinds and with only those it needs."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
RUNS = 9
COMMANDS = {"build": ("build", "--force"), "check": ("check",)}
NEEDED = {"cong-van": ["cong-van"], "quyet-dinh": ["quyet-dinh", "quy-che", "mau-1.4"]}
"""The folders that a kind's example needs: its own, those of attached texts, and what they are like."""

Alternately = Callable[[Callable[[], float], Callable[[], float], int], tuple[float, float, float]]


def program(place: Path, folders: list[str]) -> Path:
    """A copy of the program that ships these folders of ``templates/`` and no others."""
    place.mkdir()
    shutil.copy(ROOT / "build.py", place)
    shutil.copytree(ROOT / "congvan", place / "congvan", ignore=shutil.ignore_patterns("__pycache__"))
    for name in folders:
        shutil.copytree(ROOT / "templates" / name, place / "templates" / name)
    return place / "build.py"


def office(place: Path, kind: str) -> Path:
    """A workspace with one circular: the kind's example."""
    (place / "circulars").mkdir(parents=True)
    for name in ("issuer.yaml", "recipients.yaml"):
        shutil.copy(ROOT / name, place)
    shutil.copy(ROOT / "templates" / kind / "example.yaml", place / "circulars" / "mot.yaml")
    return place


def report(place: Path, seconds: Callable[[list[str]], float], alternately: Alternately) -> None:
    """Print the ratios of cold runs."""
    every = sorted(path.name for path in (ROOT / "templates").iterdir() if path.is_dir())
    count = sum((ROOT / "templates" / name / "type.yaml").is_file() for name in every)
    all_kinds = program(place / "all", every)
    for kind, folders in NEEDED.items():
        one_kind = program(place / f"only-{kind}", folders)
        workspace = office(place / f"office-{kind}", kind)
        for name, args in COMMANDS.items():
            commands = [
                [sys.executable, str(door), "--workspace", str(workspace), *args] for door in (all_kinds, one_kind)
            ]
            many, one, ratio = alternately(lambda c=commands: seconds(c[0]), lambda c=commands: seconds(c[1]), RUNS)
            print(f"{name} {kind}, cold: {count} kinds {many:.3f} s, that kind alone {one:.3f} s; ratio {ratio:.3f}")
