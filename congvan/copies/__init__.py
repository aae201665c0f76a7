"""Copies: any PDF → its pages laid flat and clean, where their text ends, the copy's block put under it.

The only home of pikepdf. What is read here may come from a stranger: whoever calls does it behind the fence.
"""

from __future__ import annotations


class Unusable(Exception):
    """A file of which no copy can be made: a code of the catalogue and what fills its sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code, {k: str(v) for k, v in values.items()})

    @property
    def code(self) -> str:
        """The code."""
        return str(self.args[0])

    @property
    def values(self) -> dict[str, str]:
        """What fills its sentence."""
        return dict(self.args[1])
