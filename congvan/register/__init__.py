"""The register of outgoing documents: one SQLAlchemy implementation for SQLite and PostgreSQL.

This module itself imports nothing heavy: where there is no register, no command pays for SQLAlchemy.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from congvan.problems import MachineFault

if TYPE_CHECKING:
    from congvan.register.ledger import Ledger

ENVIRONMENT = "CONGVAN_REGISTER"
FILE = "register.db"
_SCHEMES = ("postgresql://", "postgres://")
_FRESH_NS = 1_000_000_000
"""A file changed less than this ago may change again within one tick of its clock: its stamp proves nothing."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a register is: a libpq URL, or a file of SQLite."""

    url: str = ""
    path: Path | None = None

    @property
    def shown(self) -> str:
        """As messages name it: never with a password."""
        if self.path is not None:
            return self.path.name
        scheme, _, rest = self.url.partition("://")
        user, at, place = rest.rpartition("@")
        return f"{scheme}://{user.partition(':')[0]}{at}{place.partition('?')[0]}"

    def exists(self) -> bool:
        """Whether there is a register to look into; a server is always worth asking."""
        return self.path is None or self.path.exists()

    def stamp(self) -> str:
        """A cheap sign that nothing at all has changed since it was taken; ``""`` where nothing cheap can tell."""
        if self.path is None:
            return ""
        parts: list[str] = []
        for ending in ("", "-wal"):
            with suppress(OSError):
                state = os.stat(f"{self.path}{ending}")
                if time.time_ns() - state.st_mtime_ns < _FRESH_NS:
                    return ""
                parts.append(f"{ending}:{state.st_size}:{state.st_mtime_ns}:{state.st_ino}")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Identity:
    """Which agency's register it is. Two agencies that share a database differ in ``key``."""

    key: str
    code: str | None
    name: str


def locate(root: Path, configured: str | None) -> Location:
    """CONGVAN_REGISTER, then ``register:`` of issuer.yaml, then ``register.db`` beside it. Errors: CV589."""
    wanted = os.environ.get(ENVIRONMENT, "").strip() or (configured or "").strip()
    if wanted.startswith(_SCHEMES):
        return Location(url=wanted)
    if "://" in wanted:
        raise MachineFault("CV589", value=wanted.partition("://")[0] + "://…")
    return Location(
        path=Path(os.path.realpath(root / (wanted or FILE)))
    )  # SQLite too follows a link; its log lies there


def open_ledger(location: Location, identity: Identity) -> Ledger:
    """The register at ``location`` as ``identity`` sees it; nothing is read before the first question."""
    from congvan.register.ledger import Ledger

    return Ledger(location, identity)
