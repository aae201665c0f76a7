"""What is up to date: a fingerprint of all that a circular is made from, and the state of what was made.

The record lies beside the output (``.congvan-cache.json``) and may be deleted at any time. It is trusted only where
the finished files are still exactly as recorded: a file deleted or changed by hand is made again.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from congvan import __version__
from congvan.machine import atomic, files, locks
from congvan.machine.settings import NOTHING, Settings
from congvan.workspace import Target, Workspace, shipped_templates

FILE = ".congvan-cache.json"
LARGEST = 50_000_000
"""Bytes of a file that something is made from."""
_UNTIL = re.compile(r"""\buntil["']?\s*:\s*["']?(?:(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)/(\d\d?)/(\d{4}))""")
_PACKAGE = Path(__file__).resolve().parents[1]
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/etc/fonts")


@dataclass(frozen=True, slots=True)
class Made:
    """One finished file as it was written."""

    path: Path
    sha256: str
    size: int
    mtime_ns: int

    def untouched(self) -> bool:
        """Whether the file is still what was written; a changed time alone is settled by its bytes."""
        try:
            state = os.stat(self.path)
            if (state.st_size, state.st_mtime_ns) == (self.size, self.mtime_ns):
                return True
            return state.st_size == self.size and _sha(self.path.read_bytes()) == self.sha256
        except OSError:
            return False


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _content(path: Path) -> str:
    try:
        return _sha(files.read(path, LARGEST))
    except (OSError, ValueError):
        return "-"


def _tree(folder: Path, *, names_only: bool = False) -> list[object]:
    """The files of a folder: by size and time where they belong to the program, else by content."""
    found: list[object] = []
    for base, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f != "__pycache__" and not f.startswith("."))
        for name in sorted(names):
            path = Path(base, name)
            with suppress(OSError):
                state = path.stat()
                value = (state.st_size, state.st_mtime_ns) if names_only else _content(path)
                found.append((path.relative_to(folder).as_posix(), value))
    return found


def _fonts() -> list[object]:
    """A font that comes or goes changes its folder's time; asking fontconfig would cost more than all the rest."""
    found: list[object] = []
    for folder in _FONT_FOLDERS:
        for base, folders, _ in os.walk(os.path.expanduser(folder)):
            folders.sort()
            with suppress(OSError):
                found.append((base, os.stat(base).st_mtime_ns))
    return found


def shared_stamp(workspace: Workspace, today: date) -> str:
    """The digest of what all circulars depend on: program, issuer and recipients as of ``today``, kinds, fonts."""
    parts = [
        __version__,
        _tree(_PACKAGE, names_only=True),
        [_tree(folder, names_only=True) for folder in shipped_templates()],
        _tree(workspace.root / "templates"),
        [_content(workspace.root / name) for name in ("issuer.yaml", "recipients.yaml")],
        _names_gone(workspace, today),
        _fonts(),
    ]
    return _sha(json.dumps(parts).encode())


def _names_gone(workspace: Workspace, today: date) -> int:
    """How many former names ended before ``today``: an undated letter bears the names of the day."""
    texts = [_text(workspace.root / name) for name in ("issuer.yaml", "recipients.yaml")]
    days = [day for text in texts for day in map(_day, _UNTIL.finditer(text)) if day is not None]
    return sum(day < today for day in days)


def _text(path: Path) -> str:
    try:
        return files.read(path, LARGEST).decode("utf-8", "replace")
    except (OSError, ValueError):
        return ""


def _day(found: re.Match[str]) -> date | None:
    year, month, day = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    with suppress(ValueError):
        return date(int(year), int(month), int(day))
    return None


def fingerprint(target: Target, shared: str) -> str:
    """The digest of all that ``target`` is made from."""
    return _sha(f"{shared}\n{target.id}\n{_content(target.path)}".encode())


def copy_path(output: Path, id: str, name: str) -> Path:
    """Where the copy lies that is recorded as ``pdf/KEY``."""
    format, _, key = name.partition("/")
    return output / id / f"{key}.{format}"


