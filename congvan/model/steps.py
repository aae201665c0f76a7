"""The office's own order of steps (Điều 11–18), as ``steps:`` of issuer.yaml has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

Check = Literal["content", "form"]


@dataclass(frozen=True, slots=True)
class Steps:
    """``checks``: which there are, in their order (Điều 12.1 content, 12.2 form). ``number_first``: electronic ones
    get their number before the signature, which Điều 15.3 leaves to the office. ``paper``: signed by hand and sealed
    with the stamp. ``own``: the checks that whoever submitted a text may do too.

    ``days``: the working days that a step may take, by the state that waits for it; ``off``: days off beside those of
    the standard. ``urgent``: the checks of urgent documents, None: as all others. ``keep_checks``: whether the checks
    stand when the signer corrects the text and approves it as it is then ("Sửa và duyệt").
    """

    checks: tuple[Check, ...] = ("content", "form")
    number_first: bool = False
    paper: bool = False
    own: frozenset[Check] = frozenset()
    days: Mapping[str, int] = field(default_factory=dict)
    off: frozenset[date] = frozenset()
    urgent: tuple[Check, ...] | None = None
    keep_checks: bool = False

    def of(self, *, urgent: bool) -> Steps:
        """The order of a document; of an urgent one its checks."""
        return self if not urgent or self.urgent is None else replace(self, checks=self.urgent)
