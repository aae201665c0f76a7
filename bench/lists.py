"""A thousand letters, fifty people: what each page costs the studio's process, by who asks, and what six thousand
requests leave in its memory.

Requests go straight into the application, in this process, one after another: processor time is this process's alone
(workers draw in processes of their own), and other work on the machine does not change it. Of each page the first
answer and the median of the next; asked: below 100 ms.

    python bench/lists.py [LETTERS] [--profile WHERE]     --profile: also where the time of a page goes (cProfile)
"""

from __future__ import annotations

import cProfile
import gc
import pstats
import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "tools")]

from crowd import Crowd  # noqa: E402
from thousand import furnished, id_of  # noqa: E402

RUNS, LETTERS, REQUESTS, MOST = 7, 1000, 6000, 100.0
WHO = {"soan1": "drafter", "ky0": "leader", "vanthu": "văn thư"}


def pages(letters: int) -> dict[str, str]:
    """By name the address. The document is one that waits for its signature."""
    waiting = next(n for n in range(letters * 6 // 10, letters) if n % 6 == 4)
    return {
        "Việc của tôi": "/",
        "Văn bản": "/so/van-ban",
        "… that wait for approval": "/so/van-ban?trang_thai=approval",
        "… of a unit and year": f"/so/van-ban?don_vi={quote('Thanh tra Sở')}&nam=2025",
        "… searched": f"/so/van-ban?tim={quote('lua dao')}",
        "… late": "/so/van-ban?trang_thai=qua-han",
        "Sổ văn bản đi": "/so/so",
        "… every year, searched": f"/so/so?nam=moi-nam&tim={quote('giao duc')}",
        "Hồ sơ": "/so/ho-so",
        "Báo cáo (a year)": "/so/bao-cao?ky=nam&nam=2025",
        "a document, on its way": f"/so/van-ban/{id_of(waiting)}",
        "a document, sent": f"/so/van-ban/{id_of(0)}",
        "Cài đặt": "/so/cai-dat",
        "Cơ quan": "/so/co-quan",
    }


def cost(crowd: Crowd, who: str, path: str) -> float:
    """ms of this process's processor for one answer."""
    begun = time.process_time()
    answer = crowd[who].get(path)
    spent = (time.process_time() - begun) * 1000
    assert answer.status == 200 or (answer.status == 403 and path.endswith("cai-dat")), (path, answer.status)
    return spent


def table(crowd: Crowd, every: dict[str, str]) -> list[str]:
    """Prints a line a page; the names of those that cost too much."""
    print(f"{'CPU ms: first, then the median':<34}" + "".join(f"{said:>18}" for said in WHO.values()))
    over = []
    for name, path in every.items():
        line = []
        for who in WHO:
            first = cost(crowd, who, path)
            usual = statistics.median(cost(crowd, who, path) for _ in range(RUNS))
            line.append(f"{first:10.0f}{usual:8.0f}")
            if usual > MOST:
                over.append(f"{name} ({WHO[who]})")
        print(f"  {name:<32}" + "".join(line), flush=True)
    return over


def held() -> float:
    """MB that this process has in memory."""
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def growing(crowd: Crowd, every: dict[str, str], letters: int, requests: int) -> None:
    """Requests by everybody, over all pages and many documents, with previews: what the process holds meanwhile."""
    names = [name for name in crowd.clients if name and name != "quantri"]
    addresses = [path for path in every.values() if not path.endswith("cai-dat")]
    seen = []
    for n in range(requests):
        who = crowd[names[n % len(names)]]
        if n % 10 == 9:
            at = f"/so/van-ban/{id_of(letters * 6 // 10 + n % (letters // 4))}"
            text = (crowd.root / "so" / "circulars" / f"{at.removeprefix('/so/van-ban/')}.yaml").read_text("utf-8")
            answer = who.ask("POST", f"{at}/xem", f"{text}  Lần {n}.\n".encode(), {"x-csrf-token": who.csrf})
        else:
            answer = who.get(addresses[n % len(addresses)])
        assert answer.status == 200, (n, answer.status)
        if n % (requests // 10) == 0:
            gc.collect()
            seen.append(f"{held():.0f} ({sys.getallocatedblocks() // 1000}k)")
    gc.collect()
    print(f"  MB (blocks of Python) after each tenth of {requests} requests: {', '.join(seen)}, {held():.0f}")


def profile(crowd: Crowd, path: str) -> None:
    """Where the time of a page goes: of all threads that answer it."""
    made = cProfile.Profile()
    client, run = crowd["vanthu"], __import__("anyio.to_thread").to_thread
    kept = run.run_sync

    async def here(work, *args, **_):  # type: ignore[no-untyped-def]
        return work(*args)

    async def answered() -> None:
        made.enable()
        for _ in range(5):
            await client.asked("GET", path, b"", {})
        made.disable()

    run.run_sync = here
    try:
        crowd.portal.call(answered)
    finally:
        run.run_sync = kept
    pstats.Stats(made).sort_stats("cumulative").print_stats(70)


def main() -> None:
    """Print the figures."""
    given = [one for one in sys.argv[1:] if not one.startswith("--")]
    letters = int(given[0]) if given and given[0].isdecimal() else LETTERS
    every = pages(letters)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.process_time()
        crowd = furnished(Path(folder), letters)
        print(f"{letters} letters, {len(crowd.clients) - 1} people; made in {time.process_time() - begun:.0f} s of CPU")
        try:
            over = table(crowd, every)
            print(f"  above {MOST:.0f} ms: {', '.join(over) or 'none'}")
            if "--profile" in sys.argv:
                profile(crowd, given[-1])
            if "--still" not in sys.argv:
                growing(crowd, every, letters, REQUESTS)
        finally:
            crowd.close()


if __name__ == "__main__":
    main()
