"""The rows of a table and the cells of a row, whatever Word put around them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from congvan.conformance.docx_package import W

_WRAPPERS = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))


def rows_of(table: Any) -> Iterator[Any]:
    """The rows of a table, those in a content control too."""
    return _inside(table, "tr")


def cells_of(row: Any) -> Iterator[Any]:
    """The cells of a row, those in a content control too."""
    return _inside(row, "tc")


def _inside(container: Any, name: str) -> Iterator[Any]:
    for child in container:
        if child.tag == W + name:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, name)
