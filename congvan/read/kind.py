"""``templates/<slug>/type.yaml`` → DocumentType: a kind of document is a folder."""

from __future__ import annotations

from pathlib import Path

from congvan.model.source import DocumentType
from congvan.problems import Problems
from congvan.read.shapes import Anything, Choice, Field, Many, Record, Text, value
from congvan.yamlfile import Node

PARTS = Choice(
    {
        "head": "cơ quan, Quốc hiệu, số, ngày",
        "title": "tên loại và trích yếu",
        "subject": "trích yếu dưới số (công văn)",
        "addressees": "Kính gửi",
        "body": "nội dung",
        "signature": "người ký và Nơi nhận",
        "foot": "địa chỉ ở chân trang",
        "annexes": "phụ lục",
    }
)

KIND = Record(
    (
        Field("name", Text(), "Tên loại", required=True),
        Field("abbreviation", Text(r"^[^\s/\-:;,]+$", "QĐ"), "Chữ viết tắt", "Công văn không có."),
        Field("subject_prefix", Text(), "Chữ trước trích yếu", examples=("V/v",)),
        Field("parts", Many(PARTS), "Các thành phần, theo thứ tự", required=True),
        Field("fields", Anything(), "Các mục riêng"),
    )
)


def kind(root: Node, folder: Path, problems: Problems) -> DocumentType | None:
    """The tree of ``type.yaml`` → DocumentType, None after its faults are named."""
    found = KIND.read(root, problems, "")
    if found is None:
        return None
    body = folder / "body.md.j2"
    return DocumentType(
        slug=folder.name,
        name=value(found, "name"),
        abbreviation=value(found, "abbreviation"),
        parts=tuple(part.value for part in found["parts"]),
        subject_prefix=value(found, "subject_prefix") or "",
        body_template=body.read_text(encoding="utf-8") if body.is_file() else None,
        folder=folder.as_posix(),
    )
