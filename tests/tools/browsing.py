"""The studio as a process of its own, and windows of Debian's Chromium that look at it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from playwright.sync_api import Browser, BrowserContext, Page
from shop import ROOT, Shop, office

CHROMIUM = "/usr/bin/chromium"
PICTURES = ROOT / "output" / "studio"
"""Where the pictures of these tests go, to be looked at; `make pictures` puts those of the guide where it shows them."""
LETTER = "2024/canh-bao-gia-danh-lan-2"
AXE = ROOT / "tests" / "tools" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Studio:
    """The program as a process, serving a workspace."""

    shop: Shop
    port: int = 0
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[str] | None = None
    errors: IO[str] | None = None
    address: str = ""

    def start(self) -> str:
        """Begin; the address that signs in."""
        command = [sys.executable, str(ROOT / "build.py"), "--workspace", ".", "studio", "--port", str(self.port)]
        # a pipe that nobody reads fills, and the server waits
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.process = subprocess.Popen(
            command, cwd=self.shop.root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.errors, text=True,
            env={**os.environ, "CONGVAN_ACTOR": "lan", **self.environment},
        )  # fmt: skip
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found is not None, (line, self.said())
        self.address = found[0]
        self.port = int(self.address.split(":")[2].partition("/")[0])
        return self.address

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def at(self) -> str:
        return f"{self.base}/van-phong"

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def end(self) -> tuple[int, str, str]:
        """Ctrl-C: the exit code and what was said."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        out, _ = self.process.communicate(timeout=20)
        return self.process.returncode, out, self.said()

    def said(self) -> str:
        """What went to the standard error."""
        assert self.errors is not None
        self.errors.seek(0)
        return self.errors.read()

    def file(self, id: str) -> Path:
        return self.shop.root / "circulars" / f"{id}.yaml"


def workspace(folder: Path) -> Shop:
    """What ships, in a folder of its own."""
    shop = office(folder)
    shutil.copytree(ROOT / "circulars", folder / "circulars", dirs_exist_ok=True)
    return shop


@dataclass
class Watched:
    """A browser window whose console and requests are written down."""

    context: BrowserContext
    page: Page
    said: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)


def window(browser: Browser, base: str, state: object = None, **more: object) -> Watched:
    """A window; what its console says and what it asks elsewhere is kept."""
    options: dict[str, object] = {"locale": "vi-VN", "viewport": {"width": 1366, "height": 768}, **more}
    context = browser.new_context(storage_state=state, **options)  # type: ignore[arg-type]
    context.set_default_navigation_timeout(120_000)  # other tests have the machine, too
    page = context.new_page()
    found = Watched(context, page)
    page.on("console", lambda m: found.said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: found.said.append(str(e)))
    page.on("request", lambda r: found.away.append(r.url) if not r.url.startswith((base, "data:", "blob:")) else None)
    return found


def entered(browser: Browser, studio: Studio) -> dict[str, object]:
    """The cookies of one who has signed in by the address that was printed."""
    context = browser.new_context()
    context.set_default_navigation_timeout(120_000)
    page = context.new_page()
    page.goto(studio.address)
    assert page.url == f"{studio.base}/"
    state = context.storage_state()
    context.close()
    return dict(state)


def judged(page: Page) -> list[object]:
    """What axe finds at a page of a window whose policy lets it in (``bypass_csp``)."""
    page.add_script_tag(path=AXE)
    told: list[object] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(found => found.violations.map("
        "one => [one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 200))]))",
        RULES,
    )
    return told


def width(page: Page) -> int:
    """How wide a page is on a narrow screen of 320 pixels; the window is as it was afterwards."""
    page.set_viewport_size({"width": 320, "height": 640})
    found: int = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1366, "height": 768})
    return found


def sound(page: Page, name: str, *, whole: bool = True) -> None:
    """Kept to be looked at, ``whole`` or as much as is in sight; judged, and no wider than a narrow screen."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)
    assert judged(page) == [], name
    assert width(page) <= 320, name


def open_source(page: Page, studio: Studio, id: str) -> None:
    """The editor of a letter, at its text, with its true pages drawn."""
    page.goto(f"{studio.at}/van-ban/{id}/sua")
    page.get_by_role("tab", name="Văn bản nguồn").click()
    page.frame_locator("#paper").locator(".page").first.wait_for(timeout=20_000)


def until(page: Page, expression: str, seconds: float = 30) -> None:
    """Wait until an expression of the page is true: what Playwright waits with is forbidden by the page's policy."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(30)


def at_line(page: Page, words: str) -> None:
    """The cursor to the end of the line of the text that has these words."""
    line = page.locator(".cm-line", has_text=words).first
    if not line.count():  # only what is in sight is in the page
        page.locator(".cm-line").first.click()
        page.keyboard.press("Control+End")
    line.click()
    page.keyboard.press("End")
