"""source, edit, write, versions: only over the text that was seen, and only where something was asked for."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from shop import Shop

from congvan import Desk

LETTER = """# đầu tệp
unit: thanh-tra   # đơn vị
subject: Về việc thử
signer: giam-doc
to: [so-noi-vu,  cong-an-tinh]  # hai nơi
body: |
  Đoạn một.

  Đoạn hai.

# nơi nhận
copies:
- nhu-tren
"""


@pytest.fixture
def letter(shop: Shop) -> Path:
    path = shop.root / "circulars" / "thu" / "thu.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(LETTER.replace("\n", "\r\n"), newline="")
    return path


def codes(result: object) -> list[str]:
    return [fault.code for fault in result.diagnostics]  # type: ignore[attr-defined]


def test_fields_are_changed_and_nothing_else(desk: Desk, letter: Path) -> None:
    seen = desk.source("thu/thu").value
    assert seen is not None
    assert seen.parsed
    assert seen.issued is None
    result = desk.edit(
        "thu/thu",
        [
            {"path": "subject", "set": "Về việc: khác"},
            {"path": "to[1]", "remove": True},
            {"path": "body", "prose": "Đoạn một.\n\nĐoạn hai, sửa."},
            {"path": "edition", "set": 2},
        ],
        expected=seen.etag,
        actor="lan",
    )
    assert result.value is not None
    assert result.value.saved
    wanted = LETTER.replace("Về việc thử\n", '"Về việc: khác"\nedition: 2\n').replace(",  cong-an-tinh", "")
    assert letter.read_bytes().decode() == wanted.replace("Đoạn hai.", "Đoạn hai, sửa.").replace("\n", "\r\n")
    assert result.value.data == letter.read_bytes()
    again = desk.source("thu/thu").value
    assert again is not None
    assert again.etag == result.value.etag


def test_nothing_is_written_over_a_text_that_nobody_saw(desk: Desk, letter: Path) -> None:
    seen = desk.source("thu/thu").value
    assert seen is not None
    first = desk.edit("thu/thu", [{"path": "subject", "set": "Của Lan"}], expected=seen.etag, actor="lan")
    assert first.ok
    second = desk.edit("thu/thu", [{"path": "subject", "set": "Của Mai"}], expected=seen.etag, actor="mai")
    assert codes(second) == ["CV976"]
    assert second.value is not None
    conflict = second.value.conflict
    assert conflict is not None
    assert conflict.actor == "lan"
    assert conflict.etag == first.value.etag  # type: ignore[union-attr]
    assert [(p.fate, p.text) for p in conflict.changes if p.fate != "same"] == [
        ("removed", "Về việc thử"), ("added", "Của Lan"),
    ]  # fmt: skip
    assert "lan" in second.diagnostics[0].hint("vi")
    assert b"C\xe1\xbb\xa7a Lan" in letter.read_bytes()
    letter.write_text(letter.read_text().replace("Của Lan", "Của git"), newline="")
    third = desk.write("thu/thu", "subject: x\n", expected=conflict.etag, actor="mai")
    assert codes(third) == ["CV976"]
    assert third.value is not None
    assert third.value.conflict is not None
    assert third.value.conflict.actor == ""
    assert "Của git" in letter.read_text()


def test_unsaved_text_is_changed_in_the_air(desk: Desk, letter: Path) -> None:
    result = desk.edit("chua/co", [{"path": "signer", "set": "giam-doc"}], source=b"subject: a # b\n")
    assert result.value is not None
    assert result.value.data == b"subject: a # b\nsigner: giam-doc\n"
    assert not result.value.saved
    assert not (letter.parent.parent / "chua").exists()
    assert "CV041" in codes(result)


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [("subject: [a\nbody: x\n", 1, "CV977"), ("a: &b c\nd: 1\n", 1, "CV977"), ("a: 1\nb: 2\na: 3\n", 3, "CV977"),
     ("- a\n", 1, "CV977"), ("subject: a\n", 1, "CV978")],
)  # fmt: skip
def test_a_text_that_fields_cannot_change_is_refused_with_its_line(
    desk: Desk, letter: Path, text: str, line: int, code: str
) -> None:
    letter.write_text(text)
    seen = desk.source("thu/thu").value
    assert seen is not None
    result = desk.edit("thu/thu", [{"path": "body[3]", "set": "x"}], expected=seen.etag)
    assert result.value is None
    assert (code, line) in [(fault.code, fault.line) for fault in result.diagnostics]
    assert letter.read_text() == text


def test_any_text_may_be_written_and_its_faults_are_told(desk: Desk, letter: Path) -> None:
    seen = desk.source("thu/thu").value
    assert seen is not None
    result = desk.write("thu/thu", "subject: [a\n", expected=seen.etag)
    assert result.value is not None
    assert result.value.saved
    assert "CV064" in codes(result)
    assert letter.read_text() == "subject: [a\n"


def test_an_issued_letter_is_read_only(desk: Desk, letter: Path) -> None:
    issued = desk.issue("thu/thu")
    assert issued.ok, codes(issued)
    seen = desk.source("thu/thu").value
    assert seen is not None
    assert seen.issued == issued.value.entry.code  # type: ignore[union-attr]
    before = letter.read_bytes()
    for result in (
        desk.edit("thu/thu", [{"path": "subject", "set": "khác"}], expected=seen.etag),
        desk.write("thu/thu", before.replace(b"number", b"# number"), expected=seen.etag),
    ):
        assert codes(result) == ["CV979"]
        assert str(issued.value.code) in result.diagnostics[0].message()  # type: ignore[union-attr]
    assert letter.read_bytes() == before


def test_the_office_files_too(desk: Desk, shop: Shop) -> None:
    seen = desk.source("recipients.yaml").value
    assert seen is not None
    before = (shop.root / "recipients.yaml").read_text()
    result = desk.edit("recipients.yaml", [{"path": "agencies.so-moi.name", "set": "Sở Mới"}], expected=seen.etag)
    assert result.ok, codes(result)
    after = (shop.root / "recipients.yaml").read_text()
    assert "  so-moi: {name: Sở Mới}\n" in after
    assert after.replace("  so-moi: {name: Sở Mới}\n", "") == before
    seen = desk.source("issuer.yaml").value
    assert seen is not None
    bad = desk.edit("issuer.yaml", [{"path": "signers.giam-doc.authority", "set": "KTT"}], expected=seen.etag)
    assert bad.value is not None
    assert bad.value.saved
    assert "CV038" in codes(bad)


def test_each_save_keeps_the_text_before_it(desk: Desk, letter: Path) -> None:
    texts = [letter.read_bytes()]
    for n in range(3):
        seen = desk.source("thu/thu").value
        assert seen is not None
        assert desk.edit(
            "thu/thu", [{"path": "subject", "set": f"lần {n}"}], expected=seen.etag, actor=f"người {n}"
        ).value
        texts.append(letter.read_bytes())
    found = desk.versions("thu/thu").value
    assert found is not None
    assert [v.number for v in found] == [0, 3, 2, 1]
    assert [v.actor for v in found] == ["người 2", "người 1", "người 0", ""]
    for version, data in zip(reversed(found), texts, strict=True):
        one = desk.version("thu/thu", version.number).value
        assert one is not None
        assert one.data == data
    pieces = desk.changes("thu/thu", 1).value
    assert pieces is not None
    assert [(p.fate, p.text) for p in pieces if p.fate != "same"] == [("removed", "Về việc thử"), ("added", "lần 2")]
    restored = desk.restore("thu/thu", 1, expected=found[0].etag, actor="lan")
    assert restored.value is not None
    assert restored.value.saved
    assert letter.read_bytes() == texts[0]
    assert codes(desk.version("thu/thu", 99)) == ["CV980"]
    assert (letter.parents[2] / ".congvan" / ".gitignore").read_text() == "*\n"


def test_twenty_writers_and_one_text(desk: Desk, letter: Path) -> None:
    """Each change is made over the text that its writer saw: none is lost, whoever comes first."""

    def write(n: int) -> None:
        while True:
            seen = desk.source("thu/thu").value
            assert seen is not None
            result = desk.edit("thu/thu", [{"path": f"archive[{0}]", "insert": f"L{n}"}], expected=seen.etag)
            if result.value is not None and result.value.saved:
                return

    with ThreadPoolExecutor(4) as people:
        list(people.map(write, range(20)))
    from congvan.yaml.extents import Entries, outlined

    root = outlined(letter.read_text())
    assert isinstance(root, Entries)
    entry = root.get("archive")
    assert entry is not None
    assert sorted(entry.value.plain) == sorted(f"L{n}" for n in range(20))
    found = desk.versions("thu/thu").value
    assert found is not None
    assert len(found) == 21


KILLED = """
import os, sys
from congvan import Desk
from congvan.machine import atomic
desk = Desk.open(sys.argv[1])
where = sys.argv[2]
if where == "stage":
    real = atomic.Rewrite.stage
    atomic.Rewrite.stage = lambda self, data: (real(self, data), os._exit(9))
