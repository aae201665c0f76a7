"""A workspace whose letters go out by workers: they are real processes, killed with the test at the latest."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from mail_server import MailServer
from shop import LETTER, ROOT, Shop

from congvan.jobs import Asked, Run, store
from congvan.register import Location


@dataclass
class Crew:
    """Workers of one workspace."""

    shop: Shop
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def worker(self, *args: str, folder: Path | None = None) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(ROOT / "build.py"), "--workspace", ".", "worker", *args]
        log = (self.shop.root.parent / "worker.log").open("ab")
        with log:
            made = subprocess.Popen(
                command, cwd=folder or self.shop.root, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self.workers.append(made)
        return made

    def close(self) -> None:
        for one in self.workers:
            if one.poll() is None:
                one.send_signal(signal.SIGKILL)
            one.wait()

    def run(self, *args: str, code: int | None = 0, **env: str) -> dict:
        done = self.shop.run(*args, "--json", **env)
        assert "Traceback" not in done.stderr, done.stderr
        assert code is None or done.returncode == code, (done.returncode, done.stdout, done.stderr)
        return json.loads(done.stdout)

    def put(self, *args: str, **env: str) -> int:
        return self.run(*args, "--background", **env)["job"]

    def job(self, number: int) -> dict:
        return self.run("jobs", str(number))["job"]

    def until(self, number: int, good: Callable[[dict], bool], seconds: float = 300, pause: float = 0.1) -> dict:
        """The job as soon as it is ``good``; each look is a process of its own, that others then wait for."""
        end = time.monotonic() + seconds
        while not good(seen := self.job(number)):
            assert time.monotonic() < end, (seen, self.log())
            time.sleep(pause)
        return seen

    def ended(self, number: int, seconds: float = 300) -> dict:
        return self.until(number, lambda job: job["state"] in ("done", "faulty", "stopped", "cancelled"), seconds, 0.5)

    def sends_to(self, mail: MailServer, *names: str, retry: int = 60) -> None:
        """Issuer and recipients of a letter ``a`` to an agency for each name, issued and made."""
        root = self.shop.root
        smtp = {"host": "127.0.0.1", "port": mail.port, "security": "none", "timeout": 5, "from": "vt@sotttt.example"}
        lines = "".join(f"    {key}: {json.dumps(value)}\n" for key, value in smtp.items())
        issuer = (ROOT / "issuer.yaml").read_text("utf-8")
        delivery = f"delivery:\n  retry_after: {retry}\n  retry_times: 3\n  smtp:\n{lines}"
        (root / "issuer.yaml").write_text(issuer + delivery, "utf-8")
        agencies = "".join(f"  {n}: {{name: Nơi {n}, email: {n}@noi.example}}\n" for n in names)
        (root / "recipients.yaml").write_text(f"agencies:\n{agencies}", "utf-8")
        self.shop.write("a", LETTER.replace("so-noi-vu", ", ".join(names)))
        self.run("issue", "a")
        self.run("build", "a")

    def states(self) -> dict[str, str]:
        return {r["agency"]: r["state"] for r in self.run("deliveries", "a")["deliveries"]}

    def log(self) -> str:
        path = self.shop.root.parent / "worker.log"
        return path.read_text("utf-8") if path.exists() else ""


def begun(server, name: str, asked: Asked) -> tuple[store.Queue, Run]:
    """A queue of its own with one job, in the hands of a worker."""
    queue = store.Queue(Location(url=server.database(f"{name}_{os.getpid()}")))
    queue.prepare()
    number = queue.put(asked)
    with psycopg.connect(queue.location.url, autocommit=True) as line:
        line.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    run = queue.begin(number, "may:1", {"so": "/srv"})
    assert run is not None
    return queue, run
