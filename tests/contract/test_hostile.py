"""What the unlucky and the malicious bring: each of these was a fault once."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from pathlib import Path

import openpyxl
import pytest
from shop import NUMBERED as LETTER


def said(done) -> dict[str, object]:
    return json.loads(done.stdout)


def codes(done) -> list[str]:
    return [d["code"] for d in said(done)["diagnostics"]]


def imported(shop, data: str | bytes, name: str = "so.csv"):
    path = shop.root / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return shop.run("register", "import", str(path), "--json")


def test_a_range_the_wrong_way_round_or_without_end_is_told(shop) -> None:
    for numbers in ("15-12", "12-", "1-999999", "a-b"):
        done = shop.run("register", "reserve", numbers, "--reason", "x", "--json")
        assert (done.returncode, set(codes(done)) <= {"CV519", "CV534"}, bool(codes(done))) == (1, True, True), numbers
    assert said(shop.run("register", "list", "--json"))["entries"] == []


def test_letters_that_no_sheet_can_hold_are_refused(shop) -> None:
    done = imported(shop, "number,date,subject\n1/X,2020-01-01,a\x01b\n")
    assert (done.returncode, codes(done)) == (1, ["CV542"])
    assert codes(shop.run("register", "reserve", "3", "--reason", "a\x02b", "--json")) == ["CV414"]
    assert shop.run("register", "reserve", "3", "--reason", "ab").returncode == 0
    for ending in ("xlsx", "csv", "pdf"):
        assert shop.run("register", "export", f"so.{ending}").returncode == 0, ending


def test_a_title_above_the_head_does_not_hide_the_columns(shop) -> None:
    done = imported(shop, "SỔ ĐĂNG KÝ VĂN BẢN ĐI, NĂM 2021\n\nSố, ký hiệu;Ngày;Trích yếu\n1/Y;3/1/2021;a, b, c\n")
    assert said(done)["imported"] == 1
    (entry,) = said(shop.run("register", "list", "--json"))["entries"]
    assert (entry["code"], entry["date"], entry["subject"]) == ("01/Y", "2021-01-03", "a, b, c")


def test_marks_written_apart_are_the_same_letters(shop) -> None:
    import unicodedata

    text = unicodedata.normalize(
        "NFD", "Số, ký hiệu;Ngày;Trích yếu;Người ký\n5/QĐ-STTTT;3/1/2021;Họp báo;Nguyễn Tấn Đức\n"
    )
    assert said(imported(shop, text))["imported"] == 1
    entry = said(shop.run("register", "show", "05/QĐ-STTTT", "--json"))["entry"]
    assert (entry["subject"], entry["signer"], entry["type"]) == ("Họp báo", "Nguyễn Tấn Đức", "quyet-dinh")


@pytest.mark.parametrize("column", ["signer", "number"])
def test_what_is_too_long_is_the_rows_fault(shop, register_url: str, column: str) -> None:
    row = {"number": "1/X", "signer": "A"}
    row[column] += "x" * 300
    done = imported(shop, f"number,date,subject,signer\n{row['number']},2022-01-01,a,{row['signer']}\n")
    assert (done.returncode, codes(done)) == (1, ["CV542"])


def test_a_sheet_can_not_be_made_to_run_a_formula(shop) -> None:
    evil = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "'quoted")
    rows = "".join(f'{n}/X,2024-01-0{n},họp,"{text}","{text}"\n' for n, text in enumerate(evil, 1))
    assert said(imported(shop, "number,date,subject,signer,to\n" + rows))["imported"] == len(evil)
    before = said(shop.run("register", "list", "--json"))["entries"]
    assert before[0]["signer"] == "=1+1"
    for name in ("ra.csv", "ra.xlsx"):
        assert shop.run("register", "export", name).returncode == 0
    cells = [c for row in csv.reader(io.StringIO((shop.root / "ra.csv").read_bytes().decode("utf-8-sig"))) for c in row]
    assert not [c for c in cells if c.startswith(("=", "+", "-", "@", "\t", "\r"))]
    sheet = openpyxl.load_workbook(shop.root / "ra.xlsx")["Sổ"]
    assert {c.data_type for row in sheet.iter_rows() for c in row} <= {"s", "inlineStr", "n"}
    for name in ("ra.csv", "ra.xlsx"):  # what comes back is what went out
        assert said(shop.run("register", "import", str(shop.root / name), "--json"))["unchanged"] == len(evil)
    other = type(shop)(shop.root / "khac")
    other.root.mkdir()
    for name in ("issuer.yaml", "recipients.yaml"):
        shutil.copy(shop.root / name, other.root)
    (other.root / "circulars").mkdir()
    assert said(other.run("register", "import", str(shop.root / "ra.csv"), "--json"))["imported"] == len(evil)
    after = said(other.run("register", "list", "--json"))["entries"]
    assert [(e["signer"], e["to"]) for e in after] == [(e["signer"], e["to"]) for e in before]


def test_a_formula_that_was_never_computed_is_no_empty_cell(shop) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["number", "date", "subject", "signer"],
        ["1/X", "2024-01-01", "a", "=B1"],
        ["2/X", "2024-01-01", "b", "A"],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    done = imported(shop, out.getvalue(), "so.xlsx")
    assert [(d["code"], d["line"]) for d in said(done)["diagnostics"]] == [("CV542", 2)]


@pytest.mark.parametrize("register_url", ["postgresql"], indirect=True)
def test_two_agencies_of_one_symbol_never_share_numbers_unseen(shop, register_url: str, tmp_path: Path) -> None:
    other = type(shop)(tmp_path / "khac")
    (other.root / "circulars").mkdir(parents=True)
    for name in ("issuer.yaml", "recipients.yaml"):
        shutil.copy(shop.root / name, other.root)
    path = other.root / "issuer.yaml"
    text = path.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("code:")]
    (shop.root / "issuer.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    renamed = ["name: Sở Thông tin và Truyền thông tỉnh khác" if x.startswith("name:") else x for x in lines]
    path.write_text("\n".join(renamed) + "\n", encoding="utf-8")
    for one in (shop, other):
        one.write("a", LETTER.format(n="a"))
    assert shop.run("issue", "a").returncode == 0
    refused = other.run("issue", "a")
    assert (refused.returncode, " CV590: " in refused.stderr) == (3, True), refused.stderr
    assert "number:" not in (other.root / "circulars" / "a.yaml").read_text(encoding="utf-8")
    assert shop.run("issue", "a").returncode == 0
    # the same agency tells its code later, and may change its name from then on
    (shop.root / "issuer.yaml").write_text("\n".join([*lines, "code: H53.12"]) + "\n", encoding="utf-8")
    shop.write("b", LETTER.format(n="b"))
    assert shop.run("issue", "b").returncode == 0
    path.write_text("\n".join([*renamed, "code: H53.12"]) + "\n", encoding="utf-8")
    other.write("a2", LETTER.format(n="a2"))
    assert other.run("issue", "a2").stdout.strip() == "03/STTTT-TTr"


def test_an_old_copy_of_the_register_does_not_give_a_number_again(shop, tmp_path: Path) -> None:
    for id in "abc":
        shop.write(id, LETTER.format(n=id))
    assert shop.run("issue", "a", "--date", "2026-01-05").returncode == 0
    shutil.copy(shop.root / "register.db", tmp_path / "cu.db")
    assert shop.run("issue", "b", "--date", "2026-01-05").stdout.strip() == "02/STTTT-TTr"
    (shop.root / "register.db").unlink()
    shutil.copy(tmp_path / "cu.db", shop.root / "register.db")
    done = shop.run("issue", "c", "--date", "2026-01-05", "--json")
    assert (done.returncode, codes(done)) == (1, ["CV509"])
    assert "circulars/b.yaml" in said(done)["diagnostics"][0]["message"]
    assert "number:" not in (shop.root / "circulars" / "c.yaml").read_text(encoding="utf-8")
    assert shop.run("issue", "b").stdout.strip() == "02/STTTT-TTr"  # it is entered again, with its number
    assert shop.run("issue", "c", "--date", "2026-01-05").stdout.strip() == "03/STTTT-TTr"


def test_a_command_leaves_the_register_in_one_whole_file(shop) -> None:
    """Whoever copies register.db by hand has all of it: its log is not left beside it for a later command."""
    shop.write("a", LETTER.format(n="a"))
    for args in (["issue", "a"], ["register", "list"], ["check"]):
        assert shop.run(*args).returncode == 0
        assert [p.name for p in shop.root.glob("register.db*")] == ["register.db"], args


def test_a_link_to_a_register_is_that_register(shop, tmp_path: Path) -> None:
    from congvan.register import locate

    there = tmp_path / "noi-khac"
    there.mkdir()
    (shop.root / "register.db").symlink_to(there / "so.db")
    shop.write("a", LETTER.format(n="a"))
    assert shop.run("issue", "a").returncode == 0
    location = locate(shop.root, None)
    assert location.path == there / "so.db"  # its log lies there, and so does the disk that must not be a network's


@pytest.mark.parametrize("seconds", ["inf", "nan", "-5", "abc"])
def test_odd_patience(shop, seconds: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONGVAN_REGISTER_TIMEOUT", seconds)
    shop.write("a", LETTER.format(n="a"))
    assert shop.run("issue", "a").stdout.strip() == "01/STTTT-TTr"


def test_the_register_is_found_on_any_sheet(shop) -> None:
    assert said(imported(shop, "number,date,subject\n1/X,2020-01-01,a\n"))["imported"] == 1
    assert shop.run("register", "export", "so.xlsx").returncode == 0
    book = openpyxl.load_workbook(shop.root / "so.xlsx")
    book.active = 0  # the clerk looked at the cover last
    book.save(shop.root / "so.xlsx")
    assert said(shop.run("register", "import", str(shop.root / "so.xlsx"), "--json"))["unchanged"] == 1


def test_a_sheet_that_swells_is_not_unpacked(shop) -> None:
    import zipfile

    with (
        zipfile.ZipFile(shop.root / "so.xlsx", "w", zipfile.ZIP_DEFLATED) as parts,
        parts.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as out,
    ):
        for _ in range(510):
            out.write(b" " * 1_000_000)
    done = shop.run("register", "import", str(shop.root / "so.xlsx"), "--json", timeout=20)
    assert (done.returncode, codes(done)) == (1, ["CV540"])
    (shop.root / "so.xlsx").write_bytes(b"PK is no zip")
    assert codes(shop.run("register", "import", str(shop.root / "so.xlsx"), "--json")) == ["CV540"]


def test_the_clock_goes_back(shop) -> None:
    import datetime

    from congvan import Desk
    from congvan.machine.settings import Settings

    told = Settings.read(os.environ)

    def issue(id: str, at: str) -> tuple[str, list[str]]:
        shop.write(id, LETTER.format(n=id))
        moment = datetime.datetime.fromisoformat(at).replace(tzinfo=datetime.UTC)
        done = Desk.open(shop.root, settings=told, clock=lambda: moment).issue(id)
        return (f"{done.value.code} {done.value.date}" if done.value else ""), [d.code for d in done.diagnostics]

    assert issue("a", "2025-12-31T10:00") == ("01/STTTT-TTr 2025-12-31", [])
    assert issue("b", "2025-12-31T09:55") == ("02/STTTT-TTr 2025-12-31", [])  # another machine's, a little behind
    assert issue("c", "2025-12-31T09:00") == ("", ["CV591"])  # the guard knows the same clock as the number
    assert issue("c", "2025-12-30T09:00") == ("", ["CV591"])
    assert issue("c", "2025-12-31T16:59") == ("03/STTTT-TTr 2025-12-31", [])  # 23:59 in Việt Nam
    assert issue("d", "2025-12-31T17:00") == ("01/STTTT-TTr 2026-01-01", [])  # midnight there
    assert issue("e", "2025-12-31T16:55") == ("04/STTTT-TTr 2025-12-31", [])  # back again: the old year goes on
    assert issue("f", "2026-01-01T01:00") == ("02/STTTT-TTr 2026-01-01", [])
