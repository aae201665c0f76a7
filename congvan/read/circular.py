"""A file under ``circulars/`` → CircularSource. The table says every key once, in the order a clerk fills them in."""

from __future__ import annotations

from typing import Any

from congvan.model.source import AddresseeSource, AnnexSource, CircularSource, ReferenceSource, Spanned
from congvan.problems import Problems, Span
from congvan.read.shapes import (
    KEY,
    SLUG,
    Anything,
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
from congvan.yamlfile import Mapping, Node

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

LATER = tuple(
    Field(name, Anything(), title)
    for name, title in (
        ("authority", "Thẩm quyền ban hành"),
        ("grounds", "Căn cứ ban hành"),
        ("proposal", "Theo đề nghị của"),
        ("attached", "Văn bản ban hành kèm theo"),
    )
)

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
            required=True,
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
        Field(
            "body", Text(lines=True), "Nội dung", "Viết bằng Markdown; cách một dòng trống là sang đoạn.", required=True
        ),
        Field("copies", Many(ADDRESSEE), "Nơi nhận", 'Danh sách ở cuối văn bản; "nhu-tren" in "Như trên".'),
        Field("archive", Many(Text()), "Lưu", "Không ghi là VT và tên lưu của đơn vị soạn thảo."),
        Field("archive_copies", Integer(99), "Số lượng bản lưu", examples=(2,)),
        Field("drafter", Text(), "Ký hiệu người soạn thảo", examples=("PL",)),
        Field("print_run", Integer(), "Số lượng bản phát hành", examples=(300,)),
        Field("footer", Flag(), "In địa chỉ ở chân trang", "Địa chỉ, điện thoại trong issuer.yaml in ở chân trang 1."),
        Field("annexes", Many(ANNEX), "Phụ lục", "Mỗi phụ lục sang trang mới."),
        *UNDOING,
        *LATER,
    )
)


def circular(root: Node, id: str, file: str, problems: Problems) -> CircularSource | None:
    """The tree of one file → CircularSource, None after every fault of shape is named."""
    found = CIRCULAR.read(root, problems, "")
    if found is None or not isinstance(root, Mapping):
        return None
    archive = found.get("archive")
    return CircularSource(
        id=id,
        file=file,
        span=Span(file, 1, 1),
        type=found.get("type") or Spanned(DEFAULT_KIND, Span(file, 1, 1)),
        unit=found.get("unit"),
        subject=found["subject"],
        edition=found.get("edition"),
        follows=found.get("follows"),
        number=found.get("number"),
        date=found.get("date"),
        urgency=found.get("urgency"),
        circulation=found.get("circulation"),
        signer=found["signer"],
        references={key: _reference(key, record) for key, record in found.get("references", {}).items()},
        to=_addressees(found.get("to", ())),
        body=found["body"],
        copies=_addressees(found.get("copies", ())),
        archive=tuple(archive) if archive is not None else None,
        archive_copies=found.get("archive_copies"),
        drafter=found.get("drafter"),
        print_run=found.get("print_run"),
        footer=bool(value(found, "footer")),
        annexes=tuple(
            AnnexSource(a.get("title"), a["body"], value(a, "landscape"), place(a)) for a in found.get("annexes", ())
        ),
        corrects=tuple(found.get("corrects", ())),
        replaces=tuple(found.get("replaces", ())),
        recalls=tuple(found.get("recalls", ())),
    )


def _reference(key: str, record: dict[str, Any]) -> ReferenceSource:
    names = ("number", "year", "date", "issuer", "type", "subject", "name")
    return ReferenceSource(key=key, span=place(record), **{name: record.get(name) for name in names})


def _addressees(records: Any) -> tuple[AddresseeSource, ...]:
    return tuple(
        AddresseeSource(value(r, "ref"), value(r, "text"), value(r, "as"), value(r, "note"), place(r)) for r in records
    )
