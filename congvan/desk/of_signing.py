"""The deeds around a signature, as methods of the desk: what is there, what comes back, what is seen of a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from congvan.desk.door import Deeds
from congvan.desk.result import Result

if TYPE_CHECKING:
    from congvan.desk.keep_scan import KeptScan
    from congvan.desk.letters import Letter
    from congvan.desk.signing import Signing
    from congvan.desk.take_signed import TakenFile
    from congvan.model.keyring import Keyring
    from congvan.model.rendered import Box
    from congvan.pdf.drawn import Drawn


class SigningDesk(Deeds):
    """Beside ``ready``, ``sign`` and ``verify``."""

    def keys(self) -> Result[Keyring]:
        """Which keys the server may sign with: ``keys.yaml`` of the workspace."""
        from congvan.desk import keys

        return self._done(keys.keys)

    def signing(self, id: str) -> Result[Signing]:
        """How far the signing of one letter has come: its files, its fields, and whether its text is still theirs."""
        from congvan.desk import signing

        return self._done(lambda here, problems: signing.signing(here, id, problems))

    def take_signed(
        self, id: str, data: bytes, name: str = "signed.pdf", *, trust: Iterable[str | Path] = (),
        no_leader: bool = False, actor: str | None = None,
    ) -> Result[TakenFile]:  # fmt: skip
        """What was signed with another tool, in place of the letter's signed file: taken only if it is the file that
        was handed out and signatures on it. ``name``: what it is called where it comes from.
        """
        from congvan.desk import take_signed

        roots = tuple(map(Path, trust))
        return self._done(
            lambda here, ps: take_signed.take_signed(here, id, data, name, roots, ps, no_leader=no_leader), actor=actor
        )

    def keep_scan(self, id: str, data: bytes, name: str = "scan.pdf", *, actor: str | None = None) -> Result[KeptScan]:
        """The scan of what was signed by hand, a PDF, kept beside the circular's files. ``name``: what it is called
        where it comes from.
        """
        from congvan.desk import keep_scan

        return self._done(lambda here, ps: keep_scan.keep_scan(here, id, data, name, ps), actor=actor)

    def letters(self, id: str) -> Result[tuple[Letter, ...]]:
        """The letters of other agencies that a circular answers, each with its file where it was brought."""
        from congvan.desk import letters

        return self._done(lambda here, problems: letters.letters(here, id, problems))

    def keep_letter(
        self, id: str, key: str, data: bytes, name: str = "den.pdf", *, came: date | None = None,
        due: date | None = None, actor: str | None = None,
    ) -> Result[Letter]:  # fmt: skip
        """The file (PDF) of a letter that a circular answers, kept beside it. ``key``: of the reference under
        ``replies``; ``came``: when it came, ``due``: by when it is to be answered.
        """
        from congvan.desk import letters

        return self._done(lambda here, ps: letters.keep_letter(here, id, key, data, name, came, due, ps), actor=actor)

    def pictures(self, file: str | Path, *, boxes: Iterable[Box] = ()) -> Result[Drawn]:
        """The pages of any PDF as pictures, and where ``boxes`` lie on them."""
        from congvan.desk import pictures

        wanted = tuple(boxes)
        return self._done(lambda here, problems: pictures.pictures(here, Path(file), wanted, problems))
