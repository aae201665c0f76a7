"""A file that somebody brings as the signed one: what it is, read as any stranger's file, and told in plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from asn1crypto import x509

from congvan.model.rendered import Box
from congvan.model.signing import LEADER, Finding, Mark, State
from congvan.pades import fields, ours, verify


@dataclass(frozen=True, slots=True)
class Handed:
    """``mark``: whose sign-ready file it is; ``signed``: its fields that are signed; ``broken``: those that hold no
    more; ``faults``: what ``verify`` finds of it; ``odd``: what stands in it besides signatures, after what was ready;
    ``leader``: where the leader's field lies.
    """

    mark: Mark | None
    signed: frozenset[str]
    state: State
    broken: tuple[str, ...]
    faults: tuple[Finding, ...]
    odd: tuple[Finding, ...] = ()
    grown: bool = False
    signers: tuple[ours.Signer, ...] = ()
    leader: Box | None = None


def examined(data: bytes, ready: bytes | None, base: bytes, roots: Sequence[bytes], now: datetime) -> Handed | None:
    """``ready``: the sign-ready file that ``base`` begins with, None where only the file itself tells it; ``base``:
    what was handed out; ``roots`` as DER. None: ``data`` can't be read as a PDF.
    """
    found = fields.look(data)
    if found is None:
        return None
    report = verify.judged(data, roots, now)
    signed = frozenset(name for name, done in found.signed.items() if done)
    told = tuple(f for f in report.all_findings() if f.fatal or f.unjudged) if signed else ()
    broken = tuple(c.field for c in report.signatures if c.state is State.INVALID)
    made = Handed(found.mark, signed, report.state, broken, told)
    start = ready or ours.printed_once(data, found.opened)
    if start is None or not data.startswith(base) or not data.startswith(start):
        return made
    odd = tuple(ours.odd(start, data, found.opened))
    signers = tuple(ours.signers(data, [x509.Certificate.load(der) for der in roots])) if signed else ()
    printed = fields.look(start)
    leader = fields.placed(printed.opened).get(LEADER) if printed is not None else None
    return replace(made, odd=odd, grown=fields.grown(start, data, found.opened), signers=signers, leader=leader)
