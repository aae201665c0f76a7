"""The house keeps its doors: what only a door may ask is asked nowhere else, and no library has a second home."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from shop import ROOT

PROGRAM = ROOT / "congvan"
DOORS = ("cli", "machine", "studio", "worker")
"""Rooms that may speak with the process, its environment, its terminal and its clock."""
FORBIDDEN = {
    "os.environ", "os.environb", "os.getenv", "os.putenv", "os.getcwd", "os.chdir", "os.fork", "os.forkpty", "os.umask",
    "os.getlogin", "getpass.getuser", "pathlib.Path.cwd", "sys.argv", "sys.stdin", "sys.stdout", "sys.stderr", "sys.exit",
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "locale.setlocale", "asyncio.run",
    "print", "input", "breakpoint",
}  # fmt: skip
MODULES = ("click", "readline", "curses", "getpass")
HEAVY = {
    "click": "desk/build.py", "jinja2": "render/pdf.py", "markdown_it": "compose/runs.py", "weasyprint": "render/html.py",
    "docx": "render/html.py", "fontTools": "render/glyphs.py", "pypdfium2": "pades/verify.py", "pikepdf": "desk/copy.py",
    "PIL": "render/stamp.py", "sqlalchemy": "desk/issue.py", "alembic": "pipeline/clocks.py", "psycopg": "desk/issue.py",
    "argon2": "people/book.py", "authlib": "people/book.py", "joserfc": "studio/by_provider.py", "openpyxl": "desk/oldbook.py", "pyhanko": "desk/sign.py", "pkcs11": "signing/source.py", "asn1crypto": "pdf/joined.py",
    "pyhanko_certvalidator": "signing/plan.py", "cryptography": "dispatch/plan.py", "smtplib": "dispatch/carriers.py",
    "imaplib": "dispatch/receipts.py", "email": "edxml/outbox.py", "olefile": "mail/files.py", "idna": "mail/boxes.py",
    "lxml": "render/ooxml.py", "yaml": "read/__init__.py", "starlette": "desk/check.py", "uvicorn": "cli/studio.py", "procrastinate": "desk/queue.py",
}  # fmt: skip
"""By library: a module that is none of its homes."""


def _names(tree: ast.Module) -> dict[str, str]:
    """What a name of the module means elsewhere: ``from os import environ as e`` → ``e: os.environ``."""
    known = {name: name for name in ("print", "input", "breakpoint")}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                known[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return known


def _full(node: ast.expr, known: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return known.get(node.id, "")
    if isinstance(node, ast.Attribute):
        base = _full(node.value, known)
        return f"{base}.{node.attr}" if base else ""
    return ""


def asked(text: str) -> Iterator[tuple[int, str]]:
    """What a module asks of its process: line and name."""
    tree = ast.parse(text)
    known = _names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                if f"{node.module}.{alias.name}" in FORBIDDEN:
                    yield node.lineno, f"{node.module}.{alias.name}"
            if node.module.partition(".")[0] in MODULES:
                yield node.lineno, node.module
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, a.name) for a in node.names if a.name.partition(".")[0] in MODULES)
        elif (
            isinstance(node, ast.Attribute | ast.Name)
            and isinstance(node.ctx, ast.Load)
            and _full(node, known) in FORBIDDEN
        ):
            yield node.lineno, _full(node, known)


def test_nothing_below_a_door_asks_its_process() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in sorted(PROGRAM.rglob("*.py"))
        if path.relative_to(PROGRAM).parts[0] not in DOORS
        for line, name in asked(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "planted",
    [
        "import os\nx = os.environ['A']", "from os import environ", "import os as o\no.getenv('A')", "print('x')",
        "from os import getcwd as here\nhere()", "from pathlib import Path\nPath.cwd()", "import pathlib\npathlib.Path.cwd()",
        "from datetime import datetime, UTC\nx = datetime.now(UTC)", "import datetime\ndatetime.date.today()",
        "from datetime import datetime as d\nclock = d.now", "import time\ntime.time()", "from time import time", "import os\nos.fork()",
        "import os\nos.umask(0)", "import sys\nsys.argv", "def f():\n    import click", "from click.testing import CliRunner",
        "import click.core", "import sys\nsys.stdout.write('x')", "import asyncio\nasyncio.run(f())",
    ],
)  # fmt: skip
def test_what_is_planted_is_seen(planted: str) -> None:
    assert list(asked(planted))


def test_what_only_looks_alike_is_not() -> None:
    assert not list(
        asked(
            "def print_it(self):\n    return self.print()\nclock.now()\nmoment.date().today\nimport os.path\nos.path.join('a')"
        )
    )


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program to plant in."""
    folder = tmp_path_factory.mktemp("nha")
    shutil.copytree(PROGRAM, folder / "congvan", ignore=shutil.ignore_patterns("__pycache__", "_templates", "_schemas"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def linted(tree: Path) -> str:
    command = [
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())",
        "--no-cache",
    ]
    done = subprocess.run(
        command,
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(tree), "PATH": "/usr/bin"},
    )
    return ("" if done.returncode == 0 else "broken\n") + done.stdout + done.stderr


def test_every_planted_import_is_refused(tree: Path) -> None:
    """One run with each heavy library imported outside its home: every one of them is named with its place."""
    assert "broken" not in linted(tree).split("Contracts:")[0].lower()
    for library, where in HEAVY.items():
        path = tree / "congvan" / where
        path.write_text(
            path.read_text(encoding="utf-8")
            + f"\n\ndef _planted_{library}() -> None:\n    import {library}  # noqa: F401\n",
            encoding="utf-8",
        )
    said = linted(tree)
    assert said.startswith("broken\n")
    missed = [
        f"{library} in {where}"
        for library, where in HEAVY.items()
        if f"congvan.{where.removesuffix('.py').removesuffix('/__init__').replace('/', '.')} -> {library}"
        not in said.replace("\n", " ")
    ]
    assert not missed, f"{missed}\n{said}"


def test_every_heavy_library_has_its_contract() -> None:
    """A dependency that is added gets a home, or is named here as at home everywhere."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    protected = {m for c in contracts if c["type"] == "protected" for m in c["protected_modules"]}
    assert set(HEAVY) <= protected
    assert protected <= set(HEAVY), "plant what is protected"
