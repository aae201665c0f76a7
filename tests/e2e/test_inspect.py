"""`inspect` as a clerk meets it: lines, one JSON document, folders with a table, the HTML report, English."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Mm

pytestmark = pytest.mark.xdist_group("office")
ROOT = Path(__file__).parents[2]
LETTER = "2024/canh-bao-gia-danh-lan-2"
LINE = re.compile(
    r"^(?P<file>.+?): (?:(?:trang|đoạn) (?P<page>\d+): )?(?P<kind>lỗi|cảnh báo) (?P<rule>[A-Z]{2,3}-\d): (?P<rest>.+)$"
)
RULE = re.compile(r"^[A-Z]{2,3}-\d$")


def run(folder: Path, *args: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    import os

    return subprocess.run(
        [sys.executable, str(ROOT / "build.py"), *args],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, **(env or {})},
    )


@pytest.fixture(scope="module")
def desk(built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a clerk: a right letter, and one with a margin of 20 mm and a wrong date, each as DOCX and PDF."""
    from agreement import print_docx

    folder = tmp_path_factory.mktemp("desk")
    for ending, file in (("docx", built.docx(LETTER)), ("pdf", built.pdf(LETTER))):
        shutil.copy(file, folder / f"đúng.{ending}")
    doc = Document(str(built.docx(LETTER)))
    doc.sections[0].left_margin = Mm(20)
    for text in doc.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
        if text.text and "tháng 5 năm" in text.text:
            text.text = text.text.replace("tháng 5", "tháng 05")
    doc.save(str(folder / "sai.docx"))
    print_docx([folder / "sai.docx"], folder)
    return folder


def test_a_right_letter(desk: Path) -> None:
    for name in ("đúng.docx", "đúng.pdf"):
        done = run(desk, "inspect", name)
        assert done.returncode == 0, done.stdout
        assert f"{name}: đúng thể thức (Công văn)" in done.stdout
        assert done.stderr == ""


@pytest.mark.parametrize("name", ["sai.docx", "sai.pdf"])
def test_the_lines_of_a_wrong_one(desk: Path, name: str) -> None:
    done = run(desk, "inspect", name)
    assert done.returncode == 1
    found = [m for m in map(LINE.match, done.stdout.splitlines()) if m]
    assert {m["rule"] for m in found} == {"PG-1", "DD-1"}, done.stdout
    assert all(m["file"] == name and m["kind"] == "lỗi" for m in found)
    (margin,) = [m["rest"] for m in found if m["rule"] == "PG-1"]
    assert re.search(r"lề trái (20,\d|19,9|20) mm; phải từ 30 đến 35 mm \(Phụ lục I, I\.(I\.)?3\)", margin), margin
    assert "cách sửa: " in margin
    (date,) = [m["rest"] for m in found if m["rule"] == "DD-1"]
    assert "tháng 05" in date
    assert "Phụ lục I" in date
    if name.endswith("pdf"):
        assert {m["page"] for m in found} == {"1"}
        assert f"{name}: trang 1: lỗi PG-1: lề trái" in done.stdout
    assert re.search(r"2 lỗi, 0 cảnh báo \(Công văn\)$", done.stdout.strip(), re.MULTILINE)


def test_json(desk: Path) -> None:
    for args in (("--json", "inspect", "sai.pdf"), ("inspect", "sai.pdf", "--json")):
        done = run(desk, *args)
        assert done.returncode == 1
        assert done.stderr == ""
        said = json.loads(done.stdout)
        assert said["ok"] is False
        (file,) = said["files"]
        assert (file["file"], file["kind"], file["pages"], file["errors"]) == ("sai.pdf", "cong-van", 2, 2)
        assert len(said["findings"]) == 2
        for finding in said["findings"]:
            assert RULE.match(finding["rule"])
            assert finding["severity"] == "error"
            for key in ("message", "measured", "allowed", "article", "hint"):
                assert finding[key], (key, finding)
            assert finding["page"] == 1
    (date,) = [f for f in said["findings"] if f["rule"] == "DD-1"]
    box = date["box"]
    assert box["page"] == 1
    assert 595 / 2 - 40 < box["x0"] < box["x1"] < 595
    assert 0 < box["y0"] < box["y1"] < 200
    good = json.loads(run(desk, "inspect", "đúng.docx", "--json").stdout)
    assert good["ok"] is True
    assert good["findings"] == []
    assert good["files"][0]["unjudged"], "what a DOCX does not show is told"


