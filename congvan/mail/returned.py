"""Returned mail → what it says of which parcel: notifications (RFC 3464) and the plain words of older mail servers.

A mail that looks like one that came back and is not understood is told of, never taken for read: otherwise an agency
that never got the letter would stay "sent".
"""

from __future__ import annotations

import email
import email.message
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from congvan.mail import outlook, worded
from congvan.mail.files import LARGEST, Saved, is_mail, plain
from congvan.model.delivery import Notice, State

__all__ = ["LARGEST", "Reading", "notices", "read"]

Message = email.message.Message
PARTS = 60
"""So many parts of one message are looked at."""
NESTED = 300
"""More parts in parts than this no mail server writes; the parser's time grows with the square of them."""
_ID = re.compile(r"<\s*([^<>\s@]{1,200}@[^<>\s@]{1,250})\s*>")
_ACTIONS: dict[str, State] = {"failed": "bounced", "delivered": "delivered", "delayed": "accepted"}
"""``relayed`` and ``expanded`` say nothing about the receiver."""
_STATUS = ("message/delivery-status", "message/global-delivery-status")
_HEADS = ("text/rfc822-headers", "message/global-headers")
_WHOLE = ("message/rfc822", "message/global")


@dataclass(frozen=True, slots=True)
class Reading:
    """``notice``: a notification that was understood, even where it says nothing of ours; ``unclear``: it looks like a
    mail that came back; ``other``: any other mail; ``broken``: no mail at all.
    """

    kind: Literal["notice", "unclear", "other", "broken"]
    notices: tuple[Notice, ...] = ()


def notices(data: bytes, source: str, sender_domain: str) -> list[Notice]:
    """The notices of one message, none where it says nothing of a message of ours. Never raises."""
    return list(read(Saved(source, data), sender_domain).notices)


def read(saved: Saved, domain: str) -> Reading:
    """What one message says. Never raises."""
    try:
        if saved.outlook:
            return _of_outlook(saved, domain)
        if saved.data.lower().count(b"boundary=") > NESTED:
            return Reading("unclear")
        return _of_message(_parsed(saved.data), saved.source, domain)
    except Exception:
        return Reading("unclear")  # hostile mail may break any parser: a person must look at it


def _parsed(data: bytes) -> Message:
    return email.message_from_bytes(plain(data), policy=email.policy.compat32)


def _of_message(message: Message, source: str, domain: str) -> Reading:
    """Its own report, or those of colleagues that it forwards; else the words of an older server."""
    found: list[Notice] = []
    reports = list(_reports(message))
    understood = False
    for report in reports:
        made, clear = _of_report(report, source, domain)
        found += made
        understood |= clear
    if understood:
        return Reading("notice", tuple(found))
    for one in _letters(message):
        if worded.receipt(one):
            return Reading("other")
        made = list(worded.notices(one, source))
        if made:
            return Reading("notice", tuple(made))
    looks = reports or any(worded.looks_returned(one) for one in _letters(message))
    return Reading("unclear" if looks else "other")


def _letters(message: Message) -> Iterator[Message]:
    """The message, then what it forwards, one level down."""
    yield message
    yield from _inside(message)


def _inside(message: Message) -> list[Message]:
    """Messages attached to it, as such or as a file that holds one."""
    found: list[Message] = []
    for part in list(message.walk())[1:PARTS]:
        name = str(part.get_filename() or "").lower()
        if part.get_content_type() in _WHOLE:
            inner: Any = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                found.append(_undone(part, inner[0]))
        elif name.endswith(".eml") or part.get_content_type() == "application/octet-stream":
            raw: Any = part.get_payload(decode=True)
            if isinstance(raw, bytes) and len(raw) <= LARGEST and is_mail(plain(raw)):
                found.append(_parsed(raw))
    return found


def _undone(part: Message, inner: Message) -> Message:
    """An attached message; some programs write it in base64, which the standard forbids."""
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() not in ("base64", "quoted-printable"):
        return inner
    again = Message()
    again["Content-Transfer-Encoding"] = str(part["Content-Transfer-Encoding"])
    again.set_payload(inner.as_string())
    raw: Any = again.get_payload(decode=True)
    return _parsed(raw) if isinstance(raw, bytes) and is_mail(plain(raw)) else inner


