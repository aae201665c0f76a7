"""Writes ``docs/quy-tac.md``, the page of inspection rules; ``--check`` exits 1 when it is out of date."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from congvan.conformance.findings import rules  # noqa: E402

PAGE = ROOT / "docs" / "quy-tac.md"
HEAD = """# Các quy tắc xét thể thức

Trang này do `make docs` tạo từ `congvan/conformance/rules.yaml`. Cách dùng: [Xét thể thức](xet-the-thuc.md).
"""
SEVERITY = {"error": "lỗi", "warning": "cảnh báo"}


def text() -> str:
    """The whole page."""
    parts = [HEAD]
    for rule, entry in rules().items():
        parts.append(f"## {rule}: {entry['title_vi']}\n\n{entry['article']}\n")
        parts.append("| mức | điều sai | phải | cách sửa trong Word |\n|---|---|---|---|")
        for finding in entry["findings"].values():
            severity = SEVERITY[finding.get("severity", entry["severity"])]
            allowed = finding.get("allowed_vi", finding.get("allowed", ""))
            cells = [severity, finding["what_vi"], allowed, finding["mend_vi"]]
            parts.append(
                "| " + " | ".join(c.replace("|", "\\|").replace("{", "‹").replace("}", "›") for c in cells) + " |"
            )
        parts.append("")
    return "\n".join(parts)


def main() -> int:
    """Write the page, or compare it."""
    if "--check" in sys.argv:
        return 0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text() else 1
    PAGE.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
