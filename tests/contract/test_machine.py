"""The machine fails in between: the server restarts while numbers are taken; the disk is full."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

LETTER = """unit: thanh-tra
subject: thử nghiệm {n}
signer: giam-doc
to: [so-noi-vu]
body: |
  Đoạn văn.
copies: [nhu-tren]
"""
FILES = 10


def test_the_server_restarts_while_numbers_are_taken(shop, server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONGVAN_REGISTER", server.database("khoi_dong_lai"))
    monkeypatch.setenv("CONGVAN_REGISTER_TIMEOUT", "60")
    ids = [f"v{n}" for n in range(FILES)]
    for id in ids:
        shop.write(id, LETTER.format(n=id))
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(shop.run, "issue", id, "--json", timeout=300) for id in ids]
        for _ in range(2):
            time.sleep(1)
            server.restart()
        done = [job.result() for job in jobs]
    assert [d.stdout + d.stderr for d in done if d.returncode] == []
    assert sorted(json.loads(d.stdout)["number"] for d in done) == list(range(1, FILES + 1))
    verified = shop.run("register", "verify")
    assert verified.returncode == 0, verified.stderr


@pytest.fixture
def small_disk(shop) -> Iterator[Path]:
    """A disk of 4 MiB under the register alone; whoever runs the tests must be allowed to mount one."""
    place = shop.root / "dia"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"this test mounts a small tmpfs, which needs root: {done.stderr}"
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def _fill(place: Path) -> Path:
    ballast = place / "day"
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as out:
        while out.write(b"x" * 4096):
            pass
    return ballast


@pytest.mark.parametrize("whole", [False, True], ids=["register", "workspace"])
def test_a_full_disk_refuses_and_loses_nothing(shop, small_disk: Path, whole: bool, monkeypatch) -> None:
    monkeypatch.setenv("CONGVAN_REGISTER", "" if whole else "dia/so.db")
    if whole:  # everything on the small disk: the edited file can't be written either
        for name in ("issuer.yaml", "recipients.yaml"):
            shutil.copy(shop.root / name, small_disk / name)
        (small_disk / "circulars").mkdir()
        shop = type(shop)(small_disk)
    for id in "abc":
        shop.write(id, LETTER.format(n=id))
    assert shop.run("issue", "a").stdout.strip() == "01/STTTT-TTr"
    before = (shop.root / "circulars" / "b.yaml").read_bytes()
    ballast = _fill(small_disk)
    refused = shop.run("issue", "b", "--json")
    assert refused.returncode != 0, refused.stdout
    assert "Traceback" not in refused.stderr
    assert (shop.root / "circulars" / "b.yaml").read_bytes() == before
    ballast.unlink()
    assert shop.run("issue", "b").stdout.strip() == "02/STTTT-TTr"
    assert shop.run("issue", "c").stdout.strip() == "03/STTTT-TTr"
    assert shop.run("register", "verify").returncode == 0
    assert not [n for n in os.listdir(shop.root / "circulars") if n.startswith(".congvan-")]
