"""The folder a clerk works in: where its files are, which circulars a target names, how paths are shown."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from congvan.machine import files
from congvan.machine.said import because, named, said
from congvan.machine.settings import NOTHING, Settings
from congvan.problems import MachineFault, Problems, Severity, Span, Value
from congvan.text.characters import code_of, first
from congvan.text.letters import nfc
from congvan.text.nearest import nearest

__all__ = ["Target", "Workspace", "clean_id", "near_name", "nfc", "shipped_templates"]

SUFFIX = ".yaml"
OFFICE = ("issuer.yaml", "recipients.yaml")
"""What makes a folder a workspace."""
_ALMOST = re.compile(r"(.+)\.ya?ml(?:\.txt)?\Z", re.IGNORECASE)
"""What was meant to end in ``.yaml``: Notepad adds ``.txt``, other programs write ``.yml``."""
_BACKUP = re.compile(
    r"(?P<kept>.+)\.ya?ml(?:~|\.(?:bak|orig|old|save|backup|tmp|sw[op])|\.txt~)\Z"  # beside it, under its name
    r"|\.(?P<swap>.+)\.ya?ml\.sw[a-p]\Z|\.?\#(?P<lock>.+)\.ya?ml\#?\Z",  # Vim's, Emacs's
    re.IGNORECASE,
)
_OPEN = "~$"
"""So begins the file by which Word, Excel and LibreOffice remember that another is open."""
_PACKAGE = Path(__file__).resolve().parent
_FORBIDDEN = set('<>:"|?*\\')


@dataclass(frozen=True, slots=True)
class Target:
    """One circular: ``id`` is NFC, below ``circulars/``, without ``.yaml``; ``shown`` is its path as printed. ``copy``:
    whose copy of it is meant, by the recipient's key.
    """

    id: str
    path: Path
    shown: str
    copy: str = ""

    @property
    def name(self) -> str:
        """What its files are called, below the output folder and without an ending."""
        return f"{self.id}/{self.copy}" if self.copy else self.id


@dataclass(frozen=True)
class Workspace:
    """``typed`` is the folder as the clerk gave it: paths are shown below it, so that editors can open them. Where it
    is, is decided now: a process that changes its folder later does not move it.
    """

    typed: Path
    settings: Settings = field(default=NOTHING, compare=False)

    def __post_init__(self) -> None:
        """Errors: CV072 a folder was named from where the process stands, and that is there no more."""
        try:
            _ = self.root, self._above
        except FileNotFoundError as error:
            raise MachineFault("CV072", folder=self.typed.as_posix()) from error

    @cached_property
    def root(self) -> Path:
        """The folder with links resolved."""
        return Path(os.path.realpath(self.typed))

    @cached_property
    def _above(self) -> Path:
        """The folder with its links as they are, from the root of the file system."""
        return Path(os.path.abspath(self.typed))

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

    def furnished(self, problems: Problems) -> bool:
        """Whether this is a workspace: a folder with both files of an office. Errors: CV401 one of them is missing,
        CV417 it has another ending, CV406 there is neither; warning CV419 there are two of one.
        """
        lacking = [name for name in OFFICE if not os.path.lexists(self.root / name)]
        near = {name: near_name(self.root / name) for name in lacking}
        if len(lacking) == len(OFFICE) and not any(near.values()):
            problems.error("CV406", None, folder=str(self._above), above=self._office_above())
            return False
        for name in lacking:
            code = "CV417" if near[name] else "CV401"
            problems.error(code, None, file=name, folder=self.typed.as_posix(), near=near[name])
        for name in OFFICE if not lacking else ():
            if (other := near_name(self.root / name)) != "":
                problems.warning("CV419", Span(self.shown(self.root / other), 1, 1), file=name, other=other)
        return not lacking

    def _office_above(self) -> str:
        """The workspace in which this folder lies, which whoever stands in circulars/ meant; "" where there is none."""
        found = (folder for folder in self._above.parents if os.path.isfile(folder / OFFICE[0]))
        return str(next(found, ""))

    def output(self, given: Path | None) -> Path:
        """Where the finished files go; ``output/`` of the workspace unless ``--output`` says otherwise."""
        return given if given is not None else self.root / "output"

    def kinds(self) -> dict[str, Path]:
        """Every kind of document by slug; a folder in the workspace's own ``templates/`` wins over a shipped one."""
        found: dict[str, Path] = {}
        for base in reversed(self.templates()):
            with suppress(OSError):
                for folder in sorted(base.iterdir()):
                    if os.path.lexists(folder / "type.yaml"):
                        found[nfc(folder.name)] = folder
        return found

    def kind(self, slug: str) -> Path | None:
        """The folder of one kind, without looking at the others."""
        if not slug or "/" in slug or "\\" in slug or slug.startswith("."):
            return None
        return next((b / slug for b in self.templates() if os.path.lexists(b / slug / "type.yaml")), None)

    def templates(self) -> tuple[Path, ...]:
        """Where kinds stand, the workspace's own first."""
        found = dict.fromkeys(map(os.path.realpath, (self.root / "templates", *reversed(shipped_templates()))))
        return tuple(Path(base) for base in found if os.path.isdir(base))

    def all(self, problems: Problems, wanted: Collection[str] | None = None) -> list[Target]:
        """All circulars in the order of their ids; what stands among them and can't be read is named. ``wanted``: only
        what has to do with these ids and folders of ids; of a thousand files the others are not looked at.

        Errors: CV404 a link out, CV405 two spellings of one id, CV407 no file, CV415 a name with a hidden character,
        CV416 another ending; warning CV418 an editor's backup.
        """
        found: dict[str, Target] = {}
        base, shown = Path(os.path.realpath(self.circulars)), self.shown(self.circulars)
        within: dict[str, bool] = {}
        walked = list(self._walked(wanted))
        for path in _left_behind(walked):
            problems.warning("CV418", Span(self.shown(path), 1, 1), id=self._id(path), name=path.name)
        start = len(os.fspath(self.circulars)) + 1
        for folder, name, plain in _there(walked):
            target = _target(folder, name, start, shown)
            if folder not in within:  # of a thousand files the links of each folder are followed once
                within[folder] = files.inside(Path(folder), base)
            plain = plain and within[folder] and name.endswith(SUFFIX) and first(target.id) is None
            if plain or self._sound(target, base, problems):
                if target.id in found:
                    problems.error("CV405", Span(target.shown, 1, 1), id=target.id)
                else:
                    found[target.id] = target
        return [found[key] for key in sorted(found)]

    def _sound(self, target: Target, base: Path, problems: Problems) -> bool:
        """Whether a name under ``circulars/`` of which there are doubts is a circular's file, below ``base``."""
        at, path = Span(target.shown, 1, 1), target.path
        odd = first(target.id)
        if odd is not None:
            char, kind = odd
            problems.error("CV415", at, id=target.id, code=code_of(char), name=named(f"HIDDEN_{kind.key}"))
        elif not path.name.endswith(SUFFIX):
            almost = _ALMOST.match(path.name)
            stem = almost[1] if almost else path.name
            right = f"{stem}{SUFFIX}"
            problems.error("CV416", at, id=target.id, stem=self._id(path.with_name(right)), right=right)
        elif path.is_dir():
            problems.error("CV407", at, id=target.id, reason=because(errno.EISDIR))
        else:
            try:
                os.stat(path)
            except OSError as error:
                code = "CV404" if error.errno == errno.ENOENT else "CV407"  # a link to nothing leads out
                problems.error(code, at, id=target.id, reason=said(error))
                return False
            if not files.inside(path, base):
                problems.error("CV404", at, id=target.id)
            elif not files.is_plain(path):
                problems.error("CV407", at, id=target.id, reason=named("NOT_PLAIN"))
            else:
                return True
        return False

    def select(self, names: Iterable[str], problems: Problems) -> list[Target]:
        """The circulars that ids, files and folders name, each once; no names: all.

        Errors: CV402, CV403, CV404; CV406, CV417 there is no workspace to look in.
        """
        names = list(names)
        if not os.path.lexists(self.circulars) and not any(os.path.lexists(self.root / name) for name in OFFICE):
            self.furnished(problems)
            return []
        seen, meant = Problems(), [self._wanted(name) for name in names]
        some = {one for id in meant if id is not None for one in (id, id.replace(_OPEN, ""))}
        few = bool(names) and "" not in some and len(names) <= FEW
        known = {t.id: t for t in self.all(seen, some if few else None)}
        every = None if few else list(known)
        if not names:
            problems.extend(seen)
            return list(known.values())
        chosen: dict[str, Target] = {}
        for name, wanted in zip(names, meant, strict=True):
            if wanted is None:
                problems.error("CV403", None, name=name)
                continue
            hits = [t for key, t in known.items() if key == wanted or not wanted or key.startswith(wanted + "/")]
            linked = [d for d in seen if _concerns(d.values, wanted)]
            if any(d.code == "CV418" and d.values["id"] == wanted for d in linked):  # nothing else was asked for
                linked = [replace(d, severity=Severity.ERROR) for d in linked]
            problems.extend(linked)
            if not hits and not linked:
                every = every if every is not None else [t.id for t in self.all(Problems())]
                problems.error("CV402", None, name=name, near=nearest(wanted, every))
            chosen.update({t.id: t for t in hits})
        return list(chosen.values())

    def _wanted(self, name: str) -> str | None:
        """The id or folder of ids that ``name`` means (``""``: all of ``circulars/``), None if it lies outside. It is
        a path in the workspace; else in the folder where the door says that paths begin; else an id.
        """
        folder = self.settings.folder
        for start in (self._above, *([folder] if folder is not None else [])):
            with_links = Path(os.path.normpath(start / name))
            for base in (self.circulars, self._above / "circulars"):
                if os.path.lexists(with_links) and with_links.is_relative_to(base):
                    return _id_of(with_links.relative_to(base).as_posix())
        return clean_id(name)

    def files(self) -> Iterator[Path]:
        """Every circular's file, unexamined but for being a file: hidden ones are none."""
        found = (Path(folder, name) for folder, name, _ in _there(self._walked()))
        return (path for path in found if path.name.endswith(SUFFIX) and files.is_plain(path))

    def _walked(self, wanted: Collection[str] | None = None) -> Iterator[Walked]:
        """The folders of ``circulars/``, each with the folders and files in it; hidden folders are none. With
        ``wanted`` only what may be one of these ids, lie below it, or lead to it.
        """
        base = os.fspath(self.circulars)
        waiting = [base]
        while waiting:
            folder = waiting.pop()
            folders, names, plain, inside = _listed(folder)
            if wanted is not None:
                here = f"{folder[len(base) + 1 :]}/" if len(folder) > len(base) else ""
                folders = [one for one in folders if _leads(nfc(here + one), wanted)]
                names = [one for one in names if _leads(nfc(here + one), wanted)]
            waiting += [os.path.join(folder, one) for one in reversed(folders) if one in inside]
            yield Walked(folder, folders, names, plain)

    def _id(self, path: Path) -> str:
        return _id_of(path.relative_to(self.circulars).as_posix())


