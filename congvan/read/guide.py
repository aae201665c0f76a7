"""What the tables of the keys say of a file that its text doesn't: the order of keys, short forms, lists of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from congvan.model.source import DocumentType
from congvan.read.keys import CIRCULAR
from congvan.read.office import ISSUER, RECIPIENTS
from congvan.read.own import as_field
from congvan.read.shapes import Field, Many, Record, Shape, Table

Path = tuple[str | int, ...]


def of_circular(kind: DocumentType | None) -> Record:
    """The record of a circular of ``kind``: the common keys in the order in which a clerk fills them in, the kind's own
    behind its addressees.
    """
    own = tuple(as_field(field) for field in kind.fields.values()) if kind is not None else ()
    at = next(n for n, field in enumerate(CIRCULAR.fields) if field.name == "to") + 1
    return Record((*CIRCULAR.fields[:at], *own, *CIRCULAR.fields[at:]), open=True)


OFFICE = {"issuer": ISSUER, "recipients": RECIPIENTS}


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one file, asked by paths."""

    root: Record

    def shape(self, path: Path) -> Shape | None:
        """The shape at ``path``, None where the tables know nothing."""
        shape: Shape | None = self.root
        for step in path:
            shape = _inside(shape, step)
        return shape

    def field(self, path: Path) -> Field | None:
        """The key that ``path`` leads to, or whose list it leads into, None where the tables know none."""
        last, shape = None, self.root
        for at, step in enumerate(path):
            if isinstance(step, str):
                holder = shape.item if isinstance(shape, Many) and shape.single else shape
                last = next((f for f in holder.fields if f.name == step), None) if isinstance(holder, Record) else None
            shape = self.shape(path[: at + 1])  # type: ignore[assignment]
        return last

    def order(self, path: Path) -> Sequence[str]:
        """The keys of the record at ``path``, as its table has them."""
        shape = self.shape(path)
        return [field.name for field in shape.fields] if isinstance(shape, Record) else ()

    def short(self, path: Path) -> str:
        """The key that a bare text at ``path`` stands for."""
        shape = self.shape(path)
        return shape.text_key if isinstance(shape, Record) else ""

    def many(self, path: Path) -> bool:
        """Whether a bare text at ``path`` stands for a list of one."""
        shape = self.shape(path)
        return isinstance(shape, Many) and shape.single


def _inside(shape: Shape | None, step: str | int) -> Shape | None:
    if isinstance(shape, Many) and shape.single and isinstance(step, str):
        shape = shape.item
    if isinstance(shape, Record) and isinstance(step, str):
        found: Field | None = next((field for field in shape.fields if field.name == step), None)
        return found.shape if found is not None else None
    if isinstance(shape, Table) and isinstance(step, str):
        return shape.value
    return shape.item if isinstance(shape, Many) and isinstance(step, int) else None
