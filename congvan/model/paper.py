"""What goes by post, as values: pieces of mail, lines of sổ gửi văn bản đi bưu điện, phiếu gửi, copies to print."""

from __future__ import annotations

from dataclasses import dataclass, field

from congvan.model.document import Signature
from congvan.model.register import Day


@dataclass(frozen=True, slots=True)
class MailSender:
    """The agency as its envelopes name it; ``logo`` is a PNG (biểu tượng). ``""``: not known, not printed."""

    name: str
    parent: str = ""
    address: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    website: str = ""
    symbol: str = ""
    logo: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A document in an envelope: số/ký hiệu and its pages; the receiver checks both against the cover (Điều 21.1a)."""

    code: str
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """One piece of mail. ``urgency``: hoa-toc, thuong-khan, khan; ``secrecy``: tuyet-mat, toi-mat, mat (as slugs)."""

    name: str
    address: str
    enclosed: tuple[Enclosed, ...]
    urgency: str | None = None
    secrecy: str | None = None


@dataclass(frozen=True, slots=True)
class PostLine:
    """A line of sổ gửi văn bản đi bưu điện: when, which documents, to whom, how many envelopes."""

    day: Day
    codes: tuple[str, ...]
    name: str
    envelopes: int = 1
    note: str = ""


@dataclass(frozen=True, slots=True)
class SlipItem:
    """A document listed on a phiếu gửi."""

    code: str
    day: Day | None
    title: str  # tên loại và trích yếu
    copies: int = 1
    pages: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """Phiếu gửi: what one agency gets, signed by it and sent back. ``number``: số và ký hiệu, None leaves a gap."""

    name: str
    items: tuple[SlipItem, ...]
    place: str
    number: str | None = None
    day: Day | None = None
    sender: str = ""  # who signs below "Người gửi", where there is no ``signature``
    signature: Signature | None = None
    archive: str = ""  # the last line of Nơi nhận

    @property
    def signer(self) -> str:
        """The name under the slip."""
        return self.signature.name if self.signature else self.sender


@dataclass(frozen=True, slots=True)
class CopyCount:
    """How many copies are printed (Điều 17.1a): ``agencies`` by slug on paper, ``by_hand`` the lines of Nơi nhận that
    name no agency (one copy each until a person says otherwise), ``archive`` bản lưu.
    """

    agencies: tuple[str, ...]
    by_hand: tuple[str, ...]
    archive: int

    @property
    def total(self) -> int:
        """All of them."""
        return len(self.agencies) + len(self.by_hand) + self.archive