ENCLOSED = "enclosed"
"""Where the record of a circular has its tables and pictures: no format is called so."""


def _unchanged(enclosed: object, root: Path) -> bool:
    """Whether every file that was read for a circular still has the bytes it had."""
    if not isinstance(enclosed, dict):
        return False
    return all(isinstance(name, str) and _content(root / name) == sha for name, sha in enclosed.items())


class Cache:
    """The record of one output folder: by id, the fingerprint and the finished files by format."""

    def __init__(self, output: Path, settings: Settings = NOTHING) -> None:
        self.output = output
        self._settings = settings
        self._entries = self._load()
        self._new: dict[str, dict[str, object]] = {}

    def _load(self) -> dict[str, dict[str, object]]:
        """The record, or an empty one where it is missing or damaged: it only saves work."""
        try:
            entries = json.loads((self.output / FILE).read_bytes())
            return {k: v for k, v in entries.items() if isinstance(v, dict)}
        except (OSError, ValueError, AttributeError):
            return {}

    def current(self, id: str, mark: str, paths: Mapping[str, Path], root: Path) -> bool:
        """Whether every file of ``paths`` (by format) was made from ``mark`` and is untouched, and every table and
        picture in it is still what it was; ``root``: of the workspace.
        """
        entry = self._entries.get(id, {})
        if not _unchanged(entry.get(ENCLOSED, {}), root):
            return False
        for name, path in paths.items():
            record = entry.get(name)
            if not isinstance(record, list) or len(record) != 4 or record[0] != mark:
                return False
            if not Made(path, *record[1:]).untouched():
                return False
        return True

    def copies(self, id: str, formats: Iterable[str]) -> tuple[Path, ...] | None:
        """The copies for each recipient that were made with a circular, where they lie; None where one lacks one of
        ``formats`` or was touched.
        """
        entry = self._entries.get(id, {})
        keys = dict.fromkeys(name.partition("/")[2] for name in entry if "/" in name)
        found: list[Path] = []
        for name in (f"{format}/{key}" for key in keys for format in formats):
            record, path = entry.get(name), copy_path(self.output, id, name)
            if not isinstance(record, list) or len(record) != 4 or not Made(path, *record[1:]).untouched():
                return None
            found.append(path)
        return tuple(found)

    def note(self, id: str, mark: str, made: Mapping[str, Made], enclosed: Mapping[str, str]) -> None:
        """Remember what was made, and from which tables and pictures (paths in the workspace, SHA-256);
        :meth:`save` writes it.
        """
        old = self._new.setdefault(id, dict(self._entries.get(id, {})))
        if old.pop(ENCLOSED, {}) != enclosed:  # what was made in another format shows what these said before
            old.clear()
        for name in [name for name, record in old.items() if "/" in name and record[:1] != [mark]]:  # type: ignore[index]
            del old[name]  # a recipient of before
        old.update({name: [mark, m.sha256, m.size, m.mtime_ns] for name, m in made.items()})
        if enclosed:
            old[ENCLOSED] = dict(enclosed)

    def save(self, known: Iterable[str] | None = None) -> None:
        """Merge into the record on disk, under a lock: two builds at once both stay recorded."""
        if not self._new:
            return
        try:
            self.output.mkdir(parents=True, exist_ok=True)
            with (self.output / (FILE + ".lock")).open("a") as lock:
                locks.lock(lock.fileno(), self._settings.patience, FILE)
                entries = self._load() | self._new
                if known is not None:
                    wanted = set(known)
                    entries = {k: v for k, v in entries.items() if k in wanted}
                data = json.dumps(entries, ensure_ascii=False, indent=0).encode()
                atomic.write_all({self.output / FILE: data}, self._settings.rights())
        except OSError as error:
            raise atomic.fault(error, self.output.as_posix()) from error
        self._entries, self._new = entries, {}
