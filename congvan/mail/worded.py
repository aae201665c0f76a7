"""Mail that came back in plain words: sendmail, qmail, Exim and what else answered before RFC 3464, or does so still.

Only a name that we gave a message ourselves says that such a mail is about it, and only a server's code or its known
words say that an address did not take it.
"""

from __future__ import annotations

import email.message
import re
from collections.abc import Iterator
from typing import Any

from congvan.model.delivery import Notice, State

Message = email.message.Message
TEXT = 400_000
"""So many characters of a mail's text are looked at."""
_OURS = re.compile(r"<\s*([0-9a-f]{40}@[^<>\s@]{1,250})\s*>")
_DAEMON = re.compile(
    r"(?:mailer[-_ ]?daemon|postmaster|mail[-_ ]?delivery|mailadmin|bounces?)(?:[+=-][^@<>\s]*)?@|<>|mail delivery",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"undeliver|returned mail|delivery (?:status|fail|notif|report|problem)|failure notice|mail delivery"
    r"|delivery has failed|mail system error|could not be delivered|(?:không gửi|không phân phối|không chuyển) được"
    r"|thư bị trả lại|thư trả lại",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"^-{2,80}[^\n]{0,120}?(?:below this line is a copy|copy of (?:the|your) message"
    r"|original message|message header|unsent message|forwarded message|message follows|returned message)[^\n]*$"
    r"|^(?:Return-Path|Received|Message-ID):",
    re.IGNORECASE | re.MULTILINE,
)
"""Here the letter that came back begins."""
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_NEVER = re.compile(
    r"(?<![\d.#])5\d\d(?=[ -])|#?\b5\.\d{1,3}\.\d{1,3}\b|user unknown|unknown user|no such (?:user|mailbox|recipient)"
    r"|no mailbox here|mailbox (?:is )?full|does not exist|mailbox unavailable|unrouteable address"
    r"|host (?:or domain name )?not found|permanent (?:fatal )?error",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"(?<![\d.#])4\d\d(?=[ -])|#?\b4\.\d{1,3}\.\d{1,3}\b|will (?:continue|keep|be) (?:trying|retr)"
    r"|has not (?:yet )?been (?:collected|delivered) after|warning message only|do not need to resend",
    re.IGNORECASE,
)
_QMAIL = "This is the qmail-send program"
LINE = 1000
AROUND = 4
"""A server's words stand at most so many lines below the address that they are about."""


def ours(text: str) -> str:
    """The Message-ID of one of our messages (SHA-256, 40 digits) in a text; "" where there is none."""
    found = _OURS.search(text)
    return found[1] if found else ""


def receipt(message: Message) -> bool:
    """Whether it says that somebody has read the letter: that is no mail that came back."""
    kind = str(message.get_param("report-type") or "").lower()
    parts = [p.get_content_type() for p in list(message.walk())[:20]] if not kind else []
    return kind == "disposition-notification" or "message/disposition-notification" in parts


def looks_returned(message: Message) -> bool:
    """Whether a mail server wrote it because of a letter that it could not hand over, as far as that can be seen."""
    sender = f"{message.get('From', '')} {message.get('Return-Path', '')}"[:2000]
    subject = _decoded(message)
    if message.get("X-Failed-Recipients") or _QMAIL in _text(message)[:20_000]:
        return True
    return bool(_SUBJECT.search(subject)) if not _DAEMON.search(sender) else True


def notices(message: Message, source: str) -> Iterator[Notice]:
    """What an older server's mail says of a letter of ours; nothing where a code, a letter or an address is missing."""
    if not looks_returned(message):
        return
    text = _text(message)
    whole = " ".join((text, *(str(p.get("Message-ID", "")) for p in list(message.walk())[1:40])))
    key = ours(whole) or ours(f"{message.get('References', '')} {message.get('In-Reply-To', '')}")
    if not key:
        return
    said = _COPY.split(text, maxsplit=1)[0]
    named = _ADDRESS.findall(str(message.get("X-Failed-Recipients", "")))
    own = {a.lower() for field in ("From", "To") for a in _ADDRESS.findall(str(message.get(field, "")))}
    for address, words in _blamed(said, [n.lower() for n in named], own):
        state: State | None = "bounced" if _NEVER.search(words) else "accepted" if _LATER.search(words) else None
        if state is not None:
            yield Notice(key, state, f"{address}: {' '.join(words.split())[:800]}", address, source=source)


def _blamed(said: str, named: list[str], own: set[str]) -> Iterator[tuple[str, str]]:
    """Each address that the words are about, with the words around it."""
    lines = [line[:LINE] for line in said.splitlines()[:2000]]
    seen: set[str] = set()
    for index, line in enumerate(lines):
        for address in _ADDRESS.findall(line):
            low = address.rstrip(".").lower()
            if low in seen or low in own or (named and low not in named):
                continue
            words = "\n".join([line, *_until_next(lines[index + 1 : index + 1 + AROUND])])
            if _NEVER.search(words) or _LATER.search(words):
                seen.add(low)
                yield address.rstrip("."), words
    whole = "\n".join(lines[:200])
    for address in named:  # Exim names them in a field of the head
        if address not in seen:
            seen.add(address)
            yield address, whole


def _until_next(lines: list[str]) -> Iterator[str]:
    """The lines up to where another address begins its own paragraph."""
    for line in lines:
        if re.match(r"\s*<?[^\s<>]+@[^\s<>]+>?:?\s*\Z", line):
            return
        yield line


def _decoded(message: Message) -> str:
    from email.header import decode_header, make_header

    raw = str(message.get("Subject", ""))
    try:
        return str(make_header(decode_header(raw)))
    except (ValueError, LookupError, UnicodeError):
        return raw


def _text(message: Message) -> str:
    """The text that a person reads, and the head of the letter where it is attached as text; not the letter itself."""
    found, size = [], 0
    parts: list[Message] = [message]
    while parts and size < TEXT:
        part = parts.pop(0)
        inner: Any = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            parts = [p for p in inner[:40] if isinstance(p, Message)] + parts
        elif part.get_content_maintype() == "text":
            raw: Any = part.get_payload(decode=True)
            text = raw.decode(_charset(part), "replace") if isinstance(raw, bytes) else str(inner)
            text = (
                re.sub(r"<(?:br|/p|/div|/tr)[^>]{0,80}>", "\n", text) if part.get_content_subtype() == "html" else text
            )
            found.append(text[: TEXT - size])
            size += len(text)
    return "\n".join(found)


def _charset(part: Message) -> str:
    name = str(part.get_content_charset() or "utf-8")
    try:
        "".encode(name)
    except LookupError:
        return "utf-8"
    return name
