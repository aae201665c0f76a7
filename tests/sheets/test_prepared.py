"""A DOCX whose package was prepared before is the DOCX that is made anew, and what python-docx itself would save."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.opc.oxml import parse_xml, serialize_part_xml
from printed import Letter, every_letter, laid_out

from congvan.model.document import Run
from congvan.model.layout import BoxSpec, ParagraphSpec, TextSpec
from congvan.render import docx as ours
from congvan.render.docx import mould, prepared

ODD = "a\u0103 & <b>\"c\"\t'd'--e -\u00a0 \u00ad\r\n  x-y\u2028\U0001f600]]> "


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Letter]:
    """The example of each kind, what ships, and a letter with pictures, by name."""
    return dict(laid_out(every_letter(tmp_path_factory.mktemp("dung-san"))))


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_prepared_is_made_anew(letters: dict[str, Letter]) -> None:
    assert len(letters) >= 34
    first = {name: ours.render(*letter).data for name, letter in letters.items()}
    again = {name: ours.render(*letters[name]).data for name in reversed(letters)}
    assert again == first
    frames = {prepared.Frame.of(letters[name][1]): name for name in letters}
    assert 4 < len(frames) < len(letters) / 2, "letters share what is prepared"
    for name in frames.values():
        for kept in (prepared._plain, prepared._pictured, mould._mould):
            kept.cache_clear()
        assert ours.render(*letters[name]).data == first[name], name


def test_what_is_written_is_what_python_docx_saves(letters: dict[str, Letter]) -> None:
    for name, (document, spec) in letters.items():
        data = ours.render(document, spec).data
        part = _parts(data)[prepared.DOCUMENT]
        assert serialize_part_xml(parse_xml(part)) == part, name
        told = docx.Document(io.BytesIO(data)).core_properties
        assert (told.title, told.author, told.last_modified_by) == (document.title, *[document.author] * 2), name
        day = document.parts.date.isoformat() if document.parts.date else "2020-03-05"
        assert [f"{moment:%Y-%m-%d}" for moment in (told.created, told.modified)] == [day] * 2, name


def test_packed_as_zipfile_packs(letters: dict[str, Letter]) -> None:
    data, out = ours.render(*letters["hinh"]).data, io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in _parts(data).items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            package.writestr(info, content)
    assert out.getvalue() == data


def test_any_sign_that_xml_has_is_written_as_it_was_typed(letters: dict[str, Letter]) -> None:
    document, spec = letters["cong-van"]
    paragraph = ParagraphSpec("body", (Run(ODD), Run("f-", nowrap=True), Run(ODD, italic=True, nowrap=True)))
    section = replace(spec.sections[0], pieces=(TextSpec((paragraph,), 0),))
    odd = replace(spec, sections=(section,), foot=(ODD,), circulation=BoxSpec(ODD, 100, 20, "body", "FF0000"))
    data = ours.render(document, odd).data
    read = docx.Document(io.BytesIO(data))
    glued = ODD.replace(" ", "\u00a0")
    assert read.paragraphs[0].text == f"{ODD}f-{glued}"
    assert ODD.split("\r")[0] in read.sections[0].first_page_footer.paragraphs[0].text
    part = _parts(data)[prepared.DOCUMENT]
    assert serialize_part_xml(parse_xml(part)) == part


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"], ids=ascii)
def test_a_sign_that_xml_has_not_is_refused(letters: dict[str, Letter], sign: str) -> None:
    document, spec = letters["cong-van"]
    paragraph = ParagraphSpec("body", (Run(f"a{sign}"),))
    odd = replace(spec, sections=(replace(spec.sections[0], pieces=(TextSpec((paragraph,), 0),)),))
    with pytest.raises(ValueError, match=r"XML|surrogates"):
        ours.render(document, odd)
