"""Signing in by an OpenID provider that runs on loopback: who comes in, and everything that lets nobody in."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from threading import Thread
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from asking import Answer, Asked, asked
from joserfc.jwk import RSAKey
from provider import CLIENT, SECRET, Provider

from congvan.people import oidc
from congvan.people.roles import Holding
from congvan.people.setup import Oidc


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider() as made:
        yield made


@pytest.fixture(autouse=True)
def as_ever(provider: Provider) -> None:
    provider.who, provider.claims, provider.algorithm = "lan", {}, "RS256"


@pytest.fixture
def at(tmp_path: Path, provider: Provider) -> Asked:
    made = asked(tmp_path, Holding("soan-thao"))
    told = Oidc(provider.issuer, CLIENT, "KHOA")
    client = oidc.Provider(told, SECRET, lambda: datetime.now(UTC))
    studio = replace(made.studio, provider=client)
    made.app.app.state.studio = studio
    return replace(made, studio=studio, secret="")


class Still(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def sent(at: Asked, address: str = "/dang-nhap/oidc") -> tuple[str, str]:
    """To the provider and back: the address that it sends the browser to, and the browser's cookie."""
    gone = at.ask("GET", address)
    assert gone.status == 303, gone.body
    cookie = re.match(r"c_oidc=([^;]+)", gone.headers["set-cookie"])
    assert cookie is not None
    assert "samesite=lax" in gone.headers["set-cookie"].lower()
    opener = build_opener(Still)
    try:
        opener.open(gone.headers["location"])
    except OSError as answer:
        back = str(answer.headers["location"])  # type: ignore[attr-defined]
    return back.removeprefix("http://127.0.0.1:1"), f"c_oidc={cookie[1]}"


def back(at: Asked, address: str, cookie: str) -> Answer:
    return at.ask("GET", address, cookie=cookie)


def told(answer: Answer) -> str:
    found = re.search(r'role="alert"><p>(.*?)</p>', answer.body.decode(), re.S)
    return unescape(found[1]) if found else ""


def test_a_known_person_comes_in_and_goes_on(at: Asked) -> None:
    page = at.ask("GET", "/dang-nhap?tiep=/so/van-ban").body.decode()
    link = re.search(r'href="(/dang-nhap/oidc[^"]*)"', page)
    assert link is not None
    address, cookie = sent(at, unescape(link[1]))
    answer = back(at, address, cookie)
    assert answer.status == 200
    assert '<meta http-equiv="refresh" content="0;url=/so/van-ban">' in answer.body.decode()
    assert len(at.people.sessions(at.person)) == 2  # the one of the fixture, and this
    assert back(at, address, cookie).status == 400  # the state was used


def test_who_is_not_known_or_disabled_is_told_so(at: Asked, provider: Provider) -> None:
    provider.who = "nguoi-la"
    answer = back(at, *sent(at))
    assert (answer.status, '"nguoi-la" chưa có trong studio' in told(answer)) == (403, True)
    provider.who = "lan"
    at.people.disable(at.person, "root")
    answer = back(at, *sent(at))
    assert (answer.status, "chưa có trong studio" in told(answer)) == (403, True)
    provider.who = ""
    answer = back(at, *sent(at))
    assert (answer.status, "không cho đăng nhập" in told(answer)) == (403, True)
    assert at.people.sessions(at.person) == ()


@pytest.mark.parametrize(
    ("claims", "algorithm"),
    [
        ({"nonce": "khac"}, "RS256"), ({"nonce": None}, "RS256"), ({"aud": "ung-dung-khac"}, "RS256"),
        ({"iss": "http://127.0.0.1:9"}, "RS256"), ({"exp": 1}, "RS256"), ({"exp": None}, "RS256"), ({}, "none"),
        ({"azp": "ung-dung-khac"}, "RS256"), ({"at_hash": "AAAA"}, "RS256"), ({}, "HS256"), ({"sub": None}, "RS256"),
    ],
    ids=["nonce", "no-nonce", "aud", "iss", "old", "endless", "unsigned", "azp", "at-hash", "shared-secret", "no-sub"],
)  # fmt: skip
def test_a_word_that_does_not_hold_lets_nobody_in(
    at: Asked, provider: Provider, claims: dict[str, object], algorithm: str
) -> None:
    provider.claims, provider.algorithm = claims, algorithm
    answer = back(at, *sent(at))
    assert (answer.status, "không kiểm chứng được" in told(answer)) == (403, True)
    assert len(at.people.sessions(at.person)) == 1


