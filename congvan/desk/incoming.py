"""A letter that came in, as far as an answer must know it: from its edXML, PDF or Word file, from what a circular here
has cited of it, from what was typed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from congvan import pipeline, read
from congvan.machine.files import is_plain
from congvan.model import past
from congvan.model.past import on
from congvan.model.register import Code
from congvan.model.source import Agency, Recipients, ReferenceSource
from congvan.problems import Problems, Span, Value
from congvan.resolve.kinds import KINDS
from congvan.text.dates import short_date
from congvan.text.letters import capitals, fold
from congvan.text.nearest import nearest
from congvan.text.same_name import apart

NUMBER = re.compile(r"\d{1,6}[a-zđ]?(?:/\d{4})?/[^\s/]+(?:/[^\s/]+)*\Z", re.IGNORECASE)
LETTER = "cong-van"
SECONDS, MEMORY = 30.0, 1 << 30
_FILES = (".edxml", ".xml", ".pdf", ".docx")
_MOST = 3


@dataclass(frozen=True, slots=True)
class Incoming:
    """``number``: số, ký hiệu; ``code``: mã định danh of who issued it. What is not known is empty.

    ``ours``: the codes of letters of ours that it says it answers (ResponseFor). ``capitals``: the issuer as it stands
    in a page's head, where its small letters are not known.
    """

    number: str = ""
    date: date | None = None
    issuer: str = ""
    subject: str = ""
    type: str = ""
    code: str = ""
    ours: tuple[Code, ...] = ()
    capitals: str = ""

    @property
    def kind(self) -> str:
        """What it is: as told, or by the abbreviation in its symbol."""
        if self.type:
            return self.type
        tokens = re.split(r"[/.\-]", self.number)[1:]
        named = {short: slug for slug, (_, short) in KINDS.items() if short}
        return next((named[token] for token in tokens[:1] if token in named), LETTER)

    @property
    def cited(self) -> str:
        """``Công văn số 1234/SYT-TCCB``."""
        return f"{KINDS.get(self.kind, ('Văn bản', ''))[0]} số {self.number}"


def find(
    ref: str, typed: Incoming, office: pipeline.Office, problems: Problems, *, word: bool = False
) -> Incoming | None:
    """``ref``: a file, a number or the key of a reference; what was ``typed`` beside it goes before what that says.
    ``word``: no file is looked for.

    Errors: CV720 none of these, CV721 something of it is not known, CV722 our own letter, CV723 several, CV725 a day to
    come, CV727 a recall; those of files that can't be read.
    """
    before = len(problems)
    is_file = not word and _is_file(ref, office)
    found = _of_file(ref, office, problems) if is_file else _of_word(ref, typed, office, problems)
    if found is None:
        if len(problems) == before:
            problems.error("CV720", None, ref=ref)
        return None
    found = _completed(_over(found, typed), office)
    if found.date is not None and found.date > office.today():
        problems.error("CV725", None, number=found.number, date=found.date)
    elif _own(found, office):
        problems.error("CV722", None, number=found.number, issuer=found.issuer or office.issuer.name.value)
    elif missing := _missing(found):
        problems.error("CV721", None, ref=ref, missing=missing, capitals=found.capitals)
    else:
        return found
    return None


def _over(found: Incoming, typed: Incoming) -> Incoming:
    """What was typed goes before what was found."""
    given = {name: getattr(typed, name) for name in ("date", "issuer", "subject", "type", "code")}
    return replace(found, **{name: value for name, value in given.items() if value})


def _missing(found: Incoming) -> tuple[Value, ...]:
    needed = {"--issuer": found.issuer, "--date": found.date, "--subject": found.subject}
    return tuple(name for name, value in needed.items() if not value)


def _own(found: Incoming, office: pipeline.Office) -> bool:
    """Whether we wrote it: by the issuer's name, or where nobody is named by our register."""
    if found.issuer:
        return fold(found.issuer) in map(fold, past.names(office.issuer))
    register, code = pipeline.open_register(office), Code.parse(found.number)
    year = found.date.year if found.date is not None else None
    return register is not None and code is not None and any(e.state == "issued" for e in register.find(code, year))


# from a file


def _path(ref: str, office: pipeline.Office) -> Path:
    path = Path(ref)
    return path if path.is_absolute() or os.path.exists(path) else office.workspace.root / path


def _is_file(ref: str, office: pipeline.Office) -> bool:
    return ref.lower().endswith(_FILES) or (not NUMBER.match("".join(ref.split())) and is_plain(_path(ref, office)))


def _of_file(ref: str, office: pipeline.Office, problems: Problems) -> Incoming | None:
    path = _path(ref, office)
    return _of_page(path, problems) if path.suffix.lower() in (".pdf", ".docx") else _of_edxml(path, problems)


def _of_edxml(path: Path, problems: Problems) -> Incoming | None:
    """A message of the axis. Errors: CV009, CV727, those of edXML files."""
    from congvan import edxml
    from congvan.machine import files
    from congvan.machine.said import said
    from congvan.model.edxml import Business, EdxmlRefused
    from congvan.standard.edxml import edxml as numbers

    place = Span(path.as_posix(), 1, 1)
    try:
        letter = edxml.read_letter(files.read(path, numbers().largest * 2))
    except (OSError, ValueError) as error:
        problems.error("CV009", place, reason=said(error))
        return None
    except EdxmlRefused as refused:
        problems.extend(fault.diagnostic(place) for fault in refused.faults)
        return None
    number = str(letter.code) if letter.code.number else ""
    if letter.purpose.kind is Business.RECALL:
        problems.error("CV727", place, number=number, issuer=letter.sender.name)
        return None
    types = {fold(name): slug for slug, (name, _) in KINDS.items()}
    return Incoming(
        number=number, date=letter.date, issuer=" ".join(letter.sender.name.split()), subject=_bare(letter.subject),
        type=types.get(fold(letter.kind.name.strip()), ""), code=letter.sender.code,
        ours=tuple(code for a in letter.answers if (code := Code.parse(a.code)) is not None),
    )  # fmt: skip


