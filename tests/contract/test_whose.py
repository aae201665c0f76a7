"""Whose register it is: by code, by id, by symbol and name together; nobody ever takes another's number."""

from __future__ import annotations

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import issued
import pytest
import sqlalchemy as sa
from shop import BRIEF as LETTER
from shop import Shop, said_codes

from congvan.model.register import COMMON, Draft, Entry
from congvan.problems import MachineFault, Problems
from congvan.register import Identity, Location, open_ledger, verify
from congvan.register.ledger import Ledger, Writing

DAY = date(2026, 11, 28)
PHU, PHUC = "UBND xã Tân Phú", "UBND xã Tân Phúc"


@pytest.fixture
def place(register_url: str, tmp_path: Path) -> Location:
    """A database that several agencies share."""
    return Location(url=register_url) if register_url else Location(path=tmp_path / "chung.db")


def agency(place: Location, symbol: str, name: str, code: str | None = None, id: str | None = None) -> Ledger:
    return open_ledger(place, Identity(symbol, code, name, id))


def taken(ledger: Ledger) -> int:
    """The next number."""

    def work(tx: Writing) -> Entry:
        number = tx.lock(2026, COMMON).number + 1
        return tx.enter(Draft("cong-van", "Công văn", "UBND", "việc"), 2026, COMMON, number, DAY)

    number = ledger.write(work, repeatable=False).number
    assert faults(ledger) == []
    return number


def faults(ledger: Ledger) -> list[str]:
    found = Problems()
    ledger.ask(lambda c, o: verify.check(c, o, found), None)
    return [f"{d.code} {d.values}" for d in found]


def refused(ledger: Ledger) -> bool:
    """By name, for reading and writing, and nothing was taken."""
    for deed in (lambda: taken(ledger), ledger.head):
        with pytest.raises(MachineFault) as told:
            deed()
        assert told.value.diagnostic.code == "CV590"
    return True


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"code": "H53.1"}, {"code": "H53.2"}),
        ({"id": "tan-phu"}, {"id": "tan-phuc"}),
        ({"code": "H53.1"}, {"id": "tan-phuc"}),
        ({"id": "tan-phu"}, {"code": "H53.2"}),
        ({"code": "H53.1", "id": "xa"}, {"code": "H53.2", "id": "xa-2"}),
    ],
)
@pytest.mark.parametrize("name", [PHUC, "UBND xã Tân Phù"])
def test_two_agencies_of_one_symbol_have_sequences_of_their_own(place, first, second, name: str) -> None:
    a, b = agency(place, "UBND", PHU, **first), agency(place, "UBND", name, **second)
    assert [taken(x) for x in (a, a, b, a, b)] == [1, 2, 1, 3, 2]
    assert len({a.head(), b.head()}) == 2
    assert [len(x.search("viec", 10)) for x in (a, b)] == [3, 2]


def test_the_same_name_in_two_provinces(place) -> None:
    a, b = agency(place, "TYT", "Trạm Y tế", code="H1"), agency(place, "TYT", "Trạm Y tế", code="H2")
    assert [taken(x) for x in (a, b, a)] == [1, 1, 2]


@pytest.mark.parametrize("name", [PHUC, "UBND xã Tân Phù", "UBND phường 2", "Ủy ban nhân dân xã Khác"])
def test_whoever_can_not_be_told_is_refused_by_name(place, name: str) -> None:
    a = agency(place, "UBND", PHU)
    assert taken(a) == 1
    for more in ({}, {"code": "H53.2"}, {"id": "xa-khac"}):
        assert refused(agency(place, "UBND", name, **more))
    assert taken(a) == 2
    # the first says who it is, and from then on both are told apart
    assert taken(agency(place, "UBND", PHU, id="tan-phu")) == 3
    assert refused(agency(place, "UBND", name))
    assert taken(agency(place, "UBND", name, id="xa-khac")) == 1
    assert taken(agency(place, "UBND", PHU)) == 4  # symbol and name together are still enough for it


def test_capitals_spaces_and_the_letter_of_a_tone_make_no_other_name(place) -> None:
    assert taken(agency(place, "UBND", "Uỷ ban nhân dân xã Hoà  Bình")) == 1
    assert taken(agency(place, "UBND", "ỦY BAN NHÂN DÂN xã Hòa Bình")) == 2


@pytest.mark.parametrize("how", ["code", "id"])
def test_symbol_and_name_change_and_the_register_goes_on(place, how: str) -> None:
    known = {how: "h53-1" if how == "id" else "H53.1"}
    assert taken(agency(place, "STTTT", "Sở Thông tin và Truyền thông")) == 1
    assert taken(agency(place, "STTTT", "Sở Thông tin và Truyền thông", **known)) == 2  # told later
    assert taken(agency(place, "SKHCN", "Sở Khoa học và Công nghệ", **known)) == 3
    assert taken(agency(place, "SKHCN", "Sở Khoa học và Công nghệ", **known)) == 4
    other = agency(place, "STTTT", "Sở Thông tin và Truyền thông", code="H99")
    assert taken(other) == 1  # the symbol that is free now
    assert taken(agency(place, "SKHCN", "Sở Khoa học và Công nghệ")) == 5  # code left out again: symbol and name
    assert taken(other) == 2


