"""The keys of a file under ``circulars/``, each once, in the order a clerk fills them in; also the JSON Schema."""

from __future__ import annotations

from congvan.read.accepting import Accepting
from congvan.read.figures import Day, Integer
from congvan.read.office import CODE
from congvan.read.shapes import KEY, SLUG, Choice, Field, Flag, Many, Record, Table, Text

DEFAULT_KIND = "cong-van"

SLUG_TEXT = Text(SLUG, "so-noi-vu", named=True)

REFERENCE = Record(
    (
        Field("number", Text(), "reference.number", examples=("720/STTTT-TTr",)),
        Field("year", Integer(2200), "reference.year"),
        Field("date", Day(), "reference.date", examples=("2024-04-17",)),
        Field("issuer", Text(), "reference.issuer", examples=("Sở Thông tin và Truyền thông",)),
        Field("type", Text(SLUG, "cong-van"), "reference.type", examples=("cong-van",)),
        Field("subject", Text(lines=True), "reference.subject"),
        Field("name", Text(), "reference.name", examples=("Luật Lưu trữ",)),
        Field("code", CODE, "reference.code", examples=("H53.12",)),
    )
)

ADDRESSEE = Record(
    (
        Field("ref", SLUG_TEXT, "addressee.ref"),
        Field("text", Text(), "addressee.text"),
        Field("as", Text(), "addressee.as"),
        Field("note", Text(), "addressee.note"),
        Field(
            "for",
            Many(SLUG_TEXT, single=True),
            "addressee.for",
        ),
    ),
    text_key="ref",
    one_of=("ref", "text"),
)

TABLE = Record(
    (
        Field("file", Text(), "table.file", required=True, examples=("so-lieu.xlsx",)),
        Field("sheet", Text(), "table.sheet", examples=("Quý III",)),
        Field("range", Text(), "table.range", examples=("A1:F20",)),
        Field("head", Integer(20), "table.head", examples=(2,)),
    ),
    text_key="file",
)

ANNEX = Record(
    (
        Field("title", Text(), "annex.title"),
        Field("body", Text(lines=True), "annex.body", required=True),
        Field("table", TABLE, "annex.table"),
        Field("landscape", Flag(), "annex.landscape"),
    ),
    instead={"body": "table"},
)

MERGE = Record(
    (
        Field("file", Text(), "merge.file", required=True, examples=("khach.xlsx",)),
        Field("key", Text(), "merge.key", required=True, examples=("ma",)),
        Field("name", Text(), "merge.name", required=True, examples=("ten",)),
        Field("address", Text(), "merge.address", examples=("dia_chi",)),
        Field("email", Text(), "merge.email", examples=("thu",)),
        Field("sheet", Text(), "merge.sheet", examples=("Khách mời",)),
    )
)

URGENCY = Choice.of("urgency", "hoa-toc", "thuong-khan", "khan")

ATTACHED = Record(
    (
        Field("type", SLUG_TEXT, "attached.type", required=True, examples=("quy-che",)),
        Field("subject", Text(lines=True), "attached.subject", required=True),
        Field("body", Text(lines=True), "attached.body", required=True),
    )
)

RULING = (
    Field(
        "authority",
        Text(),
        "circular.authority",
        examples=("Giám đốc Sở Thông tin và Truyền thông",),
    ),
    Field(
        "grounds",
        Many(Text(lines=True)),
        "circular.grounds",
        examples=(["{{ luat_gddt }}"],),
    ),
    Field("proposal", Text(lines=True), "circular.proposal"),
)
ISSUED = Field("attached", Many(ATTACHED), "circular.attached")

POINTING = tuple(
    Field(name, Many(Text(KEY, "cv720"), single=True), f"circular.{name}")
    for name in ("replies", "corrects", "replaces", "recalls")
)

CIRCULAR = Record(
    (
        Field("type", SLUG_TEXT, "circular.type", examples=("cong-van",)),
        Field("unit", SLUG_TEXT, "circular.unit", examples=("thanh-tra",)),
        Field(
            "subject",
            Text(lines=True),
            "circular.subject",
        ),
        Field("edition", Integer(99), "circular.edition"),
        Field("follows", Text(KEY, "cv720"), "circular.follows"),
        Field("number", Integer(), "circular.number", examples=(881,)),
        Field("date", Day(), "circular.date", examples=("2024-05-14",)),
        Field("urgency", URGENCY, "circular.urgency"),
        Field("due", Day(), "circular.due", examples=("2024-05-20",)),
        Field("file", SLUG_TEXT, "circular.file", examples=("vi-pham-2026",)),
        Field("circulation", Text(), "circular.circulation", examples=("Lưu hành nội bộ",)),
        Field("signer", SLUG_TEXT, "circular.signer", required=True, examples=("giam-doc",)),
        Field(
            "references",
            Table(REFERENCE, KEY, "cv720"),
            "circular.references",
        ),
        Field("to", Many(ADDRESSEE), "circular.to"),
        Field("per_recipient", Flag(), "circular.per_recipient"),
        Field("merge", MERGE, "circular.merge"),
        *RULING,
        Field("body", Text(lines=True), "circular.body"),
        ISSUED,
        Field("copies", Many(ADDRESSEE), "circular.copies"),
        Field("archive", Many(Text()), "circular.archive"),
        Field("archive_copies", Integer(99), "circular.archive_copies", examples=(2,)),
        Field("drafter", Text(), "circular.drafter", examples=("PL",)),
        Field("print_run", Integer(), "circular.print_run", examples=(300,)),
        Field("footer", Flag(), "circular.footer"),
        Field("annexes", Many(ANNEX), "circular.annexes"),
        *POINTING,
        Field("accept", Accepting(), "circular.accept", examples=({"VH-1": "tên riêng do cơ quan đặt"},)),
    ),
    open=True,
)
STANDARD = frozenset(f.name for f in CIRCULAR.fields)
"""The keys that every kind shares."""

_OF_KINDS = (
    "subject", "body", "to", "unit", "date", "copies", "authority", "grounds", "proposal", "attached", "annexes",
    "footer",
)  # fmt: skip
BY_KIND = {f.name: f.label for f in CIRCULAR.fields if f.name in _OF_KINDS}
"""Those that a kind may require, or allow, by their labels."""
