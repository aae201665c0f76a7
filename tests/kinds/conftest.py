"""The 29 kinds, built once: every example as it ships, every example with number and date, and documents nobody foresaw."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from congvan.cli.entry import application, words
from congvan.standard.kinds import kinds

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
CASES = Path(__file__).parent / "cases"
SLUGS = tuple(kinds())
UNSEEN = tuple(path.stem for path in sorted(CASES.glob("*.yaml")))

Program = Callable[..., tuple[int, str]]


def run(workspace: Path, *args: str) -> tuple[int, str]:
    """The program in this process: its exit code, and all it said."""
    words.choose([])
    done = CliRunner().invoke(application(), ["--workspace", str(workspace), *args], standalone_mode=False)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return (done.return_value or 0) if done.exception is None else done.exit_code, done.output


def workspace(folder: Path) -> Path:
    """A folder with the issuer and the recipients that ship."""
    for name in ("issuer.yaml", "recipients.yaml"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "circulars").mkdir()
    return folder


def dated(text: str) -> str:
    """A draft as it looks once it was issued."""
    return re.sub(r"(?m)^(signer: .*\n)", "\\1number: 8\ndate: 2024-06-05\n", text, count=1)


@dataclass(frozen=True)
class Made:
    """A workspace whose circulars were built, and their DOCX as LibreOffice prints them."""

    root: Path
    printed: Path

    def file(self, id: str, ending: str) -> Path:
        return self.root / "output" / f"{id}.{ending}"

    def office(self, id: str) -> Path:
        return self.printed / f"{id}.pdf"


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    from agreement import print_docx

    place = workspace(tmp_path_factory.mktemp("kinds"))
    for slug in SLUGS:
        text = (TEMPLATES / slug / "example.yaml").read_text(encoding="utf-8")
        (place / "circulars" / f"{slug}.yaml").write_text(text, encoding="utf-8")
        (place / "circulars" / f"so-{slug}.yaml").write_text(dated(text), encoding="utf-8")
    for name in UNSEEN:
        shutil.copy(CASES / f"{name}.yaml", place / "circulars")
    code, said = run(place, "build")
    assert code == 0, said
    printed = tmp_path_factory.mktemp("printed")
    print_docx([place / "output" / f"{id}.docx" for id in (*SLUGS, *UNSEEN)], printed)
    return Made(place, printed)


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return workspace(tmp_path)
