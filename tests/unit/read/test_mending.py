"""Slips of YAML as clerks make them: one sentence each, where the slip is, and the cure followed to the letter works.

The table is meant to be read aloud: what was typed, where it is told, what is said.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from congvan.messages import sentence
from congvan.problems import Diagnostic, Problems
from congvan.read import read_circular, read_issuer, read_recipients
from congvan.yaml.fixing import mended
from congvan.yaml.tree import parse

LETTER = """unit: thanh-tra
subject: thử nghiệm
signer: giam-doc
to: [so-noi-vu]
body: |
  Đoạn văn.
copies: [nhu-tren]
"""
ISSUER = """name: Trung tâm A
symbol: TTA
place: Tây Ninh
units:
  to-chuc: {name: Phòng Tổ chức, symbol: TC}
signers:
  giam-doc: {title: Giám đốc, name: Nguyễn Thị Hồng Hạnh}
  pho-giam-doc: {authority: KT, for: Giám đốc, title: Phó Giám đốc, name: Lê Văn Bảy}
"""
RECIPIENTS = """agencies:
  so-noi-vu:
    name: Sở Nội vụ
    email: noivu@so.example
  so-y-te: {name: Sở Y tế}
groups:
  so: {name: Các sở, members: [so-noi-vu, so-y-te]}
