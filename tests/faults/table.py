"""Rows of the table of faults: what is given, which codes come at which places. The rows stand in ``*.yaml`` beside.

A row has ``letter`` (a circular's text) or ``swap`` (pairs of old and new in a sound letter): many such rows are
checked by one run. Or it has a workspace of its own: ``files``, ``bytes`` (hex), ``copy`` (from the repository),
``edits`` of issuer.yaml and recipients.yaml, ``before`` (commands that go well), ``run``, ``env``, ``exit``.
``expect`` is every fault that comes, as ``CODE file:line:column`` (``-`` without a place). ``volatile``: its sentences
have something in them that another day or machine has not; ``later`` files are
written and ``replace`` edits made after ``before``, ``then`` are commands after that.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from shop import LETTER as GOOD
from shop import ROOT, Shop, office, today

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Row:
    name: str
    expect: list[str]
    letter: str | None = None
    given: dict[str, Any] = field(default_factory=dict)

    @property
    def codes(self) -> set[str]:
        return {line.split()[0] for line in self.expect}


def swapped(pairs: list[list[str]], text: str = GOOD) -> str:
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def rows() -> list[Row]:
    found = []
    for path in sorted(HERE.glob("rows_*.yaml")):
        for name, given in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            letter = given.get("letter")
            if "swap" in given:
                letter = swapped(given["swap"])
            alone = not given.keys() & {"run", "files", "bytes", "copy", "edits", "before", "env"}
            found.append(Row(name, given["expect"], letter if alone else None, {**given, "letter": letter}))
    assert len({row.name for row in found}) == len(found)
    return found


def elsewhere() -> dict[str, str]:
    """Codes that a named test proves by a condition of the machine, a server, a key, or a damaged file."""
    return yaml.safe_load((HERE / "elsewhere.yaml").read_text(encoding="utf-8"))


def told(answer: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(answer)["diagnostics"]
    return found


def placed(item: dict[str, Any]) -> str:
    place = f"{item['file']}:{item['line']}:{item['column']}" if item["file"] else "-"
    return f"{item['code']} {place}"


def worded(item: dict[str, Any]) -> str:
    hint = f"; {item['hint']}" if item["hint"] else ""
    return f"{item['code']}: {item['message']}{hint}"


def expected(line: str) -> tuple[str, int | None]:
    """``CODE file:line:column`` → the code and the line."""
    code, place = line.split()[:2]
    return code, int(place.split(":")[1]) if place.count(":") == 2 else None


def filled(text: str) -> str:
    """``GOOD`` is the sound letter; the day and the year of the office stand for @DAY@ and @YEAR@."""
    return (GOOD if text == "GOOD" else text).replace("@YEAR@", str(today().year)).replace("@DAY@", today().isoformat())


def prepare(row: Row, folder: Path) -> Shop:
    """The row's own workspace, after its first commands."""
    shop = office(folder)
    given = row.given
    for name, source in given.get("copy", {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / source, folder / name)
    _write(folder, given.get("files", {}))
    for name, text in given.get("bytes", {}).items():
        (folder / name).write_bytes(bytes.fromhex(text))
    if given.get("letter"):
        shop.write("x", given["letter"])
    _edit(folder, given.get("edits", {}))
    _go_well(shop, given.get("before", []))
    _write(folder, given.get("later", {}))
    _edit(folder, given.get("replace", {}))
    _go_well(shop, given.get("then", []))
    return shop


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(filled(text), encoding="utf-8")


def _edit(folder: Path, edits: dict[str, list[list[str]]]) -> None:
    for name, pairs in edits.items():
        path = folder / name
        path.write_text(swapped(pairs, path.read_text(encoding="utf-8")), encoding="utf-8")


def _go_well(shop: Shop, commands: list[list[str]]) -> None:
    for command in commands:
        done = shop.run(*map(filled, command))
        assert done.returncode == 0, (command, done.stdout, done.stderr)


def run(shop: Shop, row: Row, lang: str) -> list[dict[str, Any]]:
    """What the program says to the row in a language; everything but its words is as the row has it."""
    command = [filled(str(word)) for word in row.given.get("run", ["check"])]
    done = shop.run(*command, "--json", "--lang", lang, **row.given.get("env", {}))
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == row.given.get("exit", 1), (done.returncode, done.stdout, done.stderr)
    return told(done.stdout)
