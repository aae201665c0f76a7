"""Counted, written down, slowed: /do-dac for this machine alone, a line of JSON without any secret, 429 with a word."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator

import pytest
from asgi import Client
from crowd import Crowd

from congvan.studio.application import application
from congvan.studio.meter import RARE, Journal, Meter, Pace

SECRET = "mật khẩu rất kín"


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    made = Crowd(tmp_path_factory.mktemp("do"), {"lan": "soan-thao:thanh-tra"})
    yield made
    made.close()


def test_prometheus_reads_it_on_this_machine_only(crowd: Crowd) -> None:
    assert crowd["lan"].get("/so/van-ban").status == 200
    shown = crowd[""].get("/do-dac")
    assert shown.status == 200
    assert shown.headers["content-type"].startswith("text/plain; version=0.0.4")
    line = re.compile(r'[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? [0-9.e+]+\Z')
    lines = [one for one in shown.text.splitlines() if not one.startswith("#")]
    assert [one for one in lines if not line.match(one)] == []
    assert 'congvan_requests_total{method="GET",route="/{office}/van-ban",status="200"} 1' in lines
    counts = [int(one.split()[-1]) for one in lines if one.startswith("congvan_request_seconds_bucket")]
    assert counts == sorted(counts)
    assert "congvan_offices 2" in lines
    assert int(next(one for one in lines if one.startswith("process_resident")).split()[1]) > 10_000_000
    for address in ("10.0.0.7", "fe80::1", "không"):
        assert Client(crowd.app, portal=crowd.portal, address=address).get("/do-dac").status == 404, address
    for header in ("x_forwarded_for", "forwarded", "x_real_ip"):
        assert crowd[""].get("/do-dac", **{header: "127.0.0.1"}).status == 404, header
    assert crowd[""].post("/do-dac").status in (403, 404, 405)


def test_what_a_stranger_asks_for_does_not_grow() -> None:
    meter = Meter()
    for n in range(5000):
        meter.began()
        meter.ended("GET", f"/{n}", 404, 0.01)
    assert len(meter.answered) < 2000
    assert meter.running == 0


def test_a_line_of_json_without_any_secret(crowd: Crowd) -> None:
    out = io.StringIO()
    crowd.studio.__dict__["journal"] = journal = Journal(out)
    app = application(crowd.studio, None)
    lan = Client(app, crowd["lan"].cookie, crowd["lan"].csrf, crowd.portal)
    assert lan.get(f"/so/van-ban?tim={SECRET.split()[0]}").status == 200
    assert Client(app, portal=crowd.portal).get("/dat-mat-khau?ma=mot-lan").status == 404
    assert lan.post("/tai-khoan/mat-khau", {"cu": SECRET, "moi": SECRET, "lai": SECRET}).status in (401, 403, 422, 429)
    journal.close()
    crowd.studio.__dict__["journal"] = None
    lines = [json.loads(one) for one in out.getvalue().splitlines()]
    assert [(one["method"], one["route"], one["status"], one["person"]) for one in lines[:2]] == [
        ("GET", "/{office}/van-ban", 200, "lan"), ("GET", "/dat-mat-khau", 404, ""),
    ]  # fmt: skip
    assert set(lines[0]) == {"at", "method", "path", "route", "status", "ms", "address", "person", "session", "role"}
    for secret in (SECRET, "mot-lan", "tim=", lan.csrf, lan.cookie.partition("=")[2]):
        assert secret not in out.getvalue()


def test_who_reads_the_log_slowly_makes_nobody_wait() -> None:
    class Stuck(io.StringIO):
        def write(self, _: str) -> int:
            raise OSError(28, "No space left on device")

    journal = Journal(Stuck())
    scope = {"method": "GET", "path": "/", "state": {}, "client": None}
    for _ in range(20_000):
        journal.note(scope, 200, 0.01)
    journal.close()


def test_one_browser_can_not_send_without_end(crowd: Crowd) -> None:
    now = [0.0]
    pace = Pace(lambda: now[0])
    upload = {"method": "POST", "path": "/so/xet"}
    assert [pace.wait(upload, "a") for _ in range(RARE[0])] == [0] * RARE[0]
    assert pace.wait(upload, "a") == 2
    assert pace.wait(upload, "b") == 0
    assert pace.wait({"method": "GET", "path": "/so/xet"}, "a") == 0
    now[0] += 2
    assert pace.wait(upload, "a") == 0
    for _ in range(RARE[0]):
        answered = crowd["lan"].post("/so/xet")
    answered = crowd["lan"].post("/so/xet")
    assert answered.status == 429
    assert int(answered.headers["retry-after"]) >= 1
    assert "Gửi quá dồn dập" in answered.text
    assert crowd["lan"].get("/so/van-ban").status == 200


def test_a_cookie_over_https_is_bound_to_its_host(crowd: Crowd) -> None:
    shown = crowd["lan"].get("/so/van-ban")
    assert "strict-transport-security" not in shown.headers
    crowd.studio.__dict__["secure"] = True
    try:
        safe = Client(application(crowd.studio, None), portal=crowd.portal)
        asked = safe.get("/dang-nhap")
    finally:
        crowd.studio.__dict__["secure"] = False
    assert asked.headers["strict-transport-security"] == "max-age=31536000"
    cookie = asked.headers["set-cookie"].lower()
    assert all(word in cookie for word in ("secure", "httponly", "samesite=strict", "path=/"))
