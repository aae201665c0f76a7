"""``new TYPE ID`` for every kind: filled in, it builds; the schema knows what it holds."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator
from office import CASES, ROOT, SLUGS, TEMPLATES, example, fill, filled, run, typed
from shop import LETTER

from congvan.conformance import inspect_file

pytestmark = pytest.mark.xdist_group("kinds")


@pytest.fixture(scope="module")
def validator() -> Draft7Validator:
    found = json.loads((ROOT / "schemas" / "circular.json").read_text(encoding="utf-8"))
    Draft7Validator.check_schema(found)
    return Draft7Validator(found)


def faults(validator: Draft7Validator, circular: dict) -> list[str]:
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:120]}" for e in validator.iter_errors(circular)]


def test_new_writes_each_kind_and_filled_in_it_builds(office: Path, validator: Draft7Validator) -> None:
    for slug in SLUGS:
        code, said = run(office, "new", slug, slug)
        assert code == 0, said
        path = office / "circulars" / f"{slug}.yaml"
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# yaml-language-server: $schema=../schemas/circular.json")
        text = filled(text)
        assert faults(validator, typed(text)) == [], slug
        path.write_text(text, encoding="utf-8")
    code, said = run(office, "build", "--jobs", "1")
    assert code == 0, said
    for slug in SLUGS:
        for ending in ("docx", "pdf"):  # on a page without a full line the PDF shows no right edge
            report = inspect_file(office / "output" / f"{slug}.{ending}")
            assert report.kind == slug
            assert not report.errors, (slug, ending, [f.sentence() for f in report.findings])


def marks(text: str) -> list[tuple[int, str]]:
    """The places to fill in, each with its line; those in comments are none."""
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if not line.startswith("#")]
    return [(n, found) for n, line in lines for found in re.findall("<<điền [^<>]+>>", line)]


def untouched(office: Path, id: str) -> list[tuple[int, str]]:
    """Line and words of each place that ``check`` calls unfilled."""
    _, said = run(office, "check", id, "--json")
    found = [d for d in json.loads(said)["diagnostics"] if d["severity"] == "error"]
    assert {d["code"] for d in found} <= {"CV420"}, found
    return [(d["line"], d["message"].partition(": ")[2]) for d in found]


@pytest.mark.parametrize("slug", SLUGS)
def test_each_place_is_named_until_it_is_filled_in(office: Path, slug: str) -> None:
    assert run(office, "new", slug, "x")[0] == 0
    path = office / "circulars" / "x.yaml"
    text = path.read_text(encoding="utf-8")
    left = first = marks(text)
    assert left
    while left:
        assert untouched(office, "x") == left
        if len(left) in (1, len(first)):
            assert run(office, "issue", "x")[0] == 1
            assert not (office / "register.db").exists()
        text = re.sub("(?m)^([^#\\n]*?)<<điền [^<>]+>>", lambda found: found[1] + fill(found.group()), text, count=1)
        path.write_text(text, encoding="utf-8")
        left = marks(text)
    code, said = run(office, "check", "x")
    assert code == 0, said


def test_what_may_be_left_out_is_to_be_filled_in_once_it_is_taken_in(office: Path) -> None:
    run(office, "new", "cong-van", "x")
    path = office / "circulars" / "x.yaml"
    text = path.read_text(encoding="utf-8")
    commented = [line for line in text.splitlines() if line.startswith("# ") and "<<" in line and "…" not in line]
    for key in ("references", "annexes"):
        text = re.sub(rf"(?m)^# {key}:\n(?:#  .*\n)+", lambda found: re.sub("(?m)^# ", "", found.group()), text)
    path.write_text(text, encoding="utf-8")
    assert len(commented) == 6
    found = [words for _, words in untouched(office, "x")]
    assert all(any(words in line for words in found) for line in commented)
    assert untouched(office, "x") == marks(text)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("subject: thử nghiệm", "subject: việc cần điền", 2), ("subject: thử nghiệm", 'subject: "…"', 2),
        ("subject: thử nghiệm", "subject: ......", 2), ("Đoạn văn.", "Nội dung đoạn thứ nhất.", 6),
        ("Đoạn văn.", "Mời ông <<điền họ tên>> đến họp.", 6), ("[nhu-tren]", '[{text: "<<điền nơi nhận>>"}]', 7),
        ("signer: giam-doc", "signer: <<điền mã người ký>>", 3), ("unit: thanh-tra", "unit: <<Điền mã>>", 1),
    ],
)  # fmt: skip
def test_untouched_is_untouched_however_it_is_written(office: Path, old: str, new: str, line: int) -> None:
    text = LETTER.replace(old, new)
    assert text != LETTER
    (office / "circulars" / "x.yaml").write_text(text, encoding="utf-8")
    assert [n for n, _ in untouched(office, "x")] == [line]
    for command in (("build",), ("issue", "x"), ("ready", "x"), ("send", "x", "--allow-unsigned")):
        code, said = run(office, *command)
        assert (code, "CV420" in said) == (1, True), (command, said)
    assert not (office / "output").exists()


@pytest.mark.parametrize(
    "text",
    [
        "Về việc cần điền đủ tờ khai … theo mẫu.",
        "Điền vào chỗ <họ tên> … trên tờ khai.",
        "Nội dung đoạn thứ nhất của tờ khai.",
        "a << b.",
    ],
)
def test_words_that_only_look_like_it_are_no_fault(office: Path, text: str) -> None:
    (office / "circulars" / "x.yaml").write_text(LETTER.replace("Đoạn văn.", text), encoding="utf-8")
    assert untouched(office, "x") == []


def test_the_office_is_filled_in_too(office: Path) -> None:
    (office / "circulars" / "x.yaml").write_text(LETTER, encoding="utf-8")
    path = office / "issuer.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("name: Trần Minh Hòa", "name: <<điền họ tên>>"), encoding="utf-8"
    )
    code, said = run(office, "check")
    assert code == 1
    assert "issuer.yaml:18:75: lỗi CV420: chưa điền, còn như mẫu: <<điền họ tên>>" in said


def test_new_names_every_own_field_with_its_title(office: Path) -> None:
    for slug in SLUGS:
        for name, field in typed_fields(slug).items():
            path = office / "circulars" / f"{slug}.yaml"
            if not path.exists():
                run(office, "new", slug, slug)
            text = path.read_text(encoding="utf-8")
            assert f"{name}:" in text, (slug, name)
            assert field["title"] in text, (slug, name)
            if field.get("required"):
                assert name in typed(text), (slug, name)


def typed_fields(slug: str) -> dict:
    """The fields of a kind and of what it is like, as its files say."""
    folder, found = TEMPLATES / slug, {}
    while True:
        file = next(f for f in (folder / "type.yaml", folder / "base.yaml") if f.is_file())
        said = typed(file.read_text(encoding="utf-8"))
        found = said.get("fields", {}) | found
        if "like" not in said:
            return found
        folder = TEMPLATES / said["like"]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_schema_accepts_the_example(validator: Draft7Validator, slug: str) -> None:
    assert faults(validator, typed(example(slug))) == []


@pytest.mark.parametrize("case", sorted(CASES.glob("*.yaml")), ids=lambda p: p.stem)
def test_the_schema_accepts_the_unseen(validator: Draft7Validator, case: Path) -> None:
    assert faults(validator, typed(case.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("slug", "change", "where"),
    [
        ("giay-moi", lambda c: c.pop("chair"), "chair"),
        ("giay-moi", lambda c: c.update(chairman="Ông A"), "chairman"),
        ("giay-moi", lambda c: c.update(event=["Họp"]), "event"),
        ("giay-nghi-phep", lambda c: c.update({"from": "thứ Hai"}), "from"),
        ("giay-nghi-phep", lambda c: c.update(days="năm"), "days"),
        ("giay-gioi-thieu", lambda c: c["person"].pop("name"), "name"),
        ("giay-gioi-thieu", lambda c: c["person"].update(nam="A"), "nam"),
        ("phieu-gui", lambda c: c["items"].append({"quantity": "01"}), "name"),
        ("bien-ban", lambda c: c.pop("secretary"), "secretary"),
        ("to-trinh", lambda c: c.pop("to"), "to"),
        ("cong-van", lambda c: c.update(grounds=["Luật A"]), "grounds"),
        ("quyet-dinh", lambda c: c.update(to=["so-noi-vu"]), "to"),
        ("quyet-dinh", lambda c: c.update(event="Họp"), "event"),
        ("cong-van", lambda c: c.update(attached=[]), "attached"),
        ("thong-bao", lambda c: c.pop("body"), "body"),
        ("thong-bao", lambda c: c.update(event="Họp"), "event"),
    ],
)
def test_the_schema_refuses_what_the_kind_refuses(office: Path, validator, slug: str, change, where: str) -> None:
    circular = typed(example(slug))
    change(circular)
    found = faults(validator, circular)
    assert found, "the schema lets it pass"
    assert any(where in fault for fault in found), found
    text = yaml.safe_dump(circular, allow_unicode=True, sort_keys=False)
    (office / "circulars" / "x.yaml").write_text(text, encoding="utf-8")
    code, said = run(office, "check")
    assert code == 1, said
    assert where in said
