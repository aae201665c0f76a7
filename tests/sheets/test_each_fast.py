"""Copies that are filled in against the same copies printed whole: the same picture, the same text, the same tags."""

from __future__ import annotations

import csv
import io
import os
import random
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from shop import office

from congvan import pipeline
from congvan.machine import children
from congvan.machine.settings import Settings
from congvan.model.circular import Circular
from congvan.pipeline import copies, each
from congvan.problems import Problems
from congvan.render.flow import UNITS
from congvan.render.holed import Letters
from congvan.workspace import Target, Workspace

LETTER = """unit: thanh-tra
number: 881
date: 2024-05-14
subject: |-
  mời dự hội nghị chuyển đổi số
  với {{ recipient.name }}
edition: 2
signer: giam-doc
per_recipient: true
merge: {file: khach.csv, key: ma, name: ten, address: dia_chi}
body: |
  Căn cứ Công văn số 720/STTTT-TTr, Sở mời {{ recipient.name }} ({{ recipient.address }}) và các đơn vị có liên quan cùng dự hội nghị chuyển đổi số năm 2024 của tỉnh, tổ chức tại hội trường của Sở.

  Đoạn này ai cũng như nhau.
  {% if recipient.fields.xe %}
  Xe {{ recipient.fields.xe }} đón **{{ recipient.name | upper }}** và *{{ recipient.name }}*, ***{{ recipient.fields.xe }}***.
  {% endif %}

  1. Mời {{ recipient.name }};
  2. Trân trọng mời **{{ recipient.name }}**.
copies: [nhu-tren]
"""
NAMES = (
    "An", "Bà Lê", "Ông Nguyễn Hữu Thưởng", "Sở Nội vụ", "Ủy ban nhân dân phường 12", "Y'Hương Êban",
    "Công ty TNHH MTV Xây dựng & Thương mại (Đại Phát)", "Trường Tiểu học Ngô Quyền – Phân hiệu 2", "Co., Ltd.",
    "Công ty Trách nhiệm hữu hạn Một thành viên Xây dựng và Thương mại Đại Phát Tài Lộ",
    "Nghiêng ngửa khuỷu tay ượm ưỡn Ượng Ẫy Ỹ Ỵ ẵ ẳ ặ 0123456789",
)  # fmt: skip
WORDS = [
    "Công",
    "ty",
    "Cổ",
    "phần",
    "Thuỷ",
    "điện",
    "Ủy",
    "ban",
    "Ông",
    "Bà",
    "Nguyễn",
    "Thị",
    "Mường",
    "Khương",
    "số",
    "12",
    "và",
    "Hợp",
    "tác",
    "xã",
    "Phước",
    "Thưởng",
    "(Ấp",
    "3)",
]


def names(many: int, seed: int) -> list[str]:
    """Names of 3 to 80 letters."""
    rng, made = random.Random(seed), []
    for _ in range(many):
        size, name = rng.randint(3, 80), rng.choice(WORDS)
        while len(longer := f"{name} {rng.choice(WORDS)}") <= size:
            name = longer
        made.append(name)
    return made


class Copied:
    """A circular with copies, as the program reads it."""

    def __init__(self, root: Path, said: list[str], letter: str = LETTER) -> None:
        shop = office(root)
        with (shop.root / "khach.csv").open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["ma", "ten", "dia_chi", "xe"])
            for number, name in enumerate(said):
                rows.writerow([f"K{number}", name, f"số {number} đường Lê Lợi", "51A-123" if number % 3 else ""])
        shop.write("moi", letter)
        space, problems = Workspace(shop.root, Settings.read(os.environ)), Problems()
        found = pipeline.open_office(space, problems)
        assert found is not None, list(problems)
        self.office: pipeline.Office = found
        self.target: Target = space.select(["moi"], problems)[0]
        made = each.model(self.target, self.office, problems)
        assert made is not None, [(d.code, dict(d.values)) for d in problems]
        self.circular: Circular = made[0]

    def whole(self, key: str) -> bytes:
        _, document = next(each.documents(self.circular, self.office, (key,)))
        return pipeline.render(document, self.office, ("pdf",))["pdf"].data

    def batch(self) -> copies.Batch:
        return copies.Batch(self.circular, self.office)


