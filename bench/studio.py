"""The studio with people at it: from a key to the letter on the page, the true pages after a rest, eight people,
what a worker holds after a thousand previews, and what its renewal costs.

The real program serves a copy of the workspace that ships; one person types in Chromium (Playwright), the others are
HTTP clients that ask as the editor does: one request at a time, the newest text, a save after each rest. Beside each
time stand an answer to a request that does nothing, asked at the same moments (what the machine and the browser take
by themselves), the load of the machine, and the processor time, which other work on the machine does not change.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "tools")]

from browsing import CHROMIUM, LETTER, Studio, open_source, until, window, workspace  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

KEYS, PACE, PEOPLE, PREVIEWS = 200, 0.06, 8, 1000
SLOWER = 0.25
"""Seconds between two keys of eight people: four keys a second each, as fast as people write letters."""
TICK = os.sysconf("SC_CLK_TCK")
LINE = "lưu lại số điện thoại"
"""Words of the paragraph in which is typed: in the middle of the letter."""
WATCH = """() => {
  const page = document.getElementById("paper").contentDocument;
  const seen = window.__seen = { keys: [], shown: [], empty: [], true: 0 };
  addEventListener("keydown", (event) => { if (event.key.length === 1) seen.keys.push(event.timeStamp); }, true);
  const painted = (act) => requestAnimationFrame(() => setTimeout(act));
  const look = () => {
    const found = page.body.textContent.replaceAll("\\u200b", "").match(/\\u2020(x*)/)?.[1].length ?? 0;
    if (found <= seen.shown.length) return;
    painted(() => { while (seen.shown.length < found) seen.shown.push(performance.now()); });
  };
  new MutationObserver(look).observe(page.body, { subtree: true, childList: true, characterData: true });
  const drawn = () => { if (page.body.className === "true") painted(() => { seen.true = performance.now(); }); };
  new MutationObserver(drawn).observe(page.body, { attributes: true, attributeFilter: ["class"] });
  window.__asking = setInterval(async () => {
    const begun = performance.now();
    await fetch("/khoe?" + begun, { method: "HEAD", cache: "no-store" }).catch(() => {});
    seen.empty.push(performance.now() - begun);
  }, 250);
}"""


def children_of(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            below = (task / "children").read_text().split()
        except OSError:
            continue
        for child in map(int, below):
            found += children_of(child)
    return found


def used(pid: int) -> float:
    """Seconds of processor time of one process."""
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(parts[11]) + int(parts[12])) / TICK


def held(pid: int) -> int:
    """MB that a process has in memory."""
    try:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) // 1024 if found else 0


def share(times: Sequence[float], part: float) -> float:
    """Of the times in ms the one that ``part`` of them don't exceed."""
    found = sorted(times)
    return found[min(len(found) - 1, int(len(found) * part))] if found else float("nan")


def told(name: str, times: Sequence[float], asked: float | None = None) -> None:
    """One line."""
    goal = f"  (asked: p95 below {asked:.0f})" if asked else ""
    print(
        f"  {name:<46} p50 {share(times, 0.5):7.0f} ms  p95 {share(times, 0.95):7.0f} ms  of {len(times)}{goal}",
        flush=True,
    )


@dataclass
class Cost:
    """Processor time of server, workers and browser over a stretch."""

    server: int
    browser: int
    before: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.before = self._now()

    def _now(self) -> dict[str, float]:
        below = children_of(self.server)[1:]
        return {
            "server": used(self.server), "workers": sum(map(used, below)),
            "browser": sum(map(used, children_of(self.browser))),
        }  # fmt: skip

    def per(self, count: int) -> str:
        now = self._now()
        return ", ".join(f"{name} {(now[name] - self.before[name]) / count * 1000:.0f} ms" for name in now)


def at_end(page: Page) -> None:
    """The cursor to the end of the paragraph, behind a mark."""
    line = page.locator(".cm-line", has_text=LINE).first
    if not line.count():
        page.locator(".cm-line").first.click()
        page.keyboard.press("Control+End")
    line.click()
    page.keyboard.press("End")
    page.keyboard.insert_text(" \u2020")
    page.frame_locator("#paper").get_by_text("\u2020").wait_for(state="attached")


