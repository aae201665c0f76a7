"""like: a new circular begins as an earlier one, without what belongs to that one alone."""

from __future__ import annotations

from shop import Shop

from congvan import Desk

OLD = """# yaml-language-server: $schema=../../schemas/circular.json
# ghi chú của Lan
unit: thanh-tra   # đơn vị
number: 12
date: 2026-03-05
subject: báo cáo quý
follows: cv720
edition: 2
signer: giam-doc
to: [so-noi-vu,  cong-an-tinh]
body: |
  Theo {{ nd30 }}, đề nghị báo cáo.
copies:
- nhu-tren
references:
  cv720: {number: 720/STTTT-TTr, date: 2024-04-17, issuer: Sở, subject: việc, type: cong-van}
  nd30: {name: Nghị định 30, type: nghi-dinh}
"""


def test_it_keeps_the_words_and_drops_number_day_and_relations(desk: Desk, shop: Shop) -> None:
    shop.write("2026/cu", OLD)
    done = desk.like("2026/cu", "moi")
    assert done.value is not None, [one.message() for one in done.diagnostics]
    wanted = OLD.replace("../../", "../")
    for line in ("number: 12\n", "date: 2026-03-05\n", "follows: cv720\n", "edition: 2\n"):
        wanted = wanted.replace(line, "")
    wanted = "".join(line for line in wanted.splitlines(keepends=True) if not line.startswith("  cv720:"))
    assert done.value.path.read_text("utf-8") == wanted
    assert (shop.root / "circulars" / "2026" / "cu.yaml").read_text("utf-8") == OLD
    again = desk.like("2026/cu", "moi")
    assert [one.code for one in again.diagnostics] == ["CV411"]
    assert [one.code for one in desk.like("khong-co", "khac").diagnostics] == ["CV402"]
