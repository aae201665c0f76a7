"""ready: circulars → sign-ready PDF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from congvan.desk.here import Here
from congvan.desk.result import NOBODY, Watch
from congvan.model.rendered import Box
from congvan.pipeline import each
from congvan.problems import Problems
from congvan.signing import ready as printing


@dataclass(frozen=True, slots=True)
class SignReady:
    """One circular: its files, and the fields of the letter with their rectangles in pt from the lower left."""

    id: str
    files: tuple[Path, ...]
    fields: Mapping[str, Box]


def ready(
    here: Here, names: Iterable[str], output: Path | None, problems: Problems, *, vgca: bool, apart: bool,
    watch: Watch = NOBODY,
) -> tuple[SignReady, ...]:  # fmt: skip
    """What ids, files and folders name. ``vgca``: no fields but their rectangles in a file beside; ``apart``: annexes
    in files of their own. Errors: those of each circular.
    """
    targets, made = here.workspace.select(names, problems), list[SignReady]()
    folder = here.workspace.output(output)
    with here.office(problems) as office:
        targets = each.with_copies(targets, office) if office is not None else targets
        watch.begin(len(targets))
        for done, target in enumerate(targets if office is not None else (), 1):
            if office is None or watch.stopped:
                break
            one = printing.ready(target, office, folder, problems, vgca=vgca, apart=apart)
            if one is not None:
                made.append(SignReady(target.name, one.files, one.fields))
            watch.step(done, len(targets), target.name)
    return tuple(made)
