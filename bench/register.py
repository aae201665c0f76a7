"""The register: does a number cost more at a million rows, how fast is a search, what does an import cost."""

from __future__ import annotations

import statistics
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

import sqlalchemy as sa  # noqa: E402

from congvan.model.register import Draft  # noqa: E402
from congvan.register import Identity, Location, open_ledger  # noqa: E402
from congvan.register.ledger import Ledger  # noqa: E402
from congvan.register.rows import values_of, words_with_number  # noqa: E402
from congvan.register.tables import ENTRIES  # noqa: E402

WORDS = (
    *("cảnh", "báo", "lừa", "đảo", "thuê", "bao", "họp", "giao", "ban", "kế"),
    *("hoạch", "rà", "soát", "thống", "kê", "đất", "đai", "giáo", "dục", "tế"),
)


def _draft(n: int) -> Draft:
    subject = f"{WORDS[n % 20]} {WORDS[n * 7 % 20]} việc{n % 5000} lần thứ {n}"
    return Draft("cong-van", "Công văn", "STTTT-TTr", subject, signer="Nguyễn Tấn Đức", to=("Sở Nội vụ",))


def _filled(folder: Path, rows: int) -> Ledger:
    """A register with so many rows of earlier years, put in without the log, which is not what is measured."""
    ledger = open_ledger(Location(path=folder / f"{rows}.db"), Identity("STTTT", None, "Sở"))
    office = ledger.write(lambda tx: tx.office, repeatable=True)
    for start in range(0, rows, 20_000):
        made = [
            words_with_number(values_of(_draft(n)), n % 5000 + 1)
            | {"office": office, "year": 1000 + n // 5000, "sequence": "chung", "number": n % 5000 + 1, "sha256": None}
            | {"state": "issued", "date": date(2024, 1, 1), "reason": "", "sent": None, "recorded_at": "x"}
            for n in range(start, min(rows, start + 20_000))
        ]
        ledger.write(lambda tx, made=made: tx.connection.execute(sa.insert(ENTRIES), made), repeatable=False)
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


def register(place: Path, most: int = 1_000_000) -> None:
    small, large = _filled(place, 1000), _filled(place, most)
    pairs = [(_issue(small, n), _issue(large, n)) for n in range(220)][20:]
    few, many = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"a number at 1,000 rows {few * 1000:.1f} ms, at {most:,} rows {many * 1000:.1f} ms; ratio {many / few:.2f}")
    for words in ("canh bao", "viec4711", "lan thu"):
        times = []
        for _ in range(9):
            start = time.perf_counter()
            found = large.search(words, 50)
            times.append(time.perf_counter() - start)
        print(f"search {words!r} in {most:,} rows: {statistics.median(times) * 1000:.0f} ms ({len(found)} shown)")
    empty, count = _filled(place, 0), 10_000
    start = time.perf_counter()
    empty.write(
        lambda tx: [tx.enter(_draft(n), 2025, "chung", n + 1, date(2025, 1, 1)) for n in range(count)], repeatable=True
    )
    print(f"import: {count:,} rows entered in {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        register(Path(folder))
