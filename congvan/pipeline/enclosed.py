"""The files beside a circular that its text names → tables and pictures. Every fault of them is named where they are.

A path begins in the circular's own folder; what isn't there is looked for from the workspace's root. Whatever leads
out of the workspace, by ``..``, a link or a path from the root of the machine, is refused before it is opened.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from congvan.compose.enclosed import table_of
from congvan.machine import files
from congvan.machine.said import because, named, said
from congvan.model.document import Picture, Table
from congvan.model.source import Spanned, TableSource
from congvan.problems import Problems, term
from congvan.sheets import plain, reading
from congvan.sheets.grid import Grid, Refused
from congvan.text.letters import nfc
from congvan.text.nearest import nearest
from congvan.workspace import Workspace

if TYPE_CHECKING:
    from congvan.render.pictures import Pixels

T = TypeVar("T")
_DRIVE = re.compile(r"[A-Za-z]:")
_KEPT = 64
CODES = {"sheet": "CV247", "range": "CV248", "formula": "CV249", "rows": "CV250", "columns": "CV250", "cells": "CV250"}
"""Reasons that have a sentence of their own; the others fill the one of CV246."""


class _Kept:
    """What was read of the bytes of a file, for the next who asks: a letter is composed several times in one deed."""

    def __init__(self) -> None:
        self._found: OrderedDict[object, object] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: object, make: Callable[[], T]) -> T:
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                known: T = self._found[key]  # type: ignore[assignment]
                return known
        made = make()
        with self._lock:
            self._found[key] = made
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)
        return made


_kept = _Kept()


class Beside:
    """The files beside one circular."""

    def __init__(self, workspace: Workspace, id: str) -> None:
        self.root = workspace.root
        self.folder = (workspace.circulars / id).parent
        self._used: dict[str, str] = {}

    def used(self) -> tuple[tuple[str, str], ...]:
        """What was read: paths below the workspace with their SHA-256."""
        return tuple(sorted(self._used.items()))

    def table(self, wanted: TableSource, at: str, problems: Problems) -> Table | None:
        """Errors: CV244 to CV250, CV255 more rows of head than there are. Warning: CV251 a cell shows an error."""
        found = self._bytes(wanted.file, reading.LARGEST, at, problems)
        if found is None:
            return None
        data, sha = found
        sheet, part = (item.value if item else "" for item in (wanted.sheet, wanted.range))
        try:
            grid = _kept.get((sha, sheet, part), lambda: reading.grid(data, sheet, part))
        except Refused as refused:
            self._refused(refused, wanted, at, problems)
            return None
        heads = wanted.head.value if wanted.head else 1
        if heads >= len(grid.rows):
            place = wanted.head.span if wanted.head else wanted.file.span
            problems.error("CV255", place, at=at, file=wanted.file.value, head=heads, rows=len(grid.rows))
            return None
        _warn(grid, wanted, at, problems)
        return table_of(grid, heads, wanted.file.span)

    def listed(
        self, file: Spanned[str], sheet: Spanned[str] | None, at: str, problems: Problems
    ) -> tuple[reading.Listed, Path] | None:
        """A list of people, and where its file lies. Errors: as those of a table."""
        path = self._path(file, f"{at}.file", problems)
        found = self._bytes(file, reading.LARGEST, f"{at}.file", problems) if path is not None else None
        if path is None or found is None:
            return None
        data, sha = found
        wanted = sheet.value if sheet else ""
        try:
            return _kept.get((sha, wanted, "listed"), lambda: reading.listed(data, wanted)), path
        except Refused as refused:
            self._refused(refused, TableSource(file, file.span, sheet), at, problems)
            return None

    def _refused(self, refused: Refused, wanted: TableSource, at: str, problems: Problems) -> None:
        why, values = refused.why, dict(refused.values)
        places = {"sheet": wanted.sheet, "range": wanted.range}
        place = (places.get(why) or wanted.file).span
        if why == "sheet":
            known = values["known"]
            assert isinstance(known, tuple)
            values["near"] = nearest(str(values["sheet"]), known)
        code = CODES.get(why, "CV246")
        told: dict[str, object] = {"why": term(f"sheet.{why}", **values)} if code in ("CV246", "CV250") else {**values}
        problems.error(code, place, at=at, file=wanted.file.value, **told)

    def picture(self, name: Spanned[str], at: str, problems: Problems) -> Picture | None:
        """Errors: CV244, CV245, CV262 none that can be printed, CV263 too large. Warning: CV264 another ending."""
        from congvan.render import pictures

        found = self._bytes(name, pictures.LARGEST, at, problems)
        if found is None:
            return None
        data, sha = found
        try:
            made: Pixels = _kept.get((sha, "picture"), lambda: pictures.read(data))
        except pictures.Refused as refused:
            code = "CV263" if refused.large else "CV262"
            problems.error(code, name.span, at=at, file=name.value, why=term(f"picture.{refused.why}"))
            return None
        ending = PurePosixPath(name.value).suffix.lower()
        if ending not in made.endings:
            problems.warning("CV264", name.span, at=at, file=name.value, right=made.endings[0])
        return Picture(made.data, sha, made.width, made.height, "")

    def _bytes(self, name: Spanned[str], most: int, at: str, problems: Problems) -> tuple[bytes, str] | None:
        """The bytes of a file in the workspace, and their SHA-256. Errors: CV244 not there, CV245 outside."""
        path = self._path(name, at, problems)
        if path is None:
            return None
        try:
            data = files.read(path, most)
        except (OSError, ValueError) as error:
            reason = said(error) if isinstance(error, OSError) else named("NOT_PLAIN")
            problems.error("CV244", name.span, at=at, file=name.value, reason=reason)
            return None
        sha = hashlib.sha256(data).hexdigest()
        self._used[path.relative_to(self.root).as_posix()] = sha
        return data, sha

    def _path(self, name: Spanned[str], at: str, problems: Problems) -> Path | None:
        typed = nfc(name.value).replace("\\", "/")
        if typed.startswith(("/", "~")) or _DRIVE.match(typed) or "\x00" in typed:
            problems.error("CV245", name.span, at=at, file=name.value)
            return None
        for base in dict.fromkeys((self.folder, self.root)):
            path = _there(base, typed)
            if path is None:
                continue
            plain = Path(os.path.normpath(path))
            if not (plain.is_relative_to(self.root) and files.inside(plain, self.root)):
                problems.error("CV245", name.span, at=at, file=name.value)
                return None
            return plain
        if not _below(self.folder, typed, self.root) and not _below(self.root, typed, self.root):
            problems.error("CV245", name.span, at=at, file=name.value)
        else:
            problems.error("CV244", name.span, at=at, file=name.value, reason=because(errno.ENOENT))
        return None


def _there(base: Path, typed: str) -> Path | None:
    """A file that is there, its name spelt with marks in one way or the other."""
    for form in ("NFC", "NFD"):
        path = base / unicodedata.normalize(form, typed)
        try:
            if os.path.lexists(path):
                return path
        except (OSError, ValueError):
            return None
    return None


def _below(base: Path, typed: str, root: Path) -> bool:
    """Whether a path would lie in the workspace, if it were there."""
    return Path(os.path.normpath(base / typed)).is_relative_to(root)


def _warn(grid: Grid, wanted: TableSource, at: str, problems: Problems) -> None:
    """Cells that show an error, or that Excel fills with #."""
    wrong = [cell for row in grid.rows for cell in row if plain.ERRORS.fullmatch(cell.text) or set(cell.text) == {"#"}]
    if wrong:
        problems.warning("CV251", wanted.file.span, at=at, file=wanted.file.value, cell=wrong[0].name,
                         value=wrong[0].text, count=len(wrong))  # fmt: skip
