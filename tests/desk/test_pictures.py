"""picture: beside its circular under a name of its own, never over what is there."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from shop import Shop

from congvan import Desk

LETTER = "unit: thanh-tra\nsubject: thử\nsigner: giam-doc\nto: [so-noi-vu]\nbody: |\n  Đoạn.\n"


def drawn(colour: str, kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(made, kind)
    return made.getvalue()


@pytest.fixture
def letter(shop: Shop) -> Path:
    shop.write("2026/thu", LETTER)
    return shop.root / "circulars" / "2026"


def test_it_lies_beside_the_circular_and_over_nothing(desk: Desk, letter: Path) -> None:
    first = desk.picture("2026/thu", "../../Ảnh chụp: 1.PNG", drawn("red")).value
    again = desk.picture("2026/thu", "ảnh chụp 1.png", drawn("red")).value
    other = desk.picture("2026/thu", "Ảnh chụp 1.png", drawn("blue")).value
    photo = desk.picture("2026/thu", "..", drawn("blue", "JPEG")).value
    assert first is not None
    assert again is not None
    assert other is not None
    assert photo is not None
    assert (first.path, again.path, other.path) == ("anh/anh-chup-1.png", "anh/anh-chup-1.png", "anh/anh-chup-1-2.png")
    assert photo.path == "anh/hinh.jpg"
    assert sorted(p.name for p in (letter / "anh").iterdir()) == ["anh-chup-1-2.png", "anh-chup-1.png", "hinh.jpg"]
    assert (letter / first.path).read_bytes() == drawn("red")
    text = LETTER + f"\n  ![màu đỏ]({first.path})\n"
    assert desk.edit("2026/thu", (), source=text.encode()).ok


def test_what_is_no_picture_is_told(desk: Desk, letter: Path) -> None:
    assert [d.code for d in desk.picture("2026/thu", "a.png", b"<svg/>").diagnostics] == ["CV471"]
    assert [d.code for d in desk.picture("2026/thu", "a.png", drawn("red")[:60]).diagnostics] == ["CV471"]
    assert [d.code for d in desk.picture("2026/thu", "a.png", bytes(30_000_001)).diagnostics] == ["CV472"]
    assert not (letter / "anh").exists()


def test_a_folder_that_leads_out_is_told(desk: Desk, letter: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("ngoai")
    (letter / "anh").symlink_to(outside)
    assert [d.code for d in desk.picture("2026/thu", "a.png", drawn("red")).diagnostics] == ["CV473"]
    assert not list(outside.iterdir())
    (letter / "anh").unlink()
    (letter / "anh").write_text("tệp")
    assert [d.code for d in desk.picture("2026/thu", "a.png", drawn("red")).diagnostics] == ["CV473"]
