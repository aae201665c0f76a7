"""One drawn thing of a DOCX, whichever language it is drawn in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from congvan.conformance.measured import Frame, Stroke

FLAT = 3.0
"""A line that rises by no more than this many pt is level."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawn thing. ``x`` is its left edge from what ``anchor`` names, ``y`` its top from what ``down`` does."""

    width: float
    height: float
    x: float | None
    anchor: str  # "page", "margin", "column", "character", "leftMargin", …
    y: float | None
    line: bool  # a level line that is seen
    solid: bool
    colour: str
    outlined: bool
    box: Any | None  # w:txbxContent
    down: str = "paragraph"  # "page", "margin", "paragraph", "line", …
    across: str = ""  # "left", "center", "right" in place of x
    inline: bool = False  # stands in the text like a letter
    in_cell: bool = True  # measured from the cell it hangs in, not from the page
    pushes: bool = False  # the text goes on below it
    inset: tuple[float, float, float] = (7.2, 3.6, 7.2)  # white inside a text box: left, top, right

    def stroke(self) -> Stroke:
        """The drawn line as a rule."""
        return Stroke(self.width, "line", self.solid, None, None)

    def frame(self) -> Frame | None:
        """The outline around a text box."""
        return Frame(self.width, self.height, self.colour) if self.outlined else None
