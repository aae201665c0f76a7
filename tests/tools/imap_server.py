"""A real Dovecot on loopback with one mailbox: started for a test, its mail put into a Maildir."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
{tls}
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{folder}/mail
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = {uid}
first_valid_gid = {gid}
passdb {{
  driver = static
  args = password=dung-mat-khau
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""


class ImapServer:
    """``mail`` is delivered by :meth:`put`; ``port`` is plain, ``tls_port`` TLS (with ``pem``)."""

    def __init__(self, pem: Path | None = None) -> None:
        assert shutil.which("dovecot"), "Dovecot is missing: tools/setup.sh test"
        self.folder = Path(tempfile.mkdtemp(prefix="congvan-imap-", dir="/tmp"))
        ports = []
        for _ in range(2):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                ports.append(probe.getsockname()[1])
        self.port, self.tls_port = ports
        user = pwd.getpwnam("dovecot")
        for name in ("mail/cur", "mail/new", "mail/tmp"):
            (self.folder / name).mkdir(parents=True)
        tls = f"ssl_cert = <{pem}\nssl_key = <{pem}" if pem else ""
        text = CONFIG.format(
            folder=self.folder, ssl="yes" if pem else "no", tls=tls, user=user.pw_name, group="dovecot",
            uid=user.pw_uid, gid=user.pw_gid, port=self.port, tls_port=self.tls_port,
        )  # fmt: skip
        (self.folder / "dovecot.conf").write_text(text, encoding="utf-8")
        self._own()
        # Dovecot hands its children no environment: under `make clock` they would live in another year than their master.
        self.process = subprocess.Popen(
            ["dovecot", "-F", "-c", str(self.folder / "dovecot.conf")], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={k: v for k, v in os.environ.items() if k != "LD_PRELOAD"},
        )  # fmt: skip
        self._wait()

    def _own(self) -> None:
        self.folder.chmod(0o755)
        for path in (self.folder / "mail").rglob("*"):
            shutil.chown(path, "dovecot", "dovecot")
        shutil.chown(self.folder / "mail", "dovecot", "dovecot")

    def _wait(self) -> None:
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        log = self.folder / "log"
        raise AssertionError(log.read_text() if log.exists() else "Dovecot does not answer")

    def put(self, name: str, data: bytes) -> None:
        """Deliver a message."""
        (self.folder / "mail" / "new" / name).write_bytes(data)
        self._own()

    def names(self) -> list[str]:
        """Every message with its flags, as it lies in the Maildir."""
        return sorted(p.name for folder in ("new", "cur") for p in (self.folder / "mail" / folder).iterdir())

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)
