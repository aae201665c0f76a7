"""A kind is a folder: copied, changed or made anew in a workspace, it works with no Python, and its faults are named."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from office import TEMPLATES, filled, run, typed

from congvan.conformance import inspect_file

pytestmark = pytest.mark.xdist_group("kinds")

SUMMONS = """
name: Giấy triệu tập
abbreviation: GTT
form: thông lệ
like: giay-moi
fields:
  dress: {type: text, title: Trang phục, required: true, example: Trang phục công sở}
"""


def folder(office: Path, slug: str, text: str) -> Path:
    made = office / "templates" / slug
    made.mkdir(parents=True)
    (made / "type.yaml").write_text(text, encoding="utf-8")
    return made


def write(office: Path, id: str, text: str) -> None:
    (office / "circulars" / f"{id}.yaml").write_text(text, encoding="utf-8")


def test_a_copied_kind_works_under_another_name(office: Path) -> None:
    shutil.copytree(TEMPLATES / "phieu-chuyen", office / "templates" / "phieu-chuyen-don")
    kind = office / "templates" / "phieu-chuyen-don" / "type.yaml"
    text = kind.read_text(encoding="utf-8").replace("name: Phiếu chuyển", "name: Phiếu chuyển đơn")
    kind.write_text(text.replace("abbreviation: PC", "abbreviation: PCĐ"), encoding="utf-8")
    example = (TEMPLATES / "phieu-chuyen" / "example.yaml").read_text(encoding="utf-8")
    write(office, "x", example.replace("type: phieu-chuyen", "type: phieu-chuyen-don"))
    code, said = run(office, "build")
    assert code == 0, said
    report = inspect_file(office / "output" / "x.docx")
    assert {f.rule for f in report.findings if f.severity == "error"} <= {"SK-2", "TL-1"}, report.findings


def test_a_slip_in_the_addressees_label_is_named_and_never_printed(office: Path) -> None:
    folder(office, "dien", "name: Điện\nlike: cong-dien\naddressee_label: '{isuer} điện:'\n")
    write(office, "x", "type: dien\nsubject: a\nsigner: giam-doc\nto: [so-noi-vu]\nbody: A.\n")
    code, said = run(office, "check")
    assert code == 1
    assert "templates/dien/type.yaml:3:18: lỗi CV033" in said


def test_new_schema_and_check_know_a_kind_at_once(office: Path) -> None:
    folder(office, "giay-trieu-tap", SUMMONS)
    code, said = run(office, "new", "giay-trieu-tap", "hop")
    assert code == 0, said
    path = office / "circulars" / "hop.yaml"
    text = path.read_text(encoding="utf-8")
    assert "Trang phục" in text
    assert "dress: Trang phục công sở" in text
    assert "chair: " in text
    code, said = run(office, "schema", "circular")
    assert code == 0, said
    validator = Draft7Validator(json.loads(said))
    code, said = run(office, "check", "hop")
    assert (code, "CV420" in said, "CV033" in said) == (1, True, False)
    text = filled(text)
    path.write_text(text, encoding="utf-8")
    assert list(validator.iter_errors(typed(text))) == []
    del_dress = "\n".join(line for line in text.splitlines() if not line.startswith("dress:"))
    assert any("dress" in e.message for e in validator.iter_errors(typed(del_dress)))
    code, said = run(office, "build")
    assert code == 0, said
    write(office, "hop", del_dress)
    code, said = run(office, "check")
    assert code == 1
    assert "dress" in said


def test_a_folder_of_the_same_name_changes_the_kind_that_ships(office: Path) -> None:
    own = folder(office, "phieu-gui", "name: Phiếu gửi\nlike: phieu-gui\n")
    (own / "body.md.j2").write_text(
        "{{ issuer }} trân trọng gửi {{ to }}: {{ items.count }} tài liệu.\n", encoding="utf-8"
    )
    write(office, "x", (TEMPLATES / "phieu-gui" / "example.yaml").read_text(encoding="utf-8"))
    code, said = run(office, "build", "--format", "html")
    assert code == 0, said
    html = re.sub(r"<[^>]*>", "", (office / "output" / "x.html").read_text(encoding="utf-8"))
    assert "Sở Thông tin và Truyền thông trân trọng gửi Sở Nội vụ: 4 tài liệu./." in html
    assert "PG-STTTT" in html


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("name: Phiếu\nparts: [head, body\n", 2, "CV064"),
        ("abbreviation: PX\nparts: [head, title, body, signature]\n", 1, "name"),
        ("name: Phiếu\n", 1, "parts"),
        ("name: Phiếu\nlike: mau-1.5\n", 2, "mau-1.5"),
        ("name: Phiếu\nlike: mau-1.4\nparts: [head, tilte, body]\n", 3, "tilte"),
        ("name: Phiếu\nlike: mau-1.4\ncolour: red\n", 3, "colour"),
        ("name: Phiếu\nlike: mau-1.4\nfields:\n  to: {type: text, title: Nơi nhận}\n", 4, "to"),
        ("name: Phiếu\nlike: mau-1.4\nfields:\n  room: {type: txt, title: Phòng}\n", 4, "txt"),
        ("name: Phiếu\nlike: mau-1.4\nfields:\n  room: {type: record, title: Phòng}\n", 4, "room"),
        ("name: Phiếu\nlike: mau-1.4\nsignatures:\n  - {by: nobody}\n", 4, "nobody"),
    ],
)
def test_a_fault_in_type_yaml_is_named_with_its_line(office: Path, text: str, line: int, word: str) -> None:
    folder(office, "phieu-x", text)
    write(office, "x", "type: phieu-x\nsubject: a\nsigner: giam-doc\nbody: b\n")
    for command in ("check", "build"):
        code, said = run(office, command)
        assert code == 1, said
        assert f"templates/phieu-x/type.yaml:{line}:" in said, said
        assert word in said


def test_a_fault_in_body_md_j2_is_named_with_its_line(office: Path) -> None:
    own = folder(office, "phieu-x", "name: Phiếu\nlike: mau-1.4\n")
    (own / "body.md.j2").write_text("Một dòng.\n\nPhòng {{ rom }}.\n", encoding="utf-8")
    write(office, "x", "type: phieu-x\nsubject: a\nsigner: giam-doc\nbody: b\n")
    code, said = run(office, "check")
    assert code == 1, said
    assert "templates/phieu-x/body.md.j2:3:" in said, said


def test_an_unknown_kind_is_refused_with_a_near_one(office: Path) -> None:
    write(office, "x", "type: quyet-din\nsubject: a\nsigner: giam-doc\nbody: b\n")
    code, said = run(office, "check")
    assert code == 1
    assert "circulars/x.yaml:1:" in said
    assert "quyet-dinh" in said
