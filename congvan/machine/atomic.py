"""Bytes → file, whole or not at all: a temporary file beside the target, then a rename."""

from __future__ import annotations

import errno
import fnmatch
import hashlib
import os
import secrets
import stat
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from congvan.machine import locks
from congvan.machine.said import because, said
from congvan.problems import MachineFault

if TYPE_CHECKING:
    from concurrent.futures import Future

Stamp = tuple[int, int]
"""Size in bytes and time of change in ns, as the file system keeps them."""


def fault(error: OSError, shown: str) -> MachineFault:
    """The machine's refusal as a sentence: CV491 disk full, CV490 anything else."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return MachineFault("CV491", path=shown)
    return MachineFault("CV490", path=shown, reason=said(error))


PATIENCE = 150.0
"""Seconds: as long as whoever holds a file may himself have to wait for the register."""
RIGHTS = 0o660
"""Of a new file, where nobody says otherwise (``Settings.rights``), before the umask: the account's and its group's."""


def create(target: Path, data: bytes, rights: int = RIGHTS) -> None:
    """A file that is not there yet, whole or not at all. Errors: FileExistsError, OSError."""
    name, _ = _stage(target, data, rights)
    try:
        os.link(name, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: FAT, some network disks
        if os.path.lexists(target):
            raise FileExistsError(target) from None
        os.rename(name, target)
    finally:
        with suppress(OSError):
            os.unlink(name)


def _stage(target: Path, data: bytes, rights: int, sync: Callable[[int], object] = os.fsync) -> tuple[str, Stamp]:
    """A temporary file beside ``target``, handed to ``sync``, and its stamp.

    It is made with its rights, so that the kernel takes the umask off them: to read the umask is to set it, and for
    that moment the files of other threads would be open to everybody.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    name = os.path.join(target.parent, f".congvan-{secrets.token_hex(8)}.tmp")
    handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, rights)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            sync(out.fileno())
            state = os.fstat(out.fileno())
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    return name, (state.st_size, state.st_mtime_ns)


MANY = 8
"""From so many files on, waiting for the disk is done beside writing: it takes many at once in the time of a few."""


@contextmanager
def _syncing(many: int) -> Iterator[Callable[[int], object]]:
    """What brings an open file safely to the disk; all of them are there at the end. Errors: OSError."""
    if many < MANY:
        yield os.fsync
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(MANY, "dia") as pool:
        begun: list[Future[None]] = []
        yield lambda handle: begun.append(pool.submit(_sync, os.dup(handle)))
        for one in begun:
            one.result()


def _sync(handle: int) -> None:
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_all(
    files: Mapping[Path, bytes], rights: int = RIGHTS, first: Callable[[], None] = lambda: None
) -> dict[Path, Stamp]:
    """Write several files in their order; none is replaced before all are safely on the disk, and ``first``, which may
    raise, was called. Errors: CV490, CV491.
    """
    staged: dict[Path, tuple[str, Stamp]] = {}
    target = Path()
    try:
        with _syncing(len(files)) as sync:
            for target, data in files.items():
                staged[target] = _stage(target, data, rights, sync)
        first()
        for target, (name, _) in staged.items():
            os.replace(name, target)
    except OSError as error:
        raise fault(error, target.as_posix()) from error
    finally:
        for name, _ in staged.values():
            with suppress(OSError):
                os.unlink(name)
    return {path: stamp for path, (_, stamp) in staged.items()}


