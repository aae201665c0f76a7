"""DocumentType → a commented YAML to fill in, for every kind: what its type.yaml declares, in the clerk's words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from congvan.model.source import DocumentType, KindField

_PLAIN = re.compile(r"[^\W\d_](?:[\w ./()%,;–-]|:(?! )|(?<=\S)\"(?=\S))*(?<=[\w)%.])\Z")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off"})


@dataclass(frozen=True, slots=True)
class Known:
    """What the workspace offers: slugs of units, signers and recipients, and the path of the schema."""

    schema: str
    units: Sequence[str]
    signers: Sequence[str]
    recipients: Sequence[str]


def text(kind: DocumentType, known: Known) -> str:
    """A circular of ``kind`` that builds as it is; what may be left out stands in comments."""
    sections = [
        _top(kind, known),
        _unit(kind, known),
        _subject(kind),
        _signer(known),
        _number(kind),
        URGENCY,
        REFERENCES,
        _to(kind, known),
        *(_own(field) for field in kind.fields.values()),
        _ruling(kind),
        _body(kind),
        _attached(kind),
        _copies(kind, known),
        ANNEXES if "annexes" in kind.allows else "",
    ]
    return "\n".join(section for section in sections if section)


def filled(template: str, kind: DocumentType, known: Known) -> str:
    """A folder's own new.yaml with this workspace's first unit, signer and addressee put in."""
    fills = {
        "@kind@": kind.slug, "@schema@": known.schema,
        "@unit@": _first(known.units, "don-vi"), "@units@": ", ".join(known.units),
        "@signer@": _first(known.signers, "nguoi-ky"), "@signers@": ", ".join(known.signers),
        "@to@": _first(known.recipients, "noi-nhan"),
    }  # fmt: skip
    for mark, value in fills.items():
        template = template.replace(mark, value)
    return template


def _first(slugs: Sequence[str], otherwise: str) -> str:
    return next(iter(slugs), otherwise)


def _top(kind: DocumentType, known: Known) -> str:
    form = f" ({kind.form})" if kind.form else ""
    return (
        f"# yaml-language-server: $schema={known.schema}\n"
        f'# {kind.name} mới{form}. Dòng bắt đầu bằng "#" là chú thích, chương trình không đọc.\n'
        '# Điền xong, chạy "python build.py check" rồi "python build.py".\n'
        f"type: {kind.slug}\n"
    )


def _unit(kind: DocumentType, known: Known) -> str:
    first = _first(known.units, "don-vi")
    line = f"unit: {first}" if known.units or "unit" in kind.requires else f"# unit: {first}"
    return f"# Đơn vị soạn thảo, một trong: {', '.join(known.units)}\n{line}\n"


def _subject(kind: DocumentType) -> str:
    needed = "subject" in kind.requires
    if kind.title == "name-only":
        said = "# Trích yếu: không in trên văn bản, chỉ ghi vào sổ đăng ký."
    elif kind.subject_prefix:
        said = f'# Trích yếu, không có "{kind.subject_prefix}" ở đầu: chương trình tự thêm.'
    else:
        said = "# Trích yếu: in dưới tên loại, chữ đầu viết hoa."
    return f"{said}\n{'' if needed else '# '}subject: việc cần điền\n"


def _signer(known: Known) -> str:
    return f"# Người ký, một trong: {', '.join(known.signers)}\nsigner: {_first(known.signers, 'nguoi-ky')}\n"


def _number(kind: DocumentType) -> str:
    if not kind.numbered:
        return "# Ngày: để trống cho đến khi ký. Loại văn bản này không có số.\n# date: 2024-05-14\n"
    return "# Số và ngày: để trống cho đến khi văn bản được cấp số.\n# number: 881\n# date: 2024-05-14\n"


URGENCY = "# Mức độ khẩn, nếu có: hoa-toc, thuong-khan hoặc khan.\n# urgency: hoa-toc\n"

REFERENCES = """# Văn bản được nhắc đến, nếu có; trong nội dung gọi bằng {{ cv720 }}.
# references:
#   cv720:
#     type: cong-van
#     number: 720/STTTT-TTr
#     date: 2024-04-17
#     issuer: Sở Thông tin và Truyền thông
#     subject: nội dung của văn bản đó
"""

ARTICLES = (
    "# Nội dung. Điều, khoản, điểm đánh số liền nhau; viện dẫn viết {{ dieu(2) }}, {{ khoan(1, 2) }}.\n"
    "# Chương viết: ## Chương I. Tên chương     Điều có tiêu đề viết: **Điều 1. Tên điều**\n",
    "Điều 1. Nội dung của điều thứ nhất.\n\n  1. Khoản thứ nhất;\n\n  2. Khoản thứ hai.\n\n"
    "  Điều 2. Nội dung của điều thứ hai.",
)

ANNEXES = """# Phụ lục, nếu có; mỗi phụ lục sang trang mới.
# annexes:
#   - title: Danh sách
#     body: |
#       Nội dung phụ lục.
"""


def _to(kind: DocumentType, known: Known) -> str:
    if "to" not in kind.allows:
        return ""
    first = _first(known.recipients, "noi-nhan")
    if "addressees" not in kind.parts:
        said = "# Gửi cho ai: mã trong recipients.yaml; in trong nội dung."
    elif kind.addressee_label:
        said = "# Gửi cho ai: mã trong recipients.yaml."
    else:
        said = "# Nơi nhận chính (Kính gửi): mã trong recipients.yaml."
    return f"{said}\n" + _commented(f"to:\n  - {first}\n", on="to" in kind.requires)


def _own(field: KindField) -> str:
    said = f"# {field.title}" + (
        f": {field.description[0].lower()}{field.description[1:]}" if field.description else ""
    )
    if not field.required:
        said += " (nếu có)"
    return f"{said.rstrip('.')}.\n" + _commented(yaml_of(field.name, _example(field)), on=field.required)


def _example(field: KindField) -> Any:
    """The declared example, or one of the field's own shape."""
    if field.example is not None:
        return field.example
    if field.type == "record":
        return {inner.name: _example(inner) for inner in field.fields}
    if field.type == "list":
        return [{inner.name: _example(inner) for inner in field.fields} if field.fields else "việc cần điền"]
    return {"date": "2024-05-14", "integer": "1"}.get(field.type, "việc cần điền")


