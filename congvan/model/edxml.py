"""A message of the national axis (edXML, QCVN 102:2016/BTTTT with Sửa đổi 1:2022) as values.

Names of fields are ours; each says its element. Texts go out as they are; ``""`` leaves an optional element out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum

from congvan.model.register import Code, Day
from congvan.problems import Diagnostic, Severity, Span, Value

_ID = re.compile(r"\A(?P<organ>[^,]+),(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2}),(?P<code>.+)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a message, before anybody knows where it came from: a code of the catalogue and its values."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)
    severity: Severity = Severity.ERROR

    def diagnostic(self, span: Span | None = None, at: str = "") -> Diagnostic:
        """The same at its place in the clerk's file (``at``: the YAML path)."""
        return Diagnostic(self.code, self.severity, span, dict(self.values), at)


class EdxmlRefused(Exception):
    """A message that is not written, or not read; ``faults`` says why, all of them at once."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{f.code} {dict(f.values)}" for f in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class DocumentId:
    """Mã định danh văn bản: the issuer's code, the date and số/ký hiệu; the natural key of a document on the axis."""

    organ: str
    date: date
    code: str  # "881/STTTT-TTr"

    def __str__(self) -> str:
        return f"{self.organ},{self.date.isoformat().replace('-', '/')},{self.code}"

    @classmethod
    def parse(cls, text: str) -> DocumentId | None:
        """``H53.12,2024/05/14,881/STTTT-TTr`` taken apart; None for any other form (some systems send a UUID)."""
        found = _ID.match(text.strip())
        if found is None:
            return None
        try:
            day = date(int(found["year"]), int(found["month"]), int(found["day"]))
        except ValueError:
            return None
        return cls(found["organ"], day, found["code"])


@dataclass(frozen=True, slots=True)
class Party:
    """An agency as sender or receiver: OrganId, OrganName, OrganizationInCharge, OrganAdd, Email, Telephone …"""

    code: str  # mã định danh
    name: str
    parent: str = ""  # cơ quan chủ quản
    address: str = ""
    email: str = ""
    phone: str = ""
    fax: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class EdxmlKind:
    """DocumentType: the number of the kind, its detail, and its name, which is what people go by."""

    type: int
    detail: int
    name: str  # "Công văn"


@dataclass(frozen=True, slots=True)
class EdxmlSigner:
    """SignerInfo: quyền hạn as printed ("KT. GIÁM ĐỐC"), chức vụ, họ tên."""

    name: str
    position: str = ""
    competence: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """ResponseFor: the document that this one follows or answers, or that a status speaks of.

    What is unknown stays empty; ``document_id`` is made of the other three where all are known, and they of it.
    """

    organ: str = ""
    code: str = ""  # "720/STTTT-TTr"
    document_id: str = ""
    date: date | None = None

    def __post_init__(self) -> None:
        organ, code, given, day = self.organ.strip(), self.code.strip(), self.document_id.strip(), self.date
        if not given and organ and code and day:
            given = str(DocumentId(organ, day, code))
        elif (known := DocumentId.parse(given)) is not None:
            # What a terse system leaves out stands in the triple.
            organ, code, day = organ or known.organ, code or known.code, day or known.date
        for name, value in (("organ", organ), ("code", code), ("document_id", given), ("date", day)):
            object.__setattr__(self, name, value)


@dataclass(frozen=True, slots=True)
class Staff:
    """StaffInfo: whom to call."""

    department: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Hop:
    """TraceHeader: who passed the message on, and when (the wall time of its place; seconds are the finest)."""

    organ: str
    at: datetime

    def __post_init__(self) -> None:
        # The format has no zone: what is written is the time on the wall.
        object.__setattr__(self, "at", self.at.replace(tzinfo=None, microsecond=0))


class Business(IntEnum):
    """BussinessDocType (sic): what the message does."""

    NEW = 0
    RECALL = 1
    UPDATE = 2
    REPLACE = 3


@dataclass(frozen=True, slots=True)
class ReceiverChange:
    """Receiver of an update: an agency added to the receivers, or taken off them."""

    organ: str
    added: bool


@dataclass(frozen=True, slots=True)
class Replaced:
    """ReplacementInfo: a document that this one replaces, and who had it."""

    document_id: str
    organs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Purpose:
    """Bussiness (sic): what the message does, to which document, and why."""

    kind: Business = Business.NEW
    reason: str = "Văn bản điện tử mới"
    document_id: str = ""  # the document recalled or updated
    paper: bool = False  # a paper copy follows
    staff: Staff | None = None
    changes: tuple[ReceiverChange, ...] = ()
    replaced: tuple[Replaced, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file: its name as the receiver sees it, its bytes, its media type and what it is."""

    name: str
    content: bytes = field(repr=False)
    description: str = ""
    media_type: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class EdxmlLetter:
    """A document on its way to the agencies of ``to``, complete."""

    sender: Party
    to: tuple[Party, ...]
    code: Code  # CodeNumber, CodeNotation
    place: str
    date: date
    kind: EdxmlKind
    subject: str
    signer: EdxmlSigner
    trace: tuple[Hop, ...]
    attachments: tuple[Attachment, ...]
    content: str = ""  # tóm tắt; empty: the subject once more
    due: Day | None = None  # hạn xử lý
    priority: int = 0  # 0 thường, 1 khẩn, 2 thượng khẩn, 3 hỏa tốc, 4 hỏa tốc hẹn giờ
    sphere: str = ""  # phạm vi lưu hành
    typer: str = ""  # ký hiệu người soạn thảo
    copies: int | None = None  # số lượng bản phát hành
    pages: int | None = None
    direction: bool = False
    appendices: tuple[str, ...] = ()
    answers: tuple[Answered, ...] = ()
    steering: int = 1  # 1 không phải chỉ đạo, 2 chỉ đạo, 3 báo cáo chỉ đạo
    places: tuple[str, ...] = ()  # the lines of Nơi nhận
    purpose: Purpose = Purpose()

    def __post_init__(self) -> None:
        object.__setattr__(self, "content", self.content or self.subject)

    @property
    def document_id(self) -> str:
        """Mã định danh văn bản: the same for every receiver and however often it is written."""
        return str(DocumentId(self.sender.code, self.date, str(self.code)))


@dataclass(frozen=True, slots=True)
class EdxmlStatus:
    """A status message: who reports what of which document. ``code`` is one of the QCVN's (01–06, 13, 15, 16)."""

    code: str
    sender: Party
    about: Answered
    when: datetime | None  # wall time; None where the message has none that can be read
    reason: str = ""  # Description
    staff: Staff | None = None

    @property
    def document_id(self) -> str:
        """The document spoken of; ours as we sent it."""
        return self.about.document_id

    @property
    def agency(self) -> str:
        """Mã định danh of the agency that reports."""
        return self.sender.code
