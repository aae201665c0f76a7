"""What is done for WeasyPrint gives WeasyPrint's own bytes, applies to what is installed, and steps back from anything else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from enclosures import picture
from printed import Letter, every_letter, laid_out
from shop import ROOT

from congvan.model.copy import Block
from congvan.model.rendered import Box
from congvan.render import copy_block, fonts, html, pdf, quick, register_book, stamp
from congvan.render.paper import fitting, sheet
from congvan.render.quick import parsed
from congvan.standard.book import book
from congvan.standard.copies import copies
from congvan.standard.loader import load

ODD = """unit: thanh-tra
subject: "báo cáo & <phụ lục> \\"hai\\""
signer: giam-doc
to: [so-noi-vu]
body: |
  Chữ *nghiêng*, **đậm**, ***cả hai*** &amp; `a < b`, 720/STTTT-TTr, dấu — “ngoặc” ‘đơn’, một&nbsp;hai.

  Đoạn hai có   nhiều dấu cách, số 1.000.000 đồng\\
  và dòng xuống.
copies: [nhu-tren]
"""
PLAIN = """
import json, sys
sys.path[:0] = json.loads(sys.argv[1])
from congvan.render import fonts, pdf, quick
if sys.argv[4] == "plain":
    quick.PARTS, pdf.applies = (), lambda part: False
import printed
from pathlib import Path
found = fonts.find()
from congvan.machine import children
children.allow()
made = {name: pdf.render(*letter, found) for name, letter in printed.laid_out(Path(sys.argv[2]))}
told = {name: [one.sha256, repr(sorted(one.anchors.items()))] for name, one in made.items()}
Path(sys.argv[3]).write_text(json.dumps(told), encoding="utf-8")
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the example of each kind, what ships, pictures, tables, signs of every sort."""
    return every_letter(tmp_path_factory.mktemp("nhanh"), la=ODD)


@pytest.fixture(scope="module")
def letters(root: Path) -> dict[str, Letter]:
    """Each letter as it is printed."""
    found = dict(laid_out(root))
    assert {"hinh", "la"} <= found.keys()
    return found


@pytest.mark.parametrize("part", quick.PARTS)
def test_each_part_was_written_for_what_is_installed(part: str) -> None:
    """Fails when WeasyPrint, pydyf, tinyhtml5 or cssselect2 is another: read what changed in the files that ``NEEDS``
    names, mend the part, and write their new SHA-256 down. Until then the part is left out, and letters take longer.
    """
    pdf.load()
    __import__(f"congvan.render.quick.{part}")
    needs = getattr(quick, part).NEEDS
    assert {name: quick._source(name) for name in needs} == needs


def test_bytes_and_anchors_are_those_of_weasyprint_as_it_comes(root: Path, tmp_path: Path) -> None:
    path = json.dumps([str(ROOT), str(ROOT / "tests/tools"), str(ROOT / "tests"), str(Path(__file__).parent)])
    told = []
    for how in ("plain", "quick"):
        answer = tmp_path / how
        subprocess.run([sys.executable, "-c", PLAIN, path, str(root), str(answer), how], check=True, timeout=300)
        told.append(json.loads(answer.read_text(encoding="utf-8")))
    assert len(told[0]) > 30
    assert told[1] == told[0]


def test_a_letter_does_not_depend_on_those_before_it(letters: dict[str, Letter]) -> None:
    found = fonts.find()
    first = {name: pdf.render(*letter, found).sha256 for name, letter in letters.items()}
    for name in reversed(letters):
        assert pdf.render(*letters[name], found).sha256 == first[name], name


def test_a_page_is_the_same_tree_by_either_parser(letters: dict[str, Letter]) -> None:
    import tinyhtml5

    for name, (document, spec) in letters.items():
        text = html.page(document, spec)
        mine, theirs = parsed.tree(text), tinyhtml5.parse(text, namespace_html_elements=False)
        assert mine is not None, name
        assert _said(mine) == _said(theirs), name


def _said(element: Any) -> object:
    attributes = {key: value for key, value in element.attrib.items()}
    return element.tag, attributes, element.text or "", element.tail or "", [_said(child) for child in element]


@pytest.mark.parametrize(
    "body",
    ["<p title='a\nb'>x</p>", "<p>a\rb</p>", "<p>a\x00b</p>", "<p>\x0b</p>", "<pre>\nx</pre>", "<p>&nbsp;</p>", "<p>x",
     "<p a='1' a='2'>x</p>", "<!-- x --><p>y</p>", "<p>\ufffe</p>"],
)  # fmt: skip
def test_what_xml_reads_otherwise_is_read_as_html(body: str) -> None:
    assert parsed.tree(f"<!DOCTYPE html><html><head></head><body>{body}</body></html>") is None


def test_a_page_with_other_elements_has_weasyprints_own_sheet() -> None:
    import weasyprint

    pdf.font_configuration()
    page = "<!DOCTYPE html><html><head></head><body>{}</body></html>"
    ours = parsed.source(page.format("<p>x</p>"), pdf.only_held)
    other = parsed.source(page.format("<ul><li>x</li></ul>"), pdf.only_held)
    assert parsed.ours(ours)
    assert not parsed.ours(other)
    assert type(other) is weasyprint.HTML


def test_of_the_user_agents_sheet_nothing_is_left_out_that_matches(letters: dict[str, Letter]) -> None:
    """Every rule of WeasyPrint's own sheet that matches an element of a letter stands in ours, in the same order, but for
    marks of lists and notes, which no letter has.
    """
    import weasyprint

    pdf.font_configuration()
    for name, (document, spec) in letters.items():
        page = parsed.source(html.page(document, spec), pdf.only_held)
        assert parsed.ours(page), name
        mine, theirs = page._ua_stylesheets()[0], weasyprint.HTML._ua_stylesheets(page)[0]
        for element in page.wrapper_element.iter_subtree():
            assert _rules(mine, element) == _rules(theirs, element), (name, element.etree_element.tag)


def _rules(sheet: Any, element: Any) -> list[object]:
    return [
        (specificity, pseudo, [(key, repr(value), important) for key, value, important in declarations])
        for specificity, _, pseudo, (declarations, _) in sheet.matcher.match(element)
        if pseudo in (None, "before", "after")
    ]


def test_other_sources_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(parsed.NEEDS, "weasyprint", "0" * 64)
    anew = quick.applies.__wrapped__
    assert not anew("parsed")
    assert anew("boxes")
    monkeypatch.setattr(pdf, "applies", anew)
    assert not parsed.ours(pdf._read("<!DOCTYPE html><html><head></head><body><p>x</p></body></html>"))


OTHERS = """
import json, sys
sys.path[:0] = json.loads(sys.argv[1])
from congvan.render import pdf, quick
if sys.argv[3] == "plain":
    quick.PARTS, pdf.applies = (), lambda part: False
