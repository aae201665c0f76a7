"""One at a time at a file that is replaced while it is held; and nobody waits for ever."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from shop import ROOT

from congvan.machine import atomic
from congvan.problems import MachineFault

ADDS = """
import sys, threading
from pathlib import Path
sys.path.insert(0, {root!r})
from congvan.machine import atomic
file = Path({file!r})
inside, most = [], []
def add():
    for _ in range(25):
        with atomic.rewriting(file, file.parent) as rewrite:
            inside.append(1); most.append(len(inside))
            rewrite.stage(b"%d" % (int(rewrite.read()) + 1))
            rewrite.finish()
            rewrite.read()  # after it, too, nobody else is in
            inside.pop()
threads = [threading.Thread(target=add) for _ in range(6)]
[t.start() for t in threads]; [t.join() for t in threads]
print(max(most))
"""


def test_no_two_are_let_in(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"0")
    command = [sys.executable, "-c", ADDS.format(root=str(ROOT), file=str(file))]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [one.communicate(timeout=120)[0].strip() for one in running] == ["1", "1", "1"]
    assert file.read_bytes() == b"450"
    assert [p.name for p in tmp_path.iterdir()] == ["a.yaml"]


def test_whoever_waits_gives_up_with_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(b"0")
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with atomic.rewriting(file, tmp_path) as rewrite:
            rewrite.stage(b"1")
            rewrite.finish()  # what is held now is the new file
            entered.set()
            leave.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    entered.wait(30)
    begun = time.monotonic()
    with pytest.raises(MachineFault) as caught, atomic.rewriting(file, tmp_path, 0.3):
        pass
    assert (caught.value.diagnostic.code, caught.value.diagnostic.values["path"]) == ("CV070", "a.yaml")
    assert 0.3 <= time.monotonic() - begun < 5
    leave.set()
    holder.join()
    with atomic.rewriting(file, tmp_path, 0.3) as rewrite:
        assert rewrite.read() == b"1"
