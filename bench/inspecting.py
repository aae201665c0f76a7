"""What an inspection costs: warm for long files, cold for one letter against a build of the same letter."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

PARAGRAPH = (
    "Sở Thông tin và Truyền thông đề nghị các cơ quan, đơn vị trên địa bàn tỉnh tiếp tục tuyên truyền đến toàn thể "
    "cán bộ, công chức, viên chức và người dân về các cuộc gọi giả danh với mục đích lừa đảo; khi nhận được cuộc gọi "
    "có dấu hiệu lừa đảo thì lưu lại số điện thoại và thông báo đến cơ quan chức năng để kịp thời xử lý."
)


def long_letter(text: str, pages: int) -> str:
    """A circular with paragraphs enough for ``pages`` pages."""
    head, _, _ = text.partition("body: |")
    body = "\n\n".join(f"  {PARAGRAPH}" for _ in range(pages * 9))
    return f"{head}body: |\n{body}\n\ncopies: [nhu-tren]\n"


def report(
    place: Path, build: Callable[[Path, str], Path], seconds: Callable[[list[str]], float], door: list[str]
) -> None:
    """Print the figures. ``build`` makes a circular in a workspace and gives back its output without ending."""
    from congvan.conformance import inspect_file

    long = build(place, "dai")
    for ending in ("pdf", "docx"):
        path = long.with_suffix(f".{ending}")
        inspect_file(path)
        times = []
        for _ in range(5):
            start = time.perf_counter()
            pages = inspect_file(path).pages
            times.append(time.perf_counter() - start)
        known = f" ({pages} pages)" if pages else ""
        print(f"inspect, warm, {ending}{known}: {statistics.median(times):.3f} s")
    one = build(place, "mot")
    pairs = []
    for _ in range(5):
        judged = seconds([*door, "inspect", str(one.with_suffix(".pdf"))])
        built = seconds([*door, "--workspace", str(place / "mot"), "build", "--force"])
        pairs.append((judged, built, judged / built))
    cold, against, ratio = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"inspect one letter, cold: {cold:.2f} s, {ratio:.2f} of building it ({against:.2f} s)", file=sys.stdout)
