"""What the studio says of a refused text while it is written: the same faults as ``check``, each at its line, and with the
field that its link leads to."""

from __future__ import annotations

import sys

import pytest
from shop import ROOT

from congvan import Desk
from congvan.model.form import every
from congvan.problems import Severity
from congvan.studio.pages import faults

sys.path.insert(0, str(ROOT / "tests" / "e2e"))
sys.path.insert(0, str(ROOT / "tests" / "faults"))
import table
from test_refusals import BAD

CASES: dict[str, tuple[bytes, list[tuple[str, int | None]]]] = {
    **{name: (data.encode() if isinstance(data, str) else data, [(code, line)]) for name, (data, line, code) in BAD.items()},
    **{row.name: (row.letter.encode("utf-8", "surrogatepass"), [table.expected(line) for line in row.expect])
       for row in table.rows() if row.letter is not None},
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(CASES))
def test_each_fault_is_told_at_its_line_and_leads_to_its_field(desk: Desk, name: str) -> None:
    data, wanted = CASES[name]
    result = desk.preview("chua/luu", data, wanted=("html",))
    told = faults(result, "vi", data)
    form = desk.form("chua/luu", data).value
    assert form is not None
    placed = {fault.code for field in every(form) for fault in field.faults}
    accepted = {one.code for one in result.diagnostics if one.severity is Severity.ACCEPTED}
    for code, line in wanted:
        lines = [one["line"] for one in told if one["code"] == code]
        assert lines or code in accepted, (code, [one["code"] for one in told])
        assert not lines or (lines[0] if line is None else line) in lines, (code, line)
        assert None not in lines, code
        # A text that is no YAML has no fields, and one that says nothing has none at fault: its line is what is named.
        assert form.unfit is not None or code in placed or not data.strip(), code
