"""Thu hồi (NĐ 30/2020, Điều 18.4): nothing more of a circular goes out, and whoever may have it is told."""

from __future__ import annotations

import hashlib
from pathlib import Path

from congvan import pipeline
from congvan.dispatch import outgoing, renamed
from congvan.dispatch.carriers import Load
from congvan.dispatch.delivery import Sent, book_for_writing, messages, nobody_listens, run, sweep
from congvan.dispatch.sending import Tell
from congvan.machine.clock import Clock, system_clock
from congvan.messages import replies
from congvan.model.circular import Circular
from congvan.model.delivery import HAVE, File, Letter, Parcel
from congvan.model.document import Document
from congvan.problems import Problems, Span
from congvan.workspace import Target
from congvan.yaml.typed import said_cleanly

ON_PAPER = replies.kept("reply.on-paper")


def recall(
    target: Target, office: pipeline.Office, reason: str, problems: Problems, tell: Tell = nobody_listens,
    clock: Clock = system_clock,
) -> Sent | None:  # fmt: skip
    """Recall one circular; run again, it tells those who were not reached yet.

    Errors: CV414 a hidden character, CV802 sent under another id, CV844 not issued, CV845 no reason.
    """
    if not said_cleanly(reason, "--reason", problems):
        return None
    found = pipeline.to_circular(target, office, Problems())
    if found is None or found[1].draft:
        problems.error("CV844", Span(target.shown, 1, 1), id=target.id)
        return None
    document = found[1]
    book = book_for_writing(office, clock)
    if renamed.check(target, office, book, problems):
        return None
    ids = _names(target, office)
    before = next((was for was in map(book.recalled, ids) if was is not None), None)
    if before is None and not reason.strip():
        problems.error("CV845", None, id=target.id)
        return None
    code = outgoing.code_of(document)
    reason = " ".join(reason.split()) if before is None else before.reason
    sweep(book, office, target.id)
    for name in ids:
        book.recall(name, code, reason, replies.kept("reply.recalled", reason=reason))
    rows = [r for r in book.rows(target.id, "document") if r.state in HAVE]
    letter = Letter(target.id, code, document.parts.date, document.title, (), "recall", reason)
    parcels = [Parcel(r.agency, r.name, r.way, r.addresses, r.main) for r in rows]
    held: dict[tuple[str, str], str] = {(p.agency, p.way): ON_PAPER for p in parcels if p.way == "post"}
    book.enter(letter, parcels, messages(office, letter, parcels), held)
    originals: dict[tuple[str, str], str] = {(r.agency, r.way): r.message_id for r in rows}
    output = office.workspace.output(None)
    axis = any(p.way == "edxml" for p in parcels)
    files = _files(found, office, output, {r.sha256 for r in rows}) if axis else ()
    load = Load(office, *found, letter, files, output, lambda row: originals.get((row.agency, row.way), ""))
    return run(book, load, {(p.agency, p.way) for p in parcels}, False, problems, tell, clock)


def _names(target: Target, office: pipeline.Office) -> tuple[str, ...]:
    """Under which names a recall is noted: that of the register's line, where its trace is looked for, and that of
    the file, by which nothing more may go out, unless another line bears it.
    """
    register = pipeline.open_register(office)
    entry = pipeline.issued_as(target, office, register) if register is not None else None
    if register is None or entry is None or entry.circular in (None, target.id):
        return (target.id,)
    own = register.entry_of(target.id) is None
    return (entry.circular, target.id) if own else (entry.circular,)


def _files(found: tuple[Circular, Document], office: pipeline.Office, output: Path, went: set[str]) -> tuple[File, ...]:
    """What a notice of the axis carries: the file that went out, if it is still there, else the letter as it reads."""
    circular, document = found
    for ending in ("signed.pdf", "pdf"):
        path = output / f"{circular.id}.{ending}"
        data = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(data).hexdigest() in went:
            return (outgoing.file_of(document, data),)
    return (outgoing.file_of(document, pipeline.render(document, office, ("pdf",))["pdf"].data),)