@contextmanager
def rewriting(target: Path, within: Path, seconds: float = PATIENCE) -> Iterator[Rewrite]:
    """Change a file that a person also edits. The new bytes lie safely on the disk before anything is decided;
    :meth:`Rewrite.finish` then only renames. Left without it, nothing has happened.

    The file is reached once, folder by folder from ``within``, and held there: a link that is put in its way afterwards
    leads nowhere. One at a time is let in, the others wait for ``seconds``: what is locked is the file, and the new
    file before it takes the old one's place.
    Errors: CV070 others held it all the while, CV490, CV491, OSError (a link out is ``ELOOP``).
    """
    base = Path(os.path.realpath(within))
    real = Path(os.path.realpath(target))
    if not real.is_relative_to(base):
        raise OSError(errno.ELOOP, because(errno.ELOOP))
    marker = hashlib.sha256(real.name.encode()).hexdigest()[:12]
    folder = _reach(base, real.parent.relative_to(base).parts)
    try:
        handle = _held(real.name, folder, seconds)
        try:
            for stale in fnmatch.filter(os.listdir(folder), f".congvan-{marker}-*.tmp"):
                with suppress(OSError):
                    os.unlink(stale, dir_fd=folder)  # a killed process left it; whoever holds the lock is alone
            rewrite = Rewrite(real.name, folder, f".congvan-{marker}-")
            try:
                yield rewrite
            finally:
                rewrite.close()
        finally:
            os.close(handle)
    finally:
        os.close(folder)


def _reach(base: Path, parts: Sequence[str]) -> int:
    """A handle on the folder below ``base``, no link on the way."""
    handle = os.open(base, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    for part in parts:
        try:
            further = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=handle)
        finally:
            os.close(handle)
        handle = further
    return handle


def _open_plain(name: str, folder: int) -> int:
    """A handle on a file that is one, and no link, pipe or device."""
    handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, because(errno.EINVAL))
    return handle


def _held(name: str, folder: int, seconds: float) -> int:
    """A handle on the file of that name, locked. Whoever held it may have put a new file in its place meanwhile: then
    that is the file.
    """
    until = time.monotonic() + seconds
    while True:
        handle = _open_plain(name, folder)
        try:
            locks.lock(handle, max(0.0, until - time.monotonic()), name)
            if os.path.samestat(os.fstat(handle), os.stat(name, dir_fd=folder, follow_symlinks=False)):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


class Rewrite:
    """One change of one file, first staged, then finished. ``folder`` is a handle on the folder that ``name`` is in."""

    def __init__(self, name: str, folder: int, prefix: str) -> None:
        self.name = name
        self._folder = folder
        self._prefix = prefix
        self._staged: str | None = None
        self._locked: list[int] = []

    def state(self) -> tuple[int, int, int, int]:
        """What tells that the file was changed, without opening it: which file it is, its size and its times."""
        found = os.stat(self.name, dir_fd=self._folder, follow_symlinks=False)
        return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns

    def read(self) -> bytes:
        """The file as it is now."""
        with os.fdopen(_open_plain(self.name, self._folder), "rb") as data:
            return data.read()

    def stage(self, data: bytes) -> None:
        """Put the new bytes beside the file, with its mode and owner. Errors: CV490, CV491."""
        self.drop()
        name = f"{self._prefix}{secrets.token_hex(6)}.tmp"
        new = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        try:
            handle = os.open(name, new, 0o600, dir_fd=self._folder)
            self._staged = name
            self._locked.append(os.dup(handle))
            locks.lock(handle, 0, self.name)  # nobody else knows it yet
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                state = os.stat(self.name, dir_fd=self._folder, follow_symlinks=False)
                if not stat.S_ISREG(state.st_mode):
                    raise OSError(errno.ELOOP, because(errno.ELOOP))
                os.fchmod(out.fileno(), state.st_mode & 0o7777)
                with suppress(OSError):
                    os.fchown(out.fileno(), state.st_uid, state.st_gid)
                os.fsync(out.fileno())
        except OSError as error:
            self.drop()
            raise fault(error, self.name) from error

    def finish(self) -> None:
        """The new file takes the old one's place, and the disk is told so. A link that stands there by now is replaced,
        not followed. Errors: CV490.
        """
        assert self._staged is not None
        try:
            os.replace(self._staged, self.name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
            self._staged = None
            os.fsync(self._folder)
        except OSError as error:
            raise fault(error, self.name) from error

    def drop(self) -> None:
        """Forget what was staged."""
        if self._staged is not None:
            with suppress(OSError):
                os.unlink(self._staged, dir_fd=self._folder)
            self._staged = None

    def close(self) -> None:
        """Forget what was staged, and let the next one in."""
        self.drop()
        for handle in self._locked:
            os.close(handle)
        self._locked.clear()
