"""Many files are written whole or not at all, the waiting for the disk beside the writing."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from congvan.machine import atomic
from congvan.problems import MachineFault

SYNC = os.fsync


@pytest.mark.parametrize("many", [2, atomic.MANY - 1, atomic.MANY, 40])
def test_all_are_on_the_disk_before_the_first_is_replaced(
    many: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []

    def slow(handle: int) -> None:
        SYNC(handle)
        synced.append(os.fstat(handle).st_ino)

    def decided() -> None:
        there = {entry.stat().st_ino for entry in tmp_path.iterdir()}
        assert sorted(synced) == sorted(there)
        assert len(there) == many
        assert not list(tmp_path.glob("f*"))

    monkeypatch.setattr(os, "fsync", slow)
    files = {tmp_path / f"f{n}": b"%d" % n * 5000 for n in range(many)}
    stamps = atomic.write_all(files, first=decided)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == files
    assert stamps == {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "CV491"), (errno.EIO, "CV490")])
@pytest.mark.parametrize("many", [2, 40])
def test_one_that_the_disk_refuses_leaves_all_as_they_were(
    many: int, number: int, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {tmp_path / f"f{n}": b"new" for n in range(many)}
    for path in files:
        path.write_bytes(b"old")
    left = [many // 2]

    def refusing(handle: int) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(number, "no")
        SYNC(handle)

    monkeypatch.setattr(os, "fsync", refusing)
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(MachineFault) as told:
        atomic.write_all(files)
    assert told.value.diagnostic.code == code
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == dict.fromkeys(files, b"old")
    assert len(os.listdir("/proc/self/fd")) == before
