"""An office with Word files in a folder beside it, and what ``import`` made of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from shop import Shop, office


@dataclass(frozen=True)
class Came:
    """One circular that came in: the YAML as data, its text, its doubts."""

    data: dict[str, Any]
    text: str
    doubts: list[dict[str, Any]]
    exit: int

    def codes(self) -> list[str]:
        return sorted(d["code"] for d in self.doubts)

    def told(self, code: str) -> list[str]:
        return [d["message"] for d in self.doubts if d["code"] == code]


@dataclass(frozen=True)
class Intake:
    shop: Shop

    def take(self, data: bytes, id: str = "cu/mot", name: str = "cu.docx") -> Came:
        """A Word file → what came in."""
        (self.shop.root / name).write_bytes(data)
        done = self.shop.run("import", name, id, "--json")
        assert "Traceback" not in done.stderr, done.stderr
        made = json.loads(done.stdout)
        return self.came(made["files"][0]["circulars"][0], done.returncode)

    def came(self, made: dict[str, Any], code: int = 0) -> Came:
        path = self.shop.root / "circulars" / f"{made['id']}.yaml"
        text = path.read_text(encoding="utf-8")
        return Came(yaml.safe_load(text), text, made["doubts"], code)

    def refused(self, data: bytes, name: str = "cu.docx", **env: str) -> list[str]:
        """The codes of a file that doesn't come in."""
        (self.shop.root / name).write_bytes(data)
        done = self.shop.run("import", name, "cu/mot", "--json", **env)
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == 1, done.stdout
        assert not list((self.shop.root / "circulars").rglob("*.yaml"))
        return [d["code"] for d in json.loads(done.stdout)["diagnostics"]]

    def checked(self, id: str) -> list[str]:
        """The errors of ``check``."""
        done = self.shop.run("check", id, "--json")
        return [d["code"] for d in json.loads(done.stdout)["diagnostics"] if d["severity"] == "error"]


@pytest.fixture
def intake(tmp_path: Path) -> Intake:
    return Intake(office(tmp_path))