def _of_page(path: Path, problems: Problems) -> Incoming | None:
    """A PDF or DOCX, as it is recognised. Errors: why it can't be read."""
    from congvan import conformance
    from congvan.machine import fence

    place = Span(path.as_posix(), 1, 1)
    try:
        report = fence.run(partial(conformance.inspect_file, path), SECONDS, MEMORY)
    except conformance.Unreadable as error:
        problems.error(error.code, place, **error.values)
        return None
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError, fence.Fenced):
        problems.error("CV703", place)
        return None
    if report.scanned:
        problems.error("CV709", place)
        return None
    return Incoming(
        number=report.number, date=report.issued, subject=_bare(report.subject), type=report.kind or "",
        capitals=" ".join(report.issuer.split()),
    )  # fmt: skip


def _bare(subject: str) -> str:
    """A subject without the "V/v" of its head."""
    return re.sub(r"\AV/v\s*:?\s+", "", " ".join(subject.split()), flags=re.IGNORECASE)


# from what was typed, here or in a circular


def _of_word(ref: str, typed: Incoming, office: pipeline.Office, problems: Problems) -> Incoming | None:
    number = "".join(ref.split())
    is_number = bool(NUMBER.match(number))
    said = {found.number + str(found.date) + fold(found.issuer): found for found in _cited(ref, number, office)}
    fitting = [f for f in said.values() if _fits(f, typed)]
    if len(fitting) > 1:
        which = tuple(f"{f.number} ({short_date(f.date) if f.date else '?'}, {f.issuer})" for f in fitting[:8])
        problems.error("CV723", None, ref=ref, which=which)
        return None
    return next(iter(fitting), Incoming(number=number) if is_number else None)


def _fits(found: Incoming, typed: Incoming) -> bool:
    """Whether a letter cited somewhere may be the one that was typed."""
    named = not typed.issuer or fold(typed.issuer) == fold(found.issuer)
    return named and typed.date in (None, found.date)


def _cited(ref: str, number: str, office: pipeline.Office) -> Iterator[Incoming]:
    """Other agencies' letters that circulars here cite under that key, or by that number."""
    for target in office.workspace.all(Problems()):
        source = read.read_circular(target.path, target.shown, target.id, Problems(), in_spite=True, partly=True)
        for key, item in source.references.items() if source is not None else ():
            if item.number is None or not (key == ref or fold("".join(item.number.value.split())) == fold(number)):
                continue
            cited = _reference(item)
            if not _own(cited, office):
                yield cited


def _reference(item: ReferenceSource) -> Incoming:
    texts = {name: getattr(item, name) for name in ("issuer", "subject", "type", "code")}
    given = {name: " ".join(found.value.split()) for name, found in texts.items() if found is not None}
    number = "".join(item.number.value.split()) if item.number is not None else ""
    day = item.date.value if item.date is not None else None
    return Incoming(
        number, day, given.get("issuer", ""), given.get("subject", ""), given.get("type", ""), given.get("code", "")
    )  # fmt: skip


# whom it came from


def _completed(found: Incoming, office: pipeline.Office) -> Incoming:
    """The issuer's name in small letters and its code, where recipients.yaml or issuer.yaml know them for certain."""
    day = found.date or office.today()
    if found.capitals and not found.issuer:
        own = office.issuer
        known = [own.name.value, own.parent or "", *(on(a, day).name for a in office.recipients.agencies.values())]
        same = {name for name in known if name and capitals(name) == found.capitals}
        found = replace(found, issuer=same.pop()) if len(same) == 1 else found
    slug = sender(found, office.recipients)
    agency = office.recipients.agencies.get(slug or "")
    if agency is not None and not found.code:
        found = replace(found, code=on(agency, day).code or "")
    return found


def sender(found: Incoming, recipients: Recipients) -> str | None:
    """The agency of recipients.yaml that wrote it, by its code or by a name that it has or had; None: nobody surely."""
    agencies = recipients.agencies.values()
    coded = [a.slug for a in agencies if found.code and found.code in (a.code, *(p.what.code for p in a.former))]
    wanted = found.issuer
    named = [a.slug for a in agencies if any(fold(n) == fold(wanted) and not apart(n, wanted) for n in _names(a))]
    both = [slug for slug in coded if slug in named] or coded or named
    return both[0] if len(both) == 1 else None


def _names(agency: Agency) -> tuple[str, ...]:
    return (agency.name, *(then.what.name for then in agency.former))


def near(found: Incoming, recipients: Recipients) -> tuple[str, ...]:
    """Slugs of agencies whose names are near the sender's: one within the other, or a few letters apart."""
    wanted = fold(found.issuer)
    names = {fold(name): a.slug for a in recipients.agencies.values() for name in _names(a)}
    inside = [s for n, s in names.items() if n == wanted or f"{n} " in f"{wanted} " or f"{wanted} " in f"{n} "]
    with suppress(KeyError):
        inside.append(names[nearest(wanted, names)])
    return tuple(dict.fromkeys(inside))[:_MOST]
