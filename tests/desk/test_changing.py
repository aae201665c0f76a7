"""One change of the register is whole or undone, and what undid it is told; a rule is the same for letters and copies."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from deeds import LETTER
from shop import Shop, today

from congvan import Desk, pipeline
from congvan.model.register import Code, Draft, Filter
from congvan.pipeline import changing
from congvan.problems import Problems
from congvan.workspace import Workspace

DRAFT = Draft(type="cong-van", type_name="Công văn", symbol="A", subject="x", origin="reserve")


@pytest.fixture
def office(shop: Shop):
    made = pipeline.open_office(Workspace(shop.root), Problems())
    yield made
    made.forget()


def _entered(office) -> list[int]:
    return [e.number for e in pipeline.ledger_of(office).list(Filter())]


@pytest.mark.parametrize("how", ["noted", "raised", "raised bare"])
def test_an_error_undoes_all_and_is_told(office, how: str) -> None:
    def work(writing, mine):
        writing.lock(2026, "chung")
        writing.enter(DRAFT, 2026, "chung", 1, None, "reserved", reason="x")
        why = Problems() if how == "raised" else mine
        why.error("CV532", None)
        if how != "noted":
            raise changing.Refused(why if how == "raised" else None)
        return 1

    problems = Problems()
    assert changing.change(office, work, problems, repeatable=False) is None
    assert [d.code for d in problems] == ["CV532"]
    assert _entered(office) == []


def test_what_an_attempt_met_that_is_made_again_is_nobody_s_fault(office, monkeypatch: pytest.MonkeyPatch) -> None:
    from congvan.register.ledger import Ledger

    real = Ledger.write

    def twice(self, work, *, repeatable):
        with pytest.raises(changing.Refused):
            real(self, work, repeatable=repeatable)
        return real(self, work, repeatable=repeatable)

    monkeypatch.setattr(Ledger, "write", twice)
    tried: list[int] = []

    def work(writing, mine):
        tried.append(1)
        if len(tried) == 1:
            mine.error("CV532", None)
        else:
            mine.warning("CV536", None, code="1", year=2026, free="", next=2)
        return len(tried)

    problems = Problems()
    assert changing.change(office, work, problems, repeatable=True) == 2
    assert [d.code for d in problems] == ["CV536"]


def test_number_and_date_rise_together_for_letters_and_copies(desk: Desk, shop: Shop, tmp_path) -> None:
    old, now = today() - timedelta(days=2), today()
    for id in "abc":
        shop.write(id, LETTER.format(n=id))
    assert desk.issue("a", day=now).ok
    assert [d.code for d in desk.issue("b", day=old).diagnostics] == ["CV510"]
    (pdf,) = desk.build("a", formats=["pdf"]).value[0].outputs
    assert desk.copy(pdf, "sao/1", form="sao-y", signer="giam-doc", day=now).ok
    early = desk.copy(pdf, "sao/2", form="sao-y", signer="giam-doc", day=old)
    assert [d.code for d in early.diagnostics] == ["CV510"]


def test_a_gap_lies_between_its_neighbours(office) -> None:
    days = [date(2026, 1, 10), date(2026, 1, 20)]

    def entered(writing, mine):
        writing.lock(2026, "chung")
        for number, day in zip((1, 3), days, strict=True):
            writing.enter(DRAFT, 2026, "chung", number, day)

    changing.change(office, entered, Problems(), repeatable=False)
    for day, codes in ((9, ["CV510"]), (10, []), (20, []), (21, ["CV516"])):
        problems = Problems()

        def look(writing, mine, day=day):
            changing.in_order(writing, Code(2, "A"), date(2026, 1, day), "chung", mine)

        changing.change(office, look, problems, repeatable=False)
        assert [d.code for d in problems] == codes
        assert all("{" not in text for d in problems for text in (_words(d, "vi"), _words(d, "en")))


def _words(found, language: str) -> str:
    from congvan.messages import sentence

    return sentence(found, language)
