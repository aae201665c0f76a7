"""What the studio has done: Prometheus's text for whoever watches the machine, a line of JSON for a request, and how
many requests one browser may send.
"""

from __future__ import annotations

import ipaddress
import json
import os
import queue
import resource
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from congvan.studio.pages import page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from congvan.studio.application import Studio

STEPS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper ends, in seconds, of what the times of answers are sorted into."""
_BEHIND = ("x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-host")
_WAITING = 10_000
_ROUTES = 400


@dataclass
class Meter:
    """Counted since the process began; of a request only the address as the router has it, never what stands in it."""

    answered: dict[tuple[str, str, int], int] = field(default_factory=dict)
    buckets: list[int] = field(default_factory=lambda: [0] * (len(STEPS) + 1))
    seconds: float = 0.0
    running: int = 0
    slowed: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def began(self) -> None:
        """A request has come."""
        with self._lock:
            self.running += 1

    def ended(self, method: str, route: str, status: int, took: float) -> None:
        """It was answered."""
        with self._lock:
            self.running -= 1
            key = method, route, status
            if key in self.answered or len(self.answered) < _ROUTES * 4:
                self.answered[key] = self.answered.get(key, 0) + 1
            self.buckets[next((n for n, most in enumerate(STEPS) if took <= most), len(STEPS))] += 1
            self.seconds += took
            self.slowed += status == 429

    def text(self, offices: int) -> str:
        """Everything as Prometheus reads it."""
        with self._lock:
            answered, buckets = sorted(self.answered.items()), list(self.buckets)
            seconds, running, slowed = self.seconds, self.running, self.slowed
        lines = ["# HELP congvan_requests_total Requests that were answered.", "# TYPE congvan_requests_total counter"]
        lines += [
            f'congvan_requests_total{{method="{m}",route="{_quoted(r)}",status="{s}"}} {count}'
            for (m, r, s), count in answered
        ]
        lines += ["# HELP congvan_request_seconds How long answers took.", "# TYPE congvan_request_seconds histogram"]
        upto = 0
        for most, count in zip((*STEPS, "+Inf"), buckets, strict=True):
            upto += count
            lines.append(f'congvan_request_seconds_bucket{{le="{most}"}} {upto}')
        lines += [f"congvan_request_seconds_sum {seconds:.6f}", f"congvan_request_seconds_count {upto}"]
        usage = resource.getrusage(resource.RUSAGE_SELF)
        for name, kind, told, value in (
            ("congvan_requests_running", "gauge", "Requests that are being answered.", running),
            ("congvan_requests_slowed_total", "counter", "Requests that came too often.", slowed),
            ("congvan_offices", "gauge", "Offices of this studio.", offices),
            ("process_cpu_seconds_total", "counter", "Processor time.", f"{usage.ru_utime + usage.ru_stime:.2f}"),
            ("process_resident_memory_bytes", "gauge", "Memory.", _memory()),
            ("process_open_fds", "gauge", "Open files.", _open_files()),
        ):
            lines += [f"# HELP {name} {told}", f"# TYPE {name} {kind}", f"{name} {value}"]
        return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _memory() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return pages * os.sysconf("SC_PAGE_SIZE")


def _open_files() -> int:
    try:
        return len(os.listdir("/proc/self/fd"))
    except OSError:
        return 0


def near(scope: Mapping[str, Any]) -> bool:
    """Whether a request comes from this very machine, and through no proxy that stands on it."""
    client = scope.get("client")
    names = {name.decode("latin-1").lower() for name, _ in scope["headers"]}
    try:
        loopback = client is not None and ipaddress.ip_address(str(client[0])).is_loopback
    except ValueError:
        return False
    return loopback and not any(name in names for name in _BEHIND)


async def measured(request: Request) -> Response:
    """GET /do-dac: for this machine alone; to others it is not there."""
    studio: Studio = request.app.state.studio
    if not near(request.scope):
        return page(request, "missing", 404)
    kind = "text/plain; version=0.0.4; charset=utf-8"
    return PlainTextResponse(studio.meter.text(len(tuple(studio.offices))), headers={"content-type": kind})


class Journal:
    """A line of JSON for each request, written by a thread of its own: who reads the log slowly makes nobody wait, and
    what he doesn't read in time is dropped and counted. No query, no cookie, no body, no password ever gets there.
    """

    def __init__(self, out: TextIO) -> None:
        self._out, self._dropped = out, 0
        self._lines: queue.Queue[dict[str, Any] | None] = queue.Queue(_WAITING)
        self._thread = threading.Thread(target=self._write, name="nhat-ky", daemon=True)
        self._thread.start()

    def note(self, scope: Mapping[str, Any], status: int, took: float) -> None:
        """A request that was answered."""
        state, client = scope.get("state", {}), scope.get("client")
        session = state.get("session")
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"), "method": scope["method"],
            "path": scope["path"], "route": route_of(scope), "status": status, "ms": round(took * 1000, 1),
            "address": str(client[0]) if client else "", "person": str(session.person) if session is not None else "",
            "session": session.key[:16] if session is not None else "",
            "role": getattr(session.person, "role", "") if session is not None else "",
        }  # fmt: skip
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self._dropped += 1

    def close(self) -> None:
        """What waits is written, for a second at most."""
        try:
            self._lines.put(None, timeout=1)
        except queue.Full:
            return
        self._thread.join(1)

    def _write(self) -> None:
        while (line := self._lines.get()) is not None:
            if self._dropped:
                line, self._dropped = {**line, "dropped": self._dropped}, 0
            try:
                self._out.write(json.dumps(line, ensure_ascii=False) + "\n")
                if self._lines.empty():
                    self._out.flush()
            except (OSError, ValueError):  # a full disk, a closed pipe: pages are served all the same
                self._dropped += 1


def route_of(scope: Mapping[str, Any]) -> str:
    """The address as the router has it; "" where there is none."""
    return str(getattr(scope.get("route"), "path", ""))


HEAVY = ("/xet", "/kiem-chung", "/sao", "/so/nhap", "/so/xuat", "/so/kiem-tra", "/so/sao-luu", "/cai-dat/anh")
"""What costs a machine seconds: by the end of its address."""
USUAL, RARE = (3000, 50.0), (40, 0.5)
"""So many requests at once, and then so many a second: an editor that previews each key sends some five a second."""
_MOST = 20_000


@dataclass
class Pace:
    """How many requests a browser may send: by its session, without one by its address."""

    clock: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, scope: Mapping[str, Any], key: str) -> int:
        """Seconds until it is heard; 0: now. Asked in the loop's thread only."""
        heavy = scope["method"] == "POST" and str(scope["path"]).endswith(HEAVY)
        most, each = RARE if heavy else USUAL
        now, name = self.clock(), f"{'nang' if heavy else 'thuong'} {key}"
        left, at = self._left.pop(name, (float(most), now))
        left = min(float(most), left + (now - at) * each)
        self._left[name] = (left - 1 if left >= 1 else left), now
        while len(self._left) > _MOST:
            self._left.popitem(last=False)
        return 0 if left >= 1 else max(1, round((1 - left) / each))
