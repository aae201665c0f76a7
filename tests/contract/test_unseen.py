"""A register that can't be seen is not an empty one; a server that hangs, an odd address and odd letters are told."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from shop import NUMBERED as LETTER

from congvan.machine.settings import Settings
from congvan.register import addresses, locate, schema
from congvan.register.database import Database

ROOT = Path(__file__).parents[2]
EVERY = (["register", "list"], ["register", "verify"], ["check"], ["build", "a"], ["issue", "b"])


def refused(shop, code: str, *hidden: str, **env: str) -> None:
    """By every command, by name, and nothing was taken or printed that is nobody's business."""
    before = (shop.root / "circulars" / "b.yaml").read_bytes()
    for args in EVERY:
        done = shop.run(*args, **env)
        assert (done.returncode, f" {code}: " in done.stderr) == (3, True), (args, done.stdout, done.stderr)
        assert not [secret for secret in hidden if secret in done.stdout + done.stderr], done.stderr
    assert (shop.root / "circulars" / "b.yaml").read_bytes() == before


@pytest.fixture
def full(shop):
    """Two letters, the first with its number."""
    for n in "ab":
        shop.write(n, LETTER.format(n=n))
    return shop


def sql(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def as_clerk(url: str) -> str:
    """A role that may do all with the tables that are there."""
    name = "vt_" + url.rpartition("/")[2]
    tables, rows = "ALL TABLES IN SCHEMA public", "ALL SEQUENCES IN SCHEMA public"
    sql(url, f"CREATE ROLE {name} LOGIN", f"GRANT ALL ON {tables} TO {name}", f"GRANT ALL ON {rows} TO {name}")
    return url.replace("postgres@", f"{name}@")


def issued(shop, url: str) -> None:
    done = shop.run("issue", "a", CONGVAN_REGISTER=url)
    assert done.returncode == 0, done.stderr


def test_a_schema_that_the_role_may_not_use(full, server) -> None:
    url = server.database("vai")
    issued(full, url)
    clerk = as_clerk(url)
    assert full.run("register", "list", CONGVAN_REGISTER=clerk).stdout.startswith("01/")
    sql(url, "REVOKE USAGE ON SCHEMA public FROM public")
    refused(full, "CV573", CONGVAN_REGISTER=clerk)


@pytest.mark.parametrize("path", ["pg_catalog", "%22%22", "khac", "trong"])
def test_a_wrong_search_path(full, server, path: str) -> None:
    url = server.database(f"duong_{path.strip('%2')}")
    issued(full, url)
    sql(url, "CREATE SCHEMA trong")
    refused(full, "CV573", CONGVAN_REGISTER=f"{url}?options=-csearch_path%3D{path}")
    sql(url, f"ALTER DATABASE {url.rpartition('/')[2]} SET search_path = trong")
    refused(full, "CV573", CONGVAN_REGISTER=url)


@pytest.mark.parametrize("how", ["DELETE FROM alembic_version", "DROP TABLE alembic_version"])
def test_tables_without_their_version(full, register_url: str, how: str) -> None:
    issued(full, register_url)
    if register_url:
        sql(register_url, how)
    else:
        with sqlite3.connect(full.root / "register.db") as file:
            file.execute(how)
    refused(full, "CV574", CONGVAN_REGISTER=register_url)


def test_rows_that_the_role_may_not_see(full, server) -> None:
    url = server.database("hang")
    issued(full, url)
    clerk = as_clerk(url)
    sql(url, "ALTER TABLE entries ENABLE ROW LEVEL SECURITY", "ALTER TABLE offices ENABLE ROW LEVEL SECURITY")
    refused(full, "CV583", CONGVAN_REGISTER=clerk)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("service=so", "CV589"), ("host=127.0.0.1 password=BIMAT dbname=so", "CV589"), ("dbname=so", "CV589"),
        ("postgresql:/vanthu:BIMAT@may/so", "CV589"), ("postgresql//vanthu:BIMAT@may/so", "CV589"),
        ("vanthu:BIMAT@may:5432/so", "CV589"), ("password=BIMAT host=may sslrootcert=file://x", "CV589"),
        ("mysql://vanthu:BIMAT@may/so", "CV589"), ("postgresql+psycopg://vanthu:BIMAT@may/so", "CV589"),
        ("may-chu:5432/so", "CV577"), ("/khong/co/so.db", "CV577"),
    ],
)  # fmt: skip
def test_an_address_that_is_none(full, address: str, code: str) -> None:
    refused(full, code, "BIMAT", CONGVAN_REGISTER=address)


