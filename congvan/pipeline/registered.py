"""What the register says of each circular, as a digest: a change of the register that matters makes it stale."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress

from congvan import pipeline
from congvan.machine import files
from congvan.model.register import Code, Entry, Register
from congvan.register import FILE
from congvan.workspace import Target, Workspace, nfc

_CODE = re.compile(r"(?<![\w/])(\d{1,6})\s*/\s*([^\s,;}\"']+)")
_REPLIES = re.compile(r"^replies[ \t]*:", re.M)
_OWN = re.compile(r"^\s*number\s*:\s*[\"']?(\d{1,6})\b", re.M)


def likely(workspace: Workspace) -> bool:
    """Whether a register may be there, without reading issuer.yaml as YAML; where none is, nothing more is paid."""
    if workspace.settings.register or (workspace.root / FILE).exists():
        return True
    from congvan.yaml.tree import MAX_BYTES

    with suppress(OSError):
        return re.search(rb"^register\s*:", files.read(workspace.root / "issuer.yaml", MAX_BYTES), re.M) is not None
    return False


def answers(targets: Iterable[Target], office: pipeline.Office) -> dict[str, str]:
    """By id: a digest of the circular's own entry, and of every code in its text with what points at that.

    It asks more than the check of the circular will, never less: every reference's number stands in the text.
    """
    register = pipeline.open_register(office)
    return {} if register is None else {t.id: _digest(t, register, office.workspace) for t in targets}


def _digest(target: Target, register: Register, workspace: Workspace) -> str:
    from congvan.pipeline import unchanged
    from congvan.yaml.tree import MAX_BYTES

    try:
        text = nfc(files.read(target.path, MAX_BYTES).decode("utf-8", "replace"))
    except OSError:
        return ""
    codes = {Code(int(m[1]), m[2]) for m in _CODE.finditer(text)} | {Code(int(m[1]), "") for m in _OWN.finditer(text)}
    said: list[str] = [repr(register.entry_of(target.id))]
    for code in sorted(codes, key=str):
        for entry in register.find(code):
            said.append(repr(entry))
            said += [_bytes(workspace, behind) for behind in unchanged.ways(entry.code, entry.year, register)]
            if code.symbol:
                said.append(repr(register.pointing_at(entry.code, entry.year)))
    if _REPLIES.search(text):
        said += [repr(register.replies_to(code, None)) for code in sorted(codes, key=str) if code.symbol]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _bytes(workspace: Workspace, way: list[Entry]) -> str:
    """The file of a cited circular: changed after its issue, it makes what cites it suspect."""
    from congvan.yaml.tree import MAX_BYTES

    with suppress(OSError):
        path = workspace.circulars / f"{way[-1].circular}.yaml"
        data = files.read(path, MAX_BYTES) if way[-1].circular else b""
        return hashlib.sha256(data).hexdigest()
    return ""
