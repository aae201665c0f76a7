"""One studio and one Chromium for these tests, in each process that runs a half of them; a missing browser fails the run."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from browsing import CHROMIUM, LETTER, Studio, Watched, entered, window, workspace
from playwright.sync_api import Browser, Page, sync_playwright

EDITOR = {"differing", "entry", "first_visit", "form", "late_answers", "letter_881", "never_lost", "typing"}
"""What is tried in the editor: half of the time of all. The two halves may run side by side, each with a studio of its own."""


@pytest.hookimpl(tryfirst=True)  # before xdist gathers the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            half = "editor" if item.path.stem.removeprefix("test_") in EDITOR else "studio"
            item.add_marker(pytest.mark.xdist_group(half))


@pytest.fixture(scope="package")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    made = Studio(workspace(tmp_path_factory.mktemp("studio")))
    made.start()
    yield made
    code, _, err = made.end()
    assert code == 0, err
    assert "Traceback" not in err, err


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    assert Path(CHROMIUM).is_file(), "chromium is missing: tools/setup.sh test"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def signed_in(studio: Studio, chromium: Browser) -> dict[str, object]:
    return entered(chromium, studio)


@pytest.fixture
def seen(chromium: Browser, studio: Studio, signed_in: dict[str, object]) -> Iterator[Watched]:
    """A window that has signed in; nothing may be wrong in its console, and nothing is asked of another machine."""
    found = window(chromium, studio.base, signed_in)
    yield found
    found.context.close()
    assert found.away == []
    assert [text for text in found.said if "status of 4" not in text and "ERR_" not in text] == []


@pytest.fixture
def page(seen: Watched) -> Page:
    return seen.page


@pytest.fixture(scope="module")
def open_window(chromium: Browser, studio: Studio, signed_in: dict[str, object]) -> Iterator[Page]:
    """A window into which axe may be put, which our policy forbids."""
    found = window(chromium, studio.base, signed_in, bypass_csp=True)
    yield found.page
    found.context.close()


@pytest.fixture
def letter(studio: Studio) -> Iterator[str]:
    """A letter of this test's own."""
    id = f"2026/thu-{os.urandom(4).hex()}"
    studio.file(id).parent.mkdir(exist_ok=True)
    shutil.copy(studio.file(LETTER), studio.file(id))
    text = studio.file(id).read_text("utf-8").replace("number: 881\n", "").replace("date: 2024-05-14\n", "", 1)
    studio.file(id).write_text(text, "utf-8")
    yield id
    studio.file(id).unlink(missing_ok=True)
