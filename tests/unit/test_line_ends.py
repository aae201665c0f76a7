"""Where a line may end, and what the DOCX says of its language and layout rules."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from congvan.compose.runs import glue
from congvan.model.document import Run
from congvan.render.breaking import greedy
from congvan.render.opened import BREAK, at_line_ends, at_signs, opened, parted
from congvan.render.settle import settle
from congvan.render.words import words
from congvan.text.breaks import linked


def held(*runs: Run) -> list[str]:
    """The words that no line parts, of any look."""
    out, last = [], False
    for run in glue(runs):
        if run.nowrap:
            out[len(out) - last :] = [(out[-1] if last else "") + run.text]
        last = run.nowrap
    return out


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("tiêm Sởi - Rubella cho trẻ", ["Sởi -"]),
        ("giai đoạn 2021 – 2025 của tỉnh", ["2021 –"]),
        ("kính gửi “ mở ” các cấp", ["“ mở ”"]),
        ("hết năm nay ./.", ["nay ./."]),
        ("đạt 50 % kế hoạch", ["50 %"]),
        ("từ (21/6/1925-21/6/2024) đến nay", ["(21/6/1925-21/6/2024)"]),
        ("một . . hai", ["một . ."]),
    ],
)
def test_what_no_line_parts(typed: str, whole: list[str]) -> None:
    assert held(Run(typed)) == whole
    assert "".join(run.text for run in glue([Run(typed)])) == typed


def test_a_word_of_two_looks_is_one_word() -> None:
    assert held(Run("năm "), Run("2020", bold=True), Run("-2025, mục "), Run("a", italic=True), Run(") b")) == [
        "năm 2020-2025,",
        "a)",
    ]
    assert held(Run("Sởi ", bold=True), Run("- Rubella")) == ["Sởi -"]


def test_titles_keep_to_the_same_rules() -> None:
    assert linked(["Sởi", "-", "Rubella", "(", "lần", "2", ")"]) == ["Sởi -", "Rubella", "( lần", "2 )"]
    lines = greedy("phòng chống Sởi - Rubella năm 2024", 15.0, lambda text: float(len(text)))
    assert not any(line.startswith("-") for line in lines), lines


def test_a_dash_inside_a_word_breaks_only_at_a_line_end() -> None:
    def measure(run: Run) -> float:
        return float(len(run.text))

    runs = at_signs(glue([Run("trong 2020–2025 và 2026–2030 nay")]))
    assert sum(run.text == BREAK for run in runs) == 2
    kept = at_line_ends(runs, 0.0, 24.0, measure)
    assert "".join(run.text for run in kept) == f"trong 2020–2025 và 2026–{BREAK}2030 nay"


def test_the_package_is_vietnamese_and_has_nothing_of_its_template(built) -> None:
    with zipfile.ZipFile(io.BytesIO(built.docx("2024/canh-bao-gia-danh-lan-2").read_bytes())) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    for name, data in parts.items():
        text = data.decode()
        for left in ("en-US", "ja-JP", "rsid", "Jpan", "savePreviewPicture", "thumbnail", "\u2060"):
            assert left not in text, (name, left)
        assert not any("\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef" for char in text), name
    settings = parts["word/settings.xml"].decode()
    assert 'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="14"' in settings
    assert '<w:themeFontLang w:val="vi-VN"/>' in settings
    assert set(parts) >= {"word/document.xml", "word/styles.xml", "word/settings.xml", "word/theme/theme1.xml"}
    assert not {name for name in parts if name.startswith("customXml/") or "stylesWithEffects" in name}


def _letters(run: Run) -> float:
    return 5.0 * len(run.text)


def _upright(run: Run) -> float:
    return 0.0


def _line_ends(runs: tuple[Run, ...], width: float) -> list[int]:
    """The words that begin a line."""
    begun, used = [], width
    for index, word in enumerate(words(runs, _letters)):
        space = _letters(word.space) if word.space and word.space.text != BREAK else 0.0
        if word.breaks:
            used = -space
            continue
        if used + space + word.width > width:
            begun.append(index)
            used = word.width
        else:
            used += space + word.width
    return begun


@pytest.mark.parametrize("hair", [0.6, 2.0])
def test_no_line_of_a_cell_ends_by_a_hair(hair: float) -> None:
    draw = random.Random(15)
    for _ in range(400):
        text = " ".join("x" * draw.randint(1, 9) for _ in range(draw.randint(1, 25)))
        width = 5.0 * draw.randint(9, 24) + draw.choice((-0.4, 0.0, 0.4))
        made = settle((Run(text),), 0.0, width, _letters, _upright, hair)
        assert _line_ends(made, width - hair) == _line_ends(made, width + hair), (text, width, made)
        assert "".join(run.text for run in made).replace("\n", " ").split() == text.split()


def test_a_closing_sign_stays_with_what_is_parted() -> None:
    word = Run("nghiêngnghiêngnghiêng ; !", nowrap=True)
    pieces = ["".join(r.text for r in made.runs) for made in words(opened((word,), 105.0, _letters), _letters)]
    assert "".join(pieces) == word.text
    assert not any(piece.startswith((" ", ";", "!")) for piece in pieces), pieces
    assert max(map(len, pieces)) <= 21


def test_no_piece_begins_with_a_closing_sign() -> None:
    for text in ("www.tayninh.gov.vn / ).", "a" * 20 + "%;", "1234567890 .....", "x" * 9 + " ?!"):
        for width in range(7, 12):
            pieces = parted(text, [1.0] * len(text), float(width), float(width))
            assert "".join(pieces) == text
            assert not any(piece.startswith((" ", ")", "%", ";", "?")) for piece in pieces[1:]), pieces
