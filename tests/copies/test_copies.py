"""copy: where the block stands on pages of every sort, what it says, its number, what is told before it is lost."""

from __future__ import annotations

import concurrent.futures
import io
import json
import subprocess
from datetime import UTC, date, datetime, timedelta

import papers
import pdfplumber
import pikepdf
import pytest
from overlaps import seen
from papers import A4

from congvan import messages, pipeline
from congvan.conformance import inspect_file
from congvan.pdf import Unusable
from congvan.pdf.flat import flatten
from congvan.problems import Problems
from congvan.workspace import Workspace

MM = 72 / 25.4


def page_of(path, number: int = -1):
    with pdfplumber.open(path) as opened:
        page = opened.pages[number]
        words = page.extract_words(keep_blank_chars=True, x_tolerance=2)
        rules = [r for r in [*page.rects, *page.lines] if r["width"] > 200 and r["height"] < 2]
        return page.width, page.height, words, rules, len(opened.pages), page.chars


def at(words, text: str) -> dict:
    found = [w for w in words if text in w["text"]]
    assert found, [w["text"] for w in words][-14:]
    return found[-1]


def block_is_right(path, last_line: str | None) -> None:
    """Mẫu 3.1: rule, agency and form, number and date, recipients and signer; right under the text."""
    width, height, words, rules, _, chars = page_of(path)
    heading, number = at(words, "SAO"), at(words, "Số:")
    agency, day = at(words, "SỞ THÔNG TIN"), at(words, "ngày")
    signer, recipients = at(words, "Nguyễn Tấn Đức"), at(words, "Nơi nhận:")
    rule = rules[-1]
    assert rule["top"] < heading["top"] < number["top"] < recipients["top"] < signer["top"] < height - 20
    assert abs(heading["top"] - agency["top"]) < 4
    assert abs(number["bottom"] - day["bottom"]) < 2
    assert agency["x1"] < heading["x0"]
    assert rule["x0"] <= agency["x0"] + 1
    assert rule["x1"] >= signer["x1"]
    assert all(c["x0"] >= 0 and c["x1"] <= width for c in chars)
    assert "CỘNG HÒA" not in " ".join(w["text"] for w in words if w["top"] > rule["top"])
    if last_line is not None:
        above = at(words, last_line)
        assert 0 < rule["top"] - above["bottom"] < 14, (rule["top"], above["bottom"])


def test_right_under_the_text_of_a_letter_of_ours(desk) -> None:
    desk.shop.write(
        "thu",
        "unit: thanh-tra\nsubject: thử sao\nsigner: giam-doc\nto: [ubnd-tinh]\nbody: Đoạn văn.\nnumber: 5\ndate: 2026-11-20\n",
    )
    assert desk.shop.run("build", "thu").returncode == 0
    made, codes = desk.copy(desk.shop.output("thu", "pdf"), "sao-thu", to=("ubnd-tinh",))
    assert codes == []
    assert made.placed == "under"
    assert str(made.entry.code) == "01/SY-STTTT"
    assert made.entry.draft.subject == "Công văn số 05/STTTT-TTr V/v thử sao"
    _, _, words, rules, pages, _ = page_of(made.path)
    assert pages == 1
    block_is_right(made.path, None)
    above = [w for w in words if w["bottom"] <= rules[-1]["top"]]
    assert 0 < rules[-1]["top"] - max(w["bottom"] for w in above) < 14
    text = [w["text"] for w in words]
    assert "- UBND tỉnh;" in text
    assert "- Lưu: VT." in text
    assert rules[-1]["width"] == pytest.approx(165 * MM, abs=4)


@pytest.mark.parametrize(
    "name",
    [
        "Trung tâm Y tế Hồng Lam Thượng", "Bệnh viện Đa khoa tỉnh Hồng Lam", "Trung tâm Y tế khu vực Hồng Lam",
        "Chi cục Tiêu chuẩn Đo lường Chất lượng", "Trung tâm Kiểm soát bệnh tật và Phòng chống dịch tỉnh",
        "Ban Quản lý dự án đầu tư xây dựng các công trình giao thông",
    ],
    ids=len,
)  # fmt: skip
@pytest.mark.parametrize("form", ["sao-y", "sao-luc", "trich-sao"])
def test_inspect_finds_nothing_in_a_copy_of_ours(desk, name: str, form: str) -> None:
    issuer = desk.root / "issuer.yaml"
    issuer.write_text(issuer.read_text().replace("name: Sở Thông tin và Truyền thông", f"name: {name}"))
    desk.office.forget()
    desk.office = pipeline.open_office(Workspace(desk.root), Problems())
    desk.shop.write(
        "thu",
        "unit: thanh-tra\nsubject: thử sao\nsigner: giam-doc\nto: [ubnd-tinh]\nbody: Đoạn văn.\nnumber: 5\ndate: 2026-11-20\n",
    )
    assert desk.shop.run("build", "thu").returncode == 0
    more = {"pages": "1"} if form == "trich-sao" else {}
    made, _ = desk.copy(desk.shop.output("thu", "pdf"), "sao-thu", form, to=("ubnd-tinh",), **more)
    report = inspect_file(made.path)
    assert [(f.rule, f.message) for f in report.findings] == []
    assert seen(made.path) == []