def test_the_kind_is_recognised_or_told(desk: Path) -> None:
    same = run(desk, "inspect", "đúng.pdf", "--type", "cong-van")
    assert same.returncode == 0
    other = run(desk, "inspect", "đúng.pdf", "--type", "quyet-dinh", "--json")
    said = json.loads(other.stdout)
    assert other.returncode == 1
    assert said["files"][0]["kind"] == "quyet-dinh"
    assert {"SK-2", "TL-1"} & {f["rule"] for f in said["findings"]}


def test_a_kind_that_does_not_exist(desk: Path) -> None:
    done = run(desk, "inspect", "đúng.pdf", "--type", "cong-vawn")
    assert done.returncode in (1, 2)
    assert 'CV713: không có loại văn bản "cong-vawn"' in done.stderr
    assert 'ý bạn là "cong-van"?' in done.stderr
    assert done.stdout == ""
    said = json.loads(run(desk, "inspect", "đúng.pdf", "--type", "gì", "--json").stdout)
    assert [d["code"] for d in said["diagnostics"]] == ["CV713"]


def test_folders_and_files_with_a_table(desk: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "hồ sơ" / "2024"
    shelf.mkdir(parents=True)
    for name in ("đúng.pdf", "sai.docx"):
        shutil.copy(desk / name, shelf / name)
    (shelf / "hỏng.pdf").write_bytes(b"%PDF-1.4 x")
    (shelf / "ghi chú.txt").write_text("x")
    (shelf / "~$sai.docx").write_bytes(b"x")
    shutil.copy(desk / "đúng.docx", tmp_path / "lẻ.docx")
    done = run(tmp_path, "inspect", "hồ sơ", "lẻ.docx")
    assert done.returncode == 1
    assert "hồ sơ/2024/hỏng.pdf:1:1: lỗi CV703" in done.stderr
    assert "ghi chú" not in done.stdout + done.stderr
    assert "~$" not in done.stdout + done.stderr
    table = done.stdout.strip().splitlines()[-5:]
    assert "Đã xét 4 tệp: 2 đúng thể thức, 1 có lỗi, 1 không xét được" in table[-1]
    assert [re.split(r"\s{2,}", row)[0] for row in table[:-1]] == [
        "hồ sơ/2024/hỏng.pdf",
        "hồ sơ/2024/sai.docx",
        "hồ sơ/2024/đúng.pdf",
        "lẻ.docx",
    ]
    good = run(tmp_path, "inspect", "lẻ.docx", "hồ sơ/2024/đúng.pdf")
    assert good.returncode == 0
    assert "2 đúng thể thức" in good.stdout
    said = json.loads(run(tmp_path, "inspect", "--json", "hồ sơ").stdout)
    assert [f["file"] for f in said["files"]] == [
        "hồ sơ/2024/hỏng.pdf",
        "hồ sơ/2024/sai.docx",
        "hồ sơ/2024/đúng.pdf",
    ]


def test_one_number_on_two_letters(desk: Path, tmp_path: Path) -> None:
    doc = Document(str(desk / "đúng.docx"))
    for text in doc.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
        if text.text and text.text.startswith("V/v"):
            text.text = "V/v một việc khác hẳn"
    doc.save(str(tmp_path / "b.docx"))
    shutil.copy(desk / "đúng.docx", tmp_path / "a.docx")
    done = run(tmp_path, "inspect", ".")
    assert done.returncode == 1
    assert re.search(r"b\.docx: (trang 1: )?lỗi SK-3: .*881.*a\.docx", done.stdout), done.stdout


class Parts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("name", ["sai.docx", "sai.pdf"])
def test_the_report_holds_everything_itself(desk: Path, tmp_path: Path, name: str) -> None:
    report = tmp_path / "báo cáo.html"
    done = run(desk, "inspect", name, "--html", str(report))
    assert done.returncode == 1
    assert f"báo cáo: {report}" in done.stdout
    text = report.read_text(encoding="utf-8")
    assert not re.search(
        r"""(?i)(https?:)?//[a-z0-9]|file:|@import|url\(|<link|<script""", re.sub(r"base64,[^\"]+", "", text)
    )
    parts = Parts()
    parts.feed(text)
    pictures = [a["src"] for t, a in parts.tags if t == "img"]
    assert len(pictures) == 2, "both pages"
    for picture in pictures:
        assert picture.startswith("data:image/png;base64,")
        data = base64.b64decode(picture.partition(",")[2])
        assert data.startswith(b"\x89PNG")
    marks = [a for t, a in parts.tags if t == "div" and "mark" in (a.get("class") or "").split()]
    assert {a["title"] for a in marks} == {"DD-1"} or {a["title"] for a in marks} == {"DD-1", "PG-1"}
    (date,) = [a for a in marks if a["title"] == "DD-1"]
    place = {k: float(v) for k, v in re.findall(r"(left|top|width|height):([\d.]+)%", date["style"] or "")}
    assert 40 < place["left"] < 70
    assert 5 < place["top"] < 20
    assert 15 < place["width"] < 50
    for rule in ("PG-1", "DD-1"):
        assert f"<strong>{rule}</strong>" in text
    assert not list(desk.glob("*.tmp"))
    assert [p.name for p in tmp_path.iterdir()] == ["báo cáo.html"], "nothing left behind"


def test_the_report_of_several_names_them_safely(desk: Path, tmp_path: Path) -> None:
    strange = tmp_path / "a<b>&'.pdf"
    shutil.copy(desk / "đúng.pdf", strange)
    (tmp_path / "hỏng.pdf").write_bytes(b"%PDF-1.4 x")
    done = run(tmp_path, "inspect", ".", "--html", "r.html")
    assert done.returncode == 1
    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "a&lt;b&gt;&amp;" in text
    assert "<b>&" not in text
    assert "hỏng.pdf" in text, "what could not be read stands in the report too"


def test_a_report_that_can_not_be_written(desk: Path) -> None:
    done = run(desk, "inspect", "đúng.pdf", "--html", "không/có/r.html")
    assert done.returncode in (0, 3)
    assert "Traceback" not in done.stderr
    if done.returncode == 0:
        assert (desk / "không/có/r.html").exists()


def test_without_an_office_the_report_says_so(desk: Path, tmp_path: Path) -> None:
    done = run(desk, "inspect", "sai.docx", "--html", str(tmp_path / "r.html"), env={"PATH": "/nonexistent"})
    assert done.returncode == 1
    assert "cảnh báo CV715" in done.stderr
    assert "<strong>DD-1</strong>" in (tmp_path / "r.html").read_text(encoding="utf-8")


VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")


def test_english(desk: Path, tmp_path: Path) -> None:
    done = run(desk, "--lang", "en", "inspect", "sai.pdf", "--html", str(tmp_path / "r.html"))
    assert done.returncode == 1
    assert re.search(
        r"^sai\.pdf: page 1: error PG-1: left margin 20[.,]\d mm; must be from 30 to 35 mm", done.stdout, re.MULTILINE
    ), done.stdout
    assert "to mend it: Layout" in done.stdout
    assert "2 errors, 0 warnings" in done.stdout
    assert 'lang="en"' in (tmp_path / "r.html").read_text(encoding="utf-8")
    for words in ("lỗi", "cảnh báo", "phải", "cách sửa", "trang"):
        assert words not in done.stdout
    bad = run(desk, "inspect", "không có.pdf", "--lang=en")
    assert "error CV700: this file can not be opened" in bad.stderr


def test_usage(desk: Path) -> None:
    nothing = run(desk, "inspect")
    assert nothing.returncode == 2
    assert "Traceback" not in nothing.stderr
    helped = run(desk, "inspect", "--help")
    assert helped.returncode == 0
    for option in ("--type", "--html", "--json"):
        assert option in helped.stdout
