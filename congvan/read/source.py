"""A file of the workspace → its bytes or its text, bounded: no pipe, no device, nothing larger than a text."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

from congvan.machine import files
from congvan.machine.said import said
from congvan.problems import Problems, Span
from congvan.yaml.tree import MAX_BYTES, decoded
from congvan.yaml.typed import check_text


def bytes_of(path: Path, shown: str, problems: Problems) -> bytes | None:
    """Errors: CV006 larger than is allowed, CV009 it can't be read, and why."""
    try:
        return files.read(path, MAX_BYTES)
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.EFBIG:
            problems.error("CV006", Span(shown, 1, 1), most=MAX_BYTES // 1_000_000)
        else:
            problems.error("CV009", Span(shown, 1, 1), reason=said(error))
        return None


def template(path: Path, shown: str, bases: Sequence[Path], problems: Problems) -> str | None:
    """A template of a kind or of a mail: its text. Errors: CV067 a link out of ``bases``; those of a file of text."""
    if not contained(path, bases, shown, problems):
        return None
    data = bytes_of(path, shown, problems)
    text = None if data is None else decoded(data, shown, problems)
    return text if text is not None and check_text(text, shown, problems) else None


def contained(path: Path, bases: Sequence[Path], shown: str, problems: Problems) -> bool:
    """Whether a file lies in one of ``bases`` (the folders ``templates/``) once links are followed.

    Errors: CV009 it lies nowhere, CV067 elsewhere.
    """
    try:
        path.stat()
    except OSError as error:
        problems.error("CV009", Span(shown, 1, 1), reason=said(error))
        return False
    if not any(files.inside(path, base) for base in bases):
        problems.error("CV067", Span(shown, 1, 1))
        return False
    return True
