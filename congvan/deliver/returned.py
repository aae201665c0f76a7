"""Returned mail → what it says of which parcel: delivery status notifications (RFC 3464) in files or a mailbox."""

from __future__ import annotations

import email
import email.message
import email.policy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from congvan.model.delivery import Notice, State

LARGEST = 30_000_000
"""A returned message may carry the whole letter; beyond this many bytes it is not read."""
_ID = re.compile(r"<\s*([^<>\s@]{1,200}@[^<>\s@]{1,250})\s*>")
_ACTIONS: dict[str, State] = {"failed": "bounced", "delivered": "delivered", "delayed": "accepted"}
"""``relayed`` and ``expanded`` say nothing about the receiver."""


def in_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder (a Maildir, a folder of .eml), in the order of names. Errors: OSError."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
        if path.stat().st_size <= LARGEST:
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def notices(data: bytes, source: str, sender_domain: str) -> list[Notice]:
    """The notices of one message, none where it is no notification about a message of ours. Never raises."""
    try:
        return list(_notices(data, source, sender_domain))
    except Exception:
        return []  # hostile mail may break any parser: it is mail that says nothing


def _notices(data: bytes, source: str, domain: str) -> Iterator[Notice]:
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    if message.get_content_type() != "multipart/report" or not message.is_multipart():
        return
    parts = list(message.walk())[:50]
    status = next((p for p in parts if p.get_content_type() == "message/delivery-status"), None)
    key = _original(parts, domain)
    if status is None or not key:
        return
    blocks: Any = status.get_payload()
    for block in blocks[:200] if isinstance(blocks, list) else []:
        if not isinstance(block, email.message.Message):
            continue
        state = _ACTIONS.get(str(block.get("Action", "")).strip().lower())
        address = _address(block.get("Original-Recipient")) or _address(block.get("Final-Recipient"))
        if state is None or not address:
            continue
        said = " ".join(f"{block.get('Status', '')} {block.get('Diagnostic-Code', '')}".split())
        yield Notice(key, state, f"{address}: {said[:800]}", address, source=source)


def _original(parts: list[email.message.Message], domain: str) -> str:
    """The Message-ID of the message that came back: from its headers, or from the envelope's name that we gave it."""
    for part in parts:
        kind = part.get_content_type()
        text = ""
        if kind == "message/rfc822":
            inside: Any = part.get_payload()
            inner = inside[0] if isinstance(inside, list) and inside else None
            text = str(inner.get("Message-ID", "")) if isinstance(inner, email.message.Message) else ""
        elif kind == "text/rfc822-headers":
            raw = part.get_payload(decode=True)
            head = email.message_from_bytes(raw if isinstance(raw, bytes) else b"")
            text = str(head.get("Message-ID", ""))
        found = _ID.search(text)
        if found:
            return found[1]
    for part in parts:
        envelope = str(part.get("Original-Envelope-Id", "")).strip()
        if re.fullmatch(r"[0-9a-f]{40}", envelope):
            return f"{envelope}@{domain}"
    return ""


def _address(value: object) -> str:
    """``rfc822; vanthu@so.example`` → the address."""
    kind, semicolon, address = str(value or "").partition(";")
    if not semicolon or kind.strip().lower() != "rfc822":
        return ""
    address = address.strip().strip("<>").replace("+2B", "+").replace("+3D", "=")
    return address if "@" in address and len(address) < 320 and address.isprintable() else ""
