"""The environment is read once, at the door; below it nothing knows of it."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest
from shop import ROOT, office

from congvan import pipeline
from congvan.machine import atomic
from congvan.machine.settings import NOTHING, VARIABLES, Settings, account
from congvan.problems import MachineFault, Problems
from congvan.workspace import Workspace


def test_what_the_environment_says(tmp_path: Path) -> None:
    said = {
        "CONGVAN_ACTOR": "  Lan\nthứ hai ", "CONGVAN_LANG": "en", "CONGVAN_REGISTER": " so.db ",
        "CONGVAN_REGISTER_TIMEOUT": "2.5", "CONGVAN_SHARE": "owner", "MAT_KHAU": "bí mật",
    }  # fmt: skip
    found = Settings.read(said, tmp_path)
    assert (found.actor, found.language, found.register) == ("Lan thứ hai", "en", "so.db")
    assert (found.patience, found.rights(), found.folder) == (2.5, 0o600, tmp_path)
    assert (found.secret("MAT_KHAU"), found.secret("KHAC"), found.secret(None)) == ("bí mật", None, None)
    assert "bí mật" not in repr(found)
    assert pickle.loads(pickle.dumps(found)).secret("MAT_KHAU") == "bí mật"


def test_what_an_empty_one_says() -> None:
    found = Settings.read({})
    assert found.actor == account() != ""
    assert (found.language, found.register, found.patience, found.rights(), found.folder) == ("vi", "", 15, 0o660, None)
    assert Settings.read({"CONGVAN_LANG": "fr"}).language == "vi"


@pytest.mark.parametrize(("typed", "seconds"), [("inf", 3600), ("-5", 0.1), ("abc", 15), ("", 15), ("nan", 0.1)])
def test_patience_has_bounds(typed: str, seconds: float) -> None:
    assert Settings.read({"CONGVAN_REGISTER_TIMEOUT": typed}).patience == seconds


def test_a_name_in_bytes_that_are_no_text() -> None:
    found = Settings.read({"CONGVAN_ACTOR": os.fsdecode(b"lan\xff")})
    assert found.actor.encode() == b"lan?"


def test_every_variable_of_the_program_stands_in_the_table() -> None:
    """But for the name that an office gives the password of its mail server, and that of click's completion."""
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "congvan").rglob("*.py"))
    used = set(re.findall(r"\bCONGVAN_[A-Z_]+", code)) - {"CONGVAN_SMTP_PASSWORD", "CONGVAN_COMPLETE"}
    assert used == set(VARIABLES)
    page = (ROOT / "docs" / "moi-truong.md").read_text(encoding="utf-8")
    assert [name for name in VARIABLES if f"| `{name}` |" not in page] == []


def test_a_share_that_nobody_knows() -> None:
    with pytest.raises(MachineFault) as caught:
        Settings(share="moi-nguoi").rights()
    assert caught.value.diagnostic.code == "CV947"


def test_two_offices_of_one_process_have_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one was told is nothing to the other, and the process's own environment is nothing to both."""
    monkeypatch.setenv("CONGVAN_REGISTER", "postgresql://nowhere.invalid/so")
    monkeypatch.setenv("CONGVAN_SHARE", "everyone")
    found = []
    for name, settings in (("a", NOTHING), ("b", Settings(register="rieng.db", share="owner"))):
        (tmp_path / name).mkdir()
        made = pipeline.open_office(Workspace(office(tmp_path / name).root, settings), Problems())
        assert made is not None
        found.append((pipeline.ledger_of(made).database.location.path.name, made.settings.rights()))  # type: ignore[union-attr]
    assert found == [("register.db", 0o660), ("rieng.db", 0o600)]


def test_a_target_is_not_looked_for_where_the_process_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The workspace first; the process's folder only where the door says so."""
    shop = office(tmp_path)
    for id in ("x", "2024/x"):
        shop.write(id, "subject: x\n")
    monkeypatch.chdir(shop.root / "circulars" / "2024")
    problems = Problems()
    assert [t.id for t in Workspace(shop.root).select(["x.yaml"], problems)] == ["x"]
    door = Settings(folder=Path.cwd())
    assert [t.id for t in Workspace(shop.root, door).select(["x.yaml"], problems)] == ["2024/x"]
    assert [t.id for t in Workspace(shop.root, door).select(["circulars/x.yaml"], problems)] == ["x"]
    assert not problems.failed


def test_a_workspace_stays_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that changes its folder takes no desk with it."""
    (tmp_path / "so").mkdir()
    shop = office(tmp_path / "so")
    shop.write("x", "subject: x\n")
    monkeypatch.chdir(tmp_path)
    space = Workspace(Path("so"))
    monkeypatch.chdir("/")
    assert [t.id for t in space.select(["circulars/x.yaml"], Problems())] == ["x"]
    assert space.root == shop.root


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    """Deleted in a window beside, while the clerk stands in it."""
    (tmp_path / "x").mkdir()
    command = f"cd x && rmdir ../x && {sys.executable} {ROOT / 'build.py'} check"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("CV072")) == (3, 1), done.stderr
    assert "Traceback" not in done.stderr


def test_the_clock_is_handed_down(tmp_path: Path) -> None:
    from datetime import UTC, date, datetime

    made = pipeline.open_office(Workspace(office(tmp_path).root), Problems(), lambda: datetime(2031, 1, 1, tzinfo=UTC))
    assert made is not None
    assert made.today() == date(2031, 1, 1)
    ledger = pipeline.ledger_of(made)
    ledger.write(lambda writing: writing.append("send", {}, None), repeatable=False)
    with ledger.database.connected() as connection:
        assert connection.exec_driver_sql("SELECT DISTINCT at FROM audit").scalars().all() == [
            "2031-01-01T00:00:00+00:00"
        ]
    ledger.close()


MANY = """
import os, sys, threading
from pathlib import Path
sys.path.insert(0, {root!r})
from congvan.machine import atomic
os.umask(0o027)
seen = []
def make(n):
    for k in range(60):
        path = Path({folder!r}, f"{{n}}-{{k}}.txt")
        atomic.write_all({{path: b"x"}})
        other = Path({folder!r}, f"{{n}}-{{k}}.plain")
        other.touch()  # a file of somebody else's in the same process
        seen.append((path.stat().st_mode & 0o777, other.stat().st_mode & 0o777))
threads = [threading.Thread(target=make, args=(n,)) for n in range(20)]
sys.setswitchinterval(1e-6)
[t.start() for t in threads]; [t.join() for t in threads]
print(sorted({{(oct(a), oct(b)) for a, b in seen}}))
"""


def test_twenty_threads_leave_each_others_rights_alone(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MANY.format(root=str(ROOT), folder=str(tmp_path))],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[('0o640', '0o640')]"


def test_rights_as_the_kernel_gives_them(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        atomic.write_all({tmp_path / "a": b""}, 0o666)
        atomic.create(tmp_path / "b", b"", 0o600)
    finally:
        os.umask(before)
    assert [(tmp_path / n).stat().st_mode & 0o777 for n in "ab"] == [0o644, 0o600]


def test_a_desk_speaks_as_it_was_told(tmp_path: Path) -> None:
    from congvan import Desk

    told = Settings.read({"CONGVAN_LANG": "en"})
    assert Desk.open(tmp_path).here.language == "vi"
    assert Desk.open(tmp_path, settings=told).here.language == "en"
    assert Desk.open(tmp_path, settings=told, language="vi").here.language == "vi"
