"""The office's own order of steps (Điều 11–18), as ``steps:`` of issuer.yaml has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Check = Literal["content", "form"]


@dataclass(frozen=True, slots=True)
class Steps:
    """``checks``: which there are, in their order (Điều 12.1 content, 12.2 form). ``number_first``: electronic ones
    get their number before the signature, which Điều 15.3 leaves to the office. ``paper``: signed by hand and sealed
    with the stamp. ``own``: the checks that whoever submitted a text may do too.
    """

    checks: tuple[Check, ...] = ("content", "form")
    number_first: bool = False
    paper: bool = False
    own: frozenset[Check] = frozenset()
