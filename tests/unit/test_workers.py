"""A process of many threads: nothing forks in it, nothing draws in it, and nothing hangs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from shop import ROOT, office

from congvan.machine import children, fence, workers
from congvan.machine.settings import Settings
from congvan.problems import MachineFault

LETTER = "unit: thanh-tra\nsubject: thử nhiều việc một lúc\nsigner: giam-doc\nto: [ubnd-tinh]\nbody: Đoạn văn số {n}.\n"


def ran(script: str, cwd: Path, timeout: float = 240) -> str:
    """What somebody's program says; it says nothing on its error output."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n{script}"],
        capture_output=True, text=True, timeout=timeout, check=False, cwd=cwd,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout.strip()


def ends(pid: int) -> bool:
    for _ in range(200):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def test_a_worker_answers_and_stays() -> None:
    first = workers.call(os.getpid)
    assert first != os.getpid()
    assert workers.call(os.getpid) == first
    assert workers.call(children.allowed)
    assert workers.call(os.getcwd) == os.getcwd()


def test_its_exceptions_come_back() -> None:
    with pytest.raises(ZeroDivisionError):
        workers.call(divmod, 1, 0)
    with pytest.raises(MachineFault) as caught:
        workers.call(Settings(share="x").rights)
    assert (caught.value.diagnostic.code, caught.value.diagnostic.values["value"]) == ("CV947", "x")


def test_a_dead_worker_is_replaced() -> None:
    pid = workers.call(os.getpid)
    os.kill(pid, signal.SIGKILL)
    assert workers.call(os.getpid) != pid
    with pytest.raises(MachineFault) as caught:
        workers.call(os._exit, 3)
    assert caught.value.diagnostic.code == "CV071"
    assert workers.call(len, "abc") == 3


def test_a_process_of_its_own_is_not_tried_twice(tmp_path: Path) -> None:
    """It may have been told a PIN, and a device counts."""
    told = tmp_path / "told"
    with pytest.raises(MachineFault) as caught:
        workers.alone(_noted, str(told))
    assert caught.value.diagnostic.code == "CV634"
    assert told.read_text("ascii") == "x"


def _noted(path: str) -> None:
    with open(path, "a", encoding="ascii") as out:
        out.write("x")
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_makes_room_for_a_fresh_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "JOBS", 0)
    workers.call(os.getpid)
    monkeypatch.setattr(workers, "JOBS", 2)
    pids = [workers.call(os.getpid) for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]
    assert ends(pids[0])


def test_a_successor_is_warm_before_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where somebody said what makes a worker warm, the old one goes on until the new one has done that."""
    monkeypatch.setattr(workers, "JOBS", 0)
    workers.call(os.getpid)
    monkeypatch.setattr(workers._pool, "first", None)
    workers.prepare(os.putenv, "CONGVAN_WARM", "1")
    monkeypatch.setattr(workers, "JOBS", 3)
    old, seen = workers.call(os.getpid), 1
    for _ in range(2000):
        now = workers.call(os.getpid)
        if now != old:
            break
        seen += 1
        time.sleep(0.005)
    assert now != old
    assert seen > 3  # nobody waited for it
    assert workers.call(subprocess.getoutput, "echo $CONGVAN_WARM") == "1"
    assert ends(old)


def test_the_fence_stands_in_a_thread(tmp_path: Path) -> None:
    """With its bounds of time and memory, and whatever the host does with its children."""
    said = ran(
        """
import os, signal, threading, time
from functools import partial
from congvan.machine import fence
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
def refuse(): raise RuntimeError("fork")
os.fork = refuse
def tried(work, seconds=20.0, memory=1 << 30):
    try: return fence.run(work, seconds, memory)
    except fence.Fenced as fenced: return fenced.why
found = {}
def all_of_them(n):
    found[n] = (tried(partial(len, "abc")), tried(partial(time.sleep, 60), 0.5), tried(partial(bytes, 3 << 30)),
                tried(partial(os._exit, 1)))
threads = [threading.Thread(target=all_of_them, args=(n,)) for n in range(6)]
[t.start() for t in threads]; [t.join() for t in threads]
print(set(found.values()), len(found))
""", tmp_path)  # fmt: skip
    assert said == "{(3, 'time', 'memory', 'crash')} 6"


def test_the_fence_of_a_process_that_was_started_with_its_children_ignored(tmp_path: Path) -> None:
    said = ran(
        """
