"""How many copies are printed: as many as Nơi nhận names, an agency once, and the archive's."""

from __future__ import annotations

from pathlib import Path

import pytest

from congvan import pipeline, read
from congvan.dispatch.paper_copies import copies_to_print
from congvan.problems import Problems
from congvan.workspace import Workspace

HEAD = """type: cong-van
unit: thanh-tra
subject: thử
signer: giam-doc
body: Nội dung.
"""


def counted(shop, more: str, electronic=()):
    problems = Problems()
    path: Path = shop.write("cv", HEAD + more)
    office = pipeline.open_office(Workspace(shop.root), problems)
    source = read.read_circular(path, "cv.yaml", "cv", problems)
    circular, _ = pipeline.compose_source(source, office, None, problems)
    assert not problems.failed, list(problems)
    return copies_to_print(circular, electronic)


@pytest.mark.parametrize(
    ("more", "agencies", "by_hand", "archive"),
    [
        ("to: [so-noi-vu]\n", ["so-noi-vu"], [], 2),
        ("to: [so-noi-vu]\narchive: [VT]\n", ["so-noi-vu"], [], 1),
        ("to: [so-noi-vu]\narchive_copies: 5\n", ["so-noi-vu"], [], 5),
        # A group is its agencies, and an agency is counted once however often it is named.
        (
            "to: [so-ban-nganh]\ncopies: [nhu-tren, so-noi-vu, ubnd-tinh]\n",
            ["so-noi-vu", "so-tai-chinh", "so-giao-duc", "ubnd-tinh"], [], 2,
        ),
        ('to: [so-noi-vu]\ncopies: [nhu-tren, {text: "Ban Giám đốc Sở"}]\n', ["so-noi-vu"], ["Ban Giám đốc Sở"], 2),
    ],
)  # fmt: skip
def test_copies_follow_the_list(shop, more, agencies, by_hand, archive) -> None:
    count = counted(shop, more)
    assert (list(count.agencies), list(count.by_hand), count.archive) == (agencies, by_hand, archive)
    assert count.total == len(agencies) + len(by_hand) + archive


def test_who_gets_it_electronically_needs_no_paper(shop) -> None:
    count = counted(shop, "to: [so-ban-nganh]\n", {"so-noi-vu", "so-tai-chinh"})
    assert list(count.agencies) == ["so-giao-duc"]
    assert count.total == 3
