"""The line of an electronic copy (Mẫu 3.2): drawn on the first page when the copy is made, and anew, with the moment of
signing, when the agency signs. The signature itself shows nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from congvan import pipeline
from congvan.machine import atomic, fence
from congvan.machine.said import said
from congvan.model.copy import Original
from congvan.model.length import mm
from congvan.model.register import COPIES, Entry
from congvan.model.rendered import Box
from congvan.model.signing import INFO, SEAL, Mark
from congvan.pipeline import clocks
from congvan.problems import Problems, Span
from congvan.signing import believed, keeping, keyholder
from congvan.signing.stamps import Look, copy_line

if TYPE_CHECKING:
    from congvan.pdf import joined

LINES = 4
SECONDS, MEMORY = 60.0, 1_500_000_000


@dataclass(frozen=True, slots=True)
class Signing:
    """With which key an electronic copy is signed, and how lasting."""

    role: str
    key: Any
    timestamper: Any = None
    long_term: bool = False
    roots: tuple[Any, ...] = ()


def drawn(original: Original, form: str, entry: Entry, office: pipeline.Office, told: joined.Told) -> bytes:
    """The pages with the line at the top right of the first, and the mark that names the copy."""
    from congvan.pades import fields
    from congvan.pdf import joined

    moment = office.moment()
    first = original.sheets[0]
    text, box = _placed(first.width, first.height, form, office, moment)
    box = _clear(original.pdf, box)
    line = Look(office, "", None, moment).line(box, text)
    pages = joined.headed(original.pdf, line, box.x0, box.y0, original.archival, told)
    mark = Mark(entry.circular or "", entry.sha256 or "", fields.digest(pages), False, copy=form)
    return fields.prepare(pages, {}, mark)


def _clear(pages: bytes, box: Box) -> Box:
    """``box``, or one below it where a line stands already: that of the copy which is copied."""
    from congvan.pdf import ink
    from congvan.standard.copies import copies

    tall = box.y1 - box.y0
    tried = [Box(1, box.x0, round(box.y0 - n * tall, 2), box.x1, round(box.y1 - n * tall, 2)) for n in range(LINES)]
    corners = [(b.x0, b.y0, b.x1, b.y1) for b in tried]
    return tried[fence.run(partial(ink.clear, pages, corners, copies().ink), SECONDS, MEMORY)]


def _placed(width: float, height: float, form: str, office: pipeline.Office, moment: datetime) -> tuple[str, Box]:
    """The words, on two lines where one would not hold them, and their place on a page of that size in pt."""
    from congvan.render import fonts

    measures, found = office.standard.signing, fonts.find()
    right = mm(office.standard.page["margin_right"].use)
    text = copy_line(form, office.issuer.name.value, moment)
    if found.width(text, measures["info_size"]) > width - 2 * right:
        text = copy_line(form, office.issuer.name.value + "\n", moment).replace("\n; ", ";\n")
    lines = text.split("\n")
    wide = max(found.width(line, measures["info_size"]) for line in lines) + 4
    top = height - mm(measures["info_top"])
    tall = measures["info_size"] * 1.2 * len(lines)
    corners = (max(0.0, width - right - wide), top - tall, width - right, top)
    return text, Box(1, *(round(value, 2) for value in corners))


def found_copies(names: Sequence[str], circulars: Path, output: Path) -> dict[str, list[str]]:
    """Which of ``names`` mean no circular but finished PDFs below ``output``, and the ids of these: what ``copy`` made,
    or pretends to be it. A folder means the copies in it that are not signed yet.
    """
    from congvan.workspace import clean_id

    found: dict[str, list[str]] = {}
    for name in names:
        id = clean_id(name.removesuffix(".pdf"))
        if id is None or (circulars / f"{id}.yaml").exists() or (circulars / id).exists():
            continue
        if (output / f"{id}.pdf").is_file():
            found[name] = [id]
        elif (output / id).is_dir():
            inside = sorted(p.relative_to(output).with_suffix("").as_posix() for p in (output / id).rglob("*.pdf"))
            found[name] = [i for i in inside if not i.endswith(".signed") and f"{i}.signed" not in inside]
    return found


def sign(id: str, office: pipeline.Office, output: Path, how: Signing, problems: Problems) -> tuple[Path, str] | None:
    """The copy ``id`` signed by the agency: the file and the moment. Errors: CV602, CV605, CV607, CV643, CV644."""
    from congvan.pades import apply, fields
    from congvan.pdf import joined

    source, target = output / f"{id}.pdf", output / f"{id}.signed.pdf"
    place = Span(source.name, 1, 1)
    try:
        data = source.read_bytes()
    except OSError as error:
        problems.error("CV643", place, file=source.name, reason=said(error), id=id)
        return None
    found = fields.look(data)
    mark = found.mark if found is not None else None
    if found is None or mark is None or not mark.copy or mark.id != id:
        problems.error("CV607", place, file=source.name, id=id)
        return None
    if how.role != SEAL or target.exists() or any(found.signed.values()):
        problems.error("CV602", place, field=INFO if how.role == SEAL else how.role, id=id, file=target.name)
        return None
    keyholder.of_copy(how.key.holder, office, id, source.name, problems)
    register = pipeline.open_register(office)
    entry = register.entry_of(id) if register is not None else None
    if entry is None or entry.sequence != COPIES or entry.sha256 != mark.text:
        problems.error("CV604", place, id=id)
        return None
    if not fields.as_prepared(data, mark):
        problems.error("CV605", place, file=source.name, fields=INFO, id=id)
        return None
    clocks.check(office, problems, firm=False)
    moment = office.moment()
    if problems.failed:
        return None
    text, box = _placed(*fields.paper(data), mark.copy, office, moment)
    before = {"before": hashlib.sha256(data).hexdigest()}
    data = fields.redrawn(data, joined.LINE, Look(office, "", None, moment).line(box, text))
    wish = apply.Wish(moment, mark.copy, office.issuer.place, how.timestamper, how.long_term, how.roots)
    made = apply.sign(data, INFO, None, None, how.key, wish)
    if believed.refused([(target.name, made)], office, place, id, problems):
        return None
    act = keeping.Act("sign", (INFO,), (how.key.holder,))
    first = partial(keeping.note, office, id, act, made, before)
    atomic.write_all({target: made}, office.settings.rights(), first)
    return target, moment.isoformat()
