"""health: whether what the program stands on is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from congvan import pipeline
from congvan.desk.here import Here
from congvan.problems import MachineFault, Problems

Standing = Literal["ok", "none", "broken"]


@dataclass(frozen=True, slots=True)
class Health:
    """``register``: ``none`` where no number was given yet; ``fonts``: Times New Roman or one of its metric twins."""

    version: str
    register: Standing
    fonts: Standing

    @property
    def ok(self) -> bool:
        """Whether letters can be written, drawn and numbered."""
        return self.register != "broken" and self.fonts == "ok"


def health(here: Here, _problems: Problems) -> Health:
    """What can be told without signing in: no name, no path, no reason."""
    from congvan import __version__

    return Health(__version__, _register(here), _fonts())


def _register(here: Here) -> Standing:
    try:
        with here.office(Problems()) as office:
            if office is None:
                return "broken"
            return "none" if pipeline.open_register(office) is None else "ok"
    except MachineFault:
        return "broken"


def _fonts() -> Standing:
    from congvan.render import fonts

    try:
        fonts.find()
    except MachineFault:
        return "broken"
    return "ok"
