"""Finished PDFs as pages: laid flat and clean, where their text ends, what they show (PDFium), a block put on them.

The only home of pikepdf. What is read here may come from a stranger: whoever calls does it behind the fence.
"""

from __future__ import annotations

from functools import partial


def is_pdf(data: bytes) -> bool:
    """Whether bytes say that they are a PDF, within the first 1024 as readers take it (ISO 32000-1, 7.5.2)."""
    return b"%PDF-" in data[:1024]


class Unusable(Exception):
    """A file of which no copy can be made: a code of the catalogue and what fills its sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = {k: str(v) for k, v in values.items()}

    def __reduce__(self) -> tuple[object, tuple[()]]:
        """A child sends it to its parent."""
        return partial(Unusable, self.code, **self.values), ()