def _reports(message: Message) -> Iterator[Message]:
    seen = 0
    for one in (message, *_inside(message)):
        for part in one.walk():
            seen += 1
            if seen > 2 * PARTS:
                return
            if part.get_content_type() == "multipart/report" and part.is_multipart() and not worded.receipt(part):
                yield part
            elif one is not message and part.get_content_type() in _WHOLE:
                break


def _of_report(report: Message, source: str, domain: str) -> tuple[list[Notice], bool]:
    """The notices of one multipart/report, and whether it was understood."""
    parts = list(report.walk())[:PARTS]
    status = next((p for p in parts if p.get_content_type() in _STATUS), None)
    key = _original(parts, domain) or worded.ours(" ".join(map(str, report.get_all("References", []))))
    key = key or worded.ours(str(report.get("In-Reply-To", "")))
    if status is None or not key:
        return [], False
    found, clear = [], False
    for block in _blocks(status):
        action = str(block.get("Action", "")).strip().lower().partition(" ")[0]
        state = _ACTIONS.get(action)
        address = _address(block.get("Original-Recipient")) or _address(block.get("Final-Recipient"))
        clear |= action in ("relayed", "expanded")
        if state is None or not address:
            continue
        clear = True
        said = " ".join(f"{block.get('Status', '')} {block.get('Diagnostic-Code', '')}".split())
        found.append(Notice(key, state, f"{address}: {said[:800]}", address, source=source))
    return found, clear


def _blocks(status: Message) -> list[Message]:
    """The groups of fields of a delivery status, however the parser left them: one by one, or as text."""
    inner: Any = status.get_payload()
    blocks = [b for b in inner if isinstance(b, Message)] if isinstance(inner, list) else []
    if any(b.get("Action") for b in blocks):
        return blocks[:200]
    text = "\n\n".join(b.as_string() for b in blocks) if blocks else str(inner)
    if str(status.get("Content-Transfer-Encoding", "")).strip().lower() in ("base64", "quoted-printable"):
        again = Message()
        again["Content-Transfer-Encoding"] = str(status["Content-Transfer-Encoding"])
        again.set_payload(text)
        raw: Any = again.get_payload(decode=True)
        text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else text
    groups = re.split(r"\r?\n[ \t]*\r?\n", text[:1_000_000])
    return [email.message_from_string(group.strip("\r\n")) for group in groups[:200]]


def _original(parts: list[Message], domain: str) -> str:
    """The Message-ID of the message that came back: from its headers, or from the envelope's name that we gave it."""
    for part in parts:
        kind = part.get_content_type()
        text = ""
        if kind in _WHOLE:
            inside: Any = part.get_payload()
            inner = inside[0] if isinstance(inside, list) and inside else None
            text = str(inner.get("Message-ID", "")) if isinstance(inner, Message) else ""
        elif kind in _HEADS:
            raw = part.get_payload(decode=True)
            head = email.message_from_bytes(raw if isinstance(raw, bytes) else b"")
            text = str(head.get("Message-ID", ""))
        found = _ID.search(text) or _ID.search(str(part.get("X-Original-Message-ID", "")))
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
    if not semicolon or kind.strip().lower() not in ("rfc822", "utf-8"):
        return ""
    address = address.strip().strip("<>").replace("+2B", "+").replace("+3D", "=")
    return address if "@" in address and len(address) < 320 and address.isprintable() else ""


def _of_outlook(saved: Saved, domain: str) -> Reading:
    """A file of Outlook: a report by its class, else a mail like any other."""
    found = outlook.read(saved.data)
    if found is None:
        return Reading("broken")
    kind = found.kind.upper()
    if not kind.startswith("REPORT"):
        return _of_message(found.message, saved.source, domain)
    if kind.endswith(("IPNRN", "IPNNRN")):  # somebody has, or has not, read it
        return Reading("other")
    key = worded.ours(f"{found.message['References']} {found.message.get_payload()}")
    state: State | None = {"NDR": "bounced", "DR": "delivered", "DELAYED": "accepted"}.get(kind.rpartition(".")[2])  # type: ignore[assignment]
    if not key or state is None or not found.recipients:
        return Reading("unclear")
    made = (Notice(key, state, f"{a}: {said[:800]}", a, source=saved.source) for a, said in found.recipients)
    return Reading("notice", tuple(made))
