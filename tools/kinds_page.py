"""Writes ``docs/bang-cac-loai.md``: every kind of document and its own fields; ``--check`` exits 1 if out of date."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from congvan.messages import worded  # noqa: E402
from congvan.model.source import DocumentType, KindField  # noqa: E402
from congvan.problems import Problems, term  # noqa: E402
from congvan.read import kind as reader  # noqa: E402
from congvan.read.keys import BY_KIND  # noqa: E402
from congvan.standard.kinds import kinds as order  # noqa: E402

PAGE = ROOT / "docs" / "bang-cac-loai.md"
TEMPLATES = ROOT / "templates"
HEAD = """# Bảng các loại văn bản

Trang này do `make docs` tạo từ các thư mục trong `templates/`, theo thứ tự của Điều 7. Cách viết: [Các loại văn
bản](cac-loai-van-ban.md). Bấm vào `type` để xem văn bản mẫu.

Cột "Nơi gửi" cho biết mục `to` in ở đâu: "Kính gửi", trong lời văn in sẵn, hay loại đó không có mục `to`.

| loại | `type` | viết tắt | mẫu | Nơi gửi (`to`) | căn cứ | Điều | Nơi nhận | mục riêng |
|---|---|---|---|---|---|---|---|---|
"""
TYPES = {
    "text": "một dòng chữ",
    "lines": "nhiều dòng, viết như nội dung",
    "date": "ngày, như 2024-06-20",
    "integer": "số nguyên",
    "list": "danh sách",
    "record": "nhóm mục",
}


def kinds() -> list[DocumentType]:
    """The kinds that ship, in the order of Điều 7. A faulty folder stops the page."""
    problems = Problems()
    found = {
        folder.name: reader.read(folder, f"templates/{folder.name}", [TEMPLATES], problems)
        for folder in sorted(TEMPLATES.iterdir())
        if (folder / reader.TYPE_FILE).is_file()
    }
    if problems.failed:
        sys.exit("\n".join(d.text() for d in problems))
    slugs = [*order(), *(slug for slug in found if slug not in order())]
    return [kind for slug in slugs if (kind := found.get(slug)) is not None]


def row(kind: DocumentType) -> str:
    """One line of the table."""
    cells = (
        kind.name,
        f"[`{kind.slug}`](../templates/{kind.slug}/example.yaml)",
        kind.abbreviation or "không có",
        kind.form,
        _to(kind),
        "có" if "grounds" in kind.parts else "",
        "có" if kind.articles else "",
        "dưới chữ ký" if kind.recipients == "below" else "bên trái chữ ký",
        f"[{len(kind.fields)}](#{kind.slug})" if kind.fields else "",
    )
    return "| " + " | ".join(cells) + " |"


def _to(kind: DocumentType) -> str:
    if "to" not in kind.allows:
        return "không"
    where = "trong lời văn"
    if "addressees" in kind.parts:
        where = kind.addressee_label.replace("{issuer}", "…") if kind.addressee_label else "Kính gửi"
    return where if "to" in kind.requires else f"{where}, không bắt buộc"


def fields(kind: DocumentType) -> Iterator[str]:
    """The section of a kind with fields of its own."""
    yield f'\n<a id="{kind.slug}"></a>\n\n## {kind.name}\n'
    asked = [name for name in BY_KIND if name in kind.requires and name not in ("subject", "body")]
    if asked:
        yield "Mục chung phải có: " + ", ".join(f"`{name}` ({worded(term(BY_KIND[name]))})" for name in asked) + ".\n"
    yield "| mục | là gì | kiểu | bắt buộc | ví dụ |\n|---|---|---|---|---|"
    for name, field in kind.fields.items():
        yield _field(f"`{name}`", field)
        for inner in field.fields:
            yield _field(f"`{name}` → `{inner.name}`", inner)


def _field(shown: str, field: KindField) -> str:
    what = f"{field.title}. {field.description}" if field.description else field.title
    cells = (shown, what, TYPES[field.type], "có" if field.required else "", _example(field.example))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _example(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(_example(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {item}" for key, item in value.items())
    return str(value)


def text() -> str:
    """The whole page."""
    found = kinds()
    lines = [row(kind) for kind in found]
    lines += ["", "# Các mục riêng"]
    for kind in found:
        if kind.fields:
            lines += fields(kind)
    return HEAD + "\n".join(lines) + "\n"


def main() -> int:
    """Write the page, or compare it."""
    if "--check" in sys.argv:
        return 0 if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text() else 1
    PAGE.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
