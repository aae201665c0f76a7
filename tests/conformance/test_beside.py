"""`inspect` beside the corpus: a copied scan, sheets of a copy alone, an agency's own kinds and symbols, hard long files."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from congvan.conformance import Report, inspect_file
from congvan.desk import agency_facts
from tests.conformance.letter_parts import body, titled
from tests.conformance.letters import BASES
from tests.conformance.raw_docx import write
from tests.conformance.raw_model import Letter
from tests.conformance.variant import edited

pytestmark = pytest.mark.xdist_group("conformance")
ROOT = Path(__file__).parents[2]


def rules(report: Report, severity: str = "error") -> set[str]:
    return {f.rule for f in report.findings if f.severity == severity}


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The letters of this module as LibreOffice prints them, in one call."""
    from agreement import print_docx

    folder = tmp_path_factory.mktemp("beside")
    letters = {
        "original": BASES["short"](),
        "block": replace(BASES["copied"](), alone="copy"),
        "second": replace(
            edited(BASES["copied"](), {"copy.form.0.text": "SAO LỤC", "copy.number.text": "Số: 06/SL-CCKL"}),
            alone="copy",
        ),
        "unruled": replace(edited(BASES["copied"](), {"copy.full_rule": False}), alone="copy"),
    }
    for name, letter in letters.items():
        (folder / f"{name}.docx").write_bytes(write(letter))
    print_docx([folder / f"{name}.docx" for name in letters], folder)
    return {name: folder / f"{name}.pdf" for name in letters}


def joined(target: Path, *sources: pdfium.PdfDocument) -> Path:
    made = pdfium.PdfDocument.new()
    for source in sources:
        made.import_pages(source)
    made.save(target)
    return target


def scanned(file: Path) -> pdfium.PdfDocument:
    """The pages of a file as pictures, at 200 dpi."""
    pictures = [page.render(scale=200 / 72).to_pil() for page in pdfium.PdfDocument(file)]
    made = io.BytesIO()
    pictures[0].save(made, "PDF", resolution=200, save_all=True, append_images=pictures[1:])
    return pdfium.PdfDocument(made.getvalue())


def test_a_copied_scan_is_judged_by_its_block(printed: dict[str, Path], tmp_path: Path) -> None:
    copy = joined(tmp_path / "sao.pdf", scanned(printed["original"]), pdfium.PdfDocument(printed["block"]))
    report = inspect_file(copy)
    assert rules(report) == set(), report.findings
    assert report.unjudged["QH-1"] == "scanned"
    bare = joined(tmp_path / "sao-2.pdf", scanned(printed["original"]), pdfium.PdfDocument(printed["unruled"]))
    assert rules(inspect_file(bare)) == {"SAO-1"}


def test_the_sheet_of_a_block_is_no_page_of_the_letter(printed: dict[str, Path], tmp_path: Path) -> None:
    copy = joined(tmp_path / "sao.pdf", pdfium.PdfDocument(printed["original"]), pdfium.PdfDocument(printed["block"]))
    report = inspect_file(copy)
    assert rules(report) == set(), report.findings
    assert report.kind == "cong-van"


def test_a_copy_of_a_copy_has_two_blocks(printed: dict[str, Path], tmp_path: Path) -> None:
    pages = [pdfium.PdfDocument(printed[name]) for name in ("original", "block", "second")]
    report = inspect_file(joined(tmp_path / "sao-luc.pdf", *pages))
    assert rules(report) == set(), report.findings
    pages = [pdfium.PdfDocument(printed[name]) for name in ("original", "block", "unruled")]
    told = [f for f in inspect_file(joined(tmp_path / "sai.pdf", *pages)).findings if f.severity == "error"]
    assert [(f.rule, f.page) for f in told] == [("SAO-1", 3)]


def test_two_blocks_on_one_page(tmp_path: Path) -> None:
    """The second block's head ends where the first one's signature stands, a line above it."""
    from agreement import print_docx

    for layout in ("table", "tabs"):
        first = replace(BASES["copied"](), layout=layout)
        assert first.copy is not None
        second = replace(
            first.copy,
            form=(replace(first.copy.form[0], text="SAO LỤC"),),  # type: ignore[type-var]
            number=replace(first.copy.number, text="Số: 06/SL-CCKL"),
        )
        file = tmp_path / f"hai-{layout}.docx"
        file.write_bytes(write(replace(first, copy_again=second)))
        print_docx([file], tmp_path)
        for ending in (".docx", ".pdf"):
            report = inspect_file(file.with_suffix(ending))
            assert rules(report) == set(), (layout, ending, report.findings)


def _request() -> Letter:
    """A kind that the decree does not have."""
    made = BASES["notice"]()
    return replace(
        made,
        number=replace(made.number, text="Số: 05/PYC-SNV"),
        **titled("PHIẾU YÊU CẦU", "Cấp thiết bị làm việc quý I năm 2026"),
        body=body(
            "Văn phòng Sở đề nghị cấp 04 máy tính cho Phòng Tổ chức. Thiết bị bàn giao trước ngày 20 tháng 11 năm 2025./."
        ),
    )


