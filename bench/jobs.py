"""One letter to 10,000 agencies (CONGVAN_AGENCIES) by 1, 2, 5 and 10 workers (CONGVAN_WORKERS) on one machine: the rate
and what the processor had to do for it. PostgreSQL and the mail server are real and on this machine, too; the latter
takes 50 ms (CONGVAN_DELAY) for each recipient, as a real one does, which costs no processor.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "tools"))

from mail_server import MailServer  # noqa: E402
from postgres import Server  # noqa: E402
from shop import LETTER, Shop, office  # noqa: E402

AGENCIES = int(os.environ.get("CONGVAN_AGENCIES", "10000"))
CREWS = [int(n) for n in os.environ.get("CONGVAN_WORKERS", "1,2,5,10").split(",")]
DELAY = os.environ.get("CONGVAN_DELAY", "0.05")


def _run(shop: Shop, *args: str) -> dict:
    command = [sys.executable, str(ROOT / "build.py"), "--workspace", ".", *args, "--json"]
    done = subprocess.run(command, cwd=shop.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def _office(folder: Path, port: int) -> Shop:
    shop = office(folder)
    smtp = {"host": "127.0.0.1", "port": port, "security": "none", "timeout": 60, "from": "vanthu@sotttt.example"}
    lines = "".join(f"    {key}: {json.dumps(value)}\n" for key, value in smtp.items())
    issuer = (ROOT / "issuer.yaml").read_text("utf-8")
    (folder / "issuer.yaml").write_text(f"{issuer}delivery:\n  smtp:\n{lines}", "utf-8")
    names = [f"n{n:05}" for n in range(AGENCIES)]
    agencies = "".join(f"  {n}: {{name: Nơi {n}, email: {n}@noi.example}}\n" for n in names)
    groups = f"groups:\n  tat-ca: {{name: Các nơi, members: [{', '.join(names)}]}}\n"
    (folder / "recipients.yaml").write_text(f"agencies:\n{agencies}{groups}", "utf-8")
    shop.write("a", LETTER.replace("so-noi-vu", "tat-ca"))
    _run(shop, "issue", "a")
    _run(shop, "build", "a")
    return shop


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(count: int, server: Server, folder: Path) -> dict[str, float]:
    """The letter, sent by ``count`` workers that stand ready."""
    os.environ["CONGVAN_REGISTER"] = server.database(f"may_{count}_{os.getpid()}")
    (folder / "so").mkdir(parents=True)
    with MailServer(folder / "thu", ("--delay", DELAY)) as mail:
        shop = _office(folder / "so", mail.port)
        _run(shop, "worker", "--init")
        before = _cpu()
        command = [sys.executable, str(ROOT / "build.py"), "--workspace", ".", "worker"]
        with (folder / "worker.log").open("wb") as log:
            crew = [subprocess.Popen(command, cwd=shop.root, stdout=log, stderr=log) for _ in range(count)]
        time.sleep(3)
        start = time.monotonic()
        number = _run(shop, "send", "a", "--allow-unsigned", "--background")["job"]
        job = _run(shop, "jobs", str(number), "--wait")["job"]
        seconds = time.monotonic() - start
        for one in crew:
            one.terminate()
        for one in crew:
            one.wait()
        got = mail.got()
        assert job["state"] == "done", job
        assert len({m["to"][0] for m in got}) == len(got) == AGENCIES
        going = max(m["at"] for m in got) - min(m["at"] for m in got)
        return {"workers": count, "seconds": seconds, "going": going, "rate": AGENCIES / going, "cpu": _cpu() - before}


def main() -> None:
    """All crews, one after the other, each with a database of its own."""
    server, first = Server(), 0.0
    print(f"{AGENCIES} agencies, {float(DELAY) * 1000:.0f} ms a recipient, {os.cpu_count()} cores")
    print("workers  seconds  of them sending  letters/s  against one  CPU s of workers")
    try:
        with tempfile.TemporaryDirectory(prefix="congvan-bench-") as folder:
            for count in CREWS:
                one = measure(count, server, Path(folder) / str(count))
                first = first or one["rate"]
                print(
                    f"{count:7}  {one['seconds']:7.1f}  {one['going']:15.1f}  {one['rate']:9.1f}"
                    f"  {one['rate'] / first:11.2f}  {one['cpu']:16.1f}", flush=True,
                )  # fmt: skip
    finally:
        server.close()


if __name__ == "__main__":
    main()
