"""Where there are no locks of POSIX, as on Windows: one sentence that says what works there, never a fault without words."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from shop import ROOT

HIDDEN = ("fcntl", "pwd", "resource")
DOOR = f"""
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name in {HIDDEN}:
            raise ModuleNotFoundError(name)
for name in {HIDDEN}:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Hidden())
sys.path.insert(0, {str(ROOT)!r})
sys.argv[:1] = ["congvan"]
from congvan.cli import main
main()
"""


@pytest.mark.parametrize("args", [(), ("check",), ("--help",), ("build", "x"), ("inspect", "a.pdf")])
@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("vi", "lỗi CV434: chương trình chạy trên Linux và macOS"),
        ("en", "error CV434: the program runs on Linux and macOS"),
    ],
)
def test_a_sentence_and_the_code_of_a_machine_at_fault(
    tmp_path: Path, args: tuple[str, ...], lang: str, words: str
) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", DOOR, *args, "--lang", lang],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(words)
    assert "WSL" in done.stderr
    assert done.stderr.count("\n") == 1


def test_for_programs_too(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-c", DOOR, "check", "--json"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3
    (fault,) = json.loads(done.stdout)["diagnostics"]
    assert set(fault) == {"file", "line", "column", "code", "severity", "message", "hint"}
    assert fault["code"] == "CV434"


def test_as_a_module(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "congvan", "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )
    assert (done.returncode, done.stdout[:8]) == (0, "congvan ")


def test_a_register_on_a_server_without_its_driver(tmp_path: Path, shop) -> None:
    shop.write("a", "unit: thanh-tra\nsubject: thử\nsigner: giam-doc\nto: [so-noi-vu]\nbody: Đoạn.\n")
    door = DOOR.replace(str(HIDDEN), str(("psycopg",)))
    done = subprocess.run(
        [sys.executable, "-I", "-c", door, "issue", "a"], cwd=shop.root, capture_output=True, text=True, check=False,
        env={"CONGVAN_REGISTER": "postgresql://may-chu/so", "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 3
    assert "CV433" in done.stderr
    assert 'pip install "congvan[postgres]"' in done.stderr
    kept = subprocess.run(
        [sys.executable, "-I", "-c", door, "issue", "a"],
        cwd=shop.root,
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C.UTF-8"},
    )
    assert (kept.returncode, kept.stdout[:3]) == (0, "01/"), kept.stderr
