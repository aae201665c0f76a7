"""Writes the table of characters into ``docs/huong-dan.md`` from the one that the program asks; ``--check`` exits 1
when the page is out of date.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from congvan.machine.said import named  # noqa: E402
from congvan.messages import told  # noqa: E402
from congvan.text.characters import TABLE, Kind, code_of  # noqa: E402

PAGE = ROOT / "docs" / "huong-dan.md"
BEGIN, END = "<!-- bảng ký tự: make docs -->", "<!-- hết bảng ký tự -->"
FATES = {
    "refused": "từ chối, nêu dòng và cột",
    "space": "đổi thành dấu cách",
    "hyphen": "đổi thành gạch nối",
    "kept": "giữ",
}
CATEGORIES = {
    "Cc": "ký tự điều khiển (U+0000–U+001F, U+007F–U+009F)",
    "Cf": "mọi ký tự định dạng khác",
    "Zl": "",
    "Zp": "",
    "Co": "vùng dùng riêng (U+E000–U+F8FF, U+F0000 trở đi)",
    "Cs": "U+D800–U+DFFF",
    "Cn": "mã chưa dùng, U+FDD0–U+FDEF, U+FFFE, U+FFFF",
    "Zs": "U+1680, U+2000–U+200A, U+202F, U+205F, U+3000",
}
SHOWN = {"\t": "Tab", "\n": "xuống dòng (Enter)", " ": "dấu cách"}


def _points(kind: Kind) -> str:
    """``U+200B–U+200D, U+2060``, then what its categories hold."""
    parts: list[str] = []
    points, index = kind.points, 0
    while index < len(points):
        if points[index + 1 : index + 2] == "-" and index + 2 < len(points):
            parts.append(f"{code_of(points[index])}–{code_of(points[index + 2])}")
            index += 3
        else:
            parts.append(SHOWN.get(points[index]) or code_of(points[index]))
            index += 1
    return ", ".join(parts + [told_ for c in kind.categories if (told_ := CATEGORIES[c])])


def table() -> str:
    """The table as the guide shows it."""
    rows = ["| Loại | Ký tự | Chương trình làm gì |", "|---|---|---|"]
    for kind in TABLE:
        name = "dấu cách, Tab, xuống dòng" if kind.key == "PLAIN" else told(named(f"HIDDEN_{kind.key}"))
        fate = "giữ; Tab thành dấu cách" if kind.key == "PLAIN" else FATES[kind.fate]
        rows.append(f"| {name} | {_points(kind)} | {fate} |")
    return "\n".join(rows)


def page(text: str) -> str:
    """The guide with today's table in it."""
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


if __name__ == "__main__":
    typed = PAGE.read_text(encoding="utf-8")
    if "--check" in sys.argv:
        sys.exit(typed != page(typed))
    PAGE.write_text(page(typed), encoding="utf-8")
