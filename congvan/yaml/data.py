"""The YAML files that belong to the program, read as they are; a clerk's file goes through :mod:`congvan.yaml.tree`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def read(file: Path) -> Any:
    """A file of our own → dicts, lists and values, by libyaml where it is there."""
    return yaml.load(file.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
