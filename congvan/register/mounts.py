"""Which file system a file lies on, as far as the machine tells."""

from __future__ import annotations

import os
import re
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
_ESCAPED = re.compile(r"\\([0-7]{3})")
NETWORK = frozenset(
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "ceph",
        "glusterfs",
        "lustre",
        "gfs2",
        "ocfs2",
        "davfs",
        "fuse.sshfs",
        "fuse.glusterfs",
        "fuse.davfs2",
        "fuse.rclone",
        "fuse.s3fs",
        "webdav",
        "afpfs",
    ]
)


def network(path: Path) -> str:
    """The name of the network file system that ``path`` lies on, ``""`` where it is a local one or unknown."""
    try:
        told = MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    kind = kind_of(os.path.realpath(path.parent), told)
    return kind if kind in NETWORK else ""


def kind_of(folder: str, told: str) -> str:
    """The kind of file system that an absolute folder lies on, by the text of ``mountinfo`` (proc(5)); of several
    mounts at one place the last one counts.
    """
    best, kind = "", ""
    for line in told.splitlines():
        left, _, right = line.partition(" - ")
        place = _ESCAPED.sub(lambda m: chr(int(m[1], 8)), left.split()[4])
        if (folder == place or folder.startswith(place.rstrip("/") + "/")) and len(place) >= len(best):
            best, kind = place, right.split()[0]
    return kind
