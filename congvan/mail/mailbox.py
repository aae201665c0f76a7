"""A mailbox on a server → its returned messages, read only: nothing is moved, marked or deleted there (RFC 9051)."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from congvan.machine.said import named, said
from congvan.machine.settings import MAILBOX
from congvan.mail.answers import Imap, ImapTls
from congvan.mail.files import LARGEST, Saved, Unread
from congvan.problems import MachineFault


def is_url(text: str) -> bool:
    """Whether it names a mailbox: ``imaps://vanthu@mail.so.example/INBOX``."""
    return text.startswith(("imap://", "imaps://"))


def messages(url: str, password: str | None, ca: str | None, timeout: float) -> Iterator[Saved | Unread]:
    """The reports of a mailbox with their numbers. ``imap://`` speaks STARTTLS, except to this machine itself.

    Errors: CV824 no password, CV829 unreachable or refused.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:  # no port of 1 to 65535, or brackets that don't close
        raise MachineFault("CV829", server=url.rpartition("@")[2][:80], reason=named("BAD_URL")) from error
    host, user = parts.hostname or "", unquote(parts.username or "")
    shown = f"{parts.scheme}://{user}@{host}"
    if password is None:
        raise MachineFault("CV824", variable=MAILBOX)
    try:
        context = ssl.create_default_context()
        context.hostname_checks_common_name = False  # a server's name stands in subjectAltName only (RFC 6125)
        if ca:
            context.load_verify_locations(ca)
        box = _open(parts.scheme, host, port, context, timeout)
        try:
            box.begin(timeout)
            _login(box, user, password)
            folder = unquote(parts.path.strip("/")) or "INBOX"
            quoted = '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
            box.begin(timeout)
            kind, answer = box.select(quoted, readonly=True)
            if kind != "OK":
                raise imaplib.IMAP4.error(answer[0])
            yield from _fetch(box, timeout)
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                box.logout()
    except imaplib.IMAP4.abort as error:  # the library's words: the connection broke
        raise MachineFault("CV829", server=shown, reason=said(error)) from error
    except imaplib.IMAP4.error as error:
        raise MachineFault("CV829", server=shown, reason=_reply(error.args)) from error
    except (OSError, UnicodeError) as error:
        raise MachineFault("CV829", server=shown, reason=said(error)) from error


def _login(box: Imap | ImapTls, user: str, password: str) -> None:
    """LOGIN takes ASCII only; names and passwords with marks go by PLAIN, which is UTF-8 (RFC 4616)."""
    if (user + password).isascii():
        box.login(user, password)
    else:
        box.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())


def _reply(words: tuple[object, ...]) -> str:
    """The server's own words, as it said them."""
    texts = (w.decode("utf-8", "replace") if isinstance(w, bytes) else str(w) for w in words)
    return " ".join(" ".join(texts).split())[:200]


def _open(scheme: str, host: str, port: int | None, context: ssl.SSLContext, timeout: float) -> Imap | ImapTls:
    if scheme == "imaps":
        return ImapTls(host, port or 993, ssl_context=context, timeout=timeout)
    box = Imap(host, port or 143, timeout=timeout)
    if host not in ("localhost", "127.0.0.1", "::1"):
        box.starttls(context)
    return box


_WANTED = (
    'OR HEADER Content-Type "multipart/report" OR FROM "mailer-daemon" OR FROM "postmaster"'
    ' OR HEADER X-Failed-Recipients "@" OR HEADER Return-Path "<>" OR SUBJECT "undeliver" OR SUBJECT "returned mail"'
    ' OR SUBJECT "failure notice" SUBJECT "delivery"'
)
"""Reports, and what older servers send; among these may be other mail, which then says nothing."""


def _fetch(box: Imap | ImapTls, timeout: float) -> Iterator[Saved | Unread]:
    box.begin(timeout)
    _, found = box.uid("SEARCH", f"({_WANTED})")
    for uid in (found[0] or b"").split():
        text = uid.decode("ascii")
        box.begin(timeout)
        _, size = box.uid("FETCH", text, "(RFC822.SIZE)")
        if not size or not isinstance(size[0], bytes) or _size(size[0]) > LARGEST:
            yield Unread(f"UID {text}", "too-large")
            continue
        box.begin(3 * timeout)
        _, got = box.uid("FETCH", text, "(BODY.PEEK[])")
        for piece in got:
            if isinstance(piece, tuple):
                yield Saved(f"UID {text}", piece[1])


def _size(answer: bytes) -> int:
    words = answer.replace(b"(", b" ").replace(b")", b" ").split()
    with suppress(ValueError, IndexError):
        return int(words[words.index(b"RFC822.SIZE") + 1])
    return LARGEST + 1
