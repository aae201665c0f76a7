"""Letter and parcel → an e-mail's bytes (RFC 5322, 2045–2047). What is the same for all is made once.

Every value from a file of the clerk's goes into a header as an encoded word, whatever it holds: nothing that is
typed can begin a header of its own.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from congvan.model.delivery import Delivery, File

CRLF = b"\r\n"


@dataclass(frozen=True, slots=True)
class Words:
    """What one agency reads: one line of subject, the text, the same as HTML ("" for none)."""

    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True)
class Envelope:
    """Who writes (display name, address), the files, and the message this one belongs to."""

    name: str
    sender: str
    files: tuple[File, ...]
    reply_to: str | None = None

    def __post_init__(self) -> None:
        """The attachments as they stand in every message."""
        object.__setattr__(self, "_files", b"".join(self._part(f) for f in self.files))

    @property
    def boundary(self) -> str:
        """A line that no part can hold: in base64 there is no "_"."""
        return "=_congvan_" + hashlib.sha256("".join(f.sha256 for f in self.files).encode()).hexdigest()[:24]

    def _part(self, file: File) -> bytes:
        kind = "application/pdf" if file.name.endswith(".pdf") else "application/octet-stream"
        head = (
            f"--{self.boundary}",
            f'Content-Type: {kind}; name="{file.name}"',
            f'Content-Disposition: attachment; filename="{file.name}"',
            f"Content-Description: {encoded(file.title, 'Content-Description')}",
            "Content-Transfer-Encoding: base64",
        )
        return _lines(*head) + CRLF + _base64(file.data)

    def write(self, parcel: Delivery, words: Words, moment: datetime, belongs: str = "") -> bytes:
        """The message to all addresses of one agency; ``belongs`` is the Message-ID of what it speaks of."""
        head = [
            f"From: {mailbox(self.name, self.sender, 'From')}",
            "To: " + ",\r\n ".join(mailbox(parcel.name, a, "To") for a in parcel.addresses),
            f"Subject: {encoded(words.subject, 'Subject')}",
            f"Date: {format_datetime(moment)}",
            f"Message-ID: <{parcel.message_id}>",
        ]
        if self.reply_to and self.reply_to != self.sender:
            head.append(f"Reply-To: {mailbox(self.name, self.reply_to, 'Reply-To')}")
        if belongs:
            head += [f"In-Reply-To: <{belongs}>", f"References: <{belongs}>"]
        head += ["MIME-Version: 1.0", f'Content-Type: multipart/mixed; boundary="{self.boundary}"']
        attached: bytes = self._files  # type: ignore[attr-defined]
        inner = self.boundary + "_t"
        parts = [("plain", words.text), *([("html", words.html)] if words.html else [])]
        body = _lines(f"--{self.boundary}", f'Content-Type: multipart/alternative; boundary="{inner}"') + CRLF
        for kind, text in parts:
            body += _lines(f"--{inner}", f"Content-Type: text/{kind}; charset=utf-8",
                           "Content-Transfer-Encoding: base64")  # fmt: skip
            body += CRLF + _base64(text.replace("\n", "\r\n").encode())
        return _lines(*head) + CRLF + body + _lines(f"--{inner}--") + attached + _lines(f"--{self.boundary}--")


def size_of(files: Sequence[File]) -> int:
    """About how many bytes a message with these files has: base64 in lines of 76, heads, and some text."""
    return sum(-(-len(f.data) // 57) * 78 + 600 for f in files) + 8000


def encoded(text: str, header: str) -> str:
    """A text as encoded words (RFC 2047), always: no character of it is left that means anything to a mail program."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return Header(plain, "utf-8", header_name=header, maxlinelen=75).encode(linesep="\r\n")


def mailbox(name: str, address: str, header: str) -> str:
    """``=?utf-8?…?= <vanthu@so.example>``; the address was checked before (``addresses.normal``)."""
    return f"{encoded(name, header)} <{address}>"


def message_id(parts: Sequence[str], domain: str) -> str:
    """The same for the same parcel for ever: SHA-256 of what names it, at the sender's domain."""
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]
    return f"{key}@{domain}"


def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", CRLF)


def _lines(*lines: str) -> bytes:
    return b"".join(line.encode("ascii") + CRLF for line in lines)
