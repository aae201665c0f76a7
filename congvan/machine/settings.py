"""The environment → one value, read once at the door and handed down: nothing else asks the process what it was told.

A library that reads names of its own (libpq ``PG*``, OpenSSL ``SSL_CERT_FILE``, fontconfig) goes on doing so.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from congvan.problems import MachineFault

ACTOR = "CONGVAN_ACTOR"
LANGUAGE = "CONGVAN_LANG"
REGISTER = "CONGVAN_REGISTER"
TIMEOUT = "CONGVAN_REGISTER_TIMEOUT"
SHARE = "CONGVAN_SHARE"
PASSWORD = "CONGVAN_PASSWORD"
PIN = "CONGVAN_PIN"
MAILBOX = "CONGVAN_IMAP_PASSWORD"
VARIABLES = (ACTOR, LANGUAGE, REGISTER, TIMEOUT, SHARE, PASSWORD, PIN, MAILBOX)
"""Every variable that the program knows by a name of its own; ``messages/cli/environment.yaml`` says what each does."""
LANGUAGES = ("vi", "en")
_RIGHTS = {"owner": 0o600, "group": 0o660, "everyone": 0o666}
_PATIENCE = 15.0
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Settings:
    """What a process was told by its surroundings. As it is made without arguments, it was told nothing."""

    actor: str = ""
    """Who does what is done, for the audit log."""
    language: str = "vi"
    register: str = ""
    """Where the register is, instead of what issuer.yaml says."""
    patience: float = _PATIENCE
    """Seconds to wait for a lock that nobody moves, or for a server that is coming back."""
    share: str = "group"
    """Who else may read what is written: ``owner``, ``group``, ``everyone``."""
    folder: Path | None = None
    """Where paths that were typed begin, beside the workspace; None: nowhere else."""
    variables: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """Everything, for the secrets whose names issuer.yaml says."""

    @classmethod
    def read(cls, environ: Mapping[str, str], folder: Path | None = None) -> Settings:
        """What ``environ`` says; ``folder`` is the process's, where the door wants paths to begin there too."""
        language = environ.get(LANGUAGE, "")
        return cls(
            actor=_name(environ.get(ACTOR, "")) or account(),
            language=language if language in LANGUAGES else LANGUAGES[0],
            register=environ.get(REGISTER, "").strip(),
            patience=_seconds(environ.get(TIMEOUT, "")),
            share=environ.get(SHARE, "").strip() or "group",
            folder=folder,
            variables=dict(environ),
        )

    def secret(self, variable: str | None) -> str | None:
        """A password by the name of its variable, the only place where one is looked for; None where there is none."""
        return self.variables.get(variable) if variable else None

    def rights(self) -> int:
        """The rights of a new file, before the umask: the account's own and its group's. What is printed and what the
        register keeps is not for every account of a machine; CONGVAN_SHARE says otherwise. Errors: CV947.
        """
        if self.share not in _RIGHTS:
            raise MachineFault("CV947", value=self.share, known=", ".join(_RIGHTS))
        return _RIGHTS[self.share]


NOTHING = Settings()
"""A process that was told nothing: what a caller from Python has who says nothing."""


def account() -> str:
    """The name of the account that this process runs as; its number where it has none."""
    import pwd

    with suppress(KeyError, OSError):
        return _name(pwd.getpwuid(os.getuid()).pw_name)
    return str(os.getuid())


def _name(text: str) -> str:
    """A name as a log can keep it: one line of text, whatever bytes the environment had."""
    plain = " ".join(text.encode("utf-8", "replace").decode().split())
    return plain[:_LONGEST_NAME]


def _seconds(text: str) -> float:
    with suppress(ValueError):
        return min(3600.0, max(0.1, float(text or _PATIENCE)))
    return _PATIENCE


def roots_of_machine() -> Path:
    """Where this machine keeps the roots that it believes: SSL_CERT_FILE, a name of OpenSSL's that each program that
    uses it heeds, else where OpenSSL was built to look.
    """
    import ssl

    paths = ssl.get_default_verify_paths()
    file = os.environ.get(paths.openssl_cafile_env) or paths.cafile or "/etc/ssl/certs/ca-certificates.crt"
    return Path(file)
