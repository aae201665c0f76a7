"""The last door before a terminal: whatever is written, no character passes that could clear it, turn it or name it.

Values are cleaned where a line is put together (``report.echo``, ``words.say``, ``messages``); what comes by another
way, a trace or a library's own words, is cleaned here.
"""

from __future__ import annotations

import io
import re
import sys

from congvan.text import characters

_ODD = re.compile("\x1b\\[\\?25[lh]|[^\t\n\r -~\u00a0-\u00ac\u00ae-\u02ff\u1ea0-\u1ef9]")
"""What is looked at. A progress bar hides the cursor and shows it again: that much may pass."""


class Door(io.TextIOWrapper):
    """A stream of text in UTF-8 whatever the locale: a clerk's words must not die of LANG=C."""

    def write(self, text: str) -> int:
        """As any stream; what would move a cursor, end a line unasked or hide is U+FFFD. ``\\r`` is a bar's."""
        super().write(_ODD.sub(_mark, text))
        return len(text)


def _mark(found: re.Match[str]) -> str:
    if len(found.group()) > 1:
        return found.group()
    kind = characters.kind_of(found.group())
    return found.group() if kind is None or kind.fate != "refused" else "\ufffd"


def install() -> None:
    """Put the door before standard output and standard error."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper) and not isinstance(stream, Door):
            by_line = stream.line_buffering
            setattr(
                sys, name, Door(stream.detach(), encoding="utf-8", errors="backslashreplace", line_buffering=by_line)
            )
