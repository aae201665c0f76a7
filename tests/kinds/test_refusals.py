"""What a document of law must not have: a citation of what isn't there, a gap or a repeat; named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from office import run

pytestmark = pytest.mark.xdist_group("kinds")

DECISION = """type: quyet-dinh
subject: về việc kiện toàn Ban Chỉ đạo
signer: giam-doc
grounds: [Luật Lưu trữ ngày 21 tháng 6 năm 2024]
body: |
  Điều 1. Kiện toàn Ban Chỉ đạo.

  1. Khoản thứ nhất.

  2. Khoản thứ hai, gồm:

  a) Điểm thứ nhất;

  b) Điểm thứ hai.

  Điều 2. Các ông, bà có tên tại {{ dieu(1) }} thi hành.
copies: [nhu-dieu-2]
"""


def check(office: Path, text: str) -> tuple[int, str]:
    (office / "circulars" / "x.yaml").write_text(text, encoding="utf-8")
    return run(office, "check")


def test_the_decision_itself_is_sound(office: Path) -> None:
    code, said = check(office, DECISION)
    assert code == 0, said


@pytest.mark.parametrize(
    ("old", "new", "line", "word"),
    [
        ("{{ dieu(1) }}", "{{ dieu(3) }}", 16, "Điều 3"),
        ("{{ dieu(1) }}", "{{ khoan(3, 1) }}", 16, "khoản 3"),
        ("{{ dieu(1) }}", "{{ phu_luc(1) }}", 16, "Phụ lục"),
        ("nhu-dieu-2", "nhu-dieu-5", 17, "5"),
        ("  Điều 2.", "  Điều 3.", 16, "Điều 3"),
        ("  Điều 2.", "  Điều 1.", 16, "Điều 1"),
        ("  2. Khoản", "  3. Khoản", 10, "khoản 2"),
        ("  b) Điểm", "  c) Điểm", 14, "c)"),
        ("signer:", "to: [so-noi-vu]\nsigner:", 3, "to"),
        ("signer:", "event: Họp\nsigner:", 3, "event"),
    ],
)
def test_a_fault_is_named_with_its_line(office: Path, old: str, new: str, line: int, word: str) -> None:
    assert old in DECISION
    _, said = check(office, DECISION.replace(old, new, 1))
    assert f"x.yaml:{line}:" in said, said
    assert word in said


@pytest.mark.parametrize(
    ("old", "new"),
    [("{{ dieu(1) }}", "{{ dieu(3) }}"), ("nhu-dieu-2", "nhu-dieu-5"), ("signer:", "to: [so-noi-vu]\nsigner:")],
)
def test_what_would_mislead_the_reader_is_refused(office: Path, old: str, new: str) -> None:
    code, said = check(office, DECISION.replace(old, new, 1))
    assert code == 1, said


def test_an_attached_text_has_articles_of_its_own(office: Path) -> None:
    attached = (
        "attached:\n  - type: quy-che\n    subject: làm việc\n    body: |\n      **Điều 1. Tên**\n\n"
        "      Theo {{ dieu(2) }}.\n"
    )
    code, said = check(office, DECISION + attached)
    assert code == 1
    assert "x.yaml:24:" in said, said
    assert "Điều 2" in said


def test_a_missing_letter_d_with_stroke_is_told(office: Path) -> None:
    letters = "\n\n".join(f"  {letter}) Điểm {letter};" for letter in "abcde")
    _, said = check(office, DECISION.replace("  a) Điểm thứ nhất;\n\n  b) Điểm thứ hai.", letters))
    assert "x.yaml:20:" in said, said
    assert "đ)" in said