def test_code_and_id_come_one_after_the_other(place) -> None:
    assert taken(agency(place, "UBND", PHU, id="tan-phu")) == 1
    assert taken(agency(place, "UBND", "UBND phường Tân Phú", id="tan-phu", code="H53.7")) == 2
    assert taken(agency(place, "UB", "UBND phường Tân Phú", code="H53.7")) == 3
    assert taken(agency(place, "UB", "UBND phường Tân Phú", code="H53.7", id="phuong-tan-phu")) == 4
    assert taken(agency(place, "UBND", "x", id="phuong-tan-phu")) == 5


def test_code_and_id_of_two_agencies_are_refused(place) -> None:
    a, b = agency(place, "UBND", PHU, code="H1", id="phu"), agency(place, "UBND", PHUC, code="H2", id="phuc")
    assert [taken(a), taken(b)] == [1, 1]
    assert refused(agency(place, "UBND", PHU, code="H1", id="phuc"))
    assert refused(agency(place, "UBND", PHU, code="H3", id="phu"))
    assert [taken(a), taken(b)] == [2, 2]


def test_many_of_one_symbol_come_at_once(place) -> None:
    agencies = [agency(place, "UBND", f"UBND xã số {n}", code=f"H53.{n}") for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(taken, agencies)) == [1] * 8
        assert list(pool.map(taken, agencies)) == [2] * 8


def beside(folder: Path, symbol: str, name: str, **more: str) -> Ledger:
    return open_ledger(
        Location(path=folder / "register.db", own=True), Identity(symbol, more.get("code"), name, more.get("id"))
    )


@pytest.mark.parametrize(
    ("symbol", "name", "more", "goes_on"),
    [
        ("STTTT", "Sở Thông tin và Truyền thông", {}, True),
        ("STTTT", "Sở Thông tin và Truyền thôn", {}, True),  # a letter
        ("STTTT", "Sở Thông tin và Truyên thông", {"code": "H53.12"}, True),  # a mark, and a code at once
        ("STT", "Sở Thông tin và Truyền thông", {}, True),  # the symbol
        ("STTTT", "Sở Thông tin và Truyền thông tỉnh khác", {}, False),
        ("STTTT", "Sở Khoa học và Công nghệ", {"id": "so-khcn"}, False),  # a folder copied from another agency
        ("STTTT", "Sở Thông tin và Truyền thông", {"id": "khac"}, False),  # an id that was written once stays
        ("STTTT", "Sở Thông tin và Truyền thông", {"code": "H54.1", "id": "so"}, True),
    ],
)
@pytest.mark.parametrize("id", [None, "so"])
def test_a_register_beside_issuer_yaml_bears_a_slip(tmp_path: Path, symbol, name, more, goes_on: bool, id) -> None:
    if id is None and more.get("id") in ("khac", "so"):
        goes_on = True
    assert taken(beside(tmp_path, "STTTT", "Sở Thông tin và Truyền thông", **({"id": id} if id else {}))) == 1
    ledger = beside(tmp_path, symbol, name, **more)
    assert taken(ledger) == 2 if goes_on else refused(ledger)


@pytest.mark.parametrize(("old", "new"), [("UBND xã A", "UBND xã B"), ("UBND phường 11", "UBND phường 12"),
                                          ("Trường THCS số XIII", "Trường THCS số XVIII")])  # fmt: skip
def test_a_letter_that_makes_another_agency_is_no_slip(tmp_path: Path, old: str, new: str) -> None:
    assert taken(beside(tmp_path, "UBND", old)) == 1
    assert refused(beside(tmp_path, "UBND", new))


@pytest.fixture
def two(tmp_path: Path, register_url: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Shop, Shop]:
    """Two workspaces, one register."""
    if not register_url:
        monkeypatch.setenv("CONGVAN_REGISTER", str(tmp_path / "chung.db"))
    from shop import office

    made = []
    for name in ("mot", "hai"):
        (tmp_path / name).mkdir()
        made.append(office(tmp_path / name))
    return made[0], made[1]


def say(shop: Shop, name: str, *more: str) -> None:
    path = shop.root / "issuer.yaml"
    drop = ("name:", "symbol:", "code:", "id:")
    rest = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith(drop)]
    path.write_text("\n".join([f"name: {name}", "symbol: UBND", *more, *rest]) + "\n", encoding="utf-8")


