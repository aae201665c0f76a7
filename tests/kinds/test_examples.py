"""Every kind's example: alike in both formats, without an error, with what its form asks for on the page."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from agreement import differences, pages
from office import ROOT, SLUGS, TEMPLATES, UNSEEN, example
from overlaps import seen

from congvan.conformance import inspect_file
from congvan.problems import Problems
from congvan.read import kind as reader
from congvan.standard.kinds import kinds

pytestmark = pytest.mark.xdist_group("kinds")
VALIDATOR = ROOT / "tests" / "tools" / "node_modules" / ".bin" / "ooxml-validator"
WITH_TO = {"cong-van", "bao-cao", "to-trinh"}

SAYS = {
    "nghi-quyet": ("HỘI NGHỊ CÁN BỘ", "QUYẾT NGHỊ:", "- Như Điều 4;", "TM. ĐOÀN CHỦ TỊCH"),
    "quyet-dinh": ("GIÁM ĐỐC SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "QUYẾT ĐỊNH:", "- Như Điều 3;", "(Kèm theo Quyết định số"),
    "bao-cao": ("Kính gửi: UBND tỉnh", "- Như trên;"),
    "to-trinh": ("Kính gửi: UBND tỉnh", "- Như trên;"),
    "cong-dien": ("Sở Thông tin và Truyền thông điện:", "HỎA TỐC"),
    "giay-moi": ("trân trọng kính mời:", "Tới dự ", "Chủ trì: ", "Thời gian: ", "Địa điểm: "),
    "giay-gioi-thieu": (
        "trân trọng giới thiệu:",
        "Ông (bà): Lê Thị Mai, Văn phòng Sở",
        "Chức vụ: Chuyên viên",
        "Được cử đến: Sở Nội vụ",
        "Về việc: ",
        "Đề nghị Quý cơ quan tạo điều kiện để ông (bà) có tên ở trên hoàn thành nhiệm vụ.",
        "Giấy này có giá trị đến hết ngày 30 tháng 6 năm 2024./.",
    ),
    "giay-nghi-phep": (
        "Xét Đơn đề nghị nghỉ phép ngày 03 tháng 6 năm 2024 của ông (bà) Lê Thị Mai;",
        "cấp cho:",
        "Được nghỉ phép trong thời gian 05 ngày, kể từ ngày 10 tháng 6 năm 2024 đến hết ngày 14 tháng 6 năm 2024",
        "Số ngày nghỉ phép nêu trên được tính vào thời gian",
        "Xác nhận của cơ quan (tổ chức) hoặc chính quyền địa phương nơi nghỉ phép (nếu cần)",
    ),
    "bien-ban": (
        "Thời gian bắt đầu: ",
        "Thành phần tham dự: Ban Giám đốc Sở; Trưởng các phòng",
        "Chủ trì (chủ tọa): ",
        "Thư ký (người ghi biên bản): ",
        "Nội dung (theo diễn biến cuộc họp):",
        "Cuộc họp kết thúc vào 10 giờ 30, ngày 20 tháng 6 năm 2024./.",
        "THƯ KÝ CHỦ TỌA",
        "Lê Thị Mai Nguyễn Tấn Đức",
        "- Lưu: VT, Hồ sơ.",
    ),
    "hop-dong": ("Bên A: ", "Bên B: ", "ĐẠI DIỆN BÊN A ĐẠI DIỆN BÊN B", "Nguyễn Tấn Đức Lê Hoàng Nam"),
    "thu-cong": ("Thân gửi các nhà báo",),
}
"""Words that must stand on the page, spaces and line ends being one."""


def said(pdf: Path) -> str:
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    return " ".join(unicodedata.normalize("NFC", text).replace("\u00a0", " ").split())


def test_all_29_ship_with_name_and_abbreviation_of_the_decree() -> None:
    problems = Problems()
    found = {}
    for folder in TEMPLATES.iterdir():
        if (folder / "type.yaml").is_file():
            found[folder.name] = reader.read(folder, f"templates/{folder.name}", [TEMPLATES], problems)
    assert not problems.failed, [d.text() for d in problems]
    assert set(found) == set(kinds())
    for slug, kind in kinds().items():
        made = found[slug]
        assert made is not None
        assert (made.name, made.abbreviation) == (kind.name, kind.abbreviation), slug


def test_every_example_names_its_own_kind_and_the_schema() -> None:
    for slug in SLUGS:
        text = example(slug)
        assert text.startswith("# yaml-language-server: $schema=../../schemas/circular.json\n"), slug
        assert yaml.safe_load(text)["type"] == slug


@pytest.mark.parametrize("id", [*SLUGS, *UNSEEN])
def test_every_line_and_page_alike(made, id: str) -> None:
    assert differences(made.file(id, "pdf"), made.office(id)) == []


@pytest.mark.parametrize("id", [*SLUGS, *UNSEEN])
def test_nothing_overlaps_or_stands_outside(made, id: str) -> None:
    files = [made.file(id, "pdf"), made.office(id), *([made.file(f"so-{id}", "pdf")] if id in SLUGS else [])]
    assert {str(file): said for file in files if (said := seen(file))} == {}


@pytest.mark.parametrize("ending", ["pdf", "docx"])
@pytest.mark.parametrize("slug", SLUGS)
def test_inspect_knows_the_kind_and_finds_no_error(made, slug: str, ending: str) -> None:
    for id in (slug, f"so-{slug}"):
        report = inspect_file(made.file(id, ending))
        assert report.kind == slug
        assert not report.errors, [f.sentence() for f in report.findings]


@pytest.mark.parametrize("ending", ["pdf", "docx"])
@pytest.mark.parametrize("id", UNSEEN)
def test_inspect_finds_no_error_in_the_unseen(made, id: str, ending: str) -> None:
    report = inspect_file(made.file(id, ending))
    kind = yaml.safe_load((made.root / "circulars" / f"{id}.yaml").read_text(encoding="utf-8"))["type"]
    assert report.kind == kind
    assert not report.errors, [f.sentence() for f in report.findings]


def test_open_xml_sdk_finds_nothing(made) -> None:
    assert VALIDATOR.exists(), "run tools/setup.sh test"

    def judged(id: str) -> str:
        command = [VALIDATOR, made.file(id, "docx")]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120).stdout

    ids = [*(f"so-{slug}" for slug in SLUGS), *UNSEEN]
    with ThreadPoolExecutor(2) as two:
        for id, answer in zip(ids, two.map(judged, ids), strict=True):
            assert json.loads(answer)["ok"] is True, (id, answer[:2000])


def test_qpdf_finds_nothing(made) -> None:
    qpdf = shutil.which("qpdf")
    assert qpdf, "run tools/setup.sh test"
    for id in (*SLUGS, *UNSEEN):
        subprocess.run([qpdf, "--check", made.file(id, "pdf")], check=True, capture_output=True)


@pytest.mark.parametrize("slug", SLUGS)
def test_head_title_and_end(made, slug: str) -> None:
    """What PL I says of every kind: number, place and date, title, Kính gửi, ./., Nơi nhận."""
    kind, text = kinds()[slug], said(made.file(f"so-{slug}", "pdf"))
    source = yaml.safe_load(example(slug))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    if slug == "thu-cong":
        assert "Số:" not in text
    elif slug == "cong-van":
        assert re.search(r"Số: 08/STTTT-\S+ ", text)
    else:
        assert f"Số: 08/{kind.abbreviation}-STTTT " in text
    assert ("Tây Ninh, ngày 28 tháng 6 năm 2024" in text) is kind.dated
    if slug != "cong-van":
        name = unicodedata.normalize("NFC", kind.name.upper())
        subject = " ".join(source["subject"].split())
        printed = f"{name} {subject[0].upper()}{subject[1:]}"
        only_name = slug in ("giay-gioi-thieu", "giay-nghi-phep")
        assert (printed in text) is not only_name, printed
        assert f" {name} " in text
    assert ("Kính gửi:" in text) is (slug in WITH_TO)
    texts = 1 + len(source.get("attached", ())) + len(source.get("annexes", ()))
    assert text.count("./.") == texts
    assert text.count("Nơi nhận:") == 1
    assert re.search(r"- Lưu: VT[,.]", text)
    assert not re.search(r"\.{4,}|…{2,}|\[[^]]*\]", text), "a gap of the form was left"
    for words in SAYS.get(slug, ()):
        assert words in text, words


@pytest.mark.parametrize("slug", ["bien-ban", "hop-dong", "ban-ghi-nho", "ban-thoa-thuan"])
def test_recipients_stand_below_two_signatures(made, slug: str) -> None:
    text = said(made.file(slug, "pdf"))
    assert text.index("Nguyễn Tấn Đức", text.index("./.")) < text.index("Nơi nhận:")


def test_a_long_paragraph_goes_over_the_page_and_the_last_line_with_the_signature(made) -> None:
    first, second = pages(made.file("thong-bao-doan-dai", "pdf"))
    assert len(first) > 38
    texts = [line.text for line in second]
    assert "Sở Thông tin và Truyền thông thông báo để các cơ quan, đơn vị biết./." in texts
    assert texts.index("Sở Thông tin và Truyền thông thông báo để các cơ quan, đơn vị biết./.") > 1
