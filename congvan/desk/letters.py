"""letters, keep_letter: what came in and is answered, beside its answer: number, date, from whom, when it came, by when
it is to be answered, and its file. The book of incoming documents (Điều 20–24) is another thing, which is not here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from congvan.desk.here import Here
from congvan.machine import atomic
from congvan.machine.versions import hash_of
from congvan.pdf import is_pdf
from congvan.problems import Problems

if TYPE_CHECKING:
    from congvan.workspace import Target

Day = date
"""A date, under a name that no field has."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that is answered: ``key`` under ``references``, what that says of it; ``file`` where it was brought,
    ``name`` as it was called, ``came`` and ``due`` as they were told, ``sha256`` (hex) of its bytes.
    """

    key: str
    number: str
    date: date | None
    issuer: str
    subject: str
    file: Path | None = None
    name: str = ""
    came: Day | None = None
    due: Day | None = None
    sha256: str = ""


def letters(here: Here, id: str, problems: Problems) -> tuple[Letter, ...] | None:
    """Those that a circular answers, in its order. Errors: CV402, CV403."""
    target = here.one(id, problems)
    return None if target is None else tuple(_beside(one, target, here) for one in _answered(target))


def keep_letter(
    here: Here, id: str, key: str, data: bytes, name: str, came: date | None, due: date | None, problems: Problems
) -> Letter | None:
    """The letter's file, in place of one before. Errors: CV402, CV403; CV785 ``data`` is no PDF; CV787 the circular
    answers no letter of that key; MachineFault where it can't be written.
    """
    target = here.one(id, problems)
    if target is None:
        return None
    known = {one.key: one for one in _answered(target)}
    if key not in known:
        problems.error("CV787", None, id=target.id, key=key[:60], known=", ".join(known))
    elif not is_pdf(data):
        problems.error("CV785", None, name=name)
    if problems.failed:
        return None
    file = _file(target, key, here)
    told = {
        "name": name, "came": came.isoformat() if came else "", "due": due.isoformat() if due else "",
        "sha256": hash_of(data),
    }  # fmt: skip
    note = json.dumps(told, ensure_ascii=False).encode()
    atomic.write_all({file: data, file.with_suffix(".json"): note}, here.settings.rights())
    return _beside(known[key], target, here)


def _file(target: Target, key: str, here: Here) -> Path:
    return here.workspace.output(None) / f"{target.id}.den-{key}.pdf"


def _answered(target: Target) -> list[Letter]:
    """What the file says, as far as it can be read."""
    from congvan import read

    source = read.read_circular(target.path, target.shown, target.id, Problems(), in_spite=True, partly=True)
    found = []
    for key in source.replies if source is not None else ():
        said = source.references.get(key.value) if source is not None else None
        if said is not None:
            texts = [one.value if one is not None else "" for one in (said.number, said.issuer, said.subject)]
            day = said.date.value if said.date is not None else None
            found.append(Letter(key.value, texts[0], day, texts[1], " ".join(texts[2].split())))
    return found


def _beside(one: Letter, target: Target, here: Here) -> Letter:
    """With what was brought of it."""
    file = _file(target, one.key, here)
    try:
        told: dict[str, Any] = json.loads(file.with_suffix(".json").read_text("utf-8"))
    except (OSError, ValueError):
        told = {}
    if not file.is_file() or not isinstance(told, dict):
        return one
    return Letter(
        one.key, one.number, one.date, one.issuer, one.subject, file, str(told.get("name", "")),
        _day(told.get("came")), _day(told.get("due")), str(told.get("sha256", "")),
    )  # fmt: skip


def _day(typed: object) -> date | None:
    try:
        return date.fromisoformat(str(typed))
    except ValueError:
        return None
