"""What a job carries with it and brings back: files of a workspace → one packed value, and out again."""

from __future__ import annotations

import glob
import io
import os
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from congvan.jobs import CARRIED
from congvan.machine import atomic
from congvan.machine.said import said
from congvan.problems import MachineFault, Problems, Span
from congvan.text.letters import nfc

LEFT = ("output", "register.db", "node_modules")
"""What stands in a workspace and is of no use to whoever makes a letter of it."""
SECRET = (".p12", ".pfx", ".key", "keys.yaml")
"""So end the names of what opens a key: no worker signs, so none of it goes into the database."""
_DAY = (1980, 1, 1, 0, 0, 0)


def of_workspace(
    root: Path, ids: Iterable[str], others: Iterable[Path], problems: Problems, left: Collection[Path] = ()
) -> bytes | None:
    """The office's files, the circulars of ``ids`` with what was made of them, and ``others``, packed. ``left``:
    folders of the workspace that don't go with a job.

    Errors: CV868 they are larger than a job may carry; CV895 a file that lies elsewhere; CV009 one that can't be read.
    """
    wanted, found = set(ids), dict[str, Path]()
    for path in _below(root, left):
        name = path.relative_to(root).as_posix()
        circular = nfc(name.removeprefix("circulars/").removesuffix(".yaml")) if name.startswith("circulars/") else ""
        if not (circular and name.endswith(".yaml")) or circular in wanted:
            found[name] = path
    for id in wanted:
        made = [*(root / "output").glob(f"{glob.escape(id)}.*"), *(root / "output" / id).rglob("*")]
        found |= {path.relative_to(root).as_posix(): path for path in made if path.is_file()}
    for path in others:
        real = Path(os.path.realpath(path))
        if not real.is_relative_to(root):
            problems.error("CV895", None, file=path.as_posix())
            return None
        there = _plain((real,))  # what is missing, the deed tells
        found |= {one.relative_to(root).as_posix(): one for one in there}
    return _packed(found, problems)


def _packed(found: Mapping[str, Path], problems: Problems) -> bytes | None:
    name = ""
    try:
        size = sum(found[name := one].stat().st_size for one in found)
        if size <= 4 * CARRIED:  # more is not worth packing to see it
            packed = pack({(name := one): path.read_bytes() for one, path in found.items()})
            size = len(packed)
            if size <= CARRIED:
                return packed
    except OSError as error:
        problems.error("CV009", Span(name, 1, 1), reason=said(error))
        return None
    problems.error("CV868", None, size=f"{size / 1e6:.0f}", most=CARRIED // 1_000_000)
    return None


def _below(root: Path, left: Collection[Path]) -> Iterator[Path]:
    for base, folders, files in os.walk(root):
        here = Path(base)
        mine = LEFT if here == root else ()
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in mine and here / f not in left)
        yield from _plain(here / name for name in sorted(files) if here != root or not name.startswith((".", *LEFT)))


def _plain(paths: Iterable[Path]) -> Iterator[Path]:
    """Files, no links, nothing that opens a key."""
    for path in paths:
        if not path.name.lower().endswith(SECRET) and not path.is_symlink() and path.is_file():
            yield path


def pack(found: Mapping[str, bytes]) -> bytes:
    """Files by their paths → the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name in sorted(found):
            file.writestr(zipfile.ZipInfo(name, _DAY), found[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(packed: bytes) -> dict[str, bytes]:
    """Files by their paths, each below the folder that they are laid into. Errors: CV895 one that is not, CV868."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        size = sum(one.file_size for one in file.infolist())
        if size > 8 * CARRIED:
            raise MachineFault("CV868", size=f"{size / 1e6:.0f}", most=str(CARRIED // 1_000_000))
        for name in file.namelist():
            parts = PurePosixPath(name).parts
            if not parts or name.startswith("/") or ".." in parts or "\\" in name:
                raise MachineFault("CV895", file=name)
            found[name] = file.read(name)
    return found


def lay(packed: bytes, root: Path, rights: int, below: str = "") -> tuple[Path, ...]:
    """Packed files into a folder, each whole or not at all; where they lie now. Errors: CV895 one that is not
    ``below`` what they may be laid into.
    """
    files = unpack(packed)
    if odd := [name for name in files if not name.startswith(below)]:
        raise MachineFault("CV895", file=odd[0])
    found = {root / name: data for name, data in files.items()}
    atomic.write_all(found, rights)
    return tuple(found)


def state(folder: Path) -> dict[str, tuple[int, int]]:
    """What lies in a folder, by path, as far as it can be told from what is made new."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            stat = path.stat()
            found[path.relative_to(folder).as_posix()] = (stat.st_mtime_ns, stat.st_size)
    return found


def made_since(root: Path, before: Mapping[str, tuple[int, int]]) -> bytes | None:
    """The files in ``output/`` that were not there ``before``, packed; None where there is none. Errors: CV868."""
    now = state(root)
    names = [n for n in now if n.startswith("output/") and "/." not in n and before.get(n) != now[n]]
    if not names:
        return None
    packed = pack({name: (root / name).read_bytes() for name in names})
    if len(packed) > CARRIED:
        raise MachineFault("CV868", size=f"{len(packed) / 1e6:.0f}", most=str(CARRIED // 1_000_000))
    return packed
