"""A workspace with what ships, the program in this process, and the kinds' examples as tests use them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import yaml
from click.testing import CliRunner

from congvan.cli.entry import application, words
from congvan.standard.kinds import kinds

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
CASES = ROOT / "tests" / "kinds" / "cases"
SLUGS = tuple(kinds())
UNSEEN = tuple(path.stem for path in sorted(CASES.glob("*.yaml")))


def run(folder: Path, *args: str) -> tuple[int, str]:
    """The program in this process: its exit code, and all it said on both channels."""
    words.choose([])
    done = CliRunner().invoke(application(), ["--workspace", str(folder), *args], standalone_mode=False)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return (done.return_value or 0) if done.exception is None else done.exit_code, done.output


def workspace(folder: Path) -> Path:
    """A folder with the issuer and the recipients that ship."""
    for name in ("issuer.yaml", "recipients.yaml"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "circulars").mkdir()
    return folder


def example(slug: str) -> str:
    return (TEMPLATES / slug / "example.yaml").read_text(encoding="utf-8")


FILLS = {
    "2026-01-31": "2026-06-30",
    "bằng số": "5",
    "mã nơi nhận": "so-noi-vu",
    "ngày, như": "2024-04-17",
    "số, ký hiệu": "12/UBND-VP",
}
"""What a place to fill in asks for, and a value of that form."""


def fill(asked: str) -> str:
    """A value for one ``<<điền …>>``."""
    return next((value for key, value in FILLS.items() if key in asked), "sắp xếp lại kho lưu trữ")


def filled(text: str) -> str:
    """What ``new`` wrote, with every place filled in."""
    return re.sub("<<điền [^<>…]+>>", lambda found: fill(found.group()), text)


def dated(text: str) -> str:
    """A draft as it looks once it was issued; a thư công has no number."""
    number = "" if "type: thu-cong\n" in text else "number: 8\n"
    return re.sub(r"(?m)^(signer: .*\n)", f"\\1{number}date: 2024-06-28\n", text, count=1)


class AsTyped(yaml.SafeLoader):
    """YAML as an editor's schema sees it: a date is the text that was typed."""


AsTyped.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def typed(text: str) -> dict:
    return yaml.load(text, Loader=AsTyped)
