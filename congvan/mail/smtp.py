"""E-mail: one connection for many messages, and for each what exactly the server said (RFC 5321).

What may have gone out is never sent twice: until the final dot has left, a broken connection means *later*
(``deferred``); after it, without an answer, it means ``unknown``.
"""

from __future__ import annotations

import base64
import smtplib
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from congvan.machine.said import named, said
from congvan.mail.answers import Smtp as PlainSmtp
from congvan.mail.answers import SmtpTls
from congvan.messages import replies
from congvan.model.delivery import Delivery, Halt, Outcome, Smtp, Way
from congvan.problems import MachineFault

PATIENCE = 5
"""So many parcels in a row may end with a broken connection before the server is given up."""
IDLE = 10.0
"""After so many seconds of silence a connection is asked whether it still stands."""


class Mailer:
    """See :class:`congvan.model.delivery.Carrier`. ``write`` makes a parcel's message."""

    way: Way = "email"

    def __init__(
        self, server: Smtp, password: str | None, write: Callable[[Delivery, datetime], bytes],
        pause: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self.server = server
        self.password = password
        self.write = write
        self.pause = pause
        self._smtp: smtplib.SMTP | None = None
        self._size = 0  # of a message, about
        self._served = 0  # messages over this connection
        self._broken = 0  # parcels in a row that ended with a broken connection
        self._last = 0.0  # when the connection was used last
        self._begun = 0.0  # when the last message began

    def open(self) -> None:
        """Connect, TLS, AUTH. Errors: CV820–CV826, CV889 TLS from the first byte where it was not asked for."""
        server = self.server
        shown = f"{server.host}:{server.port}"
        try:
            self._smtp = self._connect()
            self._smtp.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                if not self._smtp.has_extn("starttls"):
                    raise MachineFault("CV822", server=shown)
                self._smtp.starttls(context=self._context())
                self._smtp.ehlo()
            self._login(shown)
            self._smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # type: ignore[union-attr]
        except MachineFault:
            self._drop()
            raise
        except ssl.SSLError as error:
            self._drop()
            raise MachineFault("CV821", server=shown, reason=said(error)) from error
        except smtplib.SMTPResponseException as error:
            self._drop()
            raise MachineFault(
                "CV825", server=shown, reply=replies.read(words(error.smtp_code, error.smtp_error))
            ) from error
        except (smtplib.SMTPException, OSError, UnicodeError) as error:  # a name that is none: UnicodeError
            self._drop()
            raise MachineFault("CV820", server=shown, reason=said(error)) from error
        self._served, self._last = 0, time.monotonic()

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        if server.security == "tls":
            return SmtpTls(server.host, server.port, timeout=server.timeout, context=self._context())
        try:
            return PlainSmtp(server.host, server.port, timeout=server.timeout)
        except (smtplib.SMTPException, OSError) as error:
            greeted = isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0
            if not greeted and not isinstance(error, ConnectionRefusedError | socket.gaierror) and speaks_tls(server):
                shown = f"{server.host}:{server.port}"
                raise MachineFault("CV889", server=shown, security=server.security) from error
            raise

    def _context(self) -> ssl.SSLContext:
        """Certificates are checked, always; ``ca`` adds an authority of the office's own."""
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.hostname_checks_common_name = False  # a server's name stands in subjectAltName only (RFC 6125)
        if self.server.ca:
            try:
                context.load_verify_locations(self.server.ca)
            except (OSError, ssl.SSLError) as error:
                raise MachineFault("CV827", file=self.server.ca, reason=said(error)) from error
        return context

    def _login(self, shown: str) -> None:
        if self.server.username is None:
            return
        assert self._smtp is not None
        if self.password is None:
            raise MachineFault("CV824", variable=self.server.password_env or "")
        if not self._smtp.has_extn("auth"):
            raise MachineFault("CV826", server=shown)
        try:
            if (self.server.username + self.password).isascii():
                self._smtp.login(self.server.username, self.password)
            else:
                _login_utf8(self._smtp, self.server.username, self.password)
        except smtplib.SMTPAuthenticationError as error:
            reply = replies.read(words(error.smtp_code, error.smtp_error))
            raise MachineFault("CV823", server=shown, username=self.server.username, reply=reply) from error
        except smtplib.SMTPNotSupportedError as error:
            raise MachineFault("CV826", server=shown) from error

    def ready(self) -> None:
        """A standing connection, and the pause that ``rate`` asks for. Errors: as :meth:`open`; Halt CV828."""
        if self._broken >= PATIENCE:
            raise Halt("CV828", server=f"{self.server.host}:{self.server.port}", count=self._broken)
        if self.server.rate:
            rest = self._begun + 60.0 / self.server.rate - time.monotonic()
            if self._begun and rest > 0:
                self.pause(rest)
        if self._smtp is not None and time.monotonic() - self._last > IDLE:
            try:
                if self._smtp.noop()[0] != 250:
                    self._drop()
            except (smtplib.SMTPException, OSError):
                self._drop()
        if self._smtp is None:
            self.open()

    def refusal(self, parcel: Delivery) -> Outcome | None:
        """``held`` where the message is larger than the office's limit or than what the server says it takes."""
        self._size = self._size or len(self.write(parcel, _SOME_DAY)) + 1000  # others differ by a name
        size, most = self._size, self.server.size_limit
        theirs = 0
        if self._smtp is not None and self._smtp.has_extn("size"):
            with suppress(ValueError):
                theirs = int(self._smtp.esmtp_features["size"] or 0)
        if size > most or 0 < theirs < size:
            limit = min(x for x in (most, theirs) if x > 0)
            return Outcome("held", replies.kept("reply.too-large", size=_mb(size), most=_mb(limit)))
        return None

    def carry(self, parcel: Delivery, moment: datetime) -> Outcome:
        """One message in one transaction, tried once more where a used connection fell before anything was said."""
        data = self.write(parcel, moment)
        self._begun = time.monotonic()
        again = self._served > 0
        outcome, lost = self._transaction(parcel, data)
        if lost == "MAIL" and again:
            self._drop()
            try:
                self.open()
            except MachineFault as fault:
                return Outcome(
                    "deferred",
                    replies.kept("reply.then", reply=replies.read(outcome.reply), code=fault.diagnostic.code),
                )
            outcome, lost = self._transaction(parcel, data)
        self._broken = self._broken + 1 if lost else 0
        if lost:
            self._drop()
        self._last = time.monotonic()
        return outcome

    def _transaction(self, parcel: Delivery, data: bytes) -> tuple[Outcome, str]:
        """The outcome, and at which step the connection was lost ("": it stands)."""
        smtp, step, taken = self._smtp, "MAIL", []
        assert smtp is not None
        failed: list[tuple[str, int, str]] = []
        try:
            code, reply = smtp.mail(self.server.bounces or self.server.sender, self._options(parcel, len(data)))
            if code != 250:
                outcome, lost = self._no(code, words(code, reply))
                return outcome, "MAIL" if lost else ""
            step = "RCPT"
            for address in parcel.addresses:
                code, reply = smtp.rcpt(address, self._notify(address))
                if code in (250, 251):
                    taken.append(address)
                else:
                    failed.append((address, code, words(max(code, 0), reply)))
                    if code == 421:
                        return self._refused(failed), "RCPT"
            if not taken:
                self._reset()
                return self._refused(failed), ""
            step = "DATA"
            code, reply = smtp.docmd("DATA")
            if code != 354:
                return self._no(code, words(code, reply))
            return self._data(smtp, data, failed)
        except OSError as error:  # every SMTPException is one, and so is an answer without an end
            bad = tuple(a for a, c, _ in failed if c >= 500)
            return Outcome("deferred", replies.kept("reply.at-step", step=step, reason=said(error)), bad), step

    def _data(self, smtp: smtplib.SMTP, data: bytes, failed: list[tuple[str, int, str]]) -> tuple[Outcome, str]:
        """The message, its final dot, and the answer that decides."""
        assert smtp.sock is not None
        if b"\r\n." in data:
            data = data.replace(b"\r\n.", b"\r\n..")
        smtp.sock.sendall(data)  # broken here: the server has no whole message, so this is "later"
        try:
            smtp.sock.sendall(b".\r\n")
            smtp.sock.settimeout(2 * self.server.timeout)
            code, reply = smtp.getreply()
            smtp.sock.settimeout(self.server.timeout)
        except (smtplib.SMTPException, OSError) as error:
            return Outcome("unknown", replies.kept("reply.no-answer", reason=said(error))), "END"
        answer = words(code, reply)
        bad = tuple(a for a, c, _ in failed if c >= 400)
        if 200 <= code < 300:
            self._served += 1
            more = "".join(f"; {a}: {text}" for a, _, text in failed)
            return Outcome("accepted", answer + more, bad), ""
        if code < 400:  # no answer of the protocol: it may have been taken
            return Outcome("unknown", answer), "END"
        return self._no(code, answer)

    def _no(self, code: int, answer: str) -> tuple[Outcome, str]:
        if code == 421 or code < 400:  # an answer out of place: whose the next would be, nobody knows
            return Outcome("deferred", answer), "421"
        self._reset()
        return Outcome("refused" if code >= 500 else "deferred", answer), ""

    def _reset(self) -> None:
        """End a transaction that was not taken; whether the connection stands is seen at the next."""
        with suppress(smtplib.SMTPException, OSError):
            if self._smtp is not None:
                self._smtp.rset()

    @staticmethod
    def _refused(failed: list[tuple[str, int, str]]) -> Outcome:
        """No address was taken: *later* as soon as one of them said so."""
        reply = "; ".join(f"{address}: {text}" for address, _, text in failed)
        never = tuple(address for address, code, _ in failed if code >= 500)
        return Outcome("refused" if len(never) == len(failed) else "deferred", reply, never)

    def _options(self, parcel: Delivery, size: int) -> list[str]:
        assert self._smtp is not None
        options = [f"SIZE={size}"] if self._smtp.has_extn("size") else []
        if self._smtp.has_extn("dsn"):
            options += ["RET=HDRS", f"ENVID={parcel.message_id.partition('@')[0]}"]
        return options

    def _notify(self, address: str) -> list[str]:
        assert self._smtp is not None
        if not self._smtp.has_extn("dsn"):
            return []
        return ["NOTIFY=SUCCESS,FAILURE,DELAY", f"ORCPT=rfc822;{address.replace('+', '+2B').replace('=', '+3D')}"]

    def _drop(self) -> None:
        if self._smtp is not None:
            with suppress(Exception):
                self._smtp.close()
        self._smtp = None

    def close(self) -> None:
        """QUIT, if anybody still listens."""
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self._smtp.sock is not None:
                    self._smtp.sock.settimeout(5)
                self._smtp.quit()
        self._drop()


_SOME_DAY = datetime(2026, 1, 1).astimezone()


def speaks_tls(server: Smtp) -> bool:
    """Whether the port takes TLS from the first byte (RFC 8314): a server there waits for us, as we wait for it."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # nothing is said over this connection
    try:
        with socket.create_connection((server.host, server.port), timeout=min(server.timeout, 5.0)) as sock:
            context.wrap_socket(sock, server_hostname=server.host).close()
    except (OSError, ValueError):
        return False
    return True


def _login_utf8(smtp: smtplib.SMTP, username: str, password: str) -> None:
    """AUTH with letters that have marks, which smtplib can't encode: PLAIN is UTF-8 (RFC 4616), LOGIN mostly so too.

    Errors: SMTPAuthenticationError.
    """
    if "PLAIN" in smtp.esmtp_features.get("auth", "").upper().split():
        code, reply = smtp.docmd("AUTH", f"PLAIN {_base64(f'{chr(0)}{username}{chr(0)}{password}')}")
    else:
        code, reply = smtp.docmd("AUTH", f"LOGIN {_base64(username)}")
        if code == 334:
            code, reply = smtp.docmd(_base64(password))
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, reply)


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def words(code: int, reply: bytes | str) -> str:
    """A server's answer as one line: ``550 5.1.1 User unknown``."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    if code < 0:  # not even a number: smtplib has cut four characters off it
        return replies.kept("reply.no-protocol", reason=named("EPROTO"), text=" ".join(text.split())[:200])
    return " ".join(f"{code} {text}".split())[:1000]


def _mb(size: int) -> float:
    return size / 1_000_000
