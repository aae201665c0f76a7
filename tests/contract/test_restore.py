"""A backup that is none, or somebody else's, leaves the place as empty as it was."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable

import pytest
from shop import NUMBERED as LETTER
from shop import said_codes


def entries(line: str) -> bool:
    return line.startswith('["entries"')


BAD: dict[str, Callable[[list[str]], list[str]]] = {
    "subject": lambda lines: [x.replace("thử nghiệm a", "thử nghiệm x") if entries(x) else x for x in lines],
    "only-a-head": lambda lines: lines[:1],
    "unknown-table": lambda lines: [*lines, '["la",{"a":1}]'],
    "unknown-column": lambda lines: [x.replace('"archive"', '"archivex"') for x in lines],
    "odd-date": lambda lines: [x.replace('"date":"20', '"date":"20-13-') for x in lines],
    "huge-year": lambda lines: [x.replace('"year":', '"year":' + "9" * 30) for x in lines],
    "deep": lambda lines: [*lines, "[" * 100_000],
    "number-as-text": lambda lines: [x.replace('"number":1,', '"number":"1",') for x in lines],
    "no-entries": lambda lines: [x for x in lines if not entries(x)],
    "twice": lambda lines: lines[:2] + lines[1:],
    "another-agency": lambda lines: [x.replace('"key":"STTTT"', '"key":"KHAC"').replace('"name":"Sở', '"name":"Kho') for x in lines],
    "a-number": lambda lines: [*lines, "5"],
    "no-audit": lambda lines: [x for x in lines if not x.startswith('["audit"')],
}  # fmt: skip


@pytest.fixture
def copy(shop) -> list[str]:
    """The lines of a good backup of two letters, without the last."""
    for n in "ab":
        shop.write(n, LETTER.format(n=n))
        assert shop.run("issue", n, CONGVAN_REGISTER="").returncode == 0
    assert shop.run("register", "backup", "tot.gz", CONGVAN_REGISTER="").returncode == 0
    (shop.root / "register.db").unlink()
    return gzip.decompress((shop.root / "tot.gz").read_bytes()).decode().rstrip("\n").split("\n")[:-1]


def packed(lines: list[str], count: int | None = None) -> bytes:
    text = "\n".join(lines)
    end = {"rows": len(lines) - 1 if count is None else count, "sha256": hashlib.sha256(text.encode()).hexdigest()}
    return gzip.compress(f"{text}\n{json.dumps(end)}\n".encode())


def nothing_there(shop, url: str) -> bool:
    if not url:
        return not list(shop.root.glob("register.db*"))
    import psycopg

    with psycopg.connect(url) as connection:
        return connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_a_bad_backup_leaves_the_place_empty(shop, copy: list[str], register_url: str) -> None:
    for name, change in BAD.items():
        (shop.root / "xau.gz").write_bytes(packed(change(copy)))
        assert "CV560" in said_codes(shop.run("register", "restore", "xau.gz", "--json"), 1), name
        assert nothing_there(shop, register_url), name
    (shop.root / "xau.gz").write_bytes(packed(copy, 999))
    assert said_codes(shop.run("register", "restore", "xau.gz", "--json"), 1) == ["CV560"]
    done = shop.run("register", "restore", "tot.gz")
    assert (done.returncode, "2" in done.stdout) == (0, True), done.stderr
    assert shop.run("register", "verify").returncode == 0
    assert said_codes(shop.run("register", "restore", "tot.gz", "--json"), 1) == ["CV561"]


def test_a_backup_is_the_same_from_both_databases(shop, copy: list[str], register_url: str) -> None:
    assert shop.run("register", "restore", "tot.gz").returncode == 0
    assert shop.run("register", "backup", "lai.gz").returncode == 0
    again = gzip.decompress((shop.root / "lai.gz").read_bytes())
    assert again == gzip.decompress((shop.root / "tot.gz").read_bytes())
