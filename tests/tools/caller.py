"""A browser's requests to a studio without a browser: its forms are filled in as the page has them."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

from browsing import Studio
from lxml import html


@dataclass
class Answer:
    status: int
    place: str
    """Where it leads to."""
    text: str

    @property
    def words(self) -> str:
        """What stands on the page, on one line."""
        found = html.fromstring(self.text)
        for one in found.xpath("//script | //style"):
            one.drop_tree()
        return " ".join(found.text_content().split())


@dataclass
class Caller:
    """One person who has signed in."""

    studio: Studio
    cookie: str = ""
    csrf: str = ""

    def sign_in(self) -> None:
        """By the address that the studio printed."""
        line = self._line()
        line.request("GET", self.studio.address.removeprefix(self.studio.base))
        answer = line.getresponse()
        answer.read()
        self.cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
        self.csrf = json.loads(self.get("/phien").text)["csrf"]

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, b"", {})

    def post(
        self, path: str, fields: list[tuple[str, str]] | dict[str, str], file: tuple[str, bytes] | None = None
    ) -> Answer:
        pairs = [("_csrf", self.csrf), *(fields.items() if isinstance(fields, dict) else fields)]
        if file is None:
            return self._ask(
                "POST", path, urlencode(pairs).encode(), {"content-type": "application/x-www-form-urlencoded"}
            )
        mark = "---------------------------29137"
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in pairs]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="tep"; filename="{file[0]}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        body = b"".join(parts) + head.encode() + file[1] + f"\r\n--{mark}--\r\n".encode()
        return self._ask("POST", path, body, {"content-type": f"multipart/form-data; boundary={mark}"})

    def form(self, path: str, button: str, **typed: str) -> tuple[str, list[tuple[str, str]]] | None:
        """Where the form of the page at ``path`` that has that button goes, and what it sends when it is pressed; None
        where there is no such button.
        """
        found = html.fromstring(self.get(path).text)
        for form in found.forms:
            for one in form.xpath(".//button"):
                if " ".join(one.text_content().split()) == button:
                    pairs = [(n, v) for n, v in form.form_values() if n not in (*typed, "_csrf")]
                    named = [(one.get("name"), one.get("value") or "")] if one.get("name") else []
                    return urljoin(path, form.get("action") or ""), [*pairs, *named, *typed.items()]
        return None

    def _line(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.studio.port, timeout=120)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        line = self._line()
        given = {"cookie": self.cookie, "origin": self.studio.base, **headers}
        try:
            line.request(method, path, body or None, given)
            answer = line.getresponse()
            return Answer(
                answer.status,
                urlsplit(answer.getheader("location") or "").path,
                answer.read().decode("utf-8", "replace"),
            )
        finally:
            line.close()