"""
FILES = {"letter": LETTER, "issuer": ISSUER, "recipients": RECIPIENTS}

TABLE = [
    # file, typed instead of what, where, what is said
    ("issuer", "  to-chuc:", "   van-phong: {name: B, symbol: B}\n  to-chuc:", "5:1",
     "dòng 5 thụt 3 dấu cách, các dòng cùng cấp ở dưới thụt 2; xóa bớt 1 dấu cách"),
    ("letter", "  Đoạn văn.", "   Đoạn văn.\n\n  Đoạn hai.\n\n  Đoạn ba.", "6:1",
     "dòng 6 thụt 3 dấu cách, các dòng cùng cấp ở dưới thụt 2; xóa bớt 1 dấu cách"),
    ("letter", "  Đoạn văn.", "  Đoạn văn.\n\n # II. Mục hai\n\n  Đoạn ba.", "8:1",
     "dòng 8 thụt 1 dấu cách, các dòng cùng cấp ở trên thụt 2; thêm 1 dấu cách"),
    ("letter", "body: |", 'body: "|"', "5:7",
     'sau "body:" thiếu dấu |; viết "body: |", lời văn ở các dòng dưới thụt vào hai dấu cách'),
    ("letter", "body: |", 'body: "|', "5:7",
     'sau "body:" thiếu dấu |; viết "body: |", lời văn ở các dòng dưới thụt vào hai dấu cách'),
    ("letter", "subject: thử nghiệm", "subject: -", "2:10",
     'giá trị bắt đầu bằng -, là dấu riêng của YAML, nên phải đặt trong ngoặc kép; viết subject: "-"'),
    ("letter", "[so-noi-vu]", "(so-noi-vu, so-y-te)", "4:5",
     'mục "to" phải là một danh sách, ở đây là chữ; viết [so-noi-vu, so-y-te]'),
    ("letter", "[so-noi-vu]", "– so-noi-vu", "4:5",
     'mục "to" phải là một danh sách, ở đây là chữ; viết [so-noi-vu]'),
    ("recipients", "name: Các sở,", "name: “Các sở, ban, ngành”,", "7:14",
     'đây là dấu “ ” của Word, không phải ngoặc kép thẳng của YAML; gõ lại bằng dấu " thẳng (Shift + \'): '
     '"Các sở, ban, ngành"; muốn in cả dấu “ ” thì đặt thêm ngoặc kép thẳng ở ngoài'),
    ("letter", "copies: [nhu-tren]", "copies:\n  - {ref: so-y-te, note: để b/c\n  - {ref: so-noi-vu}", "8:5",
     'dòng 8 có "{" mà chưa có "}"; thêm "}" vào cuối dòng 8'),
    ("recipients", "  so-noi-vu:\n", "  so-noi-vu\n", "2:12",
     'sau "so-noi-vu" thiếu dấu hai chấm; viết "so-noi-vu: " rồi đến giá trị'),
    ("issuer", "  pho-giam-doc:", "   pho-giam-doc:", "8:1",
     "dòng 8 thụt 3 dấu cách, các dòng cùng cấp ở trên thụt 2; xóa bớt 1 dấu cách"),
    ("issuer", "  pho-giam-doc:", " pho-giam-doc:", "8:1",
     "dòng 8 thụt 1 dấu cách, các dòng cùng cấp ở trên thụt 2; thêm 1 dấu cách"),
    ("issuer", "symbol: TTA", " symbol: TTA", "2:1",
     "dòng 2 thụt 1 dấu cách, các dòng cùng cấp ở trên thụt 0; xóa bớt 1 dấu cách"),
    ("recipients", "    email:", "   email:", "4:1",
     "dòng 4 thụt 3 dấu cách, các dòng cùng cấp ở trên thụt 4; thêm 1 dấu cách"),
    ("recipients", "    email:", "     email:", "4:1",
     "dòng 4 thụt 5 dấu cách, các dòng cùng cấp ở trên thụt 4; xóa bớt 1 dấu cách"),
    ("recipients", "  so-y-te:", " so-y-te:", "5:1",
     "dòng 5 thụt 1 dấu cách, các dòng cùng cấp ở trên thụt 2; thêm 1 dấu cách"),
    ("letter", "copies: [nhu-tren]", "copies:\n  - nhu-tren\n - so-y-te", "9:1",
     "dòng 9 thụt 1 dấu cách, các dòng cùng cấp ở trên thụt 2; thêm 1 dấu cách"),
    ("letter", "copies: [nhu-tren]", "copies:\n  - nhu-tren\n   - so-y-te", "9:1",
     "dòng 9 thụt 3 dấu cách, các dòng cùng cấp ở trên thụt 2; xóa bớt 1 dấu cách"),
    ("issuer", "symbol: TC}", "symbol: TC", "5:12", 'dòng 5 có "{" mà chưa có "}"; thêm "}" vào cuối dòng 5'),
    ("issuer", "Lê Văn Bảy}", "Lê Văn Bảy", "8:17", 'dòng 8 có "{" mà chưa có "}"; thêm "}" vào cuối dòng 8'),
    ("recipients", "so-y-te]}", "so-y-te]", "7:7", 'dòng 7 có "{" mà chưa có "}"; thêm "}" vào cuối dòng 7'),
    ("recipients", "so-y-te]}", "so-y-te}", "7:31", 'danh sách mở bằng "[" mà chưa có "]"; thêm "]" vào cuối dòng 7'),
    ("letter", "[so-noi-vu]", "[so-noi-vu, so-y-te", "4:5",
     'danh sách mở bằng "[" mà chưa có "]"; thêm "]" vào cuối dòng 4'),
    ("letter", "[so-noi-vu]", "[so-noi-vu,\n  so-y-te", "4:5",
     'danh sách mở bằng "[" mà chưa có "]"; thêm "]" vào cuối dòng 5'),
    ("letter", "[so-noi-vu]", "[so-noi-vu}", "4:15", 'mở bằng "[" mà đóng bằng "}"; thay "}" bằng "]"'),
    ("letter", "[so-noi-vu]", "[so-noi-vu]]", "4:16", 'thừa dấu "]", không có dấu mở nào cho nó; xóa dấu "]" này'),
    ("letter", "thử nghiệm", '"thử nghiệm', "2:10",
     'dấu ngoặc kép mở ra ở đây mà chưa đóng lại; thêm dấu " ở cuối giá trị'),
    ("letter", "thử nghiệm", "'thử nghiệm", "2:10",
     "dấu ngoặc kép mở ra ở đây mà chưa đóng lại; thêm dấu ' ở cuối giá trị"),
    ("letter", "[so-noi-vu]", '["so-noi-vu, so-y-te]', "4:6",
     'dấu ngoặc kép mở ra ở đây mà chưa đóng lại; thêm dấu " ở cuối giá trị'),
    ("recipients", "{name: Sở Y tế}", '{name: "Sở Y tế}', "5:19",
     'dấu ngoặc kép mở ra ở đây mà chưa đóng lại; thêm dấu " ở cuối giá trị'),
    ("letter", "thử nghiệm", '"Tuần lễ" số', "2:20",
     "sau dấu ngoặc kép đóng lại còn có chữ; đặt cả giá trị trong một cặp ngoặc: '\"Tuần lễ\" số'"),
    ("letter", "thử nghiệm", '"phong trào "Dạy tốt" năm 2026"', "2:23",
     "sau dấu ngoặc kép đóng lại còn có chữ; đặt cả giá trị trong một cặp ngoặc: "
     "'\"phong trào \"Dạy tốt\" năm 2026\"'"),
    ("recipients", "name: Sở Nội vụ", "name: “Sở: Nội vụ”", "3:11",
     'đây là dấu “ ” của Word, không phải ngoặc kép thẳng của YAML; gõ lại bằng dấu " thẳng (Shift + \'): '
     '"Sở: Nội vụ"; muốn in cả dấu “ ” thì đặt thêm ngoặc kép thẳng ở ngoài'),
    ("recipients", "{name: Sở Y tế}", "{name: “Sở: Y tế”}", "5:19",
     'đây là dấu “ ” của Word, không phải ngoặc kép thẳng của YAML; gõ lại bằng dấu " thẳng (Shift + \'): '
     '"Sở: Y tế"; muốn in cả dấu “ ” thì đặt thêm ngoặc kép thẳng ở ngoài'),
    ("letter", "thử nghiệm", '"thử nghiệm”', "2:21",
     'đây là dấu “ ” của Word, không phải ngoặc kép thẳng của YAML; gõ lại bằng dấu " thẳng (Shift + \'): '
     '"thử nghiệm"; muốn in cả dấu “ ” thì đặt thêm ngoặc kép thẳng ở ngoài'),
    ("letter", "thử nghiệm", "“thử nghiệm”", "2:10",
     'đây là dấu “ ” của Word, không phải ngoặc kép thẳng của YAML; gõ lại bằng dấu " thẳng (Shift + \'): '
     '"thử nghiệm"; muốn in cả dấu “ ” thì đặt thêm ngoặc kép thẳng ở ngoài'),
    ("issuer", "Phòng Tổ chức,", "Phòng Tổ chức - Hành chính, Quản trị,", "5:47",
     'dấu phẩy trong {…} ngăn các mục, nên chữ sau dấu phẩy ("Quản trị") bị hiểu là mục khác; giá trị có dấu phẩy thì '
     'đặt trong ngoặc kép: name: "Phòng Tổ chức - Hành chính, Quản trị"'),
    ("recipients", "{name: Sở Y tế}", "{name: Sở Y tế, address: 12 Lê Lợi, phường 1, Tây Ninh}", "5:48",
     'dấu phẩy trong {…} ngăn các mục, nên chữ sau dấu phẩy ("phường 1, Tây Ninh") bị hiểu là mục khác; giá trị có dấu '
     'phẩy thì đặt trong ngoặc kép: address: "12 Lê Lợi, phường 1, Tây Ninh"'),
    ("letter", "[nhu-tren]", "[nhu-tren, {ref: so-y-te, note: để b/c, phối hợp}]", "7:49",
     'dấu phẩy trong {…} ngăn các mục, nên chữ sau dấu phẩy ("phối hợp") bị hiểu là mục khác; giá trị có dấu phẩy thì '
     'đặt trong ngoặc kép: note: "để b/c, phối hợp"'),
    ("issuer", "units:", "style: {first_line_indent: 12,7}\nunits:", "4:28",
     'dấu phẩy trong {…} ngăn các mục, nên "12,7" bị đọc thành hai; số thập phân trong {…} viết dấu chấm: 12.7 (hoặc đặt '
     '"12,7" trong ngoặc kép)'),
    ("issuer", "{name: Phòng Tổ chức,", "{name: Phòng Tổ chức", "5:32",
     'thiếu dấu phẩy trước "symbol:"; trong [ ] và { } các mục cách nhau bằng dấu phẩy; thêm dấu phẩy ở đây'),
    ("letter", "[so-noi-vu]", '["so-noi-vu" "so-y-te"]', "4:17",
     'thiếu dấu phẩy trước "so-y-te"; trong [ ] và { } các mục cách nhau bằng dấu phẩy; thêm dấu phẩy ở đây'),
    ("letter", "  Đoạn văn.", "Đoạn văn.\n\nĐoạn hai.", "6:1",
     'lời văn dưới "body: |" phải thụt vào hai dấu cách; chọn cả đoạn rồi thụt vào 2 dấu cách'),
    ("letter", "  Đoạn văn.", "  Đoạn văn.\n\nĐoạn hai: một câu.", "8:1",
     'lời văn dưới "body: |" phải thụt vào hai dấu cách; chọn cả đoạn rồi thụt vào 2 dấu cách'),
    ("letter", "  Đoạn văn.", "- Mục một;\n- Mục hai.", "6:1",
     'lời văn dưới "body: |" phải thụt vào hai dấu cách; chọn cả đoạn rồi thụt vào 2 dấu cách'),
    ("letter", "  Đoạn văn.", "    Đoạn văn.\n  Đoạn hai.", "7:1",
     "dòng 7 thụt 2 dấu cách, các dòng cùng cấp ở trên thụt 4; thêm 2 dấu cách"),
    ("letter", "body: |\n", "annexes:\n  - title: A\n    body: |\n    Bảng\nbody: |\n", "8:5",
     'lời văn dưới "body: |" phải thụt vào hai dấu cách; chọn cả đoạn rồi thụt vào 6 dấu cách'),
    ("letter", "body: |\n", "body: | Kính thưa\n", "5:7",
     'trên dòng có dấu "|" không viết lời văn; xuống dòng sau dấu "|" rồi thụt vào 2 dấu cách'),
    ("letter", "body: |\n  Đoạn văn.", "body: | Đoạn văn.", "5:7",
     'trên dòng có dấu "|" không viết lời văn; xuống dòng sau dấu "|" rồi thụt vào 2 dấu cách'),
    ("letter", "body: |\n  Đoạn văn.", "body:\nĐoạn văn một.\n\nĐoạn hai.", "5:6",
     'sau "body:" thiếu dấu |; viết "body: |", lời văn ở các dòng dưới thụt vào hai dấu cách'),
    ("letter", "thử nghiệm", "họp: giao ban", "2:10",
     'giá trị có dấu hai chấm nên phải đặt trong ngoặc kép; viết subject: "họp: giao ban"'),
    ("recipients", "{name: Sở Y tế}", "{name: Sở: Y tế}", "5:19",
     'giá trị có dấu hai chấm nên phải đặt trong ngoặc kép; viết "Sở: Y tế"'),
    ("letter", "subject: thử", "subject:thử", "2:9", "sau dấu hai chấm phải có một dấu cách; viết subject: thử nghiệm"),
    ("recipients", "{name: Sở Y tế}", "{name:Sở Y tế}", "5:18", "sau dấu hai chấm phải có một dấu cách; viết name: Sở Y tế"),
    ("letter", "signer: giam-doc", "signer giam-doc", "3:7",
     'sau "signer" thiếu dấu hai chấm; viết "signer: " rồi đến giá trị'),
    ("letter", "signer: giam-doc", "signer = giam-doc", "3:7",
     'sau "signer" thiếu dấu hai chấm; viết "signer: " rồi đến giá trị'),
    ("letter", "signer: giam-doc", "signer： giam-doc", "3:7",
     'sau "signer" thiếu dấu hai chấm; viết "signer: " rồi đến giá trị'),
    ("letter", "thử nghiệm\nsigner", "thử nghiệm signer", "2:21",
     'hai mục "subject" và "signer" trên một dòng; xuống dòng trước "signer"'),
    ("letter", "thử nghiệm", "@thử nghiệm", "2:10",
     'giá trị bắt đầu bằng @, là dấu riêng của YAML, nên phải đặt trong ngoặc kép; viết subject: "@thử nghiệm"'),
    ("letter", "thử nghiệm", "> 5 người", "2:10",
     'giá trị bắt đầu bằng >, là dấu riêng của YAML, nên phải đặt trong ngoặc kép; viết subject: "> 5 người"'),
    ("letter", "thử nghiệm", "{{ ten }} về việc", "2:10",
     'giá trị bắt đầu bằng {{, là dấu riêng của YAML, nên phải đặt trong ngoặc kép; viết subject: "{{ ten }} về việc"'),
    ("letter", "thử nghiệm", "- họp", "2:10",
     'giá trị bắt đầu bằng -, là dấu riêng của YAML, nên phải đặt trong ngoặc kép; viết subject: "- họp"'),
    ("letter", "thử nghiệm", '"C:\\Văn bản"', "2:13",
     "dấu \\ trong ngoặc kép được YAML hiểu là bắt đầu một ký tự đặc biệt; gõ hai dấu: \\\\V"),
    ("letter", "[nhu-tren]", "\n  -nhu-tren", "8:4", "sau dấu gạch đầu dòng phải có một dấu cách; viết - nhu-tren"),
    ("letter", "[nhu-tren]", "\n  - nhu-tren\n  -so-y-te", "9:4",
     "sau dấu gạch đầu dòng phải có một dấu cách; viết - so-y-te"),
    ("letter", "[so-noi-vu]", "so-noi-vu, so-y-te", "4:5",
     'mục "to" phải là một danh sách, ở đây là chữ; viết [so-noi-vu, so-y-te]'),
    ("letter", "unit: thanh-tra", "\tunit: thanh-tra", "1:1",
     "dòng này thụt vào bằng phím Tab; YAML chỉ nhận dấu cách; xóa Tab"),
    ("recipients", "    email:", "\temail:", "4:1",
     "dòng này thụt vào bằng phím Tab; YAML chỉ nhận dấu cách; xóa Tab và gõ 4 dấu cách"),
    ("letter", "thử nghiệm", "họp Tổ công tác #1 về việc: giao ban", "2:26",
     'chữ từ dấu # trở đi ("#1 về việc: giao ban") bị coi là chú thích và sẽ không được in; đặt cả giá trị trong ngoặc '
     'kép: "họp Tổ công tác #1 về việc: giao ban"'),
    ("recipients", "{name: Sở Y tế}", "{name: Sở Y tế #2}", "5:27",
     'chữ từ dấu # trở đi ("#2}") bị coi là chú thích và sẽ không được in; đặt cả giá trị trong ngoặc kép: "Sở Y tế #2"'),
]  # fmt: skip


def read(kind: str, text: str, folder: Path) -> list[Diagnostic]:
    """The faults of a file of its kind, in the order of its lines."""
    problems = Problems()
    path = folder / f"{kind}.yaml"
    path.write_text(text, encoding="utf-8")
    if kind == "letter":
        read_circular(path, path.name, "a", problems)
    elif kind == "issuer":
        read_issuer(path, path.name, problems)
    else:
        read_recipients(path, path.name, problems)
    return problems.sorted()


@pytest.mark.parametrize("file", FILES)
def test_what_the_table_begins_with_is_sound(file: str, tmp_path: Path) -> None:
    assert read(file, FILES[file], tmp_path) == []


@pytest.mark.parametrize(("file", "right", "typed", "place", "said"), TABLE)
def test_a_slip_is_told_where_it_is(file: str, right: str, typed: str, place: str, said: str, tmp_path: Path) -> None:
    text = FILES[file].replace(right, typed, 1)
    assert text != FILES[file]
    first = next(d for d in read(file, text, tmp_path) if d.span and f"{d.span.line}:{d.span.column}" == place)
    assert sentence(first, "vi") == said
    assert sentence(first, "en") not in ("", said)


@pytest.mark.parametrize(("file", "right", "typed", "place", "said"), TABLE)
def test_who_follows_the_cures_has_a_file_that_can_be_read(
    file: str, right: str, typed: str, place: str, said: str, tmp_path: Path
) -> None:
    text = FILES[file].replace(right, typed, 1)
    for _ in range(4):
        faults = read(file, text, tmp_path)
        if not faults:
            break
        assert all(d.fix for d in faults), [d.code for d in faults]
        text = mended(text.encode(), [d.fix for d in faults if d.fix]).decode()
    assert read(file, text, tmp_path) == []
    assert parse(text.encode(), "a", Problems()) is not None


def test_one_run_tells_every_slip_and_what_is_wrong_besides(tmp_path: Path) -> None:
    text = (
        "unit: thanh-tra\nsubject: họp: giao ban\nsigner giam-doc\nto: [so-noi-vu, so-y-te\n"
        "date: 2024-02-30\nnumber: 5a\nbody: |\nĐoạn văn.\ncopies: [nhu-tren, {text: A, B}]\ncolour: red\n"
    )
    told = [(d.code, d.span.line) for d in read("letter", text, tmp_path) if d.span]
    assert told == [("CV012", 2), ("CV080", 3), ("CV064", 4), ("CV036", 5), ("CV034", 6), ("CV073", 8), ("CV074", 9)]


def test_a_cure_leaves_every_other_byte() -> None:
    from congvan.problems import Fix, Span

    data = b"\xef\xbb\xbf" + "a: xe\u0302\r\nb: [c\r\nd: 1\r\n".encode()
    fix = Fix(Span("f", 2, 6), Span("f", 2, 6), "]")
    assert mended(data, [fix]) == data.replace(b"[c", b"[c]")
    wide = Fix(Span("f", 1, 4), Span("f", 1, 6), "y")
    assert mended(data, [wide, fix]) == b"\xef\xbb\xbfa: y\r\nb: [c]\r\nd: 1\r\n"
    assert mended(data, [wide, Fix(Span("f", 1, 5), Span("f", 1, 6), "z")]).startswith(b"\xef\xbb\xbfa: y\r\n")


def test_a_file_of_nothing_but_slips_costs_little() -> None:
    import time

    begun = time.process_time()
    for text in ("a: [" * 20_000, '"' * 100_001, "a: b: c\n" * 50_000, "{" * 5000, "  a\n b\n" * 20_000):
        parse(text.encode(), "f", Problems(), in_spite=True)
    assert time.process_time() - begun < 20


MANY = 20_000
GAPS = {  # "~" is a gap
    "no-colon": ("subject: a\nsigner~b\n", ["CV080"]),
    "other-sign": ("subject: a\nsigner~=~b\n", ["CV080"]),
    "colon": ("subject: a~b: c\n", ["CV012"]),
    "value": ("a:~x\nb: [\n", ["CV064"]),
    "indent": ("subject: a\n~x y: [\n", ["CV015", "CV064"]),
    "odd": ("subject: a: b\n~-~a~:~x y\n", ["CV012", "CV010"]),
    "group": ("to: {a: b:~b:c\n", ["CV064", "CV012"]),
    "comma": ("to: {a:~b~c: d}\n", ["CV084"]),
    "sign": ("to: [a, @~b\n", ["CV064", "CV014"]),
    "hash": ("to: [a~#b]\n", ["CV060"]),
    "quote": ('subject: "~|~x\nbody: b\n', ["CV013"]),
    "dashes": (f"to:\n  {'-' * MANY} b: c: d\nbody: b\n", ["CV081"]),
}


@pytest.mark.parametrize("gap", [3, MANY])
@pytest.mark.parametrize("id", GAPS)
def test_a_line_of_many_blanks_is_told_as_any_other_and_costs_little(id: str, gap: int) -> None:
    import time

    text, codes = GAPS[id]
    problems, begun = Problems(), time.process_time()
    parse(text.replace("~", " " * gap).encode(), "f", problems, in_spite=True, known=("subject", "signer"))
    assert [d.code for d in problems.sorted()] == codes
    assert time.process_time() - begun < 1
