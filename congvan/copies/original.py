"""A file that is to be copied → its pages made ready, where their text ends, who signed it; read behind the fence."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from congvan.machine import fence, files
from congvan.machine.said import Said, named, said
from congvan.model.copy import Original
from congvan.model.length import mm
from congvan.pdf import Unusable
from congvan.problems import Problems, Span, Value, term
from congvan.standard import Standard
from congvan.standard.copies import copies

if TYPE_CHECKING:
    from congvan.conformance import Report
    from congvan.model.signing import Checked, State

T = TypeVar("T")
LARGEST = 200_000_000  # bytes
SECONDS, MEMORY = 120.0, 2_000_000_000


def data_of(path: Path, problems: Problems) -> bytes | None:
    """The file as it is. Errors: CV690 no file, or too large."""
    try:
        return files.read(path, LARGEST)
    except OSError as error:
        why = named("COPY_LARGE", most=LARGEST // 1_000_000) if error.errno == errno.EFBIG else said(error)
        problems.error("CV690", None, path=path.as_posix(), reason=why)
        return None


def fenced(work: Callable[[], T], path: Path, problems: Problems) -> T | None:
    """What is done with a file's bytes in the fenced child. Errors: CV684 no PDF, or damaged; the child's own."""
    place = Span(path.as_posix(), 1, 1)
    try:
        return fence.run(work, SECONDS, MEMORY)
    except Unusable as error:
        problems.error(error.code, place, **error.values)
    except (fence.Fenced, MemoryError, ArithmeticError, LookupError, TypeError, ValueError, RuntimeError) as error:
        problems.error("CV684", place, reason=reason(error))
    return None


def told(item: Checked, file: State) -> Value:
    """One signer and how his signature stands, in a few words."""
    from congvan.model.signing import State

    name = item.holder.name if item.holder else item.field
    if item.state is State.INVALID and not item.intact:
        return term("copy.broken", name=name)
    if file is State.INVALID:
        return term("copy.changed", name=name)
    if State.UNJUDGED in (item.state, file):
        return term("copy.not-judged", name=name)
    return name


def ready(data: bytes, wanted: list[range] | None) -> Original:
    """In the fenced child."""
    from congvan.pdf import flat, ink

    rules = copies()
    made = flat.flatten(data, wanted)
    found = ink.headings(made.pdf, {form.heading: form.name for form in rules.forms.values()})
    sheets = ink.sheets(made.pdf, rules.ink)
    return Original(made.pdf, sheets, made.pages, made.version, made.archival, made.dropped, found)


def first_page(data: bytes) -> Report | None:
    """What the first page says of number, kind and subject; in the fenced child."""
    from congvan.conformance import inspect_file
    from congvan.pdf import flat

    with tempfile.TemporaryDirectory(prefix="congvan-") as folder:
        path = Path(folder, "trang-1.pdf")
        try:
            path.write_bytes(flat.flatten(data, [range(1, 2)]).pdf)
            return inspect_file(path)
        except Exception:
            # What can't be read as an official letter has a file name all the same.
            return None


def extent(original: Original, standard: Standard, gaps: Mapping[str, float]) -> tuple[float, float]:
    """How wide the copied text is, over all its pages of the last one's size; not narrower than a block needs.

    Text that nearly reaches the margins of an official letter has those margins.
    """
    last, found = original.sheets[-1], list(_inks(original))
    edge, least, near = gaps["edge"], gaps["least_width"], gaps["near"]
    margins = mm(standard.page["margin_left"].use), last.width - mm(standard.page["margin_right"].use)
    left = max(edge, min((ink[0] for ink in found), default=margins[0]))
    right = min(last.width - edge, max((ink[2] for ink in found), default=margins[1]))
    left, right = (m if abs(value - m) < near else value for value, m in zip((left, right), margins, strict=True))
    if right - left < least:
        left = max(edge, min(left, last.width - edge - least))
        right = min(last.width - edge, max(right, left + least))
    return left, right


def _inks(original: Original) -> Iterator[tuple[float, float, float, float]]:
    last = original.sheets[-1]
    for sheet in original.sheets:
        if sheet.ink is not None and abs(sheet.width - last.width) < 1 and abs(sheet.height - last.height) < 1:
            yield sheet.ink


def reason(error: Exception) -> Said:
    """What kept a file from being read within its bounds, by its name in the table."""
    if isinstance(error, MemoryError) or (isinstance(error, fence.Fenced) and error.why == "memory"):
        return named("TOO_COMPLEX")
    slow = isinstance(error, fence.Fenced) and error.why == "time"
    return named("TOO_SLOW" if slow else "DAMAGED")
