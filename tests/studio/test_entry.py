"""The way in: one address, used once; nobody else's page, name or origin; a clean end."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path

import pytest
from browsing import Studio, workspace
from shop import ROOT

POLICY = re.compile(
    r"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[\w-]{16,}'; img-src 'self'; font-src 'self'; "
    r"connect-src 'self' wss://127\.0\.0\.1:8987; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    r"frame-ancestors 'none'\Z"
)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def ask(url: str, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, Message, bytes]:
    """Status, headers and body, whatever they are; redirects are not followed."""
    request = urllib.request.Request(url, body, {k.replace("_", "-"): v for k, v in headers.items()}, method=method)
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.fixture
def cookie(signed_in: dict[str, object]) -> str:
    (one,) = signed_in["cookies"]  # type: ignore[misc]
    assert one["httpOnly"]
    assert one["sameSite"] == "Strict"
    return f"{one['name']}={one['value']}"


def csrf(studio: Studio, cookie: str) -> str:
    _, _, page = ask(f"{studio.at}/van-ban", Cookie=cookie)
    found = re.search(rb'name="csrf" content="([^"]+)"', page)
    assert found is not None
    return found[1].decode()


def test_nothing_is_seen_without_signing_in(studio: Studio) -> None:
    for path in (
        "/",
        "/van-phong/van-ban",
        "/van-phong/van-ban/2024/canh-bao-gia-danh-lan-2/nguon",
        "/van-phong/co-quan",
    ):
        status, headers, body = ask(studio.base + path)
        assert status == 401, path
        assert b"gi\xe1\xba\xa3 danh" not in body
        assert POLICY.match(headers["content-security-policy"])


def test_the_address_works_once(studio: Studio, signed_in: dict[str, object]) -> None:
    status, headers, _ = ask(studio.address)
    assert status == 401
    assert "set-cookie" not in headers


def test_health_needs_no_sign_in_and_tells_no_secret(studio: Studio) -> None:
    status, _, body = ask(f"{studio.base}/khoe")
    assert status == 200
    assert b'"fonts":"ok"' in body
    assert str(studio.shop.root).encode() not in body


def test_another_name_for_this_machine_is_refused(studio: Studio, cookie: str) -> None:
    assert ask(f"{studio.at}/van-ban", Cookie=cookie, Host=f"evil.example:{studio.port}")[0] == 421


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "http://127.0.0.1:1"])
def test_another_page_changes_nothing(studio: Studio, cookie: str, origin: str) -> None:
    token = csrf(studio, cookie)
    more = {"Origin": origin} if origin else {}
    status, _, _ = ask(
        f"{studio.at}/van-ban/moi", "POST", f"_csrf={token}&loai=cong-van&ma=2026/la".encode(), Cookie=cookie, **more
    )
    assert status == 403
    assert not studio.file("2026/la").exists()


@pytest.mark.parametrize("token", ["", "x" * 32, "tiếng"])
def test_a_form_without_the_word_of_the_session_changes_nothing(studio: Studio, cookie: str, token: str) -> None:
    body = f"_csrf={token}&loai=cong-van&ma=2026/la".encode()
    form = "application/x-www-form-urlencoded"
    status, _, _ = ask(f"{studio.at}/van-ban/moi", "POST", body, Cookie=cookie, Origin=studio.base, Content_Type=form)
    assert status == 403
    status, _, _ = ask(
        f"{studio.at}/van-ban/2024/canh-bao-gia-danh/nguon", "PUT", b"x", Cookie=cookie, Origin=studio.base
    )
    assert status == 403
    assert not studio.file("2026/la").exists()


def test_a_write_names_what_it_changes(studio: Studio, cookie: str, letter: str) -> None:
    address, token, before = (
        f"{studio.at}/van-ban/{letter}/nguon",
        csrf(studio, cookie),
        studio.file(letter).read_bytes(),
    )
    known = {"Cookie": cookie, "Origin": studio.base, "X_CSRF_Token": token}
    assert ask(address, "PUT", b"a: b\n", **known)[0] == 428
    status, _, body = ask(address, "PUT", b"a: b\n", If_Match='"0"', **known)
    assert status == 412
    assert studio.file(letter).read_bytes() == before
    assert b'"who"' in body
    assert b'"difference"' in body
    _, headers, text = ask(address, Cookie=cookie)
    assert text == before
    changed = before.replace("Trân trọng.".encode(), "Trân trọng cảm ơn.".encode())
    status, after, _ = ask(address, "PUT", changed, If_Match=headers["etag"], **known)
    assert status == 200
    assert studio.file(letter).read_bytes() == changed
    assert after["etag"] != headers["etag"]
    # A save whose answer was lost on its way is no conflict when it is sent again.
    assert ask(address, "PUT", changed, If_Match=headers["etag"], **known)[0] == 200


@pytest.mark.parametrize("path", ["../issuer", "issuer.yaml", "%2e%2e/issuer", "2024/khong-co", "recipients.yaml"])
def test_an_id_leads_nowhere_else(studio: Studio, cookie: str, path: str) -> None:
    status, _, body = ask(f"{studio.at}/van-ban/{path}/nguon", Cookie=cookie)
    assert status == 404
    assert b"STTTT" not in body


def test_too_much_is_not_read(studio: Studio, cookie: str, letter: str) -> None:
    token = csrf(studio, cookie)
    known = {"Cookie": cookie, "Origin": studio.base, "X_CSRF_Token": token, "If_Match": '"0"'}
    assert ask(f"{studio.at}/van-ban/{letter}/nguon", "PUT", b"x" * 2_100_000, **known)[0] == 413


def test_ctrl_c_ends_it(tmp_path: Path) -> None:
    studio = Studio(workspace(tmp_path))
    studio.start()
    code, out, err = studio.end()
    assert (code, err) == (0, "")
    assert "Đã dừng." in out


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    shop = workspace(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = shop.run("studio", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 3
    assert "CV954" in done.stderr


def test_without_its_libraries_it_says_what_to_install(tmp_path: Path) -> None:
    shop = workspace(tmp_path)
    (tmp_path / "starlette").mkdir()
    hidden = (
        "import sys; sys.modules['starlette'] = None; sys.argv[1:] = ['studio']; from congvan.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", hidden], cwd=shop.root, capture_output=True, text=True, check=False, timeout=60,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert "CV953" in done.stderr
    assert "pip install" in done.stderr
