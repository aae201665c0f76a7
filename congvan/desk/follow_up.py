"""follow_up: an issued document → the draft of the next: "(lần 2)", references wired, a sentence that cites it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from congvan import pipeline, read
from congvan.desk import drafting, undoing
from congvan.desk.here import Here
from congvan.model.past import on
from congvan.model.reach import of_line
from congvan.model.register import Code, Entry, Lookup
from congvan.model.source import AddresseeSource, CircularSource, Issuer, Recipients, ReferenceSource, Spanned
from congvan.problems import Problems, Span
from congvan.resolve.kinds import KINDS
from congvan.standard.kinds import kinds
from congvan.text.dates import short_date
from congvan.text.letters import fold
from congvan.text.subject import Subject
from congvan.text.zones import local_day
from congvan.workspace import Target, clean_id

MANY = "các cơ quan, đơn vị"
FOLLOWS = "follows"


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a follow-up takes over."""

    code: Code
    date: date
    type: str
    subject: Subject
    unit: str | None
    signer: str | None
    to: tuple[AddresseeSource, ...]
    copies: tuple[AddresseeSource, ...]
    archive: tuple[str, ...]
    own: tuple[str, ...] = ()  # lines of the kind's own fields, as they were
    replies: tuple[ReferenceSource, ...] = ()  # the letters of other agencies that it answers
    file: str = ""  # its YAML, as it was issued

    @property
    def edition(self) -> int:
        """Which time it was said."""
        return self.subject.edition


def follow_up(
    here: Here, ref: str, id: str, only_unanswered: bool, problems: Problems, by: str = FOLLOWS
) -> drafting.Drafted | None:
    """``circulars/<ID>.yaml``, which goes on from ``ref``; to nobody who has answered, if ``only_unanswered``. ``by``
    one of ``undoing.WAYS``, it corrects, replaces or recalls ``ref`` instead.

    Errors: those of :func:`find`, CV403, CV411, CV559 all have answered.
    """
    path = drafting.place(here.workspace, id, problems)
    with here.office(problems) as office:
        earlier = find(ref, office, problems) if office is not None and not problems.failed else None
        if earlier is None or office is None or path is None:
            return None
        answered = _answered(earlier, office) if only_unanswered else frozenset[str]()
        if all_answered(earlier, answered, office):
            problems.error("CV559", None, code=str(earlier.code))
            return None
        if by == FOLLOWS:
            draft = text(earlier, office, drafting.schema_of(here.workspace, path), answered)
        else:
            draft = _undoing(here, earlier, office, path, by)
    drafting.write(path, draft, here.workspace, problems)
    if by != FOLLOWS:
        return drafting.Drafted(clean_id(id) or id, path, str(earlier.code))
    return drafting.Drafted(clean_id(id) or id, path, str(earlier.code), earlier.edition + 1)


def _answered(earlier: Earlier, office: pipeline.Office) -> frozenset[str]:
    from congvan.dispatch import receipts

    return receipts.answered(earlier.code, earlier.date.year, office)


def find(ref: str, office: pipeline.Office, problems: Problems) -> Earlier | None:
    """``720/STTTT-TTr[:2024]`` or the id of a circular → Earlier. Errors: CV522, CV890 recalled, CV526 spoiled,
    CV531 several, CV535 nowhere, CV538 a draft.
    """
    text, colon, typed_year = ref.partition(":")
    year = int(typed_year) if re.fullmatch(r"[0-9]{4}", typed_year) else None
    wanted = ref.strip().removesuffix(".yaml").removeprefix("circulars/")
    by_id = any(t.id == wanted for t in office.workspace.all(Problems()))
    code = None if by_id or (colon and year is None) else Code.parse(text, alone=True)
    found = [e for e in (_of_file(t, office, code, year, ref) for t in office.workspace.all(Problems())) if e]
    register = pipeline.open_register(office)
    entries: list[Entry] = []
    if register is not None:
        entries = [e for e in register.find(code, year) if e.state == "issued"] if code else []
        have = {(e.code.number, fold(e.code.symbol), e.date.year) for e in found}
        for entry in entries:
            if (entry.number, fold(entry.symbol), entry.year) not in have and entry.date is not None:
                frozen = register.frozen(entry)
                made = _of_source(frozen.source, entry, office) if frozen is not None else None
                found.append(made or _of_entry(entry, office.recipients, office))
    if not found:
        problems.error("CV538" if by_id else "CV535", None, ref=ref)
    elif len(found) > 1:
        problems.error("CV531", None, code=ref, which=", ".join(f"{e.code} ({e.date.year})" for e in found[:8]))
    if len(found) == 1 and register is not None:
        _alive(found[0], register, problems)
    return found[0] if len(found) == 1 and not problems.failed else None


