"""type.yaml → DocumentType: what is taken over, and every fault at its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from congvan import compose
from congvan.model.source import DocumentType
from congvan.problems import Problems, Span
from congvan.read import complete, read_circular, read_kind

KIND = """\
name: Giấy khen
abbreviation: GK
parts: [head, title, body, signature]
"""


def folder(base: Path, name: str, text: str, body: str | None = None, file: str = "type.yaml") -> Path:
    made = base / name
    made.mkdir(parents=True, exist_ok=True)
    (made / file).write_text(text, encoding="utf-8")
    if body is not None:
        (made / "body.md.j2").write_text(body, encoding="utf-8")
    return made


def read(made: Path, *bases: Path) -> tuple[DocumentType | None, list[tuple[str, str, int]]]:
    problems = Problems()
    kind = read_kind(made, f"templates/{made.name}", problems, bases or (made.parent,))
    if kind is not None:
        compose.check_kind(kind, problems)
    return kind, [(d.code, Path(d.span.file).name, d.span.line) for d in problems if d.span]


def faults(base: Path, text: str, body: str | None = None) -> list[tuple[str, str, int]]:
    return read(folder(base, "giay-khen", text, body))[1]


def test_a_kind_says_little_and_the_rest_is_usual(tmp_path: Path) -> None:
    kind, said = read(folder(tmp_path, "giay-khen", KIND))
    assert said == []
    assert kind is not None
    assert (kind.slug, kind.name, kind.abbreviation) == ("giay-khen", "Giấy khen", "GK")
    assert (kind.title, kind.numbered, kind.dated, kind.recipients) == ("full", True, True, "beside")
    assert kind.requires == {"subject", "body"}
    assert [s.by for s in kind.signatures] == ["signer"]


def test_like_takes_over_keys_fields_and_form(tmp_path: Path) -> None:
    base = "parts: [head, title, body, signature]\ndated: false\nfields:\n  who: {type: text, title: Ai}\n"
    folder(tmp_path, "nen", base, "{{ who }}: {{ body }}\n", "base.yaml")
    text = "name: Giấy khen\nlike: nen\ndated: true\nfields:\n  why: {type: lines, title: Vì sao, required: có}\n"
    kind, said = read(folder(tmp_path, "giay-khen", text))
    assert said == []
    assert kind is not None
    assert list(kind.fields) == ["who", "why"]
    assert kind.dated is True
    assert kind.fields["why"].required
    assert kind.body_template is not None
    assert kind.body_template.span.file.endswith("nen/body.md.j2")


def test_a_workspace_changes_a_kind_that_ships(tmp_path: Path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "templates"
    folder(shipped, "giay-khen", KIND)
    made = folder(own, "giay-khen", "name: Giấy khen\nlike: giay-khen\nabbreviation: GKh\n")
    kind, said = read(made, own, shipped)
    assert said == []
    assert kind is not None
    assert (kind.abbreviation, kind.parts) == ("GKh", ("head", "title", "body", "signature"))


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("abbreviation: GK\nparts: [body]\n", "CV041", 1),
        ("name: A\n", "CV041", 1),
        ("name: A\nparts: [body]\nlike: khong-co\n", "CV050", 3),
        ("name: A\nparts: [body]\nlike: ../mau\n", "CV050", 3),
        ("name: A\nparts: [body]\nlike: giay-khen\n", "CV051", 3),
        ("name: A\nparts:\n  - body\n  - body\n", "CV052", 4),
        ("name: A\nparts: [body, than]\n", "CV038", 2),
        ("name: A\nparts: [body]\nmau: 1.4\n", "CV030", 3),
        ("name: A\nparts: [body]\nfields:\n  subject: {type: text, title: T}\n", "CV053", 4),
        ("name: A\nparts: [body]\nfields:\n  issuer: {type: text, title: T}\n", "CV053", 4),
        ("name: A\nparts: [body]\nfields:\n  who: {type: record, title: T}\n", "CV054", 4),
        ("name: A\nparts: [body]\nfields:\n  who: {type: text, title: T, fields: {a: {type: text, title: T}}}\n", "CV054", 4),
        ("name: A\nparts: [body]\nfields:\n  who: {type: tex, title: T}\n", "CV038", 4),
        ("name: A\nparts: [body]\nfields:\n  who: {type: text}\n", "CV041", 4),
        ("name: A\nparts: [order, body]\n", "CV055", 1),
        ("name: A\nparts: [body]\nsignatures:\n  - {by: secretary}\n", "CV056", 4),
        ("name: A\nparts: [body]\nsignatures:\n  - {by: signer}\n  - {by: signer}\n  - {by: signer}\n", "CV057", 6),
        ("name: A\nparts: [body]\nrequires: [bodi]\n", "CV038", 3),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    assert (code, "type.yaml", line) in faults(tmp_path, text)


@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ("A\n\n{{ khong }}\n", "CV204", 3),
        ("{% if body %}\nx\n{% else %}\n{{ khong }}\n{% endif %}\n", "CV204", 4),
        ("{{ who.ten }}\n", "CV205", 1),
        ("x\n{% for a in list %}\n", "CV201", 2),
        ("x\n\n{% if %}\n", "CV201", 3),
    ],
)
def test_a_fault_of_the_form_is_named_with_its_line(tmp_path: Path, body: str, code: str, line: int) -> None:
    text = KIND + (
        "fields:\n  who:\n    type: record\n    title: Ai\n    fields: {name: {type: text, title: Tên}}\n"
        "  list: {type: list, title: Các việc}\n"
    )
    assert (code, "body.md.j2", line) in faults(tmp_path, text, body)


FIELDS = (
    KIND
    + """\
