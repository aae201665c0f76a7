"""DocumentType → a commented YAML to fill in, for every kind: what its type.yaml declares, in the clerk's words.

What nobody but the clerk can know is a mark (:mod:`congvan.read.untouched`), never an example: an example that stays is
printed and goes out. Examples stand in the comments.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from congvan.model.source import DocumentType, KindField
from congvan.read.untouched import mark

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
    """A circular of ``kind`` to fill in, where each mark stands; what may be left out stands in comments."""
    sections = [
        _top(kind, known),
        _unit(kind, known),
        _subject(kind),
        _signer(known),
        _number(kind),
        URGENCY,
        _references(),
        _to(kind, known),
        *(_own(field) for field in kind.fields.values()),
        _ruling(kind),
        _body(kind),
        _attached(kind),
        _copies(kind, known),
        _annexes() if "annexes" in kind.allows else "",
    ]
    return "\n".join(section for section in sections if section)


def filled(template: str, kind: DocumentType, known: Known) -> str:
    """A folder's own new.yaml with this workspace's first unit and signer put in, and a mark for the addressee."""
    fills = {
        "@kind@": kind.slug, "@schema@": known.schema,
        "@unit@": _first(known.units, UNIT), "@units@": ", ".join(known.units),
        "@signer@": _first(known.signers, SIGNER), "@signers@": ", ".join(known.signers),
        "@to@": f'"{AGENCY}"',
    }  # fmt: skip
    for name, value in fills.items():
        template = template.replace(name, value)
    return template


UNIT, SIGNER, AGENCY = mark("mã đơn vị"), mark("mã người ký"), mark("mã nơi nhận")
_SOME = 12


def _first(slugs: Sequence[str], otherwise: str) -> str:
    return next(iter(slugs), f'"{otherwise}"')


def _some(slugs: Sequence[str]) -> str:
    """Those that may be meant, as long as a line can hold them."""
    if not slugs:
        return ""
    return f": {', '.join(slugs[:_SOME])}{' …' if len(slugs) > _SOME else ''}"


def _top(kind: DocumentType, known: Known) -> str:
    form = f" ({kind.form})" if kind.form else ""
    return (
        f"# yaml-language-server: $schema={known.schema}\n"
        f'# {kind.name} mới{form}. Dòng bắt đầu bằng "#" là chú thích, chương trình không đọc.\n'
        f'# Chỗ nào còn {mark("…")} là việc cần điền. Điền xong, chạy "congvan check" rồi "congvan build".\n'
        f"type: {kind.slug}\n"
    )


def _unit(kind: DocumentType, known: Known) -> str:
    first = _first(known.units, UNIT)
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
    return f'{said}\n{"" if needed else "# "}subject: "{mark("trích yếu")}"\n'


def _signer(known: Known) -> str:
    return f"# Người ký, một trong: {', '.join(known.signers)}\nsigner: {_first(known.signers, SIGNER)}\n"


def _number(kind: DocumentType) -> str:
    if not kind.numbered:
        return "# Ngày: để trống cho đến khi ký. Loại văn bản này không có số.\n# date:\n"
    return "# Số và ngày: để trống; lệnh issue tự ghi khi văn bản được cấp số.\n# number:\n# date:\n"


URGENCY = "# Mức độ khẩn, nếu có: hoa-toc, thuong-khan hoặc khan.\n# urgency: hoa-toc\n"

ARTICLES = (
    "# Nội dung. Điều, khoản, điểm đánh số liền nhau; viện dẫn viết {{ dieu(2) }}, {{ khoan(1, 2) }}.\n"
    "# Chương viết: ## Chương I. Tên chương     Điều có tiêu đề viết: **Điều 1. Tên điều**\n",
    f"Điều 1. {mark('nội dung Điều 1')}\n\n  1. {mark('khoản 1')};\n\n  2. {mark('khoản 2')}.\n\n"
    f"  Điều 2. {mark('nội dung Điều 2')}",
)


def _references() -> str:
    told = {"issuer": "cơ quan ban hành", "subject": "trích yếu của văn bản đó"}
    return (
        "# Văn bản được nhắc đến, nếu có; trong nội dung gọi bằng {{ cv720 }}.\n# references:\n#   cv720:\n"
        f'#     type: cong-van\n#     number: "{mark("số, ký hiệu, như 720/STTTT-TTr")}"\n'
        f'#     date: "{mark("ngày, như 2024-04-17")}"\n'
        + "".join(f'#     {key}: "{mark(what)}"\n' for key, what in told.items())
    )


def _annexes() -> str:
    return (
        "# Phụ lục, nếu có; mỗi phụ lục sang trang mới.\n# annexes:\n"
        f'#   - title: "{mark("tên phụ lục")}"\n#     body: |\n#       {mark("nội dung phụ lục")}\n'
    )


def _to(kind: DocumentType, known: Known) -> str:
    if "to" not in kind.allows:
        return ""
    if "addressees" not in kind.parts:
        said = "# Gửi cho ai, in trong nội dung: mã trong recipients.yaml"
    elif kind.addressee_label:
        said = "# Gửi cho ai: mã trong recipients.yaml"
    else:
        said = "# Nơi nhận chính (Kính gửi): mã trong recipients.yaml"
    listed = f'to:\n  - "{AGENCY}"\n'
    return f"{said}{_some(known.recipients)}.\n" + _commented(listed, on="to" in kind.requires)


class _Bare(str):
    """The mark of a date or a number, without the quotation marks that would make what is put there a text."""


def _own(field: KindField) -> str:
    said = f"# {field.title}" + (
        f": {field.description[0].lower()}{field.description[1:]}" if field.description else ""
    )
    if not field.required:
        said += " (nếu có)"
    said = said.rstrip(".") + "."
    if field.example is not None:
        said += " Ví dụ:\n" + _commented(yaml_of(field.name, field.example, "  "), on=False).rstrip("\n")
    return f"{said}\n" + _commented(yaml_of(field.name, _blank(field)), on=field.required)


def _blank(field: KindField) -> Any:
    """A field's shape with a mark in each place that somebody has to fill in."""
    what = f"{field.title[:1].lower()}{field.title[1:]}".rstrip(".:").replace("<", "(").replace(">", ")")
    if field.type == "record":
        return {inner.name: _blank(inner) for inner in field.fields}
    if field.type == "list":
        return [{inner.name: _blank(inner) for inner in field.fields} if field.fields else mark(what)]
    form = {"date": ", dạng 2026-01-31", "integer": ", bằng số"}.get(field.type)
    return mark(what) if form is None else _Bare(mark(f"{what}{form}"))


