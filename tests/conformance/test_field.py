"""What offices really send: each file from the field and its siblings give exactly what is right, and cures cure."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from congvan.conformance import Report, inspect_file
from tests.conformance import field_more, field_rules, field_words
from tests.conformance.field_docx import (
    DECISION,
    FIELD,
    LETTER,
    PART,
    after,
    body,
    borders,
    changed,
    table,
    words,
)
from tests.conformance.field_rules import LAYOUT
from tests.tools import judged

ROOT = Path(__file__).parents[2]
EXPECTED = yaml.safe_load((FIELD / judged.TABLE).read_text(encoding="utf-8"))
DOCX = sorted(name for name in EXPECTED if name.endswith(".docx"))
SIBLINGS = {**field_rules.ALL, **field_words.ALL, **field_more.ALL}


def said(report: Report) -> set[str]:
    told = {f"regime.{report.regime.name}"} if report.regime is not None else set()
    return told | {f"{f.rule}.{f.wording}" for f in report.findings}


def test_every_file_is_expected() -> None:
    assert {f.name for f in FIELD.iterdir() if f.name != judged.TABLE} == set(EXPECTED)


@pytest.mark.parametrize("name", DOCX)
def test_a_file_from_the_field(name: str) -> None:
    report = inspect_file(FIELD / name)
    assert said(report) == set(EXPECTED[name]), [f.message for f in report.findings]
    assert len(report.findings) <= 1


@pytest.mark.parametrize("name", SIBLINGS)
def test_a_sibling(tmp_path: Path, name: str) -> None:
    base, edits, right = SIBLINGS[name]
    file = tmp_path / "letter.docx"
    file.write_bytes(changed(base, *edits))
    report = inspect_file(file)
    assert said(report) == right, [f.message for f in report.findings]


GRID = borders("tblBorders", "single")
DRESSED = '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
NIL = borders("tcBorders", "nil")
LEVEL = borders("tcBorders", "single", sides="top bottom")


def _style(whole: str, **parts: str) -> str:
    """A table style whose parts (first row, bands) are dressed by themselves."""
    dressed = "".join(f'<w:tblStylePr w:type="{n}"><w:tcPr>{b}</w:tcPr></w:tblStylePr>' for n, b in parts.items())
    return f'<w:style w:type="table" w:styleId="Field"><w:name w:val="Field"/><w:tblPr>{whole}</w:tblPr>{dressed}</w:style>'


@pytest.mark.parametrize(
    "style",
    [
        _style("", firstRow=NIL), _style(GRID, firstRow=NIL, firstCol=NIL), _style(GRID, band1Horz=NIL, firstRow=NIL),
        _style("", lastRow=LEVEL),
    ],
)  # fmt: skip
def test_a_head_whose_table_is_dressed_by_its_style(tmp_path: Path, style: str) -> None:
    edits = (
        words(LAYOUT, LAYOUT + DRESSED.replace('lastRow="0"', f'lastRow="{int("lastRow" not in style)}"')),
        words("<w:tblPr>", '<w:tblPr><w:tblStyle w:val="Field"/>'),
    )
    file = tmp_path / "letter.docx"
    file.write_bytes(changed(LETTER, *edits, styles=style))
    assert said(inspect_file(file)) == set()


@pytest.mark.parametrize(
    "style",
    [_style(GRID), _style("", firstRow=LEVEL), _style("", firstRow=LEVEL, band1Horz=LEVEL), _style("", band2Vert=NIL)],
)
def test_a_table_in_the_text_dressed_by_its_style(tmp_path: Path, style: str) -> None:
    rows = [["TT", "Nội dung", "Ghi chú"], ["1", "Khai mạc, giới thiệu đại biểu", "không"], ["2", "Bế mạc", "có"]]
    made = table(rows, props='<w:tblStyle w:val="Field"/>' + DRESSED)
    file = tmp_path / "letter.docx"
    file.write_bytes(changed(LETTER, after("Ủy ban nhân dân tỉnh đề nghị", made), styles=style))
    assert said(inspect_file(file)) == set()


CURED = {
    "words-clause-and-comma": ("VH-1", "{measured}", "{allowed}"),
    "words-clause-lower-article": ("VH-1", "{measured}", "{allowed}"),
    "words-quyen-chu-tich": ("CK-1", "{measured}", "{allowed}"),
    "words-thua-lenh": ("CK-1", "{measured}", "{allowed}"),
    "words-kt-without-stop": ("CK-1", "{measured}", "{allowed}"),
    "missed-issuer-ubnd": ("CQ-2", "UBND TỈNH LÂM ĐỒNG", "{allowed}"),
    "missed-drafter-lower": ("NN-3", "{measured}", "{allowed}"),
    "typed-spaces-wrong-number": ("SK-1", "{measured}", "{allowed}"),
}


@pytest.mark.parametrize("name", CURED)
def test_a_cure_cures(tmp_path: Path, name: str) -> None:
    rule, old, new = CURED[name]
    base, edits, _ = SIBLINGS[name]
    file = tmp_path / "letter.docx"
    file.write_bytes(changed(base, *edits))
    finding = next(f for f in inspect_file(file).findings if f.rule == rule)
    pair = (old.format(**finding.values), new.format(**finding.values))
    file.write_bytes(_replaced(file.read_bytes(), *pair))
    assert rule not in {f.rule for f in inspect_file(file).findings}


def _replaced(data: bytes, old: str, new: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == PART:
                assert old in part.decode()
                part = part.decode().replace(old, new).encode()
            target.writestr(name, part)
    return out.getvalue()


def _inspect(*names: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, ROOT / "build.py", "inspect", *names], capture_output=True, text=True, check=False, cwd=ROOT
    )
    return done.returncode, done.stdout


def test_another_regime_has_one_line_an_exit_code_and_a_field(tmp_path: Path) -> None:
    party = str(FIELD / "15-party-decision.docx")
    code, shown = _inspect(party)
    assert (code, len(shown.splitlines())) == (4, 1)
    assert "văn bản của Đảng" in shown
    assert "05-HD/VPTW" in shown
    assert "--type" in shown
    code, shown = _inspect(party, "--json")
    told = json.loads(shown)["files"][0]
    assert (code, told["regime"]["name"], told["kind"], told["errors"]) == (4, "dang", None, 0)
    code, shown = _inspect(party, "--type", "quyet-dinh")
    assert code == 1
    assert "QH-1" in shown
    code, _ = _inspect(party, str(FIELD / "22-missed-issuer-abbreviated.docx"))
    assert code == 1


def test_a_text_that_shows_nothing_of_a_letter_is_told_so(tmp_path: Path) -> None:
    def bare(xml: str) -> str:
        start, end = xml.index("<w:body>") + len("<w:body>"), xml.rindex("<w:sectPr")
        return xml[:start] + body("Ghi chép của tổ về Công văn số 12/SNV-VP, xem điều 5.") + xml[end:]

    file = tmp_path / "notes.docx"
    file.write_bytes(changed(LETTER, bare))
    report = inspect_file(file)
    assert report.regime is not None
    assert not report.regime.sure
    assert {f.rule for f in report.findings} == {"VH-1"}


def test_the_years_number_of_an_office_that_makes_no_law_is_a_fault(tmp_path: Path) -> None:
    file = tmp_path / "decision.docx"
    file.write_bytes(changed(DECISION, words("Số: 12/QĐ-UBND", "Số: 12/2025/QĐ-SNV")))
    assert "SK-1.year" in said(inspect_file(file))
