"""What a mail server answers, read with an end: one deadline for a whole answer, and no more of it than makes sense.

``timeout`` of a socket bounds one read: a server that sends a byte a second, or a line after the other for ever, would
hold ``send`` as long as it likes and fill the memory.
"""

from __future__ import annotations

import imaplib
import smtplib
import socket
import time
from typing import Any

LINES = 200
"""An answer of SMTP has one line, that to EHLO some twenty."""
BYTES = 65_536
MAILBOX = 100_000, 40_000_000
"""Lines and bytes that one command to a mailbox may bring: a returned letter with its files among them."""
_PIECE = 16_384


class TooLong(OSError):
    """An answer without an end. Known in the table of the machine's words by its text."""

    def __init__(self) -> None:
        super().__init__("answer without an end")


class Bounded:
    """The reading side of a connection: lines and pieces of one answer after the other."""

    def __init__(self, sock: socket.socket, lines: int = LINES, most: int = BYTES) -> None:
        self.sock = sock
        self._limits = lines, most
        self._buffer = bytearray()
        self._until = float("inf")
        self._lines = self._bytes = 0

    def begin(self, seconds: float | None = None) -> None:
        """An answer begins: it has ``seconds``, or as long as the socket's timeout says, altogether."""
        patience = seconds if seconds is not None else self.sock.gettimeout()
        self._until = time.monotonic() + (patience if patience is not None else 60.0)
        self._lines = self._bytes = 0

    def readline(self, most: int) -> bytes:
        """The next line with its end, or ``most`` bytes of it. Errors: TimeoutError, TooLong, those of the socket."""
        end = 0
        while not end:
            end = self._buffer.find(b"\n", 0, most) + 1
            if not end and (len(self._buffer) >= most or not self._more()):
                end = min(most, len(self._buffer))
                break
        self._lines += 1
        return self._taken(end)

    def read(self, size: int) -> bytes:
        """So many bytes, fewer where the connection ends. Errors: as :meth:`readline`."""
        if self._bytes + size > self._limits[1]:
            raise TooLong
        while len(self._buffer) < size and self._more():
            pass
        return self._taken(min(size, len(self._buffer)))

    def _taken(self, size: int) -> bytes:
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._bytes += size
        if self._lines > self._limits[0] or self._bytes > self._limits[1]:
            raise TooLong
        return taken

    def _more(self) -> bool:
        rest = self._until - time.monotonic()
        if rest <= 0:
            raise TimeoutError("timed out")
        patience = self.sock.gettimeout()
        self.sock.settimeout(rest if rest < 1e6 else patience)
        try:
            piece = self.sock.recv(_PIECE)
        finally:
            self.sock.settimeout(patience)
        self._buffer += piece
        return bool(piece)

    def close(self) -> None:
        """Nothing is held; the socket is closed by who opened it."""


class Patient:
    """Beside :class:`smtplib.SMTP`: every answer goes through :class:`Bounded`."""

    file: Any
    sock: Any

    def getreply(self) -> tuple[int, bytes]:
        """As the library's. Errors: TooLong; SMTPServerDisconnected, with what stopped it behind it."""
        if not isinstance(self.file, Bounded):  # a new connection, or TLS begins: nothing of before counts
            self.file = Bounded(self.sock)
        self.file.begin()
        try:
            return super().getreply()  # type: ignore[misc,no-any-return]
        except smtplib.SMTPServerDisconnected as error:
            if isinstance(error.__context__, TooLong):
                raise error.__context__ from None
            raise


class Smtp(Patient, smtplib.SMTP):
    """SMTP, with STARTTLS or without."""


class SmtpTls(Patient, smtplib.SMTP_SSL):
    """TLS from the first byte."""


class Reading:
    """Beside :class:`imaplib.IMAP4`, whose ``read`` and ``readline`` are there to be replaced."""

    sock: Any
    _bounded: Bounded | None = None

    def begin(self, seconds: float) -> None:
        """A command begins: its answers have so many seconds, altogether."""
        self._reader().begin(seconds)

    def _reader(self) -> Bounded:
        if self._bounded is None or self._bounded.sock is not self.sock:  # TLS begins: nothing of before counts
            self._bounded = Bounded(self.sock, *MAILBOX)
            self._bounded.begin()
        return self._bounded

    def read(self, size: int) -> bytes:
        """As the library's. Errors: TimeoutError, TooLong."""
        return self._reader().read(size)

    def readline(self) -> bytes:
        """As the library's. Errors: TimeoutError, TooLong."""
        return self._reader().readline(1_000_001)


class Imap(Reading, imaplib.IMAP4):
    """IMAP with STARTTLS."""


class ImapTls(Reading, imaplib.IMAP4_SSL):
    """TLS from the first byte."""
