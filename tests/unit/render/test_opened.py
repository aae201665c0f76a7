"""Tokens that no line can hold, and columns that are too wide together."""

from congvan.model.document import Run
from congvan.render.breaking import columns
from congvan.render.opened import BREAK, opened

LINK = "https://a.gov.vn/tra-cuu/ho-so?ma=000.00.01&loai=toan-trinh-mot-phan-rat-dai"


def measure(run: Run) -> float:
    return float(len(run.text))


def test_an_address_is_parted_after_its_signs_and_loses_nothing() -> None:
    runs = (Run("xem "), Run(LINK, bold=True, nowrap=True), Run(" nhé"))
    made = opened(runs, 20, measure)
    pieces = [r.text for r in made[1:-1]]
    assert "".join(p for p in pieces if p != BREAK) == LINK
    assert all(len(p) <= 20 for p in pieces)
    assert pieces[:3] == ["https:/", BREAK, "/a."] or pieces[0] == "https://"
    assert all(r.nowrap or r.text == "-" for r in made[1:-1] if r.text != BREAK)
    assert not any(r.nowrap for r in made if r.text == BREAK)


def test_what_fits_is_left_alone_and_what_has_no_sign_is_parted_anywhere() -> None:
    runs = (Run(LINK, nowrap=True),)
    assert opened(runs, 200, measure) is runs
    made = opened((Run("a" * 45 + "!", nowrap=True),), 20, measure)
    assert [len(r.text) for r in made if r.text != BREAK] == [20, 20, 6]


def test_glued_words_part_at_their_space_first() -> None:
    made = opened((Run("số 12/QĐ-UBND", nowrap=True),), 10, measure)
    assert [(r.text, r.nowrap) for r in made] == [("số", True), (" ", False), ("12/QĐ-UBND", True)]


def test_only_the_widest_column_gives_way() -> None:
    assert columns([30, 580, 40], [30, 600, 40], 460) == [30, 390, 40]
    assert columns([100, 500, 480], [100, 500, 480], 460) == [100, 180, 180]
