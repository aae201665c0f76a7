"""form: every key that the schema allows has its field, each fault stands at its field and line, and what a form does to a
file is nothing but what was asked for."""

from __future__ import annotations

import re
import sys
from typing import Any

import pytest
from shop import ROOT, Shop

from congvan import Desk
from congvan.model.form import Field, Form, every
from congvan.yaml.extents import Entries, outlined

sys.path.insert(0, str(ROOT / "tests" / "e2e"))
sys.path.insert(0, str(ROOT / "tests" / "faults"))
from table import rows
from test_refusals import BAD

KINDS = sorted(path.parent.name for path in (ROOT / "templates").glob("*/example.yaml"))


def made(desk: Desk, text: str | bytes, id: str = "chua/luu") -> Form:
    result = desk.form(id, text.encode() if isinstance(text, str) else text)
    assert result.value is not None, result.diagnostics
    return result.value


def paths(form: Form) -> set[str]:
    return {field.path for field in every(form)}


def test_there_are_twenty_nine_kinds() -> None:
    assert len(KINDS) == 29


@pytest.mark.parametrize("slug", KINDS)
def test_every_key_that_the_schema_allows_has_its_field(desk: Desk, slug: str) -> None:
    form = made(desk, f"type: {slug}\n")
    schema = desk.schema("circular").value
    assert schema is not None
    kind = next(rule["then"] for rule in schema["allOf"] if rule["if"]["properties"]["type"]["const"] == slug)
    shown = {field.path: field for group in form.groups for field in group.fields}
    assert set(shown) == set(kind["propertyNames"]["enum"])
    titles = {**schema["properties"], **kind.get("properties", {})}
    for path, field in shown.items():
        title = titles[path]["title"]
        assert field.label == title[:1].upper() + title[1:]
        assert field.required == (path in kind["required"] or path in schema["required"]), path
    english = desk.form("chua/luu", f"type: {slug}\n".encode(), language="en").value
    assert english is not None
    assert next(f for g in english.groups for f in g.fields if f.path == "signer").label == "Signer"


def nested(schema: Any, path: str) -> Any:
    """The schema at a path of the form ``to[0].ref``."""
    for step in re.findall(r"[^.\[\]]+", path):
        if "anyOf" in schema and "properties" not in schema:
            schema = next(s for s in schema["anyOf"] if s.get("type") in ("array", "object"))
        schema = (
            schema["items"]
            if step.isdecimal()
            else schema.get("properties", {}).get(step) or schema["additionalProperties"]
        )
    return schema


WHOLE = """type: quyet-dinh
subject: a
signer: giam-doc
references:
  cv720: {number: 720/STTTT-TTr, year: 2024}
copies:
  - {ref: nhu-dieu-2, for: [so-noi-vu]}
grounds: [Luật a]
attached:
  - {type: quy-che, subject: b, body: c}
annexes:
  - {title: d, body: e}
body: x
"""


def test_every_key_of_what_is_inside_too(desk: Desk) -> None:
    form = made(desk, WHOLE)
    schema = desk.schema("circular").value
    for path in ("references.cv720", "copies[0]", "attached[0]", "annexes[0]"):
        wanted = nested(schema, path)
        keys = next(s for s in (wanted, *wanted.get("anyOf", ())) if "properties" in s)["properties"]
        assert {f"{path}.{key}" for key in keys} <= paths(form)
    assert {"grounds[0]", "copies[0].for[0]"} <= paths(form)
    for which in ("issuer", "recipients"):
        found = made(desk, (ROOT / f"{which}.yaml").read_bytes(), f"{which}.yaml")
        schema = desk.schema(which).value
        assert {f.path for g in found.groups for f in g.fields} == set(schema["properties"])  # type: ignore[index]
        records = {
            "issuer": ("units.thanh-tra", "signers.giam-doc", "delivery", "delivery.smtp"),
            "recipients": ("agencies.ubnd-tinh", "groups.huyen-uy"),
        }
        for path in records[which]:
            assert {f"{path}.{key}" for key in nested(schema, path)["properties"]} <= paths(found), path


def test_an_own_kind_has_its_fields(desk: Desk, shop: Shop) -> None:
    folder = shop.root / "templates" / "giay-xac-nhan"
    folder.mkdir(parents=True)
    (folder / "type.yaml").write_text(
        "name: Giấy xác nhận\nparts: [head, title, body, signature]\nfields:\n"
        "  place: {type: text, title: Nơi cấp, required: true, example: Tây Ninh}\n"
        "  when: {type: date, title: Ngày cấp}\n"
        "  people: {type: list, title: Những người, fields: {name: {type: text, title: Họ tên, required: true}}}\n"
    )
    form = made(desk, "type: giay-xac-nhan\nplace: Xã\nwhen: 2026-03-05\npeople: [{name: A}]\n")
    found = {field.path: field for field in every(form)}
    assert (found["place"].label, found["place"].required, found["place"].value) == ("Nơi cấp", True, "Xã")
    assert (found["when"].widget, found["when"].value) == ("date", "5/3/2026")
    assert found["people[0].name"].value == "A"
    assert "giay-xac-nhan" in [one.value for one in form.choices["kinds"]]
    assert "to" not in found


