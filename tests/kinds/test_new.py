"""``new TYPE ID`` for every kind: filled in, it builds; the schema knows what it holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator
from office import CASES, ROOT, SLUGS, TEMPLATES, example, run, typed

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
        assert faults(validator, typed(text)) == [], slug
        assert "việc cần điền" in text, slug
        path.write_text(text.replace("việc cần điền", "sắp xếp lại kho lưu trữ"), encoding="utf-8")
    code, said = run(office, "build", "--jobs", "1")
    assert code == 0, said
    for slug in SLUGS:
        for ending in ("docx", "pdf"):  # on a page without a full line the PDF shows no right edge
            report = inspect_file(office / "output" / f"{slug}.{ending}")
            assert report.kind == slug
            assert not report.errors, (slug, ending, [f.sentence() for f in report.findings])


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
