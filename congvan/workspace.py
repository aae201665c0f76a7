"""The folder a clerk works in: where its files are, which circulars a target names, how paths are shown."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from congvan.problems import Problems, Span
from congvan.text.nearest import nearest

SUFFIX = ".yaml"
_PACKAGE = Path(__file__).resolve().parent
_FORBIDDEN = set('<>:"|?*\\')


def nfc(text: str) -> str:
    """One spelling for what looks the same: macOS writes names decomposed."""
    return unicodedata.normalize("NFC", text)


@dataclass(frozen=True, slots=True)
class Target:
    """One circular: ``id`` is NFC, below ``circulars/``, without ``.yaml``; ``shown`` is its path as printed."""

    id: str
    path: Path
    shown: str


@dataclass(frozen=True)
class Workspace:
    """``typed`` is the folder as the clerk gave it: paths are shown below it, so that editors can open them."""

    typed: Path

    @cached_property
    def root(self) -> Path:
        """The folder with links resolved."""
        return self.typed.resolve()

    @property
    def circulars(self) -> Path:
        """Where circulars live."""
        return self.root / "circulars"

    def shown(self, path: Path) -> str:
        """``path`` as printed: below the folder as typed; a path from elsewhere as it is."""
        try:
            below = path.relative_to(self.root)
        except ValueError:
            return path.as_posix()
        return (self.typed / below).as_posix()

    def output(self, given: Path | None) -> Path:
        """Where the finished files go; ``output/`` of the workspace unless ``--output`` says otherwise."""
        return given if given is not None else self.root / "output"

    def kinds(self) -> dict[str, Path]:
        """Every kind of document by slug; a folder in the workspace's own ``templates/`` wins over a shipped one."""
        found: dict[str, Path] = {}
        for base in reversed(self.templates()):
            for folder in sorted(base.iterdir()):
                if (folder / "type.yaml").is_file():
                    found[nfc(folder.name)] = folder
        return found

    def kind(self, slug: str) -> Path | None:
        """The folder of one kind, without looking at the others."""
        if not slug or "/" in slug or "\\" in slug or slug.startswith("."):
            return None
        return next((b / slug for b in self.templates() if (b / slug / "type.yaml").is_file()), None)

    def templates(self) -> tuple[Path, ...]:
        """Where kinds stand, the workspace's own first."""
        found = dict.fromkeys(base.resolve() for base in (self.root / "templates", *reversed(shipped_templates())))
        return tuple(base for base in found if base.is_dir())

    def all(self, problems: Problems) -> list[Target]:
        """All circulars in the order of their ids. Errors: CV404 a link out, CV405 two spellings of one id."""
        found: dict[str, Target] = {}
        for path in self.files():
            target = Target(self._id(path), path, self.shown(path))
            if not path.resolve().is_relative_to(self.circulars.resolve()):
                problems.error("CV404", Span(target.shown, 1, 1), id=target.id)
            elif target.id in found:
                problems.error("CV405", Span(target.shown, 1, 1), id=target.id)
            else:
                found[target.id] = target
        return [found[key] for key in sorted(found)]

    def select(self, names: Iterable[str], problems: Problems) -> list[Target]:
        """The circulars that ids, files and folders name, each once; no names: all. Errors: CV402, CV403, CV404."""
        names = list(names)
        seen = Problems()
        known = {t.id: t for t in self.all(seen)}
        if not names:
            problems.extend(seen)
            return list(known.values())
        chosen: dict[str, Target] = {}
        for name in names:
            wanted = self._wanted(name)
            if wanted is None:
                problems.error("CV403", None, name=name)
                continue
            hits = [t for key, t in known.items() if key == wanted or not wanted or key.startswith(wanted + "/")]
            linked = [d for d in seen if d.values.get("id") == wanted]
            problems.extend(linked)
            if not hits and not linked:
                problems.error("CV402", None, name=name, near=nearest(wanted, known))
            chosen.update({t.id: t for t in hits})
        return list(chosen.values())

    def _wanted(self, name: str) -> str | None:
        """The id or folder of ids that ``name`` means (``""``: all of ``circulars/``), None if it lies outside."""
        for path in (Path(name), self.typed / name):
            with_links = Path(os.path.abspath(path))
            for base in (self.circulars, Path(os.path.abspath(self.typed)) / "circulars"):
                if os.path.lexists(with_links) and with_links.is_relative_to(base):
                    return self._id_of(with_links.relative_to(base))
        return clean_id(name)

    def files(self) -> Iterator[Path]:
        """Every circular's file, unexamined: hidden ones are none."""
        for folder, folders, files in os.walk(self.circulars):
            folders[:] = sorted(f for f in folders if not f.startswith("."))
            for name in sorted(files):
                if name.endswith(SUFFIX) and not name.startswith("."):
                    yield Path(folder, name)

    def _id(self, path: Path) -> str:
        return self._id_of(path.relative_to(self.circulars))

    @staticmethod
    def _id_of(below: Path) -> str:
        text = nfc(below.as_posix())
        return "" if text == "." else text.removesuffix(SUFFIX)


def clean_id(name: str) -> str | None:
    """``name`` as an id: NFC, ``.yaml`` and ``circulars/`` taken off; None where it could leave ``circulars/``."""
    text = nfc(name.strip()).removesuffix(SUFFIX).removeprefix("circulars/").rstrip("/")
    parts = text.split("/")
    for part in parts:
        odd = any(c in _FORBIDDEN or unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in part)
        if not part or part.startswith(".") or odd or len(part.encode()) > 200:
            return None
    return text


def shipped_templates() -> list[Path]:
    """Where kinds come with the program: inside the wheel, or at the root of the repository."""
    return [p for p in (_PACKAGE / "_templates", _PACKAGE.parent / "templates") if p.is_dir()]