@pytest.fixture(autouse=True)
def own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is our own: pages are drawn here."""
    monkeypatch.setattr(children, "allowed", lambda: True)


def seen(data: bytes) -> list[tuple[bytes, str]]:
    """Each page as PDFium shows and reads it."""
    with pypdfium2.PdfDocument(data) as file:
        return [(bytes(page.render(scale=1).buffer), page.get_textpage().get_text_bounded()) for page in file]


def tags(data: bytes) -> list[tuple[str, int, str]]:
    """The tree of tags without the words: kind, depth, and the MCIDs where they hold something."""
    with pikepdf.open(io.BytesIO(data)) as file:
        drawn = [_drawn(page) for page in file.pages]
        pages = {page.objgen: number for number, page in enumerate(file.pages)}
        out: list[tuple[str, int, str]] = []

        def walk(node: pikepdf.Object, depth: int) -> bool:
            at, some = len(out), False
            out.append((str(node.get("/S", "")), depth, ""))
            for kid in node.get("/K", []):
                if isinstance(kid, int):
                    text = drawn[pages[node.Pg.objgen]].get(kid, "")
                    out[at] = (*out[at][:2], text)
                    some |= bool(text)
                else:
                    some |= walk(kid, depth + 1)
            if not some and str(node.get("/S", "")) in ("/Span", "/NonStruct"):
                del out[at:]  # an empty piece at the end of a line
            return some

        walk(file.Root.StructTreeRoot, 0)
        return out


def _drawn(page: pikepdf.Page) -> dict[int, str]:
    """What is shown under each MCID, as its letters' numbers."""
    found: dict[int, str] = {}
    mcid = None
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, str(instruction.operator)
        if operator == "BDC" and isinstance(operands[1], pikepdf.Dictionary):
            mcid = int(operands[1]["/MCID"])
        elif operator == "EMC":
            mcid = None
        elif operator == "TJ" and mcid is not None:
            found[mcid] = (
                found.get(mcid, "")
                + b"".join(bytes(part) for part in operands[0] if isinstance(part, pikepdf.String)).hex()
            )
    return found


def parents(data: bytes) -> None:
    """Each MCID of a page is held by the element that the tree of parents names."""
    with pikepdf.open(io.BytesIO(data)) as file:
        nums = file.Root.StructTreeRoot.ParentTree.Nums
        for number, page in enumerate(file.pages):
            held = nums[2 * number + 1]
            drawn = _drawn(page)
            assert max(drawn) < len(held)
            for mcid in range(len(held)):
                assert mcid in list(held[mcid].K)
                assert held[mcid].Pg.objgen == page.objgen