def _alive(earlier: Earlier, register: Lookup, problems: Problems) -> None:
    """Errors: CV526 its number was spoiled, CV522 it was recalled: nobody is asked to go on with such a document."""
    for entry in register.find(earlier.code, earlier.date.year):
        if entry.state == "void":
            problems.error("CV526", None, code=entry.code, reason=entry.reason)
            return
        if entry.recalled is not None:
            problems.error("CV890", None, key=entry.code, code=entry.code, reason=entry.recalled,
                           date=local_day(entry.recalled_at))  # fmt: skip
            return
        for relation, by in register.pointing_at(entry.code, entry.year):
            if relation.kind == "recalls" and by.date is not None:
                problems.error("CV522", None, key=entry.code, code=entry.code, by=by.code, date=by.date,
                               chain=f"{entry.code} ← {by.code}")  # fmt: skip


def _of_file(target: Target, office: pipeline.Office, code: Code | None, year: int | None, ref: str) -> Earlier | None:
    quiet = Problems()
    source = read.read_circular(target.path, target.shown, target.id, quiet)
    if source is None or source.number is None or source.date is None:
        return None
    circular, _ = pipeline.compose_source(source, office, pipeline.open_register(office), quiet)
    if circular is None:
        return None
    mine = Code(source.number.value, circular.symbol)
    if code is None:
        wanted = target.id == ref.strip().removesuffix(".yaml").removeprefix("circulars/")
    else:
        same = not code.symbol or fold(code.symbol) == fold(mine.symbol)
        wanted = code.number == mine.number and same and year in (None, source.date.value.year)
    return _taken(source, mine, source.date.value, target.path.read_bytes()) if wanted else None


def _of_source(text: str, entry: Entry, office: pipeline.Office) -> Earlier | None:
    """From the file as it was when the number was given."""
    source = read.read_circular(office.workspace.root, "", entry.circular or "", Problems(), text.encode())
    return None if source is None or entry.date is None else _taken(source, entry.code, entry.date, text.encode())


def _taken(source: CircularSource, code: Code, day: date, data: bytes) -> Earlier:
    subject = Subject.typed(source.subject.value, edition=source.edition.value if source.edition else None)
    return Earlier(
        code, day, source.type.value, subject, source.unit.value if source.unit else None, source.signer.value,
        source.to, source.copies, tuple(a.value for a in source.archive or ()), read.own_lines(source),
        tuple(source.references[key.value] for key in source.replies if key.value in source.references),
        data.decode("utf-8", "replace"),
    )  # fmt: skip


def _of_entry(entry: Entry, recipients: Recipients, office: pipeline.Office) -> Earlier:
    """From a line without its text (imported): names are turned back into slugs where they are known."""
    assert entry.date is not None
    tables = (recipients.groups, recipients.agencies)
    slugs = {fold(on(v, entry.date).name): k for table in tables for k, v in table.items()}
    nowhere = Span("", 1, 1)

    def back(names: tuple[str, ...]) -> tuple[AddresseeSource, ...]:
        refs = [(slugs.get(fold(name)), name) for name in names]
        return tuple(AddresseeSource(ref, None if ref else name, None, None, nowhere) for ref, name in refs)

    tail = entry.symbol.partition("-")[2]
    unit = next((u.slug for u in office.issuer.units.values() if fold(u.symbol) == fold(tail)), None)
    signer = next((s.slug for s in office.issuer.signers.values() if fold(s.name) == fold(entry.signer)), None)
    subject = Subject.kept(entry.draft.subject)
    subject = replace(subject, edition=entry.draft.edition or subject.edition)
    kind = kinds().get(entry.draft.type)
    to, copies = entry.draft.to, entry.draft.copies
    if kind is not None and not kind.to:  # a decision has no Kính gửi: the book's column means its Nơi nhận
        to, copies = (), (*to, *copies)
    return Earlier(entry.code, entry.date, entry.draft.type, subject, unit, signer, back(to), back(copies), ())


