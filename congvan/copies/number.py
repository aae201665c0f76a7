"""The number of a copy: one sequence for all copies of an agency, by year, a number once and for one copy only."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from congvan import pipeline
from congvan.compose.frozen import sha256
from congvan.model.document import Signature
from congvan.model.register import COPIES, Code, Draft, Entry, Frozen
from congvan.pipeline import changing
from congvan.problems import Problems
from congvan.register.ledger import Writing
from congvan.standard.copies import Form


@dataclass(frozen=True, slots=True)
class Asked:
    """What the register is to know of a copy; ``data`` is the file that is copied."""

    id: str
    form: Form
    subject: str
    signature: Signature
    recipients: tuple[str, ...]  # as printed, the archive line last
    data: bytes
    pages: str
    electronic: bool


def take(asked: Asked, office: pipeline.Office, wanted: date | None, today: date, problems: Problems) -> Entry | None:
    """The next number, once; run again for the same copy the same. Errors: CV510, CV511, CV514, CV516, CV699."""
    day = wanted or today
    if day > today:
        problems.error("CV511", None, date=day, today=today)
        return None
    draft, kept = _draft(asked, office), _frozen(asked, office)

    def work(writing: Writing, problems: Problems) -> Entry:
        known = writing.entry_of(asked.id)
        if known is not None:
            return known
        counter = writing.lock(day.year, COPIES)
        known = writing.entry_of(asked.id)  # whoever held the lock may have made this very copy
        if known is not None:
            return known
        number = writing.first_free(day.year, COPIES, counter.number + 1)
        changing.in_order(writing, Code(number, draft.symbol), day, COPIES, problems)
        if problems.failed:
            raise changing.Refused
        return writing.enter(draft, day.year, COPIES, number, day, frozen=kept)

    entry = changing.change(office, work, problems, repeatable=True)
    if entry is None:
        return None
    if entry.sequence != COPIES or entry.sha256 != kept.sha256:
        problems.error("CV699", None, id=asked.id, code=entry.code)
        return None
    if wanted not in (None, entry.date):
        problems.error("CV514", None, id=asked.id, code=entry.code, date=entry.date or day)
        return None
    return entry


def expected(asked: Asked, office: pipeline.Office, day: date) -> Entry:
    """The copy's line as it would be now: the number that it has, or the next one, which nobody has taken. What could
    be refused, only :func:`take` knows.
    """
    register = pipeline.open_register(office)
    known = register.entry_of(asked.id) if register is not None and asked.id else None
    if known is not None:
        return known
    number = register.following(day.year, COPIES) if register is not None else 1
    kept = _frozen(asked, office)
    return Entry(0, day.year, COPIES, number, "issued", day, _draft(asked, office), kept.sha256)


def _draft(asked: Asked, office: pipeline.Office) -> Draft:
    *to, archive = asked.recipients
    label = office.standard.wording.archive_label
    return Draft(
        type=asked.form.slug, type_name=asked.form.name, symbol=f"{asked.form.abbreviation}-{office.issuer.symbol}",
        subject=asked.subject, signer=asked.signature.name, signer_title=" ".join(asked.signature.lines),
        copies=tuple(to), archive=archive.removeprefix(label).strip().rstrip("."), circular=asked.id,
    )  # fmt: skip


def _frozen(asked: Asked, office: pipeline.Office) -> Frozen:
    """What this copy is of, so that its number is never another's."""
    told = {
        "form": asked.form.slug, "file": hashlib.sha256(asked.data).hexdigest(), "pages": asked.pages,
        "electronic": asked.electronic, "signature": [*asked.signature.lines, *asked.signature.posts],
        "signer": asked.signature.name, "recipients": list(asked.recipients), "agency": office.issuer.name.value,
    }  # fmt: skip
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return Frozen(text, sha256(text), asked.subject)
