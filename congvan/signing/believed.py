"""Whom an office believes, as ``keys.yaml`` of its workspace says: one answer for whoever asks whose a signature is, be
it about to be made, brought back or sent.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from congvan import read
from congvan.model.keyring import FILE, Keyring
from congvan.model.signing import AGENCY
from congvan.pipeline import Office
from congvan.problems import Problems, Span
from congvan.signing import seals
from congvan.workspace import Workspace

OTHERS_MAY_WRITE = 0o002


def declared(workspace: Workspace, problems: Problems) -> Keyring | None:
    """What ``keys.yaml`` declares; no file: nothing. Errors: CV740 everybody may change the file, and its shapes."""
    path = workspace.root / FILE
    if not os.path.lexists(path):
        return Keyring()
    shown = workspace.shown(path)
    try:
        loose = path.stat().st_mode & OTHERS_MAY_WRITE
    except OSError:
        loose = 0  # what can't be read is told by who reads it
    if loose:
        problems.error("CV740", None, path=shown)
        return None
    return read.read_keyring(path, shown, problems)


@dataclass(frozen=True, slots=True)
class Believed:
    """``roots``: certificates that ``trust`` names; ``only``: nobody else is believed, but the machine's own roots and
    what lies in ``seals/``.
    """

    roots: tuple[Any, ...] = ()
    only: bool = False

    def and_of(self, asked: Iterable[Any]) -> tuple[Any, ...]:
        """The roots to judge by, where somebody who asks (``--trust``) names further ones: they widen what an office
        leaves open, and nothing that it has closed.
        """
        return self.roots if self.only else (*self.roots, *asked)

    def strangers(self, signers: Iterable[Any], known: seals.Seals) -> list[Any]:
        """Those of ``signers`` (:class:`congvan.pades.ours.Signer`, judged by these roots, those of ``known`` and the
        machine's) whom the office does not believe; none where it leaves that open. A seal that lies in ``seals/`` is
        the agency's and nobody's signature besides.
        """
        if not self.only:
            return []
        return [s for s in signers if not s.trusted and not (s.field in _SEALED and s.certificate in known.own)]

    def key(self, key: Any, agency: bool, known: seals.Seals) -> bool:
        """Whether a key that is about to sign would be believed afterwards, as far as its certificates tell it."""
        if not self.only or (agency and key.certificate in known.own):
            return True
        from congvan.pades import trust

        return trust.leads(key.certificate, key.chain, (*self.roots, *known.roots, *trust.machine()))


_SEALED = frozenset(AGENCY)


class Named(NamedTuple):
    """A signed file as it is told of: its name, and the letter that it is of."""

    file: str
    place: Span
    id: str


def of(office: Office, problems: Problems) -> Believed:
    """Whom this office believes. Errors: those of ``keys.yaml`` and of the files that its ``trust`` names: what can't
    be read is no leave to believe everybody.
    """
    ring = declared(office.workspace, problems)
    if ring is None or not (ring.trust or ring.only_trusted):
        return Believed()
    from congvan.pades import trust

    return Believed(tuple(c for path in ring.trust for c in trust.load(path, problems)), ring.only_trusted)


def refused(files: Iterable[tuple[str, bytes]], office: Office, place: Span, id: str, problems: Problems) -> bool:
    """Whether a stranger signed one of ``files``, each with its name. Error: CV636; those of :func:`of`."""
    mine = Problems()
    whom = of(office, mine)
    problems.extend(mine)
    if mine.failed or not whom.only:
        return mine.failed
    from congvan.pades import ours, trust

    known = seals.known(office, problems)
    roots = (*whom.roots, *known.roots, *trust.machine())
    found = [(name, one) for name, data in files for one in whom.strangers(ours.signers(data, roots), known)]
    for name, one in found:
        tell(one.field, one.holder, Named(name, place, id), problems)
    return bool(found)


def doubted(
    signers: Sequence[Any], office: Office, known: seals.Seals, whom: Believed, named: Named, problems: Problems
) -> list[Any]:
    """Who signed a file and is neither the agency nor believed, told; those whom the office does not believe come back.

    Errors: CV636, CV925 it is not known that it was the agency that sealed, or put in number and date; CV929 is the
    warning where no seal is known yet and the certificate names the agency.
    """
    others = seals.strangers(signers, office, known)
    first = known.nobody and all(seals.names(office, one.holder) for one in others)
    code, say = ("CV929", problems.warning) if first else ("CV925", problems.error)
    for one in others:
        say(code, named.place, id=named.id, folder=seals.FOLDER, **_who(one.field, one.holder, named.file))
    unbelieved = whom.strangers((s for s in signers if first or s not in others), known)
    for one in unbelieved:
        tell(one.field, one.holder, named, problems)
    return unbelieved


def tell(field: str, holder: Any, named: Named, problems: Problems) -> None:
    """Error: CV636 nobody whom the office believes vouches for a signer."""
    problems.error("CV636", named.place, id=named.id, **_who(field, holder, named.file))


def _who(field: str, holder: Any, file: str) -> dict[str, Any]:
    return {"field": field, "holder": holder.name, "issuer": holder.issuer, "serial": holder.serial, "file": file}
