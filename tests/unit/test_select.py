"""A circular that is named is looked for, not found among all: what is told of it is the same."""

from __future__ import annotations

import os
import unicodedata

import pytest
from shop import office

from congvan import workspace
from congvan.problems import Problems
from congvan.workspace import Workspace

FILES = (
    "a.yaml", "ab.yaml", "a/x.yaml", "a/b/y.yaml", "a.yml", "A.yaml", "b.yaml.txt", "c.yaml~", "d.yaml", "d.yaml.bak",
    "2026/a.yaml", "2026/aa.yaml", "2026/a/z.yaml", "2026/.an.yaml", "~$d.yaml", "~$e.yaml", "2026/f\u200b.yaml",
    unicodedata.normalize("NFC", "2026/đề án.yaml"), unicodedata.normalize("NFD", "2026/đề án.yaml"),
    unicodedata.normalize("NFD", "tờ trình/một.yaml"), unicodedata.normalize("NFC", "tờ trình/hai.yaml"),
    ".hidden/g.yaml", "h.YAML", "2026/\u212a.yaml",
)  # fmt: skip
NAMES = (
    "a", "ab", "a/x", "a/b", "A", "b", "c", "c.yaml~", "d", "2026", "2026/a", "2026/a/", "2026/aa", "2026/đề án",
    "tờ trình", "tờ trình/một", "circulars/2026/a.yaml", "circulars", "~$d", "~$e", "e", "h", "2026/f", "2026/K",
    "khong-co", "2026/khong", "ra-ngoai", "lien-ket", "lien-ket/k", "thu-muc", "thu-muc/m", "../x", "g", ".hidden/g",
    "2026/f\u200b", "",
)  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    base = tmp_path_factory.mktemp("so")
    (base / "o").mkdir()
    root = office(base / "o").root
    for name in FILES:
        file = root / "circulars" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("subject: x\n", "utf-8")
    (base / "k.yaml").write_text("subject: x\n", "utf-8")
    (root / "circulars" / "ra-ngoai.yaml").symlink_to(base / "k.yaml")
    (root / "circulars" / "gay.yaml").symlink_to(base / "nowhere")
    (root / "circulars" / "lien-ket").symlink_to(base)
    (root / "circulars" / "thu-muc.yaml").mkdir()
    (root / "circulars" / "thu-muc.yaml" / "m.yaml").write_text("subject: x\n", "utf-8")
    os.mkfifo(root / "circulars" / "ong.yaml")
    return Workspace(root)


def told(place: Workspace, names: list[str]) -> tuple[object, list[str]]:
    problems = Problems()
    found = place.select(names, problems)
    return found, [repr(one) for one in problems]


@pytest.mark.parametrize("names", [[n] for n in (*NAMES, "gay", "ong")] + [["a", "2026/aa", "khong-co"]], ids=ascii)
def test_the_same_is_found_and_told(place: Workspace, monkeypatch: pytest.MonkeyPatch, names: list[str]) -> None:
    seen = told(place, names)
    monkeypatch.setattr(workspace, "FEW", -1)  # all are looked at
    assert seen == told(place, names)


def test_other_folders_are_not_looked_into(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    listed = workspace._listed

    def listing(folder: str) -> tuple[list[str], list[str], set[str], set[str]]:
        looked.append(os.path.basename(folder))
        return listed(folder)

    monkeypatch.setattr(workspace, "_listed", listing)
    assert [one.id for one in place.select(["a/b/y"], Problems())] == ["a/b/y"]
    assert looked == ["circulars", "a", "b"]
