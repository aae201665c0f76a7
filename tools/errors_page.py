"""Writes ``docs/loi.md``, the page of error codes, from the catalogues; ``--check`` exits 1 when it is out of date."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from congvan.messages import catalogue  # noqa: E402

PAGE = ROOT / "docs" / "loi.md"
HEAD = """# Các mã lỗi

Trang này do `make docs` tạo từ `congvan/messages/`. Mỗi thông báo có dạng
`tệp:dòng:cột: lỗi MÃ: điều gì sai; cách sửa`. Tìm mã ở đây để xem nguyên nhân và cách sửa.
"""


def text() -> str:
    """The whole page."""
    parts = [HEAD]
    for code, entry in catalogue().items():
        hint = f"; {entry['hint_vi']}" if "hint_vi" in entry else ""
        parts.append(
            f"## {code}\n\n> {entry['vi']}{hint}\n\n**Vì sao:** {entry['cause']}\n\n**Cách sửa:** {entry['cure']}\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(PAGE.read_text(encoding="utf-8") != text())
    PAGE.write_text(text(), encoding="utf-8")
