"""Who did it stands in every row of the audit log, is sealed with it, and moves with the register."""

from __future__ import annotations

import gzip
import json
import os
import pwd
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import issued
import pytest
import sqlalchemy as sa
from shop import BRIEF as LETTER
from shop import Shop, said_codes, today

from congvan import Desk
from congvan.machine.settings import Settings
from congvan.problems import Problems
from congvan.register import Identity, Location, open_ledger, verify


def engine(shop: Shop, url: str) -> sa.Engine:
    return sa.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://") or f"sqlite:///{shop.root}/register.db"
    )


def rows(shop: Shop, url: str) -> list[tuple[str, str | None]]:
    made = engine(shop, url)
    with made.connect() as connection:
        found = connection.exec_driver_sql("SELECT kind, actor FROM audit ORDER BY position").all()
    made.dispose()
    return [(kind, actor) for kind, actor in found]


def test_every_deed_says_who_did_it(shop: Shop, register_url: str) -> None:
    known = shop.root / "recipients.yaml"
    text = known.read_text(encoding="utf-8")
    known.write_text(text.replace("name: Sở Nội vụ", "name: Sở Nội vụ, address: 1 đường Số Một", 1), encoding="utf-8")
    for n in "ab":
        shop.write(n, LETTER.format(n=n))
    (shop.root / "cu.csv").write_text("number,date,subject\n1/STTTT,2025-01-02,cũ\n", encoding="utf-8")
    for who, *deed in (
        ("lan", "issue", "a"),
        ("hoa", "issue", "b"),
        ("minh", "register", "reserve", "7", "--reason", "giữ"),
        ("tâm", "register", "import", "cu.csv"),
        ("thư ký", "send", "a", "--via", "post", "--allow-unsigned"),
        ("nga", "answers", "a", "--mark", "so-noi-vu", "--number", "5/SNV", "--date", today().isoformat()),
        ("đức", "recall", "a", "--reason", "nhầm"),
        ("lan", "register", "void", "b", "--reason", "hỏng"),
    ):
        done = shop.run(*deed, CONGVAN_ACTOR=who)
        assert done.returncode == (deed[0] == "recall"), done.stderr  # a notice on paper waits for whoever prints it
    told = rows(shop, register_url)
    by = {}
    for kind, actor in told:
        by.setdefault(actor, set()).add(kind)
    assert set(by) == {"lan", "hoa", "minh", "tâm", "thư ký", "nga", "đức"}
    assert by["lan"] == {"office", "issue", "void"}
    assert {k for k in by["thư ký"] if not k.startswith("delivery.")} == {"sent"}
    assert (by["nga"], "recall" in by["đức"], by["tâm"]) == ({"answer"}, True, {"import"})
    entry = json.loads(shop.run("register", "show", "02/STTTT-TTr", "--json").stdout)
    assert [(t["kind"], t["actor"]) for t in entry["log"]] == [("issue", "hoa"), ("void", "lan")]
    text = shop.run("register", "show", "02/STTTT-TTr").stdout
    assert "Người ghi sổ: hoa (" in text
    assert "lan (" in text
    shop.write("b", LETTER.format(n="b"))  # its number is void
    assert said_codes(shop.run("register", "verify", "--json"), 0) == []


def test_one_desk_in_many_hands(shop: Shop, register_url: str) -> None:
    """Threads that share a desk never sign for one another, in the log or anywhere."""
    desk = Desk.open(shop.root, settings=Settings.read(os.environ), actor="bàn")
    people = [f"người {n}" for n in range(8)]
    for n in range(len(people)):
        shop.write(f"v{n}", LETTER.format(n=n))

    def work(n: int) -> str:
        done = desk.issue(f"v{n}", actor=people[n])
        assert done.ok, done.diagnostics
        shown = desk.register_show(f"v{n}").value
        assert shown is not None
        return ", ".join(str(row.actor) for row in shown.log)

    with ThreadPoolExecutor(len(people)) as pool:
        assert list(pool.map(work, range(len(people)))) == people
    told = rows(shop, register_url)
    assert sorted(str(actor) for kind, actor in told if kind == "issue") == people
    shop.write("cuoi", LETTER.format(n="cuoi"))
    assert desk.issue("cuoi").ok
    assert rows(shop, register_url)[-1] == ("issue", "bàn")


