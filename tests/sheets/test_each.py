"""Copies for each recipient, by the real program: what each says, what is refused, what is frozen."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pdfplumber
import pytest
from shop import Shop, office, said_codes

LETTER = """unit: thanh-tra
subject: mời {{ recipient.name }} dự họp
signer: giam-doc
per_recipient: true
merge: {file: khach.xlsx, key: ma, name: ten, address: dia_chi, email: thu}
body: |
  Trân trọng mời {{ recipient.name }}, {{ recipient.address }}, ngồi bàn {{ recipient.fields.ban_so }}.
  {% if recipient.fields.xe %}Xe {{ recipient.fields.xe }} đón.{% endif %}
copies: [nhu-tren]
"""
HEAD = ("ma", "ten", "dia_chi", "thu", "Bàn số", "xe")
LONG = "Công ty Trách nhiệm hữu hạn Một thành viên Xây dựng và Thương mại Đại Phát Tài"
ROWS = (
    ("KH-01", "Bà Lê", "số 1 đường A", "le@khach.example", 7, "51A-1"),
    ("KH-02", LONG, "số 2 đường B", "", 8, None),
    ("KH-03", "Ông Vũ", "số 3 đường C", "vu@khach.example", 9, None),
)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = office(tmp_path)
    sheet(made)
    made.write("moi", LETTER)
    return made


def sheet(
    shop: Shop, rows: tuple[tuple[object, ...], ...] = ROWS, hidden: tuple[int, ...] = (),
    above: tuple[tuple[object, ...], ...] = (),
) -> None:  # fmt: skip
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (*above, HEAD, *rows):
        page.append(row)
    for number in hidden:
        page.row_dimensions[number].hidden = True
    book.save(shop.root / "khach.xlsx")


def text(path: Path) -> str:
    with pdfplumber.open(path) as file:
        return " ".join(" ".join(page.extract_text() for page in file.pages).split())


def good(shop: Shop, *args: str) -> str:
    done = shop.run(*args)
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done.stdout


def test_each_has_its_own_copy_and_the_model_a_blank(shop: Shop) -> None:
    good(shop, "build", "moi")
    output = shop.root / "output"
    assert sorted(p.name for p in (output / "moi").iterdir()) == ["KH-01.pdf", "KH-02.pdf", "KH-03.pdf"]
    for key, name, address, _, table, car in ROWS:
        said = text(output / "moi" / f"{key}.pdf")
        assert f"Trân trọng mời {name}, {address}, ngồi bàn {table}." in said
        assert f"Kính gửi: {name}" in said
        assert f"mời {name} dự họp" in said
        assert (f"Xe {car} đón" in said) is bool(car)
    model = text(output / "moi.pdf")
    assert "Trân trọng mời …, …, ngồi bàn …." in model
    assert "Kính gửi: …" in model
    assert not any(str(row[1]) in model for row in ROWS)
    assert (output / "moi.docx").is_file()


def test_word_files_where_they_are_asked_for_and_nothing_twice(shop: Shop) -> None:
    good(shop, "build", "moi")
    assert "không có gì thay đổi" in good(shop, "build", "moi")
    good(shop, "build", "moi", "--format", "pdf,docx")
    assert (shop.root / "output/moi/KH-03.docx").is_file()
    before = (shop.root / "output/moi/KH-01.pdf").read_bytes()
    (shop.root / "output/moi/KH-01.pdf").write_bytes(b"")
    good(shop, "build", "moi")
    assert (shop.root / "output/moi/KH-01.pdf").read_bytes() == before
    sheet(shop, (*ROWS[:2], ("KH-03", "Ông Võ", *ROWS[2][2:])))
    good(shop, "build", "moi")
    assert "mời Ông Võ dự họp" in text(shop.root / "output/moi/KH-03.pdf")


def test_many_are_shared_out_and_are_the_same(shop: Shop) -> None:
    sheet(shop, tuple((f"K{n}", f"Bà {chr(65 + n)}", "số 1", "", n, None) for n in range(20)))
    good(shop, "build", "moi", "--jobs", "1", "--format", "pdf")
    one = {p.name: p.read_bytes() for p in (shop.root / "output/moi").iterdir()}
    done = good(shop, "build", "moi", "--jobs", "2", "--format", "pdf", "--force", "--json")
    assert {p.name: p.read_bytes() for p in (shop.root / "output/moi").iterdir()} == one
    assert len(one) == 20
    assert len(json.loads(done)["built"][0]["outputs"]) == 21


def test_whoever_is_in_to_gets_a_copy_of_its_own(shop: Shop) -> None:
    office_file = shop.root / "recipients.yaml"
    office_file.write_text(
        office_file.read_text().replace("so-noi-vu: {", "so-noi-vu: {fields: {giam_doc: Bà Hồ Thị Lan}, ", 1)
        if "so-noi-vu: {" in office_file.read_text()
        else office_file.read_text().replace(
            "  so-noi-vu:\n", "  so-noi-vu:\n    fields: {giam_doc: Bà Hồ Thị Lan}\n", 1
        )
    )
    shop.write(
        "moi",
        LETTER.replace("merge: {file: khach.xlsx, key: ma, name: ten, address: dia_chi, email: thu}\n", "")
        .replace("per_recipient: true", "per_recipient: true\nto: [so-noi-vu, {ref: so-tai-chinh, as: Sở Tài chính tỉnh}]")
        .replace(", {{ recipient.address }}, ngồi bàn {{ recipient.fields.ban_so }}", "{% if recipient.fields.giam_doc %}, {{ recipient.fields.giam_doc }}{% endif %}")
        .replace("recipient.fields.xe", "recipient.fields.code"),
    )  # fmt: skip
    good(shop, "build", "moi")
    first, other = (text(shop.root / f"output/moi/{slug}.pdf") for slug in ("so-noi-vu", "so-tai-chinh"))
    assert "mời Sở Nội vụ, Bà Hồ Thị Lan." in first
    assert "Kính gửi: Sở Nội vụ" in first
    assert "mời Sở Tài chính tỉnh." in other
    assert "Kính gửi: Sở Tài chính tỉnh" in other


def test_hidden_rows_are_recipients_too(shop: Shop) -> None:
    sheet(shop, hidden=(3,))
    assert said_codes(shop.run("check", "moi", "--json"), 0) == ["CV780"]
    good(shop, "build", "moi")
    assert (shop.root / "output/moi/KH-02.pdf").is_file()


def test_faults_of_rows_come_before_any_page(shop: Shop) -> None:
    sheet(shop, (*ROWS, ("KH-03", "Ông Vũ", "", "", 9, None), ("KH/4", "Bà Tư", "", "", 9, None)))
    assert said_codes(shop.run("build", "moi", "--json"), 1) == ["CV775", "CV776"]
    assert not (shop.root / "output/moi").exists()
    assert not (shop.root / "output/moi.pdf").exists()


def test_every_fault_of_a_row_is_told_at_once(shop: Shop) -> None:
    sheet(shop, (*ROWS, ("", "", "", "thu-sai", 9, None), ("KH/4", "", "", "sai", 9, None)))
    told = json.loads(shop.run("check", "moi", "--json").stdout)["diagnostics"]
    assert [(one["line"], one["code"]) for one in told] == [
        (5, "CV774"), (5, "CV774"), (5, "CV777"), (6, "CV774"), (6, "CV775"), (6, "CV777"),
    ]  # fmt: skip


def test_a_formula_that_failed_is_told_at_its_row_and_never_printed(shop: Shop) -> None:
    sheet(shop, (*ROWS, ("KH-05", "#N/A", "", "#REF!", 9, None), ("#DIV/0!", "Bà Tư", "Err:504", "", 9, None)))
    done = shop.run("build", "moi", "--json")
    assert said_codes(done, 1) == ["CV783"]
    told = json.loads(done.stdout)["diagnostics"]
    assert [one["line"] for one in told] == [5, 5, 6, 6]
    assert "#N/A" in told[0]["message"]
    assert told[0]["hint"]
    assert not (shop.root / "output/moi.pdf").exists()


def test_a_title_above_the_headings_is_no_heading(shop: Shop) -> None:
    above = (("SỞ THÔNG TIN VÀ TRUYỀN THÔNG",), (), ("DANH SÁCH KHÁCH MỜI",))
    sheet(shop, (*ROWS, ("KH-05", "", "", "", 9, None)), above=above)
    told = json.loads(shop.run("check", "moi", "--json").stdout)["diagnostics"]
    assert [(one["line"], one["code"]) for one in told] == [(8, "CV774")]  # the row as Excel numbers it
    sheet(shop, hidden=(1, 5), above=above)
    told = json.loads(shop.run("check", "moi", "--json").stdout)["diagnostics"]
    assert [(one["code"], one["message"].count("(hàng 5)")) for one in told] == [("CV780", 1)]


def test_headings_that_lack_a_column_are_those_of_the_first_row(shop: Shop) -> None:
    sheet(shop, (HEAD[:3], *ROWS), above=(("Danh sách",),))
    shop.write("moi", LETTER.replace("name: ten", "name: tne"))
    done = shop.run("check", "moi")
    assert done.returncode == 1
    assert "CV773" in done.stderr
    assert "hàng đầu" in done.stderr


def test_a_name_that_only_begins_like_a_failed_formula_is_a_name(shop: Shop) -> None:
    sheet(shop, (*ROWS, ("KH-05", "#N/A Studio", "Err: 504", "", 9, None)))
    said_codes(shop.run("check", "moi", "--json"), 0)


@pytest.mark.parametrize("typed", ["fields.ban_sp", "name.dai"])
def test_a_column_that_is_not_there_is_named_and_the_nearest_proposed(shop: Shop, typed: str) -> None:
    shop.write("moi", LETTER.replace("recipient.fields.ban_so", f"recipient.{typed}"))
    done = shop.run("check", "moi")
    assert done.returncode == 1
    assert f'CV205: "recipient" không có thuộc tính "{typed}"; chỉ có name, address, fields.ma' in done.stderr
    assert typed == "name.dai" or 'ý bạn là "fields.ban_so"?' in done.stderr


def test_what_was_printed_for_whom_is_frozen(shop: Shop) -> None:
    good(shop, "issue", "moi")
    good(shop, "build", "moi")
    assert "3 nơi nhận theo danh sách khach.xlsx" in good(shop, "register", "list", "--json")
    sheet(shop, (*ROWS[:2], ("KH-03", "Ông Vũ", "số 3 đường C", "ong.vu@khach.example", 9, None)))
    good(shop, "check", "moi")  # where it is sent is no part of the text
    sheet(shop, (*ROWS[:2], ("KH-03", "Ông Võ", "số 3 đường C", "vu@khach.example", 9, None)))
    assert "CV500" in said_codes(shop.run("check", "moi", "--json"), 1)
    sheet(shop, ROWS[:2])
    assert "CV500" in said_codes(shop.run("check", "moi", "--json"), 1)
