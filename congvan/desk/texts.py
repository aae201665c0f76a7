"""The files that people write: a circular, issuer.yaml, recipients.yaml. Read with what tells one text from another,
judged as ``check`` judges them, and saved only over the text that whoever saves has seen.
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from congvan import pipeline, read
from congvan.desk.here import Here
from congvan.machine import atomic, files
from congvan.machine.said import said
from congvan.machine.versions import Kept, Shelf, hash_of
from congvan.model.actor import Actor
from congvan.pipeline import acts, judged
from congvan.problems import Diagnostic, MachineFault, Problems, Severity, Span, term
from congvan.read.guide import OFFICE, Tables, of_circular
from congvan.read.source import bytes_of
from congvan.text.redline import Piece, redline
from congvan.workspace import SUFFIX, Target, clean_id
from congvan.yaml.extents import Entries, Leaf, Unfit, outlined
from congvan.yaml.tree import MAX_BYTES, parse

if TYPE_CHECKING:
    from congvan.model.register import Entry
    from congvan.model.source import DocumentType

STORE = ".congvan"
"""The folder of a workspace in which earlier texts are kept; git is told to leave it alone."""
OFFICE_FILES = {f"{name}{SUFFIX}": name for name in OFFICE}


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file that people write. ``office``: ``issuer`` or ``recipients``, "" of a circular."""

    id: str
    path: Path
    shown: str
    within: Path
    office: str = ""

    @property
    def target(self) -> Target:
        """The circular as the pipeline knows it."""
        return Target(self.id, self.path, self.shown)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else saved meanwhile: the text that is there now. ``changes`` leads from the text that the caller had
    seen to it, word by word; where that text is not known any more, from what the caller would have saved. ``actor``
    and ``at``: who saved, and when; ``actor`` is "" where it was no studio (the command line, an editor, git).
    """

    data: bytes
    etag: str
    changes: tuple[Piece, ...]
    actor: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Saved:
    """A text after it was changed: ``saved`` if it lies on the disk, ``conflict`` why it doesn't."""

    id: str
    data: bytes
    etag: str
    saved: bool
    conflict: Conflict | None = None

    @property
    def ok(self) -> bool:
        """Whether nobody came between."""
        return self.conflict is None


def file_of(here: Here, id: str, problems: Problems, *, new: bool = False) -> TextFile | None:
    """The file that an id names: ``issuer.yaml`` and ``recipients.yaml`` are the office's. ``new``: it may be one that
    is not there yet, for texts that nobody has saved. Errors: CV402, CV403.
    """
    workspace = here.workspace
    if id in OFFICE_FILES:
        path = workspace.root / id
        return TextFile(id, path, workspace.shown(path), workspace.root, OFFICE_FILES[id])
    clean = clean_id(id)
    if clean is None:
        problems.error("CV403", None, name=id)
        return None
    path = workspace.circulars / f"{clean}{SUFFIX}"
    if new or (files.is_plain(path) and files.inside(path, workspace.circulars)):
        return TextFile(clean, path, workspace.shown(path), workspace.circulars)
    target = here.one(id, problems)
    return None if target is None else TextFile(target.id, target.path, target.shown, workspace.circulars)


def there(here: Here, id: str, problems: Problems) -> tuple[TextFile, bytes] | None:
    """The file that an id names, and what it says. Errors: CV402, CV403, CV006, CV009."""
    file = file_of(here, id, problems)
    data = None if file is None else bytes_of(file.path, file.shown, problems)
    return None if file is None or data is None else (file, data)


def decoded(file: TextFile, data: bytes, problems: Problems) -> str | None:
    """The text as it stands, byte for byte. Errors: CV004 and what else :func:`parse` tells of bytes."""
    try:
        if len(data) <= MAX_BYTES:
            return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    parse(data, file.shown, problems)
    return None


