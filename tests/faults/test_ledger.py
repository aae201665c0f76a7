"""Faults of the ledger, the mail server and the shipped files, each by the real condition."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from shop import ROOT, Shop, office, said_codes

GOOD = """unit: thanh-tra
subject: thử nghiệm
signer: giam-doc
to: [so-noi-vu, so-tai-chinh]
body: |
  Đoạn văn.
copies: [nhu-tren]
"""
SMTP = "delivery: {{smtp: {{host: 127.0.0.1, port: {port}, security: none, timeout: 5, {more}}}}}\n"


def by_post(shop: Shop) -> None:
    path = shop.root / "recipients.yaml"
    text = path.read_text(encoding="utf-8")
    for name in ("Sở Nội vụ", "Sở Tài chính"):
        text = text.replace(f"name: {name},", f"name: {name}, address: Số 1 {name}, channels: [post],")
    path.write_text(text, encoding="utf-8")


def mailing(shop: Shop, port: int, more: str = "") -> None:
    path = shop.root / "issuer.yaml"
    path.write_text(path.read_text(encoding="utf-8") + SMTP.format(port=port, more=more), encoding="utf-8")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = office(tmp_path)
    made.write("x", GOOD)
    assert made.run("issue", "x").returncode == 0
    return made


def ledger(shop: Shop, *statements: str) -> None:
    with sqlite3.connect(shop.root / "register.db") as there:
        for statement in statements:
            assert there.execute(statement).rowcount > 0, statement


def test_a_row_that_another_program_sends_is_not_marked(shop: Shop) -> None:
    """CV843: the sender of the row lives (here: this test)."""
    from congvan.dispatch import claims

    by_post(shop)
    assert shop.run("send", "x", "--allow-unsigned", "--to", "so-noi-vu").returncode == 0
    until = (datetime.now(UTC) + timedelta(minutes=5)).isoformat(timespec="seconds")
    ledger(shop, f"UPDATE deliveries SET state = 'attempting', owner = '{claims.mine()}', lease = '{until}'")
    done = shop.run("deliveries", "x", "--mark", "so-noi-vu=delivered", "--json")
    assert said_codes(done, 1) == ["CV843"]


def test_paper_that_can_not_be_printed_any_more(shop: Shop) -> None:
    """CV818: a row of the ledger no longer fits on an envelope; who is still to be served waits, nobody is noted."""
    by_post(shop)
    assert shop.run("send", "x", "--allow-unsigned", "--to", "so-noi-vu").returncode == 0
    ledger(shop, f"UPDATE deliveries SET name = '{'Sở ' * 400}', state = 'planned'")
    done = shop.run("send", "x", "--allow-unsigned", "--json", "--to", "so-noi-vu")
    assert "CV818" in said_codes(done, 3)
    rows = json.loads(shop.run("deliveries", "x", "--json").stdout)["deliveries"]
    assert {r["agency"]: r["state"] for r in rows}.get("so-tai-chinh", "planned") != "accepted"


def test_a_mail_server_that_lets_nobody_in(shop: Shop) -> None:
    """CV826: it offers no AUTH, and issuer.yaml has a user name."""
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                there, _ = door.accept()
            except OSError:
                return
            with there, there.makefile("rwb", buffering=0) as talk:
                talk.write(b"220 thu\r\n")
                while line := talk.readline():
                    talk.write(b"221 chao\r\n" if line[:4].upper() == b"QUIT" else b"250 thu\r\n")

    threading.Thread(target=serve, daemon=True).start()
    mailing(shop, door.getsockname()[1], "username: vt, password_env: MAT_KHAU")
    done = shop.run("send", "x", "--allow-unsigned", "--via", "email", "--json", MAT_KHAU="bi mat")
    door.close()
    assert "CV826" in said_codes(done, 3)


def test_a_program_that_lost_its_mail_template(tmp_path: Path) -> None:
    """CV815: a copy of the program without templates/email."""
    whole = tmp_path / "chuong-trinh"
    whole.mkdir()
    for name in ("congvan", "templates", "schemas"):
        shutil.copytree(ROOT / name, whole / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "build.py", whole)
    shutil.rmtree(whole / "templates" / "email")
    (tmp_path / "so").mkdir()
    shop = office(tmp_path / "so")
    shop.write("x", GOOD)
    mailing(shop, 9)
    command = [sys.executable, "-P", str(whole / "build.py"), "--workspace", "."]

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *args], cwd=shop.root, capture_output=True, text=True, check=False, timeout=120
        )

    assert run("issue", "x").returncode == 0
    done = run("send", "x", "--allow-unsigned", "--via", "email", "--json")
    assert "CV815" in said_codes(done, 3)


def test_a_server_that_goes_at_the_very_moment_of_writing(server, tmp_path: Path) -> None:
    """CV587: the backend is ended between the last statement and the commit of work that may not be done twice."""
    import sqlalchemy as sa

    from congvan import pipeline
    from congvan.problems import MachineFault, Problems
    from congvan.workspace import Workspace

    url = server.database("mat_luc_ghi")
    shop = office(tmp_path)
    issuer = tmp_path / "issuer.yaml"
    issuer.write_text(issuer.read_text(encoding="utf-8") + f"register: {url}\n", encoding="utf-8")
    shop.write("x", GOOD)
    assert shop.run("issue", "x").returncode == 0
    office_of = pipeline.open_office(Workspace(tmp_path), Problems())
    there = pipeline.ledger_of(office_of)

    def work(connection: sa.Connection) -> None:
        os.kill(connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one(), signal.SIGTERM)
        time.sleep(0.3)

    with pytest.raises(MachineFault) as fault:
        there.database.write(work, repeatable=False)
    assert fault.value.diagnostic.code == "CV587"
