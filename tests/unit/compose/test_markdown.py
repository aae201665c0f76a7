import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvan.compose.markdown import blocks_of
from congvan.compose.names import Named
from congvan.compose.sandbox import fill
from congvan.model.document import Block, Heading, Item, Paragraph, Run, Table
from congvan.model.source import Spanned
from congvan.problems import Problems, Span


def read(text: str, value: str = "") -> tuple[tuple[Block, ...], Problems]:
    problems = Problems()
    source = Spanned(text, Span("x.yaml", 1, 1), tuple(range(1, 2 + text.count("\n"))))
    filled = fill(source, {"v": Named("v", value, value, {"x": value})}, "body", problems)
    assert filled is not None
    return blocks_of(filled, source.at_line, "body", problems), problems


def words(block: Block) -> str:
    if isinstance(block, Table):
        return " ".join("".join(r.text for r in c.runs) for row in (block.head, *block.rows) for c in row)
    text = "".join(r.text for r in block.runs)
    return f"{block.label} {text}" if isinstance(block, Item) else text


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("1. abc", "1."),
        ("5. abc", "5."),
        ("1.1. abc", "1.1."),
        ("1.2.3. abc", "1.2.3."),
        ("a) abc", "a)"),
        ("đ) abc", "đ)"),
        ("I. abc", "I."),
        ("IV. abc", "IV."),
        ("- abc", "-"),
        ("+ abc", "+"),
        ("    - abc", "-"),
        ("12) abc", "12)"),
        ("– abc", "–"),
        ("* abc", "-"),
    ],
)
def test_labels(line: str, label: str) -> None:
    (block,), _ = read(line)
    assert isinstance(block, Item)
    assert (block.label, words(block)) == (label, f"{label} abc")


@pytest.mark.parametrize(
    "line",
    [
        "2024 là năm",
        "12.500 đồng",
        "17/4/2024 họp",
        "2024. Năm",
        "1.5 tỷ",
        "1.abc",
        "-abc",
        "a)b",
        "C. Mác",
        "+84 123",
        "1\\. abc",
        "\\- abc",
        "1.",
        "-",
        "Điều 1. abc",
    ],
)
def test_no_labels(line: str) -> None:
    (block,), _ = read(line)
    assert isinstance(block, Paragraph)
    assert words(block) == line.replace("\\", "")


def test_numbers_stay_and_nest() -> None:
    blocks, _ = read("1. một\n   tiếp\n5. năm\n\n   a) chữ\n\n      - gạch\n\n        + cộng\n   b) chữ\n6. sáu")
    assert [(b.level, b.label) for b in blocks if isinstance(b, Item)] == [
        (1, "1."),
        (1, "5."),
        (2, "a)"),
        (3, "-"),
        (3, "+"),
        (2, "b)"),
        (1, "6."),
    ]
    assert words(blocks[0]) == "1. một tiếp"


def test_levels_without_indentation() -> None:
    blocks, _ = read("1. x\na) y\n- z\nb) y\n2. x")
    assert [b.level for b in blocks if isinstance(b, Item)] == [1, 2, 3, 2, 1]


def test_nothing_is_code_rule_or_quote() -> None:
    blocks, _ = read("a\n---\nb\n\n    thụt vào\n\n```\nx\n```\n\n> y\n\n<b>z</b> &amp; `q`")
    assert [words(b) for b in blocks] == ["a", "---", "b", "thụt vào", "``` x ```", "> y", "<b>z</b> &amp; `q`"]


@pytest.mark.parametrize(
    ("line", "level", "caps", "bold"),
    [
        ("# I. ABC", 1, True, True),
        ("## 1. abc", 2, False, True),
        ("### 1.1. abc", 3, False, True),
        ("#### a) abc", 4, False, False),
        ("# abc", 1, True, True),
        ("## abc", 2, False, True),
        ("#### abc", 4, False, False),
    ],
)
def test_headings(line: str, level: int, caps: bool, bold: bool) -> None:
    (block,), _ = read(line)
    assert isinstance(block, Heading)
    assert (block.level, block.caps, block.bold) == (level, caps, bold)
    assert words(block) == line.lstrip("# ")


def test_emphasis_escapes_and_breaks() -> None:
    (block,), _ = read("a **b *c*** \\*d\\*  \ne\\\nf\ng")
    assert isinstance(block, Paragraph)
    assert block.runs == (
        Run("a "),
        Run("b ", True),
        Run("c", True, True),
        Run(" *d*"),
        Run("\n"),
        Run("e"),
        Run("\n"),
        Run("f g"),
    )


def test_table() -> None:
    (block,), problems = read("| A | B |\n|---|:-:|\n| 1 | x \\| y |\n|  | {{ v }} |", "a|b")
    assert isinstance(block, Table)
    assert block.aligns == ("left", "center")
    assert words(block) == "A B 1 x | y  a|b"
    assert not problems.failed


def test_uneven_table() -> None:
    _, problems = read("x\n\n| A | B |\n|---|---|\n| 1 |")
    (fault,) = list(problems)
    assert fault.code == "CV211"
    assert fault.span == Span("x.yaml", 5, 1)


@pytest.mark.parametrize(
    "text", ["![](file:///etc/passwd)", "a ![x](http://a.vn/y.png)", "[x](file:///a)", "[x](/etc/passwd)"]
)
def test_images_and_files_are_refused(text: str) -> None:
    _, problems = read("a\n\n" + text)
    assert [(p.code, p.span.line if p.span else 0) for p in problems] == [("CV210", 3)]


def test_a_picture_inside_a_sentence_is_refused() -> None:
    _, problems = read("a\n\na ![x](y.png)")
    assert [(p.code, p.span.line if p.span else 0) for p in problems] == [("CV260", 3)]


def test_web_links_stay_text() -> None:
    (block,), problems = read("[x](https://a.vn) <https://b.vn>")
    assert words(block) == "[x](https://a.vn) <https://b.vn>"
    assert not len(problems)


@given(st.text(st.sampled_from("ab1.*_|#->\\<`![]()&; \n{}%"), max_size=30))
@settings(max_examples=150, deadline=None)
def test_markup_in_values_is_text(value: str) -> None:
    blocks, _ = read("trước {{ v }} sau", value)
    (block,) = blocks
    assert isinstance(block, Paragraph)
    assert len(block.runs) == 1
    assert words(block).split() == f"trước {value} sau".split()


@given(st.text(st.sampled_from("abđ1.-+*_|#)>\\<`![]( \t\nI~&;="), max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_letter_is_lost(text: str) -> None:
    blocks, _ = read(text)
    out = "".join(re.findall(r"\w", " ".join(words(b) for b in blocks).replace("_", "")))
    assert out == "".join(re.findall(r"\w", text.replace("_", "")))
