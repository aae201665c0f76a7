"""A character of every class of Unicode through every text field, by every way: the same words in PDF, DOCX, mail and
edXML, or a refusal at the character.
"""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
from datetime import datetime
from email.header import decode_header, make_header
from functools import cache
from pathlib import Path

import pdfplumber
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvan import pipeline
from congvan.problems import Problems
from congvan.workspace import Target, Workspace

ROOT = Path(__file__).parents[2]
CATEGORIES = [
    "Cc",
    "Cf",
    "Cs",
    "Co",
    "Cn",
    "Zs",
    "Zl",
    "Zp",
    "Mn",
    "Me",
    "Mc",
    "Lo",
    "Lm",
    "Ll",
    "Lu",
    "Nd",
    "No",
    "Po",
    "Sm",
    "So",
]
ODD = "\u00ad\u034f\u115f\u1160\u180e\u200b\u2060\u2064\u3164\ufe0f\ufeff\uffa0\ufffc\U000e0041\u202e\v\f\r\u0085\u2028\ufdd0\u00a0\u2003"
CHAR = st.one_of(
    st.sampled_from(CATEGORIES).flatmap(lambda c: st.characters(categories=[c])), st.sampled_from(list(ODD))
)
FIELDS = ("subject", "to", "note", "body", "title", "annex")
MANY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
REFUSED = {"CV003", "CV005", "CV065", "CV304", "CV201"}


def typed(char: str, way: str) -> str:
    """The word with ``char`` in it, as a value of YAML in double quotes."""
    if way == "raw" and not 0xD800 <= ord(char) < 0xE000 and char not in '"\\\n\t\r':
        return f'"phụ lục chữ{char}lạ ở đây"'
    if way == "literal" and ord(char) < 0x10000:
        return f"\"phụ lục {{{{ 'chữ\\\\u{ord(char):04x}lạ' }}}} ở đây\""
    return f'"phụ lục chữ\\U{ord(char):08x}lạ ở đây"'


def circular(field: str, char: str, way: str) -> str:
    values = dict.fromkeys(FIELDS, '"phụ lục"') | {
        field: typed(char, way if field in ("body", "annex") else way.replace("literal", "escape"))
    }
    return (
        f"unit: thanh-tra\nsigner: giam-doc\nsubject: {values['subject']}\nto: [{{text: {values['to']}, note: {values['note']}}}]\n"
        f"body: {values['body']}\ncopies: [nhu-tren]\nnumber: 5\ndate: 2026-01-05\n"
        f"annexes:\n  - {{title: {values['title']}, body: {values['annex']}}}\n"
    )


@cache
def office(folder: Path) -> pipeline.Office:
    for name in ("issuer.yaml", "recipients.yaml"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    made = pipeline.open_office(Workspace(folder), Problems())
    assert made is not None
    return made


def folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text.replace("\u2060", "")).split()).casefold()


def printed(made: dict) -> list[str]:
    from lxml import etree

    with pdfplumber.open(io.BytesIO(made["pdf"].data)) as pdf:
        pages = "".join(p.extract_text(x_tolerance=1, y_tolerance=1, use_text_flow=True) for p in pdf.pages)
    with zipfile.ZipFile(io.BytesIO(made["docx"].data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    pieces = (
        "-" if e.tag == word + "noBreakHyphen" else e.text or "" for e in root.iter(word + "t", word + "noBreakHyphen")
    )
    return [folded(pages), folded("".join(pieces))]


@MANY
@given(char=CHAR, field=st.sampled_from(FIELDS), way=st.sampled_from(["raw", "escape", "literal"]))
def test_every_class_is_printed_alike_or_refused_at_its_place(
    tmp_path_factory, char: str, field: str, way: str
) -> None:
    where = office(tmp_path_factory.getbasetemp())
    path = where.workspace.root / "x.yaml"
    text = circular(field, char, way)
    path.write_bytes(text.encode())
    problems = Problems()
    found = pipeline.to_circular(Target("x", path, "x.yaml"), where, problems)
    if found is None:
        first = next(d for d in problems.sorted() if d.severity.value == "error")
        assert first.code in REFUSED, (first.code, dict(first.values))
        line = text.split("\n")[first.span.line - 1]
        assert first.span.file == "x.yaml"
        assert field in line or (field == "annex" and "body" in line)
        if first.code == "CV005":
            at = line[first.span.column - 1 :]
            assert at[:1] in (char, "\\"), (line, first.span)
        return
    said, document = found
    wanted = folded(f"chữ{read_as(char)}lạ")
    if char.isspace():
        wanted = folded("chữ lạ")
    for words in printed(pipeline.render(document, where, ("pdf", "docx"))):
        assert wanted in words
    if field in ("subject", "to"):
        travels(said, document, where, wanted, field)


def read_as(char: str) -> str:
    return unicodedata.normalize("NFC", char)


def travels(said, document, where: pipeline.Office, wanted: str, field: str) -> None:
    """The same words in an edXML file, and of a subject in the head of a mail."""
    from congvan import edxml
    from congvan.mail.message import encoded
    from congvan.model.edxml import Attachment

    agency = where.recipients.agencies["so-noi-vu"]
    files = [Attachment("5.pdf", b"%PDF-1.7", "Công văn")]
    letter = edxml.letter(said, document, [agency], files, at=datetime(2026, 1, 5, 9, 0), pages=1, copies=1)
    again = edxml.read_letter(edxml.write(letter))
    if field == "subject":
        assert wanted in folded(again.subject)
        subject = str(make_header(decode_header(encoded(again.subject, "Subject"))))
        assert wanted in folded(subject)


def test_the_strings_of_this_test_are_yaml() -> None:
    import yaml

    for way in ("raw", "escape", "literal"):
        assert yaml.safe_load(circular("body", "x", way))["body"].startswith("phụ lục")
    assert json.loads(typed("x", "raw")) == "phụ lục chữxlạ ở đây"
