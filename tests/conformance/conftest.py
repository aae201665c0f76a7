"""The corpus on disk, once a session: every letter as DOCX, as LibreOffice prints it, and what `inspect` says of both."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conformance.letters import BASES
from tests.conformance.raw_docx import write
from tests.conformance.variants import CONFORMING, TABLE

BATCH = 150
"""A start costs as much as twenty letters, and LibreOffice ends without a word after some 250 files in one call."""


class Said(NamedTuple):
    """One finding, as plain values that cross processes."""

    rule: str
    severity: str
    page: int | None
    message: str


@dataclass(frozen=True)
class Judged:
    """What the reader said of one file; ``broken`` is what it raised instead."""

    findings: tuple[Said, ...] = ()
    kind: str = ""
    unjudged: tuple[str, ...] = ()
    broken: str = ""

    def rules(self, severity: str | None = None) -> set[str]:
        return {f.rule for f in self.findings if severity in (None, f.severity)}

    def __str__(self) -> str:
        lines = [f"  {f.severity} {f.rule} (page {f.page}): {f.message}" for f in self.findings]
        return "\n".join([f"kind {self.kind}, unjudged {self.unjudged} {self.broken}", *lines])


def judge(file: Path) -> Judged:
    """One file through `inspect`; an exception is kept for the test of that file, not for all of them."""
    from congvan.conformance import inspect_file

    try:
        report = inspect_file(file)
    except Exception as error:
        return Judged(broken=f"{type(error).__name__}: {error}")
    said = tuple(Said(f.rule, str(f.severity), f.page, f.message) for f in report.findings)
    return Judged(said, report.kind or "", tuple(report.unjudged))


@dataclass(frozen=True)
class Corpus:
    folder: Path
    judged: dict[str, Judged]

    def said(self, stem: str, ending: str) -> Judged:
        found = self.judged[f"{stem}.{ending}"]
        assert not found.broken, f"{stem}.{ending}: {found.broken}"
        return found

    def docx(self, stem: str) -> Path:
        return self.folder / f"{stem}.docx"


def files() -> Iterator[tuple[str, bytes]]:
    """Every letter of the corpus: its file's stem and its bytes."""
    for base, layout in CONFORMING:
        yield f"{base}-{layout}", write(replace(BASES[base](), layout=layout))
    for variant, layout in TABLE:
        yield variant.name, write(variant.letter(layout))


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    from agreement import print_docx

    folder = tmp_path_factory.mktemp("corpus")
    made = []
    for stem, content in files():
        made.append(folder / f"{stem}.docx")
        made[-1].write_bytes(content)
    for start in range(0, len(made), BATCH):
        print_docx(made[start : start + BATCH], folder)
    every = [f.with_suffix(ending) for f in made for ending in (".docx", ".pdf")]
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        judged = dict(zip((f.name for f in every), pool.map(judge, every, chunksize=16), strict=True))
    return Corpus(folder, judged)