def typing(page: Page, keys: int, pace: float) -> tuple[list[float], list[float], float]:
    """Keys at a pace: from each to its letter on the page; the empty requests; from the last to the true pages."""
    page.evaluate(WATCH)
    start = time.perf_counter()
    for n in range(keys):
        time.sleep(max(0.0, start + n * pace - time.perf_counter()))
        page.keyboard.press("x")
    until(page, f"window.__seen.shown.length >= {keys}")
    until(page, "window.__seen.true > window.__seen.keys.at(-1)")
    seen = page.evaluate("(clearInterval(window.__asking), window.__seen)")
    shown = [after - before for before, after in zip(seen["keys"], seen["shown"], strict=False)]
    return shown, seen["empty"], seen["true"] - seen["keys"][-1]


@dataclass
class Writer:
    """Somebody who types at a letter of their own, as the editor asks."""

    studio: Studio
    id: str
    cookie: str
    csrf: str
    pace: float
    late: float = 0.0
    """Of a pace, by which this person's keys come after the first one's: people don't type in step."""
    times: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def run(self, until: threading.Event) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.studio.port, timeout=60)
        text = self.studio.file(self.id).read_text("utf-8")
        etag = ""
        time.sleep(self.late * self.pace)
        begun, asked, saved = time.perf_counter(), 0, time.perf_counter()
        while not until.is_set():
            keys = int((time.perf_counter() - begun) / self.pace)
            if keys <= asked:
                time.sleep(0.005)
                continue
            pressed = [begun + n * self.pace for n in range(asked + 1, keys + 1)]
            asked = keys
            now = text.replace(LINE, f"{LINE} {'x' * (asked % 300)}", 1)
            status, _, _ = self.ask(line, "POST", "/xem", now)
            self.times += [(time.perf_counter() - one) * 1000 for one in pressed]
            if status != 200:
                self.faults.append(f"xem {status}")
            if time.perf_counter() - saved > 4:
                saved = time.perf_counter()
                if not etag:
                    etag = self.ask(line, "GET", "/nguon", None)[1]
                status, etag, body = self.ask(line, "PUT", "/nguon", now, etag)
                if status != 200:
                    self.faults.append(f"nguon {status} {body[:80]!r}")
        line.close()

    def ask(self, line: http.client.HTTPConnection, method: str, path: str, body: str | None, match: str = ""):  # type: ignore[no-untyped-def]
        headers = {"Cookie": self.cookie, "X-CSRF-Token": self.csrf, "Origin": self.studio.base}
        if match:
            headers["If-Match"] = f'"{match}"'
        data = body.encode() if body is not None else None
        line.request(method, f"/van-phong/van-ban/{self.id}{path}", data, headers)
        answer = line.getresponse()
        return answer.status, (answer.getheader("etag") or "").strip('"'), answer.read()


def writers(studio: Studio, page: Page, count: int, pace: float) -> list[Writer]:
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
    csrf = page.locator('meta[name="csrf"]').get_attribute("content") or ""
    made = []
    for n in range(count):
        id = f"2026/nguoi-{n}"
        studio.file(id).parent.mkdir(exist_ok=True)
        studio.file(id).write_bytes(studio.file(LETTER).read_bytes())
        made.append(Writer(studio, id, cookie, csrf, pace, n / count))
    return made


def together(studio: Studio, page: Page, keys: int, pace: float) -> None:
    """One in the browser, the others beside it."""
    others, until = writers(studio, page, PEOPLE - 1, pace), threading.Event()
    threads = [threading.Thread(target=one.run, args=(until,)) for one in others]
    for thread in threads:
        thread.start()
    time.sleep(1)
    shown, empty, rest = typing(page, keys, pace)
    until.set()
    for thread in threads:
        thread.join()
    told("in the browser: key → letter on the page", shown, 300)
    told("the others: key → answer", [t for one in others for t in one.times], 300)
    told("an empty request meanwhile", empty)
    print(
        f"  true pages {rest:.0f} ms after the last key; faults: {[f for one in others for f in one.faults] or 'none'}"
    )


