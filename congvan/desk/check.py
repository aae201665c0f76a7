"""check: every fault of every circular named, nothing rendered, nothing written."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from congvan import pipeline
from congvan.desk.here import Here
from congvan.desk.result import NOBODY, Watch
from congvan.machine.said import said
from congvan.pipeline import judged, shape
from congvan.problems import Diagnostic, MachineFault, Problems, Severity, Span
from congvan.workspace import Target

if TYPE_CHECKING:
    from congvan.model.circular import Circular


@dataclass(frozen=True, slots=True)
class CheckedCircular:
    """One circular and its faults; ``trace`` only after a fault of the program, which is the machine's."""

    id: str
    diagnostics: tuple[Diagnostic, ...] = ()
    machine: bool = False
    trace: str = ""


def check(here: Here, names: Iterable[str], problems: Problems, watch: Watch = NOBODY) -> tuple[CheckedCircular, ...]:
    """What ids, files and folders name, or everything where they name nothing. Errors: all that a stage tells."""
    targets, done = here.workspace.select(names, problems), list[CheckedCircular]()
    with here.office(problems) as office:
        if office is not None:
            _boxes(office, problems)
        kinds = pipeline.Kinds(here.workspace)
        watch.begin(len(targets))
        for target in targets:
            if watch.stopped:
                break
            one = _shape(target, kinds) if office is None else _whole(target, office)
            problems.extend(one.diagnostics)
            done.append(one)
            watch.step(len(done), len(targets), target.id)
    return tuple(done)


def _shape(target: Target, kinds: pipeline.Kinds) -> CheckedCircular:
    return CheckedCircular(target.id, tuple(shape.faults(target, kinds)))


def _whole(target: Target, office: pipeline.Office) -> CheckedCircular:
    mine = Problems()
    try:
        found = pipeline.to_circular(target, office, mine)
        if found is not None:
            _shared_boxes(found[0], office, mine)
            return CheckedCircular(target.id, tuple(judged.told(found, mine, office)))
    except OSError as error:
        mine.error("CV407", Span(target.shown, 1, 1), reason=said(error))
    except MachineFault:
        raise  # an unreachable register is the same for all: told once
    except Exception as error:
        crash = Diagnostic("CV499", Severity.ERROR, Span(target.shown, 1, 1), {"kind": type(error).__name__})
        return CheckedCircular(target.id, (*mine, crash), True, traceback.format_exc())
    return CheckedCircular(target.id, tuple(mine))


def _boxes(office: pipeline.Office, problems: Problems) -> None:
    """Errors: CV801, CV812 mail that could not be sent; warning CV886."""
    from congvan.mail import boxes

    boxes.judge(office.issuer, office.recipients, problems)


def _shared_boxes(circular: Circular, office: pipeline.Office, problems: Problems) -> None:
    """Warning CV803, as ``send`` tells it: two agencies of the list end in one mailbox."""
    if not office.issuer.delivery.sends:
        return
    from congvan.dispatch import plan

    planned = Problems()
    plan.make(circular, office.recipients, office.issuer.delivery, plan.Choice(partial=True), planned)
    problems.extend(d for d in planned if d.code == "CV803")
