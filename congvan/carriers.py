"""The ways out as this office has them: from ``delivery:`` of issuer.yaml, the templates and a letter to carriers."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from congvan import pipeline
from congvan.model.circular import Reference
from congvan.model.delivery import Carrier, Delivery, Letter, Purpose, Smtp, Way
from congvan.problems import MachineFault, Problems
from congvan.text.letters import nfc
from congvan.workspace import shipped_templates

if TYPE_CHECKING:
    from congvan.compose.covering import Values
    from congvan.deliver.message import Words

FOLDER = "email"
TEMPLATES: dict[Purpose, tuple[str, str, str]] = {
    "document": ("subject.txt", "body.txt", "body.html"),
    "recall": ("recall-subject.txt", "recall.txt", "recall.html"),
}


@dataclass(frozen=True)
class Load:
    """What is carried: the letter, how it is cited, urgency as printed; for a notice, whose Message-ID it speaks of."""

    office: pipeline.Office
    letter: Letter
    reference: Reference
    urgency: str = ""
    speaks_of: Callable[[Delivery], str] = lambda _: ""

    @cached_property
    def zone(self) -> tzinfo:
        """The agency's time zone."""
        try:
            return ZoneInfo(self.office.issuer.timezone or "Asia/Ho_Chi_Minh")
        except (KeyError, ValueError, OSError):
            return timezone(timedelta(hours=7))


def make(way: Way, load: Load, problems: Problems) -> Carrier | None:
    """The carrier of a way, not yet opened; None after a fault of its templates is named."""
    return _mailer(load, problems)


def sender_domain(smtp: Smtp) -> str:
    """The domain that Message-IDs end with."""
    return smtp.sender.rpartition("@")[2].lower() or "localhost"


def password(variable: str | None) -> str | None:
    """A password from the environment, the only place where one is looked for."""
    return os.environ.get(variable) if variable else None


def authority(office: pipeline.Office) -> str | None:
    """The file of a further authority that mail servers are checked against; its path counts from the workspace."""
    smtp = office.issuer.delivery.smtp
    return str(office.workspace.root / Path(smtp.ca)) if smtp is not None and smtp.ca else None


def _mailer(load: Load, problems: Problems) -> Carrier | None:
    from congvan.deliver.addresses import normal
    from congvan.deliver.message import Envelope
    from congvan.deliver.smtp import Mailer

    issuer, smtp = load.office.issuer, load.office.issuer.delivery.smtp
    assert smtp is not None
    covering = Covering(load)
    if not covering.sound(problems):
        return None
    reply_to = normal(issuer.email) if issuer.email else None
    envelope = Envelope(nfc(issuer.name.value), smtp.sender, load.letter.files, reply_to)

    def write(parcel: Delivery, moment: datetime) -> bytes:
        return envelope.write(parcel, covering.words(parcel), moment.astimezone(load.zone), load.speaks_of(parcel))

    return Mailer(replace(smtp, ca=authority(load.office)), password(smtp.password_env), write)


@dataclass(frozen=True)
class Covering:
    """The words beside the letter, from the workspace's own ``templates/email/`` or the shipped ones."""

    load: Load

    @cached_property
    def _templates(self) -> list[tuple[str, str]]:
        folders = [self.load.office.workspace.root / "templates" / FOLDER, *(p / FOLDER for p in shipped_templates())]
        found = []
        for name in TEMPLATES[self.load.letter.purpose]:
            path = next((f / name for f in folders if (f / name).is_file()), None)
            if path is None:
                raise MachineFault("CV815", file=name)
            try:
                found.append((self.load.office.workspace.shown(path), path.read_text(encoding="utf-8-sig")))
            except (OSError, UnicodeDecodeError) as error:
                raise MachineFault("CV815", file=name) from error
        return found

    def sound(self, problems: Problems) -> bool:
        """Whether the templates can be filled; their faults are named."""
        mine = Problems()
        self._filled("", mine)
        problems.extend(mine)
        return not mine.failed

    def words(self, parcel: Delivery) -> Words:
        """What one agency reads."""
        from congvan.deliver.message import Words

        subject, text, html = self._filled(parcel.name, Problems())
        return Words(subject, text, html)

    def _filled(self, recipient: str, problems: Problems) -> list[str]:
        from congvan.compose import covering

        issuer, letter = self.load.office.issuer, self.load.letter
        files = ", ".join(f"{f.title} ({f.name})" if len(letter.files) > 1 else f.name for f in letter.files)
        values: Values = {
            "document": {**covering.document_values(self.load.reference), "code": letter.code, "files": files,
                         "urgency": self.load.urgency},
            "recipient": {"": recipient, "name": recipient},
            "recall": {"": letter.reason, "reason": letter.reason},
            "issuer": {"": issuer.name.value, "name": issuer.name.value, "parent": issuer.parent,
                       "address": issuer.address, "phone": issuer.phone, "fax": issuer.fax, "email": issuer.email,
                       "website": issuer.website, "place": issuer.place},
        }  # fmt: skip
        return [covering.render(text, file, values, problems) or "" for file, text in self._templates]
