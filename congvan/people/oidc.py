"""Signing in by an OpenID provider: the code flow with PKCE, state and nonce → the name of a person of the studio.

What the provider says is believed after OpenID Connect Core 1.0, 3.1.3.7: its signature by a key that the provider
publishes now, issuer, audience, times, nonce. Nothing of it is kept but who it is.
"""

from __future__ import annotations

import base64
import json
import secrets
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from congvan.machine.clock import Clock
from congvan.people.setup import Oidc, sound

if TYPE_CHECKING:
    from congvan.people.book import People

FRESH = 3600.0
"""Seconds for which what a provider says of itself is believed."""
WAIT, LARGEST = 10, 1_000_000
"""Seconds and bytes of one answer."""
LEEWAY = 60
"""Seconds by which the clocks of both may differ."""
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Never "none", never by a secret that both know."""


class Unsure(Exception):
    """Who it is was not told, or is not believed. ``why``: ``away`` the provider can't be reached or answers what no
    provider does, ``refused`` it let nobody in, ``untrue`` what it says does not hold, ``nameless`` it says no name.
    """

    def __init__(self, why: str, said: str = "") -> None:
        super().__init__(f"{why}: {said}" if said else why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Flow:
    """One who has been sent to the provider: what has to come back, and what the exchange needs."""

    address: str
    state: str
    nonce: str
    verifier: str
    redirect: str


class Provider:
    """The provider of a studio, asked over HTTP; its description and keys are remembered for an hour."""

    def __init__(self, setup: Oidc, secret: str | None, clock: Clock) -> None:
        self.setup, self._secret, self._clock = setup, secret, clock
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}
        self._lock = threading.Lock()

    def begin(self, redirect: str) -> Flow:
        """Where to send a person, who is to come back to ``redirect``. Errors: Unsure."""
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        state, nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        address = prepare_grant_uri(
            self._told("authorization_endpoint"), self.setup.client_id, "code", redirect_uri=redirect,
            scope="openid profile email", state=state, nonce=nonce, code_challenge_method="S256",
            code_challenge=create_s256_code_challenge(verifier),
        )  # fmt: skip
        return Flow(str(address), state, nonce, verifier, redirect)

    def finish(self, flow: Flow, answer: Mapping[str, str]) -> str:
        """What the provider answered at ``flow.redirect`` → the name of a person. Errors: Unsure."""
        if answer.get("iss", self.setup.issuer) != self.setup.issuer:
            raise Unsure("untrue", "iss")  # RFC 9207: another provider's answer
        if answer.get("error") or not answer.get("code"):
            raise Unsure("refused", answer.get("error", "")[:60])
        token = self._exchanged(flow, answer["code"])
        claims = self._believed(token, flow)
        name = claims.get(self.setup.claim)
        if name is None and self.setup.claim == Oidc.claim:
            name = claims.get("sub")
        if not isinstance(name, str) or not name.strip():
            raise Unsure("nameless", self.setup.claim)
        return name.strip()

    def _exchanged(self, flow: Flow, code: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": flow.redirect,
            "code_verifier": flow.verifier,
        }  # fmt: skip
        headers = {}
        known = self._described().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if self._secret is None:
            form["client_id"] = self.setup.client_id
        elif "client_secret_basic" in known:
            both = f"{quote(self.setup.client_id, safe='')}:{quote(self._secret, safe='')}"  # RFC 6749, 2.3.1
            headers["authorization"] = f"Basic {base64.b64encode(both.encode()).decode()}"
        else:
            form |= {"client_id": self.setup.client_id, "client_secret": self._secret}
        return _asked(self._told("token_endpoint"), urlencode(form).encode(), headers)

    def _believed(self, token: Mapping[str, Any], flow: Flow) -> dict[str, Any]:
        from authlib.oidc.core import CodeIDToken
        from joserfc.errors import JoseError

        try:
            found = self._decoded(str(token["id_token"]))
            claims = CodeIDToken(
                found.claims, found.header,
                {
                    "iss": {"essential": True, "value": self.setup.issuer},
                    "aud": {"essential": True, "value": self.setup.client_id},
                },
                {"nonce": flow.nonce, "client_id": self.setup.client_id, "access_token": token.get("access_token")},
            )  # fmt: skip
            claims.validate(now=int(self._clock().timestamp()), leeway=LEEWAY)
        except (JoseError, KeyError, ValueError, TypeError) as error:
            raise Unsure("untrue", type(error).__name__) from error
        return dict(claims)

    def _decoded(self, token: str) -> Any:
        """Errors: those of the signature. A key that is not known yet may have come since."""
        from joserfc import jwt
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        offered = self._described().get("id_token_signing_alg_values_supported", SIGNED_BY)
        algorithms = [name for name in SIGNED_BY if name in offered] or list(SIGNED_BY)
        with suppress(JoseError, ValueError):
            return jwt.decode(token, KeySet.import_key_set(self._keys()), algorithms=algorithms)
        return jwt.decode(token, KeySet.import_key_set(self._keys(anew=True)), algorithms=algorithms)

    def _keys(self, *, anew: bool = False) -> Any:
        return self._remembered(self._told("jwks_uri"), anew=anew)

    def _told(self, name: str) -> str:
        """An address that the provider says of itself."""
        found = self._described().get(name)
        if not isinstance(found, str) or not sound(found):
            raise Unsure("away", name)
        return found

    def _described(self) -> dict[str, Any]:
        """OpenID Connect Discovery 1.0, 4.3: it has to name the issuer that it was asked of."""
        found = self._remembered(f"{self.setup.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.setup.issuer:
            raise Unsure("away", "issuer")
        return found

    def _remembered(self, address: str, *, anew: bool = False) -> dict[str, Any]:
        with self._lock:
            known = self._kept.get(address)
        if known is not None and not anew and time.monotonic() - known[0] < FRESH:
            return known[1]
        found = _asked(address)
        with self._lock:
            self._kept[address] = time.monotonic(), found
        return found


def of(people: People) -> Provider | None:
    """Who says who somebody is, where ``studio.yaml`` names one."""
    told = people.setup.oidc
    return None if told is None else Provider(told, people.settings.secret(told.secret_env), people.clock)


def _asked(address: str, form: bytes | None = None, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """An answer of the provider, which is always a JSON object. Errors: Unsure."""
    request = Request(address, form, {"accept": "application/json", **(headers or {})})
    try:
        with urlopen(request, timeout=WAIT) as answer:
            found = json.loads(answer.read(LARGEST))
    except HTTPError as error:
        raise Unsure("refused" if form is not None and error.code < 500 else "away", str(error.code)) from error
    except (URLError, HTTPException, OSError, ValueError, RecursionError) as error:
        raise Unsure("away", type(error).__name__) from error
    if not isinstance(found, dict):
        raise Unsure("away", "json")
    return found
