"""An old book comes in: every sheet or none, all faults in one run, columns by the names that offices use."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from shop import said_codes

CASES = Path(__file__).parent / "cases"
HEAD = "number,date,subject,type,signer,to\n"


def book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def brought(shop, file: Path, *more: str):
    return shop.run("register", "import", str(file), *more)


def codes_of(shop) -> list[str]:
    return [e["code"] for e in json.loads(shop.run("register", "list", "--json").stdout)["entries"]]


NAMES = ["Số ký hiệu", "Ngày", "Trích yếu"]


def test_every_sheet_or_none(shop, register_url: str, tmp_path: Path) -> None:
    assert "trang Tháng 2: 1 dòng" in brought(shop, CASES / "09-two-sheets.xlsx").stdout
    assert len(codes_of(shop)) == 2
    months = {f"T{n}": [NAMES, [f"{n}/A", date(2024, n, 1), f"việc {n}"]] for n in range(1, 5)}
    months["T3"][1][1] = "31/2/2024"
    bad = brought(shop, book(tmp_path / "so.xlsx", months), "--json")
    assert said_codes(bad, 1) == ["CV542"]
    assert json.loads(bad.stdout)["diagnostics"][0]["file"].endswith("so.xlsx [T3]")
    assert len(codes_of(shop)) == 2
    months["T3"][1][1] = date(2024, 3, 1)
    months["Cả năm"] = [NAMES, *(months[f"T{n}"][1] for n in range(1, 5))]  # the summary says the same again
    assert json.loads(brought(shop, book(tmp_path / "so.xlsx", months), "--json").stdout)["imported"] == 4
    months["Cả năm"][1] = ["1/A", date(2024, 1, 1), "việc khác"]
    assert said_codes(brought(shop, book(tmp_path / "so.xlsx", months), "--json"), 1) == ["CV543"]


def test_a_sheet_without_names_of_columns_is_not_lost_in_silence(shop, register_url: str, tmp_path: Path) -> None:
    ours = [NAMES, ["1/A", date(2025, 1, 1), "x"]]
    file = book(tmp_path / "so.xlsx", {"T1": ours, "T2": [["2/A", date(2025, 2, 1), "y"]]})
    done = brought(shop, file, "--json")
    assert said_codes(done, 1) == ["CV944"]
    assert "T2" in done.stdout
    notes = {"T1": ours, "Ghi chú": [["Sổ này do bà Lan giữ"]], "Đến": [["Số đến", "Ngày đến", *NAMES],
             [5, date(2025, 1, 1), "9/B", date(2025, 1, 1), "của nơi khác"]]}  # fmt: skip
    done = brought(shop, book(tmp_path / "so.xlsx", notes), "--json")
    assert (said_codes(done, 0), json.loads(done.stdout)["imported"]) == (["CV945"], 1)
    assert codes_of(shop) == ["01/A"]


def test_cells_that_are_no_words_are_named(shop, register_url: str, tmp_path: Path) -> None:
    done = brought(shop, CASES / "09b-error-cell.xlsx")
    assert done.returncode == 1
    assert "CV942" in done.stderr
    assert "ô C2" in done.stderr
    assert "#N/A" in done.stderr
    file = book(tmp_path / "so.xlsx", {"T": [NAMES, ["1/A", date(2025, 1, 1), True], ["#REF!", date(2025, 1, 1), "x"]]})
    assert said_codes(brought(shop, file, "--json"), 1) == ["CV942", "CV943"]
    (tmp_path / "so.csv").write_text(HEAD + "1/A,1/1/2025,#VALUE!,,A,B\n2/A,FALSE,x,,A,B\n", encoding="utf-8")
    assert said_codes(brought(shop, tmp_path / "so.csv", "--json"), 1) == ["CV942", "CV943"]
    (tmp_path / "so.csv").write_text(HEAD + "1/A,1/1/2025,báo cáo #N/A là gì,,A,B\n", encoding="utf-8")
    assert brought(shop, tmp_path / "so.csv").returncode == 0  # words that hold it are words


@pytest.mark.parametrize("odd", ["\u034f", "\u3164", "\u2028", "\u0085", "\v", "\u200b", "\u202e"])
def test_letters_that_nobody_sees_are_refused(shop, tmp_path: Path, odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONGVAN_REGISTER", raising=False)
    (tmp_path / "so.csv").write_text(HEAD + f'1/A,1/1/2025,"thử{odd} việc",,A,B\n', encoding="utf-8")
    done = brought(shop, tmp_path / "so.csv")
    assert (done.returncode, f"U+{ord(odd):04X}" in done.stderr) == (1, True)


def test_a_number_put_in_between_is_told_with_what_to_do(shop, register_url: str, tmp_path: Path) -> None:
    (tmp_path / "so.csv").write_text(HEAD + "5/A,1/1/2025,x,,A,B\n05a/BC-A,1/1/2025,y,,A,B\n", encoding="utf-8")
    done = brought(shop, tmp_path / "so.csv")
    assert done.returncode == 1
    assert "so.csv:3:1: lỗi CV513" in done.stderr
    assert "Ghi chú" in done.stderr
    assert "hôm nay" not in done.stderr
    assert "note" in shop.run("register", "import", str(tmp_path / "so.csv"), "--lang", "en").stderr


def test_all_faults_of_file_and_register_come_in_one_run(shop, register_url: str, tmp_path: Path) -> None:
    (tmp_path / "so.csv").write_text(HEAD + "1/A,1/1/2025,có trước,,A,B\n", encoding="utf-8")
    assert brought(shop, tmp_path / "so.csv").returncode == 0
    rows = (
        "1/A,1/1/2025,khác,,A,B\n2/A,31/2/2025,x,,A,B\n3a/A,1/1/2025,y,,A,B\n4/A,1/1/2025,z,,A,B\n4/A,1/1/2025,t,,A,B\n"
    )
    (tmp_path / "so.csv").write_text(HEAD + rows, encoding="utf-8")
    found = json.loads(brought(shop, tmp_path / "so.csv", "--json").stdout)["diagnostics"]
    assert [(d["line"], d["code"]) for d in found] == [(2, "CV543"), (3, "CV542"), (4, "CV513"), (6, "CV543")]
    assert codes_of(shop) == ["01/A"]


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        ("Số đi,Ngày ban hành,Trích yếu", []),
        ("Số/ký hiệu,Ngày ký,Tên loại và trích yếu nội dung", []),
        ("Số hiệu,Ngày ban hành,Nội dung trích yếu", []),
        ("Số vb,Ngày,Trích yếu", ["số, ký hiệu văn bản"]),
        ("Số,Thời gian,Tóm tắt", ["ngày tháng văn bản", "trích yếu"]),
        ("A,B,C", ["số, ký hiệu văn bản", "ngày tháng văn bản", "trích yếu"]),
    ],
)
def test_columns_by_the_names_of_offices(shop, tmp_path: Path, names: str, wanted: list[str], monkeypatch) -> None:
    monkeypatch.delenv("CONGVAN_REGISTER", raising=False)
    (tmp_path / "so.csv").write_text(f"{names}\n1/A,1/1/2025,x\n", encoding="utf-8")
    done = brought(shop, tmp_path / "so.csv")
    assert done.stderr.count("CV541") == len(wanted)
    assert done.returncode == bool(wanted)
    for title in wanted:
        assert f'không thấy cột "{title}"' in done.stderr
        assert names.split(",")[0] in done.stderr
        assert "subject" not in done.stderr


def test_a_second_date_of_another_meaning_is_no_fault(shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONGVAN_REGISTER", raising=False)
    (tmp_path / "so.csv").write_text("Số,Ngày ký,Ngày ban hành,Trích yếu\n1/A,1/1/2025,2/1/2025,x\n", encoding="utf-8")
    assert brought(shop, tmp_path / "so.csv").returncode == 0
    assert "2/1/2025" in shop.run("register", "list").stdout


def test_thousands_of_faults_are_told_in_proportion(shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice as many faults take about twice as long; by a list they would take four times."""
    monkeypatch.delenv("CONGVAN_REGISTER", raising=False)
    taken = []
    for count in (4000, 8000):
        rows = "".join(f"{n}x,31/2/2025,,lạ,A,B\n" for n in range(count))
        (tmp_path / "so.csv").write_text(HEAD + rows, encoding="utf-8")
        begun = time.monotonic()
        done = brought(shop, tmp_path / "so.csv")
        taken.append(time.monotonic() - begun)
        told = done.stderr.splitlines()
        assert len(told) == 1001
        assert told[-1].endswith(f"CV069: và {4 * count - 1000} lỗi nữa trong tệp này")
    assert taken[1] < 3.4 * taken[0] + 1


