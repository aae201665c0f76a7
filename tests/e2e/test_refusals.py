"""Bad circulars, all in one workspace and one real process: each is named at its line, nothing is written, nothing leaks."""

from __future__ import annotations

import json

import pytest
from shop import LETTER as GOOD


def body(text: str) -> str:
    return GOOD.replace("Đoạn văn.", text)


def swap(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


BAD: dict[str, tuple[str | bytes, int, str]] = {
    "jinja-class": (body("{{ ''.__class__.__mro__ }}"), 6, "CV203"),
    "jinja-globals": (body("{{ cycler.__init__.__globals__ }}"), 6, "CV203"),
    "jinja-range": (body("{% for i in range(10**9) %}x{% endfor %}"), 6, "CV203"),
    "jinja-times": (body("{{ 'a' * 10**9 }}"), 6, "CV203"),
    "jinja-power": (body("{{ 10**10**10 }}"), 6, "CV203"),
    "jinja-include": (body("{% include '/etc/passwd' %}"), 6, "CV203"),
    "jinja-macro": (body("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}"), 6, "CV203"),
    "jinja-undefined": (body("Đoạn một.\n\n  {{ khong_co }}"), 8, "CV204"),
    "jinja-open": (body("a {{ b"), 6, "CV201"),
    "image-file": (body("![x](file:///etc/passwd)"), 6, "CV210"),
    "image-web": (body("![x](http://a.example/c.png)"), 6, "CV210"),
    "link-file": (body("[x](file:///etc/passwd)"), 6, "CV210"),
    "glyph": (body("\U0001f600 mặt cười"), 6, "CV304"),
    "empty": (b"", 1, "CV008"),
    "binary": (b"%PDF-1.7\n\x00\x01", 1, "CV001"),
    "zip": (b"PK\x03\x04" + bytes(200), 1, "CV001"),
    "utf16": (GOOD.encode("utf-16"), 1, "CV002"),
    "latin": ("subject: a\nbody: \xe9t\xe9".encode("latin-1"), 2, "CV004"),
    "nul": (b"subject: a\x00b\n", 1, "CV003"),
    "bidi": ("subject: a\nbody: x\u202ey\n", 2, "CV005"),
    "tab": ("subject:\n\tx\n", 2, "CV007"),
    "huge": (b"subject: " + b"a" * 2_100_000, 1, "CV006"),
    "alias": ("subject: &a x\nbody: *a\n", 2, "CV021"),
    "anchor": ("subject: &a x\nbody: *a\n", 1, "CV020"),
    "bomb": (
        "a: &a [x,x]\n" + "".join(f"{c}: &{c} [*{p},*{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)),
        2,
        "CV021",
    ),
    "tag": ('body: !!python/object/apply:os.system ["id"]\n', 1, "CV022"),
    "duplicate": ("subject: a\nsubject: b\n", 2, "CV027"),
    "documents": (GOOD + "---\n" + GOOD, 8, "CV024"),
    "deep": ("body: " + "[" * 200 + "]" * 200, 1, "CV025"),
    "quote": ('subject: "abc\nbody: x\n', 1, "CV013"),
    "colon": ("subject: a: b\n", 1, "CV012"),
    "no-space": ("subject:abc\nbody: x\n", 1, "CV011"),
    "key": (swap("subject", "subjet"), 2, "CV030"),
    "list": (swap("thử nghiệm", "[a]"), 2, "CV031"),
    "blank": (swap("thử nghiệm", '" "'), 2, "CV032"),
    "empty-list": (swap("[so-noi-vu]", "[]"), 4, "CV039"),
    "no-day": ("number: 5\ndate: 2024-02-30\n" + GOOD, 2, "CV036"),
    "not-a-day": ("number: 5\ndate: hôm nay\n" + GOOD, 2, "CV035"),
    "number": ("number: 5a\n" + GOOD, 1, "CV034"),
    "urgency": ("urgency: hoatoc\n" + GOOD, 1, "CV038"),
    "agency": (swap("so-noi-vu", "so-noi-vuu"), 4, "CV104"),
    "signer": (swap("giam-doc", "giam-doxc"), 3, "CV102"),
    "unit": (swap("thanh-tra", "thanhtra"), 1, "CV101"),
    "kind": ("type: cong-vann\n" + GOOD, 1, "CV409"),
    "nothing": ("xin chào\n", 1, "CV031"),
}


def test_each_bad_circular_is_named_and_the_good_one_is_built(shop) -> None:
    shop.write("tot", GOOD)
    for id, (text, _, _) in BAD.items():
        shop.write(id, text)
    done = shop.run("build", "--json", timeout=60)
    said = json.loads(done.stdout)
    assert done.returncode == 1
    found: dict[str, set[tuple[int, str]]] = {}
    for d in said["diagnostics"]:
        assert d["message"], d
        found.setdefault(d["file"].rpartition("/")[2].removesuffix(".yaml"), set()).add((d["line"], d["code"]))
    wanted = {id: (line, code) for id, (_, line, code) in BAD.items()}
    assert {id: found.get(id) for id, place in wanted.items() if place not in found.get(id, set())} == {}
    assert sorted(p.name for p in (shop.root / "output").iterdir() if not p.name.startswith(".")) == [
        "tot.docx",
        "tot.pdf",
    ]
    assert "Traceback" not in done.stderr + done.stdout
    assert "root:" not in done.stdout
    assert "<class" not in done.stdout


@pytest.mark.parametrize("id", ["jinja-range", "jinja-power", "bomb", "deep"])
def test_alone_it_ends_soon_and_in_one_line_of_text(shop, id: str) -> None:
    text, line, code = BAD[id]
    shop.write("x", text)
    done = shop.run("check", timeout=10)
    assert done.returncode == 1
    assert f"circulars/x.yaml:{line}:" in done.stderr
    assert f"lỗi {code}: " in done.stderr


def test_a_fault_of_the_office_is_named_there_once(shop) -> None:
    for id in ("a", "b", "c"):
        shop.write(id, GOOD)
    issuer = shop.root / "issuer.yaml"
    issuer.write_text(issuer.read_text(encoding="utf-8").replace("place:", "plaec:"), encoding="utf-8")
    done = shop.run("build")
    assert done.returncode == 1
    assert done.stderr.count("CV030") == 1
    assert "issuer.yaml:6:1: lỗi CV030" in done.stderr
    assert "place" in done.stderr
    assert not (shop.root / "output").exists() or not list((shop.root / "output").glob("*.pdf"))


def test_a_choice_outside_the_decree_is_refused_with_its_article(shop) -> None:
    shop.write("a", GOOD)
    with (shop.root / "issuer.yaml").open("a", encoding="utf-8") as file:
        file.write("style: {body_size: 15, margin_left: 20}\n")
    done = shop.run("check")
    assert done.returncode == 1
    assert done.stderr.count("CV302") == 2
    assert "PL I" in done.stderr


def test_an_unknown_member_of_a_group_is_named_in_recipients(shop) -> None:
    shop.write("a", GOOD)
    file = shop.root / "recipients.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("[tinh-doan,", "[tinh-doann,"), encoding="utf-8")
    done = shop.run("check")
    assert done.returncode == 1
    assert "recipients.yaml:" in done.stderr
    assert 'CV044: nhóm có thành viên "tinh-doann"' in done.stderr
    assert '"tinh-doan"?' in done.stderr
