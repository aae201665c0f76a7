"""The certificates that this office seals with, kept in ``seals/`` of the workspace: a stranger's seal is told by them.

``sign`` lays down the certificate of each key that seals; a seal made with another tool is known once somebody has laid
its certificate, or that of its issuer, beside them (decision 0060).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from congvan.machine import atomic
from congvan.model import past
from congvan.model.signing import AGENCY, SEAL, Holder
from congvan.pipeline import Office
from congvan.problems import Diagnostic, MachineFault, Problems, Severity, Span
from congvan.text.letters import fold, plain_ascii

FOLDER = "seals"
_KINDS = (".pem", ".cer", ".crt", ".der")


@dataclass(frozen=True, slots=True)
class Seals:
    """What is known: certificates (DER) of the agency's own keys, and those who vouch for others that name it."""

    own: frozenset[bytes]
    roots: tuple[Any, ...]

    @property
    def nobody(self) -> bool:
        """Whether nothing is known yet: no key has sealed here, no certificate was laid down."""
        return not self.own and not self.roots


def known(office: Office, problems: Problems) -> Seals:
    """The seals of a workspace. Warning: CV654 a file among them holds no certificate."""
    from congvan.pades import trust

    mine, found = Problems(), []
    for path in _files(office):
        found += trust.load(path, mine)
    for told in mine:
        problems.add(Diagnostic(told.code, Severity.WARNING, Span(FOLDER, 1, 1), told.values))
    own = frozenset(c.dump() for c in found if not c.ca)
    return Seals(own, tuple(c for c in found if c.ca))


def keep(office: Office, certificate: bytes, holder: Holder, problems: Problems) -> None:
    """Lay down the certificate of a key that has sealed. Warning: CV927 it can't be written."""
    from congvan.pades import trust

    path = office.workspace.root / FOLDER / _name(holder, certificate)
    if path.is_file() or certificate in known(office, Problems()).own:
        return
    try:
        atomic.write_all({path: trust.armoured(certificate)}, office.settings.rights())
    except (MachineFault, OSError):
        problems.warning("CV927", None, path=f"{FOLDER}/{path.name}", name=holder.name)


def strangers(signers: Iterable[Any], office: Office, seals: Seals) -> list[Any]:
    """Those who filled the agency's fields of a file and are not known to be the agency; ``signers`` are
    :class:`congvan.pades.ours.Signer`, judged by the roots of ``seals``.
    """
    listed = [s for s in signers if s.field in AGENCY]
    return [s for s in listed if s.certificate not in seals.own and not (s.trusted and names(office, s.holder))]


def strange(certificate: bytes, office: Office, vouched: bool, holder: Holder, seals: Seals) -> bool:
    """Whether a key about to seal has never done so here, where others have, and nobody known vouches for it."""
    return bool(seals.own) and certificate not in seals.own and not (vouched and names(office, holder))


def names(office: Office, holder: Holder) -> bool:
    """Whether a certificate names the agency, by today's name or one that it had: a certificate outlives a name."""
    told = fold(f"{holder.name} {holder.organisation}")
    return any(fold(name) in told for name in past.names(office.issuer))


def _files(office: Office) -> list[Path]:
    try:
        return sorted(p for p in (office.workspace.root / FOLDER).iterdir() if p.suffix.lower() in _KINDS)
    except OSError:  # no folder: nobody has sealed here yet
        return []


def _name(holder: Holder, certificate: bytes) -> str:
    """``So-Thong-tin-1f2e3d4c.pem``: by whom, and which of several."""
    kept = "".join(c if c.isalnum() else "-" for c in plain_ascii(holder.name or SEAL))
    words = "-".join(part for part in kept.split("-") if part)[:60] or SEAL
    return f"{words}-{hashlib.sha256(certificate).hexdigest()[:8]}.pem"