OWN = "name: Phiếu yêu cầu\nabbreviation: PYC\nparts: [head, title, body, signature]\n"


def test_a_kind_of_the_workspace(tmp_path: Path) -> None:
    file = tmp_path / "phieu.docx"
    file.write_bytes(write(_request()))
    alone = inspect_file(file)
    assert alone.kind is None
    assert alone.unjudged["TL-1"] == "kind"
    folder = tmp_path / "templates" / "phieu-yeu-cau"
    folder.mkdir(parents=True)
    (folder / "type.yaml").write_text(OWN, encoding="utf-8")
    kinds = agency_facts.own_kinds(tmp_path)
    known = inspect_file(file, None, kinds)
    assert (known.kind, known.kind_name, rules(known)) == ("phieu-yeu-cau", "Phiếu yêu cầu", set()), known.findings
    wrong = tmp_path / "sai.docx"
    wrong.write_bytes(write(edited(_request(), {"number.text": "Số: 05/YC-SNV"})))
    assert rules(inspect_file(wrong, None, kinds)) == {"SK-2"}


def test_a_kind_like_another(tmp_path: Path) -> None:
    """A folder that is like a shipped one, and one that gives a kind of the decree another name."""
    for slug, text in {
        "dien-khan": 'name: Điện khẩn\nabbreviation: ĐK\nparts: [head, title, addressees, body]\naddressee_label: "{issuer} điện:"\n',
        "dien-mat": "name: Điện báo\nlike: dien-khan\ndated: false\n",
        "thong-bao": "name: Thông tri\nabbreviation: TT\n",
        "hong": "name: [\n",
        "khong-ten": "parts: [head]\n",
    }.items():
        folder = tmp_path / "templates" / slug
        folder.mkdir(parents=True)
        (folder / "type.yaml").write_text(text, encoding="utf-8")
    kinds = {k.slug: k for k in agency_facts.own_kinds(tmp_path)}
    assert set(kinds) == {"dien-khan", "dien-mat", "thong-bao"}
    assert (kinds["dien-khan"].calls, kinds["dien-khan"].to, kinds["dien-khan"].dated) == ("điện:", False, True)
    assert (kinds["dien-mat"].abbreviation, kinds["dien-mat"].calls, kinds["dien-mat"].dated) == ("ĐK", "điện:", False)
    assert (kinds["thong-bao"].name, kinds["thong-bao"].abbreviation) == ("Thông tri", "TT")


def test_the_command_knows_them(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "phieu-yeu-cau"
    folder.mkdir(parents=True)
    (folder / "type.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "phieu.docx").write_bytes(write(_request()))

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(ROOT / "build.py"), "inspect", *args]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False, env=dict(os.environ)
        )

    done = run("phieu.docx", "--json")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["files"][0]["kind"] == "phieu-yeu-cau"
    assert "Phiếu yêu cầu" in run("phieu.docx").stdout
    assert run("phieu.docx", "--type", "phieu-yeu-cau").returncode == 0
    refused = run("phieu.docx", "--type", "phieu-yeu-ca")
    assert refused.returncode == 1
    assert "phieu-yeu-cau" in refused.stderr


ISSUER = "name: Sở Công Thương\nsymbol: SCT\nunits:\n  vp: {name: Văn phòng, symbol: VP}\n  qlcn: {name: Phòng, symbol: QLCN}\n"


@pytest.mark.parametrize(
    ("number", "told"),
    [("15/SCT-VP", set()), ("15/SCT-QLCN", set()), ("15/SCT-KTAT", {"SK-1"}), ("15/SCT-VP-QLCN", {"SK-1"})],
)
def test_symbols_of_the_agency(tmp_path: Path, number: str, told: set[str]) -> None:
    (tmp_path / "issuer.yaml").write_text(ISSUER, encoding="utf-8")
    file = tmp_path / "thu.docx"
    file.write_bytes(write(edited(BASES["short"](), {"number.text": f"Số: {number}"})))
    report = inspect_file(file, None, (), agency_facts.agency(tmp_path))
    assert rules(report, "warning") == told, report.findings
    assert rules(report) == set()


def test_symbols_of_another_agency_are_its_own(tmp_path: Path) -> None:
    (tmp_path / "issuer.yaml").write_text(ISSUER.replace("Công Thương", "Nội vụ"), encoding="utf-8")
    file = tmp_path / "thu.docx"
    file.write_bytes(write(BASES["short"]()))
    assert rules(inspect_file(file, None, (), agency_facts.agency(tmp_path)), "warning") == set()
    assert agency_facts.agency(tmp_path / "nowhere") is None