def test_the_book_shows_what_nobody_has_and_comes_back(shop, register_url: str, tmp_path: Path) -> None:
    (tmp_path / "so.csv").write_text(HEAD + "1/A,1/1/2025,x,,A,B\n5/A,1/1/2025,y,,A,B\n", encoding="utf-8")
    assert brought(shop, tmp_path / "so.csv").returncode == 0
    shop.run("register", "reserve", "3", "--year", "2025", "--reason", "giữ")
    shop.run("register", "reserve", "40", "--year", "2025", "--reason", "giữ")
    listed = shop.run("register", "list").stdout.splitlines()
    assert [line.split()[0] for line in listed] == ["01/A", "02", "03", "04", "05/A", "40"]
    assert "bỏ trống" in listed[1]
    assert shop.run("register", "export", "so.xlsx", "--year", "2025").returncode == 0
    made = openpyxl.load_workbook(shop.root / "so.xlsx")
    assert [row[0] for row in made["Sổ"].iter_rows(min_row=2, values_only=True)] == [
        "01/A",
        "02",
        "03",
        "04",
        "05/A",
        "40",
    ]
    assert "Từ số 01 đến số 05" in [row[0] for row in made["Bìa"].iter_rows(values_only=True)]
    assert "02 " not in shop.run("register", "list", "--type", "cong-van").stdout  # a part of the book has no gaps
    for n in "24":
        assert shop.run("register", "void", n, "--year", "2025", "--reason", "bỏ").returncode == 0
    verified = shop.run("register", "verify")
    assert verified.returncode == 0
    assert "số để dành chưa dùng: 03, 40 (dãy chung, năm 2025)" in verified.stdout
