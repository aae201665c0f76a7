"""Letters nobody has seen: justified text, runs of bold and italic, tables, annexes, with all that tempts a line to break.

``letter(seed, shape)`` is the YAML of one; the same seed gives the same letter. ``python tests/tools/letters.py FOLDER COUNT``
writes some of each shape.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

SYLLABLES = (  # noqa: SIM905
    "thông tin truyền báo cuộc gọi giả danh lừa đảo cơ quan hành chính nhà nước công chức viên người dân địa bàn tỉnh huyện xã "
    "phường thị trấn đề nghị phối hợp rà soát xử lý thuê bao khuyến cáo cảnh giác nghiêng trường học khuôn khổ quyết định "
    "nghiệp vụ chuyển đổi số kinh tế hộ gia đình phòng chống dịch bệnh kế hoạch kiểm tra giám sát đường nghĩa ưu tiên được"
).split()
NUMBERS = (
    "5",
    "12",
    "1.250",
    "12.500.000",
    "0,75",
    "50%",
    "99,5 %",
    "1.000đ/tháng",
    "3/4",
    "1/2/2024",
    "17/4/2024",
    "10-12",
    "2020-2025",
    "2020–2025",
    "2021 – 2025",
    "18h30",
    "08 giờ 00",
    "+84-276-3631168",
    "02763631168",
    "0276.3.631.168",
    "25-30°C",
    "100m²",
    "8,5x10",
    "(5)",
    "1.2.3",
    "±5",
    "1+1=2",
    "$100",
    "100.000 đồng/người/ngày",
    "3-5",
    "II-2024",
)
DATES = (
    "21/6/1925-21/6/2024",
    "(21/6/1925-21/6/2024)",
    "(01/01/2024 - 31/12/2024)",
    "01/7–30/9/2024",
    "từ 01/01-15/01",
    "ngày 14 tháng 3 năm 2024",
    "ngày 05/3",
    "tháng 11-2024",
    "quý I/2024",
    "9/2024-5/2025",
    "2024.",
    "năm 2023-2024",
)
NAMES = (
    "720/STTTT-TTr",
    "1234/QĐ-UBND",
    "30/2020/NĐ-CP",
    "CNTT-BCVT",
    "UBND",
    "TP.HCM",
    "BC-VT",
    "ĐT.793",
    "HĐND-UBND",
    "Nghị định số 30/2020/NĐ-CP",
    "Điều 5",
    "khoản 2 Điều 21",
    "điểm a",
    "QCVN 01-1:2018/BYT",
    "ISO/IEC 27001:2022",
    "Covid-19",
    "H5N1-A",
    "VNPT-Net",
    "Wi-Fi",
    "Zalo/facebook",
    "và/hoặc",
    "A&B",
    "C++",
    "e.g.",
    "v.v...",
    "TTg-KGVX",
)
WEB = (
    "https://dichvucong.gov.vn/p/home/dvc-trang-chu.html",
    "www.tayninh.gov.vn",
    "https://a.example/x?y=1&z=2#phan-3",
    "vanthu@sttt.example",
    "phong_ban@tayninh.gov.vn",
    "file_bao-cao.v2.docx",
    "C:\\Thu_muc\\tep.txt",
    "#chuyendoiso",
)
MARKS = (
    "- ",
    "– ",
    "— ",
    "+ ",
    "… ",
    "... ",
    "/ ",
    "“kép” ",
    '"thẳng" ',
    "‘đơn’ ",
    "(lần 2) ",
    "[1] ",
    "{x} ",
    "«góc» ",
    "“(a)”; ",
    "(“b”), ",
    "* ",
    "= ",
    "≥ 5 ",
    "x 3 ",
    "& ",
    ") ",
    "; ",
    "(xem ",
    "“ mở ",
    " đóng” ",
    "! ",
    "? ",
    "% ",
    "'nháy' ",
)
LONG = ("nghiêngnghiêngnghiêngnghiêng", "TRUYỀNTHÔNGTRUYỀNTHÔNG", "Supercalifragilistic", "0123456789012345678901234")


def _word(draw: random.Random) -> str:
    kind = draw.random()
    if kind < 0.72:
        return draw.choice(SYLLABLES)
    if kind < 0.98:
        return draw.choice(draw.choice((NUMBERS, DATES, NAMES, WEB, MARKS, MARKS))).strip() + draw.choice(
            ("", "", "", ",", ";", ".")
        )
    return draw.choice(LONG) if kind > 0.995 else draw.choice(SYLLABLES).upper()


def sentence(draw: random.Random, least: int = 20, most: int = 90, runs: float = 0.0) -> str:
    """A line of Markdown; ``runs`` is the share of words in bold or italic, or only half of one."""
    words = ["Đoạn"]
    while len(words) < draw.randint(least, most):
        word = _word(draw)
        if draw.random() < runs and not set(word) & set("*_#\\&<>[]") and word[0].isalnum() and word[-1].isalnum():
            sign = draw.choice(("**", "*", "***"))
            more = " ".join(draw.choice(SYLLABLES) for _ in range(draw.randint(0, 5)))
            end = draw.choice(("", "", ",", "-2025", "/UBND", ")", "”", "%"))
            word = f"{sign}{word}{' ' if more else ''}{more}{sign}{end}"
        words.append(word)
    return " ".join(words).replace("<", "").replace("* ", "+ ").rstrip(" -–—+=/*&") + " hết."


def _table(draw: random.Random) -> list[str]:
    count = draw.randint(3, 6)

    def cell() -> str:
        return (
            " ".join(_word(draw) for _ in range(draw.choice((1, 2, 4, 9, 20))))
            .replace("|", "")
            .replace("<", "")
            .replace("*", "")
        )

    lines = ["| " + " | ".join(f"Cột {n} {draw.choice(SYLLABLES)}" for n in range(count)) + " |", "|" + "---|" * count]
    lines += ["| " + " | ".join(cell() for _ in range(count)) + " |" for _ in range(draw.randint(4, 30))]
    return lines


def _text(draw: random.Random, shape: str, size: int) -> list[str]:
    lines: list[str] = []
    for number in range(size):
        text = sentence(draw, runs=0.08 if shape == "runs" else 0.0)
        label = draw.choice(("", "", "", f"{number + 1}. ", "a) ", "- "))
        lines += [label + text, ""]
        if shape == "table" and number % 6 == 2:
            lines += [*_table(draw), ""]
    return lines


def letter(seed: int, shape: str) -> str:
    """``shape``: long, runs, table or annex."""
    draw = random.Random(f"{shape}-{seed}")
    size = {"long": 60, "runs": 40, "table": 18, "annex": 10}[shape]
    indented = [f"  {line}".rstrip() for line in _text(draw, shape, size)]
    out = [
        "unit: thanh-tra",
        f"subject: thư {shape} số {seed}",
        "signer: giam-doc",
        f"number: {seed + 1}",
        "date: 2024-02-05",
        "to: [so-noi-vu]",
        "body: |",
        *indented,
        "copies: [nhu-tren]",
    ]
    if shape == "annex":
        out.append("annexes:")
        for name in ("Danh mục", "Số liệu"):
            out += [
                f"  - title: {name}",
                "    body: |",
                *(f"      {line}".rstrip() for line in _text(draw, "table", 9)),
            ]
    return "\n".join(out) + "\n"


SHAPES = ("long", "runs", "table", "annex")

if __name__ == "__main__":
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    for shape in SHAPES:
        for seed in range(count):
            (folder / f"{shape}-{seed}.yaml").write_text(letter(seed, shape), encoding="utf-8")