def test_two_workspaces_of_one_symbol_from_the_command_line(two: tuple[Shop, Shop]) -> None:
    one, other = two
    say(one, PHU)
    say(other, PHUC)
    for shop in two:
        for n in "abc":
            shop.write(n, LETTER.format(n=n))
    assert one.run("issue", "a").stdout.strip() == "01/UBND-TTr"
    done = other.run("issue", "a")
    assert (done.returncode, " CV590: " in done.stderr) == (3, True)
    assert PHU in done.stderr
    assert "number:" not in (other.root / "circulars" / "a.yaml").read_text(encoding="utf-8")
    say(one, PHU, "id: tan-phu")
    say(other, PHUC, "id: tan-phuc")
    assert one.run("issue", "b").stdout.strip() == "02/UBND-TTr"
    assert other.run("issue", "a").stdout.strip() == "01/UBND-TTr"
    for shop in two:
        assert said_codes(shop.run("register", "verify", "--json"), 0) == []
    say(other, "UBND phường Tân Phúc", "id: tan-phuc", "code: H53.9")
    assert other.run("issue", "b").stdout.strip() == "02/UBND-TTr"
    assert [e["subject"] for e in json.loads(one.run("register", "list", "--json").stdout)["entries"]] == [
        "việc a",
        "việc b",
    ]
    say(other, PHUC, "id: Tân Phúc")
    bad = other.run("check", "a", "--json")
    assert said_codes(bad, 1) == ["CV033"]
    assert '"id"' in json.loads(bad.stdout)["diagnostics"][0]["message"]


def test_a_register_of_before_goes_on_without_the_clerk(tmp_path: Path, register_url: str) -> None:
    """Each transition from the rows that older programs left: keyed by symbol, some with a code."""
    name = "Sở Thông tin và Truyền thông"
    issued.put(tmp_path, register_url)
    place = Location(url=register_url) if register_url else Location(path=tmp_path / "register.db")
    assert taken(agency(place, "STTTT", name, code="H53.12")) == 40
    assert taken(agency(place, "STTTT", name)) == 41
    assert taken(agency(place, "STTTT", name, code="H53.12", id="so-tttt")) == 42
    assert taken(agency(place, "SKHCN", "Sở Khoa học và Công nghệ", code="H53.12")) == 43
    assert taken(agency(place, "STTTT", "Sở của tỉnh khác", code="H54.12")) == 1


def test_an_old_row_without_a_code_is_not_taken_by_another(tmp_path: Path, register_url: str) -> None:
    issued.put(tmp_path, register_url)
    url = register_url.replace("postgresql://", "postgresql+psycopg://") or f"sqlite:///{tmp_path}/register.db"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE offices SET code = NULL")
    engine.dispose()
    place = Location(url=register_url) if register_url else Location(path=tmp_path / "register.db")
    for more in ({}, {"code": "H54.12"}, {"id": "so-khac"}):
        with pytest.raises(MachineFault, match="CV590"):
            agency(place, "STTTT", "Sở Thông tin và Truyền thông tỉnh khác", **more).head()


def test_an_old_register_beside_issuer_yaml_goes_on_under_todays_name(tmp_path: Path) -> None:
    """Older programs kept the name of the first day, and looked at the symbol alone: from now on names count."""
    issued.put(tmp_path, "")
    with sqlite3.connect(tmp_path / "register.db") as there:
        there.execute("UPDATE offices SET code = NULL, name = 'Sở Bưu chính, Viễn thông'")
    there.close()

    def number(ledger: Ledger) -> int:  # not verified: the name was changed by hand here
        def work(tx: Writing) -> int:
            return tx.lock(2026, COMMON).number

        return ledger.write(work, repeatable=False)

    assert number(beside(tmp_path, "STTTT", "Sở Thông tin và Truyền thông")) == 39
    assert number(beside(tmp_path, "STTTT", "Sở Thông tin và Truyền thông")) == 39
    assert refused(beside(tmp_path, "STTTT", "Sở Bưu chính, Viễn thông"))
    place = Location(path=tmp_path / "register.db")
    assert refused(agency(place, "STTTT", "Sở của tỉnh khác", code="H54.1"))


def test_two_rows_that_an_older_program_made_of_one_agency(place) -> None:
    """The symbol was changed, and it began a second row with the same code: each goes on by its symbol."""
    first = agency(place, "STTTT", "Sở A", code="H1")
    assert taken(first) == 1
    second = agency(place, "SKH", "Sở B", code="H2")
    assert taken(second) == 1
    first.database.write(lambda c: c.exec_driver_sql("UPDATE offices SET code = 'H1'"), repeatable=True)
    assert agency(place, "STTTT", "Sở A", code="H1").head() != agency(place, "SKH", "Sở B", code="H1").head()
    assert agency(place, "SKHCN", "Sở C", code="H1").head() == agency(place, "SKH", "Sở B", code="H1").head()
