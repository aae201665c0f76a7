"""The machine fails in between: the server restarts while numbers are taken; the disk is full."""

from __future__ import annotations

import json
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from shop import NUMBERED as LETTER

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


def test_a_server_that_hears_nobody_for_a_while_is_waited_for(shop, server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Busy with its recovery, or its disk: the connection is there and the answer comes late."""
    monkeypatch.setenv("CONGVAN_REGISTER", f"{server.database('lang_im')}?connect_timeout=2")
    monkeypatch.setenv("CONGVAN_REGISTER_TIMEOUT", "60")
    shop.write("v", LETTER.format(n=1))
    server.freeze(True)
    try:
        with ThreadPoolExecutor(1) as pool:
            job = pool.submit(shop.run, "issue", "v", timeout=120)
            time.sleep(6)
            server.freeze(False)
            done = job.result()
    finally:
        server.freeze(False)
    assert (done.returncode, done.stdout.strip()) == (0, "01/STTTT-TTr"), done.stderr


@pytest.mark.parametrize("whole", [False, True], ids=["register", "workspace"])
def test_a_full_disk_refuses_and_loses_nothing(shop, small_disk, whole: bool, monkeypatch) -> None:
    disk = small_disk(4)
    monkeypatch.setenv("CONGVAN_REGISTER", "" if whole else f"{disk.place}/so.db")
    if whole:  # everything on the small disk: the edited file can't be written either
        for name in ("issuer.yaml", "recipients.yaml"):
            shutil.copy(shop.root / name, disk.place / name)
        (disk.place / "circulars").mkdir()
        shop = type(shop)(disk.place)
    for id in "abc":
        shop.write(id, LETTER.format(n=id))
    assert shop.run("issue", "a").stdout.strip() == "01/STTTT-TTr"
    before = (shop.root / "circulars" / "b.yaml").read_bytes()
    disk.fill()
    refused = shop.run("issue", "b")
    assert (refused.returncode, refused.stdout) == (3, ""), refused.stderr
    assert " CV582: " in refused.stderr, refused.stderr
    assert "Traceback" not in refused.stderr
    assert (shop.root / "circulars" / "b.yaml").read_bytes() == before
    disk.empty()
    assert shop.run("issue", "b").stdout.strip() == "02/STTTT-TTr"
    assert shop.run("issue", "c").stdout.strip() == "03/STTTT-TTr"
    assert shop.run("register", "verify").returncode == 0
    assert not [n for n in os.listdir(shop.root / "circulars") if n.startswith(".congvan-")]