import hashlib, test_quick
from pathlib import Path
from congvan.machine import children
children.allow()
told = {name: hashlib.sha256(data).hexdigest() for name, data in test_quick.others()}
Path(sys.argv[2]).write_text(json.dumps(told), encoding="utf-8")
"""


def others() -> Iterator[tuple[str, bytes]]:
    """What else the program prints: sheets of placed lines, what is put on a letter, a book, the block of a copy."""
    found = fonts.find()
    page = sheet.Page()
    page.frame(20, 30, 200, 80, 1.5, "c00000")
    page.rule(20, 140, 300, 0.75)
    page.picture(picture("RGBA", (40, 30)), 40, 160, 60)
    lines = (
        fitting.Line("Kính gửi: Sở “A” & B", True, False, 13, 0, 16),
        fitting.Line("số 12  đường X", False, True, 12.5, 18, 16),
    )
    for place, align in enumerate(("left", "center", "right")):
        page.text(fitting.Block(lines, 34), 30, 240 + 60 * place, 220, align, "0000c0" if place else "")
    yield "sheet", sheet.pdf([page, sheet.Page(), page], 229, 162, "Phong bì", found)
    box = Box(1, 10, 10, 190, 80)
    yield "ring", stamp.note(box, ["Ký bởi: Nguyễn Tấn Đức", "21/9/2024 08:00:00 +07:00"], found, "ff0000", ring=90)
    yield "note", stamp.note(box, ["Ký bởi: Nguyễn Tấn Đức"], found, "000000", left=20)
    yield (
        "typed",
        stamp.typed(
            box, [stamp.Words("881", 4, 40), stamp.Words("a<b", 60, 80, "left")], found, 13, "000000", italic=True
        ),
    )
    yield "picture", stamp.picture(box, picture("RGBA", (40, 30)), fill=True)
    rows = [[f"{n}/STTTT-TTr", "1/2/2024", "V/v rà soát & thống kê", "", "", "", "", ""] for n in range(90)]
    wide = len(book().columns)
    yield (
        "book",
        register_book.render(
            book(), ("SỞ A", book().title, "Năm: 2024"), [row[:wide] + [""] * (wide - 8) for row in rows]
        ),
    )
    block = Block(
        heading="SAO Y", agency="SỞ THÔNG TIN VÀ TRUYỀN THÔNG", number="05", symbol="SY-STTTT", place="Tây Ninh",
        day=date(2024, 9, 21), authority=("GIÁM ĐỐC",), names=("Nguyễn Tấn Đức",), recipients=("Như trên;", "Lưu: VT."),
    )  # fmt: skip
    setting = copy_block.Setting(load(), copies(), found)
    yield "copy", copy_block.sheet(block, setting)
    yield "copy under", copy_block.fitted(block, 440.0, setting)[0]


def test_all_that_is_printed_beside_letters_is_the_same_too(tmp_path: Path) -> None:
    path = json.dumps([str(ROOT), str(ROOT / "tests/tools"), str(ROOT / "tests"), str(Path(__file__).parent)])
    told = []
    for how in ("plain", "quick"):
        answer = tmp_path / how
        subprocess.run([sys.executable, "-c", OTHERS, path, str(answer), how], check=True, timeout=300)
        told.append(json.loads(answer.read_text(encoding="utf-8")))
    assert len(told[0]) == 8
    assert told[1] == told[0]
