"""What the files say, as typed by the clerk: every value with its place, nothing looked up yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from congvan.model.delivery import Settings
from congvan.model.past import Past
from congvan.model.raw import Raw
from congvan.model.steps import Steps
from congvan.problems import Span

T = TypeVar("T")
Day = date
"""A date, under a name that no field has."""


@dataclass(frozen=True, slots=True)
class Spanned(Generic[T]):
    """A value and the place of its first character.

    ``lines`` is for text of several lines only: the file line of each line of ``value``, so that a fault
    in the third line of a body is named at its line in the file (empty: all of it stands at ``span``). ``raw`` is
    the text in the file, for faults of a single character.
    """

    value: T
    span: Span
    lines: tuple[int, ...] = ()
    raw: Raw | None = field(default=None, compare=False, repr=False)

    def at(self, index: int) -> Span:
        """The place of character ``index`` of a text."""
        found = self.raw.place(self.value, index) if self.raw is not None and isinstance(self.value, str) else None
        return found or self.at_line(str(self.value).count("\n", 0, index))

    def at_line(self, index: int) -> Span:
        """The place of line ``index`` (from 0) of a text of several lines."""
        if 0 <= index < len(self.lines):
            return Span(
                self.span.file,
                self.lines[index],
                self.span.column if index == 0 and self.lines[0] == self.span.line else 1,
            )
        return self.span


@dataclass(frozen=True, slots=True)
class Unit:
    """Đơn vị soạn thảo: the drafting unit; ``symbol`` is the second half of a công văn's symbol (PL I.I.II.3)."""

    slug: str
    name: str
    symbol: str
    archive: str
    span: Span
    typed: tuple[Spanned[str], ...] = field(default=(), compare=False, repr=False)  # its words with their places
    former: tuple[Past[Unit], ...] = ()  # what it was called before, the oldest first


@dataclass(frozen=True, slots=True)
class Signer:
    """Người ký. ``chain`` holds the authority lines from the top: ``(("TM", "Ủy ban nhân dân"), ("KT", "Chủ tịch"))``.

    ``title`` is chức vụ, ``name`` họ tên; ``posts`` are further posts printed above the name (PL I.I.II.7b).
    """

    slug: str
    chain: tuple[tuple[str, str], ...]
    title: str
    name: str
    posts: tuple[str, ...]
    span: Span
    typed: tuple[Spanned[str], ...] = field(default=(), compare=False, repr=False)  # its words with their places
    former: tuple[Past[Signer], ...] = ()  # what it was called before, the oldest first