class Walked(NamedTuple):
    """A folder, the folders and files in it by name, and which of these are files without a doubt: no links."""

    folder: str
    folders: list[str]
    names: list[str]
    plain: set[str]


def _listed(folder: str) -> tuple[list[str], list[str], set[str], set[str]]:
    """What is in a folder: folders in their order, hidden ones left out; all other names; of these the plain files; of
    the folders those that are no links. A folder that can't be read has nothing in it.
    """
    folders, names, plain, inside = [], [], set(), set()
    with suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            if not _is(entry.is_dir):  # a folder, or a link to one
                names.append(entry.name)
                if _is(entry.is_file, follow_symlinks=False):
                    plain.add(entry.name)
            elif not entry.name.startswith("."):
                folders.append(entry.name)
                if _is(entry.is_dir, follow_symlinks=False):
                    inside.add(entry.name)
    return sorted(folders), names, plain, inside


def _is(asked: Callable[..., bool], **how: bool) -> bool:
    """What a file system says of one name; one that it can't be asked of is nothing, and keeps no other back."""
    try:
        return asked(**how)
    except OSError:
        return False


FEW = 20
"""So many names are each looked for; of more the whole folder is looked through."""


def _leads(text: str, wanted: Iterable[str]) -> bool:
    """Whether a path below ``circulars/`` begins as one of the ids does, as its file, what was meant to be that and all
    below it do, or is a folder on the way to it.
    """
    return any(text.startswith(id) or id.startswith(f"{text}/") for id in wanted)


