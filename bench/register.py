"""The register: does a number cost more at a million rows, how fast is a search, what does an import cost, and the
studio's pages of a book of 100,000 rows.

Times are those of a clock but where "of processor" stands: on a machine that others use only that tells anything.
"""

from __future__ import annotations

import http.client
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import sqlalchemy as sa  # noqa: E402

from congvan.model.register import Draft  # noqa: E402
from congvan.register import Identity, Location, bulk, open_ledger  # noqa: E402
from congvan.register.ledger import Ledger  # noqa: E402
from congvan.register.rows import values_of, words_with_number  # noqa: E402
from congvan.register.tables import ENTRIES  # noqa: E402

WORDS = (
    *("cảnh", "báo", "lừa", "đảo", "thuê", "bao", "họp", "giao", "ban", "kế"),
    *("hoạch", "rà", "soát", "thống", "kê", "đất", "đai", "giáo", "dục", "tế"),
)


def _draft(n: int, *, old: bool = False) -> Draft:
    """Every pair of words in 1 of 200 rows, each word in 1 of 10, ``viec…`` in 1 of 5000, "lần thứ" in all; ``old``:
    "xưa", too.
    """
    subject = f"{WORDS[n % 20]} {WORDS[n // 20 % 20]} việc{n % 5000} lần thứ {n}{' xưa' * old}"
    return Draft("cong-van", "Công văn", "STTTT-TTr", subject, signer="Nguyễn Tấn Đức", to=("Sở Nội vụ",))


