"""Faults of the machine and of what was done past the program, each by the real condition."""

from __future__ import annotations

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from shop import LETTER as GOOD
from shop import ROOT, Shop, office, said_codes


@pytest.fixture
def cold(tmp_path: Path) -> Shop:
    made = office(tmp_path, cold=True)
    made.write("x", GOOD)
    return made


def test_a_machine_without_the_fonts_is_told_by_name(cold: Shop, tmp_path: Path) -> None:
    """CV392: fontconfig knows no face with the metrics of Times New Roman."""
    (tmp_path / "phong").mkdir()
    conf = tmp_path / "fonts.conf"
    conf.write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{tmp_path}/phong</dir><cachedir>{tmp_path}/dem</cachedir></fontconfig>'
    )
    done = cold.run("build", "--json", FONTCONFIG_FILE=str(conf))
    assert said_codes(done, 3) == ["CV392"]
    assert not cold.output("x", "pdf").exists()


def test_a_machine_without_fontconfig_is_told(cold: Shop, tmp_path: Path) -> None:
    """CV391: nothing answers to fc-match."""
    (tmp_path / "bin").mkdir()
    done = cold.run("build", "--json", PATH=str(tmp_path / "bin"))
    assert said_codes(done, 3) == ["CV391"]


def test_a_machine_without_pango_is_told(cold: Shop, tmp_path: Path) -> None:
    """CV393: what bears Pango's name is no library."""
    broken = tmp_path / "thu-vien"
    broken.mkdir()
    for name in ("libpango-1.0.so.0", "libpango-1.0.so", "libpangoft2-1.0.so.0", "libgobject-2.0.so.0"):
        (broken / name).write_bytes(b"khong phai thu vien")
    done = cold.run("build", "--json", LD_LIBRARY_PATH=str(broken))
    assert said_codes(done, 3) == ["CV393"]


def test_a_helper_that_is_killed_is_told(cold: Shop) -> None:
    """CV492: one of two processes is killed, as a machine short of memory does."""
    for n in range(30):
        cold.write(f"v{n}", GOOD.replace("thử nghiệm", f"việc {n}"))
    started = subprocess.Popen(
        [sys.executable, str(ROOT / "build.py"), "--workspace", ".", "build", "--jobs", "2", "--json"],
        cwd=cold.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    killed = False
    while started.poll() is None and not killed:
        for child in Path(f"/proc/{started.pid}/task/{started.pid}/children").read_text().split():
            command = Path(f"/proc/{child}/cmdline").read_bytes()
            if b"tracker" not in command and list((cold.root / "output").glob("v*.pdf")):
                os.kill(int(child), signal.SIGKILL)
                killed = True
                break
        time.sleep(0.01)
    out, err = started.communicate(timeout=120)
    assert killed
    assert started.returncode == 3, (out, err)
    assert "CV492" in {d["code"] for d in json.loads(out)["diagnostics"]}


def test_a_locale_that_is_not_utf8_and_can_not_be_left_is_told(cold: Shop) -> None:
    """CV496: the interpreter began again already and is still not in UTF-8."""
    bare = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "_CONGVAN_UTF8": "1"}
    done = cold.run("check", **bare)
    assert "CV496" in done.stderr, (done.stdout, done.stderr)


def test_too_little_memory_is_told(tmp_path: Path) -> None:
    """CV497: the program may have a little more memory than it needs to begin, and the book is large."""
    shop = office(tmp_path, cold=True)
    rows = "".join(f"{n}/A,1/1/2025,{'việc ' * 40}{n},cong-van,A,B\n" for n in range(1, 40_000))
    (tmp_path / "so.csv").write_text("number,date,subject,type,signer,to\n" + rows, encoding="utf-8")
    command = [sys.executable, str(ROOT / "build.py"), "--workspace", ".", "register", "import", "so.csv", "--json"]

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (230_000_000, 230_000_000))

    done = subprocess.run(
        command, cwd=shop.root, capture_output=True, text=True, check=False, timeout=300, preexec_fn=bounded
    )
    assert said_codes(done, 3) == ["CV497"]
    assert not (tmp_path / "register.db").exists() or "0" in shop.run("register", "list", "--json").stdout


def test_a_number_that_stands_twice() -> None:
    """CV551: two rows of a sequence with one number, as no index of ours lets in."""
    from congvan.model.register import Draft, Entry
    from congvan.problems import Problems
    from congvan.register.verify import _numbers

    draft = Draft("cong-van", "Công văn", "A", "x")
    one = Entry(1, 2026, "chung", 5, "issued", date(2026, 1, 5), draft, None)
    found = Problems()
    _numbers([one, replace(one, id=2)], 2026, "chung", found)
    assert "CV551" in [d.code for d in found]


def _register(shop: Shop) -> sqlite3.Connection:
    shop.write("x", GOOD)
    assert shop.run("issue", "x").returncode == 0
    return sqlite3.connect(shop.root / "register.db")


def test_a_row_that_the_log_has_not(tmp_path: Path) -> None:
    """CV555: a line entered past the program."""
    shop = office(tmp_path)
    with _register(shop) as there:
        names = [f'"{row[1]}"' for row in there.execute("PRAGMA table_info(entries)") if row[1] != "id"]
        values = ["2" if n == '"number"' else "NULL" if n == '"circular"' else n for n in names]
        there.execute(f"INSERT INTO entries ({', '.join(names)}) SELECT {', '.join(values)} FROM entries")
    assert "CV555" in said_codes(shop.run("register", "verify", "--json"), 1)


def test_a_register_that_answers_strangely(tmp_path: Path) -> None:
    """CV588: a table of the register is gone."""
    shop = office(tmp_path)
    with _register(shop) as there:
        there.execute("PRAGMA foreign_keys = OFF")
        there.execute("ALTER TABLE entries RENAME COLUMN subject TO viec")
    assert said_codes(shop.run("register", "list", "--json"), 3) == ["CV588"]


def test_a_relation_changed_by_hand_is_seen(tmp_path: Path) -> None:
    """A row of ``relations`` that was changed past the program: verify tells of the document it belongs to."""
    shop = office(tmp_path)
    shop.write("a", GOOD)
    assert shop.run("issue", "a").returncode == 0
    year = date.today().year
    shop.write(
        "b",
        "unit: thanh-tra\nsubject: đính chính\nsigner: giam-doc\nto: [so-noi-vu]\ncorrects: a\n"
        f"references:\n  a: {{number: 01/STTTT-TTr, year: {year}}}\nbody: Đính chính {{{{ a }}}}.\ncopies: [nhu-tren]\n",
    )
    assert shop.run("issue", "b").returncode == 0
    assert shop.run("register", "verify").returncode == 0
    with sqlite3.connect(tmp_path / "register.db") as there:
        assert there.execute("UPDATE relations SET kind = 'recalls' WHERE kind = 'corrects'").rowcount == 1
    done = shop.run("register", "verify", "--json")
    assert done.returncode == 1
    assert {"CV553", "CV554", "CV555"} & set(said_codes(done, 1)), done.stdout