def _there(walked: Iterable[Walked]) -> Iterator[tuple[str, str, bool]]:
    """Whatever bears a circular's name, or nearly, with its folder, and whether it is a plain file; hidden files and
    Word's ``~$`` locks are none.
    """
    for folder, folders, names, plain in walked:
        for name in sorted([*names, *(f for f in folders if f.endswith(SUFFIX))]):
            if not name.startswith((".", "~$")) and _ALMOST.match(name):
                yield folder, name, name in plain


def _left_behind(walked: Iterable[Walked]) -> Iterator[Path]:
    """What editors leave beside a circular: copies of what it was, and signs that it is open. That a circular is
    open in an office program is no news; a sign whose file is gone is.
    """
    for folder, _, names, _ in walked:
        there = set(names)
        for name in sorted(there):
            alone = name.startswith(_OPEN) and name.endswith(SUFFIX) and name.removeprefix(_OPEN) not in there
            if alone or (_BACKUP.match(name) and first(name) is None):
                yield Path(folder, name)


@lru_cache(8192)
def _target(folder: str, name: str, start: int, shown: str) -> Target:
    """A file by its folder, of which ``start`` letters are those of ``circulars/`` (``shown``), and its name. Nothing
    is asked of the disk, so that what was made of a name once is true for ever.
    """
    below = os.path.join(folder[start:], name)
    return Target(_id_of(below), Path(folder, name), f"{shown}/{below}")