@pytest.mark.parametrize(
    "how",
    [
        {}, {"turn": 90}, {"turn": 180}, {"turn": 270}, {"origin": (-100, 250)}, {"origin": (30, -40), "turn": 90},
        {"crop": 60}, {"crop": 40, "turn": 270, "origin": (7, 9)}, {"size": A4[::-1]}, {"size": A4[::-1], "turn": 90},
        {"open_q": 3}, {"unit": 2.0}, {"unit": 2.0, "turn": 90}, {"size": (612, 792)}, {"pages": 3},
        {"size": (842, 1191)},
    ],
    ids=str,
)  # fmt: skip
def test_right_under_the_text_however_the_page_lies(desk, how) -> None:
    made, codes = desk.copy(papers.text(**how), "sao")
    assert codes == []
    assert made.placed == "under"
    width, height, words, *_ = page_of(made.path)
    assert (width, height) == pytest.approx(how.get("size", A4), abs=0.5)
    pages = how.get("pages", 1)
    block_is_right(made.path, f"Trang {pages} dong 11")
    assert at(words, "Trang")["x0"] == pytest.approx(85, abs=1)
    fonts = {
        round(c["size"]) for c in page_of(made.path)[5] if "Liberation" in c["fontname"] or "Times" in c["fontname"]
    }
    assert 14 in fonts


@pytest.mark.parametrize("how", [{"lines": 40}, {"foot": "Dia chi: so 1"}, {"size": (300, 420), "lines": 3}])
def test_a_sheet_of_its_own_where_there_is_no_room(desk, how) -> None:
    made, codes = desk.copy(papers.text(**how), "sao")
    assert codes == []
    assert made.placed == "sheet"
    width, height, _, rules, pages, _ = page_of(made.path)
    assert pages == 2
    assert (width, height) == pytest.approx((210 * MM, 297 * MM), abs=0.5)
    assert rules[-1]["top"] == pytest.approx(20 * MM, abs=2)
    block_is_right(made.path, None)


def test_a_blank_last_page_takes_the_block(desk) -> None:
    opened = pikepdf.open(io.BytesIO(papers.text()))
    opened.add_blank_page(page_size=A4)
    made, _ = desk.copy(papers.saved(opened), "sao")
    assert made.placed == "under"
    block_is_right(made.path, None)


def test_scans(desk) -> None:
    """Under the last strokes; dust is no text, a dark edge is. On paper the decree asks nothing of the scan."""
    made, codes = desk.copy(papers.scan(120, fill=0.5), "quet")
    assert (made.placed, codes) == ("under", [])
    _, height, _, rules, *_ = page_of(made.path)
    assert rules[-1]["top"] == pytest.approx(height * 0.5, abs=30)
    assert desk.copy(papers.scan(120, fill=0.5, edge=True), "quet-vien")[0].placed == "sheet"


@pytest.mark.parametrize(
    ("scan", "wanted"),
    [
        ({"dpi": 200}, []), ({"dpi": 300, "pages": 2}, []), ({"dpi": 150}, ["CV695"]), ({"mode": "L"}, ["CV696"]),
        ({"mode": "1"}, ["CV696"]), ({"dpi": 100, "mode": "L"}, ["CV695", "CV696"]), ({"mm": (190, 270)}, ["CV697"]),
    ],
    ids=str,
)  # fmt: skip
def test_what_the_decree_asks_of_a_digitised_original(desk, scan, wanted) -> None:
    made, codes = desk.copy(papers.scan(**scan), "so-hoa", electronic=True)
    assert codes == wanted
    assert (made is None) == bool({"CV695", "CV696"} & set(wanted))
    if made is None:
        assert not (desk.root / "output" / "so-hoa.pdf").exists()
        assert not desk.shop.run("register", "list").stdout.count("SY-")


