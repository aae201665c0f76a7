"""E-mail addresses as a mail server takes them: ASCII before the @, A-labels after it (RFC 5321, 5891)."""

from __future__ import annotations

import re

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")


def normal(address: str) -> str | None:
    """An address in the one form that every server takes, None where it is none.

    ``vanthu@sở.vn`` → ``vanthu@xn--s-lym.vn``; letters with marks before the @ are refused: few servers take them.
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or len(local) > 64 or not _LOCAL.match(local):
        return None
    labels = _ascii(domain.rstrip("."))
    if labels is None or len(labels) < 2 or not all(_LABEL.match(x) for x in labels) or labels[-1].isdigit():
        return None
    made = f"{local}@{'.'.join(labels)}"
    return made if len(made) <= 254 else None


def _ascii(domain: str) -> list[str] | None:
    if domain.isascii():
        return domain.lower().split(".")
    import idna

    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower().split(".")
    except idna.IDNAError:
        return None


def same(address: str) -> str:
    """What two spellings of one mailbox have in common."""
    return address.casefold()
