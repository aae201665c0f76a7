"""What YAML takes without a word, or blames on another place: told at the character, with what to type."""

from __future__ import annotations

import pytest

from congvan.problems import Problems
from congvan.read.shapes import Field, Record, Text
from congvan.yaml.tree import parse

SHAPE = Record((Field("a", Text(lines=True), "A"), Field("b", Text(), "B"), Field("m", Text(r"^[a-z-]+$", "x"), "M")))


def faults(text: str) -> list[tuple[str, str, int, int]]:
    problems = Problems()
    tree = parse(text.encode(), "f.yaml", problems)
    if tree is not None:
        SHAPE.read(tree, problems, "")
    return [(d.code, d.severity.value, d.span.line, d.span.column) for d in problems.sorted() if d.span]


def right(text: str) -> str:
    problems = Problems()
    tree = parse(text.encode(), "f.yaml", problems)
    if tree is not None:
        SHAPE.read(tree, problems, "")
    return problems.sorted()[0].values["right"]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: họp Tổ #1\n", 1, 11),
        ("a: họp Tổ #2 về đối số\n", 1, 11),
        ("a: họp Tổ # 2\n", 1, 11),
        ("a: họp Tổ  #2\n", 1, 12),
        ('a: "họp Tổ" #1\n', 1, 13),
        ("a: họp\n  #2 về\nb: x\n", 2, 3),
        ("a: #2 họp\n", 1, 4),
        ("a: họp tổ\n  công tác #2 về\n  đối số\n", 2, 12),
        ("a: {b: Phòng #2, c: x}\n", 1, 14),
    ],
)
def test_words_behind_a_hash_are_not_lost_in_silence(text: str, line: int, column: int) -> None:
    assert ("CV060", "error", line, column) in faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: Tây Ninh                        # tỉnh\n",
        "a: x  # 2 bản\n",
        "m: so-noi-vu # mã\n",
        "m: so-noi-vu #1\n",
        "# đầu\na: x\n# cuối\nb: y\n#2 hết\n",
        "a: |  # chú thích\n  họp Tổ #1\n",
        'a: "họp Tổ #1"\n',
        "a: số#1 C#\n",
    ],
)
def test_comments_stay_comments(text: str) -> None:
    assert faults(text) == []


def test_one_blank_and_a_hash_may_be_a_comment() -> None:
    assert faults("a: họp giao ban # hỏi lại\n") == [("CV061", "warning", 1, 17)]
    assert right("a: họp Tổ #1\n") == '"họp Tổ #1"'


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("a: “Tăng cường”\n", 1, 4, '"Tăng cường"'),
        ("m: “giam-doc”\n", 1, 4, '"giam-doc"'),
        ("b: “A: B”\n", 1, 4, '"A: B"'),
        ("b: ‘A’\n", 1, 4, '"A"'),
        ("“a”: x\n", 1, 1, "a:"),
    ],
)
def test_the_marks_of_word_are_no_quotation_marks(text: str, line: int, column: int, said: str) -> None:
    assert ("CV062", "error", line, column) in faults(text)
    assert right(text) == said


@pytest.mark.parametrize(
    "text", ["a: “Tuần lễ” số\n", "a: “A” và “B”\n", 'a: "“Tăng cường”"\n', "a: |\n  “Cả đoạn”\n", "a: họp “tổ”\n"]
)
def test_the_marks_of_word_inside_text_stay(text: str) -> None:
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a:\u00a0x\nb: y\n", 1, 3),
        ("\u00a0a: x\n", 1, 1),
        ("a: x\n\u3000b: y\n", 2, 1),
        ("b: x\na:\u00a0|\n  y\n", 2, 3),
    ],
)
def test_a_blank_that_is_no_space_is_named_where_it_stands(text: str, line: int, column: int) -> None:
    assert ("CV063", "error", line, column) in faults(text)


def test_a_no_break_space_in_prose_stays() -> None:
    assert faults("a: Đoạn\u00a0văn\nb: “x”\u00a0– y…\n") == []


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("{", 1, 1), ("[", 1, 1), ("a: {", 1, 4), ("- {", 1, 3), ("? [", 1, 3), ("a:\n  - {", 2, 5), ("a: [b, c\nb: x\n", 1, 4),
        ("{a: [b, c}\n", 1, 5), ("a: [[[[", 1, 7), ("a:\n  b: {c: d\n  e: f\n", 2, 6),
    ],
)  # fmt: skip
def test_a_bracket_that_is_not_closed_is_named_where_it_opens(text: str, line: int, column: int) -> None:
    assert faults(text)[0] == ("CV064", "error", line, column)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('a: "thử \\u202e nghiệm"\n', 1, 9),
        ('a: "x\\n\\\n  y\\u00adz"\n', 2, 4),
        ("a: |\n  một\n  hai\u034f\n", 3, 6),
        ('a: "\\v"\n', 1, 5),
        ('a: "\\x0c"\n', 1, 5),
        ('a: "\\r"\n', 1, 5),
        ('a: "\\N"\n', 1, 5),
        ('a: "\\ud800"\n', 1, 5),
        ("a: >\n  x\ufe0f\n", 2, 4),
        ("# \u202e\na: x\n", 1, 3),
        ('"a\\u200b": x\n', 1, 3),
    ],
)
def test_hidden_characters_are_named_at_their_column(text: str, line: int, column: int) -> None:
    assert ("CV005", "error", line, column) in faults(text)


def test_a_repeated_key_is_named_twenty_times_and_soon() -> None:
    said = faults("a: x\n" * 100_000)
    assert [code for code, *_ in said] == ["CV027"] * 20


def test_old_encodings_are_named_with_their_line() -> None:
    assert faults("a: |\n  một\n  Coäng hoøa xaõ hoäi\nb: C«ng v¨n cña Së, t\u00ad liÖu\n") == [
        ("CV065", "error", 3, 3),
        ("CV065", "error", 4, 4),
    ]
