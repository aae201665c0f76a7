"""Letters nobody has seen, in both readers: at least 99.5 % of the long lines are alike, and every page begins alike.

CONGVAN_LETTERS: how many of each shape, 1 where it is not said.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from agreement import READERS, Line, pages, print_docx
from letters import SHAPES, letter
from overlaps import seen

pytestmark = [pytest.mark.xdist_group("office"), pytest.mark.parametrize("reader", READERS)]
COUNT = int(os.environ.get("CONGVAN_LETTERS", "1"))
LONG = 8  # words


def overlaps(files: Iterable[Path]) -> dict[str, list[str]]:
    return {str(file): said for file in files if (said := seen(file))}


def _texts(found: Iterable[Iterable[Line]]) -> list[str]:
    return [line.text for page in found for line in page]


def compared(pairs: Iterable[tuple[Path, Path]]) -> tuple[int, int, list[str]]:
    """Long lines of ours, how many of them the other has in its order too, and what differs."""
    long = alike = 0
    said: list[str] = []
    for ours, theirs in pairs:
        first, second = pages(ours), pages(theirs)
        a, b = _texts(first), _texts(second)
        shared: set[int] = set()
        for block in difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
            shared.update(range(block.a, block.a + block.size))
        wanted = {index for index, text in enumerate(a) if len(text.split()) >= LONG}
        long, alike = long + len(wanted), alike + len(wanted & shared)
        said += [f"{ours.stem}: {a[index]!r}" for index in sorted(wanted - shared)]
        begins = [
            [page[1 if number else 0].text.split()[:4] for number, page in enumerate(p) if len(page) > 1]
            for p in (first, second)
        ]
        if begins[0] != begins[1]:
            said.append(f"{ours.stem}: pages begin {begins}")
    return long, alike, said


@pytest.fixture(scope="module")
def unseen(tmp_path_factory: pytest.TempPathFactory):
    from shop import office

    shop = office(tmp_path_factory.mktemp("unseen"))
    for shape in SHAPES:
        for seed in range(COUNT):
            (shop.root / "circulars" / f"{shape}-{seed}.yaml").write_text(letter(seed, shape), encoding="utf-8")
    done = shop.run("build")
    assert done.returncode == 0, done.stderr
    return shop, [f"{shape}-{seed}" for shape in SHAPES for seed in range(COUNT)]


def test_unseen_letters(unseen, reader: str, tmp_path: Path) -> None:
    shop, ids = unseen
    print_docx([shop.output(id, "docx") for id in ids], tmp_path, reader)
    long, alike, said = compared((shop.output(id, "pdf"), tmp_path / f"{id}.pdf") for id in ids)
    print(f"{reader}: {alike} of {long} long lines alike")
    assert long > 100 * COUNT
    assert alike >= 0.995 * long, said
    assert not [text for text in said if "pages begin" in text]
    assert overlaps([*tmp_path.glob("*.pdf"), *(shop.output(id, "pdf") for id in ids)]) == {}


def test_all_that_ships(built, reader: str, tmp_path: Path) -> None:
    files = [built.docx(id) for id in built.ids]
    print_docx(files, tmp_path, reader)
    long, alike, said = compared((built.pdf(id), tmp_path / f"{Path(id).name}.pdf") for id in built.ids)
    print(f"{reader}: {alike} of {long} long lines alike")
    assert alike >= 0.998 * long, said
    assert not [text for text in said if "pages begin" in text]
    assert overlaps(tmp_path.glob("*.pdf")) == {}