def test_a_register_behind_a_link_to_a_disk_that_is_not_there(full) -> None:
    (full.root / "register.db").symlink_to("/khong/co/so.db")
    refused(full, "CV577")


@pytest.mark.parametrize(
    "rest",
    [
        "vanthu:Mat khau@127.0.0.1:1/r", "vanthu:Mat%khau@127.0.0.1:1/r", "vanthu:Mat/khau@127.0.0.1:1/r",
        "vanthu:Mat@khau@127.0.0.1:1/r", "vanthu:Mat:khau@[::1/r", "127.0.0.1:1/r?user=x&password=Mat khau",
        "127.0.0.1:1/r?user=x&password=Mat&khau", "vanthu:12/khau@127.0.0.1:1/r", "vanthu:khau[@127.0.0.1:1/r?Mat",
    ],
)  # fmt: skip
def test_a_password_of_an_odd_address_is_never_printed(full, rest: str) -> None:
    done = full.run("register", "list", CONGVAN_REGISTER=f"postgresql://{rest}", CONGVAN_REGISTER_TIMEOUT="0.2")
    assert (done.returncode, " CV576: " in done.stderr, "%40" in done.stderr) == (3, True, True), done.stderr
    assert not [part for part in ("Mat", "khau") if part in done.stderr]


@pytest.mark.parametrize("rest", ["vanthu:Mat%20khau@", "vanthu:Mat#khau@", "vanthu:Mat?khau@", ""])
def test_a_good_address_with_a_password(full, rest: str) -> None:
    more = "" if rest else "?user=vanthu&password=Mat@khau"
    url = f"postgresql://{rest}127.0.0.1:1/r{more}"
    done = full.run("register", "list", "--lang", "en", CONGVAN_REGISTER=url, CONGVAN_REGISTER_TIMEOUT="0.2")
    assert (done.returncode, " CV581: " in done.stderr) == (3, True), done.stderr
    assert "Mat" not in done.stderr
    assert "127.0.0.1:1/r" in done.stderr


