"""Compiled templates are kept beside their source, and whatever lies there instead does no harm."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from congvan.machine.compiled import Beside


def said(folder: Path, **values: object) -> str:
    return (
        Environment(loader=FileSystemLoader(folder), bytecode_cache=Beside(folder)).get_template("a.j2").render(values)
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "a.j2").write_text("Kính gửi {{ who }}", "utf-8")
    return tmp_path


def kept(folder: Path) -> list[Path]:
    return list((folder / "__pycache__").iterdir())


def test_the_second_process_compiles_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(folder, who="ai") == "Kính gửi ai"
    (file,) = kept(folder)
    assert file.stat().st_mode & 0o777 == 0o644
    monkeypatch.setattr(Environment, "_compile", None)
    assert said(folder, who="em") == "Kính gửi em"


def test_another_source_is_compiled_anew(folder: Path) -> None:
    said(folder, who="ai")
    (folder / "a.j2").write_text("Nơi nhận: {{ who }}", "utf-8")
    assert said(folder, who="ai") == "Nơi nhận: ai"
    assert len(kept(folder)) == 1


@pytest.mark.parametrize("cut", [0, 5, 40, -1])
def test_a_torn_file_is_none(folder: Path, cut: int) -> None:
    said(folder, who="ai")
    (file,) = kept(folder)
    file.write_bytes(file.read_bytes()[:cut])
    assert said(folder, who="em") == "Kính gửi em"


def test_where_nothing_can_be_kept_it_is_compiled_each_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "__pycache__").rmdir()
    assert said(folder, who="ai") == "Kính gửi ai"
    (folder / "__pycache__").write_bytes(b"")
    assert said(folder, who="ai") == "Kính gửi ai"
    (folder / "__pycache__").unlink()
    (folder / "__pycache__").mkdir()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert said(folder, who="ai") == "Kính gửi ai"
    assert kept(folder) == []
