"""Bytes → file, whole or not at all: a temporary file beside the target, then a rename."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from congvan.problems import MachineFault

Stamp = tuple[int, int]
"""Size in bytes and time of change in ns, as the file system keeps them."""


def fault(error: OSError, shown: str) -> MachineFault:
    """The machine's refusal as a sentence: CV491 disk full, CV490 anything else."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return MachineFault("CV491", path=shown)
    return MachineFault("CV490", path=shown, reason=os.strerror(error.errno or 0))


def _stage(target: Path, data: bytes) -> tuple[str, Stamp]:
    """A synced temporary file beside ``target`` and its stamp."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".congvan-", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fchmod(out.fileno(), 0o666 & ~_umask())
            os.fsync(out.fileno())
            state = os.fstat(out.fileno())
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    return name, (state.st_size, state.st_mtime_ns)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_all(files: Mapping[Path, bytes]) -> dict[Path, Stamp]:
    """Write several files; none is replaced before all are safely on the disk. Errors: CV490, CV491."""
    staged: dict[Path, tuple[str, Stamp]] = {}
    target = Path()
    try:
        for target, data in files.items():
            staged[target] = _stage(target, data)
        for target, (name, _) in staged.items():
            os.replace(name, target)
    except OSError as error:
        raise fault(error, target.as_posix()) from error
    finally:
        for name, _ in staged.values():
            with suppress(OSError):
                os.unlink(name)
    return {path: stamp for path, (_, stamp) in staged.items()}
