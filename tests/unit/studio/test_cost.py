"""What pages cost the server's processor, warm: no page of a thousand deliveries takes a third of a second."""

from __future__ import annotations

import re
import time
from pathlib import Path

from asking import asked
from ledger import MANY, filled

from congvan.people.roles import Holding

MOST = 0.3


def test_the_ledger_of_a_thousand_agencies(tmp_path: Path) -> None:
    at = asked(tmp_path, Holding("van-thu"))
    filled(tmp_path / "so", 1000)
    page = f"/so/van-ban/{MANY}/phat-hanh"

    def cost(path: str, **headers: str) -> tuple[float, bytes]:
        """Seconds of the processor, the least of three; what came."""
        spent, body = [], b""
        for _ in range(3):
            begun = time.process_time()
            answer = at.ask("GET", path, **headers)
            spent.append(time.process_time() - begun)
            assert answer.status == 200
            body = answer.body
        return min(spent), body

    seconds, body = cost(page)
    assert body.count(b"<tr id=") == 1000
    assert seconds < MOST
    version = re.search(rb'data-version="(\w+)"', body)
    assert version is not None
    nothing, body = cost(f"{page}/so-gui?ban={version[1].decode()}", x_csrf_token="x")
    assert b'"rows":[]' in body
    assert nothing < MOST
    everything, body = cost(f"{page}/so-gui?ban=x", x_csrf_token="x")
    assert body.count(b"<tr id=") == 1000
    assert everything < MOST * 1.5  # all at once, after a window slept
    one, _ = cost(f"{page}/noi-nhan/7")
    assert one < MOST
    print(f"page {seconds:.3f} s, nothing new {nothing:.3f}, all anew {everything:.3f}, one row {one:.3f}")
