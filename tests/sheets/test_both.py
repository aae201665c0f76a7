"""A letter with tables of Excel, joined cells and pictures: both files alike, sound, and without a finding."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from statistics import median

import pytest
from agreement import READERS, differences, pages, print_docx
from enclosures import picture, saved, workbook
from shop import ROOT, Shop, office

pytestmark = pytest.mark.xdist_group("office")
VALIDATOR = ROOT / "tests" / "tools" / "node_modules" / ".bin" / "ooxml-validator"


def letter() -> str:
    """Rows joined with those below across page ends, a picture at a page's end, one as high as a page."""
    chance, rows, number = random.Random(4), [], 1
    for group in range(25):
        for row in range(chance.choice([1, 2, 3, 4, 6])):
            name = "^" if row else f"Nhóm {group} gồm các xã phía bắc và phía nam của tỉnh"
            note = "^" if row == 1 else "Ghi chú dài " * chance.randint(0, 5)
            rows.append(f"  | {number} | {name} | {chance.randint(1, 9999)} | {chance.randint(1, 99)}% | {note} |")
            number += 1
    table = "\n".join(rows)
    return f"""type: cong-van
unit: thanh-tra
subject: báo cáo số liệu
number: 915
date: 2024-05-21
signer: giam-doc
to: [so-noi-vu]
body: |
  Sở báo cáo số liệu như sau (Phụ lục I, Phụ lục II kèm theo):

  {{{{ table("so-lieu.xlsx", head=2) }}}}

  ![Tin nhắn](nho.png "Hình 1. Tin nhắn giả danh ngân hàng, cơ quan công an, viện kiểm sát, tòa án gửi tới các thuê bao di động trong tỉnh")

  Ảnh chụp lại:

  ![Ảnh](rong.jpg)

  | TT | Đơn vị | Kết quả | < | Ghi chú |
  | ^ | ^ | Số | Tỷ lệ | ^ |
  |:--:|---|--:|--:|---|
{table}

  Trân trọng.
annexes:
  - title: Số liệu
    table: {{file: so-lieu.xlsx, head: 2}}
  - title: Hình
    body: |
      Hình lớn như sau:

      ![Ảnh cao](cao.png "Hình 2. Ảnh cao")
copies: [nhu-tren, so-noi-vu]
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    made = office(tmp_path_factory.mktemp("hinh"))
    (made.root / "so-lieu.xlsx").write_bytes(saved(workbook()))
    (made.root / "nho.png").write_bytes(picture("RGBA", (500, 300)))
    (made.root / "rong.jpg").write_bytes(picture(size=(2400, 1500), kind="JPEG"))
    (made.root / "cao.png").write_bytes(picture("L", (700, 4000)))
    made.write("a", letter())
    done = made.run("build")
    assert done.returncode == 0, done.stderr
    return made


@pytest.mark.parametrize("reader", READERS)
def test_lines_and_pages_are_alike_in_libreoffice(shop: Shop, tmp_path: Path, reader: str) -> None:
    print_docx([shop.output("a", "docx")], tmp_path, reader)
    ours, theirs = shop.output("a", "pdf"), tmp_path / "a.pdf"
    assert differences(ours, theirs) == []
    feet = [
        (mine.text, other.foot - mine.foot)
        for one, two in zip(pages(ours), pages(theirs), strict=True)
        for mine, other in zip(one, two, strict=True)
    ]
    usual = median(aside for _, aside in feet)  # readers measure the foot of a letter from elsewhere
    assert [found for found in feet if abs(found[1] - usual) > 2.0] == []


def test_word_s_own_rules_are_kept(shop: Shop) -> None:
    assert VALIDATOR.exists(), "run tools/setup.sh test"
    done = subprocess.run(
        [VALIDATOR, shop.output("a", "docx")], capture_output=True, text=True, check=False, timeout=120
    )
    assert json.loads(done.stdout)["ok"] is True, done.stdout[:2000]


def test_inspection_finds_nothing_in_either(shop: Shop) -> None:
    done = shop.run("inspect", "output/a.pdf", "output/a.docx", "--json")
    assert done.returncode == 0, done.stdout
    assert [(f["rule"], f["file"]) for f in json.loads(done.stdout)["findings"]] == []


def test_the_pdf_is_sound_and_the_same_each_time(shop: Shop) -> None:
    subprocess.run(["qpdf", "--check", shop.output("a", "pdf")], check=True, capture_output=True)
    before = [shop.output("a", ending).read_bytes() for ending in ("pdf", "docx")]
    assert shop.run("build", "--force").returncode == 0
    assert [shop.output("a", ending).read_bytes() for ending in ("pdf", "docx")] == before
