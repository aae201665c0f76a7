"""preview: bytes that nobody has saved yet → the page as HTML and SVG, and which box of it is which field."""

from __future__ import annotations

import pickle
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdfium2
import pytest
from lxml import html as markup
from office import TEMPLATES, workspace
from PIL import Image, ImageChops

from congvan import Desk, pipeline
from congvan.desk.preview import Preview, preview
from congvan.problems import Problems
from congvan.workspace import Workspace

ROOT = Path(__file__).parents[2]
LETTER = """unit: thanh-tra
subject: |
  thử xem trước
  một văn bản
signer: giam-doc
to: [so-noi-vu, cong-an-tinh, so-noi-vu]
body: |
  Đoạn một nhắc đến Phụ lục.

  1. Điểm một;

  | Cột | Số |
  |---|---|
  | hàng một | 1 |
  | hàng hai | 2 |

  Đoạn cuối.
copies: [nhu-tren, {text: Ban Giám đốc}]
annexes:
  - title: Danh mục
    body: |
      Dòng của phụ lục.
"""
FIXED = ("CỘNG HÒA XÃ HỘI", "Độc lập", "Kính gửi", "Nơi nhận")
"""Words of the decree and of the program, which nobody types."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> pipeline.Office:
    folder = tmp_path_factory.mktemp("preview")
    workspace(folder)
    found = pipeline.open_office(Workspace(folder), Problems())
    assert found is not None
    return found


def seen(office: pipeline.Office, text: str, *wanted: str) -> tuple[Preview, list[str]]:
    problems = Problems()
    made = preview(office, "chua/luu", text.encode(), problems, wanted or ("html", "pages"))
    assert made is not None, list(problems)
    return made, [d.code for d in problems]


def placed(text: str) -> list[tuple[str, str, int]]:
    """(words, path, line) of every element that says where it was typed, but for tables, whose rows say it."""
    found = markup.document_fromstring(text).xpath("//*[@data-path and not(self::table)]")
    return [(" ".join(e.text_content().split()), e.get("data-path"), int(e.get("data-line"))) for e in found]


def test_each_element_names_its_field_and_line(office: pipeline.Office) -> None:
    made, codes = seen(office, LETTER)
    lines = LETTER.splitlines()
    by_words = {words: (path, lines[line - 1].strip()) for words, path, line in placed(made.html)}
    assert codes == ["CV106"]
    assert by_words["V/v thử xem trước"] == ("subject", "subject: |")
    assert by_words["Đoạn một nhắc đến Phụ lục."] == ("body", "Đoạn một nhắc đến Phụ lục.")
    assert by_words["1. Điểm một;"] == ("body", "1. Điểm một;")
    assert by_words["hàng hai2"] == ("body", "| hàng hai | 2 |")
    assert by_words["Đoạn cuối./."] == ("body", "Đoạn cuối.")
    assert by_words["Dòng của phụ lục./."] == ("annexes[0].body", "Dòng của phụ lục.")
    assert by_words["DANH MỤC"] == ("annexes[0].title", "- title: Danh mục")
    assert [path for words, path, _ in placed(made.html) if words.startswith("- ")] == [
        "to[0]", "to[1]", "copies[0]", "copies[1]", "archive",
    ]  # fmt: skip
    issuer = {(e.get("data-path"), e.get("data-file")) for e in markup.fromstring(made.html).xpath("//*[@data-file]")}
    assert {(path, Path(str(file)).name) for path, file in issuer} == {
        ("parent", "issuer.yaml"),
        ("name", "issuer.yaml"),
    }


def test_boxes_of_the_pages_say_the_same(office: pipeline.Office) -> None:
    made, _ = seen(office, LETTER)
    told = {(path, line) for _, path, line in placed(made.html)}
    inner = {(p.source.path, p.source.line) for p in made.places}
    assert told <= inner
    assert {p.box.page for p in made.places if p.source.path.startswith("annexes")} == {2} == {len(made.pages)}
    for place in made.places:
        assert 0 < place.box.x0 < place.box.x1 < 596
        assert 0 < place.box.y0 < place.box.y1 < 842
    number, date = (next(p.box for p in made.places if p.source.path == name) for name in ("number", "date"))
    assert number.x1 <= date.x0 + 0.1
    assert abs(number.y0 - date.y0) < 0.1
    body = [p.box.y1 for p in made.places if p.source.path == "body" and p.source.line != 12]
    assert body == sorted(body, reverse=True)


@pytest.mark.parametrize("kind", sorted(f.parent.name for f in TEMPLATES.glob("*/example.yaml")))
def test_nothing_typed_is_without_a_place(office: pipeline.Office, kind: str) -> None:
    text = (TEMPLATES / kind / "example.yaml").read_text(encoding="utf-8")
    made, _ = seen(office, text, "html")
    fixed = (
        "contains(@class, 'annex_origin') or contains(@class, 'addressee_label') or contains(@class, 'confirmation')"
    )
    bare = markup.fromstring(made.html).xpath(f"//*[self::p or self::h1 or self::tr][not(@data-path) and not({fixed})]")
    told = [" ".join(e.text_content().split()) for e in bare]
    assert not [t for t in told if t and not t.startswith(FIXED)]
    lines = text.splitlines()
    assert all(
        1 <= line <= len(lines) for _, path, line in placed(made.html) if path and path not in ("name", "parent")
    )


@pytest.mark.parametrize(
    ("fault", "code", "shown"),
    [
        (("Điểm một", "Điểm {{ gi_do }}"), "CV204", "1. Điểm …;"),
        (("Điểm một", "Điểm {{ một"), "CV201", "1. Điểm {{ một;"),
        (("so-noi-vu,", "so-noi-vux,"), "CV104", "Đoạn cuối./."),
        (("signer: giam-doc\n", ""), "CV041", "Đoạn cuối./."),
        (("signer: giam-doc", "signer: ai-do"), "CV102", "Đoạn cuối./."),
        (("unit: thanh-tra", "unit: phong-nao"), "CV101", "Đoạn cuối./."),
        (("unit: thanh-tra", "type: loai-nao"), "CV409", "Đoạn cuối./."),
        (("to: [so-noi-vu", "to: [{reff: x}, so-noi-vu"), "CV042", "Đoạn cuối./."),
        (("Điểm một", "Điểm\u200b một"), "CV005", "1. Điểm một;"),
        (("Điểm một", "Điểm 漢 một"), "CV304", "1. Điểm 漢 một;"),
        (("Điểm một", "Điểm **漢 *﷽* Ω** một 😀 e\u0301"), "CV304", "1. Điểm 漢 ﷽ Ω một 😀 é;"),
        (("annexes:", "annexe:"), "CV030", "Đoạn cuối./."),
        (("      Dòng của phụ lục.\n", ""), "CV032", "Đoạn cuối./."),
        (("unit: thanh-tra", "unit: thanh-tra\nnumber: sáu\ndate: 2024-13-45"), "CV034", "Đoạn cuối./."),
    ],
)  # fmt: skip
def test_a_draft_with_faults_is_shown(office: pipeline.Office, fault: tuple[str, str], code: str, shown: str) -> None:
    text = LETTER.replace(*fault)
    assert text != LETTER
    made, codes = seen(office, text)
    assert code in codes
    assert shown in [words for words, _, _ in placed(made.html)]
    assert made.pages[0].startswith("<svg ")
    file = office.workspace.circulars / "co-loi.yaml"
    file.write_text(text, encoding="utf-8")
    told = Problems()
    try:
        pipeline.to_circular(office.workspace.select(["co-loi"], Problems())[0], office, told)
    finally:
        file.unlink()
    assert codes == [d.code for d in told], "preview tells what check tells"


@pytest.mark.parametrize("data", [b"", b"abc", b"- a", b"[x", b"\xff\xfe\x00"])
def test_where_no_text_can_be_read_the_fault_is_told(office: pipeline.Office, data: bytes) -> None:
    problems = Problems()
    assert preview(office, "x", data, problems) is None
    assert problems.failed


def test_a_slip_that_can_be_read_past_hides_no_page(office: pipeline.Office) -> None:
    problems = Problems()
    made = preview(office, "x", LETTER.replace("so-noi-vu]", "so-noi-vu").encode(), problems)
    assert problems.failed
    assert made is not None
    assert "Đoạn một nhắc đến" in made.html


def test_what_is_saved_and_ids_that_lead_out(office: pipeline.Office) -> None:
    for id in ("../x", ".x", "a/../../b", "", "khong-co"):
        problems = Problems()
        assert preview(office, id, LETTER.encode() if id != "khong-co" else None, problems) is None
        assert [d.code for d in problems] == ["CV402"]
    file = office.workspace.circulars / "da-luu.yaml"
    file.write_text(LETTER, encoding="utf-8")
    try:
        before = sorted((p, p.stat().st_mtime_ns) for p in office.workspace.root.rglob("*"))
        saved = preview(office, "da-luu", None, Problems())
        changed = preview(office, "da-luu", LETTER.replace("Đoạn cuối", "Đoạn chót").encode(), Problems())
        assert before == sorted((p, p.stat().st_mtime_ns) for p in office.workspace.root.rglob("*"))
    finally:
        file.unlink()
    assert saved is not None
    assert changed is not None
    assert "Đoạn cuối./." in [words for words, _, _ in placed(saved.html)]
    assert "Đoạn chót./." in [words for words, _, _ in placed(changed.html)]
    assert pickle.loads(pickle.dumps(changed)) == changed


def test_words_that_stand_twice_in_issuer_yaml_have_each_its_own_line(tmp_path: Path) -> None:
    workspace(tmp_path)
    file = tmp_path / "issuer.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    parent = next(line for line in lines if line.startswith("parent: "))
    others = [line for line in lines if not line.startswith(("parent: ", "address: "))]
    first = "address: " + parent.partition(": ")[2]
    file.write_text("\n".join([first, *others, parent, ""]), encoding="utf-8")
    places = Desk.open(tmp_path).preview("x", source=LETTER.encode()).value.places
    assert {one.source.line for one in places if one.source.path == "parent"} == {len(others) + 2}


def test_rows_of_a_form_s_table_have_the_clerk_s_field(tmp_path: Path) -> None:
    """The lines of a form are nobody's but the form's."""
    workspace(tmp_path)
    kind = tmp_path / "templates" / "phieu-ban-giao"
    kind.mkdir(parents=True)
    (kind / "type.yaml").write_text(
        "name: Phiếu bàn giao\nabbreviation: PBG\nparts: [head, title, body, signature]\ntitle: name-only\n"
        "requires: [subject]\nfields:\n  items: {type: list, title: Đồ, required: true, "
        "fields: {what: {type: text, title: Tên, required: true}}}\n",
        encoding="utf-8",
    )
    (kind / "body.md.j2").write_text(
        "Bàn giao các đồ sau:\n\n| Tên |\n|---|\n{% for one in items %}\n| {{ one.what }} |\n{% endfor %}\n",
        encoding="utf-8",
    )
    text = "type: phieu-ban-giao\nunit: thanh-tra\nsubject: bàn giao\nsigner: giam-doc\nitems:\n  - {what: bàn}\n  - {what: ghế}\n"
    shown = Desk.open(tmp_path).preview("x", source=text.encode())
    assert shown.ok, [d.message() for d in shown.diagnostics]
    (table,) = markup.fromstring(shown.value.html).iter("table")
    assert (table.get("data-path"), table.get("data-line")) == ("items", "5")
    assert {row.get("data-line") for row in table.iter("tr")} == {None}


def test_a_finished_file_says_nothing_of_places(office: pipeline.Office) -> None:
    problems = Problems()
    from congvan.pipeline import preview as looked
    from congvan.workspace import Target

    target = Target("x", office.workspace.circulars / "x.yaml", "circulars/x.yaml")
    document = looked.document_of(target, LETTER.encode(), office, problems)
    assert document is not None
    files = pipeline.render(document, office, ("pdf", "docx", "html"))
    assert not [name for name, made in files.items() if b"data-path" in made.data or b"circulars/x" in made.data]
    body = looked.html_of(document, looked.laid_out(document, office), "circulars/x.yaml").partition("<body>")[2]
    assert re.sub(r' data-(?:path|line|file)="[^"]*"', "", body) == files["html"].data.decode().partition("<body>")[2]


def _pictures(svg: str, pdf: bytes, page: int, folder: Path) -> tuple[Image.Image, Image.Image]:
    """The SVG as librsvg draws it, the PDF's page as PDFium does, at 288 dots an inch, then each four made one."""
    file, picture = folder / "page.svg", folder / "page.png"
    file.write_text(svg, encoding="utf-8")
    size = ["-d", "288", "-p", "288", "-b", "white"]
    subprocess.run(["rsvg-convert", *size, "-o", str(picture), str(file)], check=True)
    ours = Image.open(picture).convert("L")
    document = pypdfium2.PdfDocument(pdf)
    theirs = document[page].render(scale=4, grayscale=True).to_pil().convert("L")
    document.close()
    assert abs(ours.width - theirs.width) + abs(ours.height - theirs.height) <= 2
    width, height = min(ours.width, theirs.width), min(ours.height, theirs.height)
    first, second = (picture.crop((0, 0, width, height)).reduce(4) for picture in (ours, theirs))
    return first, second