def test_what_is_shown_of_an_address() -> None:
    assert addresses.shown("postgresql://a:b@h:5432/so?x=1") == "postgresql://a@h:5432/so"
    assert addresses.shown("postgres://h1:1,h2:2/so") == "postgres://h1:1,h2:2/so"
    assert addresses.shown("postgresql:///so?service=x") == "postgresql:///so"
    assert addresses.shown("postgresql://h/r?password=a@b") == "postgresql://h/r"
    assert addresses.shown("postgresql://a:b/c@h/r") == "postgresql://…"


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1", "EUC_KR"])
def test_a_database_that_can_not_keep_vietnamese(full, server, encoding: str) -> None:
    name = f"ma_{encoding.lower()}"
    there = ("-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres")
    server._run("createdb", *there, "-E", encoding, "-T", "template0", "--locale", "C", name)
    url = f"postgresql://postgres@127.0.0.1:{server.port}/{name}"
    refused(full, "CV575", CONGVAN_REGISTER=url)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_the_letters_of_the_environment_are_not_those_of_the_register(full, server, encoding: str) -> None:
    url = server.database(f"chu_{encoding.lower()}")
    assert full.run("issue", "a", CONGVAN_REGISTER=url, PGCLIENTENCODING=encoding).returncode == 0
    done = full.run("register", "list", CONGVAN_REGISTER=url, PGCLIENTENCODING=encoding)
    assert (done.returncode, "thử nghiệm a" in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize("table", ["entries", "audit", "offices"])
def test_a_locked_table_is_told_to_readers_too(full, server, table: str) -> None:
    url = server.database(f"khoa_{table}")
    issued(full, url)
    with psycopg.connect(url) as holder:
        holder.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        for args in (["register", "verify"], ["check"], ["issue", "b"]):
            if table == "audit" and args == ["check"]:
                continue
            start = time.monotonic()
            done = full.run(*args, CONGVAN_REGISTER=url, CONGVAN_REGISTER_TIMEOUT="1")
            assert (done.returncode, " CV580: " in done.stderr) == (3, True), (args, done.stderr)
            assert time.monotonic() - start < 30


def _one_that_waits(url: str) -> int:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with psycopg.connect(url, autocommit=True) as look:
            asked = "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            found = look.execute(asked).fetchone()
            if found:
                return found[0]
        time.sleep(0.05)
    raise AssertionError("nobody waits for the lock")


def _started(shop, url: str, patience: str, *args: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "CONGVAN_REGISTER": url, "CONGVAN_REGISTER_TIMEOUT": patience}
    return subprocess.Popen(
        [sys.executable, str(ROOT / "build.py"), *args], cwd=shop.root, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.parametrize("args", [["issue", "b"], ["register", "list"]])
def test_a_server_that_falls_silent_is_given_up(full, server, args: list[str]) -> None:
    url = server.database(f"im_{args[0]}")
    issued(full, url)
    with psycopg.connect(url) as holder:
        holder.execute("LOCK TABLE offices IN ACCESS EXCLUSIVE MODE")
        # The lock would be told after 6 s by the server itself, which is stopped before.
        running = _started(full, url, "6", *args)
        silent = _one_that_waits(url)
        os.kill(silent, signal.SIGSTOP)
        try:
            _, told = running.communicate(timeout=120)
        finally:
            os.kill(silent, signal.SIGCONT)
    assert (running.returncode, "CV581" in told or "CV580" in told) == (3, True), told
    assert "psycopg" not in told


def test_a_first_write_that_is_cut_is_tried_again(full, server) -> None:
    url = server.database("dau_tien")
    database = Database(locate_url(full, url))
    schema.current(database, create=True)
    database.close()
    with psycopg.connect(url) as holder:
        holder.execute("LOCK TABLE counters IN EXCLUSIVE MODE")
        running = _started(full, url, "30", "issue", "b")
        sql(url, f"SELECT pg_terminate_backend({_one_that_waits(url)})")
        holder.commit()
    said, told = running.communicate(timeout=120)
    assert (running.returncode, said.strip()) == (0, "01/STTTT-TTr"), told
    assert "psycopg" not in told
    assert full.run("register", "verify", CONGVAN_REGISTER=url).returncode == 0


def locate_url(shop, url: str):
    return locate(shop.root, None, Settings(register=url))


def test_no_statement_is_prepared(full, server) -> None:
    """Behind a pooler the next transaction goes to another session, which knows none of them."""
    from congvan.register import server as one

    connection = one.connect(server.database("chuan_bi"), "", 15)
    for n in range(20):
        connection.execute("SELECT %s::int", (n,))
    assert connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchone() == (0,)
    connection.close()


def test_the_servers_own_limit_is_told_as_such(full, server) -> None:
    url = server.database("gioi_han")
    issued(full, url)
    sql(url, "ALTER DATABASE gioi_han SET statement_timeout = '300ms'")
    with psycopg.connect(url) as holder:
        holder.execute("LOCK TABLE offices IN ACCESS EXCLUSIVE MODE")
        done = full.run("register", "list", CONGVAN_REGISTER=url)
    assert (done.returncode, " CV579: " in done.stderr, "statement_timeout" in done.stderr) == (3, True, True)


def test_too_few_open_files_are_told_as_such(full) -> None:
    issued(full, "")
    for files in range(4, 9):
        line = f"ulimit -n {files}; exec {sys.executable} {ROOT / 'build.py'} register list"
        done = subprocess.run(["bash", "-c", line], cwd=full.root, capture_output=True, text=True, check=False)
        assert done.returncode == 0 or "CV583" not in done.stderr, (files, done.stderr)


def test_a_backup_waits_for_a_server_that_restarts(full, server) -> None:
    url = server.database("sao_luu")
    issued(full, url)
    holder = psycopg.connect(url)
    holder.execute("LOCK TABLE texts IN ACCESS EXCLUSIVE MODE")
    running = _started(full, url, "60", "register", "backup", "so.gz")
    _one_that_waits(url)
    server.restart()
    holder.close()
    _, told = running.communicate(timeout=120)
    assert running.returncode == 0, told
    assert (full.root / "so.gz").exists()