else:
    atomic.Rewrite.finish = lambda self: os._exit(9)
seen = desk.source("thu/thu").value
desk.edit("thu/thu", [{"path": "subject", "set": "dở dang"}], expected=seen.etag)
"""


@pytest.mark.parametrize("where", ["stage", "finish"])
def test_a_kill_leaves_the_text_as_it_was(desk: Desk, shop: Shop, letter: Path, where: str) -> None:
    before = letter.read_bytes()
    ended = subprocess.run([sys.executable, "-c", KILLED, str(shop.root), where], check=False)
    assert ended.returncode == 9
    assert letter.read_bytes() == before
    seen = desk.source("thu/thu").value
    assert seen is not None
    assert desk.edit("thu/thu", [{"path": "subject", "set": "xong"}], expected=seen.etag).value.saved  # type: ignore[union-attr]
    assert [path.name for path in letter.parent.iterdir()] == ["thu.yaml"]


def test_what_is_pasted_is_cleaned_and_told(desk: Desk) -> None:
    plain = desk.paste("<p><b>Sở</b>&nbsp; Nội vụ</p>")
    assert plain.value is not None
    assert (plain.value.markdown, codes(plain)) == ("**Sở** Nội vụ", [])
    old = desk.paste("<p style='font-family:.VnTime'>S\u00eb N\u00e9i v\u00f4 <img src='a.png'></p>")
    assert old.value is not None
    assert (old.value.markdown, codes(old)) == ("Sở Nội vụ", ["CV981", "CV982"])
    assert "TCVN3" in old.diagnostics[0].message("vi")


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("so-noi-vu,", "so-noi-vuu,", "CV104"),
        ("thanh-tra ", "thanh-traa ", "CV101"),
        ("signer: giam-doc", 'signer: "giam-docc"', "CV102"),
        ("copies:", "copie:", "CV030"),
        ("subject: Về", "subject:Về", "CV011"),
    ],
)
def test_a_fault_is_mended_by_the_text_that_it_offers(
    desk: Desk, letter: Path, before: str, after: str, code: str
) -> None:
    right = letter.read_bytes()
    wrong = right.decode().replace(before, after).encode()
    judged = desk.edit("thu/thu", (), source=wrong)
    told = (
        judged if judged.value is not None else desk.write("thu/thu", wrong, expected=desk.source("thu/thu").value.etag)
    )
    fault = next(one for one in told.diagnostics if one.code == code)
    kept = letter.read_bytes()
    mended = desk.mend("thu/thu", wrong, code=code, line=fault.line, column=fault.column)
    assert mended.value is not None, codes(mended)
    assert mended.value.data == (wrong.replace(b"giam-docc", b"giam-doc") if code == "CV102" else right)
    assert letter.read_bytes() == kept
    again = desk.mend("thu/thu", mended.value.data, code=code, line=fault.line, column=fault.column)
    assert codes(again) == ["CV470"]
