"""Letters with pieces taken out, doubled and worded otherwise: whatever is made of them, every word is printed or told."""

from __future__ import annotations

import copy
import io
import random
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from shop import office

from congvan import pipeline
from congvan.intake import compared, read_word
from congvan.model.document import Document
from congvan.pipeline import preview
from congvan.problems import Problems
from congvan.text.dates import long_date
from congvan.workspace import Target, Workspace
from tests.intake.test_letters import MERGED, odd
from tests.intake.word_letters import Word, para, run

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SAID = [
    "Nơi nhận:",
    "Điều 1.",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Số: /",
    "PHỤ LỤC",
    "| < ^ {{ x",
    "Kính gửi:",
    "Chương I",
    "(1)",
]
BASES = [
    *(Word(head=head) for head in ("rows1", "rows4", "spaces", "tabs")),
    Word(end="spaces"), Word(call="table"), Word(raw=MERGED + para(run("Hết./."))), odd(),
    Word(number="Số: 9/QĐ-STTTT", subject=(), title=("QUYẾT ĐỊNH", "Về việc lập Tổ công tác", "GIÁM ĐỐC SỞ"), to=(),
         body=("Căn cứ Luật Viễn thông;", "**QUYẾT ĐỊNH:**", "**Điều 1.** Lập Tổ.", "**Điều 2.** Thi hành./.")),
]  # fmt: skip


def mutated(base: Word, dice: random.Random) -> tuple[bytes, list[str]]:
    """A file, and every word that a reader of it sees."""
    data = base.data()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root = etree.fromstring(parts["word/document.xml"])
    for _ in range(dice.randrange(1, 9)):
        pieces = [e for e in root.iter(W + "p", W + "r", W + "tc", W + "tr", W + "t") if e.getparent() is not None]
        piece = dice.choice(pieces)
        act = dice.randrange(3)
        if act == 0 and piece.tag in (W + "p", W + "r", W + "tr"):
            piece.getparent().remove(piece)
        elif act == 1 and piece.tag != W + "t":
            piece.addnext(copy.deepcopy(piece))
        elif piece.tag == W + "t":
            piece.text = dice.choice(SAID)
    parts["word/document.xml"] = etree.tostring(root)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue(), list(seen(root))


def seen(root: etree._Element) -> Iterator[str]:
    for paragraph in root.iter(W + "p"):
        text = ""
        for piece in paragraph.iter(W + "t", W + "br", W + "tab"):
            if next(piece.iterancestors(W + "p")) is not paragraph:
                continue
            if piece.getparent().find(f"{W}rPr/{W}vanish") is not None:
                yield from words(piece.text or "")  # hidden: told apart from the words around it
            else:
                text += (piece.text or "") if piece.tag == W + "t" else " "
        yield from words(text)


def words(text: str) -> list[str]:
    return [w for w in re.findall(r"\w+", text.casefold()) if w != "số"]


@pytest.mark.parametrize("seed", range(6))
def test_every_word_is_printed_or_told(tmp_path: Path, seed: int) -> None:
    """The sum of what is built and of what is listed has every word as often as the file."""
    root = office(tmp_path).root
    at = pipeline.open_office(Workspace(root), Problems())
    assert at is not None
    dice = random.Random(seed)
    for base in BASES:
        data, there = mutated(base, dice)
        (tmp_path / "a.docx").write_bytes(data)
        read = read_word(tmp_path / "a.docx")
        ids = [f"a{n}" for n in range(len(read.letters))]
        have: Counter[str] = Counter()
        for n, id in enumerate(ids):
            target = Target(id, root / "circulars" / f"{id}.yaml", id)
            taken = compared.circular(at, target, read, n, ids, "a.docx", "x", "vi")
            document = preview.document_of(target, taken.text.encode(), at, Problems())
            assert document is not None, taken.text
            have.update(words(printed(document)))
            have.update(words("\n".join(line for line in taken.text.split("\n") if line.startswith("#"))))
            for diagnostic, _ in taken.doubts:
                have.update(words(" ".join(str(v) for k, v in diagnostic.values.items() if k == "typed")))
        missing = Counter(there) - have
        assert not missing, (seed, missing)


def printed(document: Document) -> str:
    """What the frozen text has, and what it has not or otherwise: the day as printed, the titles of annexes, fixed words."""
    from congvan.compose import frozen

    day = long_date(document.parts.date) if document.parts.date else ""
    titles = " ".join(annex.title or "" for annex in document.annexes)
    return " ".join(re.findall(r'"((?:[^"\\]|\\.)*)"', frozen.frozen_text(document))) + f" {day} {titles} {HEAD}"


HEAD = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc ngày tháng năm Nơi nhận: Kính gửi: Phụ lục"
"""Printed on every letter, and in no frozen text."""
