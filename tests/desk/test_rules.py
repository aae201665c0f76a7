"""A deed asks nobody but its arguments: no click, no process, no environment, no folder of the process, no print."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import congvan

FOLDER = Path(congvan.__file__).parent / "desk"
MODULES = sorted(FOLDER.glob("*.py"))
FORBIDDEN = {"os.environ", "os.getenv", "os.getcwd", "os.fork", "os.umask", "os.chdir", "sys.argv", "sys.stdin", "sys.stdout",
             "sys.stderr", "Path.cwd", "Path.home", "date.today"}  # fmt: skip


def _asked(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            found.add(ast.unparse(node))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "input"):
            found.add(node.func.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [a.name for a in node.names]
            found |= {
                "import " + n.partition(".")[0]
                for n in ([node.module or ""] if isinstance(node, ast.ImportFrom) else names)
            }
            found |= {"import " + f"{node.module}.{n}" for n in names if isinstance(node, ast.ImportFrom)}
    return found


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.stem)
def test_a_deed_asks_nobody_but_its_arguments(file: Path) -> None:
    asked = _asked(ast.parse(file.read_text(encoding="utf-8")))
    bad = asked & (FORBIDDEN | {"print", "input", "import click", "import sys"} | {f"import {n}" for n in FORBIDDEN})
    assert not bad
    assert not {a for a in asked if a.startswith("import congvan.cli")}


@pytest.mark.parametrize(
    "line",
    [
        "import os\nos.environ['X']",
        "from os import environ",
        "print(1)",
        "import click.core",
        "from congvan.cli import words",
    ],
)
def test_the_rule_sees_what_it_forbids(line: str) -> None:
    asked = _asked(ast.parse(line))
    assert asked & (FORBIDDEN | {"print", "import click", "import os.environ", "import congvan.cli.words"})
