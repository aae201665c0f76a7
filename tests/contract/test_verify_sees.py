"""What ``register verify`` sees: a register that is gone, older, cut, changed row by row, damaged; and a head kept outside."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from shop import BRIEF as LETTER
from shop import said_codes, today


def by_hand(shop, register_url: str, *statements: str) -> None:
    """SQL past the program, with what keeps the log from being changed taken away and put back."""
    url = register_url.replace("postgresql://", "postgresql+psycopg://") or f"sqlite:///{shop.root}/register.db"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        if register_url:
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER USER")
        else:
            asked = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"
            guards = connection.exec_driver_sql(asked).all()
            for name, _ in guards:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.exec_driver_sql(statement)
        if register_url:
            connection.exec_driver_sql("ALTER TABLE audit ENABLE TRIGGER USER")
        else:
            for _, made in guards:
                connection.exec_driver_sql(made)
    engine.dispose()


def empty(shop, register_url: str) -> None:
    """The register is gone: the file, or all tables of the server."""
    if register_url:
        engine = sa.create_engine(register_url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        engine.dispose()
    else:
        (shop.root / "register.db").unlink()


@pytest.fixture
def three(shop, register_url: str):
    for n in "abc":
        shop.write(n, LETTER.format(n=n))
        assert shop.run("issue", n).returncode == 0
    return shop


def verified(shop, *args: str):
    return shop.run("register", "verify", "--json", *args)


def test_a_register_that_is_gone(three, register_url: str) -> None:
    assert said_codes(verified(three), 0) == []
    empty(three, register_url)
    done = three.run("register", "verify")
    assert done.returncode == 1
    assert "CV931" in done.stderr
    assert f"03/STTTT-TTr năm {today().year}" in done.stderr
    assert "không có gì sai" not in done.stdout + done.stderr


def test_nothing_is_called_clean_where_there_is_no_register_or_a_warning(shop, register_url: str) -> None:
    done = shop.run("register", "verify")
    assert (done.returncode, "không có gì sai" in done.stdout) == (0, False)
    for n in "ab":
        shop.write(n, LETTER.format(n=n))
        shop.run("issue", n)
    (shop.root / "circulars" / "a.yaml").unlink()
    done = shop.run("register", "verify")
    assert (done.returncode, "CV556" in done.stderr) == (0, True)
    assert "không có gì sai" not in done.stdout
    assert "1 cảnh báo" in done.stdout


def test_an_older_register_is_told_by_the_files(three, tmp_path_factory, register_url: str) -> None:
    copy = tmp_path_factory.mktemp("sao") / "cu.bak"
    assert three.run("register", "backup", str(copy)).returncode == 0
    three.write("d", LETTER.format(n="d"))
    assert three.run("issue", "d").stdout.strip() == "04/STTTT-TTr"
    empty(three, register_url)
    assert three.run("register", "restore", str(copy)).returncode == 0
    done = verified(three)
    assert said_codes(done, 1) == ["CV930"]
    assert "d.yaml" in done.stdout
    assert three.run("issue", "d").stdout.strip() == "04/STTTT-TTr"  # the cure: it comes in again with its number
    assert said_codes(verified(three), 0) == []


def test_a_tail_that_was_cut_off_cleanly_is_told_by_the_files_and_by_a_head(
    three, tmp_path_factory, register_url
) -> None:
    head = tmp_path_factory.mktemp("dau") / "dau.txt"
    head.write_text(three.run("register", "head").stdout, encoding="utf-8")
    last = "(SELECT max(position) FROM audit)"
    by_hand(
        three, register_url,
        "DELETE FROM texts WHERE entry = (SELECT id FROM entries WHERE number = 3)", "DELETE FROM relations",
        f"DELETE FROM audit WHERE position = {last}", "DELETE FROM entries WHERE number = 3",
        f"UPDATE offices SET position = {last}, head = (SELECT hash FROM audit WHERE position = {last})",
        "UPDATE counters SET number = 2",
    )  # fmt: skip
    assert said_codes(verified(three), 1) == ["CV930"]
    assert said_codes(verified(three, "--head", str(head)), 1) == ["CV930", "CV933"]
    (three.root / "circulars" / "c.yaml").unlink()  # with its file, only the head tells
    assert said_codes(verified(three), 0) == []
    done = verified(three, "--head", str(head))
    assert said_codes(done, 1) == ["CV933"]
    assert "{" not in json.loads(done.stdout)["diagnostics"][0]["message"]


def test_a_head_proves_that_the_register_only_grew(three, tmp_path_factory, register_url: str) -> None:
    folder = tmp_path_factory.mktemp("dau")
    text, kept = folder / "dau.txt", folder / "dau.json"
    text.write_text(three.run("register", "head").stdout, encoding="utf-8")
    kept.write_text(three.run("register", "head", "--json").stdout, encoding="utf-8")
    english = folder / "en.txt"
    english.write_text(three.run("register", "head", "--lang", "en").stdout, encoding="utf-8")
    three.run("register", "reserve", "9", "--reason", "giữ")
    for file in (text, kept, english):
        assert json.loads(verified(three, "--head", str(file)).stdout)["matches_head"] is True, file
    assert "khớp với đầu sổ" in three.run("register", "verify", "--head", str(text)).stdout
    typed = text.read_text(encoding="utf-8")
    at = typed.index("Mã kiểm: ") + 9
    other = "0" if typed[at] != "0" else "1"
    text.write_text(typed[:at] + other + typed[at + 1 :], encoding="utf-8")
    assert said_codes(verified(three, "--head", str(text)), 1) == ["CV935"]  # a slip of whoever typed it from paper
    assert said_codes(verified(three, "--head", str(folder / "khong-co")), 1) == ["CV935"]
    wrong = json.loads(kept.read_text(encoding="utf-8")) | {"head": "0" * 64}
    kept.write_text(json.dumps(wrong), encoding="utf-8")
    assert said_codes(verified(three, "--head", str(kept)), 1) == ["CV934"]
    kept.write_text(json.dumps(wrong | {"office": "SYT"}), encoding="utf-8")
    assert said_codes(verified(three, "--head", str(kept)), 1) == ["CV936"]


ROWS = [
    ("DELETE FROM delivery_attempts", "CV571"),
    ("DELETE FROM delivery_attempts; DELETE FROM deliveries", "CV571"),
    ("UPDATE deliveries SET state = 'delivered'", "CV571"),
    ("UPDATE deliveries SET addresses = '[\"ai@khac.example\"]'", "CV571"),
    ("UPDATE deliveries SET last_reply = 'x'", "CV571"),
    ("UPDATE deliveries SET name = 'x'", "CV571"),
    ("UPDATE deliveries SET at = '2020-01-01T00:00:00+00:00'", "CV571"),
    ("UPDATE deliveries SET circular = 'khac'", "CV571"),
    ("UPDATE delivery_attempts SET state = 'bounced'", "CV571"),
    ("UPDATE delivery_attempts SET at = '2020-01-01T00:00:00+00:00'", "CV571"),
    ("DELETE FROM recalls", "CV572"),
    ("UPDATE recalls SET reason = 'x'", "CV572"),
    ("UPDATE recalls SET at = '2020-01-01T00:00:00+00:00'", "CV572"),
    ("DELETE FROM answers", "CV572"),
    ("UPDATE answers SET number = 'x'", "CV572"),
    ("UPDATE answers SET date = NULL", "CV572"),
    ("UPDATE answers SET agency = 'so-y-te'", "CV572"),
    ("UPDATE offices SET name = 'Sở khác'", "CV570"),
    ("UPDATE offices SET key = 'KHAC'", "CV570"),
    ("UPDATE offices SET code = NULL", "CV570"),
    ("UPDATE offices SET slug = 'so-khac'", "CV570"),
    ("UPDATE offices SET symbol = 'KHAC'", "CV570"),
    ("UPDATE counters SET date = '2020-01-01'", "CV568"),
]


def test_rows_changed_by_hand(three, register_url: str) -> None:
    """Every table that no seal covered: each change alone is told, and taken back nothing is left of it."""
    known = three.root / "recipients.yaml"
    text = known.read_text(encoding="utf-8")
    known.write_text(text.replace("name: Sở Nội vụ", "name: Sở Nội vụ, address: 1 đường Số Một", 1), encoding="utf-8")
    send = three.run("send", "a", "--via", "post", "--allow-unsigned")
    assert send.returncode == 0, send.stderr
    answered = three.run("answers", "a", "--mark", "so-noi-vu", "--number", "5/SNV", "--date", today().isoformat())
    assert answered.returncode == 0, answered.stderr
    recalled = three.run("recall", "a", "--reason", "nhầm")
    assert "báo thu hồi" in recalled.stdout, recalled.stderr  # on paper: the notice waits for whoever prints it
    assert said_codes(verified(three), 0) == []
    url = register_url.replace("postgresql://", "postgresql+psycopg://") or f"sqlite:///{three.root}/register.db"
    from congvan.problems import Problems
    from congvan.register import verify

    engine = sa.create_engine(url)
    with engine.connect() as connection:
        id = connection.execute(sa.text("SELECT id FROM offices")).scalar_one()
        connection.rollback()
        for statements, code in ROWS:
            found = Problems()
            with connection.begin() as change:
                for statement in statements.split("; "):
                    assert connection.exec_driver_sql(statement).rowcount > 0, statement
                verify.check(connection, id, found)
                change.rollback()
            assert {d.code for d in found} == {code}, (statements, list(found))
    engine.dispose()


def test_deliveries_told_by_an_older_log_are_compared_by_what_it_says(three, register_url: str) -> None:
    from congvan.problems import Problems
    from congvan.register.replay import Replay

    told = {"circular": "a", "purpose": "document", "agency": "x", "way": "email"}
    replay = Replay()
    plan = {**told, "state": "planned", "code": "01/A", "message_id": "m", "addresses": ["a@b"], "reply": ""}
    sent = {**told, "delivery": 7, "addresses": ["a@b"], "state": "accepted", "attempt": 1, "sha256": "s", "reply": "250",
            "counted": True}  # fmt: skip
    replay.see("delivery.plan", json.dumps(plan))
    replay.see("delivery.intent", json.dumps(sent | {"state": "attempting"}))
    replay.see("delivery.result", json.dumps(sent))
    row = ("(7, {office}, 'a', 'document', 'x', 'X', 'email', '[\"a@b\"]', 1, '01/A', 'm', '{state}', 1, '250', '[]', 's',"
           " 't', NULL, '', '')")  # fmt: skip
    url = register_url.replace("postgresql://", "postgresql+psycopg://") or f"sqlite:///{three.root}/register.db"
    engine = sa.create_engine(url)
    for state, reply, wanted in (("accepted", "250", []), ("bounced", "250", ["CV571"]), ("accepted", "x", ["CV571"])):
        with engine.connect() as connection:
            office = connection.execute(sa.text("SELECT id FROM offices")).scalar_one()
            made = row.format(office=office, state=state)
            connection.exec_driver_sql(f"INSERT INTO deliveries VALUES {made}")
            connection.exec_driver_sql(
                "INSERT INTO delivery_attempts (delivery, number, at, state, reply, sha256)"
                f" VALUES (7, 1, 't', 'accepted', '{reply}', 's')"
            )
            found = Problems()
            replay.check(connection, office, found)
            assert [d.code for d in found] == wanted, (state, reply)
            connection.rollback()
    engine.dispose()


def test_the_locks_of_the_log_are_missed(three, register_url: str) -> None:
    if register_url:
        engine = sa.create_engine(register_url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER audit_append_only ON audit")
        engine.dispose()
    else:
        with sqlite3.connect(three.root / "register.db") as there:
            there.execute("DROP TRIGGER audit_no_update")
    assert said_codes(verified(three), 1) == ["CV932"]


def test_a_damaged_page_is_told(three, register_url: str) -> None:
    if register_url:
        return  # PostgreSQL keeps check sums of its own
    path = three.root / "register.db"
    with sqlite3.connect(path) as there:
        page = there.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_entries_date'").fetchone()[0]
        size = there.execute("PRAGMA page_size").fetchone()[0]
        there.execute("PRAGMA journal_mode = DELETE")
    data = bytearray(path.read_bytes())
    at = (page - 1) * size
    data[at + 3 : at + 5] = (1).to_bytes(2, "big")  # of three entries the index has one
    path.write_bytes(bytes(data))
    done = three.run("register", "verify")
    assert done.returncode == 1
    assert "CV569" in done.stderr


def test_a_bad_byte_is_named_with_its_row(three, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONGVAN_REGISTER", raising=False)
    with (
        sqlite3.connect(three.root / "register.db") if (three.root / "register.db").exists() else _made(three) as there
    ):
        there.execute("UPDATE entries SET subject = CAST(x'766965ff' AS TEXT) WHERE number = 2")
    done = three.run("register", "verify")
    assert (done.returncode, "CV937" in done.stderr) == (1, True)
    assert "number 2" in done.stderr
    assert "subject" in done.stderr
    listed = three.run("register", "list", "--json")
    assert said_codes(listed, 3) == ["CV940"]
    assert "decode" not in listed.stdout


def _made(shop):
    for n in "abc":  # all of them anew: a file with a number that this register doesn't know stops the lower ones
        shop.write(n, LETTER.format(n=n))
    for n in "abc":
        shop.run("issue", n)
    return sqlite3.connect(shop.root / "register.db")


def test_a_register_of_the_last_version_is_brought_up_to_date_and_its_chain_goes_on(three, register_url: str) -> None:
    url = register_url.replace("postgresql://", "postgresql+psycopg://") or f"sqlite:///{three.root}/register.db"
    engine = sa.create_engine(url)
    by_hand(
        three, register_url, "UPDATE alembic_version SET version_num = '0002'", "DROP INDEX ix_entries_subject",
    )  # fmt: skip
    engine.dispose()
    three.write("d", LETTER.format(n="d"))
    assert three.run("issue", "d").stdout.strip() == "04/STTTT-TTr"
    assert said_codes(verified(three), 0) == []


def test_an_old_register_that_can_not_be_written_is_told_as_old(
    three, monkeypatch: pytest.MonkeyPatch, small_disk
) -> None:
    import subprocess

    monkeypatch.delenv("CONGVAN_REGISTER", raising=False)
    if not (three.root / "register.db").exists():
        _made(three).close()
    disk = small_disk(8)
    shutil.copy(three.root / "register.db", disk.place / "so.db")
    for version, wanted in (("0002", 0), ("0001", 3)):
        with sqlite3.connect(disk.place / "so.db") as there:
            there.execute("UPDATE alembic_version SET version_num = ?", [version])
            there.execute("DROP INDEX IF EXISTS ix_entries_subject")
            if version == "0001":
                for table in ("delivery_attempts", "deliveries", "recalls", "answers"):
                    there.execute(f"DROP TABLE {table}")
        there.close()
        for rest in disk.place.glob("so.db-*"):
            rest.unlink()
        subprocess.run(["mount", "-o", "remount,ro", str(disk.place)], check=True)
        done = three.run("register", "list", "--json", CONGVAN_REGISTER=str(disk.place / "so.db"))
        subprocess.run(["mount", "-o", "remount,rw", str(disk.place)], check=True)
        assert done.returncode == wanted, done.stdout
        assert ("CV938" in done.stdout) == bool(wanted)


def test_too_few_open_files_are_the_cause_that_is_told(three, register_url: str) -> None:
    import subprocess
    import sys

    root = Path(__file__).parents[2]
    three.write("e", LETTER.format(n="e"))
    for limit, command, starved in ((9, "build a", True), (9, "issue e", False), (12, "register list", False)):
        done = subprocess.run(
            ["bash", "-c", f"ulimit -n {limit}; exec {sys.executable} {root}/build.py --workspace {three.root} {command}"],
            capture_output=True, text=True, check=False, env=os.environ,
        )  # fmt: skip
        assert "CV391" not in done.stderr
        assert "CV583" not in done.stderr
        assert ("mở" in done.stderr and "tệp" in done.stderr) == (done.returncode == 3), (command, done.stderr)
        assert not starved or "CV939" in done.stderr or "CV407" in done.stderr, (command, done.stderr)


def test_a_gap_is_told_with_the_command_that_ends_it(shop, register_url: str, tmp_path: Path) -> None:
    old = tmp_path / "cu.csv"
    rows = "".join(f"{n}/A,2025-01-{n:02},việc {n}\n" for n in (4, 6, 9))
    old.write_text("number,date,subject\n" + rows, encoding="utf-8")
    assert shop.run("register", "import", str(old)).returncode == 0
    done = verified(shop)
    assert said_codes(done, 1) == ["CV550"]
    assert "register void 5 --year 2025" in json.loads(done.stdout)["diagnostics"][0]["hint"]
    assert (
        shop.run("register", "void", "5", "--year", "2025", "--reason", "hỏng").stdout.strip()
        == "đã ghi số hủy 05 năm 2025"
    )
    done = shop.run("register", "void", "7-8", "--year", "2025", "--reason", "hỏng")
    assert done.stdout.strip() == "đã ghi số hủy 07, 08 năm 2025"
    assert said_codes(verified(shop), 0) == []


def test_a_file_that_is_not_read_is_named(three, register_url: str) -> None:
    circulars = three.root / "circulars"
    odd = circulars / os.fsdecode(b"c\xf4ng v\xe3n.yaml")
    odd.write_bytes((circulars / "a.yaml").read_bytes())
    (circulars / "thu.yml").write_bytes((circulars / "b.yaml").read_bytes())
    three.write("hong", "subject: [\n")
    done = verified(three)
    assert said_codes(done, 0) == ["CV951"]
    assert len(json.loads(done.stdout)["diagnostics"]) == 3
    shown = three.run("register", "verify")
    assert "không có gì sai" not in shown.stdout
    assert "thu.yml:1:1" in shown.stderr
    assert "hong.yaml:1:1" in shown.stderr


def test_a_server_without_a_register_is_not_clean(shop, register_url: str) -> None:
    shop.write("a", LETTER.format(n="a"))
    done = verified(shop)
    assert said_codes(done, 0) == (["CV950"] if register_url else [])
    listed = "chưa có sổ" if register_url else "sổ không có dòng nào"
    searched = "there is no register" if register_url else "no such entry"
    assert listed in shop.run("register", "list").stdout
    assert searched in shop.run("register", "search", "x", "--lang", "en").stdout
    assert shop.run("issue", "a").returncode == 0
    assert "không có dòng nào" in shop.run("register", "search", "khong-co").stdout


def test_an_older_register_gives_no_number_below_what_the_files_bear(three, tmp_path_factory, register_url) -> None:
    """The file of the very next number may be gone, and its number was given all the same."""
    copy = tmp_path_factory.mktemp("sao") / "cu.bak"
    assert three.run("register", "backup", str(copy)).returncode == 0
    for n in "def":
        three.write(n, LETTER.format(n=n))
    assert three.run("issue", "d").returncode == 0
    assert three.run("issue", "e").stdout.strip() == "05/STTTT-TTr"
    empty(three, register_url)
    assert three.run("register", "restore", str(copy)).returncode == 0
    (three.root / "circulars" / "d.yaml").unlink()
    before = (three.root / "circulars" / "f.yaml").read_bytes()
    done = three.run("issue", "f", "--json")
    assert (said_codes(done, 1), (three.root / "circulars" / "f.yaml").read_bytes()) == (["CV949"], before)
    assert "e.yaml" in done.stdout
    assert three.run("issue", "e").stdout.strip() == "05/STTTT-TTr"  # by the advice
    assert three.run("issue", "f").stdout.strip() == "06/STTTT-TTr"
    assert said_codes(verified(three), 1) == ["CV550"]  # 04 is still to be told


def test_a_number_that_the_register_knows_is_no_reason_to_refuse(three, register_url: str) -> None:
    assert three.run("register", "reserve", "9", "--reason", "giữ").returncode == 0
    day = today().isoformat()
    three.write("giu", LETTER.format(n="giu") + f"number: 9\ndate: {day}\n")
    three.write("cu", LETTER.format(n="cu") + "number: 720\ndate: 2024-05-06\n")
    three.write("d", LETTER.format(n="d"))
    assert three.run("issue", "d").stdout.strip() == "04/STTTT-TTr"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE relations SET kind = 'cites' WHERE kind = 'follows'",
        "UPDATE relations SET number = 2",
        "UPDATE relations SET year = year - 1",
        "UPDATE relations SET symbol = 'KHAC', symbol_key = 'khac'",
        "DELETE FROM relations",
        "INSERT INTO relations (office, entry, kind, number, symbol, symbol_key, year)"
        " SELECT office, entry, 'recalls', 3, symbol, symbol_key, year FROM relations",
    ],
)
def test_a_changed_relation_is_told(three, register_url: str, sql: str) -> None:
    more = f"edition: 2\nfollows: cv\nreferences:\n  cv: {{number: 01/STTTT-TTr, year: {today().year}}}\n"
    three.write("tiep", LETTER.format(n="a").replace("Nội dung a", "Thực hiện {{ cv }}") + more)
    assert three.run("issue", "tiep").returncode == 0
    assert said_codes(verified(three), 0) == []
    by_hand(three, register_url, sql)
    assert said_codes(verified(three), 1) == ["CV553"]
