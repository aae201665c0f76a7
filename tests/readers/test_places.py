"""Nothing is wider or higher than its place: our PDF and the print of the DOCX, seen as a reader sees them."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pdfplumber
import pytest
import weasyprint
from agreement import differences, pages, print_docx
from overlaps import seen
from shop import Shop, office

pytestmark = pytest.mark.xdist_group("office")
CASES = Path(__file__).parent / "places"
HEADS = {
    "hcm": ("Thành phố Hồ Chí Minh", "BQLDAĐTXDCTGT", "KHTĐ", "Ban Quản lý dự án"),
    "prtc": ("Phan Rang - Tháp Chàm", "BQLKKT&CKCN", "QLĐTXD", "Ban Quản lý Khu kinh tế tỉnh Ninh Thuận"),
    "dai": (
        "Thành phố Buôn Ma Thuột tỉnh Đắk Lắk thuộc Tây Nguyên", "BQLDADTXDCTDANDUNGVACONGNGHIEPABCDEFGH", "KH",
        "Trung tâm Phát triển quỹ đất và Quản lý dự án đầu tư xây dựng công trình giao thông khu vực Hồng Lam",
    ),
    "ngan": ("Huế", "UBND", "VX", "Ủy ban nhân dân"),
}  # fmt: skip
"""Place, symbol, the unit's symbol, the agency's name."""
LETTER = "type: cong-van\nunit: kh\nsubject: thử\nsigner: giam-doc\nto: [so-noi-vu]\nbody: |\n  Nội dung.\n"
DECISION = (
    "type: quyet-dinh\nsubject: về việc ban hành quy chế\nsigner: giam-doc\ngrounds: [Căn cứ Luật số 1/2024/QH15]\n"
    "copies: [so-noi-vu]\nbody: |\n  Điều 1. Ban hành kèm theo Quyết định này Quy chế.\n\n  Điều 2. Thi hành.\n"
)


@dataclass(frozen=True)
class Places:
    """Finished letters by name: ours, and the DOCX as it was printed."""

    ours: dict[str, Path]
    docx: dict[str, Path]
    printed: dict[str, Path]
    shop: Shop


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Places:
    ours, docx = {}, {}

    def take(shop: Shop, prefix: str) -> None:
        done = shop.run("build")
        assert done.returncode == 0, done.stderr
        for path in sorted((shop.root / "circulars").glob("*.yaml")):
            name = f"{prefix}{path.stem}"
            ours[name] = shop.output(path.stem, "pdf")
            docx[name] = shutil.copy(shop.output(path.stem, "docx"), gathered / f"{name}.docx")

    gathered = tmp_path_factory.mktemp("docx")
    shop = office(tmp_path_factory.mktemp("places"))
    for case in sorted(CASES.glob("*.yaml")):
        shutil.copy(case, shop.root / "circulars" / case.name)
    take(shop, "")
    for head, (place, symbol, unit, name) in HEADS.items():
        other = office(tmp_path_factory.mktemp(head))
        (other.root / "issuer.yaml").write_text(
            f"parent: Ủy ban nhân dân thành phố\nname: {name}\nsymbol: {symbol}\nplace: {place}\n"
            f"units:\n  kh: {{name: Phòng, symbol: {unit}, archive: KH}}\n"
            "signers:\n  giam-doc: {title: Giám đốc, name: Nguyễn Văn A}\n"
        )
        other.write("so", LETTER + "number: 1234\ndate: 2024-10-10\n")
        other.write("du-thao", LETTER)
        other.write("qd", DECISION + "number: 1234\ndate: 2024-10-10\n")
        take(other, f"{head}-")
    folder = tmp_path_factory.mktemp("print")
    print_docx(docx.values(), folder)
    return Places(ours, docx, {name: folder / f"{name}.pdf" for name in docx}, shop)


def test_every_line_and_page_alike(places: Places) -> None:
    found = {name: said for name in places.ours if (said := differences(places.ours[name], places.printed[name]))}
    assert found == {}


def test_nothing_overlaps_or_stands_outside(places: Places) -> None:
    found = {
        f"{n} {which}": said
        for which in ("ours", "printed")
        for n, f in getattr(places, which).items()
        if (said := seen(f))
    }
    assert found == {}


def test_nothing_overlaps_in_what_ships(built) -> None:
    files = [f for id in built.ids for f in (built.pdf(id), built.office(id))]
    assert {f.name: said for f in files if (said := seen(f))} == {}


def letters(file: Path, share: float = 1.0) -> str:
    """The letters of a file without white; ``share``: only those in so much of the page's width from the left."""
    with pdfplumber.open(file) as pdf:
        text = "".join(
            page.filter(lambda it, most=share * page.width: it.get("x1", 0) <= most).extract_text()
            for page in pdf.pages
        )
    return re.sub(r"[\s\u200b\u2060]", "", text.replace("\u2011", "-"))


