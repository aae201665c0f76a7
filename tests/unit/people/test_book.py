"""People, roles, delegation, sessions, the chain of marks: on a file of SQLite, with a clock of our own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from congvan.machine.settings import Settings
from congvan.people.book import Membership, People, Person
from congvan.people.roles import Holding
from congvan.people.setup import Setup, load
from congvan.people.steps import Mark
from congvan.problems import Problems
from congvan.studio.members import Slowing

SIGNER, CHECKER = Holding("ky", "giam-doc"), Holding("kiem-tra")


class Book:
    def __init__(self, root: Path) -> None:
        self.time = datetime(2026, 11, 30, 3, tzinfo=UTC)
        self.people = People(Setup(root, {"so": root, "xa": root}), Settings(), lambda: self.time)

    def add(self, name: str, *held: Holding, office: str = "so", password: str = "mot cau ngan") -> Person:
        assert self.people.add(name, name.title(), [Membership(office, one) for one in held], password, "root")
        return self.whom(name)

    def whom(self, name: str) -> Person:
        found = self.people.person(name)
        assert found is not None
        return found


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = Book(tmp_path)
    yield made
    made.people.close()


@pytest.mark.parametrize(
    ("address", "good"),
    {
        "https://cong-van.tinh.example": True, "http://10.0.0.5:8700/": True, "https://[::1]:8700": True,
        "https://cong van.example": False, "http://cv.example:99999": False, "http://cv.example:x": False,
        "ftp://cv.example": False, "https://": False, "https://a@cv.example": False, "https://cv.example/#a": False,
    }.items(),
)  # fmt: skip
def test_an_address_that_browsers_open(tmp_path: Path, address: str, good: bool) -> None:
    (tmp_path / "issuer.yaml").write_text("", "utf-8")
    (tmp_path / "studio.yaml").write_text(f'offices:\n  so: {{workspace: .}}\naddress: "{address}"\n', "utf-8")
    problems = Problems()
    found = load(tmp_path, problems)
    assert (found is not None, [d.code for d in problems]) == (good, [] if good else ["CV474"])


def test_roles_are_of_an_office_and_of_a_time(book: Book) -> None:
    lan = book.add("lan", CHECKER)
    assert book.people.holdings(lan, "so") == (CHECKER,)
    assert book.people.holdings(lan, "xa") == ()
    book.people.grant(lan, Membership("so", SIGNER, date(2026, 12, 1), date(2026, 12, 2)), "root")
    assert book.people.holdings(book.whom("lan"), "so") == (CHECKER,)
    book.time += timedelta(days=1)
    assert set(book.people.holdings(book.whom("lan"), "so")) == {CHECKER, SIGNER}
    book.time += timedelta(days=2)
    assert book.people.holdings(book.whom("lan"), "so") == (CHECKER,)


def test_a_delegated_role_ends_with_its_paper_and_with_its_giver(book: Book) -> None:
    duc, hoa = book.add("duc", SIGNER), book.add("hoa", CHECKER)
    first = book.people.today()
    book.people.delegate("so", duc, hoa, SIGNER, "Giấy ủy quyền số 05", first, first + timedelta(days=2), "root")
    lent = Holding("ky", "giam-doc", "Duc", "Giấy ủy quyền số 05")
    assert book.people.holdings(hoa, "so") == (CHECKER, lent)
    book.people.disable(duc, "root")
    assert book.people.holdings(hoa, "so") == (CHECKER,)
    book.people.disable(duc, "root", disabled=False)
    book.time += timedelta(days=3)
    assert book.people.holdings(hoa, "so") == (CHECKER,)


@pytest.mark.parametrize("end", ["grant", "revoke", "disable", "password", "end_all", "time"])
def test_sessions_end_everywhere(book: Book, end: str) -> None:
    lan = book.add("lan", CHECKER)
    secrets = [book.people.begin(lan, "Firefox"), book.people.begin(lan, "Chromium")]
    assert {one.agent for one in book.people.sessions(lan)} == {"Firefox", "Chromium"}
    one = Membership("so", CHECKER)
    match end:
        case "grant":
            book.people.grant(lan, Membership("so", SIGNER), "root")
        case "revoke":
            assert book.people.revoke(lan, one, "root")
        case "disable":
            book.people.disable(lan, "root")
        case "password":
            book.people.password(lan, "mot cau khac", "root")
        case "end_all":
            book.people.end_all(lan)
        case _:
            book.time += timedelta(hours=20)
    assert [book.people.session(secret) for secret in secrets] == [None, None]


def test_a_password_and_who_has_none(book: Book) -> None:
    lan = book.add("lan", CHECKER)
    book.add("an", CHECKER, password="")
    assert book.people.fits("lan", "mot cau ngan") is not None
    for name, typed in (("lan", "mot cau ngan "), ("an", ""), ("khong-co", "mot cau ngan"), ("lan", "")):
        assert book.people.fits(name, typed) is None
    book.people.disable(lan, "root")
    assert book.people.fits("lan", "mot cau ngan") is None


def test_a_word_for_a_password_works_once_within_a_day(book: Book) -> None:
    lan = book.add("lan", CHECKER)
    old, word = book.people.reset(lan, "root"), book.people.reset(lan, "root")
    assert book.people.resettable(old) is None
    assert book.people.resettable(word) == lan
    book.people.password(lan, "mot cau khac", "lan")
    assert book.people.resettable(word) is None
    late = book.people.reset(lan, "root")
    book.time += timedelta(hours=25)
    assert book.people.resettable(late) is None


def test_no_secret_lies_in_the_file(book: Book, tmp_path: Path) -> None:
    lan = book.add("lan", CHECKER)
    secrets = [book.people.begin(lan, ""), book.people.reset(lan, "root"), "mot cau ngan"]
    book.people.close()
    data = b"".join(path.read_bytes() for path in tmp_path.glob("studio.db*"))
    assert [secret for secret in secrets if secret.encode() in data] == []
    assert (tmp_path / "studio.db").stat().st_mode & 0o077 == 0


def mark(act: str, book: Book, circular: str = "x") -> Mark:
    return Mark(circular, "lan", "Lan", "soan-thao", act, "a" * 64, book.people.now())  # type: ignore[arg-type]


def test_of_two_who_act_at_once_one_wins(book: Book) -> None:
    assert book.people.mark("so", mark("submit", book), "s", "chữ", 0)
    assert not book.people.mark("so", mark("withdraw", book), "s", "chữ", 0)
    assert book.people.mark("xa", mark("submit", book), "s", "chữ", 0)
    assert [one.act for one in book.people.marks("so")] == ["submit"]
    assert book.people.words("so", "a" * 64) == "chữ"


@pytest.mark.parametrize("change", [
    "UPDATE studio_marks SET reason = 'khác' WHERE position = 2", "DELETE FROM studio_marks WHERE position = 2",
    "UPDATE studio_marks SET person = 'an' WHERE position = 3",
])  # fmt: skip
def test_a_row_changed_by_hand_is_found(book: Book, tmp_path: Path, change: str) -> None:
    book.add("lan", CHECKER)
    for known, act in enumerate(("submit", "content", "form")):
        assert book.people.mark("so", mark(act, book), "s", "", known)
    assert book.people.broken("so") == []
    book.people.close()
    with sqlite3.connect(tmp_path / "studio.db") as connection:
        connection.execute(change)
    connection.close()
    assert book.people.broken("so") != []


def test_failures_are_slowed_and_forgotten() -> None:
    now = [datetime(2026, 11, 30, tzinfo=UTC)]
    slowing = Slowing(lambda: now[0])
    waits = []
    for _ in range(14):
        slowing.failed("name lan")
        waits.append(slowing.wait("name lan", "address x"))
    assert waits[:5] == [0, 0, 2, 4, 8]
    assert max(waits) == 900
    assert slowing.wait("name an") == 0
    now[0] += timedelta(seconds=900)
    assert slowing.wait("name lan") == 0
    slowing.well("name lan")
    slowing.failed("name lan")
    assert slowing.wait("name lan") == 0


def test_nobody_waits_for_what_another_of_their_office_mistypes() -> None:
    """Behind one address sit many; who tries one name after another from there is slowed nevertheless."""
    slowing = Slowing(lambda: datetime(2026, 11, 30, tzinfo=UTC))
    waits = []
    for number in range(40):
        slowing.failed(f"name p{number}", "address x")
        waits.append(slowing.wait("name an", "address x"))
    assert waits[:29] == [0] * 29
    assert waits[29:33] == [2, 4, 8, 16]


def test_attempts_that_come_at_once_are_slowed_as_those_one_after_the_other() -> None:
    slowing = Slowing(lambda: datetime(2026, 11, 30, tzinfo=UTC))
    assert [slowing.attempt("name lan", "address x") for _ in range(5)] == [0, 0, 0, 2, 2]
    assert slowing.wait("name an", "address x") == 0
    slowing.well("name lan")
    assert slowing.attempt("name lan") == 0


def test_of_two_who_use_one_word_at_once_one_sets_the_password(book: Book) -> None:
    lan = book.add("lan", CHECKER)
    word = book.people.reset(lan, "root")
    assert book.people.resettable(word) == lan
    assert book.people.set_by(word, lan, "mot cau khac")
    assert not book.people.set_by(word, lan, "cau cua ai")
    assert book.people.fits("lan", "mot cau khac") == lan


def test_a_role_that_was_lent_in_another_office_is_one_there(book: Book) -> None:
    lan, duc = book.add("lan", CHECKER), book.add("duc", SIGNER, office="xa")
    assert not book.people.elsewhere(lan, "so")
    assert book.people.elsewhere(lan, "xa")
    day = book.people.today()
    book.people.delegate("xa", duc, lan, SIGNER, "Giấy 05", day, day, "root")
    assert book.people.elsewhere(lan, "so")
    book.time += timedelta(days=1)
    assert not book.people.elsewhere(lan, "so")
