"""A mail saved by Outlook (.msg) → the same as a message, as far as it tells of a mail that came back (MS-OXMSG).

olefile opens the container; which property stands in which stream is Microsoft's published table.
"""

from __future__ import annotations

import email.message
import email.policy
import io
from dataclasses import dataclass

_CLASS, _SUBJECT, _BODY, _REPORT, _HEADERS = "001A", "0037", "1000", "1001", "007D"
_SENDER, _NAME = "0C1F", "0C1A"
_IDS = ("1042", "1039", "1046", "1035")
"""In-Reply-To, References, the original's Message-ID, its own."""
_RECIPIENT = ("39FE", "3003")
_WORDS = ("0C1B", "1001")
"""What the server said of one recipient: supplementary info, report text."""
MOST = 2_000_000
"""So many bytes of one property are read."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """``kind`` is the message class: ``REPORT.IPM.Note.NDR`` came back, ``….DR`` was delivered."""

    kind: str
    message: email.message.EmailMessage
    recipients: tuple[tuple[str, str], ...]  # address, what was said of it


def read(data: bytes) -> Outlook | None:
    """None where it is no mail of Outlook, or broken. Never raises."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            return _read(file)
    except Exception:
        return None  # a stranger's file may break any reader: it is a file that can't be read


def _read(file: object) -> Outlook | None:
    kind = _text(file, _CLASS)
    if not kind:
        return None
    message = email.message.EmailMessage(policy=email.policy.compat32)
    ids = " ".join(filter(None, (_text(file, tag) for tag in _IDS)))
    message["From"] = " ".join((_text(file, _SENDER) or _text(file, _NAME)).split())
    message["Subject"] = " ".join(_text(file, _SUBJECT).split())
    message["References"] = " ".join(ids.split())
    body = "\n".join(filter(None, (_text(file, _REPORT), _text(file, _BODY), _text(file, _HEADERS))))
    message.set_payload(body, "utf-8")
    found = []
    for entry in _folders(file, "__recip_version1.0_"):
        address = next(filter(None, (_text(file, tag, entry) for tag in _RECIPIENT)), "")
        said = " ".join(filter(None, (_text(file, tag, entry) for tag in _WORDS)))
        if address:
            found.append((address.strip(), " ".join(said.split())))
    return Outlook(kind, message, tuple(found[:200]))


def _folders(file: object, prefix: str) -> list[str]:
    listed: list[list[str]] = file.listdir(streams=False, storages=True)  # type: ignore[attr-defined]
    return sorted(path[0] for path in listed if len(path) == 1 and path[0].startswith(prefix))


def _text(file: object, tag: str, folder: str = "") -> str:
    """A property of text: as UTF-16, else in eight bits."""
    for ending, encoding in (("001F", "utf-16-le"), ("001E", "utf-8"), ("0102", "utf-8")):
        name = "/".join(filter(None, (folder, f"__substg1.0_{tag}{ending}")))
        if file.exists(name):  # type: ignore[attr-defined]
            raw: bytes = file.openstream(name).read(MOST)  # type: ignore[attr-defined]
            return raw.decode(encoding, "replace").rstrip("\0")
    return ""