@dataclass(frozen=True, slots=True)
class Numbering:
    """Kinds that share one sequence of numbers; ``name`` is the sequence's, where the agency gives it one."""

    kinds: tuple[Spanned[str], ...]
    name: Spanned[str] | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """Hồ sơ of the office's list (danh mục hồ sơ, PL V): số và ký hiệu, tiêu đề, thời hạn bảo quản, người lập."""

    slug: str
    code: str
    title: str
    keep: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Cơ quan ban hành, from ``issuer.yaml``. ``style`` holds the agency's choices inside the decree's ranges."""

    parent: str | None
    name: Spanned[str]
    symbol: str
    place: str
    code: str | None
    address: str | None
    phone: str | None
    fax: str | None
    email: str | None
    website: str | None
    units: Mapping[str, Unit]
    signers: Mapping[str, Signer]
    style: Mapping[str, Spanned[str]]
    span: Span
    numbering: tuple[Numbering, ...] = ()
    register: str | None = None  # a file or a libpq URL
    timezone: str | None = None  # IANA name; None: Asia/Ho_Chi_Minh
    seal_diameter: float | None = None  # mm; None: the standard's usual one
    delivery: Settings = field(default_factory=Settings)
    acts_for: tuple[str, ...] = ()  # subordinates, agencies merged into it, its former names (Điều 18)
    typed: tuple[Spanned[str], ...] = field(default=(), compare=False, repr=False)  # its words with their places
    keys: Mapping[str, Span] = field(default_factory=dict, compare=False, repr=False)  # where the text of a key stands
    id: str | None = None  # what the register knows it by where it has no code
    former: tuple[Past[Issuer], ...] = ()  # what it was called before, the oldest first
    steps: Steps = field(default_factory=Steps)  # who checks, approves and signs in which order
    files: Mapping[str, Dossier] = field(default_factory=dict)  # hồ sơ, by slug


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency of ``recipients.yaml``; ``code`` is its mã định danh for edXML."""

    slug: str
    name: str
    code: str | None
    email: tuple[str, ...]
    address: str | None
    channels: tuple[str, ...]
    span: Span
    boxes: tuple[Span, ...] = ()  # where each address of ``email`` stands
    typed: tuple[Spanned[str], ...] = field(default=(), compare=False, repr=False)  # its words with their places
    former: tuple[Past[Agency], ...] = ()  # what it was called before, the oldest first
    fields: Mapping[str, str] = field(default_factory=dict)  # what else a copy of its own may print


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of agencies or other groups, printed under its own name."""

    slug: str
    name: str
    members: tuple[Spanned[str], ...]
    channels: tuple[str, ...]
    span: Span
    typed: tuple[Spanned[str], ...] = field(default=(), compare=False, repr=False)  # its words with their places
    former: tuple[Past[Group], ...] = ()  # what it was called before, the oldest first


@dataclass(frozen=True, slots=True)
class Recipients:
    """All of ``recipients.yaml``. A slug names an agency or a group, never both."""

    agencies: Mapping[str, Agency]
    groups: Mapping[str, Group]
    file: str


@dataclass(frozen=True, slots=True)
class ReferenceSource:
    """One entry of ``references``: an earlier document as the clerk gives it. ``number`` is số and ký hiệu together."""

    key: str
    number: Spanned[str] | None
    year: Spanned[int] | None
    date: Spanned[date] | None
    issuer: Spanned[str] | None
    type: Spanned[str] | None
    subject: Spanned[str] | None
    name: Spanned[str] | None  # a law's own name: "Luật Giao dịch điện tử"
    span: Span
    code: Spanned[str] | None = None  # mã định danh of who issued it, for edXML


@dataclass(frozen=True, slots=True)
class AddresseeSource:
    """One entry of ``to`` or ``copies``: a slug (``ref``), or a text that is printed only (``text``)."""

    ref: str | None
    text: str | None
    printed_as: str | None
    note: str | None
    span: Span
    agencies: tuple[Spanned[str], ...] = ()  # who stands behind a line that names no agency: "Như Điều 3"
    typed: tuple[Spanned[str], ...] = field(default=(), compare=False, repr=False)  # its words with their places


@dataclass(frozen=True, slots=True)
class MergeSource:
    """A list of Excel or CSV whose rows are recipients, each of a copy of its own; the headings of its columns."""

    file: Spanned[str]
    key: Spanned[str]
    name: Spanned[str]
    span: Span
    address: Spanned[str] | None = None
    email: Spanned[str] | None = None
    sheet: Spanned[str] | None = None


@dataclass(frozen=True, slots=True)
class AttachedSource:
    """A text that the document issues (Mẫu 1.3), as typed."""

    type: Spanned[str]
    subject: Spanned[str]
    body: Spanned[str]
    span: Span


@dataclass(frozen=True, slots=True)
class TableSource:
    """A table of a file of Excel or CSV: which sheet (None: the first), which part of it (None: all), how many rows are
    its head.
    """

    file: Spanned[str]
    span: Span
    sheet: Spanned[str] | None = None
    range: Spanned[str] | None = None
    head: Spanned[int] | None = None


@dataclass(frozen=True, slots=True)
class AnnexSource:
    """Phụ lục as typed; ``body`` is empty where only a ``table`` stands in it."""

    title: Spanned[str] | None
    body: Spanned[str]
    landscape: bool | None  # None: as the tables need
    span: Span
    table: TableSource | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A warning that the office lets stand: its code (``VH-1``, ``CV066``) and why."""

    code: str
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class CircularSource:
    """One file under ``circulars/``: checked for shape, nothing resolved."""

    id: str
    file: str
    span: Span
    type: Spanned[str]
    unit: Spanned[str] | None
    subject: Spanned[str]
    edition: Spanned[int] | None
    follows: Spanned[str] | None
    number: Spanned[int] | None
    date: Spanned[date] | None
    urgency: Spanned[str] | None
    circulation: Spanned[str] | None  # phạm vi lưu hành (ô 11): free words, printed in capitals in a box
    signer: Spanned[str]
    references: Mapping[str, ReferenceSource]
    to: tuple[AddresseeSource, ...]
    body: Spanned[str]
    copies: tuple[AddresseeSource, ...]
    archive: tuple[Spanned[str], ...] | None  # None: VT and the unit's archive name
    archive_copies: Spanned[int] | None  # số lượng bản lưu, "(2)" after the archive line
    drafter: Spanned[str] | None  # ký hiệu người soạn thảo, e.g. "PL"
    print_run: Spanned[int] | None  # số lượng bản phát hành, e.g. 300: "PL.(300)"
    footer: bool  # whether ô 13 (address …) is printed at the foot of page 1
    annexes: tuple[AnnexSource, ...]
    corrects: tuple[Spanned[str], ...] = ()  # keys of references: what this one corrects
    replaces: tuple[Spanned[str], ...] = ()
    recalls: tuple[Spanned[str], ...] = ()
    replies: tuple[Spanned[str], ...] = ()  # likewise: letters of other agencies that this one answers
    authority: Spanned[str] | None = None  # thẩm quyền ban hành; None: as the kind says
    grounds: tuple[Spanned[str], ...] = ()  # căn cứ ban hành
    proposal: Spanned[str] | None = None  # theo đề nghị của …
    attached: tuple[AttachedSource, ...] = ()
    accept: tuple[Accepted, ...] = ()  # warnings that are let stand; no word of the text
    per_recipient: Spanned[bool] | None = None  # whether each recipient gets a copy of its own
    due: Spanned[Day] | None = None  # by when it is to go out; not printed
    dossier: Spanned[str] | None = None  # hồ sơ that it belongs to, ``file:``; not printed
    merge: MergeSource | None = None  # where they are listed; None: those of ``to``
    fields: Mapping[str, FieldValue] | None = None  # the kind's own; None until the kind is known
    keys: Mapping[str, Span] = field(default_factory=dict)  # every key of the file, with its place
    own: Mapping[str, Any] = field(default_factory=dict)  # nodes of the keys that only a kind can know
    blank: Mapping[str, Span] = field(default_factory=dict)  # keys without a value, with the place of the value
    faulty: bool = False  # read in spite of faults: only so that those of its text are named in the same run


