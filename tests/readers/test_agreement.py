"""Our PDF and the DOCX as LibreOffice prints it: every line and page alike."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from agreement import differences, pages

pytestmark = pytest.mark.xdist_group("office")


def test_every_line_and_page_alike(built) -> None:
    found = {
        id: said for id in built.ids if id != "doan-van" and (said := differences(built.pdf(id), built.office(id)))
    }
    assert found == {}


def test_paragraphs_break_alike(built) -> None:
    """300 generated paragraphs, with what tempts a line to break inside a word."""
    assert differences(built.pdf("doan-van"), built.office("doan-van")) == []


def test_the_real_letter_turns_its_page_where_the_original_does(built) -> None:
    first, second = pages(built.pdf("2024/canh-bao-gia-danh-lan-2"))
    assert first[-1].text.endswith("danh sách thuê")
    assert second[1].text.startswith("bao điện thoại")
    assert any(line.text.startswith("V/v") and line.text.endswith("giả danh") for line in first)


def test_the_tool_sees_a_difference(built) -> None:
    assert differences(built.pdf("2024/canh-bao-gia-danh"), built.office("2024/canh-bao-gia-danh-lan-2"))


def test_the_tool_as_a_command(built) -> None:
    id = "2024/khac-phuc-su-co-mang"
    tool = Path(__file__).parents[1] / "tools" / "agreement.py"
    done = subprocess.run(
        [sys.executable, tool, built.pdf(id), built.docx(id)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "every line and page alike\n")