def test_filled_in_is_as_printed_whole(tmp_path: Path) -> None:
    made = Copied(tmp_path, [*NAMES, *names(9, 5)])
    batch, fast = made.batch(), 0
    for key in batch.known:
        mine = batch.pdf(key)
        if mine is None:
            continue
        fast += 1
        whole = made.whole(key)
        name = batch.known[key].name
        assert seen(mine.data) == seen(whole), name
        assert tags(mine.data) == tags(whole), name
        parents(mine.data)
        with pikepdf.open(io.BytesIO(mine.data)) as ours, pikepdf.open(io.BytesIO(whole)) as theirs:
            assert str(ours.docinfo.Title) == str(theirs.docinfo.Title)
            assert ours.open_metadata()["dc:title"] == theirs.open_metadata()["dc:title"]
            assert name in str(ours.docinfo.Title)
        (tmp_path / "a.pdf").write_bytes(mine.data)
        done = subprocess.run(["qpdf", "--check", str(tmp_path / "a.pdf")], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout
    assert fast >= 15


def test_the_same_file_however_they_are_shared_out(tmp_path: Path) -> None:
    made = Copied(tmp_path, names(12, 3))
    batch = made.batch()
    files = {key: batch.pdf(key) for key in batch.known}
    other = made.batch()
    for key in reversed(list(other.known)):
        found, first = other.pdf(key), files[key]
        assert (found is None) == (first is None), key
        if found is not None and first is not None:
            assert found.data == first.data, key
            assert found.sha256 == first.sha256


def test_the_docx_of_a_copy_is_as_if_it_were_composed_whole(tmp_path: Path) -> None:
    letter = LETTER.replace("copies:", 'to: [{text: Sở Nội vụ}, {text: "{{ recipient.name }}"}]\ncopies:')
    said = [*NAMES, *names(30, 7), "X" * 200, "Công ty A.", "Ông  Vũ", "A & <b>", "-", "1-2 /3", "Sở Nội vụ tỉnh"]
    made = Copied(tmp_path, said, letter)
    batch = made.batch()
    filled = [key for key in batch.known if batch.document(key) is not None]
    assert len(filled) >= 36
    for key, files in copies.rendered(made.target, made.circular, made.office, batch.known, ("docx",)):
        _, whole = next(each.documents(made.circular, made.office, (key,)))
        document = batch.document(key)
        assert document is None or replace(document, files=whole.files) == whole, batch.known[key].name
        assert files["docx"].data == pipeline.render(whole, made.office, ("docx",))["docx"].data, key


def test_what_is_no_word_of_its_own_is_printed_whole(tmp_path: Path) -> None:
    """A grid of its own, an end that may be one with a sign, a name of 200 letters without a space."""
    made = Copied(tmp_path, ["Bà Lê", "X" * 200, "Công ty A.", "Ông  Vũ"], LETTER.replace("**.\ncopies", "**\ncopies"))
    batch = made.batch()
    assert [batch.pdf(f"K{n}") is None for n in range(3)] == [False, True, True]
    table = LETTER.replace(
        "  Đoạn này ai cũng như nhau.", "  | Tên | Số |\n  |---|---|\n  | {{ recipient.name }} | 1 |"
    )
    heading = LETTER.replace("  Đoạn này ai cũng như nhau.", "  ## I. Về {{ recipient.name }}")
    for name, letter in {"b": table, "c": heading}.items():
        (tmp_path / name).mkdir()
        made = Copied(tmp_path / name, ["Bà Lê"], letter)
        assert made.batch().pdf("K0") is None


def test_a_kinh_gui_that_is_there_already_is_said_once(tmp_path: Path) -> None:
    letter = LETTER.replace("copies:", 'to: [{text: Sở Nội vụ}, {text: "{{ recipient.name }}"}]\ncopies:')
    batch = Copied(tmp_path, ["Bà Lê", "Bà Hà", "Ông Vũ", "Sở Nội vụ"], letter).batch()
    assert batch.pdf("K0") is not None
    assert batch.pdf("K3") is None


def test_a_subject_that_begins_with_a_cell_is_printed_whole(tmp_path: Path) -> None:
    """The cell may say "Về việc" itself, and a name there is none of "V/v …"."""
    letter = LETTER.replace("  mời dự hội nghị chuyển đổi số\n  với ", "  ")
    batch = Copied(tmp_path, ["An", "Bà Lê", "Ông Vũ", "Về việc mời họp"], letter).batch()
    assert batch.pdf("K3") is None


def test_names_hold_together_what_all_have_only_in_their_own_copies(tmp_path: Path) -> None:
    """What is in every copy is broken anew for a copy whose name stands in it, the first in the list as any other."""
    letter = LETTER.replace(
        "  mời dự hội nghị chuyển đổi số\n  với {{ recipient.name }}",
        "  tiếp tục cảnh báo các cuộc gọi giả danh với mục đích lừa đảo người dân trên địa bàn",
    ).replace("copies:", 'to: [{text: "{{ recipient.name }}"}]\ncopies:')
    made = Copied(tmp_path, ["Cuộc Gọi", "Bà Lê", "Lừa Đảo", "Ông Vũ"], letter)
    batch = made.batch()
    for key in ("K1", "K3"):
        mine = batch.pdf(key)
        assert mine is not None, key
        assert seen(mine.data) == seen(made.whole(key)), key
        word = batch.docx(key)
        _, whole = next(each.documents(made.circular, made.office, (key,)))
        assert word is not None, key
        assert word.data == pipeline.render(whole, made.office, ("docx",))["docx"].data, key
    assert batch.pdf("K0") is None
    assert batch.pdf("K2") is None


HOSTILE = (
    "Abc", "A" * 80, "Công ty " * 10, "Ha\u0300 Nô\u0323i", "x\u0301\u0323\u0302 Bà", "<b>A & B</b>", "A&amp;B",
    "\"A\" 'B' “C”", "**Đậm** *nghiêng*", "_gạch_", "# Đề mục", "1. Mục", "- Gạch", "| a | b |", "Bà\u00a0Lê", "Ω Omega",
    "{{ recipient.name }}", "{% if x %}", "{# a #}", "recipient", "Nơi nhận:", "V/v", "Sở Thông tin và Truyền thông",
    "Ông A\r\nB", " Bà  Lê ", "A\tB", "…", "Bà Lê;", "–", "a/b", "@here@", "@here@0", "(a\\)", "a\u00adb", "\u200bA", "fi ﬁ ﬂ",
    "AVAVA To", "Điều 4 khoản 2", "%d %s", "İ", "Bà Lê", "Bà Lê",
)  # fmt: skip


def test_whatever_a_name_is_a_copy_is_as_if_it_were_alone(tmp_path: Path) -> None:
    """Marks that combine, signs of HTML, Markdown and templates, spaces of all sorts, rare letters, ours, the same
    name twice: each copy is what a full rendering is.
    """
    made = Copied(tmp_path, list(HOSTILE))
    batch, fast = made.batch(), 0
    for key, name in zip(batch.known, HOSTILE, strict=True):
        _, document = next(each.documents(made.circular, made.office, (key,)))
        mine = batch.made(key, ("pdf", "docx"))
        whole = pipeline.render(document, made.office, tuple(mine))
        fast += "pdf" in mine
        if "pdf" in mine:
            assert seen(mine["pdf"].data) == seen(whole["pdf"].data), repr(name)
            assert tags(mine["pdf"].data) == tags(whole["pdf"].data), repr(name)
        if "docx" in mine:
            assert mine["docx"].data == whole["docx"].data, repr(name)
    assert fast >= 30


@pytest.mark.parametrize(
    ("name", "code", "where"),
    [("", "CV774", "K1"), ("  ", "CV774", "K1"), ("漢", "CV304", "K1"), ("ﷺ", "CV304", "K1"), ("\ue000", "CV246", "B3"),
     ("A\u0000", "CV246", ""), ("\u202eABC", "CV246", "B3")],
)  # fmt: skip
def test_a_name_that_no_page_can_show_is_told_where_it_stands(tmp_path: Path, name: str, code: str, where: str) -> None:
    """At its row, or by its cell where the file itself is refused."""
    shop = office(tmp_path)
    (tmp_path / "khach.csv").write_text(
        f'ma,ten,dia_chi,xe\nK0,Bà Hà,số 1,51A\nK1,"{name}",số 2,51A\n', encoding="utf-8"
    )
    shop.write("moi", LETTER)
    space, problems = Workspace(shop.root, Settings.read(os.environ)), Problems()
    found = pipeline.open_office(space, problems)
    assert found is not None
    each.model(space.select(["moi"], problems)[0], found, problems)
    told = [d for d in problems if d.code == code]
    assert told, [d.code for d in problems]
    assert (
        all(d.span is not None and d.span.line == 3 for d in told) if where == "K1" else where in repr(told[0].values)
    )


@pytest.mark.parametrize(
    ("wide", "first", "before"),
    [(511, 511, 255), (512, 0, 256), (532, 532, 266), (1024, 1024, 1024), (1536, 1024, 768), (3072, 3072, 2048)],
)
def test_a_space_is_widened_as_pango_does_it_also_by_whole_pixels(wide: int, first: int, before: int) -> None:
    """Where the sum is whole pixels Pango parts it at a whole one: there lines ended short or long of their margin."""
    size = 14 / 0.75
    letters = Letters(b"", size, {" ": 4779}, {" ": "0003", "a": "0001"}, 250, 0.0)
    shown = letters.show(" a", wide / UNITS)
    assert shown == f"<0003>{int(250 - (4779 + first) * 1000 / UNITS / size)}<0001>"
    assert letters.show("a a", wide / UNITS).startswith(f"<0001>{-before / size}<0003>")
