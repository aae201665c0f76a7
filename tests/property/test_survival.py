"""Any text that Times New Roman can print survives YAML → PDF → text and YAML → DOCX → text; markup stays text."""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from pathlib import Path

import pdfplumber
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from congvan import pipeline
from congvan.model.document import Paragraph
from congvan.problems import Problems
from congvan.workspace import Target, Workspace

ROOT = Path(__file__).parents[2]
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵAĐÊÔƠƯ0123456789"
SIGNS = "<>&\"'*_`[]()#+-.!|~^=/\\:;,?%@$–—“”…"
WORD = st.text(LETTERS + SIGNS, min_size=1, max_size=12)
TEXT = st.lists(WORD, min_size=1, max_size=12).map(lambda words: "x " + " ".join(words) + " y")
FEW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def escaped(text: str) -> str:
    """As a clerk writes signs of Markdown that are meant as text."""
    return re.sub(r"([\\`*_\[\]<>#+\-.!|~&])", r"\\\1", text)


def written(folder: Path, subject: str, addressee: str, body: str) -> dict[str, bytes]:
    """One circular through the whole program; JSON strings are YAML strings."""
    (folder / "circulars").mkdir(exist_ok=True)
    (folder / "issuer.yaml").write_bytes((ROOT / "issuer.yaml").read_bytes())
    (folder / "recipients.yaml").write_bytes((ROOT / "recipients.yaml").read_bytes())
    path = folder / "circulars" / "x.yaml"
    path.write_text(
        f"unit: thanh-tra\nsigner: giam-doc\nsubject: {json.dumps(subject)}\n"
        f"to: [{{text: {json.dumps(addressee)}}}]\nbody: {json.dumps(body)}\ncopies: [nhu-tren]\n",
        encoding="utf-8",
    )
    problems = Problems()
    office = pipeline.open_office(Workspace(folder), problems)
    assert office is not None
    document = pipeline.to_document(Target("x", path, "x.yaml"), office, problems)
    assert document is not None, [(d.code, d.values) for d in problems]
    assert len(document.body) == 1
    assert isinstance(document.body[0], Paragraph)
    return {name: made.data for name, made in pipeline.render(document, office, ("pdf", "docx")).items()}


def folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text.replace("\u2060", "")).split())


def pdf_text(data: bytes) -> str:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return folded("".join(p.extract_text(x_tolerance=1, y_tolerance=1, use_text_flow=True) for p in pdf.pages))


def docx_text(data: bytes) -> str:
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    pieces = (
        "-" if e.tag == word + "noBreakHyphen" else e.text or "" for e in root.iter(word + "t", word + "noBreakHyphen")
    )
    return folded("".join(pieces))


@FEW
@given(subject=TEXT, addressee=TEXT, body=TEXT)
def test_text_survives_both_ways(tmp_path_factory, subject: str, addressee: str, body: str) -> None:
    made = written(tmp_path_factory.mktemp("w"), subject, addressee, escaped(body).replace("{", "").replace("}", ""))
    for text in (pdf_text(made["pdf"]), docx_text(made["docx"])):
        assert folded(addressee) in text
        assert folded(body) in text
        for word in subject.split():
            assert folded(word) in text


MARKUP = st.sampled_from(
    ["<b>x</b>", "<script>", "&amp;", "<!--", "]]>", "</w:t>", "<p>", "&#60;", "<td>", "%{x}", "<?xml"]
)


@FEW
@given(subject=MARKUP, addressee=MARKUP, body=MARKUP)
def test_markup_stays_text(tmp_path_factory, subject: str, addressee: str, body: str) -> None:
    made = written(tmp_path_factory.mktemp("w"), f"a {subject}", f"a {addressee}", f"a {body} z")
    for text in (pdf_text(made["pdf"]), docx_text(made["docx"])):
        for value in (subject, addressee):
            assert folded(value) in text