def test_without_a_name_it_is_the_account(shop: Shop, register_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONGVAN_ACTOR", raising=False)
    shop.write("a", LETTER.format(n="a"))
    assert shop.run("issue", "a").returncode == 0
    account = pwd.getpwuid(os.getuid()).pw_name
    assert rows(shop, register_url) == [("office", account), ("issue", account)]


@pytest.mark.parametrize("changed", ["'ai khác'", "NULL", "''"])
def test_a_changed_name_is_seen(shop: Shop, register_url: str, changed: str) -> None:
    for n in "ab":
        shop.write(n, LETTER.format(n=n))
        shop.run("issue", n, CONGVAN_ACTOR="lan")
    made = engine(shop, register_url)
    with made.begin() as connection:
        if register_url:
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER USER")
        else:
            connection.exec_driver_sql("DROP TRIGGER audit_no_update")
        connection.exec_driver_sql(f"UPDATE audit SET actor = {changed} WHERE position = 2")
        if register_url:
            connection.exec_driver_sql("ALTER TABLE audit ENABLE TRIGGER USER")
    made.dispose()
    assert "CV554" in said_codes(shop.run("register", "verify", "--json"), 1)
    assert shop.run("register", "backup", "so.bak").returncode == 0
    (shop.root / "khac").mkdir()
    other = f"{shop.root}/khac/so.db"
    assert "CV560" in said_codes(shop.run("register", "restore", "so.bak", "--json", CONGVAN_REGISTER=other), 1)


def test_a_name_in_a_row_of_before_is_seen(tmp_path: Path, register_url: str) -> None:
    shop = issued.workspace(tmp_path)
    issued.put(tmp_path, register_url)
    assert shop.run("register", "list").returncode == 0  # brought up to date
    made = engine(shop, register_url)
    with made.begin() as connection:
        assert set(connection.exec_driver_sql("SELECT actor FROM audit").scalars()) == {None}
        if register_url:
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER USER")
        else:
            connection.exec_driver_sql("DROP TRIGGER audit_no_update")
        connection.exec_driver_sql("UPDATE audit SET actor = 'ai đó' WHERE position = 2")
    made.dispose()
    assert "CV554" in said_codes(shop.run("register", "verify", "--json"), 1)


def test_a_backup_keeps_who_did_it_from_sqlite_to_postgresql(shop: Shop, register_url: str) -> None:
    for n, who in (("a", "lan"), ("b", "hoa")):
        shop.write(n, LETTER.format(n=n))
        assert shop.run("issue", n, CONGVAN_ACTOR=who, CONGVAN_REGISTER="").returncode == 0
    assert shop.run("register", "backup", "so.bak", CONGVAN_REGISTER="").returncode == 0
    before = rows(shop, "")
    (shop.root / "register.db").unlink()
    assert '"actor":"hoa"' in gzip.decompress((shop.root / "so.bak").read_bytes()).decode()
    assert shop.run("register", "restore", "so.bak").returncode == 0
    assert rows(shop, register_url) == before == [("office", "lan"), ("issue", "lan"), ("issue", "hoa")]
    assert said_codes(shop.run("register", "verify", "--json"), 0) == []


def test_a_name_is_kept_as_a_log_can_keep_it(tmp_path: Path, register_url: str) -> None:
    place = Location(url=register_url) if register_url else Location(path=tmp_path / "so.db")
    for name in ("a\x00b", "x" * 500, "\u202elan", "  "):
        ledger = open_ledger(place, Identity("S", "H1", "Sở"), actor=name)
        ledger.write(lambda tx: tx.append("x", {}), repeatable=False)
        found = Problems()
        ledger.ask(lambda c, o, f=found: verify.check(c, o, f), None)
        assert list(found) == []