FieldValue = Spanned[Any] | tuple[Any, ...] | Mapping[str, Any]
"""A text, number or date; a list of texts or of records; a record (a mapping to texts, numbers and dates)."""


@dataclass(frozen=True, slots=True)
class KindField:
    """One field that a kind declares. ``type``: text, lines, date, integer, list or record.

    ``fields`` are those of a record, or of each record of a list; a list without them is one of texts.
    """

    name: str
    type: str
    title: str
    description: str
    required: bool
    example: Any
    fields: tuple[KindField, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class SignatureType:
    """One of a kind's signatures: its label (THƯ KÝ), whose it is, and where the post stands."""

    label: str | None
    by: str  # "signer", or the name of a field: a text (the name), or a record with name and post
    post: str  # "above" the gap in capitals, "below" it over the name, or "none"


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of document: ``templates/<slug>/type.yaml``. ``parts`` names the components present, in their order."""

    slug: str
    name: str  # "Công văn"
    abbreviation: str | None  # None for công văn and thư công (PL III.I)
    parts: tuple[str, ...]
    subject_prefix: str  # "V/v" for công văn, "" for named kinds
    body_template: Spanned[str] | None  # with the place of each line of body.md.j2
    folder: str
    fields: Mapping[str, KindField] = field(default_factory=dict)
    form: str = ""  # "Mẫu 1.4", or "thông lệ" where the decree gives none
    title: str = "full"  # "full", "no-rule" (the name of a meeting), "name-only"
    numbered: bool = True
    dated: bool = True
    addressee_label: str | None = None  # None: Kính gửi
    authority: str = "signer"  # default of the authority line: "signer" (title and issuer) or "issuer"
    order_words: str | None = None  # "QUYẾT ĐỊNH:"
    articles: bool = False  # Phần, Chương, Mục and Điều are read as such, and their numbers checked
    recipients: str = "beside"  # Nơi nhận "beside" the signature or "below" it
    signatures: tuple[SignatureType, ...] = (SignatureType(None, "signer", "above"),)
    confirmation: str | None = None
    requires: frozenset[str] = frozenset({"subject", "body"})
    allows: frozenset[str] = frozenset()
    new_file: str | None = None  # the folder's own new.yaml, or that of the folder it is like
