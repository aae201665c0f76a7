import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvan.compose.closing import close
from congvan.compose.runs import glue
from congvan.model.document import Cell, Paragraph, Run, Table


def held(text: str) -> list[str]:
    return [r.text for r in glue((Run(text),)) if r.nowrap]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("theo 720/STTTT-TTr nhé", ["720/STTTT-TTr"]),
        ("ngày 17/4/2024, họp", ["ngày 17/4/2024,"]),
        ("trên Zalo/facebook... và", ["Zalo/facebook..."]),
        ("xem (lần 2);", ["(lần", "2);"]),
        ("a b, c.", []),
        ("ngày 07 tháng 8 năm 2025", ["ngày 07", "tháng 8", "năm 2025"]),
        ("Điều 5, khoản 2", ["Điều 5,", "khoản 2"]),
        ("Công văn số 720/A-B", ["số 720/A-B"]),
        ("số liệu", []),
        ("a@b.vn 12.500.000", ["a@b.vn", "12.500.000"]),
    ],
)
def test_glue(text: str, kept: list[str]) -> None:
    assert held(text) == kept


@given(st.text(max_size=80))
def test_glue_changes_no_text(text: str) -> None:
    assert "".join(r.text for r in glue((Run(text), Run("x", True)))) == text + "x"


@pytest.mark.parametrize(
    ("text", "closed", "sign"),
    [
        ("abc.", "abc./.", ""),
        ("abc", "abc./.", ""),
        ("abc./.", "abc./.", ""),
        ("abc;", "abc./.", ";"),
        ("abc:", "abc./.", ":"),
        ("abc...", "abc.../.", ""),
        ("abc…", "abc…./.", ""),
        ("abc. ", "abc./.", ""),
        ("abc…/.", "abc…/.", ""),
        ("abc! /.", "abc! /.", ""),
        ("abc?/. ", "abc?/. ", ""),
        ("abc /.", "abc./.", ""),
        ("abc/.", "abc./.", ""),
        ("abc. /.", "abc./.", ""),
        ("abc; /.", "abc./.", ";"),
        ("abc”/.", "abc”./.", ""),
        ("/.", "./.", ""),
    ],
)
def test_close(text: str, closed: str, sign: str) -> None:
    blocks, replaced = close((Paragraph((Run(text),)),), "./.")
    (block,) = blocks
    assert isinstance(block, Paragraph)
    assert "".join(r.text for r in block.runs) == closed
    assert replaced == sign


def test_close_over_several_runs() -> None:
    (block,), _ = close((Paragraph((Run("Trân trọng", bold=True), Run(" /"), Run(".", italic=True))),), "./.")
    assert isinstance(block, Paragraph)
    assert block.runs == (Run("Trân trọng./.", bold=True),)
    (block,), _ = close((Paragraph((Run("cảm ơn!", bold=True), Run("/."))),), "./.")
    assert isinstance(block, Paragraph)
    assert "".join(r.text for r in block.runs) == "cảm ơn!/."


def test_close_after_table() -> None:
    table = Table((Cell((Run("a"),)),), (), ("left",))
    assert close((table,), "./.")[0] == (table, Paragraph((Run("./."),)))