def unfit(file: TextFile, data: bytes, why: Unfit, problems: Problems) -> Diagnostic:
    """CV977: why and where a text can't be changed by fields. Errors: those of its syntax."""
    mine = Problems()
    if why.reason == "syntax":
        parse(data, file.shown, mine)
    problems.extend(mine)
    span = next((d.span for d in mine if d.span is not None), None) or Span(file.shown, why.line, why.column)
    return Diagnostic("CV977", Severity.ERROR, span, {"reason": term(f"unfit.{why.reason}", name=why.name)})


def tables_of(here: Here, file: TextFile, text: str) -> Tables:
    """The tables of the keys that the text may have."""
    return Tables(OFFICE[file.office] if file.office else of_circular(kind_of(here, text)))


def kind_of(here: Here, text: str) -> DocumentType | None:
    """The kind of a circular's text, the usual one where it names none; None where it can't be known."""
    from congvan.model.source import Spanned
    from congvan.read.keys import DEFAULT_KIND

    slug = DEFAULT_KIND
    with suppress(Unfit):
        root = outlined(text.removeprefix("\ufeff"))
        entry = root.get("type") if isinstance(root, Entries) else None
        if entry is not None and isinstance(entry.value, Leaf) and entry.value.value.strip():
            slug = entry.value.value.strip()
    return pipeline.Kinds(here.workspace).find(Spanned(slug, Span("", 1, 1)), Problems())


def faults(here: Here, file: TextFile, data: bytes) -> tuple[Diagnostic, ...]:
    """Every fault of the text, as ``check`` tells them."""
    mine = Problems()
    if file.office == "issuer":
        _issuer(here, file, data, mine)
    elif file.office:
        tree = parse(data, file.shown, mine)
        if tree is not None:
            read.recipients_of(tree, file.shown, mine)
    else:
        office_faults = Problems()
        with here.office(office_faults) as office:
            if office is not None:
                found = pipeline.to_circular(file.target, office, mine, data=data)
                if found is not None:
                    whole = Problems()
                    whole.extend(judged.told(found, mine, office))
                    return tuple(whole.sorted())
            else:
                kinds = pipeline.Kinds(here.workspace)
                read.read_circular(file.path, file.shown, file.id, mine, data, kinds.asked(mine))
    return tuple(mine.sorted())


def _issuer(here: Here, file: TextFile, data: bytes, problems: Problems) -> None:
    from congvan import standard
    from congvan.resolve import numbering
    from congvan.standard.kinds import kinds

    tree = parse(data, file.shown, problems)
    issuer = None if tree is None else read.issuer_of(tree, problems)
    if issuer is not None:
        standard.choose(issuer.style, problems)
        numbering.check(issuer.numbering, {*kinds(), *here.workspace.kinds()}, problems)


def issued(here: Here, file: TextFile, data: bytes) -> Entry | None:
    """The line of the register that a circular has its number from: its text may not change any more. Where the
    register can't be asked and the file bears no number, nobody is hindered from writing a draft.
    """
    if file.office:
        return None
    source = read.read_circular(file.path, file.shown, file.id, Problems(), data)
    bears = source is not None and source.number is not None
    try:
        with here.office(Problems()) as office:
            register = None if office is None else pipeline.open_register(office)
            if office is None or register is None:
                return None
            entry = pipeline.issued_as(file.target, office, register) if bears else register.entry_of(file.id)
    except MachineFault:
        if bears:
            raise
        return None
    return entry if entry is not None and entry.state == "issued" else None


def shelf(here: Here, file: TextFile) -> Shelf:
    """Where the earlier texts of a file lie."""
    below = Path(file.id) if file.office else Path("circulars", f"{file.id}{SUFFIX}")
    return Shelf(here.workspace.root / STORE / "versions" / below, here.settings.rights())


