"""Letters for the edXML tests: the one of the axis' sample, and any letter that hypothesis can think of."""

from __future__ import annotations

from datetime import date, datetime

from hypothesis import strategies as st

from congvan.model.edxml import (
    Answered,
    Attachment,
    Business,
    EdxmlKind,
    EdxmlLetter,
    EdxmlSigner,
    EdxmlStatus,
    Hop,
    Party,
    Purpose,
    ReceiverChange,
    Replaced,
    Staff,
)
from congvan.model.register import Code

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nmau\n%%EOF\n"

SAMPLE = EdxmlLetter(
    sender=Party(
        "H99.15", "Sở Khoa học và Công nghệ", "UBND tỉnh X", "Số 1 đường A, tỉnh X",
        "vanthu@skhcn.example", "0200 000 000", "", "skhcn.example",
    ),
    to=(Party("H99.16", "Sở Tài chính", "UBND tỉnh X"),),
    code=Code(123, "SKHCN-VP"),
    place="X",
    date=date(2026, 11, 24),
    kind=EdxmlKind(1, 0, "Công văn"),
    subject="V/v kết nối, liên thông",
    signer=EdxmlSigner("Nguyễn Văn Ánh", "PHÓ GIÁM ĐỐC", "KT. GIÁM ĐỐC"),
    due=date(2026, 12, 1),
    sphere="Liên thông văn bản quốc gia",
    typer="NVA",
    copies=2,
    pages=1,
    appendices=("Phụ lục I",),
    places=("Như trên", "Lưu: VT, VP"),
    trace=(Hop("H99.15", datetime(2026, 11, 24, 11, 30)),),
    purpose=Purpose(staff=Staff("Văn thư", "Trần Thị B", "vanthu@skhcn.example", "0900000000")),
    attachments=(Attachment("123-SKHCN-VP.pdf", PDF, "Công văn chính"),),
)  # fmt: skip

STATUS = EdxmlStatus(
    "03", Party("H99.16", "Sở Tài chính"), Answered(document_id=SAMPLE.document_id),
    datetime(2026, 11, 24, 14, 5, 9), "Đã vào sổ số 45", Staff("Văn thư", "Lê C", "vt@stc.example", "0911"),
)  # fmt: skip

LEGAL = st.characters(
    exclude_categories=("Cs",),
    exclude_characters=[chr(c) for c in range(32) if c not in (9, 10, 13)] + ["\ufffe", "\uffff"],
)
ANY = st.text(LEGAL, max_size=60)
SAID = ANY.filter(lambda text: text.strip() != "" and text.strip("\t\n\r ") != "")
ORGAN = st.from_regex(r"\A[A-Z][0-9]{2}(\.[0-9A-Z]{1,4}){0,5}\Z")
DAY = st.dates()
MOMENT = st.datetimes()
PARTY = st.builds(Party, ORGAN, SAID, ANY, ANY, ANY, ANY, ANY, ANY)
STAFF = st.none() | st.builds(Staff, ANY, ANY, ANY, ANY)
ANSWERED = st.builds(Answered, ORGAN, SAID, st.just("") | SAID, DAY)
PURPOSE = st.one_of(
    st.builds(Purpose, reason=ANY, paper=st.booleans(), staff=STAFF),
    st.builds(Purpose, st.just(Business.RECALL), ANY, SAID, st.booleans(), STAFF),
    st.builds(
        Purpose, st.just(Business.UPDATE), ANY, SAID, st.booleans(), STAFF,
        st.lists(st.builds(ReceiverChange, ORGAN, st.booleans()), max_size=3).map(tuple),
    ),
    st.builds(
        Purpose, st.just(Business.REPLACE), ANY, st.just(""), st.booleans(), STAFF, st.just(()),
        st.lists(st.builds(Replaced, SAID, st.lists(ORGAN, max_size=2).map(tuple)), min_size=1, max_size=2).map(tuple),
    ),
)  # fmt: skip
LETTER = st.builds(
    EdxmlLetter,
    sender=PARTY,
    to=st.lists(PARTY, min_size=1, max_size=3).map(tuple),
    code=st.builds(Code, st.integers(1, 10**9), ANY),
    place=SAID,
    date=DAY,
    kind=st.builds(EdxmlKind, st.integers(0, 99), st.integers(0, 9), SAID),
    subject=SAID,
    content=SAID,
    signer=st.builds(EdxmlSigner, SAID, ANY, ANY),
    due=st.none() | DAY,
    priority=st.integers(0, 4),
    sphere=ANY,
    typer=ANY,
    copies=st.none() | st.integers(0, 10**6),
    pages=st.none() | st.integers(0, 10**6),
    direction=st.booleans(),
    appendices=st.lists(SAID, max_size=3).map(tuple),
    answers=st.lists(ANSWERED, max_size=2).map(tuple),
    steering=st.integers(1, 3),
    places=st.lists(SAID, max_size=3).map(tuple),
    trace=st.lists(st.builds(Hop, ORGAN, MOMENT), min_size=1, max_size=2).map(tuple),
    purpose=PURPOSE,
    attachments=st.lists(
        st.builds(Attachment, SAID, st.binary(min_size=1, max_size=300), ANY), min_size=1, max_size=3,
        unique_by=lambda file: file.name,
    ).map(tuple),
)  # fmt: skip
