"""Our own outputs have no error in either format: what ships, a draft, and the edges of what an agency may choose."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from congvan.cli.entry import application, words
from congvan.conformance import inspect_file

ROOT = Path(__file__).parents[2]
WIDEST = """
style: {profile: lớn, body_size: 13, margin_left: 35, margin_right: 20, margin_top: 25, margin_bottom: 25,
        first_line_indent: 10, line_spacing: 1.5, paragraph_spacing: 12}
"""


@pytest.fixture(scope="module", params=["as shipped", "at the edges"])
def outputs(request, tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("shipped")
    for name in ("issuer.yaml", "recipients.yaml"):
        shutil.copy(ROOT / name, place)
    shutil.copytree(ROOT / "circulars" / "2024", place / "circulars" / "2024")
    draft = (ROOT / "circulars/2024/canh-bao-gia-danh-lan-2.yaml").read_text(encoding="utf-8")
    draft = re.sub(r"(?m)^(number|date):.*\n", "", draft)
    (place / "circulars" / "nhap.yaml").write_text(draft, encoding="utf-8")
    if request.param == "at the edges":
        with (place / "issuer.yaml").open("a", encoding="utf-8") as handle:
            handle.write(WIDEST)
    words.choose([])
    done = CliRunner().invoke(application(), ["--workspace", str(place), "build"], standalone_mode=False)
    assert done.exception is None, done.output
    return place / "output"


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_no_error_in_what_we_make(outputs: Path, ending: str) -> None:
    files = sorted(outputs.rglob(f"*.{ending}"))
    assert len(files) == 5
    for path in files:
        report = inspect_file(path)
        assert report.kind == "cong-van"
        assert not report.errors, (path.name, [f.sentence() for f in report.findings])


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_a_draft_is_told_what_it_still_lacks(outputs: Path, ending: str) -> None:
    found = inspect_file(outputs / f"nhap.{ending}").findings
    assert {(f.rule, f.wording) for f in found} == {("SK-1", "blank"), ("DD-1", "blank")}
