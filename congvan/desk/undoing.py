"""A document that corrects, replaces or recalls an issued one, as a draft (NĐ 30/2020, Điều 18 khoản 3, 4): faults of
form are corrected by a letter; faults of content are replaced by a document of the same kind, which begins as that one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from congvan.desk import drafting, texts
from congvan.desk.here import Here
from congvan.read.untouched import mark
from congvan.yaml.change import changed
from congvan.yaml.extents import Entries, Unfit, outlined
from congvan.yaml.operations import Impossible, Operation

LETTER = "cong-van"


@dataclass(frozen=True, slots=True)
class Way:
    """What is done to the earlier document: the key of it, its word, and what is left to write."""

    key: str
    word: str
    lines: tuple[str, ...]


WAYS = {
    way.key: way
    for way in (
        Way("corrects", "đính chính", (
            f"Tại {mark('trang, điểm, khoản có chỗ sai')}, đã in là “{mark('chữ sai')}”, nay đính chính là "
            f"“{mark('chữ đúng')}”.",
            "Các nội dung khác giữ nguyên.",
        )),
        Way("replaces", "thay thế", (
            f"{mark('nội dung thay thế')}",
        )),
        Way("recalls", "thu hồi", (
            f"Lý do thu hồi: {mark('lý do')}.",
            "Đề nghị các cơ quan, đơn vị đã nhận gửi lại, hoặc hủy bỏ văn bản nêu trên nếu nhận qua mạng.",
        )),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Undone:
    """The earlier document: the key of its reference, ``Công văn số 881/STTTT-TTr``, its day; and who writes."""

    key: str
    cited: str
    day: str
    issuer: str


def replaced(here: Here, id: str, before: str, key: str, facts: Mapping[str, str]) -> str | None:
    """The text of the earlier file without its number and day, as the one that replaces it (``facts``: what it is
    called); None where only a person can do that.
    """
    file = texts.TextFile(id, here.workspace.circulars / f"{id}.yaml", id, here.workspace.circulars)
    try:
        root = outlined(before.removeprefix("\ufeff"))
        have = [name for name in ("number", "date", *WAYS) if isinstance(root, Entries) and root.get(name) is not None]
        todo = [Operation("remove", (name,)) for name in have]
        todo += [Operation("set", ("references", key), dict(facts)), Operation("set", ("replaces",), key)]
        return changed(before, todo, texts.tables_of(here, file, before))
    except (Unfit, Impossible):
        return None


def text(
    way: Way, undone: Undone, schema: str, head: Sequence[str], below: Sequence[str], foot: Sequence[str]
) -> str:  # fmt: skip
    """The YAML of the draft. ``head``: kind, unit, signer; ``below``: references and addressees; ``foot``: the rest."""
    known = "đã ban hành {{ " + undone.key + ".with_subject }}"
    lines = [
        f"# yaml-language-server: $schema={schema}",
        f"# {way.word.capitalize()} {undone.cited} ngày {undone.day}.",
        f"# Việc còn lại: điền chỗ có {mark('…')}; rồi chạy check và build. Số và ngày do lệnh issue ghi.",
        *head,
        f"subject: {drafting.quoted(f'{way.word} {undone.cited} ngày {undone.day}')}",
        f"{way.key}: {undone.key}",
        *below,
        "body: |",
        f"  Ngày {{{{ {undone.key}.date }}}}, {undone.issuer} {known}.",
        "",
        f"  Nay {undone.issuer} {way.word} {undone.cited} nêu trên.",
        *(line for one in way.lines for line in ("", f"  {one}")),
        "",
        "  Trân trọng.",
        *foot,
    ]
    return "\n".join(lines) + "\n"
