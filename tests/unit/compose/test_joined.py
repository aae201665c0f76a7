"""Cells of pipe tables that are joined with ``<`` and ``^``."""

from __future__ import annotations

import time

import pytest

from congvan.compose import frozen
from congvan.compose.joined import joined
from congvan.compose.markdown import blocks_of
from congvan.compose.sandbox import fill
from congvan.model.document import Table
from congvan.model.source import Spanned
from congvan.problems import Problems, Span


def table(text: str) -> tuple[Table, Problems]:
    problems = Problems()
    source = Spanned(text, Span("x.yaml", 1, 1), tuple(range(1, 2 + text.count("\n"))))
    filled = fill(source, {}, "body", problems)
    assert filled is not None
    (found,) = blocks_of(filled, source.at_line, "body", problems)
    assert isinstance(found, Table)
    return found, problems


def shape(found: Table) -> list[list[str]]:
    return [
        [
            "·" if c.covered else "".join(r.text for r in c.runs) + f"{c.across}x{c.down}" * (c.across + c.down > 2)
            for c in row
        ]
        for row in found.all_rows
    ]


def test_a_head_of_two_rows_above_the_rule() -> None:
    found, problems = table("| TT | Kết quả | < |\n| ^ | Số | % |\n|--|--:|--|\n| 1 | 2 | 3 |")
    assert not list(problems)
    assert found.heads == 2
    assert shape(found) == [["TT1x2", "Kết quả2x1", "·"], ["·", "Số", "%"], ["1", "2", "3"]]


def test_a_row_that_shares_a_cell_with_the_head_is_one_of_it() -> None:
    found, problems = table("| TT | Kết quả | < |\n|--|--:|--|\n| ^ | Số | % |\n| 1 | 2 | 3 |")
    assert not list(problems)
    assert (found.heads, len(found.body)) == (2, 1)


def test_a_block_of_cells_however_it_is_typed() -> None:
    for last in ("^ | <", "< | <", "^ | ^"):
        found, problems = table(f"| x | a | b |\n|--|--|--|\n| x | c | < |\n| y | {last} |")
        if last == "< | <":
            assert [d.code for d in problems] == ["CV243"] * bool(list(problems))
            assert shape(found)[2][0] == "y3x1"
            continue
        assert not list(problems)
        assert shape(found)[1:] == [["x", "c2x2", "·"], ["y", "·", "·"]]


def test_a_row_that_another_takes_whole_is_none() -> None:
    found, problems = table("| a | b |\n|--|--|\n| x | < |\n| ^ | < |\n| c | d |")
    assert not list(problems)
    assert shape(found) == [["a", "b"], ["x2x1", "·"], ["c", "d"]]


def test_the_sign_itself_is_printed_where_it_is_escaped() -> None:
    found, problems = table("| a | b |\n|--|--|\n| \\< | \\^ |")
    assert not list(problems)
    assert shape(found)[1] == ["<", "^"]


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([["a", "b"], ["<", "c"]], (1, 0)),
        ([["^", "b"], ["d", "c"]], (0, 0)),
        ([["a", "<"], ["^", "c"]], (1, 0)),
        ([["a", "b"], ["^", "<"]], (1, 1)),
        ([["a", "b", "c"], ["d", "^", "<"], ["e", "f", "g"]], (1, 2)),
        ([["a", "b"], ["c", "^"], ["<", "<"]], (2, 0)),
    ],
)
def test_what_is_no_rectangle_is_a_fault_at_its_cell(rows: list[list[str]], place: tuple[int, int]) -> None:
    assert joined(rows).faults[0][0] == place


def test_a_long_table_takes_its_time_only_once() -> None:
    """Forty thousand cells: looking through all of them for each of them took a minute and more."""
    begin = time.monotonic()
    assert len(joined([["a"] * 20] * 2000).reach) == 40_000
    assert time.monotonic() - begin < 10


def test_the_text_of_tables_without_joined_cells_is_frozen_as_before() -> None:
    found, _ = table("| a | b |\n|--|:-:|\n| c | d |")
    assert frozen._block(found) == {
        "is": "Table",
        "head": [{"is": "Cell", "runs": [["", "a"]]}, {"is": "Cell", "runs": [["", "b"]]}],
        "rows": [[{"is": "Cell", "runs": [["", "c"]]}, {"is": "Cell", "runs": [["", "d"]]}]],
        "aligns": ["left", "center"],
        "heads": None,
    }
