"""Twenty people at once in one process, each at a desk: no number twice, no word in another's language, no hang."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deeds import LETTER
from shop import Shop

from congvan import Desk

PEOPLE = 20
EACH = 3


def test_twenty_desks_issue_check_and_look_side_by_side(shop: Shop) -> None:
    one = Desk.open(shop.root)
    for n in range(PEOPLE * EACH):
        shop.write(f"a{n}", LETTER.format(n=n))
        shop.write(f"sai{n}", LETTER.format(n=n).replace("so-noi-vu", f"so-{n}"))

    def work(person: int) -> list[int]:
        desk, language = (Desk.open(shop.root) if person % 2 else one), ("vi", "en")[person % 2]
        numbers = []
        for n in range(person * EACH, person * EACH + EACH):
            wrong = desk.check(f"sai{n}")
            assert f"so-{n}" in wrong.diagnostics[0].message(language)
            assert ("không có" in wrong.diagnostics[0].message(language)) == (language == "vi")
            issued = desk.issue(f"a{n}")
            assert issued.ok, [d.message() for d in issued.diagnostics]
            numbers.append(issued.value.number)
            assert desk.register_show(issued.value.code).value.entry.circular == f"a{n}"
            assert issued.value.number in {e.number for e in desk.register_list().value.entries}
        return numbers

    with ThreadPoolExecutor(PEOPLE) as people:
        found = [n for numbers in people.map(work, range(PEOPLE), timeout=300) for n in numbers]
    assert sorted(found) == list(range(1, PEOPLE * EACH + 1))
    assert one.register_verify().ok
    assert {p.stat().st_mode & 0o777 for p in (Path(shop.root) / "circulars").glob("a*.yaml")} == {0o644}


def test_twenty_desks_build_and_inspect_side_by_side(shop: Shop) -> None:
    alone = Desk.open(shop.root)
    for n in range(PEOPLE):
        shop.write(f"b{n}", LETTER.format(n=n))
    first = alone.build("b0", output=shop.root / "mot-minh")
    assert first.ok, first.diagnostics

    def work(person: int) -> list[bytes]:
        desk = Desk.open(shop.root, language=("vi", "en")[person % 2])
        built = desk.build(f"b{person}", output=shop.root / f"ra-{person}")
        assert built.ok, [d.message() for d in built.diagnostics]
        judged = desk.inspect(built.value[0].outputs)
        assert judged.ok, [f.sentence("vi") for item in judged.value.files for f in item.report.findings]
        return [path.read_bytes() for path in built.value[0].outputs]

    with ThreadPoolExecutor(PEOPLE) as people:
        made = list(people.map(work, range(PEOPLE), timeout=500))
    assert made[0] == [path.read_bytes() for path in first.value[0].outputs]
    assert len({data for files in made for data in files}) == 2 * PEOPLE