def test_the_line_of_an_electronic_copy(desk) -> None:
    """Mẫu 3.2: top right, 10 pt, upright, black; no block."""
    made, codes = desk.copy(papers.scan(200), "dien-tu", electronic=True)
    assert (made.placed, codes) == ("line", [])
    width, _, words, _, pages, chars = page_of(made.path, 0)
    line = at(words, "Sao y; Sở Thông tin và Truyền thông; ")
    assert line["text"].endswith("+07:00")
    assert line["x1"] == pytest.approx(width - 15 * MM, abs=4)
    assert line["top"] < 20 * MM
    assert {(round(c["size"], 1), c["upright"]) for c in chars} == {(10.0, True)}
    assert pages == 1
    assert "SAO Y" not in " ".join(w["text"] for w in words)


def test_an_electronic_original_is_not_digitised(desk) -> None:
    assert desk.copy(papers.text(), "goc", electronic=True)[1] == ["CV694"]
    assert desk.copy(papers.text(pages=2), "trich", "trich-sao", pages="2", electronic=True)[1] == []


@pytest.mark.parametrize(("pages", "wanted"), [("2-3", [2, 3]), ("1,4-5", [1, 4, 5]), ("3, 1", [3, 1]), ("5", [5])])
def test_an_extract_holds_its_pages_in_their_order(desk, pages: str, wanted: list[int]) -> None:
    made, codes = desk.copy(papers.text(pages=5), "trich", "trich-sao", pages=pages)
    assert codes == []
    assert made.entry.symbol == "TrS-STTTT"
    with pdfplumber.open(made.path) as opened:
        found = [int(page.extract_text().split()[1]) for page in opened.pages]
    assert found == wanted


@pytest.mark.parametrize(
    ("form", "pages", "code"),
    [("trich-sao", "0", "CV687"), ("trich-sao", "3-2", "CV687"), ("trich-sao", "a", "CV687"), ("trich-sao", "", "CV687"),
     ("trich-sao", "2-9", "CV686"), ("trich-sao", None, "CV689"), ("sao-y", "1", "CV689"), ("sao-luc", "1", "CV689")],
)  # fmt: skip
def test_pages_that_can_not_be(desk, form, pages, code) -> None:
    made, codes = desk.copy(papers.text(pages=2), "x", form, pages=pages)
    assert made is None
    assert code in codes


def test_one_sequence_for_all_copies_by_year(desk) -> None:
    """SY, SL and TrS share it; a run again gives the same number and bytes; another copy never the same id."""
    first, _ = desk.copy(desk.put("a.pdf", papers.text(pages=2)), "a")
    again, codes = desk.copy(desk.root / "a.pdf", "a")
    assert (again.entry.code, codes) == (first.entry.code, [])
    assert again.path.read_bytes() == first.path.read_bytes()
    second, _ = desk.copy(desk.root / "a.pdf", "b", "trich-sao", pages="1")
    third, codes = desk.copy(first.path, "c", "sao-luc")
    assert codes == []
    assert [str(x.entry.code) for x in (first, second, third)] == ["01/SY-STTTT", "02/TrS-STTTT", "03/SL-STTTT"]
    for more in ({"signer": "pho-giam-doc"}, {"to": ("ubnd-tinh",)}, {"electronic": True}):
        assert "CV699" in desk.copy(desk.root / "a.pdf", "a", **more)[1]
    assert "CV699" in desk.copy(papers.text(lines=3), "a")[1]
    assert first.path.read_bytes() == again.path.read_bytes()
    next_year = datetime(2027, 1, 4, 3, tzinfo=UTC)
    assert str(desk.copy(desk.root / "a.pdf", "d", now=next_year)[0].entry.code) == "01/SY-STTTT"


def test_days(desk) -> None:
    file, today = desk.put("a.pdf", papers.text()), date(2026, 11, 25)
    assert desk.copy(file, "mai", day=today + timedelta(days=1))[1] == ["CV511"]
    assert desk.copy(file, "nay", day=today - timedelta(days=2))[0].entry.date == today - timedelta(days=2)
    assert desk.copy(file, "qua", day=today - timedelta(days=3))[1] == ["CV510"]
    assert desk.copy(file, "nay", day=today)[1] == ["CV514"]


