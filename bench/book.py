"""The book as PDF: a row set letter by letter beside a row that WeasyPrint lays out, and a book of 5,000 rows."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
SUBJECT = "cảnh báo tình trạng giả danh cơ quan nhà nước để lừa đảo chiếm đoạt tài sản"
TO = ("Các Sở, ban, ngành tỉnh", "UBND các huyện, thị xã, thành phố", "Báo Tây Ninh")


def rows(count: int) -> list[list[str]]:
    """Rows as an office has them."""
    return [
        [f"{n + 1:02d}/STTTT-TTr", f"{n % 28 + 1:02d}/11/2026", f"Công văn về việc {SUBJECT[: 30 + n % 50]} (lần {n})",
         "Nguyễn Tấn Đức", "; ".join(TO[: n % 3 + 1]), "Thanh tra", str(n % 40 or ""), f"{n % 28 + 1:02d}/11/2026", "",
         "Số hủy: viết nhầm" if n % 17 == 0 else ""]
        for n in range(count)
    ]  # fmt: skip


def _processor(count: int, least: int) -> tuple[float, float]:
    """Seconds of processor time and MB of a process that makes a book of so many rows."""
    path = [str(ROOT), str(ROOT / "bench")]
    code = f"import sys; sys.path[:0] = {path!r}; import book; book.measure({count}, {least})"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    took, most = done.stdout.split()
    return float(took), float(most)


def measure(count: int, least: int) -> None:
    """Print the two figures of this process."""
    from congvan.machine import children
    from congvan.render import register_book
    from congvan.standard.book import book

    children.allow()
    register_book.LONG = least
    cover = ["SỞ THÔNG TIN VÀ TRUYỀN THÔNG", book().title, "Năm: 2026", "Quyển số: …"]
    register_book.render(book(), cover, rows(1))
    start = time.process_time()
    register_book.render(book(), cover, rows(count))
    print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def run() -> None:
    """Print the ratio of a row, and what 5,000 rows take."""
    theirs, ours = _processor(300, 10_000), _processor(300, 0)
    print(f"the book as PDF, 300 rows: {ours[0]:.2f} s of processor, by WeasyPrint {theirs[0]:.2f} s;"
          f" ratio {ours[0] / theirs[0]:.3f}")  # fmt: skip
    took, most = _processor(5000, 300)
    print(f"the book as PDF, 5,000 rows: {took:.1f} s of processor, {most:.0f} MB at most")


if __name__ == "__main__":
    run()
