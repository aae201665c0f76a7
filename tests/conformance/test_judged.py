"""The tool with which anyone with real files measures: what it calls right, false and missed."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

from tests.tools import judged

FIELD = Path(__file__).parent / "cases" / "field"


def test_a_rule_alone_is_met_by_any_finding_of_it_once() -> None:
    told = Counter({"SK-1.bold": 1, "SK-1.size": 2, "QH-1.motto": 1})
    right, false, missed = judged.left(["SK-1", "SK-1.size", "CQ-2.initials", "SK-1"], told)
    assert (right.total(), dict(false), dict(missed)) == (3, {"QH-1.motto": 1}, {"CQ-2.initials": 1})
    assert right["SK-1.size"] >= 1


def test_the_table_of_a_folder(tmp_path: Path, capsys) -> None:
    for name in ("15-party-decision.docx", "26-missed-number-digits-bold.docx", "P4-scan-with-sao-y-stamp.pdf"):
        shutil.copy(FIELD / name, tmp_path / name)
    shutil.copy(FIELD / "00-base-cong-van.docx", tmp_path / "không ai xét.docx")
    (tmp_path / judged.TABLE).write_text(
        "15-party-decision.docx: [regime.dang]\n26-missed-number-digits-bold.docx: [QH-1.motto]\n"
        "P4-scan-with-sao-y-stamp.pdf: [CV709, KS-1, KS-1]\n"
    )
    assert judged.main(tmp_path) == 1
    shown = capsys.readouterr().out
    rows = {line.split()[0]: line.split()[1:] for line in shown.splitlines() if line[:1].isupper() or line[:2] == "re"}
    assert rows["regime.dang"] == ["1", "0", "0"]
    assert rows["SK-1"] == ["0", "1", "0"]
    assert rows["QH-1"] == ["0", "0", "1"]
    assert rows["KS-1"] == ["2", "0", "0"]
    assert "3 files judged, 2 of them exactly right; 1 without an entry" in shown
