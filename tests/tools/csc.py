"""A small remote signing service on loopback: CSC API v2 with a PIN, one credential, leave for the very hash."""

from __future__ import annotations

import base64
import json
import secrets
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pki
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from provider import answer

CREDENTIAL, PIN, TOKEN = "cred-01", "246810", "mã truy cập".encode().hex()
SHA256, RSA, SHA256_RSA = "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.11"


@dataclass
class Remote:
    """``algorithms``, ``status``, ``more``: what it says of the credential; ``signs``: whose key it signs with."""

    holder: pki.Identity
    token: str = ""
    algorithms: tuple[str, ...] = (SHA256_RSA,)
    status: str = "enabled"
    objects: tuple[str, ...] = ("PIN",)
    signs: pki.Identity | None = None
    more: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    leave: dict[str, list[str]] = field(default_factory=dict)

    def __enter__(self) -> Remote:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent, kind = self.rfile.read(int(self.headers.get("content-length", 0))), self.headers["content-type"]
                form = self.path.endswith("/oauth2/token")  # RFC 6749, 4.4.2
                assert kind == ("application/x-www-form-urlencoded" if form else "application/json")
                body = dict(parse_qsl(sent.decode())) if form else json.loads(sent)
                status, said = outer.said(self.path, body, self.headers.get("authorization", ""))
                answer(self, status, said)

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.http.shutdown()
        self.http.server_close()

    def said(self, path: str, body: dict[str, Any], bearer: str) -> tuple[int, dict[str, Any]]:
        name = path.removeprefix("/csc/v2/")
        self.asked.append(name)
        if name == "oauth2/token":
            good = (body["grant_type"], body["client_id"], body["client_secret"]) == (
                "client_credentials",
                "congvan",
                "kín",
            )
            return (200, {"access_token": self.token}) if good else (400, {"error": "invalid_client"})
        if self.token and bearer != f"Bearer {self.token}":
            return 401, {"error": "invalid_token", "error_description": "The access token has expired"}
        if body.get("credentialID") != CREDENTIAL:
            return 400, {"error": "invalid_request", "error_description": "Invalid parameter credentialID"}
        if name == "credentials/info":
            return 200, self._info()
        if name == "credentials/authorize":
            return self._authorised(body)
        return self._signed(body) if name == "signatures/signHash" else (404, {"error": "not_found"})

    def _info(self) -> dict[str, Any]:
        chain = [self.holder.der, *(c.public_bytes(pki.serialization.Encoding.DER) for c in self.holder.chain)]
        return {
            "key": {"status": self.status, "algo": list(self.algorithms), "len": 2048},
            "cert": {"status": "valid", "certificates": [base64.b64encode(der).decode() for der in chain]},
            "auth": {"mode": "explicit", "expression": "PIN", "objects": [{"id": name} for name in self.objects]},
            "SCAL": "2", "multisign": 1, **self.more,
        }  # fmt: skip

    def _authorised(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        typed = {one["id"]: one["value"] for one in body["authData"]}
        if set(typed) != set(self.objects) or typed["PIN"] != PIN or typed.get("OTP", "111") != "111":
            return 400, {"error": "invalid_pin", "error_description": "The PIN is wrong; 4 tries are left"}
        assert body["hashAlgorithmOID"] == SHA256
        assert body["numSignatures"] == len(body["hashes"])
        word = secrets.token_urlsafe(16)
        self.leave[word] = body["hashes"]
        return 200, {"SAD": word, "expiresIn": 300}

    def _signed(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.leave.pop(body["SAD"], None) != body["hashes"]:
            return 400, {"error": "invalid_request", "error_description": "SAD is not for these hashes"}
        assert (body["hashAlgorithmOID"], body["signAlgo"]) == (SHA256, SHA256_RSA)
        key = (self.signs or self.holder).key
        made = [
            key.sign(base64.b64decode(one), padding.PKCS1v15(), Prehashed(hashes.SHA256()))  # type: ignore[union-attr, call-arg, arg-type]
            for one in body["hashes"]
        ]
        return 200, {"signatures": [base64.b64encode(one).decode() for one in made]}
