"""docs/bat-dau.md: its commands run one after the other, its files are read without a fault, every key stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import openpyxl
import pytest
from shop import ROOT, Shop

from congvan.problems import Problems
from congvan.read import read_issuer, read_recipients
from congvan.read.office import AGENCY, DELIVERY, EDXML, GROUP, ISSUER, SMTP, UNIT
from congvan.standard import choose
from congvan.yaml import data

PAGE = (ROOT / "docs" / "bat-dau.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.M | re.S)
FILES = dict(re.findall(r"^```yaml\n# (\S.*?)\n(.*?)^```", PAGE, re.M | re.S))


def test_five_minutes(tmp_path: Path) -> None:
    shop, issued = Shop(tmp_path), ""
    for line in "".join(COMMANDS).splitlines():
        words = shlex.split(line)
        if words[0] == "mkdir":
            (shop.root / words[1]).mkdir()
            continue
        if words[0] == "cd":
            shop = Shop(shop.root / words[1])
            book = openpyxl.Workbook()
            for row in (
                ("STT", "Tên cơ quan", "Email"),
                (1, "UBND xã Tân Phú", "a@tp.example"),
                (2, "UBND xã An Bình", None),
            ):
                book.active.append(row)
            book.save(shop.root / "noi-nhan.xlsx")
            continue
        assert words[0] == "congvan"
        done = shop.run(*words[1:])
        if words[1] == "check":  # nothing is filled in yet, and the first letter never will be
            assert (done.returncode, "CV420" in done.stderr, "CV1" in done.stderr) == (1, True, False)
            name = next(name for name in FILES if name.startswith("circulars/"))
            (shop.root / name).write_text(FILES[name], encoding="utf-8")
            continue
        assert done.returncode == 0, (line, done.stderr)
        issued += done.stdout if words[1] == "issue" else ""
    assert "01/TTYTHL-VP" in issued
    assert (shop.root / "output" / "2026" / "hop-giao-ban.pdf").is_file()


def test_the_files_on_the_page_are_sound() -> None:
    issuer = FILES["issuer.yaml"] + FILES["thêm vào issuer.yaml"]
    problems = Problems()
    found = read_issuer(ROOT, "issuer.yaml", problems, issuer.encode())
    assert found is not None
    choose(found.style, problems)
    assert read_recipients(ROOT, "recipients.yaml", problems, FILES["recipients.yaml"].encode()) is not None
    assert list(problems) == []


@pytest.mark.parametrize("record", [ISSUER, UNIT, SMTP, EDXML, DELIVERY, AGENCY, GROUP])
def test_every_key_is_explained(record) -> None:
    assert [f.name for f in record.fields if f"`{f.name}`" not in PAGE and f"{f.name}:" not in PAGE] == []


def test_every_choice_of_style_is_explained() -> None:
    known = re.findall(
        r"^\| ((?:`\w+`(?:, )?)+) \| ", PAGE.partition("### Cách trình bày")[2].partition("### Gửi đi")[0], re.M
    )
    names = {name for group in known for name in re.findall(r"`(\w+)`", group)}
    assert names == set(data.read(ROOT / "congvan" / "standard" / "nd30.yaml")["choices"])


def test_the_lines_of_signers_are_printed_as_the_page_says(shop: Shop) -> None:
    rows = re.findall(r"^\| `(\{.*title.*\})` \| (.*) \|$", PAGE, re.M)
    assert len(rows) == 7
    issuer = shop.root / "issuer.yaml"
    lines = "".join(f"  nguoi-{n}: {how.replace('…', 'Lê Văn Ba')}\n" for n, (how, _) in enumerate(rows))
    issuer.write_text(issuer.read_text(encoding="utf-8").replace("signers:\n", f"signers:\n{lines}"), encoding="utf-8")
    for n in range(len(rows)):
        shop.write(f"n{n}", f"unit: thanh-tra\nsubject: thử {n}\nsigner: nguoi-{n}\nto: [so-noi-vu]\nbody: Đoạn {n}.\n")
    done = shop.run("build", "--format", "html")
    assert done.returncode == 0, done.stderr
    for n, (_, printed) in enumerate(rows):
        html = shop.output(f"n{n}", "html").read_text(encoding="utf-8")
        words = " ".join(re.sub("<[^>]+>", " ", html).replace("\u00a0", " ").split())
        assert " ".join(printed.replace(" / ", " ").split()) in words, printed
