"""How a reference prints (NĐ 30/2020, PL I.I.II.6c): in full once, by kind and number after that."""

from __future__ import annotations

from congvan.model.circular import Reference
from congvan.text.dates import long_date, short_date

_LETTER = "Công văn"


def _about(reference: Reference) -> str:
    """The subject with its lead-in: a công văn's is led by "về việc" unless it begins with "về"."""
    subject = reference.subject or ""
    words = subject.split(maxsplit=1)
    if reference.type_name != _LETTER or not words:
        return subject
    if words[0].casefold() == "v/v":
        return f"về việc {words[1]}" if len(words) > 1 else ""
    if words[0].casefold() == "về":
        return f"về {words[1]}" if len(words) > 1 else "về"
    return f"về việc {subject}"


def _join(*pieces: str) -> str:
    return " ".join(piece for piece in pieces if piece)


def short(reference: Reference) -> str:
    """``Công điện số 33/CĐ-TTg``; a law by its name alone."""
    if reference.name:
        return reference.name
    return _join(reference.type_name, f"số {reference.number}" if reference.number else "")


def with_date(reference: Reference) -> str:
    """``Công văn số 720/STTTT-TTr ngày 17/4/2024``."""
    return _join(short(reference), f"ngày {short_date(reference.date)}" if reference.date else "")


def with_subject(reference: Reference) -> str:
    """``Công văn số 720/STTTT-TTr về việc cảnh báo …``."""
    return reference.name or _join(short(reference), _about(reference))


def full(reference: Reference) -> str:
    """Kind, number, long date, issuer and subject; a law by its name alone."""
    if reference.name:
        return reference.name
    return _join(
        short(reference),
        f"ngày {long_date(reference.date)}" if reference.date else "",
        f"của {reference.issuer}" if reference.issuer else "",
        _about(reference),
    )


def forms(reference: Reference) -> dict[str, str | None]:
    """Every attribute that a text may ask of a reference; ``None`` where the reference doesn't say."""
    return {
        "date": short_date(reference.date) if reference.date else None,
        "long_date": f"ngày {long_date(reference.date)}" if reference.date else None,
        "number": reference.number,
        "short": short(reference),
        "full": full(reference),
        "with_subject": with_subject(reference),
        "with_date": with_date(reference),
        "issuer": reference.issuer,
        "subject": reference.subject,
        "type": reference.type_name,
    }


NAMES = tuple(forms(Reference("", "", None, None, None, None, None)))
"""The attributes of a reference."""


def law_in_ground(reference: Reference) -> str:
    """``Luật Giao dịch điện tử ngày 22 tháng 6 năm 2023``: no number, no issuer (PL I.I.II.6a)."""
    return _join(reference.name or "", f"ngày {long_date(reference.date)}" if reference.date else "")
