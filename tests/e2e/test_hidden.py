"""Hidden characters by every way: each is refused at its line and column, stored nowhere, and never printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

CASES = Path(__file__).parent / "cases"
CHARS = "\u202e\u200e\u200b\u200d\u2060\u00ad\ufffc\u034f\u2028\u2029\u0085\v\f\u115f\u1160\u3164\uffa0\u180e\ufe0f\U000e0041\ue000\ufdd0"
FEW = "\u202e\u034f\u2028\v\u3164"
CIRCULAR = """unit: thanh-tra
subject: {subject}
signer: giam-doc
to: [{{text: {to}, note: {note}}}]
body: {body}
copies: [nhu-tren, {{ref: so-noi-vu, as: {named}}}]
archive: [VT, {archive}]
annexes:
  - {{title: {title}, body: {annex}}}
"""
FIELDS = ("subject", "to", "note", "body", "named", "archive", "title", "annex")


def escape(char: str) -> str:
    return f"\\U{ord(char):08x}"


def diagnostics(done) -> list[dict]:
    return json.loads(done.stdout)["diagnostics"]


def test_every_text_field_of_a_circular_by_an_escape(shop) -> None:
    wanted = set()
    for index, char in enumerate(CHARS):
        for field in FIELDS:
            values = dict.fromkeys(FIELDS, '"chữ phụ lục"') | {field: f'"chữ {escape(char)}lạ"'}
            text = CIRCULAR.format(**values)
            shop.write(f"{field}-{index}", text)
            at = text[: text.index("\\U")]
            wanted.add((f"{field}-{index}", at.count("\n") + 1, len(at) - at.rfind("\n"), f"U+{ord(char):04X}"))
    found = set()
    for d in diagnostics(shop.run("check", "--json", timeout=120)):
        if d["code"] == "CV005":
            code = next(w for w in d["message"].split() if w.startswith("U+"))
            found.add((Path(d["file"]).stem, d["line"], d["column"], code))
    assert wanted - found == set()


def test_literals_of_expressions(shop) -> None:
    narrow = [char for char in CHARS if ord(char) < 0x10000]
    for index, char in enumerate(narrow):
        code = f"\\u{ord(char):04x}"
        body = "|\n  Xem phụ lục.\n\n  Đoạn {{ 'a' ~ \"" + code + "\" }} và {{ 'b' if issuer else '" + code + "' }}."
        shop.write(f"j{index}", CIRCULAR.format(**dict.fromkeys(FIELDS, '"phụ lục"') | {"body": body}))
    done = diagnostics(shop.run("check", "--json", timeout=60))
    places = {(d["file"], d["line"], d["column"]) for d in done if d["code"] == "CV005"}
    assert len({file for file, *_ in places}) == len(narrow)
    assert {(line, column) for _, line, column in places} == {(8, 18), (8, 55)}


def test_the_office_and_its_recipients(shop) -> None:
    shop.write("tot", CIRCULAR.format(**dict.fromkeys(FIELDS, '"phụ lục"')))
    for name, old in (
        ("issuer.yaml", "symbol: STTTT"),
        ("issuer.yaml", "place: Tây Ninh"),
        ("recipients.yaml", "name: Sở Nội vụ"),
    ):
        path = shop.root / name
        typed = path.read_text(encoding="utf-8")
        assert old in typed
        for char in FEW:
            key, _, value = old.partition(": ")
            path.write_text(typed.replace(old, f'{key}: "{value}{escape(char)}"', 1), encoding="utf-8")
            assert "CV005" in {d["code"] for d in diagnostics(shop.run("check", "--json"))}, (name, old, hex(ord(char)))
        path.write_text(typed, encoding="utf-8")


def test_html_entities_are_the_text_they_are(shop) -> None:
    shop.write("a", CIRCULAR.format(**dict.fromkeys(FIELDS, '"phụ lục"') | {"body": '"Đoạn &#8238; phụ lục &shy;."'}))
    assert shop.run("check").returncode == 0


def test_a_form_feed_no_longer_kills_the_build(shop) -> None:
    for index, char in enumerate("fvr"):
        shop.write(
            f"x{index}",
            CIRCULAR.format(**dict.fromkeys(FIELDS, '"phụ lục"') | {"body": f'"Đoạn \\{char} văn, phụ lục"'}),
        )
    done = shop.run("build", "--json", timeout=60)
    assert done.returncode == 1
    assert {(d["code"], d["line"], d["column"]) for d in diagnostics(done)} == {("CV005", 5, 13)}


@pytest.mark.parametrize("char", ["\u202e", "\x1b", "\u009b"])
def test_reasons_are_refused_and_nothing_is_stored(shop, char: str) -> None:
    reason = f"giữ{char}chỗ"
    for command in (("reserve", "500"), ("void", "5")):
        done = shop.run("register", *command, "--reason", reason, "--json")
        assert done.returncode == 1
        assert [d["code"] for d in diagnostics(done)] == ["CV414"]
    assert json.loads(shop.run("register", "list", "--json").stdout)["entries"] == []


def test_words_looked_for_and_names_of_new_files_are_refused(shop) -> None:
    """A word that no text may hold finds nothing; a file whose name hides something is never made."""
    shop.write("a", CIRCULAR.format(**dict.fromkeys(FIELDS, '"phụ lục"')))
    assert shop.run("issue", "a").returncode == 0
    for command in (("search", "phụ\u200blục"), ("export", "so\u202e.csv"), ("backup", "so\u00ad.gz")):
        done = shop.run("register", *command, "--json")
        assert (done.returncode, [d["code"] for d in diagnostics(done)]) == (1, ["CV414"]), command
    assert [p.name for p in shop.root.iterdir() if not p.name.isascii()] == []


def test_an_import_is_refused_with_its_line(shop) -> None:
    for char in FEW:
        rows = f"number,date,subject\n01/STTTT-TTr,2026-01-05,một\n02/STTTT-TTr,2026-01-06,hai{char}ba\n"
        (shop.root / "so.csv").write_bytes(rows.encode())
        done = shop.run("register", "import", "so.csv", "--json")
        assert done.returncode == 1, hex(ord(char))
        assert "CV542" in {d["code"] for d in diagnostics(done)}
    assert json.loads(shop.run("register", "list", "--json").stdout)["entries"] == []


def test_names_in_a_strangers_certificate_move_no_terminal(shop) -> None:
    done = shop.run("verify", str(CASES / "T1_screen.pdf"))
    assert done.returncode == 1
    text = done.stdout + done.stderr
    assert "HỢP LỆ" in text, "the name itself is shown"
    assert not any(line.startswith("HỢP LỆ") for line in text.splitlines())
    assert not set(text) & {"\x1b", "\x9b", "\u202e", "\r"}


def test_json_escapes_what_it_shows(shop) -> None:
    (shop.root / "circulars" / "đảo\u202e\u009b.yaml").write_text("x", encoding="utf-8")
    done = shop.run("check", "--json")
    assert "\u202e" not in done.stdout
    assert "\u009b" not in done.stdout
    assert json.loads(done.stdout)["diagnostics"][0]["file"].endswith("đảo\u202e\u009b.yaml")


def test_the_handed_cases(shop) -> None:
    for case in CASES.glob("*.yaml"):
        shop.write(case.stem[:2], case.read_bytes())
    said = diagnostics(shop.run("check", "--json"))
    assert {(Path(d["file"]).stem, d["line"], d["code"]) for d in said} == {
        ("10", 9, "CV241"), ("11", 3, "CV060"), ("12", 9, "CV065"), ("12", 11, "CV065"),
    }  # fmt: skip


def test_a_table_with_words_dashes_for_its_rule(shop) -> None:
    for id, table in {
        "a": "| x | y |\n  |—|—|\n  | 1 | 2 |",
        "b": "|---|---|\n  | x | y |",
        "c": "| x | y |\n\n  |---|---|",
    }.items():
        shop.write(
            id, CIRCULAR.format(**dict.fromkeys(FIELDS, '"phụ lục"') | {"body": f"|\n  Xem phụ lục.\n\n  {table}"})
        )
    said = {(Path(d["file"]).stem, d["code"]) for d in diagnostics(shop.run("check", "--json"))}
    assert {("a", "CV241"), ("b", "CV241"), ("c", "CV241")} <= said


def test_text_pasted_from_word_passes(shop) -> None:
    shop.write(
        "a",
        CIRCULAR.format(
            **dict.fromkeys(FIELDS, '"phụ lục"')
            | {"body": "“Năm\u00a02026” – chuyển đổi số… theo phụ lục", "subject": "về ‘Tổ’ – “đội”\u00a0số"}
        ),
    )
    done = shop.run("check")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("issuer.yaml", "place: Tây Ninh", "place: Tây 漢"),
        ("issuer.yaml", "title: Giám đốc, name: Nguyễn Tấn Đức", "title: Giám đốc, name: Nguyễn 漢"),
        ("recipients.yaml", "name: Sở Nội vụ", "name: Sở 漢"),
    ],
)
def test_a_character_without_a_glyph_is_told_where_it_stands(shop, file: str, old: str, new: str) -> None:
    shop.write("a", CIRCULAR.format(**dict.fromkeys(FIELDS, '"phụ lục"')).replace('as: "phụ lục"', "note: a"))
    path = shop.root / file
    typed = path.read_text(encoding="utf-8").replace(old, new, 1)
    path.write_text(typed, encoding="utf-8")
    before = typed[: typed.index("漢")]
    place = (file, before.count("\n") + 1, len(before) - before.rfind("\n"))
    said = diagnostics(shop.run("check", "--json"))
    assert [(d["file"], d["line"], d["column"]) for d in said if d["code"] == "CV304"] == [place]


def test_an_import_tells_its_reasons_in_both_languages(shop) -> None:
    rows = "number,date,subject,amount\n01/A\u200b,2026-01-05,a,x\n2,2199-01-05,,1\n03/A,hôm qua,a,1\n"
    (shop.root / "so.csv").write_bytes(rows.encode())
    for lang, words in (("en", "number of copies|still to come; today is|write 2024|nobody sees (U+200B)|subject is empty"),
                        ("vi", "viết số bản|còn ở phía trước; hôm nay là|viết 2024|không nhìn thấy (U+200B)|trích yếu để trống")):  # fmt: skip
        done = shop.run("--lang", lang, "register", "import", "so.csv")
        assert done.returncode == 1
        for word in words.split("|"):
            assert word in done.stderr, (lang, word, done.stderr)
        if lang == "en":
            assert not any(w in done.stderr for w in ("viết", "hãy", "phía", "để trống")), done.stderr
