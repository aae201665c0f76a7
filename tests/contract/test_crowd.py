"""Many at once, and killed at odd moments: every number once, every file changed in its two lines only.

CONGVAN_STRESS=1 (make stress) makes it 32 processes, 500 numbers, 100 kills; in between the server restarts five times
and the register's disk is full for a while.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIG = os.environ.get("CONGVAN_STRESS") == "1"
CROWD, FILES, KILLS = (32, 400, 100) if BIG else (8, 64, 12)
LETTER = """# chú thích
unit: thanh-tra
subject: |-
  văn bản thứ {n}
  dòng hai
# number: 881
signer: giam-doc   # giữ nguyên
to: [so-noi-vu]
body: |
  Đoạn {n}.
copies: [nhu-tren]"""


def _issue(shop, id: str) -> subprocess.CompletedProcess[str]:
    return shop.run("issue", id, "--json", timeout=600)


def _killed(shop, id: str, after: float) -> None:
    command = [sys.executable, str(ROOT / "build.py"), "--workspace", ".", "issue", id]
    process = subprocess.Popen(command, cwd=shop.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    process.kill()
    process.wait()


@pytest.fixture
def trouble(request, small_disk, register_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """What happens to the register while the crowd is at work; its disk is a small one that can be filled."""
    if not BIG:
        return lambda: None
    disk = small_disk(48)
    if register_url:
        server = request.getfixturevalue("server")
        monkeypatch.setenv("CONGVAN_REGISTER", server.database("so_dia_nho", disk.place))
    else:
        monkeypatch.setenv("CONGVAN_REGISTER", f"{disk.place}/so.db")

    def happen() -> None:
        for _ in range(5 if register_url else 0):
            time.sleep(3)
            server.restart()
        time.sleep(5)
        disk.fill()
        time.sleep(8)
        disk.empty()

    return happen


def test_a_crowd_with_kills_takes_every_number_once(shop, trouble: Callable[[], None]) -> None:
    ids = [f"v{n:03}" for n in range(FILES + KILLS)]
    texts = {}
    for n, id in enumerate(ids):
        text = LETTER.format(n=n)
        texts[id] = text.replace("\n", "\r\n") if n % 3 == 0 else text
        shop.write(id, texts[id].encode())
    first = ids[:FILES]
    with ThreadPoolExecutor(CROWD) as pool:
        jobs = [pool.submit(_issue, shop, id) for id in first]
        twice = [pool.submit(_issue, shop, id) for id in first[:8]]
        trouble()
        done = [job.result() for job in (*jobs, *twice)]
    full = [d for d in done if d.returncode == 3 and '"CV582"' in d.stdout]
    assert bool(full) == BIG
    done = [d for d in done if d not in full]
    assert [d.stdout + d.stderr for d in done if d.returncode] == []
    issued = {json.loads(d.stdout)["id"] for d in done}
    done += [_issue(shop, id) for id in first if id not in issued]
    assert [d.stdout + d.stderr for d in done if d.returncode] == []
    dice = random.Random(20261125)
    with ThreadPoolExecutor(4 if BIG else 2) as pool:
        list(pool.map(lambda id: _killed(shop, id, dice.uniform(0.15, 0.9)), ids[FILES:]))
    again = [_issue(shop, id) for id in ids[FILES:]]
    assert [d.stdout + d.stderr for d in again if d.returncode] == []
    numbers = {}
    for result in (*done, *again):
        said = json.loads(result.stdout)
        assert numbers.setdefault(said["id"], said["number"]) == said["number"]
    assert sorted(numbers.values()) == list(range(1, len(ids) + 1))
    for id in ids:
        now = (shop.root / "circulars" / f"{id}.yaml").read_bytes().decode()
        lines = now.splitlines(keepends=True)
        assert sum(line.startswith(("number: ", "date: ")) for line in lines) == 2
        assert "".join(line for line in lines if not line.startswith(("number: ", "date: "))) == texts[id]
        assert f"number: {numbers[id]}" in now
    assert not list((shop.root / "circulars").glob(".congvan-*"))
    print(f"{len(ids)} numbers, {len(full)} refused by a full disk and issued afterwards")
    verified = shop.run("register", "verify", timeout=600)
    assert verified.returncode == 0, verified.stderr
