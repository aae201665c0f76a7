"""A picture cut short is none, whatever was imported before it is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
import weasyprint.images  # noqa: F401  it tells Pillow, for the whole process, to take half a picture for a whole one
from PIL import Image, ImageFile

from congvan.problems import Problems
from congvan.render import images


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_half_a_picture_is_refused_after_weasyprint_was_imported(tmp_path: Path, share: float) -> None:
    whole, cut = tmp_path / "dau.png", tmp_path / "cut.png"
    Image.effect_noise((80, 80), 60).convert("RGBA").save(whole)
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    problems = Problems()
    assert images.read(whole, problems) == whole.read_bytes()
    assert images.read(cut, problems) is None
    assert [p.code for p in problems] == ["CV640"]
    assert before == ImageFile.LOAD_TRUNCATED_IMAGES
