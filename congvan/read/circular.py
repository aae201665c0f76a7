"""A file under ``circulars/`` → CircularSource. The table says every key once, in the order a clerk fills them in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from congvan.model.source import AddresseeSource, AnnexSource, AttachedSource, CircularSource, ReferenceSource, Spanned
from congvan.problems import Problems, Span
from congvan.read.shapes import (
    KEY,
    SLUG,
    Choice,
    Day,
    Field,
    Flag,
    Integer,
    Many,
    Record,
    Table,
    Text,
    place,
    value,
)
from congvan.yamlfile import Mapping, Node, Scalar

if TYPE_CHECKING:
    from congvan.read.own import KindOf

DEFAULT_KIND = "cong-van"

SLUG_TEXT = Text(SLUG, "so-noi-vu")

REFERENCE = Record(
    (
        Field(
            "number", Text(), "Số, ký hiệu", "Cả số và ký hiệu của văn bản được nhắc đến.", examples=("720/STTTT-TTr",)
        ),
        Field("year", Integer(2200), "Năm ban hành", "Chỉ cần khi lấy văn bản từ sổ đăng ký."),
        Field("date", Day(), "Ngày ban hành", "Ngày ghi trên văn bản đó.", examples=("2024-04-17",)),
        Field("issuer", Text(), "Cơ quan ban hành", examples=("Sở Thông tin và Truyền thông",)),
        Field("type", SLUG_TEXT, "Loại văn bản", "Tên loại viết không dấu, nối bằng gạch.", examples=("cong-van",)),
        Field("subject", Text(lines=True), "Trích yếu", "Trích yếu của văn bản đó, không có V/v."),
        Field("name", Text(), "Tên luật", "Chỉ dùng cho luật, pháp lệnh: tên đầy đủ.", examples=("Luật Lưu trữ",)),
    )
)

ADDRESSEE = Record(
    (
        Field("ref", SLUG_TEXT, "Mã cơ quan", "Mã của cơ quan hay nhóm trong recipients.yaml."),
        Field("text", Text(), "Chữ in ra", "Chỉ in ra, không gửi đi đâu."),
        Field("as", Text(), "In là", "Tên in ra thay cho tên trong recipients.yaml."),
        Field("note", Text(), "Ghi chú", "In trong ngoặc sau tên, ví dụ: để b/c."),
        Field(
            "for",
            Many(SLUG_TEXT),
            "Gửi đến",
            'Các cơ quan, nhóm đứng sau một dòng không nêu tên, như "Như Điều 3": để biết gửi cho ai.',
        ),
    ),
    text_key="ref",
    one_of=("ref", "text"),
)

ANNEX = Record(
    (
        Field("title", Text(), "Tên phụ lục", "In hoa ở đầu phụ lục."),
        Field("body", Text(lines=True), "Nội dung phụ lục", required=True),
        Field("landscape", Flag(), "Khổ ngang", "Không ghi thì chương trình tự chọn theo bề rộng của bảng."),
    )
)

URGENCY = Choice({"hoa-toc": "Hỏa tốc", "thuong-khan": "Thượng khẩn", "khan": "Khẩn"})

ATTACHED = Record(
    (
        Field("type", SLUG_TEXT, "Loại văn bản", "Loại của văn bản kèm theo.", required=True, examples=("quy-che",)),
        Field("subject", Text(lines=True), "Trích yếu", "In dưới tên loại.", required=True),
        Field("body", Text(lines=True), "Nội dung", "Có Phần, Chương, Mục, Điều của riêng nó.", required=True),
    )
)

RULING = (
    Field(
        "authority",
        Text(),
        "Thẩm quyền ban hành",
        "Không ghi là chức vụ người ký và tên cơ quan; của tập thể thì tên tập thể.",
        examples=("Giám đốc Sở Thông tin và Truyền thông",),
    ),
    Field(
        "grounds",
        Many(Text(lines=True)),
        "Căn cứ ban hành",
        'Mỗi căn cứ một mục; chữ "Căn cứ", dấu ";" và dấu "." được tự thêm.',
        examples=(["{{ luat_gddt }}"],),
    ),
    Field("proposal", Text(lines=True), "Theo đề nghị của", "Ai đề nghị; in sau các căn cứ."),
)
ISSUED = Field("attached", Many(ATTACHED), "Văn bản ban hành kèm theo", "Quy chế, quy định … mà văn bản này ban hành.")

UNDOING = tuple(
    Field(name, Many(Text(KEY, "cv720"), single=True), title, "Tên trong mục references; nhiều thì viết danh sách.")
    for name, title in (
        ("corrects", "Đính chính văn bản"),
        ("replaces", "Thay thế văn bản"),
        ("recalls", "Thu hồi văn bản"),
    )
)

CIRCULAR = Record(
    (
        Field("type", SLUG_TEXT, "Loại văn bản", "Không ghi là công văn.", examples=("cong-van",)),
        Field("unit", SLUG_TEXT, "Đơn vị soạn thảo", "Mã đơn vị trong issuer.yaml.", examples=("thanh-tra",)),
        Field(
            "subject",
            Text(lines=True),
            "Trích yếu",
            'Nội dung chính trong một câu ngắn, không gõ "V/v". Xuống dòng ở đâu thì in xuống dòng ở đó.',
        ),
        Field("edition", Integer(99), "Lần thứ", 'Từ 2 trở đi in "(lần 2)" sau trích yếu.'),
        Field("follows", Text(KEY, "cv720"), "Tiếp theo văn bản", "Tên trong mục references của văn bản trước."),
        Field("number", Integer(), "Số", "Để trống cho đến khi văn bản được cấp số.", examples=(881,)),
        Field("date", Day(), "Ngày ban hành", "Để trống cho đến khi có số.", examples=("2024-05-14",)),
        Field("urgency", URGENCY, "Mức độ khẩn"),
        Field("circulation", Text(), "Phạm vi lưu hành", "In trong khung ở đầu trang.", examples=("Lưu hành nội bộ",)),
        Field("signer", SLUG_TEXT, "Người ký", "Mã người ký trong issuer.yaml.", required=True, examples=("giam-doc",)),
        Field(
            "references",
            Table(REFERENCE, KEY, "cv720"),
            "Văn bản được nhắc đến",
            "Mỗi văn bản một tên ngắn; trong nội dung gọi bằng {{ tên }}.",
        ),
        Field("to", Many(ADDRESSEE), "Kính gửi", "Mã các cơ quan, nhóm trong recipients.yaml."),
        *RULING,
        Field("body", Text(lines=True), "Nội dung", "Viết bằng Markdown; cách một dòng trống là sang đoạn."),
        ISSUED,
        Field("copies", Many(ADDRESSEE), "Nơi nhận", 'Danh sách ở cuối văn bản; "nhu-tren" in "Như trên".'),
        Field("archive", Many(Text()), "Lưu", "Không ghi là VT và tên lưu của đơn vị soạn thảo."),
        Field("archive_copies", Integer(99), "Số lượng bản lưu", examples=(2,)),
        Field("drafter", Text(), "Ký hiệu người soạn thảo", examples=("PL",)),
        Field("print_run", Integer(), "Số lượng bản phát hành", examples=(300,)),
        Field("footer", Flag(), "In địa chỉ ở chân trang", "Địa chỉ, điện thoại trong issuer.yaml in ở chân trang 1."),
        Field("annexes", Many(ANNEX), "Phụ lục", "Mỗi phụ lục sang trang mới."),
        *UNDOING,
    ),
    open=True,
)
STANDARD = frozenset(f.name for f in CIRCULAR.fields)
"""The keys that every kind shares."""

_OF_KINDS = (
    "subject", "body", "to", "unit", "date", "copies", "authority", "grounds", "proposal", "attached", "annexes",
    "footer",
)  # fmt: skip
BY_KIND = {f.name: f.title for f in CIRCULAR.fields if f.name in _OF_KINDS}
"""Those that a kind may require, or allow, by their titles."""


def circular(
    root: Node, id: str, file: str, problems: Problems, kind_of: KindOf | None = None
) -> CircularSource | None:
    """The tree of one file → CircularSource; every fault of shape is named, None where it leaves nothing to go on with.

    With ``kind_of`` the kind's own fields are read too; without, they wait in ``own`` for who knows the kind.
    """
    from congvan.read import own as by_kind

    found = CIRCULAR.read(root, problems, "")
    if found is None and isinstance(root, Mapping):
        found = _without_aside(root)
    keys, own = _own(root)
    fields = None
    if kind_of is not None and isinstance(root, Mapping):
        kind = kind_of(_type(root, found))
        fields = None if kind is None else by_kind.read_own(own, keys, Span(file, 1, 1), kind, problems)
    if found is None or not isinstance(root, Mapping):
        return None
    nothing = Spanned("", Span(file, 1, 1))
    as_they_are: dict[str, Any] = {name: found.get(name) for name in _AS_THEY_ARE}
    return CircularSource(
        id=id,
        file=file,
        span=Span(file, 1, 1),
        type=found.get("type") or Spanned(DEFAULT_KIND, Span(file, 1, 1)),
        subject=found.get("subject") or nothing,
        signer=found["signer"],
        body=found.get("body") or nothing,
        footer=bool(value(found, "footer")),
        fields=fields,
        keys=keys,
        own=own,
        **as_they_are,
        **_lists(found),
    )


_AS_THEY_ARE = (
    "unit", "edition", "follows", "number", "date", "urgency", "circulation", "archive_copies", "drafter", "print_run",
    "authority", "proposal",
)  # fmt: skip


_ASIDE = (
    "number", "date", "urgency", "circulation", "authority", "copies", "archive", "archive_copies", "drafter",
    "print_run", "footer",
)  # fmt: skip
"""Keys that say nothing of the text: a fault in one of them leaves all else to be checked in the same run."""


def _without_aside(root: Mapping) -> dict[str, Any] | None:
    """The keys of a file but those aside; None where another one has a fault."""
    rest = {key: node for key, node in root.entries.items() if key not in _ASIDE}
    found: dict[str, Any] | None = CIRCULAR.read(replace(root, entries=rest), Problems(), "")
    return found


def _lists(found: dict[str, Any]) -> dict[str, Any]:
    """What is listed or a record of its own."""
    archive = found.get("archive")
    return {
        "references": {key: _reference(key, record) for key, record in found.get("references", {}).items()},
        "to": _addressees(found.get("to", ())),
        "copies": _addressees(found.get("copies", ())),
        "archive": tuple(archive) if archive is not None else None,
        "annexes": tuple(
            AnnexSource(a.get("title"), a["body"], value(a, "landscape"), place(a)) for a in found.get("annexes", ())
        ),
        "grounds": tuple(found.get("grounds", ())),
        "attached": tuple(
            AttachedSource(a["type"], a["subject"], a["body"], place(a)) for a in found.get("attached", ())
        ),
        **{name: tuple(found.get(name, ())) for name in ("corrects", "replaces", "recalls")},
    }


def _own(root: Node) -> tuple[dict[str, Span], dict[str, Node]]:
    """Every key with its place, and the nodes of those that are not common to all kinds."""
    if not isinstance(root, Mapping):
        return {}, {}
    filled = {k: n for k, n in root.entries.items() if not (isinstance(n, Scalar) and not n.value)}
    return {k: root.keys[k] for k in filled}, {k: n for k, n in filled.items() if k not in STANDARD}


def _type(root: Mapping, found: dict[str, Any] | None) -> Spanned[str]:
    """``type:`` even of a file with faults elsewhere, so that those of its own fields are named too."""
    if found is not None and "type" in found:
        typed: Spanned[str] = found["type"]
        return typed
    node = root.entries.get("type")
    if isinstance(node, Scalar) and node.value.strip():
        return Spanned(node.value.strip(), node.span)
    return Spanned(DEFAULT_KIND, root.span)


def _reference(key: str, record: dict[str, Any]) -> ReferenceSource:
    names = ("number", "year", "date", "issuer", "type", "subject", "name")
    return ReferenceSource(key=key, span=place(record), **{name: record.get(name) for name in names})


def _addressees(records: Any) -> tuple[AddresseeSource, ...]:
    return tuple(
        AddresseeSource(
            value(r, "ref"), value(r, "text"), value(r, "as"), value(r, "note"), place(r), tuple(r.get("for", ()))
        )
        for r in records
    )
