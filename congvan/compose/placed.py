"""A block with the place in the clerk's file at which it begins."""

from __future__ import annotations

from typing import NamedTuple

from congvan.model.document import Block, Picture, Table
from congvan.problems import Span


class Placed(NamedTuple):
    """``span`` is where ``block`` begins: numbering and citations name their faults there."""

    block: Block
    span: Span


def words(block: Block) -> str:
    """The text of a block, without its label."""
    if isinstance(block, Table):
        return " ".join("".join(r.text for r in c.runs) for row in block.all_rows for c in row)
    runs = block.caption if isinstance(block, Picture) else block.runs
    return "".join(r.text for r in runs)
