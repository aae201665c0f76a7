"""The 29 kinds: built, taken in from their own Word file, built again: the same words in the same order."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from shop import ROOT, Shop, office

KINDS = sorted(p.parent.name for p in (ROOT / "templates").glob("*/example.yaml"))
NAMELESS = ("giay-gioi-thieu", "giay-nghi-phep")
"""They print no subject: a person must say what the register is to call them."""


@dataclass(frozen=True)
class Round:
    shop: Shop
    files: dict[str, dict]
    errors: list[dict]


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Round:
    shop = office(tmp_path_factory.mktemp("mau"))
    for kind in KINDS:
        target = shop.root / "circulars" / "mau" / f"{kind}.yaml"
        target.parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / "templates" / kind / "example.yaml", target)
    shop.run("build", "--format", "docx")
    done = shop.run("import", "output/mau", "nhap", "--json")
    assert done.returncode == 0, done.stderr
    files = {Path(f["file"]).stem: f["circulars"][0] for f in json.loads(done.stdout)["files"]}
    for kind in NAMELESS:
        path = shop.root / "circulars" / "nhap" / f"{kind}.yaml"
        path.write_text(
            path.read_text(encoding="utf-8").replace("\nsubject:\n", "\nsubject: nghỉ phép\n"), encoding="utf-8"
        )
    checked = json.loads(shop.run("check", "circulars/nhap", "--json").stdout)
    shop.run("build", "circulars/nhap", "--format", "docx")
    return Round(shop, files, [d for d in checked["diagnostics"] if d["severity"] == "error"])


def test_all_kinds_are_there(rounds: Round) -> None:
    assert len(KINDS) == 29
    assert {kind: made["kind"] for kind, made in rounds.files.items()} == {kind: kind for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_doubted_and_nothing_differs(rounds: Round, kind: str) -> None:
    codes = [d["code"] for d in rounds.files[kind]["doubts"]]
    assert codes == (["CV461"] if kind in NAMELESS else [])
    assert rounds.files[kind]["differences"] == 0


def test_check_finds_no_error(rounds: Round) -> None:
    assert rounds.errors == []


def words(path: Path) -> list[str]:
    """Every word of a DOCX, paragraph by paragraph."""
    text = zipfile.ZipFile(path).read("word/document.xml").decode()
    found = []
    for one in re.findall(r"<w:p[ >].*?</w:p>", text, re.DOTALL):
        said = re.sub(r"<w:(br|tab|cr)/>", " ", one)
        found.append("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>| (?=<)", said)))
    return " ".join(found).replace("\u00a0", " ").replace("\u2060", "").split()


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_built_again_has_the_same_words(rounds: Round, kind: str) -> None:
    first = words(rounds.shop.root / "output" / "mau" / f"{kind}.docx")
    again = words(rounds.shop.root / "output" / "nhap" / f"{kind}.docx")
    assert len(first) > 60
    assert again == first
