"""A file or a folder of saved mail → its messages one by one, and by name what is none or can't be read.

Maildir, folders of .eml, mbox (Thunderbird's folders are such files), a mail saved by Outlook (.msg) or as text.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from congvan.machine import files

LARGEST = 30_000_000
"""A returned message may carry the whole letter; beyond this many bytes it is not read."""
FILES = 200_000
"""So many files of a folder are looked at."""
Why = Literal["no-mail", "too-large", "no-file", "outlook", "broken", "empty", "archive"]
CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""So a file of Outlook begins (MS-CFB)."""
_FIELD = re.compile(rb"[!-9;-~]{1,76}[ \t]*:")
_KNOWN = re.compile(
    rb"^(?:from|to|date|subject|received|return-path|message-id|mime-version|content-type|delivered-to|sender)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_QMAIL = re.compile(rb"\A\s*Hi\. This is the qmail-send program", re.IGNORECASE)
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class Saved:
    """One message as bytes of RFC 5322, or (``outlook``) a file of Outlook; ``source`` names it for the clerk."""

    source: str
    data: bytes
    outlook: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be read, by name, and why."""

    source: str
    why: Why


def messages(place: Path) -> Iterator[Saved | Unread]:
    """Everything at a place, in the order of names. Errors: OSError where the place itself can't be opened."""
    if os.path.isdir(place):
        os.scandir(place).close()
        for path in _files(place):
            yield from _of_file(path, path.relative_to(place).as_posix())
    else:
        files.known(place)
        yield from _of_file(place, place.name)


def plain_files(folder: Path, endings: tuple[str, ...]) -> Iterator[tuple[str, bytes] | Unread]:
    """The files below a folder whose names end so, each whole under its name. Errors: OSError where the folder itself
    can't be opened.
    """
    files.known(folder)
    os.scandir(folder).close()
    for path in _files(folder):
        shown = path.relative_to(folder).as_posix()
        if not shown.lower().endswith(endings):
            continue
        try:
            yield shown, files.read(path, LARGEST)
        except files.NotPlain:
            yield Unread(shown, "no-file")
        except OSError as error:
            yield Unread(shown, "too-large" if error.errno == errno.EFBIG else "broken")


def _files(folder: Path) -> Iterator[Path]:
    """The files below a folder; of a Maildir its mail only, not what its program keeps beside it."""
    count = 0
    for top, folders, names in os.walk(folder):
        folders.sort()
        if {"cur", "new"} <= set(folders):  # a Maildir: "tmp" is what did not arrive whole
            folders[:] = [f for f in folders if f != "tmp"]
            names = []
        for name in sorted(names):
            count += 1
            if count <= FILES and not name.startswith("."):
                yield Path(top, name)


def _of_file(path: Path, shown: str) -> Iterator[Saved | Unread]:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            yield Unread(shown, "no-file")
        elif found.st_size == 0:
            yield Unread(shown, "empty")
        else:
            yield from _of_regular(path, shown, found.st_size)
    except OSError:
        yield Unread(shown, "broken")


def _of_regular(path: Path, shown: str, size: int) -> Iterator[Saved | Unread]:
    with files.opened(path) as file:
        head = file.read(65_536)
    if head.startswith(b"From ") and _FIELD.match(head.partition(b"\n")[2].lstrip(b">")):
        yield from _of_mbox(path, shown)
    elif head.startswith((b"!BDN", b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf")):
        yield Unread(shown, "archive")
    elif size > LARGEST:
        yield Unread(shown, "too-large")
    elif head.startswith(CFB):
        yield Saved(shown, files.read(path, LARGEST), outlook=True)
    else:
        data = plain(files.read(path, LARGEST))
        yield Saved(shown, data) if is_mail(data) else Unread(shown, "no-mail")


def plain(data: bytes) -> bytes:
    """Bytes of a mail as mail has them: without a byte order mark, blank lines before it, or two bytes a letter."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            data = data.decode(encoding, "replace").encode() if encoding == "utf-16" else data[len(mark) :]
            break
    return data.lstrip(b"\r\n\t ")


def is_mail(data: bytes) -> bool:
    """Whether it begins with the head of a message, or with qmail's words."""
    head = data[:65_536].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    if b"\0" in data[:4096]:
        return False
    return bool(_FIELD.match(head) and _KNOWN.search(head)) or bool(_QMAIL.match(data))


def _of_mbox(path: Path, shown: str) -> Iterator[Saved | Unread]:
    """The messages of an mbox, read line by line: a folder of years fits in no memory.

    A message begins at "From " after a blank line and before a field: text may begin a line with "From " too.
    """
    number, parts, size = 0, [b""][:0], 0
    with files.opened(path) as file:
        blank, waiting = True, b""
        while line := waiting or file.readline(1 << 20):
            waiting = b""
            if blank and line.startswith(b"From "):
                waiting = file.readline(1 << 20)
                if _FIELD.match(waiting.lstrip(b">")) or not waiting:
                    if number:
                        yield _one_of(parts, size, f"{shown}#{number}")
                    number, parts, size = number + 1, [], 0
                    blank = False
                    continue
            blank = not line.strip()
            size += len(line)
            if size <= LARGEST:
                parts.append(line[1:] if line.startswith(b">") and line.lstrip(b">").startswith(b"From ") else line)
    if number:
        yield _one_of(parts, size, f"{shown}#{number}")


def _one_of(parts: list[bytes], size: int, shown: str) -> Saved | Unread:
    if size > LARGEST:
        return Unread(shown, "too-large")
    data = plain(b"".join(parts))
    return Saved(shown, data) if is_mail(data) else Unread(shown, "no-mail")