def test_a_key_that_nobody_published_is_none_and_a_new_one_is_found(
    at: Asked, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert back(at, *sent(at)).status == 200
    provider.key = RSAKey.generate_key(2048, {"kid": "hai"}, private=True)
    assert back(at, *sent(at)).status == 200  # the provider changed its key
    strange, whole = RSAKey.generate_key(2048, {"kid": "hai"}, private=True), Provider._token

    def by_a_stranger(self: Provider, claims: dict[str, object]) -> str:
        return whole(Provider(key=strange), claims)

    monkeypatch.setattr(Provider, "_token", by_a_stranger)
    answer = back(at, *sent(at))
    assert (answer.status, "không kiểm chứng được" in told(answer)) == (403, True)


def test_a_state_belongs_to_one_browser_and_ten_minutes(at: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    address, cookie = sent(at)
    other = sent(at)[1]
    assert back(at, address, other).status == 400
    assert back(at, address, cookie).status == 400  # and whoever tried has used it up
    address, cookie = sent(at)
    later = at.studio.now() + timedelta(minutes=10)
    monkeypatch.setattr(type(at.studio), "now", lambda _: later)
    assert back(at, address, cookie).status == 400


def test_another_providers_answer_and_a_code_that_was_used(at: Asked, provider: Provider) -> None:
    address, cookie = sent(at)
    strange = re.sub(r"iss=[^&]+", "iss=https%3A%2F%2Fx.example", address)
    assert back(at, strange, cookie).status == 403
    address, cookie = sent(at)
    provider.codes.clear()
    answer = back(at, address, cookie)
    assert (answer.status, "không cho đăng nhập" in told(answer)) == (403, True)


def test_a_provider_that_is_not_there(at: Asked, tmp_path: Path) -> None:
    away = oidc.Provider(Oidc("http://127.0.0.1:9", CLIENT), None, lambda: datetime.now(UTC))
    at.app.app.state.studio = replace(at.studio, provider=away)
    answer = at.ask("GET", "/dang-nhap/oidc")
    assert (answer.status, "không trả lời được" in told(answer)) == (503, True)
    at.app.app.state.studio = replace(at.studio, provider=None)
    assert at.ask("GET", "/dang-nhap/oidc").status == 404
    assert "/dang-nhap/oidc" not in at.ask("GET", "/dang-nhap").body.decode()


@pytest.mark.parametrize(
    "said",
    [b"SSH-2.0-x\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n[]", b"HTTP/1.1 200 OK\r\n\r\n" + b"[" * 200_000,
     b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{"],
    ids=["no-http", "no-object", "deep", "cut-short"],
)  # fmt: skip
def test_what_no_provider_answers(said: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as place:

        def answer() -> None:
            line, _ = place.accept()
            with line:
                line.recv(65536)
                line.sendall(said)

        Thread(target=answer, daemon=True).start()
        told = Oidc(f"http://127.0.0.1:{place.getsockname()[1]}", CLIENT)
        with pytest.raises(oidc.Unsure) as unsure:
            oidc.Provider(told, None, lambda: datetime.now(UTC)).begin("http://127.0.0.1:1/x")
        assert unsure.value.why == "away"


def test_the_claim_that_is_the_name(at: Asked, provider: Provider) -> None:
    setup = replace(at.studio.provider.setup, claim="email")  # type: ignore[union-attr]
    client = oidc.Provider(setup, SECRET, lambda: datetime.now(UTC))
    at.app.app.state.studio = replace(at.studio, provider=client)
    provider.claims = {"email": "lan", "preferred_username": "khac"}
    assert back(at, *sent(at)).status == 200
    provider.claims = {}
    answer = back(at, *sent(at))
    assert (answer.status, "không cho biết tên" in told(answer)) == (403, True)