import os, signal
from congvan.machine import children, fence
children.allow()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
print(fence.run(lambda: 5, 10, 1 << 30), children.start(lambda: b"abc")(), list(children.ahead(abs, [-1, 2])))
me = os.getpid()
died = children.start(lambda: b"made here" if os.getpid() == me else os._exit(0))
print(died())
killed = children.start(lambda: b"made here, too" if os.getpid() == me else os.kill(os.getpid(), 9))
print(killed())
""", tmp_path)  # fmt: skip
    assert said.splitlines() == ["5 b'abc' [1, 2]", "b'made here'", "b'made here, too'"]


def test_a_letter_beside_a_thread_that_imports(tmp_path: Path) -> None:
    """The lock of an import that another thread holds would be held in a forked child for ever."""
    shop = office(tmp_path)
    shop.write("a", LETTER.format(n=1))
    said = ran(
        """
import importlib.abc, threading, time
from pathlib import Path
from congvan import pipeline
from congvan.problems import Problems
from congvan.workspace import Workspace
class Slow(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "docx":
            begun.set(); time.sleep(3)
begun = threading.Event()
sys.meta_path.insert(0, Slow())
space, problems = Workspace(Path(".")), Problems()
office = pipeline.open_office(space, problems)
document = pipeline.to_document(space.select(["a"], problems)[0], office, problems)
pipeline.render(document, office, ("html",))  # what is slow is loaded
threading.Thread(target=__import__, args=("docx",)).start()
begun.wait()
made = pipeline.render(document, office, ("pdf", "docx"))
print(made["pdf"].data[:5], made["docx"].data[:2], "weasyprint" in sys.modules)
""", shop.root, timeout=100)  # fmt: skip
    assert said == "b'%PDF-' b'PK' False"


@pytest.mark.parametrize("end", ["", "os.kill(os.getpid(), 9)", "os._exit(0)"])
def test_workers_end_with_their_process(tmp_path: Path, end: str) -> None:
    script = f"import os; from congvan.machine import workers; print(workers.call(os.getpid), flush=True); {end}"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {script}"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ends(int(done.stdout))


def test_a_child_of_the_host_has_workers_of_its_own(tmp_path: Path) -> None:
    """A web server that was loaded once and doubled."""
    said = ran(
        """
import os
from congvan.machine import workers
mine = workers.call(os.getpid)
child = os.fork()
if not child:
    os._exit(0 if workers.call(os.getpid) != mine and workers.call(len, "ab") == 2 else 1)
print(os.waitpid(child, 0)[1], workers.call(os.getpid) == mine)
""", tmp_path)  # fmt: skip
    assert said == "0 True"


def test_the_same_bytes(tmp_path: Path) -> None:
    """In this process or apart: what is printed is the same."""
    shop = office(tmp_path)
    shop.write("a", LETTER.format(n=1))
    assert shop.run("build").returncode == 0
    said = ran(
        """
from congvan import Desk
desk = Desk.open(".")
before = [open(f"output/a.{e}", "rb").read() for e in ("pdf", "docx")]
assert desk.build(force=True).ok
print(before == [open(f"output/a.{e}", "rb").read() for e in ("pdf", "docx")])
""", shop.root)  # fmt: skip
    assert said == "True"


TWENTY = """
import threading, traceback
from pathlib import Path
from congvan import Desk
def work(n):
    try:
        folder = Path(str(n))
        desk = Desk.open(folder)
        checked = desk.check()
        assert checked.ok, checked
        for round in range(2):
            built = desk.build(force=True)
            assert built.ok and len(built.value) == 2, built
        for name in ("a.pdf", "a.docx"):
            found = desk.inspect([folder / "output" / name]).value
            assert found is not None
        issued = desk.issue("a")
        assert issued.ok, issued
        numbers.append(str(issued.value.code))
    except BaseException as error:
        faults.append("".join(traceback.format_exception(error)))
numbers, faults = [], []
threads = [threading.Thread(target=work, args=(n,)) for n in range(20)]
[t.start() for t in threads]; [t.join() for t in threads]
print(faults, set(numbers), len(numbers), "weasyprint" in sys.modules, "pypdfium2" in sys.modules)
"""


def test_twenty_desks_side_by_side(tmp_path: Path) -> None:
    for n in range(20):
        (tmp_path / str(n)).mkdir()
        shop = office(tmp_path / str(n))
        for id in ("a", "b"):
            shop.write(id, LETTER.format(n=n))
    said = ran(TWENTY, tmp_path, timeout=600)
    assert said == "[] {'01/STTTT-TTr'} 20 False False"
    modes = {p.stat().st_mode & 0o777 for p in tmp_path.glob("*/output/*.pdf")}
    assert len(modes) == 1
    assert len(list(tmp_path.glob("*/output/*.docx"))) == 40


def test_a_fence_needs_no_worker_where_the_process_is_ours() -> None:
    """Only there may work be what no pickle holds."""
    if children.allowed():
        assert fence.run(lambda: 5, 10, 1 << 30) == 5
    assert fence.run(partial(len, "abc"), 10, 1 << 30) == 3
