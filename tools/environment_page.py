"""Writes ``docs/moi-truong.md``, the table of environment variables; ``--check`` exits 1 when it is out of date."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from congvan.machine.settings import VARIABLES  # noqa: E402
from congvan.messages import phrase  # noqa: E402

PAGE = ROOT / "docs" / "moi-truong.md"
HEAD = """# Biến môi trường

Trang này do `make docs` tạo từ mã nguồn. Biến nào không đặt thì như cột phải nói. Mật khẩu máy chủ thư nằm ở biến mà `password_env` trong issuer.yaml đặt tên.

| biến | việc |
|---|---|
"""
TAIL = """
Các thư viện đọc thêm tên quen thuộc của mình: `PGPASSWORD`, `PGSSLMODE` … và tệp `~/.pgpass` (PostgreSQL), `SSL_CERT_FILE` (chứng thư gốc của máy), `TZ` không dùng: ngày là ngày ở Việt Nam
hoặc ở `timezone` của issuer.yaml.
"""


def text() -> str:
    """The whole page."""
    return HEAD + "".join(f"| `{name}` | {phrase(f'env.{name}', 'vi')} |\n" for name in VARIABLES) + TAIL


def main() -> int:
    """Write the page, or compare it."""
    if "--check" in sys.argv:
        return int(PAGE.read_text(encoding="utf-8") != text())
    PAGE.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
