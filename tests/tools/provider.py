"""A small OpenID provider on loopback: discovery, keys, the code flow with PKCE. Whoever comes is who the test says.

``claims`` are laid over those of the next token, ``key`` signs it, ``algorithm`` says how.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "congvan", "khóa/của ứng:dụng"


@dataclass
class Provider:
    who: str = "lan"
    claims: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    issuer: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    key: RSAKey | None = None

    def __enter__(self) -> Provider:
        outer = self
        self.key = RSAKey.generate_key(2048, {"kid": "một"}, private=True)

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.get(self)

            def do_POST(self) -> None:
                outer.post(self, self.rfile.read(int(self.headers.get("content-length", 0))).decode())

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.shutdown()
        self.http.server_close()

    def get(self, at: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(at.path)
        self.asked.append(parts.path)
        if parts.path == "/.well-known/openid-configuration":
            said = {name: f"{self.issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
            answer(at, 200, {"issuer": self.issuer, **said, "id_token_signing_alg_values_supported": ["RS256"]})
        elif parts.path == "/jwks_uri":
            answer(at, 200, {"keys": [self.key.as_dict(private=False)]})
        elif parts.path == "/authorization_endpoint":
            self._sent_back(at, {k: v[0] for k, v in parse_qs(parts.query).items()})
        else:
            answer(at, 404, {})

    def _sent_back(self, at: BaseHTTPRequestHandler, asked: dict[str, str]) -> None:
        sound = (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == ("code", CLIENT, "S256")
        assert sound, asked
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.issuer}
        if not self.who:
            back = {"error": "access_denied", "state": asked["state"]}
        at.send_response(302)
        at.send_header("location", f"{asked['redirect_uri']}?{urlencode(back)}")
        at.end_headers()

    def post(self, at: BaseHTTPRequestHandler, body: str) -> None:
        form = {k: v[0] for k, v in parse_qs(body).items()}
        asked = self.codes.pop(form.get("code", ""), None)
        given = base64.b64decode(at.headers.get("authorization", "Basic ").partition(" ")[2]).decode()
        name, _, secret = given.partition(":")
        challenge = (
            base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        )
        good = (
            asked is not None and (unquote(name), unquote(secret)) == (CLIENT, SECRET)
            and challenge == asked["code_challenge"] and form["redirect_uri"] == asked["redirect_uri"]
        )  # fmt: skip
        if asked is None or not good:
            answer(at, 400, {"error": "invalid_grant"})
            return
        now = int(time.time())
        claims = {
            "iss": self.issuer, "sub": f"id-{self.who}", "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], "preferred_username": self.who, **self.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        answer(at, 200, {"access_token": "x", "token_type": "Bearer", "id_token": self._token(claims)})

    def _token(self, claims: dict[str, Any]) -> str:
        if self.algorithm == "none":
            parts = ({"alg": "none"}, claims)
            return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts) + "."
        key = OctKey.import_key(SECRET) if self.algorithm == "HS256" else self.key
        return str(jwt.encode({"alg": self.algorithm, "kid": self.key.kid}, claims, key, algorithms=[self.algorithm]))


def answer(at: BaseHTTPRequestHandler, status: int, said: dict[str, Any]) -> None:
    data = json.dumps(said).encode()
    at.send_response(status)
    at.send_header("content-type", "application/json")
    at.send_header("content-length", str(len(data)))
    at.end_headers()
    at.wfile.write(data)