def _ruling(kind: DocumentType) -> str:
    parts = []
    if "authority" in kind.allows:
        parts.append(
            "# Thẩm quyền ban hành: không ghi thì chương trình tự viết từ chức vụ người ký và tên cơ quan.\n"
            f'# authority: "{mark("thẩm quyền ban hành")}"\n'
        )
    if "grounds" in kind.allows:
        grounds = f'grounds:\n  - "{mark("căn cứ, như Luật Lưu trữ ngày 21 tháng 6 năm 2024")}"\n'
        parts.append(
            '# Căn cứ ban hành, mỗi căn cứ một dòng; chữ "Căn cứ", dấu ";" và dấu "." được tự thêm.\n'
            + _commented(grounds, on="grounds" in kind.requires or "order" in kind.parts)
        )
    if "proposal" in kind.allows:
        parts.append(f'# Theo đề nghị của ai, nếu có.\n# proposal: "{mark("chức vụ người đề nghị")}"\n')
    return "\n".join(parts)


def _body(kind: DocumentType) -> str:
    if kind.articles:
        said, body = ARTICLES
    else:
        said = '# Nội dung. Cách một dòng trống là sang đoạn mới; số "1.", "a)", "-" giữ nguyên như gõ.\n'
        body = f"{mark('đoạn thứ nhất')}\n\n  1. {mark('việc thứ nhất')};\n\n  2. {mark('việc thứ hai')}."
    said += '# Dấu "./." ở cuối được tự thêm.\n'
    return said + _commented(f"body: |\n  {body}\n", on="body" in kind.requires)


def _attached(kind: DocumentType) -> str:
    if "attached" not in kind.allows:
        return ""
    return f"""# Văn bản ban hành kèm theo (quy chế, quy định …), nếu có.
# attached:
#   - type: quy-che
#     subject: "{mark("tên của quy chế")}"
#     body: |
#       **Điều 1. {mark("tên điều")}**
#
#       {mark("nội dung của điều")}
"""


def _copies(kind: DocumentType, known: Known) -> str:
    if "to" in kind.requires:
        first, said = "nhu-tren", '"Như trên" rồi các nơi khác'
    elif "order" in kind.parts and kind.articles:
        first, said = "nhu-dieu-2", '"Như Điều 2" rồi các nơi khác'
    else:
        first, said = f'"{AGENCY}"', f"mã trong recipients.yaml{_some(known.recipients)}"
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
    if isinstance(value, _Bare):
        return value
    shown = str(value).strip()
    plain = _PLAIN.match(shown) and shown.casefold() not in _WORDS
    return shown if plain or re.fullmatch(r"\d+|\d{4}-\d\d-\d\d", shown) else json.dumps(shown, ensure_ascii=False)
