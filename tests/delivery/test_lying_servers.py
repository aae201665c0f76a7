"""A mail server that drips, floods or never ends holds nobody: each answer has a deadline and a size, and what is in the
ledger afterwards is what may be true.
"""

from __future__ import annotations

import json
import resource
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tools"))

import server_cert  # noqa: E402

SECONDS = 2


class Liar:
    """A server that keeps to the protocol up to one step, and from there on does what ``lie`` does."""

    def __init__(self, step: str, lie) -> None:
        self.step, self.lie = step, lie
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            try:
                one, _ = self.listening.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(one,), daemon=True).start()

    def serve(self, one: socket.socket) -> None:
        try:
            if self.step == "banner":
                return self.lie(one)
            one.sendall(b"220 mail.test\r\n")
            file = one.makefile("rb")
            while line := file.readline():
                word = line[:4].upper().strip().decode()
                if word == self.step:
                    return self.lie(one)
                if word == "DATA":
                    one.sendall(b"354 go\r\n")
                    while file.readline() != b".\r\n":
                        pass
                    if self.step == "END":
                        return self.lie(one)
                one.sendall(b"250-mail.test\r\n250 STARTTLS\r\n" if word == "EHLO" else b"250 ok\r\n")
        except OSError:
            pass
        return None


def drip(one: socket.socket) -> None:
    while True:
        one.sendall(b"2")
        time.sleep(0.2)


def endless(one: socket.socket) -> None:
    while True:
        one.sendall(b"250-va con nua\r\n")
        time.sleep(0.1)


def flood(one: socket.socket) -> None:
    while True:
        one.sendall(b"250-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n" * 1000)


def one_line(one: socket.socket) -> None:
    while True:
        one.sendall(b"2" * 100_000)


@pytest.fixture
def liar(post):
    post.recipients("tot")
    post.issued()

    def made(step: str, lie, **more) -> None:
        server = Liar(step, lie)
        post.smtp(port=server.port, timeout=SECONDS, **more)

    return made


@pytest.mark.parametrize("lie", [drip, endless, flood, one_line])
@pytest.mark.parametrize(
    ("step", "state"),
    [("banner", "planned"), ("EHLO", "planned"), ("MAIL", "deferred"), ("RCPT", "deferred"), ("END", "unknown")],
)
def test_every_answer_has_an_end(post, liar, step: str, state: str, lie) -> None:
    liar(step, lie)
    begun = time.monotonic()
    done = post.shop.run("send", "a", "--allow-unsigned", "--json")
    assert time.monotonic() - begun < 8 * SECONDS + 40
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout)["ok"] is False
    assert post.states() == {"tot": state}
    if state == "planned":
        assert {d["code"] for d in json.loads(done.stdout)["diagnostics"]} & {"CV820", "CV825"}


def test_starttls_with_a_lie_after_it(post, liar) -> None:
    liar("STAR", flood, security="starttls")
    done = post.shop.run("send", "a", "--allow-unsigned", "--json")
    assert "Traceback" not in done.stderr
    assert post.states() == {"tot": "planned"}


def test_a_flood_under_a_limit_of_memory(post, liar) -> None:
    liar("END", flood)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))

    command = [sys.executable, str(ROOT / "build.py"), "--workspace", ".", "send", "a", "--allow-unsigned"]
    done = subprocess.run(
        command, cwd=post.shop.root, capture_output=True, text=True, preexec_fn=limit, check=False, timeout=120
    )
    assert "Traceback" not in done.stderr
    assert "trả lời dài không dứt" in done.stdout
    assert post.states() == {"tot": "unknown"}


def test_a_port_of_tls_asked_for_starttls_says_so(post, tmp_path: Path) -> None:
    _, pem = server_cert.make(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)

    def greet(one: socket.socket) -> None:
        with context.wrap_socket(one, server_side=True) as secure:
            secure.sendall(b"220 mail.test\r\n")
            secure.recv(100)

    post.recipients("tot")
    post.issued()
    post.smtp(port=Liar("banner", greet).port, timeout=SECONDS, security="starttls")
    done = post.shop.run("send", "a", "--allow-unsigned")
    assert done.returncode == 3
    assert "CV889" in done.stderr
    assert "đổi thành security: tls" in done.stderr
    assert post.states() == {"tot": "planned"}


def test_a_password_in_the_clear_is_warned_of_at_check_and_send(post) -> None:
    post.recipients("tot")
    post.shop.write("a", "unit: thanh-tra\nsubject: x\nsigner: giam-doc\nto: [tot]\nbody: x\n")
    for host, warned in (("mail.so.example", True), ("127.0.0.1", False), ("localhost", False), ("127.0.1.1", False)):
        post.smtp(host=host, security="none", username="vanthu", password_env="P")
        done = post.shop.run("check")
        assert done.returncode == 0
        assert ("CV813" in done.stderr) is warned
    post.smtp(host="mail.so.example", security="none", username="vanthu", password_env="P")
    assert "CV813" in post.shop.run("send", "a", "--dry-run").stderr
