"""Letters nobody has seen, in both readers: at least 99.5 % of the long lines are alike, and every page begins alike.

CONGVAN_LETTERS: how many of each shape, 1 where it is not said.
"""

from __future__ import annotations

import difflib
import os
import shutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from agreement import READERS, Line, differences, pages, print_docx
from letters import SHAPES, letter
from overlaps import seen

pytestmark = [pytest.mark.xdist_group("office"), pytest.mark.parametrize("reader", READERS)]
COUNT = int(os.environ.get("CONGVAN_LETTERS", "1"))
LONG = 8  # words
EARLY = {"7.4": {"annex-2"}, "24.8": set()}
"""Letters of which a page is known to begin otherwise: LibreOffice 7.4 mislays a long table (docs/decisions/0007)."""
ROOT = Path(__file__).parents[2]
PLACES = ("Tây Ninh", "Bà Rịa - Vũng Tàu", "Thành phố Hồ Chí Minh")
SYMBOLS = ("STTTT", "BQLDAĐTXDCTGT", "BQLDAĐTXDCTGTVTVNNPTNTVMT")
HEADS = (
    [(p, s) for p in PLACES for s in SYMBOLS]
    if COUNT > 1
    else [*zip(PLACES, reversed(SYMBOLS), strict=True), (PLACES[2], SYMBOLS[2])]
)


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


@pytest.fixture(scope="module")
def prints(tmp_path_factory: pytest.TempPathFactory, unseen, built, kinds):
    """Reader → set → the folder of its prints; each reader starts once for the three sets, each set in a folder of its own.
    What ships is there in 7.4 already (``built``), and the kinds in 7.4 are compared in ``tests/kinds``.
    """
    shop, ids = unseen
    sets = {"unseen": [shop.output(id, "docx") for id in ids], "ships": [built.docx(id) for id in built.ids],
            "kinds": [docx for _, docx in kinds]}  # fmt: skip

    @cache
    def printed(reader: str) -> dict[str, Path]:
        place = tmp_path_factory.mktemp("prints")
        wanted = dict(sets)
        if reader == READERS[0]:
            wanted = {"unseen": sets["unseen"], "kinds": [docx for docx in sets["kinds"] if "-so-" in docx.stem]}
        given, at = [], {}
        for name, files in wanted.items():
            (place / name).mkdir()
            for n, file in enumerate(files):  # one folder for all, and names that are the same in two sets
                given.append(place / f"{name}-{n}.docx")
                shutil.copy(file, given[-1])
                at[given[-1]] = place / name / f"{file.stem}.pdf"
        print_docx(given, place, reader)
        for file, target in at.items():
            file.with_suffix(".pdf").rename(target)
        return {name: place / name for name in wanted} | ({"ships": built.printed} if reader == READERS[0] else {})

    return printed


def test_unseen_letters(unseen, prints, reader: str) -> None:
    shop, ids = unseen
    folder = prints(reader)["unseen"]
    long, alike, said = compared((shop.output(id, "pdf"), folder / f"{id}.pdf") for id in ids)
    print(f"{reader}: {alike} of {long} long lines alike")
    assert long > 100 * COUNT
    assert alike >= 0.995 * long, said
    assert {text.partition(":")[0] for text in said if "pages begin" in text} <= EARLY[reader], said
    assert overlaps([folder / f"{id}.pdf" for id in ids]) == {}
    if reader == READERS[0]:  # ours is the same for both
        assert overlaps(shop.output(id, "pdf") for id in ids) == {}


def test_all_that_ships(built, prints, reader: str) -> None:
    folder = prints(reader)["ships"]
    long, alike, said = compared((built.pdf(id), folder / f"{Path(id).name}.pdf") for id in built.ids)
    print(f"{reader}: {alike} of {long} long lines alike")
    assert alike >= 0.998 * long, said
    assert not [text for text in said if "pages begin" in text]
    assert overlaps(folder / f"{Path(id).name}.pdf" for id in built.ids) == {}


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Path]]:
    """The example of every kind, and heads of each place and symbol, with and without number and date."""
    from shop import office

    shop = office(tmp_path_factory.mktemp("kinds"))
    for file in ROOT.glob("templates/*/example.yaml"):
        shutil.copy(file, shop.root / "circulars" / f"{file.parent.name}.yaml")
    shops = [shop]
    for place, symbol in HEADS:
        shop = office(tmp_path_factory.mktemp("head"))
        issuer = (shop.root / "issuer.yaml").read_text(encoding="utf-8")
        issuer = issuer.replace("place: Tây Ninh", f"place: {place}").replace("symbol: STTTT", f"symbol: {symbol}")
        (shop.root / "issuer.yaml").write_text(issuer, encoding="utf-8")
        for name, more in (("cho-so", ""), ("co-so", "number: 1234\ndate: 2024-10-10\n")):
            id = f"{name}-{PLACES.index(place)}-{SYMBOLS.index(symbol)}"
            shop.write(id, f"unit: thanh-tra\nsubject: thử\nsigner: giam-doc\nto: [so-noi-vu]\nbody: Nội dung.\n{more}")
        shops.append(shop)
    for shop in shops:
        done = shop.run("build")
        assert done.returncode == 0, done.stderr
    return [(docx.with_suffix(".pdf"), docx) for shop in shops for docx in sorted(shop.root.glob("output/*.docx"))]


def test_every_kind_and_every_head(kinds, prints, reader: str) -> None:
    """The kinds in 7.4 are compared in ``tests/kinds``."""
    kinds = kinds if reader != READERS[0] else [(pdf, docx) for pdf, docx in kinds if "-so-" in docx.stem]
    assert len(kinds) >= 2 * len(HEADS)
    folder = prints(reader)["kinds"]
    found = {docx.stem: differences(pdf, folder / f"{docx.stem}.pdf") for pdf, docx in kinds}
    print(f"{reader}: {sum(not said for said in found.values())} of {len(kinds)} files alike")
    assert {name: said for name, said in found.items() if said} == {}
    assert overlaps([*(folder / f"{docx.stem}.pdf" for _, docx in kinds), *(pdf for pdf, _ in kinds)]) == {}
