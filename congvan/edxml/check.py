"""Every fault of a message before one byte of it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from congvan.edxml.codes import organ_id_fault
from congvan.edxml.xml import illegal
from congvan.model.edxml import Attachment, Business, EdxmlLetter, EdxmlStatus, Fault, Party
from congvan.problems import Severity
from congvan.standard.edxml import edxml

_NAMES = {
    "subject": "trích yếu (Subject)", "content": "tóm tắt (Content)", "place": "địa danh (Place)",
    "signer": "người ký (SignerInfo)", "kind": "tên loại (TypeName)", "sender": "nơi gửi (From)",
    "to": "nơi nhận (To)", "places": "Nơi nhận (ToPlaces)", "code": "số, ký hiệu (Code)",
    "appendices": "phụ lục (Appendixes)", "attachments": "tệp đính kèm",
    "answers": "văn bản được trả lời (ResponseFor)",
    "purpose": "nghiệp vụ (Bussiness)", "sphere": "phạm vi lưu hành (SphereOfPromulgation)",
    "typer": "người soạn thảo (TyperNotation)", "trace": "nơi chuyển (TraceHeader)", "about": "văn bản (ResponseFor)",
    "staff": "người phụ trách (StaffInfo)", "reason": "lý do (Description)",
}  # fmt: skip
"""Parts of a message as a clerk knows them, with the element that carries them."""


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
        found.append(Fault("CV856", {"what": _NAMES["about"]}))
    if status.when is None:
        found.append(Fault("CV856", {"what": "thời gian (Timestamp)"}))
    return _once(found)


def errors(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Those that stop the message."""
    return tuple(f for f in faults if f.severity is Severity.ERROR)


def _once(found: list[Fault]) -> tuple[Fault, ...]:
    """Each fault once, in the order of discovery."""
    return tuple(f for i, f in enumerate(found) if f not in found[:i])


def _empty_of(what: str) -> Fault:
    return Fault("CV856", {"what": what})


def _party(party: Party, at: str) -> Iterator[Fault]:
    if not party.code:
        yield _empty_of(f"mã định danh (code) của {party.name or _NAMES[at]}")
    elif fault := organ_id_fault(party.code):
        yield fault
    if not party.name.strip():
        yield _empty_of(f"tên cơ quan của {_NAMES[at]}")


def _codes(letter: EdxmlLetter) -> Iterator[Fault]:
    yield from _party(letter.sender, "sender")
    if not letter.to:
        yield _empty_of(_NAMES["to"])
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
            yield _empty_of(_NAMES[name])
    for name, texts in listed.items():
        if not all(text.strip() for text in texts):
            yield _empty_of(_NAMES[name])
    if not letter.trace:
        yield _empty_of(_NAMES["trace"])


def _files(letter: EdxmlLetter) -> Iterator[Fault]:
    """Names and sizes; base64 makes four bytes of three."""
    limit = edxml().largest
    if not letter.attachments:
        yield Fault("CV857")
    names: set[str] = set()
    for file in letter.attachments:
        if not file.name.strip() or not file.media_type.strip():
            yield _empty_of(_NAMES["attachments"])
        elif not file.content:
            yield _empty_of(file.name)
        if file.name in names:
            yield Fault("CV858", {"name": file.name})
        names.add(file.name)
    size = sum(encoded_size(file) for file in letter.attachments)
    if size > limit:
        yield Fault("CV859", {"size": f"{size / 1048576:.1f}".replace(".", ","), "largest": str(limit // 1048576)})


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
    numbers = {
        "Priority": (letter.priority, 0, 4), "SteeringType": (letter.steering, 1, 3),
        "PromulgationAmount": (letter.copies or 0, 0, None), "PageAmount": (letter.pages or 0, 0, None),
        "CodeNumber": (letter.code.number, 1, None),
        "Type": (letter.kind.type, 0, None), "TypeDetail": (letter.kind.detail, 0, None),
    }  # fmt: skip
    for name, (value, lo, hi) in numbers.items():
        if value < lo or (hi is not None and value > hi):
            allowed = f"{lo}–{hi}" if hi is not None else f"từ {lo}"
            yield Fault("CV863", {"name": name, "value": str(value), "allowed": allowed})


def _lengths(letter: EdxmlLetter) -> Iterator[Fault]:
    """Longer than the receivers' registers hold: it goes out, and may be cut there."""
    texts = [
        ("number", "số (CodeNumber)", f"{letter.code.number:02d}"),
        ("notation", "ký hiệu (CodeNotation)", letter.code.symbol),
        ("subject", _NAMES["subject"], letter.subject),
        ("position", "chức vụ (Position)", letter.signer.position),
        ("signer", "họ tên người ký (FullName)", letter.signer.name),
        ("kind", _NAMES["kind"], letter.kind.name),
        *(("organ_name", "tên cơ quan (OrganName)", p.name) for p in (letter.sender, *letter.to)),
    ]
    for limit, what, text in texts:
        longest = edxml().lengths[limit]
        if len(text) > longest:
            values = {"what": what, "length": str(len(text)), "longest": str(longest)}
            yield Fault("CV861", values, Severity.WARNING)


def _characters(message: EdxmlLetter | EdxmlStatus) -> Iterator[Fault]:
    """A character that XML cannot carry: dropping it would change the letter."""
    for part in fields(message):
        for text in _texts(getattr(message, part.name)):
            if (char := illegal(text)) is not None:
                what = _NAMES.get(part.name, part.name)
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
