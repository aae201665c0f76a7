"""A link that is put in the way of a file between the look at it and the write leads nowhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from congvan.machine import atomic
from congvan.problems import MachineFault


@pytest.fixture
def circulars(tmp_path: Path) -> Path:
    folder = tmp_path / "circulars" / "2026"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_bytes(b"ours")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.yaml").write_bytes(b"theirs")
    return tmp_path / "circulars"


def theirs(circulars: Path) -> bool:
    outside = circulars.parent / "outside"
    return (outside / "a.yaml").read_bytes() == b"theirs" and [p.name for p in outside.iterdir()] == ["a.yaml"]


def test_a_link_that_was_there_before(circulars: Path) -> None:
    file = circulars / "2026" / "a.yaml"
    file.unlink()
    file.symlink_to(circulars.parent / "outside" / "a.yaml")
    with pytest.raises(OSError, match="symbolic"), atomic.rewriting(file, circulars):
        pass
    assert theirs(circulars)


def test_a_link_instead_of_the_file(circulars: Path) -> None:
    file = circulars / "2026" / "a.yaml"
    with atomic.rewriting(file, circulars) as rewrite:
        assert rewrite.read() == b"ours"
        rewrite.stage(b"new")
        file.unlink()
        file.symlink_to(circulars.parent / "outside" / "a.yaml")
        with pytest.raises(OSError, match="symbolic"):
            rewrite.read()
        with pytest.raises(MachineFault):
            rewrite.stage(b"again")
    assert theirs(circulars)
    assert [p.name for p in file.parent.iterdir()] == ["a.yaml"]


def test_a_link_at_the_last_moment_is_replaced(circulars: Path) -> None:
    file = circulars / "2026" / "a.yaml"
    with atomic.rewriting(file, circulars) as rewrite:
        rewrite.stage(b"new")
        file.unlink()
        file.symlink_to(circulars.parent / "outside" / "a.yaml")
        rewrite.finish()
    assert (file.is_symlink(), file.read_bytes()) == (False, b"new")
    assert theirs(circulars)


def test_a_link_instead_of_the_folder(circulars: Path) -> None:
    folder = circulars / "2026"
    with atomic.rewriting(folder / "a.yaml", circulars) as rewrite:
        folder.rename(circulars / "moved")
        folder.symlink_to(circulars.parent / "outside")
        assert rewrite.read() == b"ours"
        rewrite.stage(b"new")
        rewrite.finish()
    assert (circulars / "moved" / "a.yaml").read_bytes() == b"new"
    assert theirs(circulars)


def test_a_link_inside_is_the_file_it_names(circulars: Path) -> None:
    (circulars / "b.yaml").symlink_to("2026/a.yaml")
    with atomic.rewriting(circulars / "b.yaml", circulars) as rewrite:
        rewrite.stage(b"new")
        rewrite.finish()
    assert (circulars / "2026" / "a.yaml").read_bytes() == b"new"
    assert (circulars / "b.yaml").is_symlink()


def test_a_pipe_instead_of_the_file_does_not_hang(circulars: Path) -> None:
    file = circulars / "2026" / "a.yaml"
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(OSError, match="Invalid"), atomic.rewriting(file, circulars):
        pass