def test_what_may_be_chosen_and_found_without_marks(desk: Desk) -> None:
    form = made(desk, "to: [so-ban-nganh, so-noi-vu]\ncopies: [nhu-tren]\n")
    options = {one.value: one for one in form.choices["recipients"]}
    assert options["so-noi-vu"].label == "Sở Nội vụ"
    assert "so noi vu" in options["so-noi-vu"].search
    assert options["so-ban-nganh"].members == ("Sở Nội vụ", "Sở Tài chính", "Sở Giáo dục và Đào tạo")
    found = {field.path: field for field in every(form)}
    assert [item.title for item in found["to"].items] == ["Các Sở, ban, ngành tỉnh", "Sở Nội vụ"]
    assert [item.title for item in found["copies"].items] == ["Như trên"]
    assert {one.value for one in form.choices["signers"]} >= {"giam-doc"}


@pytest.mark.parametrize("name", sorted(BAD))
def test_each_refused_letter_shows_its_fault_at_field_and_line(desk: Desk, name: str) -> None:
    data, line, code = BAD[name]
    data = data.encode() if isinstance(data, str) else data
    form = made(desk, data)
    told = [(fault, field) for field in every(form) for fault in field.faults] + [
        (fault, None) for fault in form.faults
    ]
    found = [(fault, field) for fault, field in told if fault.code == code]
    assert found, [fault.code for fault, _ in told]
    assert line in [fault.span.line for fault, _ in found if fault.span is not None]
    if form.unfit is not None:
        assert form.groups == ()
        assert form.unfit.span is not None
        return
    if not isinstance(outlined(data.decode().removeprefix("\ufeff")), Entries):
        return  # a file that says nothing: its fault is that of the whole
    # What stands on that line is a field's, and the fault stands at it.
    assert any(field is not None for _, field in found), name


LETTERS = [row for row in rows() if row.letter is not None]


@pytest.mark.parametrize("row", LETTERS, ids=lambda row: row.name)
def test_each_row_of_the_table_of_faults_too(desk: Desk, row: Any) -> None:
    data = row.letter.encode("utf-8", "surrogatepass")
    form = made(desk, data)
    told = [fault for field in every(form) for fault in field.faults] + list(form.faults)
    wanted = [line.split() for line in row.expect]
    for code, *place in wanted:
        lines = [fault.span.line for fault in told if fault.code == code and fault.span is not None]
        assert any(fault.code == code for fault in told), (code, [fault.code for fault in told])
        if place and place[0] != "-" and place[0].count(":") == 2:
            assert int(place[0].split(":")[1]) in lines, (code, lines)


def test_a_text_that_is_no_yaml_has_no_fields_and_says_where(desk: Desk) -> None:
    form = made(desk, "subject: a\nto: [b\nbody: x\n")
    assert form.groups == ()
    assert form.unfit is not None
    assert form.unfit.span is not None
    assert form.unfit.span.line == 2


def test_what_belongs_nowhere_is_shown_to_be_taken_out(desk: Desk) -> None:
    text = "subject: a\nla: b\nbody: [x]\nto: so-noi-vu\ngrounds: [c]\n"
    form = made(desk, text)
    odd = {field.path for field in every(form) if field.widget == "odd"}
    assert odd == {"la", "body", "to", "grounds"}
    result = desk.edit("chua/luu", [{"path": path, "remove": True} for path in sorted(odd)], source=text.encode())
    assert result.value is not None
    assert result.value.data == b"subject: a\n"


def test_the_operations_of_a_form(desk: Desk) -> None:
    """What a page sends for the usual handles, on the least of files."""
    text = b"signer: giam-doc\n"
    steps: list[tuple[dict[str, object], str]] = [
        ({"path": "to[0]", "insert": "so-noi-vu"}, "signer: giam-doc\nto:\n  - so-noi-vu\n"),
        ({"path": "to[1]", "insert": "ubnd-tinh"}, "signer: giam-doc\nto:\n  - so-noi-vu\n  - ubnd-tinh\n"),
        ({"path": "to[1]", "move": 0}, "signer: giam-doc\nto:\n  - ubnd-tinh\n  - so-noi-vu\n"),
        ({"path": "to[0].ref", "prose": "cong-an-tinh"}, "signer: giam-doc\nto:\n  - cong-an-tinh\n  - so-noi-vu\n"),
        ({"path": "to[0].note", "prose": ""}, "signer: giam-doc\nto:\n  - cong-an-tinh\n  - so-noi-vu\n"),
        ({"path": "to[0].note", "prose": "để b/c"}, "signer: giam-doc\nto:\n  - {ref: cong-an-tinh, note: để b/c}\n  - so-noi-vu\n"),
        ({"path": "to[0]", "remove": True}, "signer: giam-doc\nto:\n  - so-noi-vu\n"),
        ({"path": "date", "day": "5/3/2026"}, "date: 2026-03-05\nsigner: giam-doc\nto:\n  - so-noi-vu\n"),
        ({"path": "date", "day": "31/2/2026"}, "date: 31/2/2026\nsigner: giam-doc\nto:\n  - so-noi-vu\n"),
        ({"path": "date", "day": ""}, "date:\nsigner: giam-doc\nto:\n  - so-noi-vu\n"),
        ({"path": "date", "remove": True}, "signer: giam-doc\nto:\n  - so-noi-vu\n"),
        ({"path": "to[0]", "remove": True}, "signer: giam-doc\n"),
    ]  # fmt: skip
    for operation, wanted in steps:
        result = desk.edit("chua/luu", [operation], source=text)
        assert result.value is not None, (operation, result.diagnostics)
        assert result.value.data.decode() == wanted, operation
        text = result.value.data


def test_a_field_of_every_sort_is_found_by_its_path(desk: Desk) -> None:
    form = made(desk, WHOLE)
    field = form.find("copies[0].for[0]")
    assert isinstance(field, Field)
    assert field.choices == "agencies"
    assert form.find("annexes[0].body").widget == "markdown"  # type: ignore[union-attr]
    assert form.find("nothing") is None