def text(earlier: Earlier, office: pipeline.Office, schema: str, answered: frozenset[str] = frozenset()) -> str:
    """The YAML of the draft, with comments that say what is left to write; not to the agencies in ``answered``."""
    issuer = office.issuer
    name, short = KINDS.get(earlier.type, ("Văn bản", ""))
    key = f"{(fold(short) or 'cv')}{earlier.code.number}"
    to = addressees(earlier.to, answered, office.recipients)
    lines = [
        f"# yaml-language-server: $schema={schema}",
        f"# Soạn tiếp theo {name} số {earlier.code} ngày {short_date(earlier.date)}.",
        "# Việc còn lại: viết đoạn của lần này trong body, rồi chạy check và build; số và ngày do lệnh issue ghi.",
        *_head(earlier, key, issuer),
        *_reference(earlier, key, issuer, office.standard.wording.edition),
        *(line for item in earlier.replies for line in _letter(item)),
        *_list("to", to),
        *earlier.own,
        *_body(_whom(to, office.recipients), key, issuer),
        *_list("copies", earlier.copies),
        *([f"archive: [{', '.join(drafting.quoted(a) for a in earlier.archive)}]"] if earlier.archive else []),
    ]
    return "\n".join(lines) + "\n"


def _undoing(here: Here, earlier: Earlier, office: pipeline.Office, path: Path, by: str) -> str:
    """The YAML of the draft that corrects, replaces or recalls a document. A replacement begins as the text that it
    replaces, where that is known, also to the last comment.
    """
    issuer, (name, short) = office.issuer, KINDS.get(earlier.type, ("Văn bản", ""))
    key = f"{(fold(short) or 'cv')}{earlier.code.number}"
    reference = _reference(earlier, key, issuer, office.standard.wording.edition)
    if by == "replaces" and earlier.file:
        facts = _facts(earlier, issuer, office.standard.wording.edition)
        made = undoing.replaced(here, path.stem, earlier.file, key, facts)
        if made is not None:
            return made
    kind = earlier.type if by == "replaces" else undoing.LETTER
    head = [line for line in _head(earlier, key, issuer) if line.startswith(("unit:", "signer:"))]
    to, copies = _to_all(earlier) if kind != earlier.type else (earlier.to, earlier.copies)
    return undoing.text(
        undoing.WAYS[by], undoing.Undone(key, f"{name} số {earlier.code}", short_date(earlier.date),
                                         issuer.name.value),
        drafting.schema_of(here.workspace, path), [f"type: {kind}", *head],
        [*reference, *_list("to", to), *(earlier.own if kind == earlier.type else ())], _list("copies", copies),
    )  # fmt: skip


def _to_all(earlier: Earlier) -> tuple[tuple[AddresseeSource, ...], tuple[AddresseeSource, ...]]:
    """Kính gửi and Nơi nhận of a letter to those who have a document of another kind, which may have Nơi nhận only."""
    if earlier.to:
        return earlier.to, earlier.copies
    return earlier.copies, ()


def _head(earlier: Earlier, key: str, issuer: Issuer) -> list[str]:
    signer = earlier.signer if earlier.signer in issuer.signers else next(iter(issuer.signers))
    unit = earlier.unit if earlier.unit in issuer.units else next(iter(issuer.units), None)
    lines, goes_on = earlier.subject.lines, fold(earlier.subject.line).startswith("tiep tuc ")
    subject = "\n  ".join(("|-", *lines)) if len(lines) > 1 else drafting.quoted(earlier.subject.line)
    return [
        f"type: {earlier.type}",
        *([f"unit: {unit}"] if unit else []),
        '# "(lần …)" được tự thêm vào cuối trích yếu.'
        if goes_on
        else '# Thường thêm chữ "tiếp tục" vào đầu trích yếu; "(lần …)" được tự thêm.',
        f"subject: {subject}",
        f"edition: {earlier.edition + 1}",
        f"follows: {key}",
        *([f"replies: [{', '.join(item.key for item in earlier.replies)}]"] if earlier.replies else []),
        f"signer: {signer}",
    ]


