"""What Word, Excel and old files put on the clipboard, as Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from congvan.text.clipboard import markdown_of
from congvan.text.legacy import convert

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>
<!-- p.MsoNormal {margin:0cm; font-size:14.0pt; font-family:"Times New Roman",serif;} --></style></head>
<body lang=VI><!--StartFragment--><p class=MsoNormal><b>Sở Nội vụ</b> đề nghị<o:p></o:p></p>
<p class=MsoNormal>“Báo cáo”&nbsp;&nbsp; gửi trước <i>ngày 5/3 </i>và <b><i>đầy đủ</i></b>…</p>
<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>Việc thứ nhất;<o:p></o:p></p>
<p class=MsoListParagraph><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp;</span></span></span><![endif]>Gạch</p>
<!--EndFragment--></body></html>"""


def test_word() -> None:
    assert markdown_of(WORD).markdown == (
        "**Sở Nội vụ** đề nghị\n\n“Báo cáo” gửi trước *ngày 5/3* và ***đầy đủ***…\n\n1. Việc thứ nhất;\n\n- Gạch"
    )


def test_excel_and_tables_with_joined_cells() -> None:
    html = (
        "<table><tr><th>STT</th><th colspan=2>Tên | họ</th></tr><tr><td rowspan=2>1</td><td>A<br>B</td><td>C</td></tr>"
        "<tr><td>D</td><td></td></tr></table>"
    )
    assert markdown_of(html).markdown == (
        "| **STT** | **Tên \\| họ** | < |\n|---|---|---|\n| 1 | A B | C |\n| ^ | D |  |"
    )
    assert markdown_of("", "Tên\tSố\r\nA\t1\r\n").markdown == "| Tên | Số |\n|---|---|\n| A | 1 |"


def test_lists_of_a_browser() -> None:
    html = "<ol type=a start=2><li>hai</li><li>ba<ul><li>con</li></ul></li></ol><ol><li>một</li></ol>"
    assert markdown_of(html).markdown == "b) hai\n\nc) ba\n\n- con\n\n1. một"


def old(text: str, encoding: str) -> str:
    """A text of Vietnamese as an old font has it, by the table turned round."""
    table = {convert(chr(n), encoding): chr(n) for n in range(0xA0, 0x100)}
    return "".join(table.get(char, char) for char in text)


def test_old_fonts_are_converted_and_told() -> None:
    text = "Sở Nội vụ đề nghị các đơn vị báo cáo"
    raw = old(text, "TCVN3")
    assert raw != text
    found = markdown_of(f"<p style='font-family:\".VnTime\"'>{raw}</p>")
    assert (found.markdown, found.encodings) == (text, ("TCVN3",))
    plain = markdown_of("", raw)
    assert (plain.markdown, plain.encodings) == (text, ("TCVN3",))
    sheet = markdown_of(
        WORD.replace('"Times New Roman",serif', '".VnTime"').replace("Việc thứ nhất;", old("Việc thứ nhất;", "TCVN3"))
    )
    assert "1. Việc thứ nhất;" in sheet.markdown


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>a\u200bb\u00adc\u2011d</p>", "abc-d"),
        ("<p>2*3*4 và \\ và `x`</p>", "2\\*3\\*4 và \\\\ và \\`x\\`"),
        ("<p># không phải tiêu đề</p>", "\\# không phải tiêu đề"),
        ("<p><b>đậm </b><b> liền</b></p>", "**đậm liền**"),
        ("<p style='font-weight:700'>a<span style='font-weight:normal'> b</span></p>", "**a** b"),
        ("<p>một</p><p>&nbsp;</p><p>hai</p>", "một\n\nhai"),
        ("<div>một<br>hai</div>", "một\nhai"),
        ("<script>alert(1)</script><p onclick=x>a</p>", "a"),
        ("<p style='display:none'>ẩn</p><p>b</p>", "b"),
        ("<p>&lt;b&gt; 1 &amp; 2</p>", "<b> 1 & 2"),
    ],
)
def test_small_things(html: str, wanted: str) -> None:
    assert markdown_of(html).markdown == wanted


def test_pictures_are_counted() -> None:
    found = markdown_of("<p>a <img src='file:///c:/x.png'> b</p>")
    assert (found.markdown, found.pictures) == ("a b", 1)


@given(st.text(alphabet="<>/pbtdrli=\"' &;ab\n", max_size=80))
def test_any_markup_gives_a_text(html: str) -> None:
    assert isinstance(markdown_of(html, html).markdown, str)


def test_a_long_table_takes_its_time_only_once() -> None:
    html = "<table>" + "<tr><td>a</td><td>b</td></tr>" * 5000 + "</table>"
    assert markdown_of(html).markdown.count("\n") == 5000
