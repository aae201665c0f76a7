"""docs/python.md: its samples run, one after the other, and what it calls public is public."""

from __future__ import annotations

import re
from pathlib import Path

from deeds import PASSWORD
from mail_server import MailServer
from shop import ROOT, Shop

import congvan
from congvan import Desk

PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
SAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE, re.M | re.S)


def test_the_samples_run(whole: Desk, shop: Shop, keys: Path, mail: MailServer, capsys) -> None:
    assert len(SAMPLES) >= 9
    assert f'secret="{PASSWORD}"' in PAGE
    known: dict[str, object] = {"__name__": "trang"}
    for number, sample in enumerate(SAMPLES, 1):
        here = sample.replace("/srv/so-tttt", shop.root.as_posix()).replace("/srv/khoa", keys.as_posix())
        exec(compile(here, f"docs/python.md, mẫu {number}", "exec"), known)
    said = capsys.readouterr().out
    assert "01/STTTT-TTr" in said
    assert "canh-bao-lan-3.docx" in said
    assert "KyLanhDao Nguyễn Tấn Đức" in said
    assert "cong-an-tinh email accepted" in said
    assert "01/SY-STTTT" in said


def test_what_it_calls_public_is_public() -> None:
    table = re.findall(r"^\| `(\w+)` \|", PAGE, re.M)
    assert sorted(table) == sorted(name for name in congvan.__all__ if name != "__version__")


def test_every_deed_stands_on_the_page() -> None:
    deeds = {name for name in dir(Desk) if not name.startswith("_")} - {"shown"}
    words = set(re.findall(r"\w+", PAGE))
    assert {name for name in deeds if name not in words and name.removeprefix("register_") not in words} == set()