def _ruling(kind: DocumentType) -> str:
    parts = []
    if "authority" in kind.allows:
        parts.append(
            "# Thẩm quyền ban hành: không ghi thì chương trình tự viết từ chức vụ người ký và tên cơ quan.\n"
            "# authority: Giám đốc Sở Thông tin và Truyền thông\n"
        )
    if "grounds" in kind.allows:
        grounds = "grounds:\n  - Luật Lưu trữ ngày 21 tháng 6 năm 2024\n"
        parts.append(
            '# Căn cứ ban hành, mỗi căn cứ một dòng; chữ "Căn cứ", dấu ";" và dấu "." được tự thêm.\n'
            + _commented(grounds, on="grounds" in kind.requires or "order" in kind.parts)
        )
    if "proposal" in kind.allows:
        parts.append("# Theo đề nghị của ai, nếu có.\n# proposal: Chánh Văn phòng Sở\n")
    return "\n".join(parts)


def _body(kind: DocumentType) -> str:
    if kind.articles:
        said, body = ARTICLES
    else:
        said = '# Nội dung. Cách một dòng trống là sang đoạn mới; số "1.", "a)", "-" giữ nguyên như gõ.\n'
        body = "Nội dung đoạn thứ nhất.\n\n  1. Việc thứ nhất;\n\n  2. Việc thứ hai."
    said += '# Dấu "./." ở cuối được tự thêm.\n'
    return said + _commented(f"body: |\n  {body}\n", on="body" in kind.requires)


def _attached(kind: DocumentType) -> str:
    if "attached" not in kind.allows:
        return ""
    return """# Văn bản ban hành kèm theo (quy chế, quy định …), nếu có.
# attached:
#   - type: quy-che
#     subject: tên của quy chế
#     body: |
#       **Điều 1. Phạm vi điều chỉnh**
#
#       Nội dung.
"""


def _copies(kind: DocumentType, known: Known) -> str:
    if "to" in kind.requires:
        first, said = "nhu-tren", '"Như trên" rồi các nơi khác'
    elif "order" in kind.parts and kind.articles:
        first, said = "nhu-dieu-2", '"Như Điều 2" rồi các nơi khác'
    else:
        first, said = _first(known.recipients, "noi-nhan"), "mã trong recipients.yaml"
    return f'# Nơi nhận: {said}; dòng "Lưu: VT" được tự thêm.\ncopies:\n  - {first}\n'


def _commented(text: str, *, on: bool) -> str:
    if on:
        return text
    return "".join(f"# {line}\n" if line else "#\n" for line in text.rstrip("\n").split("\n"))


def yaml_of(key: str, value: Any, indent: str = "") -> str:
    """One key in block style; a value that YAML could misread is quoted."""
    if isinstance(value, Mapping):
        return f"{indent}{key}:\n" + "".join(yaml_of(k, v, f"{indent}  ") for k, v in value.items())
    if isinstance(value, list):
        return f"{indent}{key}:\n" + "".join(f"{indent}  - {_inline(item)}\n" for item in value)
    if isinstance(value, str) and "\n" in value.strip():
        lines = "".join(f"{indent}  {line}\n" if line else "\n" for line in value.strip().split("\n"))
        return f"{indent}{key}: |\n{lines}"
    return f"{indent}{key}: {_inline(value)}\n"


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{k}: {json.dumps(str(v), ensure_ascii=False)}" for k, v in value.items()) + "}"
    shown = str(value).strip()
    plain = _PLAIN.match(shown) and shown.casefold() not in _WORDS
    return shown if plain or re.fullmatch(r"\d+|\d{4}-\d\d-\d\d", shown) else json.dumps(shown, ensure_ascii=False)