requires: [subject]
fields:
  who: {type: text, title: Ai, required: true}
  day: {type: date, title: Ngày}
  days: {type: integer, title: Số ngày}
  tasks: {type: list, title: Việc}
  people: {type: list, title: Người, fields: {name: {type: text, title: Tên, required: true}}}
"""
)


def circular(base: Path, text: str, kind: DocumentType, *, apart: bool = False):
    path = base / "x.yaml"
    path.write_text(text, encoding="utf-8")
    problems = Problems()
    if apart:
        source = read_circular(path, "x.yaml", "x", problems)
        assert source is not None
        source = complete(source, kind, problems)
    else:
        source = read_circular(path, "x.yaml", "x", problems, kind_of=lambda _: kind)
    return source, [(d.code, d.span.line, d.field) for d in problems if d.span]


@pytest.mark.parametrize("apart", [False, True])
def test_fields_are_read_at_their_places(tmp_path: Path, apart: bool) -> None:
    kind, _ = read(folder(tmp_path, "giay-khen", FIELDS))
    assert kind is not None
    text = (
        "type: giay-khen\nsubject: a\nsigner: x\nwho: 012\nday: 5/6/2024\ndays: 3\n"
        "tasks: [một, hai]\npeople:\n  - {name: A}\n"
    )
    source, said = circular(tmp_path, text, kind, apart=apart)
    assert said == []
    assert source is not None
    assert source.fields["who"].value == "012"
    assert source.fields["day"].value == date(2024, 6, 5)
    assert source.fields["days"].span == Span("x.yaml", 6, 7)
    assert [item.value for item in source.fields["tasks"]] == ["một", "hai"]
    assert source.fields["people"][0]["name"].value == "A"


def test_every_fault_of_the_keys_in_one_run(tmp_path: Path) -> None:
    kind, _ = read(folder(tmp_path, "giay-khen", FIELDS))
    assert kind is not None
    text = "type: giay-khen\nsigner: x\nwo: A\nday: hôm nay\nto: [a]\nnumber: x\npeople:\n  - {nam: A}\n"
    _, said = circular(tmp_path, text, kind)
    assert set(said) == {
        ("CV030", 3, "wo"),
        ("CV035", 4, "day"),
        ("CV048", 5, "to"),
        ("CV034", 6, "number"),
        ("CV030", 8, "people[0]"),
        ("CV041", 8, "people[0]"),
        ("CV041", 1, "who"),
        ("CV041", 1, "subject"),
    }
