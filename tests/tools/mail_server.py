"""A real mail server on loopback (aiosmtpd in a process of its own) that does to each recipient what its name says.

``tu-choi@`` 550, ``hoan@`` 450, ``day@`` 552 after DATA, ``ban@`` 451 after DATA, ``cham@`` slow, ``tat-rcpt@`` hangs
up at RCPT, ``tat-data@`` at DATA, ``tat-giua@`` in the middle of the message, ``tat@`` takes the message, then hangs up
without an answer, ``im@`` takes it and says nothing, ``la@`` takes it and answers what no protocol knows,
``ban421@`` says 421. Everyone else is served. What was taken whole is one line of JSON in the log, written before the
answer goes out.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import logging
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class MailServer:
    """The process, and what it got."""

    folder: Path
    options: tuple[str, ...] = ()
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None)

    def __enter__(self) -> MailServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def log(self) -> Path:
        return self.folder / "mail.jsonl"

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        command = [sys.executable, __file__, str(self.port), str(self.log), *self.options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == b"ready"

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

    def anew(self, *options: str) -> None:
        """The same server with other options."""
        self.stop()
        self.options = options
        self.start()

    def got(self) -> list[dict]:
        """Every message that was taken whole."""
        if not self.log.exists():
            return []
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def by_address(self) -> dict[str, int]:
        """How often each address was served."""
        found: dict[str, int] = {}
        for message in self.got():
            for address in message["to"]:
                found[address] = found.get(address, 0) + 1
        return found

    def message(self, n: int = 0) -> bytes:
        """A whole message (with ``--keep``)."""
        return (self.folder / self.got()[n]["file"]).read_bytes()


AT_RCPT = {"tu-choi": "550 5.1.1 No such mailbox", "hoan": "450 4.2.1 Try later",
           "ban421": "421 4.7.0 Too many connections"}  # fmt: skip
AFTER_DATA = {"day": "552 5.3.4 Message too large", "ban": "451 4.3.0 Server busy"}
LATER = ("hoan", "ban")


class Handler:
    """What the server does, by the name before the @."""

    def __init__(self, log: Path, options: argparse.Namespace) -> None:
        self.folder, self.options = log.parent, options
        with log.open(encoding="utf-8") as before:
            self.count = sum(1 for _ in before)
        self.out = log.open("a", encoding="utf-8")

    def answers(self, table: dict[str, str], names: list[str]) -> str:
        skip = LATER if self.options.generous else ()
        return next((table[n] for n in names if n in table and n not in skip), "")

    async def handle_RCPT(self, server, session, envelope, address: str, given: list[str]) -> str:
        who = address.partition("@")[0]
        await asyncio.sleep(self.options.delay)
        refused = self.answers(AT_RCPT, [who])
        if refused:
            return refused
        envelope.rcpt_tos.append(address)
        if who in ("tat-rcpt", "tat-data"):
            server.transport.close()
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        names = [a.partition("@")[0] for a in envelope.rcpt_tos]
        refused = self.answers(AFTER_DATA, names)
        if refused:
            return refused
        if "cham" in names:
            await asyncio.sleep(1.0)
        self.keep(session, envelope, server.transport.get_extra_info("ssl_object") is not None)
        if "tat" in names:
            server.transport.abort()
        if "im" in names:
            await asyncio.sleep(600)
        return "la lung" if "la" in names else f"250 2.0.0 OK: queued as {self.count:05}"

    def keep(self, session, envelope, tls: bool) -> None:
        data = envelope.original_content or b""
        heads = [line[12:].strip().decode() for line in data.splitlines() if line.startswith(b"Message-ID: ")]
        record = {
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "size": len(data), "at": time.time(),
            "user": session.auth_data.decode() if session.auth_data else "", "tls": tls,
            "sha256": hashlib.sha256(data).hexdigest(), "file": "", "id": heads[0] if heads else "",
        }  # fmt: skip
        if self.options.keep:
            record["file"] = f"{self.count:05}.eml"
            (self.folder / record["file"]).write_bytes(data)
        self.count += 1
        self.out.write(json.dumps(record) + "\n")
        self.out.flush()
        if self.options.show:
            print(f"đã nhận: {', '.join(envelope.rcpt_tos)} ({len(data)} byte)", file=sys.stderr, flush=True)


def authenticate(server, session, envelope, mechanism, data):
    from aiosmtpd.smtp import AuthResult

    good = data.login == b"vanthu" and data.password in (b"dung-mat-khau", "đúng mật khẩu".encode())
    return AuthResult(success=good, handled=good, auth_data=data.login if good else None)


async def serve(port: int, log: Path, options: argparse.Namespace) -> None:
    from aiosmtpd.smtp import SMTP

    class Server(SMTP):
        """The library's, but for hanging up in the middle of a message, which no handler can do."""

        async def smtp_DATA(self, arg: str) -> None:
            if any(a.startswith("tat-giua@") for a in self.envelope.rcpt_tos):
                await self.push("354 End data with <CR><LF>.<CR><LF>")
                await self._reader.readexactly(1000)
                self.transport.abort()
                return
            await super().smtp_DATA(arg)

    handler, context = Handler(log, options), None
    if options.cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.cert)

    def protocol() -> SMTP:
        return Server(handler, hostname="mail.test", data_size_limit=options.size, authenticator=authenticate,
                    tls_context=context if options.tls == "starttls" else None, auth_require_tls=False,
                    auth_required=options.auth, timeout=600)  # fmt: skip

    tls = context if options.tls == "tls" else None
    await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", port, ssl=tls, backlog=200)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("log", type=Path)
    parser.add_argument("--keep", action="store_true", help="each message as a file")
    parser.add_argument("--show", action="store_true", help="tell of each message on standard error")
    parser.add_argument("--generous", action="store_true", help="nobody is deferred any more")
    parser.add_argument("--delay", type=float, default=0.0)
    parser.add_argument("--size", type=int, default=50_000_000)
    parser.add_argument("--cert")
    parser.add_argument("--tls", choices=("starttls", "tls"))
    parser.add_argument("--auth", action="store_true")
    chosen = parser.parse_args()
    chosen.log.touch()
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    asyncio.run(serve(chosen.port, chosen.log, chosen))