def save(
    here: Here, file: TextFile, expected: str, make: Callable[[bytes], bytes | None], problems: Problems,
    mine: bytes | None = None,
) -> Saved | None:  # fmt: skip
    """``make`` of the bytes that are there, put in their place, whole or not at all, if they are those with the hash
    ``expected``; the text before is kept. ``mine``: what the caller would save, to be compared where they are not.
    None where ``make`` refused. Errors: CV976 another text by now, CV979 it is issued; CV070, CV490, CV491.
    """
    try:
        with atomic.rewriting(file.path, file.within, here.settings.patience) as rewrite:
            data = rewrite.read()
            etag = hash_of(data)
            if etag != expected:
                return Saved(file.id, data, etag, False, conflict(here, file, data, expected, mine, problems))
            if refused(here, file, data, problems):
                return None
            made = make(data)
            if made is None or made == data:
                return None if made is None else Saved(file.id, data, etag, False)
            rewrite.stage(made)
            if file.office:
                told(here, "settings" if file.office == "issuer" else "recipients", file.path.name, data, made)
            keep(here, file, data, made)
            rewrite.finish()
            return Saved(file.id, made, hash_of(made), True)
    except OSError as error:
        code = "CV404" if error.errno == errno.ELOOP else "CV407"
        problems.error(code, Span(file.shown, 1, 1), id=file.id, reason=said(error))
        return None


def told(here: Here, act: str, name: str, data: bytes, made: bytes) -> None:
    """A change of the office's own files by one who has signed in with a role, in the register's log before it is made.
    While those files have faults nobody knows which register it is: what was changed then shows in the next row, whose
    hash before is not the last one's after. Errors: MachineFault.
    """
    if isinstance(here.settings.actor, Actor):
        with here.office(Problems()) as office:
            if office is not None:
                acts.tell(office, act, "", hash_of(data), hash_of(made), file=name)


def put(here: Here, file: TextFile, text: bytes, expected: str, problems: Problems) -> Saved | None:
    """The whole text in place of the one with the hash ``expected``; its faults are told. Errors: as :func:`save`."""
    saved = save(here, file, expected, lambda data: text, problems, text)
    if saved is not None and saved.ok:
        problems.extend(faults(here, file, saved.data))
    return saved


def refused(here: Here, file: TextFile, data: bytes, problems: Problems) -> bool:
    """Whether nobody may change this text. Errors: CV979 it is issued."""
    entry = issued(here, file, data)
    if entry is not None:
        problems.error("CV979", Span(file.shown, 1, 1), id=file.id, code=entry.code, date=entry.date or "")
    return entry is not None


def keep(here: Here, file: TextFile, data: bytes, made: bytes) -> None:
    """The text that is about to be saved over, kept."""
    folder = here.workspace.root / STORE
    ignore = folder / ".gitignore"
    if not ignore.exists():
        with suppress(FileExistsError):
            atomic.create(ignore, b"*\n", here.settings.rights())
    shelf(here, file).keep(data, hash_of(made), here.settings.actor, here.clock())


def conflict(
    here: Here, file: TextFile, data: bytes, expected: str, mine: bytes | None, problems: Problems
) -> Conflict:
    """What came between. Errors: CV976."""
    kept = shelf(here, file)
    all_ = kept.all()
    base = next((kept.text(one.number) for one in reversed(all_) if one.before == expected), None)
    last: Kept | None = next((one for one in reversed(all_) if one.after == hash_of(data)), None)
    at = last.at if last is not None else _changed(file)
    who = last.actor if last is not None else ""
    changes = redline(worded(base if base is not None else mine if mine is not None else data), worded(data))
    problems.add(
        Diagnostic("CV976", Severity.ERROR, Span(file.shown, 1, 1), {"id": file.id, "who": who, "at": at or ""})
    )
    return Conflict(data, hash_of(data), changes, who, at)


def _changed(file: TextFile) -> datetime | None:
    with suppress(OSError):
        return datetime.fromtimestamp(int(file.path.stat().st_mtime), UTC)
    return None


def worded(data: bytes) -> str:
    """A text as it is compared: whatever its line ends are."""
    return data.decode("utf-8", "replace").replace("\r\n", "\n")