def _filled(location: Location, rows: int) -> Ledger:
    """A register with so many rows of earlier years, put in without the log, which is not what is measured."""
    ledger = open_ledger(location, Identity("STTTT", None, "Sở"))
    office = ledger.write(lambda tx: tx.office, repeatable=True)
    for start in range(0, rows, 20_000):
        made = [
            words_with_number(values_of(_draft(n, old=n % 10 == 3 and n < rows - 5000)), n % 5000 + 1)
            | {"office": office, "year": 1800 + n // 5000, "sequence": "chung", "number": n % 5000 + 1, "sha256": None}
            | {"date": date(1800 + n // 5000, 1, 1) + timedelta(n % 5000 * 365 // 5000), "state": "issued"}
            | {"reason": "", "sent": None, "recorded_at": "x"}
            for n in range(start, min(rows, start + 20_000))
        ]
        ledger.write(lambda tx, made=made: tx.connection.execute(sa.insert(ENTRIES), made), repeatable=False)
    ledger.write(lambda tx: tx.connection.execute(sa.text("ANALYZE")), repeatable=True)
    return ledger


def _issue(ledger: Ledger, n: int) -> float:
    start = time.perf_counter()

    def work(tx: object) -> None:
        counter = tx.lock(2026, "chung")
        number = tx.first_free(2026, "chung", counter.number + 1)
        tx.neighbours(2026, "chung", number)
        tx.enter(_draft(n), 2026, "chung", number, date(2026, 1, 1))

    ledger.write(work, repeatable=True)
    return time.perf_counter() - start


def _measure(name: str, place: Callable[[str], Location], most: int) -> None:
    small, large = _filled(place("it"), 1000), _filled(place("nhieu"), most)
    pairs = [(_issue(small, n), _issue(large, n)) for n in range(220)][20:]
    few, many = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"{name}: a number at 1,000 rows {few * 1000:.1f} ms, at {most:,} rows {many * 1000:.1f} ms;"
          f" ratio {many / few:.2f}")  # fmt: skip
    for words in (
        "canh bao",
        "viec4711",
        "lan thu",
        "canh hop viec4711",
        "lan thu canh",
        "khongco",
        "canh khongco",
        "xua",
    ):
        times = []
        for _ in range(9):
            start = time.perf_counter()
            found = large.search(words, 50)
            times.append(time.perf_counter() - start)
        middle, worst = statistics.median(times) * 1000, max(times) * 1000
        print(f"{name}: search {words!r} in {most:,} rows: {middle:.0f} ms (worst {worst:.0f}), {len(found)} shown")
    empty, count = _filled(place("moi"), 0), 100_000
    lines = [bulk.Line(_draft(n), 2000 + n // 5000, "chung", n % 5000 + 1, date(2000 + n // 5000, 1, 1))
             for n in range(count)]  # fmt: skip
    start = time.perf_counter()

    def work(tx: object) -> None:
        for year in {line.year for line in lines}:
            tx.lock(year, "chung")
        bulk.enter(tx, lines)

    empty.write(work, repeatable=True)
    print(f"{name}: import of {count:,} rows entered in {time.perf_counter() - start:.1f} s")


LETTER = """unit: thanh-tra
subject: thử nghiệm {n}
signer: giam-doc
to: [so-noi-vu]
body: |
  Đoạn văn.
copies: [nhu-tren]
"""


def _commands(name: str, url: str, place: Path, count: int = 100_000) -> None:
    """What the clerk waits for: ``register import`` of a file and ``issue``, each as a process of its own."""
    (place / "circulars").mkdir(parents=True)
    for file in ("issuer.yaml", "recipients.yaml"):
        shutil.copy(ROOT / file, place)
    rows = (f"{n % 5000 + 1}/STTTT-TTr,{2000 + n // 5000}-01-01,{_draft(n).subject},Công văn,Nguyễn Tấn Đức,Sở Nội vụ\n"
            for n in range(count))  # fmt: skip
    (place / "so.csv").write_text("number,date,subject,type,signer,to\n" + "".join(rows), encoding="utf-8")

    def run(*args: str) -> float:
        command = [sys.executable, str(ROOT / "build.py"), "--workspace", str(place), *args]
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=os.environ | {"CONGVAN_REGISTER": url})
        return time.perf_counter() - start

    took, used = run("register", "import", str(place / "so.csv")), resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{name}: the command register import of {count:,} rows {took:.1f} s,"
          f" {used.ru_utime + used.ru_stime:.1f} s of processor")  # fmt: skip
    _pages(name, url, place)
    times = []
    for n in range(9):
        (place / "circulars" / f"v{n}.yaml").write_text(LETTER.format(n=n), encoding="utf-8")
        times.append(run("issue", f"v{n}"))
    bare = statistics.median(_bare() for _ in range(9))
    middle = statistics.median(times)
    print(f"{name}: issue cold {middle:.3f} s (worst {max(times):.3f}), {middle / bare:.1f} times a bare Python")


ALL = "so?nam=moi-nam"
PAGES = (
    *("so", "so", ALL, ALL, f"{ALL}&nguoi_ky=Nguy%E1%BB%85n+T%E1%BA%A5n+%C4%90%E1%BB%A9c", f"{ALL}&tim=canh+bao"),
    *("so/giu-so", "so/dau-so", "van-ban", "van-ban/v0", "van-ban/v0", "van-ban/v0/cap-so", "van-ban/v0/cap-so"),
)
"""Some twice: the first time, and then as most people meet them."""
REST = 10.0
"""Seconds that nobody comes after a studio listens: it makes ready what the first one would wait for."""


def _pages(name: str, url: str, place: Path) -> None:
    """The book and the page where a number is given, in a studio that was just started: milliseconds of processor."""
    (place / "circulars" / "v0.yaml").write_text(LETTER.format(n=0), encoding="utf-8")
    command = [sys.executable, str(ROOT / "build.py"), "--workspace", str(place), "studio", "--port", "0"]
    more = {"env": os.environ | {"CONGVAN_REGISTER": url}, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, **more) as server:
        try:
            told = next(found for line in server.stdout if (found := re.search(r"127\.0\.0\.1:(\d+)(/\S+)", line)))
            time.sleep(REST)
            line, cookie = http.client.HTTPConnection("127.0.0.1", int(told[1]), timeout=120), ""
            for path in (told[2], *(f"/van-phong/{page}" for page in PAGES)):
                before, start = _used(server.pid), time.perf_counter()
                line.request("GET", path, headers={"Cookie": cookie})
                answer = line.getresponse()
                answer.read()
                took = (time.perf_counter() - start) * 1000
                cookie = (answer.getheader("set-cookie") or cookie).partition(";")[0]
                if path != told[2]:
                    assert answer.status == 200, (path, answer.status)
                    print(f"{name}: studio {path.removeprefix('/van-phong/')}: {took:.0f} ms,"
                          f" {(_used(server.pid) - before) * 1000:.0f} of processor")  # fmt: skip
        finally:
            server.terminate()


def _used(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    parts = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def _bare() -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    return time.perf_counter() - start


def sqlite(place: Path, most: int) -> None:
    _commands("SQLite", "", place / "lenh")
    _measure("SQLite", lambda name: Location(path=place / f"{name}.db"), most)


def postgresql(place: Path, most: int) -> None:
    sys.path.insert(0, str(ROOT / "tests" / "tools"))
    from postgres import Server

    server = Server()
    try:
        _commands("PostgreSQL", server.database("lenh"), place / "lenh-pg")
        _measure("PostgreSQL", lambda name: Location(url=server.database(name)), most)
    finally:
        server.close()


def register(place: Path, most: int = 1_000_000) -> None:
    sqlite(place, most)
    postgresql(place, most)


if __name__ == "__main__":
    import tempfile

    which, count = (sys.argv[1:2] or ["both"])[0], int((sys.argv[2:3] or ["1000000"])[0])
    with tempfile.TemporaryDirectory() as folder:
        if which in ("sqlite", "both"):
            sqlite(Path(folder), count)
        if which in ("postgresql", "both"):
            postgresql(Path(folder), count)
