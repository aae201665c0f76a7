"""Cells of generated tables: every line end is decided, nothing is wider than its column, no word is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from letters import letter
from shop import office as shop_of

from congvan import pipeline
from congvan.model.document import Cell, Document, Table
from congvan.model.layout import TableSpec, TextSpec
from congvan.pipeline.preview import document_of
from congvan.problems import Problems
from congvan.render import fonts, layout, tables
from congvan.render.layout.setting import Setting
from congvan.workspace import Target, Workspace


def _cells(table: Table) -> Iterator[tuple[int, Cell, str]]:
    """Column, cell and style."""
    for row, style in [(table.head, "table_head"), *((row, "table_cell") for row in table.rows)]:
        yield from ((column, cell, style) for column, cell in enumerate(row))


def _said(table: Table) -> list[str]:
    return [re.sub(r"[\s\u200b]+", "", "".join(run.text for run in cell.runs)) for _, cell, _ in _cells(table)]


def _specs(document: Document, office: pipeline.Office) -> Iterator[TableSpec]:
    spec = layout.lay_out(document, office.standard, fonts.find())
    texts = [p for section in spec.sections for p in section.pieces if isinstance(p, TextSpec)]
    yield from (part for text in texts for part in text.parts if isinstance(part, TableSpec))


@pytest.mark.parametrize("seed", [20, 21])
def test_every_line_of_every_cell_is_decided(tmp_path: Path, seed: int) -> None:
    office = pipeline.open_office(Workspace(shop_of(tmp_path).root), Problems())
    assert office is not None
    target = Target("x", tmp_path / "circulars" / "x.yaml", "x.yaml")
    document = document_of(target, letter(seed, "table").encode(), office, Problems())
    assert document is not None
    setting = Setting(office.standard, fonts.find(), document.names)
    padding = 2 * office.standard.gaps["cell_padding"]
    typed = [block for block in document.body if isinstance(block, Table)]
    made = list(_specs(document, office))
    assert [_said(spec.table) for spec in made] == [_said(table) for table in typed]
    for spec in made:
        for column, cell, style in _cells(spec.table):
            room, found = spec.widths[column] - padding, tables._measured(cell, setting, style)
            assert tables._breaks(found, room - 0.5) == tables._breaks(found, room + 0.5), cell
            assert max((width for _, width in found), default=0.0) <= room, cell
