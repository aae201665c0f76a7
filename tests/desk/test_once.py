"""To issue a circular its file is read once and composed once; whatever happens meanwhile is seen all the same."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from deeds import LETTER
from shop import Shop, today

from congvan import Desk, compose

_watched: list[tuple[str, list[str]]] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    """Hooks can't be taken out again; this one notes only while a test watches."""
    if event == "open" and _watched:
        name, seen = _watched[-1]
        if isinstance(arguments[0], str) and Path(arguments[0]).name == name:
            seen.append(arguments[0])


@pytest.fixture(scope="module", autouse=True)
def _listening() -> None:
    sys.addaudithook(_hook)


@contextmanager
def _opens(name: str) -> Iterator[list[str]]:
    seen: list[str] = []
    _watched.append((name, seen))
    try:
        yield seen
    finally:
        _watched.pop()


@pytest.fixture
def composed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of what is composed."""
    seen: list[str] = []
    real = compose.compose

    def counted(circular, *more, **named):
        seen.append(f"{circular.id} {circular.number}")
        return real(circular, *more, **named)

    monkeypatch.setattr(compose, "compose", counted)
    return seen


@pytest.mark.parametrize("before", [0, 1, 3])
def test_a_file_is_read_once_and_composed_once(desk: Desk, shop: Shop, composed: list[str], before: int) -> None:
    for n in range(before):
        shop.write(f"truoc{n}", LETTER.format(n=n))
        assert desk.issue(f"truoc{n}").ok
    shop.write("a", LETTER.format(n="a"))
    composed.clear()
    with _opens("a.yaml") as seen:
        issued = desk.issue("a")
    assert issued.ok, issued.diagnostics
    assert issued.value.number == before + 1
    assert composed == [f"a {before + 1}"]
    assert len(seen) == 2, seen  # once to hold it, once to read it


def test_a_chosen_number_and_an_old_one_cost_no_more(desk: Desk, shop: Shop, composed: list[str]) -> None:
    shop.write("a", LETTER.format(n="a"))
    shop.write("b", LETTER.format(n="b") + f"number: 9\ndate: {today()}\n")
    assert desk.issue("a", number=5).value.number == 5
    assert desk.issue("b").value.number == 9
    assert composed == ["a 5", "b 9"]


def test_a_number_that_another_takes_meanwhile_is_not_given_twice(
    desk: Desk, shop: Shop, composed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from congvan.register.ledger import Ledger

    shop.write("a", LETTER.format(n="a"))
    shop.write("b", LETTER.format(n="b"))
    real, once = Ledger.write, []

    def write(self, work, *, repeatable):
        if not once:  # between the look at the file and the lock
            once.append(1)
            assert Desk.open(shop.root).issue("b").value.number == 1
        return real(self, work, repeatable=repeatable)

    monkeypatch.setattr(Ledger, "write", write)
    assert desk.issue("a").value.number == 2
    assert composed == ["a 1", "b 1", "a 2"]
    assert desk.check().ok
    assert desk.register_verify().ok


def test_what_is_typed_meanwhile_is_what_is_issued(desk: Desk, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    from congvan.register.ledger import Ledger

    file = shop.write("a", LETTER.format(n="a"))
    real, once = Ledger.write, []

    def write(self, work, *, repeatable):
        if not once:
            once.append(1)
            file.write_text(LETTER.format(n="khác hẳn"), encoding="utf-8")
        return real(self, work, repeatable=repeatable)

    monkeypatch.setattr(Ledger, "write", write)
    issued = desk.issue("a")
    assert issued.ok, issued.diagnostics
    assert issued.value.entry.draft.subject == "thử khác hẳn"
    assert "khác hẳn" in file.read_text(encoding="utf-8")
    assert desk.check().ok


def test_a_reference_that_is_recalled_meanwhile_is_seen(
    desk: Desk, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from congvan.register.ledger import Ledger

    shop.write("a", LETTER.format(n="a"))
    assert desk.issue("a").ok
    assert desk.follow_up("a", "b").ok
    real, once = Ledger.write, []

    def write(self, work, *, repeatable):
        if not once:
            once.append(1)
            assert Desk.open(shop.root).recall("a", "sai").ok
        return real(self, work, repeatable=repeatable)

    monkeypatch.setattr(Ledger, "write", write)
    refused = desk.issue("b")
    assert [d.code for d in refused.diagnostics] == ["CV890"]
    assert [e.number for e in desk.register_list().value.entries] == [1]
