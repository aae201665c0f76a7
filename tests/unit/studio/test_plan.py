"""A line of the plan, before anything is sent."""

from __future__ import annotations

import pytest

from congvan.desk.send import Foreseen
from congvan.model.delivery import STATES, Delivery, Parcel, State
from congvan.studio.issuing import _parcel


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("held", ["", "địa chỉ"])
@pytest.mark.parametrize("state", STATES)
def test_every_row_of_the_ledger_has_words_in_a_plan(state: State, held: str, lang: str) -> None:
    row = Delivery(1, "2026/a", "document", "so-y-te", "Sở Y tế", "email", ("a@b.vn",), state, 0, "", "2026-11-30")
    line = _parcel(Foreseen(Parcel("so-y-te", "Sở Y tế", "email", ()), row, held), lang)
    assert line["word"]
    assert line["held"] == (held != "" and state == "planned")