def _unlike(one: Image.Image, other: Image.Image) -> float:
    """What differs, as a share of the ink."""
    different = sum(v * n for v, n in enumerate(ImageChops.difference(one, other).histogram()))
    return different / sum((255 - v) * n for v, n in enumerate(other.histogram()))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(LETTER, id="letter"),
        pytest.param((ROOT / "circulars/2024/bao-cao-so-lieu-thue-bao.yaml").read_text(encoding="utf-8"), id="landscape"),
        pytest.param(LETTER + "urgency: hoa-toc\ncirculation: lưu hành nội bộ\nfooter: true\n", id="boxes"),
    ],
)  # fmt: skip
def test_the_pages_look_as_those_of_the_pdf(office: pipeline.Office, text: str, tmp_path: Path) -> None:
    from congvan.pipeline import preview as looked
    from congvan.workspace import Target

    target = Target("x", office.workspace.circulars / "x.yaml", "circulars/x.yaml")
    document = looked.document_of(target, text.encode(), office, Problems())
    assert document is not None
    pdf = pipeline.render(document, office, ("pdf",))["pdf"].data
    pages, _ = looked.pages_of(document, looked.laid_out(document, office), "x")
    assert len(pages) == len(pypdfium2.PdfDocument(pdf))
    for number, svg in enumerate(pages):
        ours, theirs = _pictures(svg, pdf, number, tmp_path)
        assert _unlike(ours, theirs) < 0.25
        assert _unlike(ImageChops.offset(ours, 1, 0), theirs) > 0.35, "a point aside would be seen"
        assert "<script" not in svg
        assert 'href="#' in svg


def test_a_desk_of_many_threads_shows_what_one_does(office: pipeline.Office) -> None:
    desk = Desk.open(office.workspace.root)
    texts = [LETTER.replace("Đoạn cuối", f"Đoạn thứ {number}") for number in range(6)]
    alone = [desk.preview("x", text.encode()) for text in texts]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(lambda text: desk.preview("x", text.encode()), texts))
    assert [r.value for r in together] == [r.value for r in alone]
    assert all(r.ok and r.value is not None and len(r.value.pages) == 2 for r in alone)
    with pytest.raises(ValueError, match="wanted"):
        desk.preview("x", b"", wanted=("pdf",))
