"""Pages are kept for the text that they show."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from congvan.desk.desk import Desk
from congvan.desk.preview import Preview
from congvan.desk.result import Result
from congvan.studio.drawing import Drawer
from congvan.studio.offices import Place

SVG = '<svg viewBox="0 0 794 1123">{}</svg>'


def test_a_text_that_is_saved_while_it_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["a", "b", "a", "a"]  # what lies there at each reading

    def call(_work: Any, _folder: Path, _settings: Any, _id: str, _source: None, wanted: tuple[str, ...]) -> Any:
        text = texts.pop(0)
        pages = (SVG.format(text),) if "pages" in wanted else ()
        return Result(Preview(text if "html" in wanted else "", pages), (), None)

    monkeypatch.setattr("congvan.machine.workers.call", call)
    drawer, place = Drawer(), Place("so", Desk.open(tmp_path))
    first, other = drawer.sheets(place, "a", None)
    assert first.value is not None
    assert first.value.html == "b"  # what is told is told of the pages that are given
    second, sheets = drawer.sheets(place, "a", None)
    assert second.value is not None
    assert second.value.html == "a"
    assert sheets != other


def test_a_page_is_of_the_office_for_which_it_was_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever knows its name gets it at no other office's address; the same text in two offices is drawn for each."""

    def call(_work: Any, _folder: Path, _settings: Any, _id: str, _source: None, wanted: tuple[str, ...]) -> Any:
        return Result(Preview("a", (SVG.format("a"),) if "pages" in wanted else ()), (), None)

    monkeypatch.setattr("congvan.machine.workers.call", call)
    drawer = Drawer()
    _, sheets = drawer.sheets(Place("so", Desk.open(tmp_path)), "a", None)
    assert sheets is not None
    assert drawer.store.page("so", sheets.pages[0]) is not None
    assert drawer.store.page("xa", sheets.pages[0]) is None
    assert drawer.sheets(Place("xa", Desk.open(tmp_path)), "a", None)[1] == sheets
    assert drawer.store.page("xa", sheets.pages[0]) is not None
