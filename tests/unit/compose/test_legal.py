"""Phần, Chương, Mục, Điều, khoản, điểm: read, numbered without gap, cited or refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from congvan.compose import text as texts
from congvan.compose.outline import LETTERS
from congvan.model.document import Article, Block, Division, Heading, Item, Paragraph
from congvan.model.source import Spanned
from congvan.model.wording import Wording
from congvan.problems import Problems, Span
from congvan.text.letters import roman

WORDING = Wording("", "", "", "", "", "", "", "", "", "./.", "", "Phụ lục", "", {}, {}, {})


def read(typed: str, *, annexes: int = 0) -> tuple[tuple[Block, ...], list[tuple[str, int]]]:
    problems = Problems()
    lines = tuple(range(1, typed.count("\n") + 2))
    source = Spanned(typed, Span("x.yaml", 1, 1), lines)
    setting = texts.Setting(WORDING, problems, annexes)
    setting.begin()
    placed = texts.read(source, {}, "body", setting, articles=True)
    blocks = () if placed is None else texts.finish(placed, source, "body", setting, articles=True).blocks
    return blocks, [(d.code, d.span.line) for d in problems if d.span]


def shown(block: Block) -> str:
    label = getattr(block, "label", "")
    return f"{label} {''.join(r.text for r in getattr(block, 'runs', ()))}".strip()


def test_divisions_and_articles() -> None:
    blocks, said = read(
        "# Phần I. Chung\n\n## Chương I. Quy định chung\n\n### Mục 1. Một\n\n#### Tiểu mục 1. Nhỏ\n\n"
        "**Điều 1. Phạm vi**\n\nQuy chế này quy định.\n\n1. Một;\n\na) Hai;\n\n#### Điều 2. Đối tượng\n\nĐối tượng."
    )
    assert said == []
    assert [type(b) for b in blocks] == [
        Division, Division, Division, Division, Article, Paragraph, Item, Item, Article, Paragraph,
    ]  # fmt: skip
    assert [b.level for b in blocks[:4]] == [1, 2, 3, 4]  # type: ignore[union-attr]
    assert shown(blocks[1]) == "Chương I Quy định chung"
    assert (blocks[4].label, blocks[4].titled) == ("Điều 1.", True)  # type: ignore[union-attr]
    assert shown(blocks[-1]) == "Đối tượng./."


def test_an_article_is_a_title_by_its_form() -> None:
    blocks, _ = read(
        "Điều 1. Hiệu lực thi hành\n\nTừ ngày ký.\n\nĐiều 2. Ban hành quy chế.\n\nĐiều 3. Thi hành:\n\n1. A."
    )
    assert [b.titled for b in blocks if isinstance(b, Article)] == [True, False, False]


def test_a_chapter_gets_its_title_from_the_heading_below() -> None:
    blocks, said = read("## Chương I\n\n## QUY ĐỊNH CHUNG\n\n**Điều 1. A**\n\nB.")
    assert said == []
    assert shown(blocks[0]) == "Chương I QUY ĐỊNH CHUNG"


def test_articles_without_empty_lines_between() -> None:
    blocks, said = read("Điều 1. Một.\n1. Khoản một;\n2. Khoản hai.\nĐiều 2. Hai, theo quy định\nĐiều 3. Ba.")
    assert said == []
    assert [shown(b) for b in blocks] == [
        "Điều 1. Một.", "1. Khoản một;", "2. Khoản hai.", "Điều 2. Hai, theo quy định", "Điều 3. Ba./.",
    ]  # fmt: skip


def test_a_sentence_broken_before_an_article_stays_whole() -> None:
    blocks, said = read("Điều 1. Một.\n\nThực hiện theo quy định tại\nĐiều 5. Hết.")
    assert said == []
    assert shown(blocks[1]) == "Thực hiện theo quy định tại Điều 5. Hết./."


def test_quoted_articles_of_another_document_are_text() -> None:
    blocks, said = read(
        "Điều 1. Sửa đổi Điều 7 như sau:\n\n“Điều 7. Trách nhiệm\n\n1. Một;\n\n3. Ba.\n\nĐiều 9. Khác”.\n\nĐiều 2. Thi hành."
    )
    assert said == []
    assert [b.label for b in blocks if isinstance(b, Article)] == ["Điều 1.", "Điều 2."]


def test_a_quotation_left_open_at_the_end_hides_nothing() -> None:
    assert read("Điều 1. A.\n\nĐiều 2. Sửa “một chữ.")[1] == []


def test_loose_stars_still_make_a_title() -> None:
    blocks, said = read("**Điều 1. Phạm vi **\n\nA.")
    assert said == []
    assert (shown(blocks[0]), blocks[0].titled) == ("Điều 1. Phạm vi", True)  # type: ignore[union-attr]


def test_other_headings_stay_headings() -> None:
    blocks, said = read("# I. MỤC TIÊU\n\nA.\n\n# Mục lục\n\nB.")
    assert said == []
    assert isinstance(blocks[0], Heading)
    assert isinstance(blocks[2], Heading)


@pytest.mark.parametrize(
    ("typed", "code", "line"),
    [
        ("Điều 1. A.\n\nĐiều 3. B.", "CV231", 3),
        ("Điều 2. A.", "CV231", 1),
        ("Điều 1. A.\n\nĐiều 1. B.", "CV232", 3),
        ("Điều 1. A:\n\n1. B;\n\n3. C.", "CV231", 5),
        ("Điều 1. A:\n\n1. B;\n\n1. C.", "CV232", 5),
        ("Điều 1. A:\n\n2. B.", "CV231", 3),
        ("Điều 1. A:\n\na) B;\n\nc) C.", "CV231", 5),
        ("Điều 1. A:\n\n1. B:\n\na) B;\n\nb) B;\n\nc) C;\n\nd) C;\n\ne) C.", "CV231", 13),
        ("Điều 1. A:\n\n1. B:\n\nb) B.", "CV231", 5),
        ("Điều 1. A:\n\na) B;\n\nf) C.", "CV235", 5),
        ("## Chương I. A\n\n**Điều 1. A**\n\nB.\n\n## Chương III. C\n\n**Điều 2. A**\n\nB.", "CV231", 7),
        ("## Chương 1. A\n\n**Điều 1. A**\n\nB.", "CV233", 1),
        ("## Chương IIII. A\n\n**Điều 1. A**\n\nB.", "CV233", 1),
        ("### Mục I. A\n\n**Điều 1. A**\n\nB.", "CV233", 1),
        ("### Mục 2. A\n\n**Điều 1. A**\n\nB.", "CV231", 1),
        ("## Chương I\n\n**Điều 1. A**\n\nB.", "CV234", 1),
        ("## Chương I. A\n\nĐiều 1. Làm việc này.", "CV234", 3),
        ("Điều 1. A.\n\n{{ dieu(2) }}.", "CV236", 3),
        ("Điều 1. A:\n\n1. B.\n\nĐiều 2. Theo {{ khoan(2, 1) }}.", "CV236", 5),
        ("Điều 1. A:\n\n1. B.\n\nĐiều 2. Theo {{ khoan(1) }}.", "CV236", 5),
        ('Điều 1. A:\n\n1. B:\n\na) C.\n\nĐiều 2. Theo {{ diem("b", 1, 1) }}.', "CV236", 7),
        ("Điều 1. Theo {{ chuong(1) }}.", "CV236", 1),
        ("Điều 1. Theo {{ phu_luc(1) }}.", "CV236", 1),
        ("Điều 1. Theo {{ dieu() }}.", "CV230", 1),
        ("Điều 1. Theo {{ dieu(1, 2) }}.", "CV230", 1),
        ("Điều 1. Theo {{ dieu(1).muc(1) }}.", "CV230", 1),
        ("Điều 1. Theo {{ dieu(true) }}.", "CV230", 1),
        ("Điều 1. A.\n\nSửa “một chữ.\n\nĐiều 2. B.", "CV239", 3),
        ("Điều 1. Theo điều 1 ở trên.", "CV237", 1),
        ("Điều 1. Theo quy định tại Khoản 1 Điều này.", "CV237", 1),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(typed: str, code: str, line: int) -> None:
    assert (code, line) in read(typed)[1]


@pytest.mark.parametrize(
    ("cited", "printed"),
    [
        ("dieu(1)", "Điều 1"),
        ("khoan(2, 1)", "khoản 2 Điều 1"),
        ("dieu(1).khoan(2)", "khoản 2 Điều 1"),
        ('diem("đ", 2, 1)', "điểm đ khoản 2 Điều 1"),
        ('dieu(1).khoan(2).diem("a")', "điểm a khoản 2 Điều 1"),
        ("khoan(1)", "khoản 1 Điều này"),
        ("chuong(1)", "Chương I"),
        ('chuong("I")', "Chương I"),
        ("muc(1, 1)", "Mục 1 Chương I"),
        ("khoan(2, 1)|capitalize", "Khoản 2 Điều 1"),
        ("phu_luc(2)", "Phụ lục II"),
    ],
)
def test_a_citation_prints(cited: str, printed: str) -> None:
    body = (
        "## Chương I. A\n\n### Mục 1. B\n\n**Điều 1. C**\n\n1. D;\n\n2. E:\n\n"
        "a) F;\n\nb) F;\n\nc) F;\n\nd) F;\n\nđ) F.\n\n**Điều 2. G**\n\n1. Theo {{ " + cited + " }} nhé."
    )
    blocks, said = read(body, annexes=2)
    assert said == []
    assert shown(blocks[-1]) == f"1. Theo {printed} nhé./."


def test_the_only_annex_has_no_number() -> None:
    assert shown(read("Điều 1. Theo {{ phu_luc() }} và {{ phu_luc(1) }}.", annexes=1)[0][0]) == (
        "Điều 1. Theo Phụ lục và Phụ lục./."
    )


@st.composite
def regulations(draw: st.DrawFn) -> list[str]:
    """A text whose numbers run as the decree wants them, with or without Chương and Mục."""
    lines: list[str] = []
    article = 0
    chapters = draw(st.integers(0, 4))
    for chapter in range(max(1, chapters)):
        if chapters:
            lines.append(f"## Chương {roman(chapter + 1)}. Tên chương")
        sections = draw(st.integers(0, 3)) if chapters else 0
        for section in range(max(1, sections)):
            if sections:
                lines.append(f"### Mục {section + 1}. Tên mục")
            for _ in range(draw(st.integers(1, 3))):
                article += 1
                lines.append(f"**Điều {article}. Tên điều**")
                for number in range(draw(st.integers(0, 4))):
                    lines.append(f"{number + 1}. Nội dung khoản;")
                    lines += [f"{LETTERS[n]}) Nội dung điểm;" for n in range(draw(st.integers(0, 12)))]
                lines.append("Đoạn cuối.")
    return lines


@settings(max_examples=60, deadline=None)
@given(regulations())
def test_right_numbers_are_never_refused(lines: list[str]) -> None:
    assert read("\n\n".join(lines))[1] == []


@settings(max_examples=100, deadline=None)
@given(regulations(), st.data())
def test_a_number_left_out_or_typed_twice_is_told(lines: list[str], data: st.DataObject) -> None:
    """Any numbered line that another of its level follows: without it there is a gap, twice there is a repeat."""
    numbered = [i for i, typed in enumerate(lines) if typed != "Đoạn cuối."]
    index = data.draw(st.sampled_from(numbered))
    twice = [*lines[: index + 1], lines[index], *lines[index + 1 :]]
    if not lines[index].startswith("#"):
        assert any(code == "CV232" for code, _ in read("\n\n".join(twice))[1])
    if lines[index].startswith("**") and any(typed.startswith("**") for typed in lines[index + 1 :]):
        without = [typed for i, typed in enumerate(lines) if i != index]
        assert any(code == "CV231" for code, _ in read("\n\n".join(without))[1])
