"""A signature with a key of the server, made in a process of its own that ends with it. What opens the key goes to that
process on its socket: no argument, no file, no log ever has it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from congvan.machine import workers
from congvan.machine.settings import Settings

if TYPE_CHECKING:
    from congvan.desk.result import Diagnostic, Result
    from congvan.desk.sign import Signed
    from congvan.model.keyring import DeclaredKey, Keyring
    from congvan.studio.offices import Place

LONGEST = 256
"""Letters of a password or PIN."""


def word(doubts: Sequence[Diagnostic]) -> str:
    """One word for what is doubted, so that a person agrees to that and to nothing else."""
    told = sorted(f"{one.code} {sorted(one.values.items(), key=str)}" for one in doubts)
    return hashlib.sha256("\n".join(told).encode("utf-8", "replace")).hexdigest()[:32] if told else ""


def apart(
    place: Place, person: str, id: str | Sequence[str], key: DeclaredKey, ring: Keyring, secret: str, *,
    agreed: str = "", no_leader: bool = False,
) -> tuple[Result[tuple[Signed, ...]], tuple[Diagnostic, ...]]:  # fmt: skip
    """One letter or several with one opening of a key, in a process of their own. Errors: MachineFault."""
    workspace = place.desk.here.workspace
    asked = (person, id, key, ring, secret[:LONGEST], agreed, no_leader)
    return workers.alone(signed, workspace.typed, workspace.settings, *asked)


def signed(
    folder: Path, settings: Settings, actor: str, id: str | Sequence[str], key: DeclaredKey, ring: Keyring, secret: str,
    agreed: str, no_leader: bool,
) -> tuple[Result[tuple[Signed, ...]], tuple[Diagnostic, ...]]:  # fmt: skip
    """What :meth:`Desk.sign` gives of one letter or of several, from the workspace in ``folder``, and what it doubted:
    the job of :func:`workers.alone`. With doubts that are not those of ``agreed`` nothing is signed (CV633).
    """
    from congvan.desk.desk import Desk

    where: dict[str, Any] = {"p12": key.p12, "cert": key.cert, "image": key.image}
    where |= {"pkcs11": key.pkcs11, "token": key.token, "key": key.key, "remote": key.remote}
    doubted: list[Diagnostic] = []

    def agree(doubts: Sequence[Diagnostic]) -> bool:
        doubted.extend(doubts)
        return word(doubts) == agreed

    done = Desk.open(folder, settings=settings).sign(
        id, key.role, **where, secret=secret, tsa=ring.tsa, lta=ring.lta, trust=ring.trust, no_leader=no_leader,
        agree=agree, actor=actor,
    )  # fmt: skip
    return done, tuple(doubted)
