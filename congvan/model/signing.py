"""What signing and checking hand on: places on the page, the mark in a sign-ready file, the report of a check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from congvan.model.rendered import Box
from congvan.problems import Value

LEADER, SEAL, NUMBER, DATE, INFO = "KyLanhDao", "DauCoQuan", "SoVanBan", "NgayVanBan", "KySoPhuLuc"
"""Names of the signature fields: người có thẩm quyền, dấu cơ quan, số, ngày, and the info line of an annex or copy."""

ROLES = (LEADER, SEAL)
"""Who may sign through ``sign --as``; number and date belong to the seal."""

AGENCY = (NUMBER, DATE, SEAL, INFO)
"""Fields that the agency's key fills."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a sign-ready file says of itself, under its signatures: which text it shows.

    ``text`` and ``pages`` are SHA-256: of the resolved document (a draft's without number and date), and of the
    bytes before the fields were added. ``annexes`` are those of annexes in files of their own.
    """

    id: str
    text: str
    pages: str
    draft: bool
    annexes: tuple[str, ...] = ()
    copy: str = ""  # of an electronic copy: its form as printed, "Sao y"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a certificate names: ``name`` (CN), organisation, who issued it, its number, its days (UTC)."""

    name: str
    organisation: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime


class State(StrEnum):
    """The verdict on a signature or a file."""

    VALID = "valid"
    UNTRUSTED = "untrusted"  # intact, but nobody we trust vouches for the signer
    UNJUDGED = "unjudged"  # neither proven nor disproven: a form or a size that this program does not judge
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: a code of the catalogue, what fills its sentence, whether it breaks the signature.

    ``unjudged``: it breaks nothing, but nobody may call the file valid. ``values`` are plain words: a name as a library
    gives it may hold on to the whole file, which a child could not tell its parent of.
    """

    code: str
    fatal: bool
    values: Mapping[str, Value] = field(default_factory=dict)
    unjudged: bool = False

    def __post_init__(self) -> None:
        plain = {key: str(value) if isinstance(value, str) else value for key, value in self.values.items()}
        object.__setattr__(self, "values", plain)


@dataclass(frozen=True, slots=True)
class Checked:
    """One signature as found. ``covers``: file, revision or part; ``level``: B-B, B-T, B-LT, B-LTA."""

    field: str
    kind: str  # "signature" or "timestamp"
    state: State
    intact: bool
    trusted: bool
    covers: str
    changes: str  # none, timestamp, properties, signatures, unjudged, forbidden
    holder: Holder | None
    reason: str
    time: datetime | None
    time_source: str  # timestamp, signer, none
    authority: str  # who made the timestamp
    revocation: str  # embedded, none
    level: str
    page: int | None
    revision: int
    findings: tuple[Finding, ...] = ()
    box: Box | None = None  # where it shows, on the page that the file says


@dataclass(frozen=True, slots=True)
class Report:
    """The verdict on a file: as good as the worst of its signatures and of what was found in the file itself."""

    state: State
    signatures: tuple[Checked, ...]
    findings: tuple[Finding, ...] = ()
    empty: tuple[str, ...] = ()  # signature fields still without a signature
    revisions: int = 1

    def all_findings(self) -> tuple[Finding, ...]:
        """Those of the file, then those of each signature."""
        return (*self.findings, *(f for item in self.signatures for f in item.findings))
