"""Runs: where a line may break. Engines differ at ``/ - @ .``; here a line breaks at spaces only, in both outputs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from congvan.model.document import Run

_GLUE = {
    "ngày": re.compile(r"\d{1,2}\b"),
    "tháng": re.compile(r"\d{1,2}\b"),
    "năm": re.compile(r"\d{4}\b"),
    "điều": re.compile(r"\d+\b"),
    "khoản": re.compile(r"\d+\b"),
    "điểm": re.compile(r"[a-zđ]\b"),
    "số": re.compile(r"\d"),
}
_PLAIN = re.compile(r"\w*[.,;:]?\Z")


def merge(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Neighbours of one look become one run; a hard break (``"\\n"``) stays alone."""
    out: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        last = out[-1] if out else None
        if last and run.text != "\n" and last.text != "\n" and _look(last) == _look(run):
            out[-1] = replace(last, text=last.text + run.text)
        else:
            out.append(run)
    return tuple(out)


def _look(run: Run) -> tuple[bool, bool, bool]:
    return run.bold, run.italic, run.nowrap


def glue(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Split runs so that no token with a sign in it (``720/STTTT-TTr``, ``(lần``) can break; the text is unchanged."""
    out: list[Run] = []
    for run in merge(runs):
        if run.text == "\n":
            out.append(run)
        else:
            out.extend(_pieces(run))
    return merge(out)


def _pieces(run: Run) -> list[Run]:
    words = re.findall(r" +|[^ ]+", run.text)
    pieces: list[tuple[str, bool]] = []
    index = 0
    while index < len(words):
        word = words[index]
        if index + 2 < len(words) and _belong(word, words[index + 2]):
            pieces.append(("".join(words[index : index + 3]), True))
            index += 3
            continue
        pieces.append((word, word[0] != " " and _PLAIN.match(word) is None))
        index += 1
    # A run for every word, only to be merged again, cost most of composing.
    return [
        replace(run, text="".join(text for text, _ in same), nowrap=nowrap)
        for nowrap, same in groupby(pieces, key=lambda piece: piece[1])
    ]


_CLOSING = ".,:;!?/)]}%…”»"
"""Unicode (LB13) lets no line begin with these, even after a space; LibreOffice does: so the space is glued."""


def _belong(word: str, following: str) -> bool:
    if following[0] in _CLOSING:
        return True
    pattern = _GLUE.get(word.casefold().lstrip('("“'))
    return pattern is not None and pattern.match(following) is not None
