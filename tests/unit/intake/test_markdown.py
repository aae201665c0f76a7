"""Any line of a Word file, written as our Markdown and read again, has the same words and looks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvan.compose.labels import label_of
from congvan.compose.markdown import blocks_of
from congvan.compose.sandbox import fill
from congvan.intake.markdown import blocks
from congvan.intake.model import Cell, Grid, Line, Stretch
from congvan.model.document import Block, Item, Table
from congvan.model.source import Spanned
from congvan.problems import Problems, Span

WORDS = st.text(st.sampled_from("aăđêớB19.,;:!?()[]{}<>*_#|\\`~^+-–…“”\"'/%&=@$"), min_size=1, max_size=8)


def read(text: str) -> tuple[Block, ...]:
    problems = Problems()
    source = Spanned(text, Span("x.yaml", 1, 1), tuple(range(1, 2 + text.count("\n"))))
    filled = fill(source, {}, "body", problems)
    assert filled is not None, [d.code for d in problems]
    found = blocks_of(filled, source.at_line, "body", problems)
    assert not problems.failed, [d.code for d in problems]
    return found


def said(block: Block) -> str:
    assert not isinstance(block, Table)
    label = f"{block.label} " if isinstance(block, Item) else ""
    return " ".join((label + "".join(run.text for run in block.runs)).split())


@given(
    st.lists(st.tuples(st.lists(WORDS, min_size=1, max_size=4), st.booleans(), st.booleans()), min_size=1, max_size=5)
)
def test_a_line_comes_back_as_it_was(runs: list[tuple[list[str], bool, bool]]) -> None:
    stretches = [
        Stretch((" " if n else "") + " ".join(words), bold, italic) for n, (words, bold, italic) in enumerate(runs)
    ]
    line = Line(1, tuple(stretches))
    (block,) = blocks([line], articles=False)
    back = " ".join(said(one) for one in read(block.text))
    label = label_of(line.text)
    if label is not None and label[1] == "-" and line.text[:1] == "*":
        assert back.lstrip("-*") == line.text.lstrip("*")
    elif set(line.text) <= set("-*_= "):
        assert back.replace(" ", "") == line.text.replace(" ", "")  # a row of signs
    else:
        assert back == line.text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([("I. NỘI DUNG", True)], "# I. NỘI DUNG"),
        ([("I. Nội dung", True)], "I. **Nội dung**"),
        ([("1. Mục tiêu", True)], "## 1. Mục tiêu"),
        ([("1. Mục tiêu.", True)], "1. **Mục tiêu.**"),
        ([("a) Việc", True)], "a) **Việc**"),
        ([("Chương I", True), ("QUY ĐỊNH CHUNG", True)], "## Chương I. QUY ĐỊNH CHUNG"),
        ([("Chương II", True), ("QUY ĐỊNH", True), ("VỀ VIỆC KHÁC", True)], "## Chương II. QUY ĐỊNH VỀ VIỆC KHÁC"),
        ([("Mục 1", True), ("THẨM QUYỀN", True)], "### Mục 1. THẨM QUYỀN"),
        ([("Điều 1. Phạm vi", True)], "**Điều 1. Phạm vi**"),
        ([("Một đoạn thường.", False)], "Một đoạn thường."),
    ],
)
def test_headings_and_articles(lines: list[tuple[str, bool]], text: str) -> None:
    made = blocks(
        [Line(n, (Stretch(words, bold),), centred=bold) for n, (words, bold) in enumerate(lines)], articles=True
    )
    assert "\n".join(block.text for block in made) == text


def test_the_number_of_an_article_alone_is_bold() -> None:
    line = Line(
        1,
        (
            Stretch("Điều 2.", True),
            Stretch(" Quyết định này có hiệu lực."),
        ),
    )
    assert [b.text for b in blocks([line], articles=True)] == ["Điều 2. Quyết định này có hiệu lực."]


@given(
    st.lists(
        st.lists(st.text(st.sampled_from("ab |\\*<^-:_#"), max_size=6), min_size=2, max_size=2), min_size=2, max_size=5
    )
)
def test_a_table_keeps_every_cell(rows: list[list[str]]) -> None:
    rows[0][0] = rows[0][0].strip() or "x"
    cells = tuple(tuple(Cell((Line(1, (Stretch(" ".join(text.split())),)),)) for text in row) for row in rows)
    (block,) = blocks([Grid(1, cells, ("left", "right"))], articles=False)
    (back,) = read(block.text)
    assert isinstance(back, Table)
    assert [["".join(r.text for r in c.runs) for c in row] for row in back.all_rows] == [
        [" ".join(t.split()) for t in row] for row in rows
    ]
