"""A ``.doc`` of Word 97 to 2003 → a DOCX beside it, by LibreOffice where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from congvan.conformance.refusal import Unreadable
from congvan.machine.said import said

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECONDS = 120
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_KINDS = (b"PK", _OLE)


def is_one(path: Path) -> bool:
    """Whether a file is an old one by its first bytes, whatever it is called. Errors: Unreadable CV700, CV702, CV440,
    CV704 a password.
    """
    try:
        with path.open("rb") as handle:
            head = handle.read(8)
            if head != _OLE:
                if not head:
                    raise Unreadable("CV702")
                if not head.startswith(_KINDS):
                    raise Unreadable("CV440")
                return False
            data = head + handle.read(64 << 20)
    except OSError as error:
        raise Unreadable("CV700", reason=said(error)) from error
    if _LOCKED in data:
        raise Unreadable("CV704")
    if "WordDocument".encode("utf-16-le") not in data:
        raise Unreadable("CV440")
    if _MACROS in data:
        raise Unreadable("CV706")
    return True


def converted(path: Path, folder: Path) -> Path:
    """The same text as DOCX in ``folder``. A profile of its own: whoever has LibreOffice open is not disturbed, and no
    macro setting of his is used. Errors: Unreadable CV441, CV443.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise Unreadable("CV441")
    copy = folder / "van-ban.doc"
    shutil.copyfile(path, copy)
    order = [office, f"-env:UserInstallation={(folder / 'ho-so').as_uri()}", "--headless", "--norestore",
             "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder), str(copy)]  # fmt: skip
    try:
        subprocess.run(order, timeout=_SECONDS, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError) as error:
        raise Unreadable("CV443") from error
    made = folder / "van-ban.docx"
    if not made.is_file():
        raise Unreadable("CV443")
    return made
