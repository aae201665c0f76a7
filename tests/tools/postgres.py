"""A real PostgreSQL of the test's own: started, stopped, restarted; initdb refuses root, so root lends another user."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    assert found, "PostgreSQL is missing: tools/setup.sh test"
    return found[-1]


class Server:
    """One cluster in a temporary folder; only connections of this machine are taken."""

    def __init__(self) -> None:
        self.bin = _binaries()
        self.folder = Path(tempfile.mkdtemp(prefix="congvan-pg-", dir="/tmp"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run(
            "initdb", "-D", f"{self.folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"
        )
        self.start()

    def _run(self, program: str, *args: str) -> None:
        who = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*who, str(self.bin / program), *args], check=True, cwd="/", stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, timeout=120,
        )  # fmt: skip

    def start(self) -> None:
        # A process that is killed loses nothing of what the system has taken; only a machine without power would.
        fast = "-c fsync=off -c full_page_writes=off"
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} -c max_connections=100 {fast}"
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-o", options, "-w", "start")

    def stop(self, how: str = "fast") -> None:
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", how, "-w", "stop")

    def restart(self) -> None:
        self.stop("immediate")
        self.start()

    def freeze(self, still: bool) -> None:
        """Whether the server hears nobody for now: connections are taken by the system, and nothing answers."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
        os.kill(pid, signal.SIGSTOP if still else signal.SIGCONT)

    def database(self, name: str, folder: Path | None = None) -> str:
        """A new, empty database, its tables in ``folder`` if one is given; its URL as libpq writes it."""
        url = f"postgresql://postgres@127.0.0.1:{self.port}/"
        with psycopg.connect(f"{url}postgres", autocommit=True) as line:
            more = ""
            if folder is not None:
                if os.geteuid() == 0:
                    shutil.chown(folder, "postgres", "postgres")
                line.execute(f"CREATE TABLESPACE {name} LOCATION '{folder}'")
                more = f" TABLESPACE {name}"
            line.execute(f"CREATE DATABASE {name}{more}")
        return f"{url}{name}"

    def close(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)
