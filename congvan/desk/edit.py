"""edit, write: a text changed by operations on its fields, or as a whole, over nothing but the text that was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from congvan.desk import texts
from congvan.desk.here import Here
from congvan.machine.versions import hash_of
from congvan.problems import Problems, Span
from congvan.yaml.change import changed
from congvan.yaml.extents import Unfit
from congvan.yaml.operations import Impossible, Operation, shown
from congvan.yaml.tree import MAX_BYTES


@dataclass(frozen=True, slots=True)
class EditWish:
    """What is asked of which file. ``source``: a text that nobody has saved; then nothing is written."""

    id: str
    operations: Sequence[Operation]
    expected: str | None
    source: bytes | None = None
    judge: bool = True


def edit(here: Here, wish: EditWish, problems: Problems) -> texts.Saved | None:
    """The file, or ``source``, with the operations done; every fault of the new text is told.

    None where they can't be done. Errors: CV402, CV403, CV004; CV976 another text lies there by now, CV977 it can't be
    changed by fields as it is, CV978 there is no such place in it, CV979 it is issued.
    """
    file = texts.file_of(here, wish.id, problems, new=wish.source is not None)
    if file is None:
        return None
    found = file

    def made(data: bytes) -> bytes | None:
        return _changed(here, found, data, wish.operations, problems)

    if wish.source is not None:
        data = made(wish.source)
        saved = None if data is None else texts.Saved(file.id, data, hash_of(data), False)
    else:
        assert wish.expected is not None
        saved = texts.save(here, file, wish.expected, made, problems)
    if saved is not None and saved.ok and wish.judge:
        problems.extend(texts.faults(here, file, saved.data))
    return saved


def write(here: Here, id: str, text: bytes, expected: str, problems: Problems) -> texts.Saved | None:
    """The whole text; any text is kept, also one that is no YAML at the moment, whose faults are told.

    Errors: CV402, CV403, CV006 too large; CV976, CV979, as :func:`edit`.
    """
    file = texts.file_of(here, id, problems)
    if file is None:
        return None
    if _too_large(file, text, problems):
        return None
    return texts.put(here, file, text, expected, problems)


def _changed(
    here: Here, file: texts.TextFile, data: bytes, operations: Sequence[Operation], problems: Problems
) -> bytes | None:
    text = texts.decoded(file, data, problems)
    if text is None:
        return None
    try:
        made = changed(text, operations, texts.tables_of(here, file, text)).encode()
    except Unfit as unfit:
        problems.add(texts.unfit(file, data, unfit, problems))
        return None
    except Impossible as impossible:
        problems.error("CV978", Span(file.shown, 1, 1), at=shown(impossible.path), path=shown(impossible.path))
        return None
    return None if _too_large(file, made, problems) else made


def _too_large(file: texts.TextFile, made: bytes, problems: Problems) -> bool:
    """Whether nobody could read it afterwards. Errors: CV006."""
    if len(made) > MAX_BYTES:
        problems.error("CV006", Span(file.shown, 1, 1), most=MAX_BYTES // 1_000_000)
    return len(made) > MAX_BYTES
