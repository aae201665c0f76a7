"""The register of outgoing documents: one SQLAlchemy implementation for SQLite and PostgreSQL.

This module itself imports nothing heavy: where there is no register, no command pays for SQLAlchemy.
"""

from __future__ import annotations

import errno
import os
import re
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from congvan.machine.clock import Clock, system_clock
from congvan.machine.said import said
from congvan.machine.settings import NOTHING, Settings
from congvan.problems import MachineFault

if TYPE_CHECKING:
    from congvan.model.source import Issuer
    from congvan.register.ledger import Ledger

FILE = "register.db"
_SCHEMES = ("postgresql://", "postgres://")
_KEYWORDS = re.compile(
    r"\s*(service|host|hostaddr|port|dbname|user|password|passfile|options|sslmode|application_name|connect_timeout"
    r"|target_session_attrs)\s*=",
    re.IGNORECASE,
)
"""libpq's other way to write an address: taken for the name of a file, it would be an empty register."""
_SCHEME_ONLY = re.compile(
    r"(postgres\w*|pgsql|psql|mysql|mariadb|sqlite\d?|mssql|oracle|jdbc|https?|file)(?:\+\w+)?(?::|//)", re.IGNORECASE
)
_SIGNED_IN = re.compile(r"[^/]*:[^/]*@")


@dataclass(frozen=True, slots=True)
class Location:
    """Where a register is: a libpq URL, or a file of SQLite; and how whoever opened it waits and shares.

    ``own``: it lies beside issuer.yaml, for this agency alone.
    """

    url: str = ""
    path: Path | None = None
    settings: Settings = field(default=NOTHING, compare=False)
    own: bool = False

    @property
    def shown(self) -> str:
        """As messages name it: never with a password."""
        if self.path is not None:
            return self.path.name
        from congvan.register.addresses import shown

        return shown(self.url)

    def exists(self) -> bool:
        """Whether there is a register to look into; a server is always worth asking. Errors: CV583 nobody may look."""
        if self.path is None:
            return True
        try:
            os.stat(self.path)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR):
                return False
            raise MachineFault("CV583", register=self.shown, reason=said(error)) from error
        return True


@dataclass(frozen=True, slots=True)
class Identity:
    """Which agency's register it is: by its code, without one by its id, without both by symbol and name together."""

    symbol: str
    code: str | None
    name: str
    id: str | None = None
    former: tuple[Identity, ...] = ()
    """What it was before, the oldest first."""

    @property
    def told(self) -> bool:
        """Whether the agency can be told from others of its symbol, whatever it is called."""
        return bool(self.code or self.id)


def identity_of(issuer: Issuer) -> Identity:
    """Who issuer.yaml says it is, and was."""
    former = tuple(Identity(p.what.symbol, p.what.code, p.what.name.value) for p in issuer.former)
    return Identity(issuer.symbol, issuer.code, issuer.name.value, issuer.id, former)


def locate(root: Path, configured: str | None, settings: Settings = NOTHING) -> Location:
    """What ``settings`` say (CONGVAN_REGISTER), then ``register:`` of issuer.yaml, then ``register.db`` beside it.

    Errors: CV577 the folder that it should lie in is not there, CV589 an address that is no libpq URL.
    """
    wanted = settings.register or (configured or "").strip()
    if wanted.startswith(_SCHEMES):
        return Location(url=wanted, settings=settings)
    _refuse_other_addresses(wanted)
    # SQLite too follows a link; its log lies there
    path = Path(os.path.realpath(root / (wanted or FILE)))
    with suppress(PermissionError):  # told when it is opened
        if not path.parent.is_dir():
            raise MachineFault("CV577", register=path.name, folder=path.parent.as_posix())
    return Location(path=path, settings=settings, own=path.parent == Path(os.path.realpath(root)))


def _refuse_other_addresses(wanted: str) -> None:
    """Errors: CV589. What stands in it may be a password, so only its kind is named."""
    scheme = _SCHEME_ONLY.match(wanted)
    keyword = _KEYWORDS.match(wanted)
    if keyword:
        raise MachineFault("CV589", value=f"{keyword[1]}=…")
    if scheme or "://" in wanted:
        raise MachineFault("CV589", value=f"{scheme[1]}:…" if scheme else "…://…")
    if _SIGNED_IN.match(wanted):
        raise MachineFault("CV589", value="…@…")


def open_ledger(
    location: Location, identity: Identity, clock: Clock = system_clock, actor: str | None = None
) -> Ledger:
    """The register at ``location`` as ``identity`` sees it, in the hands of ``actor`` (None: whom the settings name);
    nothing is read before the first question.
    """
    from congvan.register.ledger import Ledger

    return Ledger(location, identity, clock, location.settings.actor if actor is None else actor)


def prepare() -> None:
    """Import now what the first question to a register would import; none is opened."""
    import sqlalchemy.dialects.sqlite  # noqa: F401

    from congvan.register import ledger  # noqa: F401
