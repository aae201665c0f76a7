"""Output that nobody takes: the work is done or not done, and the exit code says which."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from shop import LETTER

ROOT = Path(__file__).parents[2]
EVERY = (
    "issue {id}", "register list", "register list --json", "register verify", "register show 1", "register search thử", "check", "check --json",
    "build {id}", "--help", "--version", "schema", "completion bash", "deliveries a", "new cong-van moi-{id}",
    "register backup so-{id}.gz", "register export so-{id}.csv",
)  # fmt: skip


def line(shop, command: str, after: str) -> subprocess.CompletedProcess[str]:
    """A line of the shell, with what follows the command: where its output goes."""
    program = f"{sys.executable} {ROOT / 'build.py'}"
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"{program} {command} {after}"], cwd=shop.root, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


@pytest.fixture
def full(shop):
    for id in ("a", "kin", "day", "ong"):
        shop.write(id, LETTER)
    assert shop.run("issue", "a").returncode == 0
    return shop


def test_a_closed_output_changes_nothing(full) -> None:
    for command in EVERY[:6]:
        done = line(full, command.format(id="kin"), ">&-")
        assert (done.returncode, "CV4" in done.stderr) == (0, False), (command, done.stderr)
    assert "number: 2" in (full.root / "circulars" / "kin.yaml").read_text()
    assert line(full, "check khong-co", ">&-").returncode == 1
    assert line(full, "issue day", ">&- 2>&- <&-").returncode == 0
    assert "number: 3" in (full.root / "circulars" / "day.yaml").read_text()


def test_a_full_output_is_told_after_the_work_is_done(full) -> None:
    for command in EVERY:
        done = line(full, command.format(id="day"), "> /dev/full")
        assert (done.returncode, "CV499" in done.stderr) == (3, False), (command, done.stderr)
        assert " CV494: " in done.stderr, (command, done.stderr)
        assert "stdout" in done.stderr
    assert "number: 2" in (full.root / "circulars" / "day.yaml").read_text()
    assert full.run("register", "verify").returncode == 0
    failed = line(full, "check --json khong-co", "> /dev/full")
    assert (failed.returncode, " CV495: " in failed.stderr) == (1, True), failed.stderr


def test_a_full_output_for_errors_leaves_the_exit_code(full) -> None:
    assert line(full, "check", "2> /dev/full").returncode == 0
    assert line(full, "check khong-co", "2> /dev/full").returncode == 1
    assert line(full, "issue day", "> /dev/full 2> /dev/full").returncode == 3


def test_a_reader_that_goes_stops_nothing(full) -> None:
    for command in EVERY[:6]:
        done = line(full, command.format(id="ong"), "| head -c 0")
        assert (done.returncode, done.stderr.count("CV49")) == (0, 0), (command, done.stderr)
    assert "number: 2" in (full.root / "circulars" / "ong.yaml").read_text()


NAME = "Thư mục của tôi"


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"LC_ALL": "POSIX"}]
)
def test_vietnamese_names_under_another_locale(shop, tmp_path: Path, locale: dict[str, str]) -> None:
    import shutil

    there = tmp_path / NAME
    there.mkdir()
    for name in ("issuer.yaml", "recipients.yaml", "circulars"):
        shutil.move(shop.root / name, there / name)
    shop = type(shop)(there)
    shop.write("công-văn", LETTER)
    assert shop.run("check", **locale).returncode == 0
    assert shop.run("issue", "công-văn", **locale).stdout.strip() == "01/STTTT-TTr"
    assert shop.run("build", "công-văn", **locale).stdout.split()[0] == "output/công-văn.pdf"
    done = shop.run("register", "void", "1", "--reason", "in hỏng", **locale)
    assert done.returncode == 0, done.stderr
    assert "in hỏng" in shop.run("register", "show", "1").stdout
