"""mend: a text and one of its faults → the text with the correction that the fault offers."""

from __future__ import annotations

from dataclasses import dataclass

from congvan.desk import texts
from congvan.desk.here import Here
from congvan.machine.versions import hash_of
from congvan.problems import Problems, Span
from congvan.yaml.fixing import correction, mended


@dataclass(frozen=True, slots=True)
class Fault:
    """Which fault of a text is meant: its code and its place."""

    code: str
    line: int
    column: int


def mend(here: Here, id: str, source: bytes, fault: Fault, problems: Problems) -> texts.Saved | None:
    """``source``, a text that nobody has saved, with the correction of ``fault`` made; nothing is written.

    Errors: CV402, CV403, CV004; CV470 the text has no such fault by now, or nothing that a program could mend it with.
    """
    file = texts.file_of(here, id, problems, new=True)
    if file is None or texts.decoded(file, source, problems) is None:
        return None
    place = Span(file.shown, fault.line, fault.column)
    for found in texts.faults(here, file, source):
        fix = correction(found, source) if (found.code, found.span) == (fault.code, place) else None
        if fix is not None and fix.begin.file == file.shown:
            made = mended(source, [fix])
            return texts.Saved(file.id, made, hash_of(made), False)
    problems.error("CV470", place, code=fault.code)
    return None
