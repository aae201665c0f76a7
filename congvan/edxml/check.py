"""Every fault of a message before one byte of it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from congvan.edxml.codes import organ_id_fault
from congvan.edxml.xml import illegal
from congvan.model.edxml import Attachment, Business, EdxmlLetter, EdxmlStatus, Fault, Party
from congvan.problems import Severity, Term, Value, term
from congvan.standard.edxml import edxml


def _part(name: str) -> Term:
    """A part of a message as a clerk knows it, with the element that carries it."""
    return term(f"edxml.{name}")


def letter_faults(letter: EdxmlLetter) -> tuple[Fault, ...]:
    """All that is wrong with a letter, warnings among it; errors keep it from being written.

    Errors: CV850–CV852 codes, CV855 a character that XML has not, CV856 something empty, CV857 no file, CV858 two
    files of one name, CV859 too large, CV862 the purpose is at odds with itself, CV863 a number out of range;
    warnings: CV853, CV854 codes, CV861 longer than PL VI's registers hold.
    """
    found = [*_characters(letter), *_empty(letter), *_codes(letter), *_files(letter), *_purpose(letter)]
    found += [*_ranges(letter), *_lengths(letter)]
    return _once(found)


def status_faults(status: EdxmlStatus) -> tuple[Fault, ...]:
    """The same of a status message; CV875 for a code that the QCVN has not."""
    found = [*_characters(status), *_party(status.sender, "sender")]
    if status.code not in edxml().statuses:
        found.append(Fault("CV875", {"status": status.code, "known": ", ".join(edxml().statuses)}))
    if not status.document_id.strip():
        found.append(Fault("CV856", {"what": _part("about")}))
    if status.when is None:
        found.append(Fault("CV856", {"what": term("edxml.when")}))
    return _once(found)


def errors(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Those that stop the message."""
    return tuple(f for f in faults if f.severity is Severity.ERROR)


def _once(found: list[Fault]) -> tuple[Fault, ...]:
    """Each fault once, in the order of discovery."""
    return tuple(f for i, f in enumerate(found) if f not in found[:i])


def _empty_of(what: Value) -> Fault:
    return Fault("CV856", {"what": what})


def _party(party: Party, at: str) -> Iterator[Fault]:
    if not party.code:
        yield _empty_of(term("edxml.code-of", name=party.name or _part(at)))
    elif fault := organ_id_fault(party.code):
        yield fault
    if not party.name.strip():
        yield _empty_of(term("edxml.name-of", name=_part(at)))


def _codes(letter: EdxmlLetter) -> Iterator[Fault]:
    yield from _party(letter.sender, "sender")
    if not letter.to:
        yield _empty_of(_part("to"))
    for party in letter.to:
        yield from _party(party, "to")
    others = [a.organ for a in letter.answers if a.organ] + [h.organ for h in letter.trace]
    others += [c.organ for c in letter.purpose.changes] + [o for r in letter.purpose.replaced for o in r.organs]
    for code in others:
        if code != letter.sender.code and (fault := organ_id_fault(code)):
            yield fault


def _empty(letter: EdxmlLetter) -> Iterator[Fault]:
    """What the schema wants said and the letter leaves blank."""
    said = {
        "subject": letter.subject, "content": letter.content, "place": letter.place, "signer": letter.signer.name,
        "kind": letter.kind.name,
    }  # fmt: skip
    listed = {"places": letter.places, "appendices": letter.appendices}
    for name, text in said.items():
        if not text.strip():
            yield _empty_of(_part(name))
    for name, texts in listed.items():
        if not all(text.strip() for text in texts):
            yield _empty_of(_part(name))
    if not letter.trace:
        yield _empty_of(_part("trace"))


def _files(letter: EdxmlLetter) -> Iterator[Fault]:
    """Names and sizes; base64 makes four bytes of three."""
    limit = edxml().largest
    if not letter.attachments:
        yield Fault("CV857")
    names: set[str] = set()
    for file in letter.attachments:
        if not file.name.strip() or not file.media_type.strip():
            yield _empty_of(_part("attachments"))
        elif not file.content:
            yield _empty_of(file.name)
        if file.name in names:
            yield Fault("CV858", {"name": file.name})
        names.add(file.name)
    size = sum(encoded_size(file) for file in letter.attachments)
    if size > limit:
        yield Fault("CV859", {"size": size / 1048576, "largest": limit // 1048576})


def encoded_size(file: Attachment) -> int:
    """Bytes that a file takes inside a message."""
    return (len(file.content) + 2) // 3 * 4


def _purpose(letter: EdxmlLetter) -> Iterator[Fault]:
    """A recall or update names its document, a replacement what it replaces, and nothing else does."""
    purpose = letter.purpose
    named = purpose.kind in (Business.RECALL, Business.UPDATE)
    sound = (
        bool(purpose.document_id.strip()) == named
        and bool(purpose.replaced) == (purpose.kind is Business.REPLACE)
        and (not purpose.changes or purpose.kind is Business.UPDATE)
        and all(r.document_id.strip() for r in purpose.replaced)
    )
    if not sound:
        yield Fault("CV862", {"kind": str(int(purpose.kind))})


def _ranges(letter: EdxmlLetter) -> Iterator[Fault]:
    """Numbers with a list of their own in the format."""
    numbers: dict[str, tuple[int, int, int | None]] = {
        "Priority": (letter.priority, 0, 4), "SteeringType": (letter.steering, 1, 3),
        "PromulgationAmount": (letter.copies or 0, 0, None), "PageAmount": (letter.pages or 0, 0, None),
        "CodeNumber": (letter.code.number, 1, None),
        "Type": (letter.kind.type, 0, None), "TypeDetail": (letter.kind.detail, 0, None),
    }  # fmt: skip
    for name, (value, lo, hi) in numbers.items():
        if value < lo or (hi is not None and value > hi):
            allowed = f"{lo}–{hi}" if hi is not None else term("edxml.from", least=lo)
            yield Fault("CV863", {"name": name, "value": str(value), "allowed": allowed})


def _lengths(letter: EdxmlLetter) -> Iterator[Fault]:
    """Longer than the receivers' registers hold: it goes out, and may be cut there."""
    texts = [
        ("number", term("edxml.number"), f"{letter.code.number:02d}"),
        ("notation", term("edxml.notation"), letter.code.symbol),
        ("subject", _part("subject"), letter.subject),
        ("position", term("edxml.position"), letter.signer.position),
        ("signer", term("edxml.full-name"), letter.signer.name),
        ("kind", _part("kind"), letter.kind.name),
        *(("organ_name", term("edxml.organ"), p.name) for p in (letter.sender, *letter.to)),
    ]
    for limit, what, text in texts:
        longest = edxml().lengths[limit]
        if len(text) > longest:
            values: dict[str, Value] = {"what": what, "length": len(text), "longest": longest}
            yield Fault("CV861", values, Severity.WARNING)


def _characters(message: EdxmlLetter | EdxmlStatus) -> Iterator[Fault]:
    """A character that XML cannot carry: dropping it would change the letter."""
    for part in fields(message):
        for text in _texts(getattr(message, part.name)):
            if (char := illegal(text)) is not None:
                what = _part(part.name)
                yield Fault("CV855", {"what": what, "character": f"U+{ord(char):04X}"})


def _texts(value: Any) -> Iterator[str]:
    """Every string inside a tree of frozen values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for part in fields(value):
            yield from _texts(getattr(value, part.name))