def _id_of(below: str) -> str:
    text = nfc(below)
    return "" if text == "." else text.removesuffix(SUFFIX)


def _concerns(values: Mapping[str, Value], wanted: str) -> bool:
    """Whether what was found wrong with a name is of the id or folder that was asked for."""
    id = str(values.get("id", ""))
    return wanted in ("", id, values.get("stem")) or id.startswith(f"{wanted}/")


def near_name(path: Path) -> str:
    """A file beside ``path`` that was meant to be it, ``issuer.yml`` or ``issuer.yaml.txt``; "" where there is none."""
    try:
        names = sorted(os.listdir(path.parent))
    except OSError:
        return ""
    wanted = path.name.removesuffix(SUFFIX).casefold()
    return next((n for n in names if n != path.name and (m := _ALMOST.match(n)) and m[1].casefold() == wanted), "")


def clean_id(name: str) -> str | None:
    """``name`` as an id: NFC, ``.yaml`` and ``circulars/`` taken off; None where it could leave ``circulars/``."""
    text = nfc(name.strip()).removesuffix(SUFFIX).removeprefix("circulars/").rstrip("/")
    parts = text.split("/")
    for part in parts:
        odd = first(part) is not None or any(c in _FORBIDDEN or c in "\t\n" for c in part)
        if not part or part.startswith(".") or odd or len(part.encode()) > 200:
            return None
    return text


def shipped_templates() -> list[Path]:
    """Where kinds come with the program: inside the wheel, or at the root of the repository."""
    return [p for p in (_PACKAGE / "_templates", _PACKAGE.parent / "templates") if p.is_dir()]
