"""A libpq URL as messages may name it: what in it is secret, and whether letters in it should have been encoded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qsl, unquote

from congvan.machine.said import Said

_URL = re.compile(
    r"(?P<scheme>postgres(?:ql)?)://"
    r"(?:(?P<user>[^:@/?\s]*)(?::(?P<password>[^@/]*))?@)?"
    r"(?P<hosts>[\w.,:%\-\[\]]*)"
    r"(?:/(?P<database>[^?@:\s]*))?"
    r"(?:\?(?P<query>.*))?",
    re.DOTALL,
)
"""As libpq parts it: what stands before the first ``@`` is user and password, unless a ``/`` comes before."""
_PORTS = re.compile(r"(?:(?:\[[\w:.%]*\]|[\w.\-%]*)(?::\d*)?)(?:,(?:\[[\w:.%]*\]|[\w.\-%]*)(?::\d*)?)*")
_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SECRET = ("password", "sslpassword")


def _parts(url: str) -> re.Match[str] | None:
    found = _URL.fullmatch(url)
    return found if found and _PORTS.fullmatch(found["hosts"]) else None


def shown(url: str) -> str:
    """``postgresql://user@host:port/db``: never a password; the scheme alone where that can't be told apart."""
    parts = _parts(url)
    if parts is None:
        return f"{url.partition('://')[0]}://…"
    user = f"{parts['user']}@" if parts["user"] is not None else ""
    database = f"/{parts['database']}" if parts["database"] is not None else ""
    return f"{parts['scheme']}://{user}{parts['hosts']}{database}"


def odd(url: str) -> bool:
    """Whether a letter in it is likely to have been read as a mark of the URL: ``/ @ % :`` of a password, a space."""
    parts = _parts(url)
    return parts is None or bool(_PERCENT.search(url)) or any(c.isspace() for c in url)


def hidden(said: Said, url: str) -> Said:
    """The words of a server or of libpq without any secret of the address."""
    text = "".join(said)
    for secret in _secrets(url):
        text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", "…", text)
    return Said(text, *said.names)


def _secrets(url: str) -> Sequence[str]:
    """Raw and decoded, the longest first."""
    parts = _parts(url)
    if parts is None:
        return ()
    found = {parts["password"] or ""}
    found |= {value for key, value in parse_qsl(parts["query"] or "") if key in _SECRET}
    found |= set(re.findall(rf"(?:{'|'.join(_SECRET)})=([^&]*)", parts["query"] or ""))
    found |= {unquote(secret) for secret in found}
    return sorted(filter(None, found), key=len, reverse=True)
