"""The tests' own tools: what they start ends with them."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from shop import ROOT

BEGUN = """
import os, sys
sys.path[:0] = [{tools!r}, {root!r}]
from pathlib import Path
from warm import Warm
one = Warm()
done = one.run(["python", "build.py", "--version"], Path("/"), dict(os.environ), 60)
assert done.stdout.startswith("congvan "), done
print(one.pid, flush=True)
{end}
"""


@pytest.mark.parametrize("end", ["", "os._exit(1)", "os.kill(os.getpid(), 9)"])
def test_a_warm_process_ends_with_the_one_that_started_it(end: str) -> None:
    script = BEGUN.format(tools=str(ROOT / "tests" / "tools"), root=str(ROOT), end=end)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    pid = int(done.stdout)
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists() or "warm.py" not in Path(f"/proc/{pid}/cmdline").read_text():
            return
        time.sleep(0.05)
    pytest.fail(f"{pid} is still there")