def test_many_at_once_take_a_number_each(desk) -> None:
    """Real processes: eight copies and the first of them three times over."""
    desk.put("a.pdf", papers.text())
    ids = [f"n/{n}" for n in range(8)] + ["n/0"] * 3

    def one(id: str):
        return desk.shop.run("copy", "a.pdf", id, "--form", "sao-y", "--signer", "giam-doc", "--json")

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        done = list(pool.map(one, ids))
    made = [(i, json.loads(d.stdout)) for i, d in zip(ids, done, strict=True)]
    assert all(m["ok"] for _, m in made), [d.stdout + d.stderr for d in done]
    numbers = {i: m["number"] for i, m in made}
    assert sorted(numbers.values()) == list(range(1, 9))
    assert all(m["number"] == numbers[i] for i, m in made)


def test_the_register_copes_with_copies(desk) -> None:
    desk.put("a.pdf", papers.text())
    run = desk.shop.run
    assert (
        run(
            "copy",
            "a.pdf",
            "s1",
            "--form",
            "sao-y",
            "--signer",
            "giam-doc",
            "--copies",
            "ubnd-tinh",
            "--subject",
            "Quyết định số 9/QĐ-BTC",
        ).returncode
        == 0
    )
    assert "01/SY-STTTT" in run("register", "list").stdout
    assert "01/SY-STTTT" in run("register", "list", "--type", "sao-y").stdout
    assert "01/SY-STTTT" in run("register", "list", "--type", "ban-sao").stdout
    shown = run("register", "show", "01/SY-STTTT").stdout
    assert "Quyết định số 9/QĐ-BTC" in shown
    assert "UBND tỉnh" in shown
    assert "01/SY-STTTT" in run("register", "search", "quyet dinh").stdout
    done = run("register", "verify")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "CV556" not in done.stderr
    for ending in ("pdf", "xlsx", "csv"):
        assert run("register", "export", f"so.{ending}", "--type", "ban-sao").returncode == 0
    text = subprocess.run(
        ["pdftotext", "-layout", str(desk.root / "so.pdf"), "-"], capture_output=True, text=True
    ).stdout
    assert "01/SY-" in text
    assert "Sao y" in text
    desk.shop.write("s1", "unit: thanh-tra\nsubject: x\nsigner: giam-doc\nto: [ubnd-tinh]\nbody: Đoạn.\n")
    done = run("issue", "s1")
    assert done.returncode == 1
    assert "CV693" in done.stderr
    done = run("copy", "a.pdf", "s1", "--form", "sao-y", "--signer", "giam-doc")
    assert "CV688" in done.stderr
    assert run("register", "void", "01/SY-STTTT", "--reason", "in hỏng").returncode == 0
    (desk.root / "circulars" / "s1.yaml").unlink()
    done = run("copy", "a.pdf", "s1", "--form", "sao-y", "--signer", "giam-doc", "--json")
    assert json.loads(done.stdout)["code"] == "02/SY-STTTT"


def test_what_is_not_seen_is_not_copied(desk) -> None:
    """A filled field stays as ink; scripts, files, links and notes go, and are told of."""
    made, codes = desk.copy(papers.with_extras(papers.text()), "sach")
    assert "CV698" in codes
    data = made.path.read_bytes()
    opened = pikepdf.open(made.path)
    assert not {"/AcroForm", "/OpenAction", "/Names", "/AA"} & set(opened.Root.keys())
    assert all("/Annots" not in page.obj for page in opened.pages)
    assert len(opened.attachments) == 0
    assert b"khong duoc sao" not in data
    with pdfplumber.open(made.path) as page:
        assert "DA DIEN" in page.pages[0].extract_text()
        assert "nhap" not in page.pages[0].extract_text()


def test_locked_files(desk) -> None:
    assert desk.copy(papers.locked(papers.text(), user="mo"), "khoa")[1] == ["CV685"]
    made, codes = desk.copy(papers.locked(papers.text()), "chi-chu")
    assert codes == []
    assert not pikepdf.open(made.path).is_encrypted


BAD = {
    "rac": b"khong phai pdf",
    "trong": b"",
    "cut": papers.text()[:400],
    "khong-trang": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>",
    "vong": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\ntrailer<</Root 1 0 R>>",
    "kho-la": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99999999 99999999]>>endobj\ntrailer<</Root 1 0 R>>",
}


@pytest.mark.parametrize("name", ["rac", "trong", "cut", "vong"])
def test_why_a_file_is_none_is_said_in_a_clerks_words(name: str) -> None:
    with pytest.raises(Unusable) as told:
        flatten(BAD[name], None)
    assert messages.told(told.value.values["reason"]) in ("tệp không phải PDF", "tệp hỏng", "tệp không trọn vẹn")


