"""The national axis as we reach it: a folder from which a gateway takes ``<code>/<document>.edxml`` (QCVN 102)."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from congvan.machine import atomic
from congvan.machine.said import because
from congvan.model.delivery import Delivery, Outcome, Way
from congvan.model.edxml import EdxmlRefused
from congvan.problems import MachineFault


class Outbox:
    """See :class:`congvan.model.delivery.Carrier`. ``write`` gives a parcel's file name and bytes."""

    way: Way = "edxml"

    def __init__(
        self, folder: Path, shown: str, write: Callable[[Delivery, datetime], tuple[str, bytes]],
        rights: int,
    ) -> None:  # fmt: skip
        self.folder = folder
        self.shown = shown
        self.write = write
        self.rights = rights

    def open(self) -> None:
        """Errors: CV817 the folder is missing, or can't be written to: it is never made here (a share not mounted)."""
        if not self.folder.is_dir():
            raise MachineFault("CV817", folder=self.shown)
        if not os.access(self.folder, os.W_OK | os.X_OK):
            raise MachineFault("CV490", path=self.shown, reason=because(errno.EACCES))

    def ready(self) -> None:
        """The folder may have gone meanwhile. Errors: CV817."""
        self.open()

    def refusal(self, parcel: Delivery) -> Outcome | None:
        """Nothing is refused here: the plan knew every fault."""
        return None

    def carry(self, parcel: Delivery, moment: datetime) -> Outcome:
        """Write the file, whole or not at all. Errors: MachineFault (disk), with nothing left behind."""
        try:
            name, data = self.write(parcel, moment)
        except EdxmlRefused as refused:
            from congvan.messages import sentence

            return Outcome("held", "; ".join(sentence(f.diagnostic()) for f in refused.faults))
        atomic.write_all({self.folder / parcel.addresses[0] / name: data}, self.rights)
        return Outcome("accepted", f"{self.shown}/{parcel.addresses[0]}/{name}")

    def close(self) -> None:
        """Nothing is held open."""
