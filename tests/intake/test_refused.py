"""Files that don't come in, each by its name; nothing is written."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.intake.conftest import Intake
from tests.intake.word_letters import TYPES, Word, package

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def body() -> str:
    with zipfile.ZipFile(io.BytesIO(Word().data())) as archive:
        text = archive.read("word/document.xml").decode()
    return text[text.index("<w:body>") : text.index("</w:document>")]


def linked() -> bytes:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="x" Type="{TYPES}/image" Target="http://la.example/x.png" TargetMode="External"/></Relationships>'
    )
    return package(body(), extra={"word/_rels/header9.xml.rels": rels.encode()})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "CV702"),
        (b"%PDF-1.7", "CV440"),
        (b"{\\rtf1 x}", "CV440"),
        (b"PK\x03\x04 x", "CV703"),
        (OLE + b"\0" * 600, "CV440"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "CV704"),
        (OLE + "WordDocument".encode("utf-16-le") + "_VBA_PROJECT".encode("utf-16-le"), "CV706"),
        (package(body(), extra={"word/vbaProject.bin": b"x"}), "CV706"),
        (package(body(), extra={"word/media/x.xml": b" " * (3 << 20)}), "CV705"),
        (linked(), "CV707"),
        (package("<w:body/>"), "CV442"),
    ],
    ids=[
        "empty", "pdf", "rtf", "cut-off", "other-ole", "locked", "macros-of-old-word", "macros", "bomb", "linked", "no-text",
    ],
)  # fmt: skip
def test_a_file_that_is_none(intake: Intake, data: bytes, code: str) -> None:
    """CV440, CV442 and those that inspect has for the same files."""
    assert intake.refused(data) == [code]


def test_where_there_is_nothing(intake: Intake) -> None:
    """CV444, CV445, CV700, CV403, CV411."""
    from shop import said_codes

    (intake.shop.root / "trong").mkdir()
    (intake.shop.root / "a.docx").write_bytes(Word().data())
    assert said_codes(intake.shop.run("import", "trong", "--json"), 1) == ["CV444"]
    assert said_codes(intake.shop.run("import", "a.docx", "--json"), 1) == ["CV445"]
    assert said_codes(intake.shop.run("import", "khong-co.docx", "x", "--json"), 1) == ["CV700"]
    assert said_codes(intake.shop.run("import", "a.docx", "../x", "--json"), 1) == ["CV403"]
    assert intake.shop.run("import", "a.docx", "x").returncode == 0
    before = (intake.shop.root / "circulars/x.yaml").read_bytes()
    assert said_codes(intake.shop.run("import", "a.docx", "x", "--json"), 1) == ["CV411"]
    assert (intake.shop.root / "circulars/x.yaml").read_bytes() == before


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A letter as Word 97 has it."""
    folder = tmp_path_factory.mktemp("doc")
    (folder / "thu.docx").write_bytes(Word().data())
    profile = f"-env:UserInstallation={(folder / 'p').as_uri()}"
    order = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "doc:MS Word 97",
        "--outdir",
        str(folder),
        str(folder / "thu.docx"),
    ]
    subprocess.run(order, check=True, capture_output=True, timeout=180)
    return (folder / "thu.doc").read_bytes()


def test_an_old_doc_comes_in_by_libreoffice(intake: Intake, old: bytes) -> None:
    came = intake.take(old, name="thu.doc")
    assert came.data["number"] == 125
    assert came.data["to"] == ["so-noi-vu", "cong-an-tinh"]
    assert not [d for d in came.doubts if d["code"] != "CV454"], came.doubts


def test_an_old_doc_without_libreoffice_is_a_sentence(intake: Intake, old: bytes, tmp_path: Path) -> None:
    """CV441."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("fc-match", "fc-list"):
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    assert intake.refused(old, "thu.doc", PATH=str(tools)) == ["CV441"]


def test_an_old_doc_that_libreoffice_can_not_read(intake: Intake, old: bytes, tmp_path: Path) -> None:
    """CV443: LibreOffice ends, and no file is there."""
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "soffice").write_text("#!/bin/sh\nexit 0\n")
    (tools / "soffice").chmod(0o755)
    assert intake.refused(old, "thu.doc", PATH=f"{tools}:/usr/bin:/bin") == ["CV443"]