def _load() -> str:
    return "load " + " ".join(f"{one:.1f}" for one in os.getloadavg())


def thousand(studio: Studio, page: Page) -> None:
    """Previews one after the other: what a worker holds, and whether anybody notices that it is renewed."""
    (one,) = writers(studio, page, 1, PACE)
    line = http.client.HTTPConnection("127.0.0.1", studio.port, timeout=60)
    text = studio.file(one.id).read_text("utf-8")
    server = studio.process.pid if studio.process else 0
    most: dict[int, int] = {}
    times: list[float] = []
    cost = Cost(server, server)
    for n in range(PREVIEWS + PREVIEWS // 5):
        begun = time.perf_counter()
        path = "/xem?trang" if n % 10 == 9 else "/xem"
        status, _, _ = one.ask(line, "POST", path, text.replace(LINE, f"{LINE} lần {n}", 1))
        assert status == 200, status
        if path == "/xem":
            times.append((time.perf_counter() - begun) * 1000)
        if n % 20 == 0:
            for pid in children_of(server)[1:]:
                most[pid] = max(most.get(pid, 0), held(pid))
    told(f"{len(times)} previews one after the other", times)
    slowest = ", ".join(f"{t:.0f}" for t in sorted(times)[-5:])
    print(f"  the slowest: {slowest} ms; each costs {cost.per(len(times))}, a tenth of them with true pages")
    most_held = ", ".join(f"{mb} MB" for mb in most.values())
    print(f"  most that a worker held, by process: {most_held} (asked: below 400); workers seen: {len(most)}")
    print(f"  the server itself: {held(server)} MB")


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        studio = Studio(workspace(Path(folder)))
        studio.start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            _measure(studio, browser)
        finally:
            browser.close()
            studio.end()


def _measure(studio: Studio, browser: Browser) -> None:
    page = window(browser, studio.base).page
    page.goto(studio.address)
    server = studio.process.pid if studio.process else 0
    own = next(pid for pid in children_of(os.getpid()) if "chrom" in Path(f"/proc/{pid}/comm").read_text())
    runs = int(os.environ.get("CONGVAN_RUNS", "3"))
    kept = studio.file(LETTER).read_bytes()
    print(f"{KEYS} keys at {PACE * 1000:.0f} ms in letter 881 (two pages), {os.cpu_count()} cores; {_load()}")
    rests = []
    for _ in range(runs):
        open_source(page, studio, LETTER)
        at_end(page)
        cost = Cost(server, own)
        shown, empty, rest = typing(page, KEYS, PACE)
        rests.append(rest)
        told("key → letter on the page", shown, 200)
        told("an empty request meanwhile", empty)
        print(f"  true pages {rest:.0f} ms after the last key (asked: 1000); a key costs {cost.per(KEYS)}; {_load()}")
        page.goto(f"{studio.base}/khoe")
        studio.file(LETTER).write_bytes(kept)
    print(f"  true pages, median: {statistics.median(rests):.0f} ms")
    for pace in (SLOWER, PACE):
        print(f"{PEOPLE} people (one in Chromium, the others HTTP clients), a key each {pace * 1000:.0f} ms; {_load()}")
        open_source(page, studio, LETTER)
        at_end(page)
        together(studio, page, min(KEYS, int(20 / pace)), pace)
        page.goto(f"{studio.base}/khoe")
        studio.file(LETTER).write_bytes(kept)
    print(f"{PREVIEWS} previews and a fifth more, after {JOBS} of which a worker makes room for a fresh one; {_load()}")
    page.goto(f"{studio.base}/")
    thousand(studio, page)
    print(json.dumps({"load": os.getloadavg()}))


from congvan.machine.workers import JOBS  # noqa: E402

if __name__ == "__main__":
    main()