def _facts(earlier: Earlier, issuer: Issuer, mark: str) -> dict[str, str]:
    """What a reference to it says."""
    name = on(issuer, earlier.date).name.value
    return drafting.facts(earlier.type, earlier.code, earlier.date, name, earlier.subject.numbered(mark))


def _reference(earlier: Earlier, key: str, issuer: Issuer, mark: str) -> list[str]:
    facts, plain = _facts(earlier, issuer, mark), ("type", "date")
    told = (f"    {name}: {value if name in plain else drafting.quoted(value)}" for name, value in facts.items())
    return ["references:", f"  {key}:", *told]


def _letter(item: ReferenceSource) -> list[str]:
    """A letter that the earlier document answers, and so does the next."""
    texts = {name: getattr(item, name) for name in ("type", "number", "issuer", "subject", "code")}
    told = [f"    {name}: {drafting.quoted(' '.join(t.value.split()))}" for name, t in texts.items() if t is not None]
    return [f"  {item.key}:", *told, *([f"    date: {item.date.value.isoformat()}"] if item.date is not None else [])]


def _body(whom: str, key: str, issuer: Issuer) -> list[str]:
    we = issuer.name.value
    return [
        "# Sau câu mở đầu, viết một đoạn: tình hình từ lần trước đến nay, vì sao có văn bản này, hạn trả lời.",
        "body: |",
        f"  Ngày {{{{ {key}.date }}}}, {we} đã ban hành {{{{ {key}.with_subject }}}} gửi {whom}.",
        "",
        f"  {we} đề nghị {whom} tiếp tục thực hiện nội dung tại {{{{ {key}.with_date }}}}.",
        "",
        "  Trân trọng.",
    ]


def all_answered(earlier: Earlier, answered: frozenset[str], office: pipeline.Office) -> bool:
    """Whether nobody is left to write to again."""
    return bool(answered) and not addressees(earlier.to, answered, office.recipients)


def addressees(
    items: tuple[AddresseeSource, ...], answered: frozenset[str], recipients: Recipients
) -> tuple[AddresseeSource, ...]:
    """Those to write to again: without the agencies in ``answered``. A group of which some have answered is named by
    the members that have not; one of which nobody has stays a group.
    """
    kept: list[AddresseeSource] = []
    for item in items:
        members = [one.slug for one in of_line(item, recipients)]
        waiting = [m for m in members if m not in answered]
        if not answered or len(waiting) == len(members):
            kept.append(item)
        elif item.ref is None and waiting:  # a text stays what is printed; only whom it means gets shorter
            kept.append(replace(item, agencies=tuple(Spanned(m, item.span) for m in waiting)))
        else:
            kept += [AddresseeSource(m, None, None, None, item.span) for m in waiting]
    return tuple(kept)


def _whom(to: tuple[AddresseeSource, ...], recipients: Recipients) -> str:
    if len(to) != 1:
        return MANY
    ref = to[0].ref or ""
    if ref in recipients.agencies:
        return to[0].printed_as or recipients.agencies[ref].name
    return to[0].text or MANY


def _list(key: str, items: tuple[AddresseeSource, ...]) -> list[str]:
    return [f"{key}:", *(f"  - {_one(item)}" for item in items)] if items else []


def _one(item: AddresseeSource) -> str:
    parts = {"ref": item.ref, "text": item.text, "as": item.printed_as, "note": item.note}
    given = [f"{k}: {v if k == 'ref' else json.dumps(v, ensure_ascii=False)}" for k, v in parts.items() if v]
    if item.agencies:
        given.append(f"for: [{', '.join(a.value for a in item.agencies)}]")
    if given == [f"ref: {item.ref}"]:
        return str(item.ref)
    return "{" + ", ".join(given) + "}"
