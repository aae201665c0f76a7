"""The keys that a server may sign with, as ``keys.yaml`` of a workspace declares them; never what opens them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FILE = "keys.yaml"


@dataclass(frozen=True, slots=True)
class Remote:
    """A credential of a remote signing service (CSC API v2): ``address`` before ``/csc/v2``, and the variables that
    hold an access token, or a client's secret for which the service gives one.
    """

    address: str
    credential: str
    token_env: str = ""
    client_id: str = ""
    client_secret_env: str = ""


@dataclass(frozen=True, slots=True)
class DeclaredKey:
    """One key: what it signs as, what people call it, and where it is. Either ``p12``, or ``pkcs11`` with the labels of
    token and key, and a certificate where the token holds none, or ``remote``.
    """

    name: str
    role: str
    title: str
    p12: Path | None = None
    pkcs11: str | None = None
    token: str | None = None
    key: str | None = None
    cert: Path | None = None
    image: Path | None = None
    remote: Remote | None = None


@dataclass(frozen=True, slots=True)
class Keyring:
    """All of them, and what every signature of the server has: a clock, what is needed for long, whom to trust.
    ``only_trusted``: no signature of anybody else is taken, made or sent.
    """

    keys: tuple[DeclaredKey, ...] = ()
    tsa: str | None = None
    lta: bool = False
    trust: tuple[Path, ...] = ()
    only_trusted: bool = False

    def of(self, role: str) -> tuple[DeclaredKey, ...]:
        """The keys of one role."""
        return tuple(key for key in self.keys if key.role == role)

    def find(self, name: str, role: str) -> DeclaredKey | None:
        """The key of that name, where it is for that role."""
        return next((key for key in self.keys if (key.name, key.role) == (name, role)), None)
