"""register_backup, register_restore: one state of the register as a file, and that file into an empty place."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from congvan import pipeline
from congvan.desk.here import Here
from congvan.machine import atomic
from congvan.machine.said import named
from congvan.problems import Problems
from congvan.yaml.typed import said_cleanly


@dataclass(frozen=True, slots=True)
class Backup:
    """The file, and the head of the audit log that it ends with."""

    path: Path
    head: str


def backup(here: Here, file: Path, own: bool, problems: Problems) -> Backup | None:
    """``own``: of a database of many agencies only this one's rows.

    Errors: CV414 a hidden character in its name, CV562 no register, CV563 the file is there.
    """
    said_cleanly(file.name, "FILE", problems)
    with here.office(problems) as office:
        register = pipeline.open_register(office) if office is not None else None
        if os.path.exists(file):
            problems.error("CV563", None, file=file.name)
        elif register is None and not problems.failed:
            problems.error("CV562", None)
        if problems.failed or register is None:
            return None
        from congvan.register import backup as copies

        data, head = copies.dump(register, own=own)
        atomic.write_all({file: data}, here.settings.rights())
        return Backup(file, head)


def restore(here: Here, file: Path, problems: Problems) -> int | None:
    """A backup into an empty place, then a check of its chain; how many entries it has.

    Errors: CV560 damaged, CV561 not empty, CV550–CV555.
    """
    with here.office(problems) as office:
        return _load(office, file, problems) if office is not None and not problems.failed else None


def _load(office: pipeline.Office, file: Path, problems: Problems) -> int | None:
    from congvan.register import backup

    register = pipeline.ledger_of(office)
    try:
        return backup.load(register, file)
    except backup.Damaged as error:
        problems.error("CV560", None, file=file.name, why=error.why)
    except backup.NotEmpty:
        problems.error("CV561", None)
    except backup.Forged as error:
        problems.error("CV560", None, file=file.name, why=named("BACKUP_LOG"))
        problems.extend(error.problems)
    return None
