"""paste: what another program put on the clipboard → Markdown for a body."""

from __future__ import annotations

from dataclasses import dataclass

from congvan.desk.here import Here
from congvan.problems import Problems
from congvan.text import clipboard


@dataclass(frozen=True, slots=True)
class Pasted:
    """The words as a body has them."""

    markdown: str


def paste(here: Here, html: str, text: str, problems: Problems) -> Pasted:
    """Warnings: CV981 it was in an old encoding and was converted, CV982 pictures were left out."""
    del here
    found = clipboard.markdown_of(html, text)
    if found.encodings:
        problems.warning("CV981", None, encodings=found.encodings)
    if found.pictures:
        problems.warning("CV982", None, count=found.pictures)
    return Pasted(found.markdown)
