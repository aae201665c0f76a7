"""A folder that is no workspace: every command that needs one says so and names ``init``, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from shop import LETTER, Shop

NEED = [
    ("check",), ("build",), ("build", "x"), (), ("new", "cong-van", "x"), ("issue", "x"), ("follow-up", "1/A-B", "x"), ("ready", "x"),
    ("sign", "x", "--as", "KyLanhDao", "--p12", "k.p12"), ("send", "x", "--dry-run"), ("deliveries", "x"), ("answers", "x"),
    ("recall", "x", "--reason", "r"), ("copy", "a.pdf", "x", "--form", "sao-y", "--signer", "a"), ("register", "list"),
    ("register", "show", "1/A-B"), ("register", "search", "a"), ("register", "verify"), ("register", "head"),
    ("register", "reserve", "1", "--reason", "r"), ("register", "void", "1", "--reason", "r"), ("register", "import", "a.csv"),
    ("register", "export", "a.csv"), ("register", "backup", "b"), ("register", "restore", "b"),
]  # fmt: skip


@pytest.mark.parametrize("command", NEED, ids=" ".join)
def test_every_command_says_so_and_names_init(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = Shop(tmp_path).run(*command)
    assert done.returncode == 1
    assert "lỗi CV406: đây không phải thư mục làm việc" in done.stderr
    assert "congvan init" in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_inside_circulars_the_workspace_above_is_named(shop) -> None:
    shop.write("a", LETTER)
    done = Shop(shop.root / "circulars").run("new", "cong-van", "b")
    assert done.returncode == 1
    assert f'--workspace "{shop.root}"' in done.stderr
    assert sorted(p.name for p in shop.root.rglob("*.yaml")) == ["a.yaml", "issuer.yaml", "recipients.yaml"]


def test_what_needs_no_workspace_goes_on(tmp_path: Path) -> None:
    assert Shop(tmp_path).run("schema").returncode == 0
    assert Shop(tmp_path).run("completion", "bash").returncode == 0
