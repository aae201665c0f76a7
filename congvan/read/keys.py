"""The keys of a file under ``circulars/``, each once, in the order a clerk fills them in; also the JSON Schema."""

from __future__ import annotations

from congvan.read.shapes import KEY, SLUG, Choice, Day, Field, Flag, Integer, Many, Record, Table, Text

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
        Field("text", Text(), "Chữ in ra", "Chỉ in ra; muốn gửi cho ai thì thêm for."),
        Field("as", Text(), "In là", "Tên in ra thay cho tên trong recipients.yaml."),
        Field("note", Text(), "Ghi chú", "In trong ngoặc sau tên, ví dụ: để b/c."),
        Field(
            "for",
            Many(SLUG_TEXT, single=True),
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
