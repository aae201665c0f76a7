"""A list of agencies from Excel into recipients.yaml: every row or none, by whatever names its columns have."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
import yaml
from shop import Shop

HEAD = ("STT", "Tên cơ quan", "Mã định danh", "Thư điện tử", "Địa chỉ", "Nhóm")


def excel(path: Path, *rows: tuple[object, ...], sheet: str = "DS") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(row)
    book.save(path)
    return path


def imported(shop: Shop, file: Path, *more: str) -> dict:
    done = shop.run("recipients", "import", file.name, "--json", *more)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def refused(shop: Shop, file: Path) -> list[str]:
    before = (shop.root / "recipients.yaml").read_bytes()
    done = shop.run("recipients", "import", file.name, "--json")
    assert done.returncode == 1, done.stdout
    assert (shop.root / "recipients.yaml").read_bytes() == before
    return [f"{d['code']} {Path(d['file'] or '-').name}:{d['line']}:{d['column']} {d['message']}" for d in json.loads(done.stdout)["diagnostics"]
            if d["severity"] == "error"]  # fmt: skip


def recipients(shop: Shop) -> dict:
    return yaml.safe_load((shop.root / "recipients.yaml").read_text(encoding="utf-8"))


def test_two_hundred_agencies_come_in_and_every_byte_stays(shop: Shop) -> None:
    path = shop.root / "recipients.yaml"
    text = path.read_text(encoding="utf-8").replace("groups:\n", "  # hết danh sách\n\n# các nhóm\ngroups:\n")
    path.write_text(text, encoding="utf-8")
    rows = [
        (n, f"UBND xã Tân Lập {n}", f"H53.200.{n}", f"xa{n}@tayninh.example", f"Ấp {n}, xã Tân Lập", "UBND các xã")
        for n in range(1, 201)
    ]
    file = excel(shop.root / "ds.xlsx", ("DANH SÁCH CƠ QUAN",), (), HEAD, *rows)
    tried = imported(shop, file, "--dry-run")
    assert (len(tried["new"]), tried["written"], path.read_text(encoding="utf-8")) == (200, False, text)
    done = imported(shop, file)
    assert (len(done["new"]), done["written"], list(done["groups"])) == (200, True, ["ubnd-cac-xa"])
    now = path.read_text(encoding="utf-8")
    kept = [line for line in now.splitlines() if "tan-lap-" not in line]
    assert kept == text.splitlines()
    made = recipients(shop)
    assert made["agencies"]["ubnd-xa-tan-lap-7"] == {
        "name": "UBND xã Tân Lập 7", "code": "H53.200.7", "email": "xa7@tayninh.example", "address": "Ấp 7, xã Tân Lập",
    }  # fmt: skip
    assert len(made["groups"]["ubnd-cac-xa"]["members"]) == 200
    shop.write("a", "unit: thanh-tra\nsubject: thử\nsigner: giam-doc\nto: [ubnd-cac-xa]\nbody: Đoạn.\n")
    assert shop.run("check").returncode == 0
    again = imported(shop, file)
    assert (again["new"], len(again["unchanged"]), again["written"]) == ([], 200, False)


@pytest.mark.parametrize(
    "head",
    [
        ("TT", "Tên đơn vị", "Mã định danh điện tử", "Email", "Trụ sở"),
        ("STT", "CƠ QUAN, ĐƠN VỊ", "Mã", "E-mail", "ĐỊA CHỈ (nhận thư)"),
        ("No.", "Nơi nhận", "Mã liên thông", "Hộp thư công vụ", "Địa chỉ bưu điện"),
        ("#", "name", "code", "email", "address"),
    ],
)
@pytest.mark.parametrize("form", ["xlsx", "csv", "semicolon"])
def test_columns_are_found_by_many_names(shop: Shop, head: tuple[str, ...], form: str) -> None:
    row = (1, "Chi cục Thuế khu vực II", "G12.34", "a@thue.example; b@thue.example", "Số 1, đường A")
    file = shop.root / ("ds.xlsx" if form == "xlsx" else "ds.csv")
    if form == "xlsx":
        excel(file, head, row)
    else:
        mark = "," if form == "csv" else ";"
        file.write_text(
            "\n".join(mark.join(f'"{cell}"' for cell in line) for line in (head, row)), encoding="utf-8-sig"
        )
    imported(shop, file)
    assert recipients(shop)["agencies"]["chi-cuc-thue-khu-vuc-ii"] == {
        "name": "Chi cục Thuế khu vực II", "code": "G12.34", "email": ["a@thue.example", "b@thue.example"], "address": "Số 1, đường A",
    }  # fmt: skip


def test_sections_groups_and_what_is_lacking(shop: Shop) -> None:
    file = excel(
        shop.root / "ds.xlsx", HEAD, ("I", "Các Sở, ban, ngành tỉnh"), (1, "Sở Nội vụ", None, None, "Số 2, đường B"), (2, "Sở Y tế"),
        ("II", "Khối xã"), (1, "UBND xã Tân Phú"), (2, "Sở Y tế"),
    )  # fmt: skip
    done = imported(shop, file)
    assert (done["new"], done["completed"]) == (["so-y-te", "ubnd-xa-tan-phu"], ["so-noi-vu"])
    made = recipients(shop)
    assert made["agencies"]["so-noi-vu"] == {
        "name": "Sở Nội vụ",
        "code": "H53.05",
        "email": "vanthu@snv.example",
        "address": "Số 2, đường B",
    }
    assert made["groups"]["so-ban-nganh"]["members"] == ["so-noi-vu", "so-tai-chinh", "so-giao-duc", "so-y-te"]
    assert made["groups"]["khoi-xa"] == {"name": "Khối xã", "members": ["ubnd-xa-tan-phu", "so-y-te"]}


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([HEAD, (1, "Sở Y tế", "h53", "x@", None, None)], ["CV033 ds.xlsx:2:3", "CV033 ds.xlsx:2:4"]),
        ([HEAD, (1, "Sở Y tế"), (2, None, "H53.9")], ["CV424 ds.xlsx:3:3"]),
        ([HEAD, (1, "Sở Y tế"), (2, "SỞ Y TẾ")], ["CV425 ds.xlsx:3:2"]),
        ([HEAD, (1, "Ủy ban nhân dân xã Tân Phú"), (2, "UBND xã Tân Phú")], ["CV425 ds.xlsx:3:2"]),
        ([HEAD, (1, "Sở Nội Vụ")], ["CV426 ds.xlsx:2:2"]),
        ([HEAD, (1, "Sở Nội vụ", "H53.99", "khac@snv.example")], ["CV426 ds.xlsx:2:3", "CV426 ds.xlsx:2:4"]),
        ([HEAD, (1, "Sở Y tế", "H53.05")], ["CV431 ds.xlsx:2:3"]),
        ([("Tên cơ quan", "Mã"), ("Sở Y tế", "so-noi-vu")], ["CV431 ds.xlsx:2:2"]),
        ([("Tên cơ quan", "Mã"), ("Sở Y tế", "so-ban-nganh")], ["CV431 ds.xlsx:2:2"]),
        ([HEAD, (1, "#N/A"), (2, "Sở Y tế", "=A1")], ["CV423 ds.xlsx:2:2", "CV423 ds.xlsx:3:3"]),
        ([HEAD, (1, "???")], ["CV432 ds.xlsx:2:2"]),
        ([("STT", "Họ và tên", "Chức danh"), (1, "Lan", "VT")], ["CV422 ds.xlsx:1:1"]),
        ([HEAD], ["CV430 -:None:None"]),
    ],
)  # fmt: skip
def test_a_fault_is_told_by_row_and_column_and_nothing_comes_in(
    shop: Shop, rows: list[tuple], wanted: list[str]
) -> None:
    found = refused(shop, excel(shop.root / "ds.xlsx", *rows))
    assert [" ".join(line.split(" ")[:2]) for line in found] == wanted, found


def test_both_places_of_a_doubled_agency_are_named_and_what_columns_were_seen(shop: Shop) -> None:
    (fault,) = refused(shop, excel(shop.root / "ds.xlsx", HEAD, (1, "Sở Nội Vụ")))
    assert "recipients.yaml:13:14" in fault
    assert '"Sở Nội vụ"' in fault
    (fault,) = refused(shop, excel(shop.root / "ds.xlsx", HEAD, (1, "Sở Y tế"), (2, "sở y tế.")))
    assert "ds.xlsx:2:2" in fault
    (fault,) = refused(shop, excel(shop.root / "ds.xlsx", ("STT", "Họ và tên"), (1, "Lan")))
    assert '"STT", "Họ và tên"' in fault


def test_names_that_differ_by_a_letter_are_a_warning(shop: Shop) -> None:
    file = excel(
        shop.root / "ds.xlsx", HEAD, (1, "Sở Tài chánh"), (2, "UBND phường 11"), (3, "UBND phường 12"), (4, "Chi cục Kiểm lâm vùng"),
        (5, "Chi cục Kiểm lân vùng"),
    )  # fmt: skip
    said = imported(shop, file, "--dry-run")
    assert [(d["code"], d["line"], d["column"]) for d in said["diagnostics"]] == [("CV427", 2, 2), ("CV427", 6, 2)]
    assert "recipients.yaml:14:17" in said["diagnostics"][0]["message"]


def test_communes_whose_names_differ_in_a_tone_are_two(shop: Shop) -> None:
    """Tân Thành and Tân Thạnh are both names of communes; a word without marks beside one with marks is a slip."""
    file = excel(
        shop.root / "ds.xlsx", HEAD, (1, "UBND xã Tân Thành", "H53.1", "a@x.example", None, "Khối xã"),
        (2, "UBND xã Tân Thạnh", "H53.2", "b@x.example", None, "Khối xã"), (3, "Ủy ban nhân dân xã Tân Thạnh", "", "", None, "Khối B"),
    )  # fmt: skip
    assert [line[:23] for line in refused(shop, file)] == ['CV425 ds.xlsx:4:2 "Ủy b']
    file = excel(
        shop.root / "ds.xlsx", HEAD, (1, "UBND xã Tân Thành", "H53.1", "a@x.example", None, "Khối xã"),
        (2, "UBND xã Tân Thạnh", "H53.2", "b@x.example", None, "Khối xã"),
    )  # fmt: skip
    said = imported(shop, file)
    assert said["new"] == ["ubnd-xa-tan-thanh", "ubnd-xa-tan-thanh-2"]
    assert [(d["code"], d["line"], d["column"]) for d in said["diagnostics"]] == [("CV427", 3, 2)]
    made = recipients(shop)
    assert made["agencies"]["ubnd-xa-tan-thanh-2"]["name"] == "UBND xã Tân Thạnh"
    assert made["groups"]["khoi-xa"]["members"] == ["ubnd-xa-tan-thanh", "ubnd-xa-tan-thanh-2"]
    again = imported(shop, file)
    assert (again["new"], again["unchanged"]) == ([], ["ubnd-xa-tan-thanh", "ubnd-xa-tan-thanh-2"])


@pytest.mark.parametrize("other", ["UBND xã Tan Thành", "UBND XÃ HOÀ BÌNH", "ubnd xa hoa binh"])
def test_a_slip_of_marks_is_no_second_agency(shop: Shop, other: str) -> None:
    file = excel(shop.root / "ds.xlsx", HEAD, (1, "UBND xã Hòa Bình"), (2, "UBND xã Tân Thành"), (3, other))
    (fault,) = refused(shop, file)
    assert fault.startswith("CV425 ds.xlsx:4:2")


@pytest.mark.parametrize(
    "text",
    [
        "agencies: {}\n", "agencies: {}   # chưa có\n# hết", "agencies:\n  a: {name: A}", "agencies:\r\n  a:\r\n    name: A\r\n    email: [x@y.vn]\r\n",
        "agencies: {a: {name: A}}\n", "agencies:\n  a:\n    name: A\n    address: |\n      x\ngroups:\n  g:\n    name: B\n    members:\n    - a\n",
        "groups:\n  nhom-b: {name: B, members: [a]}\nagencies:\n  a:   {name: A}   # A\n  # cuối\n", "\ufeffagencies:\n    a: {name: A}\n",
    ],
)  # fmt: skip
def test_whatever_the_file_looks_like(shop: Shop, text: str) -> None:
    path = shop.root / "recipients.yaml"
    path.write_bytes(text.encode())
    imported(
        shop,
        excel(
            shop.root / "ds.xlsx",
            HEAD,
            (1, "Sở Y tế", None, None, None, "B"),
            (2, "A", None, None, None, "B"),
            (3, "Sở Z", None, None, None, "C"),
        ),
    )
    now = path.read_bytes().decode()
    made = yaml.safe_load(now.lstrip("\ufeff"))
    assert {"so-y-te", "a", "so-z"} == set(made["agencies"])
    assert {"so-y-te", "a"} == set(next(g for g in made["groups"].values() if g["name"] == "B")["members"])
    assert now.startswith("\ufeff") == text.startswith("\ufeff")
    assert now.count("\r\n") == (now.count("\n") if "\r\n" in text else 0)
    for comment in ("# chưa có", "# hết", "# A\n", "  # cuối"):
        assert (comment in text) == (comment in now)


@pytest.mark.parametrize("data", [b"PK\x03\x04 hong", b"\xd0\xcf\x11\xe0 cu", b"\xff\xfe\xff", None])
def test_what_is_no_list_is_refused_in_a_sentence(shop: Shop, data: bytes | None) -> None:
    if data is not None:
        (shop.root / "ds.xlsx").write_bytes(data)
    (fault,) = refused(shop, shop.root / "ds.xlsx")
    assert fault.startswith("CV421")


def test_columns_that_are_not_read_are_named(shop: Shop) -> None:
    said = imported(
        shop,
        excel(shop.root / "ds.xlsx", ("STT", "Tên cơ quan", "Điện thoại", "Người nhận"), (1, "Sở Y tế", "0912", "Lan")),
    )
    assert [(d["code"], d["severity"]) for d in said["diagnostics"]] == [("CV428", "warning")]
    assert "Điện thoại, Người nhận" in said["diagnostics"][0]["message"]


def test_a_file_that_can_not_be_added_to_stays_as_it_is(shop: Shop) -> None:
    (shop.root / "recipients.yaml").write_text("{agencies: {a: {name: A}}}\n", encoding="utf-8")
    (fault,) = refused(shop, excel(shop.root / "ds.xlsx", HEAD, (1, "Sở Y tế", None, None, None, "B")))
    assert fault.startswith("CV429 recipients.yaml:1:1")


FIRST = "agencies:\n  so-y-te:\n    name: Sở Y tế{below}\ngroups:\n  xa:\n    name: Các xã\n    members:\n      - so-y-te{end}"


@pytest.mark.parametrize("below", ["", "\n    # còn thiếu\n", "   # chú thích"])
@pytest.mark.parametrize("end", ["\n", ""])
def test_the_last_agency_is_completed_and_others_come_below_it(shop: Shop, below: str, end: str) -> None:
    """As in a new workspace: its only agency is in the list too, and what it lacks stands where the others begin."""
    path = shop.root / "recipients.yaml"
    path.write_text(FIRST.format(below=below, end=end), encoding="utf-8")
    rows = [(1, "UBND xã An Bình", "", "", "", "Các xã"), (2, "Sở Y tế", "H53.9", "a@syt.example", "Số 1", "Cấp trên")]
    imported(shop, excel(shop.root / "ds.xlsx", HEAD, *rows))
    now = recipients(shop)
    assert now["agencies"] == {
        "so-y-te": {"name": "Sở Y tế", "code": "H53.9", "address": "Số 1", "email": "a@syt.example"},
        "ubnd-xa-an-binh": {"name": "UBND xã An Bình"},
    }
    assert now["groups"] == {
        "xa": {"name": "Các xã", "members": ["so-y-te", "ubnd-xa-an-binh"]},
        "cap-tren": {"name": "Cấp trên", "members": ["so-y-te"]},
    }
