"""reply: another agency's letter → the draft that answers it: addressee, ``replies:``, words that name it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from congvan import pipeline
from congvan.desk import drafting, incoming
from congvan.desk.here import Here
from congvan.desk.incoming import Incoming
from congvan.model.register import Code
from congvan.model.source import DocumentType, Spanned
from congvan.problems import Problems, Span
from congvan.read.untouched import mark
from congvan.resolve.kinds import KINDS
from congvan.text.dates import short_date
from congvan.text.letters import fold
from congvan.workspace import clean_id
from congvan.yaml.typed import said_cleanly


@dataclass(frozen=True, slots=True)
class ReplyRequest:
    """``ref``: a file (edXML, PDF, DOCX), a number as printed, or the key of a reference; the rest: what it does not
    say. ``kind``: of the answer. ``word``: ``ref`` is no file, whatever it looks like.
    """

    ref: str
    id: str
    kind: str = incoming.LETTER
    issuer: str = ""
    day: date | None = None
    subject: str = ""
    word: bool = False


def reply(here: Here, request: ReplyRequest, problems: Problems) -> drafting.Drafted | None:
    """``circulars/<ID>.yaml``. Errors: those of :func:`incoming.find`, CV403, CV409, CV411, CV728 a kind that answers
    nobody. Warnings: CV724 the sender is not in recipients.yaml, CV726 it answers a letter of ours, CV142.
    """
    path = drafting.place(here.workspace, request.id, problems)
    for said in (request.ref, request.issuer, request.subject):
        said_cleanly(said, "REF", problems)
    with here.office(problems) as office:
        if office is None or path is None or problems.failed:
            return None
        kind = _kind(request.kind, office, problems)
        typed = Incoming(date=request.day, issuer=request.issuer.strip(), subject=request.subject.strip())
        found = incoming.find(request.ref.strip(), typed, office, problems, word=request.word)
        if found is None or kind is None or problems.failed:
            return None
        draft = _Draft(found, kind, office, drafting.schema_of(here.workspace, path)).text(problems)
        _told(found, office, problems)
    drafting.write(path, draft, here.workspace, problems)
    return drafting.Drafted(clean_id(request.id) or request.id, path, replies=found.number)


def _kind(slug: str, office: pipeline.Office, problems: Problems) -> DocumentType | None:
    """Errors: CV409, CV728."""
    kind = office.kinds.find(Spanned(slug, Span("", 1, 1)), problems)
    if kind is None or _answers(kind):
        return kind
    known = [k for s in office.workspace.kinds() if (k := office.kinds.find(Spanned(s, Span("", 1, 1)), Problems()))]
    problems.error("CV728", None, kind=kind.name, known=", ".join(k.slug for k in known if _answers(k)))
    return None


def _answers(kind: DocumentType) -> bool:
    """Whether a letter can be answered by a document of this kind: numbered, to somebody, with a text of its own."""
    own = any(field.required for field in kind.fields.values())
    return kind.numbered and not kind.articles and not own and {"to", "body"} <= kind.allows


def _told(found: Incoming, office: pipeline.Office, problems: Problems) -> None:
    """What somebody should know beside the draft."""
    register = pipeline.open_register(office)
    if register is None or found.date is None:
        return
    code = Code.parse(found.number)
    for _, by in register.replies_to(code, found.date.year) if code is not None else ():
        problems.warning("CV142", None, code=found.number, by=by.code, date=by.date or by.year)
    slug = incoming.sender(found, office.recipients)
    for ours in found.ours:
        entry = next((e for e in register.find(ours) if e.state == "issued" and e.circular), None)
        if entry is not None and slug is not None:
            problems.warning("CV726", None, number=found.number, code=entry.code, id=entry.circular, slug=slug,
                             date=found.date.isoformat())  # fmt: skip


@dataclass(frozen=True)
class _Draft:
    """The YAML of one answer."""

    found: Incoming
    kind: DocumentType
    office: pipeline.Office
    schema: str

    @property
    def key(self) -> str:
        """The reference's key: ``cv1234``."""
        short = fold(KINDS.get(self.found.kind, ("", ""))[1]) or "cv"
        return f"{short}{self.found.number.partition('/')[0]}".replace("đ", "d")

    def text(self, problems: Problems) -> str:
        """The whole file. Warning: CV724."""
        found, issuer = self.found, self.office.issuer
        assert found.date is not None
        when = f"ngày {short_date(found.date)} của {found.issuer}"
        wording = self.office.standard.wording
        unit = next(iter(issuer.units), None)
        lines = [
            f"# yaml-language-server: $schema={self.schema}",
            f"# Trả lời {found.cited} {when}.",
            f"# Việc còn lại: điền chỗ có {mark('…')}, xem lại trích yếu; rồi chạy congvan check.",
            f"type: {self.kind.slug}",
            *([f"unit: {unit}"] if unit else []),
            f"subject: {drafting.quoted(wording.reply_subject.format(what=found.cited, issuer=found.issuer))}",
            f"replies: {self.key}",
            f"signer: {next(iter(issuer.signers))}",
            *self._reference(),
            *self._whom(problems),
            *self._body(wording.reply_lead),
        ]
        return "\n".join(lines) + "\n"

    def _reference(self) -> list[str]:
        found = self.found
        assert found.date is not None
        facts = {"type": found.kind, "number": found.number, "date": found.date.isoformat(), "issuer": found.issuer,
                 "subject": found.subject, "code": found.code}  # fmt: skip
        plain = ("type", "date", "code")
        told = (f"    {k}: {v if k in plain else drafting.quoted(v)}" for k, v in facts.items() if v)
        return ["references:", f"  {self.key}:", *told]

    def _whom(self, problems: Problems) -> list[str]:
        """The addressee. Warning: CV724."""
        recipients = self.office.recipients
        slug = incoming.sender(self.found, recipients)
        if slug is not None:
            return ["to:", f"  - {slug}"]
        near = incoming.near(self.found, recipients)
        named = {slug: recipients.agencies[slug].name for slug in near}
        hints = [f"  # gần giống: {s} ({name}); đúng thì thay dòng dưới bằng: - {s}" for s, name in named.items()]
        problems.warning("CV724", None, issuer=self.found.issuer, near=near)
        return ["to:", *hints, f"  - {{text: {drafting.in_quotes(self.found.issuer)}}}"]

    def _body(self, lead: str) -> list[str]:
        opening = lead.format(what=f"{{{{ {self.key}.full }}}}", issuer=self.office.issuer.name.value)
        more = sorted(self.kind.requires - {"subject", "body", "to", "unit"})
        return [
            *(line for name in more for line in (f"{name}:", f'  - "{mark(name)}"')),
            "body: |",
            f"  {opening}",
            "",
            f"  {mark('nội dung trả lời')}",
            "",
            "  Trân trọng.",
        ]