def test_no_letter_of_a_parted_word_is_lost(places: Places) -> None:
    for file in (places.ours["tu-tran-le"], places.printed["tu-tran-le"]):
        assert "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855E3B0C44298FC1C14củatệp./." in letters(
            file
        )
    with pdfplumber.open(places.ours["o-tran-cot"]) as pdf:
        row = pdf.pages[0].extract_table()[1]
    assert [re.sub(r"\s", "", cell) for cell in row[3:6]] == ["072090001234", "0912345678", "1234567890123"]
    assert "\n" not in row[3] + row[4], "only what must be parted is"


@pytest.mark.parametrize("name", [n.stem for n in sorted(CASES.glob("hang-cao*.yaml"))])
def test_a_tall_row_goes_on_under_its_head(places: Places, name: str) -> None:
    for file in (places.ours[name], places.printed[name]):
        found = pages(file)
        first = next(i for i, page in enumerate(found) if any(line.text.startswith("TT") for line in page))
        assert len(found[first]) > 20, "the page on which the table begins is not left empty"
        for page in found[first + 1 :]:
            assert any(line.text.startswith("TT") for line in page[:3]) or len(page) < 12, page[:3]


def test_the_end_mark_stands_once(places: Places) -> None:
    for file in (places.ours["dau-ket"], places.printed["dau-ket"]):
        assert letters(file).count("/.") == 1
        assert "Trântrọng…/." in letters(file)


def test_no_mark_alone_under_a_form(places: Places) -> None:
    for name in ("bieu-mau",):
        for file in (places.ours[name], places.printed[name]):
            for page in pages(file)[1:]:
                assert all(line.text not in ("./.", "/.") for line in page)


@pytest.mark.parametrize("head", HEADS)
def test_inspect_finds_number_and_date(places: Places, head: str) -> None:
    done = places.shop.run(
        "inspect",
        "--json",
        *(str(x[f"{head}-{n}"]) for n in ("so", "qd") for x in (places.ours, places.docx, places.printed)),
    )
    told = json.loads(done.stdout)
    assert len(told["files"]) == 6
    found = [f for f in told["findings"] if f["rule"] in ("SK-1", "SK-2", "DD-1", "QH-1", "CQ-1")]
    assert [f for f in found if f["severity"] == "error"] == []
    place, symbol, unit, _ = HEADS[head]
    for name in ("so", "du-thao"):
        for file in (places.ours[f"{head}-{name}"], places.printed[f"{head}-{name}"]):
            assert re.sub(r"\s", "", f"{place},") in letters(file)
            assert f"{symbol}-{unit}"[-6:] in letters(file, 0.45)


def test_no_line_ends_inside_a_name(places: Places) -> None:
    for file in (places.ours["ten-rieng"], places.printed["ten-rieng"]):
        lines = [line.text for page in pages(file) for line in page]
        for first in (
            "Nguyễn",
            "Thị",
            "Hồng",
            "Phan",
            "Rang",
            "Rang -",
            "Tháp",
            "Buôn",
            "BUÔN",
            "Ma",
            "HỒ",
            "CHÍ",
            "Hồ Chí",
        ):
            assert not any(line.endswith(f" {first}") for line in lines), (first, lines)


def drawn(folder: Path, body: str) -> Path:
    made = folder / "a.pdf"
    weasyprint.HTML(
        string="<style>@page{size:595pt 842pt;margin:57pt 43pt 57pt 85pt}body{margin:0;font:14pt/16pt 'Liberation Serif'}"
        f"p{{margin:0;white-space:pre}}</style>{body}"
    ).write_pdf(made)
    return made


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p>Một dòng\n<p>Hai dòng Ếggg\n", ""),
        ("<p>Một dòng<p style='margin-top:-9pt'>Hai dòng", "one over the other"),
        ("<p style='position:absolute;left:0'>1234567890123</p><p style='position:absolute;left:50pt'>Sở", "one over the other"),
        ("<table style='border-collapse:collapse;table-layout:fixed;width:60pt'><td style='border:1pt solid'>1234567890123</table>", "a line runs through"),
        (f"<p>{'A' * 50}", "outside the text area"),
        ("<p style='position:absolute;top:720pt'>thấp", "outside the text area"),
    ],
)  # fmt: skip
def test_the_tool_sees(tmp_path: Path, body: str, fault: str) -> None:
    found = seen(drawn(tmp_path, body))
    assert all(fault in said for said in found)
    assert bool(found) == bool(fault)