@pytest.mark.parametrize("name", BAD)
def test_files_that_are_none(desk, name: str) -> None:
    """One sentence, no number taken, nothing written."""
    made, codes = desk.copy(BAD[name], "hong")
    assert made is None
    assert set(codes) <= {"CV684", "CV690"}
    assert codes
    assert not (desk.root / "output").exists()
    assert "SY-" not in desk.shop.run("register", "list").stdout


def test_every_fault_is_named_at_once(desk) -> None:
    made, codes = desk.copy(desk.root / "khong-co.pdf", "../ra-ngoai", "trich-sao", signer="ai-do", to=("noi-la",))
    assert made is None
    assert set(codes) == {"CV403", "CV689", "CV102", "CV104", "CV690"}
    for wrong in (["--form", "sao"], ["--form", "sao-y", "thua"]):
        assert desk.shop.run("copy", "khong.pdf", "x", *wrong, "--signer", "giam-doc").returncode == 2
    desk.put("a.pdf", papers.text())
    done = desk.shop.run(
        "copy", "a.pdf", "x", "--form", "sao-y", "--signer", "giam-doc", "--copies", "ubnd-tinh", "dai-ptth"
    )
    assert done.returncode == 0, done.stderr
    assert "UBND tỉnh; Đài Phát thanh" in desk.shop.run("register", "show", "x").stdout


def test_a_letter_of_ours_stays_pdf_a(desk) -> None:
    """PDF/A-3, level b: the block has its fonts inside; properties and metadata agree; nothing moves."""
    desk.shop.write(
        "a",
        "unit: thanh-tra\nsubject: thử sao\nsigner: giam-doc\nto: [ubnd-tinh]\nbody: Đoạn văn.\nnumber: 5\ndate: 2026-11-20\n",
    )
    assert desk.shop.run("build", "a").returncode == 0
    made, _ = desk.copy(desk.shop.output("a", "pdf"), "b")
    opened = pikepdf.open(made.path)
    with opened.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert metadata["dc:title"] == str(opened.docinfo["/Title"])
    assert opened.Root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    for item in opened.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            assert {"/FontFile2", "/FontFile3", "/FontFile"} & set(item.keys())
    plain, _ = desk.copy(papers.text(), "c")
    with pikepdf.open(plain.path).open_metadata() as metadata:
        assert "pdfaid:part" not in metadata


def test_a_copy_of_a_copy_is_a_sao_luc(desk) -> None:
    first, _ = desk.copy(papers.text(), "goc")
    assert desk.copy(first.path, "sai")[1] == ["CV691"]
    made, codes = desk.copy(first.path, "dung", "sao-luc")
    assert codes == []
    _, _, words, *_ = page_of(made.path)
    assert at(words, "SAO LỤC")["top"] > at(words, "SAO Y")["top"]
    assert desk.copy(papers.text(), "khong-phai", "sao-luc")[1] == ["CV691"]


def test_an_electronic_copy_of_an_electronic_copy_keeps_both_lines(desk) -> None:
    first, _ = desk.copy(papers.scan(200), "mot", electronic=True)
    second, _ = desk.copy(first.path, "hai", "sao-luc", electronic=True, day=date(2026, 11, 25))
    with pdfplumber.open(second.path) as opened:
        text = opened.pages[0].extract_text()
    assert text.splitlines()[0].startswith("Sao y; ")
    assert text.splitlines()[1].startswith("Sao lục; ")


def test_what_lies_in_the_place_of_the_copy_is_not_overwritten(desk) -> None:
    """The file that is copied, or anybody's; an earlier copy of the same id is made again."""
    (desk.root / "output").mkdir()
    for name in ("goc", "cua-ai"):
        (desk.root / "output" / f"{name}.pdf").write_bytes(papers.text())
    before = (desk.root / "output" / "goc.pdf").read_bytes()
    assert desk.copy(desk.root / "output" / "goc.pdf", "goc")[1] == ["CV656"]
    assert desk.copy(papers.text(), "cua-ai")[1] == ["CV656"]
    assert (desk.root / "output" / "goc.pdf").read_bytes() == before
    made, _ = desk.copy(desk.root / "output" / "goc.pdf", "sao")
    assert desk.copy(made.path, "sao", "sao-luc")[1] == ["CV656"]
    assert desk.copy(desk.root / "output" / "goc.pdf", "sao")[1] == []
